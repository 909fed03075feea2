//! How far the run is, on standard error: a bar on a terminal, a line now and then elsewhere.
//!
//! Goes in: bytes read so far and what was counted. Comes out: bytes, documents, the rate, the time left, and how many
//! failed. A run that is over soon shows nothing.
//!
//! `unboil: 1.20 GiB of 4.00 GiB, 310000 documents, 2 failed, 41.00 MiB/s, 70 s left`

use std::fs;
use std::io::{self, IsTerminal as _};
use std::sync::Arc;
use std::time::{Duration, Instant};

use indicatif::{HumanBytes, ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::console::messages::{Messages, Problem};
use crate::files::inputs::Input;

/// Between two lines. Logs of a night's run stay readable, and a job that hangs is seen to hang.
const EVERY: Duration = Duration::from_secs(10);
/// Between two drawings of the bar. It is drawn also while nothing is done, so that a run that waits is seen to wait.
const DRAWN_EVERY: Duration = Duration::from_millis(200);
/// What the bar shows. Its own width is what the rest leaves, for on a terminal of 80 columns the time left must be seen.
const KNOWN: &str = "{wide_bar} {bytes} of {total_bytes}, {msg}, {bytes_per_sec}, {eta} left";
/// The same where the size of the input is not known.
const UNKNOWN: &str = "{spinner} {bytes}, {msg}, {bytes_per_sec}";

/// Shows how far the run is.
pub(crate) enum Progress {
    Hidden,
    Bar(ProgressBar),
    Lines { messages: Messages, total: u64, began: Instant, last: Instant },
}

impl Progress {
    /// Shows nothing.
    pub(crate) fn hidden() -> Self {
        Self::Hidden
    }

    /// As a terminal or a log wants it; nothing with `-q`, and no bar between the lines of a text that goes to the same
    /// terminal.
    pub(crate) fn new(messages: Messages, is_text_on_stdout: bool) -> Self {
        if messages.quiet {
            Self::Hidden
        } else if io::stderr().is_terminal() {
            if is_text_on_stdout && io::stdout().is_terminal() {
                Self::Hidden
            } else {
                Self::Bar(ProgressBar::hidden())
            }
        } else {
            Self::Lines { messages, total: 0, began: Instant::now(), last: Instant::now() }
        }
    }

    /// The inputs are known; the size of a pipe is not.
    pub(crate) fn begin(&mut self, inputs: &[Result<Arc<Input>, Problem>]) {
        let size = |input: &Input| fs::metadata(&input.path).map_or(0, |metadata| metadata.len());
        let sizes = || inputs.iter().flatten().filter(|input| !input.is_stdin).map(|input| size(input)).sum();
        match self {
            Self::Hidden => {}
            Self::Lines { total, .. } => *total = sizes(),
            Self::Bar(bar) => {
                let sum: u64 = sizes();
                *bar = ProgressBar::with_draw_target((sum > 0).then_some(sum), ProgressDrawTarget::stderr());
                if let Ok(style) = ProgressStyle::with_template(if sum > 0 { KNOWN } else { UNKNOWN }) {
                    bar.set_style(style);
                }
                bar.set_message("0 documents");
                bar.enable_steady_tick(DRAWN_EVERY);
            }
        }
    }

    /// Something was done.
    pub(crate) fn tick(&mut self, read: u64, documents: usize, failed: usize) {
        let failed = if failed > 0 { format!(", {failed} failed") } else { String::new() };
        match self {
            Self::Hidden => {}
            Self::Bar(bar) => {
                bar.set_position(read);
                bar.set_message(format!("{documents} documents{failed}"));
            }
            Self::Lines { messages, total, began, last } => {
                if last.elapsed() < EVERY {
                    return;
                }
                *last = Instant::now();
                let rate = read as f64 / began.elapsed().as_secs_f64().max(0.001);
                let of = if *total > 0 { format!(" of {}", HumanBytes(*total)) } else { String::new() };
                let left = total.saturating_sub(read) as f64 / rate.max(1.0);
                let left = if *total > 0 { format!(", {left:.0} s left") } else { String::new() };
                messages.note(format_args!(
                    "{}{of}, {documents} documents{failed}, {}/s{left}",
                    HumanBytes(read),
                    HumanBytes(rate as u64),
                ));
            }
        }
    }

    /// Lets something be said without the bar in between.
    pub(crate) fn suspend(&self, say: impl FnOnce()) {
        match self {
            Self::Bar(bar) => bar.suspend(say),
            _ => say(),
        }
    }

    /// The run is over.
    pub(crate) fn end(&mut self) {
        if let Self::Bar(bar) = self {
            bar.finish_and_clear();
        }
    }
}
