//! Progress on standard error: a bar on a terminal, elsewhere a line every ten seconds.
//!
//! Shows the bytes read, documents, failures, the rate and the time left. A run that ends soon shows nothing.
//!
//! `unboil: 1.20 GiB of 4.00 GiB, 310000 documents, 2 failed, 41.00 MiB/s, 70 s left`

use std::fs;
use std::io::{self, IsTerminal as _};
use std::sync::Arc;
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use indicatif::{HumanBytes, ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::console::count::count;
use crate::console::messages::{Messages, Problem};
use crate::files::inputs::Input;

/// Time between two lines: rare enough for the log of a long run, frequent enough to notice a run that hangs.
const LINE_INTERVAL: Duration = Duration::from_secs(10);
/// Time until the bar appears. A run that ends sooner needs none; half a second is usual in other tools.
const BAR_DELAY: Duration = Duration::from_millis(500);
/// Time between two updates of the bar. It is also updated while nothing happens, to show that the run is alive.
const BAR_INTERVAL: Duration = Duration::from_millis(200);
/// The bar. It fills the remaining width, so that the time left is visible on a terminal of 80 columns.
const KNOWN: &str = "{wide_bar} {bytes} of {total_bytes}, {msg}, {bytes_per_sec}, {eta} left";
/// The same if the size of the input is not known.
const UNKNOWN: &str = "{spinner} {bytes}, {msg}, {bytes_per_sec}";

/// Shows the progress of a run.
pub(crate) enum Progress {
    Hidden,
    Bar(DelayedBar),
    Lines { messages: Messages, total: u64, began: Instant, last: Instant },
}

impl Progress {
    /// Shows nothing.
    pub(crate) fn hidden() -> Self {
        Self::Hidden
    }

    /// A bar on a terminal, else lines. Nothing with `-q`, and no bar between the lines of a text on the same terminal.
    pub(crate) fn new(messages: Messages, is_text_on_stdout: bool) -> Self {
        if !messages.has_summaries() {
            Self::Hidden
        } else if io::stderr().is_terminal() {
            if is_text_on_stdout && io::stdout().is_terminal() { Self::Hidden } else { Self::Bar(DelayedBar::hidden()) }
        } else {
            Self::Lines { messages, total: 0, began: Instant::now(), last: Instant::now() }
        }
    }

    /// Starts, with the inputs of the run. The size of a pipe is not known.
    pub(crate) fn begin(&mut self, inputs: &[Result<Arc<Input>, Problem>]) {
        let size = |input: &Input| fs::metadata(&input.path).map_or(0, |metadata| metadata.len());
        let sizes = || inputs.iter().flatten().filter(|input| !input.is_stdin).map(|input| size(input)).sum();
        match self {
            Self::Hidden => {}
            Self::Lines { total, .. } => *total = sizes(),
            Self::Bar(bar) => *bar = DelayedBar::of_size(sizes()),
        }
    }

    /// Updates the numbers.
    pub(crate) fn tick(&mut self, read: u64, documents: usize, failed: usize) {
        let failed = if failed > 0 { format!(", {failed} failed") } else { String::new() };
        match self {
            Self::Hidden => {}
            Self::Bar(DelayedBar { bar, .. }) => {
                bar.set_position(read);
                bar.set_message(format!("{}{failed}", count(documents, "document")));
            }
            Self::Lines { messages, total, began, last } => {
                if last.elapsed() < LINE_INTERVAL {
                    return;
                }
                *last = Instant::now();
                let rate = read as f64 / began.elapsed().as_secs_f64().max(0.001);
                let of = if *total > 0 { format!(" of {}", HumanBytes(*total)) } else { String::new() };
                let left = total.saturating_sub(read) as f64 / rate.max(1.0);
                let left = if *total > 0 { format!(", {left:.0} s left") } else { String::new() };
                messages.note(format_args!(
                    "{}{of}, {}{failed}, {}/s{left}",
                    HumanBytes(read),
                    count(documents, "document"),
                    HumanBytes(rate as u64),
                ));
            }
        }
    }

    /// Prints a message with `print`, without the bar in between.
    pub(crate) fn suspend(&self, print: impl FnOnce()) {
        match self {
            Self::Bar(DelayedBar { bar, .. }) => bar.suspend(print),
            _ => print(),
        }
    }

    /// Removes the bar.
    pub(crate) fn end(&mut self) {
        if let Self::Bar(bar) = self {
            bar.end();
        }
    }
}

/// A bar that appears after [`BAR_DELAY`].
pub(crate) struct DelayedBar {
    bar: ProgressBar,
    /// The thread that draws the bar for the first time, and the sender whose end stops it.
    first_drawing: Option<(Sender<()>, JoinHandle<()>)>,
}

impl DelayedBar {
    fn hidden() -> Self {
        Self { bar: ProgressBar::hidden(), first_drawing: None }
    }

    /// A bar for inputs of `size` bytes; 0 if that is not known.
    fn of_size(size: u64) -> Self {
        let bar = ProgressBar::with_draw_target((size > 0).then_some(size), ProgressDrawTarget::hidden());
        if let Ok(style) = ProgressStyle::with_template(if size > 0 { KNOWN } else { UNKNOWN }) {
            bar.set_style(style);
        }
        bar.set_message(count(0, "document"));
        let (sender, end) = mpsc::channel::<()>();
        let delayed = bar.clone();
        let thread = thread::spawn(move || {
            if end.recv_timeout(BAR_DELAY) == Err(RecvTimeoutError::Timeout) {
                delayed.set_draw_target(ProgressDrawTarget::stderr());
                delayed.enable_steady_tick(BAR_INTERVAL);
            }
        });
        Self { bar, first_drawing: Some((sender, thread)) }
    }

    fn end(&mut self) {
        if let Some((sender, thread)) = self.first_drawing.take() {
            drop(sender);
            // It cannot panic; if it did, there would just be no bar.
            let _ = thread.join();
        }
        self.bar.finish_and_clear();
    }
}
