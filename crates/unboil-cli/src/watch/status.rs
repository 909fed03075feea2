//! How the watcher is doing, for people and supervisors.
//!
//! Goes in: counts. Comes out: a small JSON file that is replaced whole, and `watch --show-status`, which reads it and says whether all is
//! well: somebody holds the lock, the file is fresh, and IN and OUT are there.
//!
//! `{"pid":7,"state":"running","waiting":2,"in_work":1,"done":40,"failed":0,"per_minute":12.0,…}`

use std::collections::VecDeque;
use std::fs;
use std::io;
use std::path::Path;
use std::time::{Duration, Instant, SystemTime};

use serde::{Deserialize, Serialize};

use super::log::{LogFormat, now};
use super::state_folder::{FOLDER, is_watched};
use crate::console::messages::{Problem, shown};
use crate::files::atomic::{Durability, write_atomically};

/// The name of the file in the watcher's own folder.
pub(crate) const FILE: &str = "status.json";
/// How often it is written at least, and at most.
const AT_LEAST: Duration = Duration::from_secs(10);
const AT_MOST: Duration = Duration::from_millis(500);
/// When a status is too old to be believed: six times what it should be, for a look at many files takes its time.
const STALE: Duration = Duration::from_secs(60);
/// The rate is that of the last minute.
const MINUTE: Duration = Duration::from_secs(60);

/// What the watcher is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum State {
    /// It cleans what is dropped into IN.
    Running,
    /// IN is not there, or is another folder; it waits.
    InputAway,
    /// OUT is not there, or is another folder; it waits.
    OutputAway,
    /// It was told to end and finishes what it began.
    Stopping,
    /// It has ended.
    Stopped,
    /// It ended without saying so. Set by the reader of the status, never written.
    Killed,
    /// It runs, but its status is too old. Set by the reader of the status, never written.
    Stuck,
}

impl State {
    /// Whether a health check passes.
    const fn is_healthy(self) -> bool {
        matches!(self, Self::Running | Self::Stopping)
    }

    /// For people: `running`, `input away`.
    const fn name(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::InputAway => "input away",
            Self::OutputAway => "output away",
            Self::Stopping => "stopping",
            Self::Stopped => "stopped",
            Self::Killed => "killed",
            Self::Stuck => "stuck",
        }
    }
}

/// The content of the status file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Status {
    pub pid: u32,
    pub state: State,
    pub started: String,
    pub updated: String,
    /// Files that are there and not in work.
    pub waiting: usize,
    pub in_work: usize,
    /// Files cleaned since it was started.
    pub done: u64,
    /// Files given up since it was started.
    pub failed: u64,
    /// Files cleaned or given up in the last minute.
    pub per_minute: f64,
    /// The hash of rules and options.
    pub version: String,
    pub last_error: Option<String>,
    pub last_error_at: Option<String>,
}

/// Keeps the file up to date.
#[derive(Debug)]
pub(crate) struct StatusWriter {
    pub now: Status,
    written: Option<(Instant, Status)>,
    /// How many files were done in each second of the last minute.
    seconds: VecDeque<(Instant, u64)>,
}

impl StatusWriter {
    pub(crate) fn new(version: &str) -> Self {
        let status = Status {
            pid: std::process::id(),
            state: State::Running,
            started: now(),
            updated: now(),
            waiting: 0,
            in_work: 0,
            done: 0,
            failed: 0,
            per_minute: 0.0,
            version: version.into(),
            last_error: None,
            last_error_at: None,
        };
        Self { now: status, written: None, seconds: VecDeque::new() }
    }

    /// A file was cleaned or given up.
    pub(crate) fn count(&mut self, is_cleaned: bool) {
        if is_cleaned {
            self.now.done += 1
        } else {
            self.now.failed += 1
        }
        match self.seconds.back_mut() {
            Some((at, count)) if at.elapsed() < Duration::from_secs(1) => *count += 1,
            _ => self.seconds.push_back((Instant::now(), 1)),
        }
    }

    pub(crate) fn error(&mut self, what: impl ToString) {
        self.now.last_error = Some(what.to_string());
        self.now.last_error_at = Some(now());
    }

    /// Writes it where it is due, or `at_once`.
    ///
    /// # Errors
    /// Those of writing.
    pub(crate) fn write(&mut self, paths: &[&Path], at_once: bool) -> io::Result<()> {
        self.seconds.retain(|(at, _)| at.elapsed() < MINUTE);
        self.now.per_minute = self.seconds.iter().map(|(_, count)| *count as f64).sum();
        if let Some((at, written)) = &self.written {
            let is_due = if *written == self.now { at.elapsed() >= AT_LEAST } else { at.elapsed() >= AT_MOST };
            if !is_due && !at_once {
                return Ok(());
            }
        }
        self.now.updated = now();
        self.written = Some((Instant::now(), self.now.clone()));
        let mut text = serde_json::to_string_pretty(&self.now)?;
        text.push('\n');
        for path in paths {
            write_atomically(path, text.as_bytes(), Durability::Unsynced)?;
        }
        Ok(())
    }
}

/// What `watch --show-status` prints, and whether all is well.
///
/// # Errors
/// There is no status.
pub(crate) fn show(root: &Path, form: LogFormat) -> Result<(String, bool), Problem> {
    let path = root.join(FOLDER).join(FILE);
    let text = fs::read_to_string(&path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => Problem::new(shown(root), "was never watched"),
        _ => Problem::reading(shown(&path), &error),
    })?;
    let mut status: Status =
        serde_json::from_str(&text).map_err(|error| Problem::new(shown(&path), error.to_string()))?;
    let updated = humantime::parse_rfc3339(&status.updated).unwrap_or(SystemTime::UNIX_EPOCH);
    // A clock that was set back makes no watcher ill.
    let is_stale = SystemTime::now().duration_since(updated).is_ok_and(|age| age > STALE);
    if !is_watched(root) {
        if status.state != State::Stopped {
            status.state = State::Killed;
        }
    } else if is_stale {
        status.state = State::Stuck;
    }
    let is_well = status.state.is_healthy();
    if form == LogFormat::Json {
        return Ok((format!("{}\n", serde_json::to_string(&status).unwrap_or_default()), is_well));
    }
    let mut lines = format!(
        "{} (process {}, since {})\nwaiting {}, in work {}, done {}, failed {}, {} a minute\nrules and options {}\n",
        status.state.name(),
        status.pid,
        status.started,
        status.waiting,
        status.in_work,
        status.done,
        status.failed,
        status.per_minute,
        status.version,
    );
    if let (Some(error), Some(at)) = (&status.last_error, &status.last_error_at) {
        lines.push_str(&format!("last error, at {at}: {error}\n"));
    }
    Ok((lines, is_well))
}
