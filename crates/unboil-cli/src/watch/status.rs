//! The status file, for people and supervisors.
//!
//! The watcher replaces a small JSON file at regular intervals. `watch --show-status` reads it and reports whether
//! the watcher is healthy: the lock is held, the file is recent, and IN and OUT exist.
//!
//! `{"pid":7,"state":"running","waiting":2,"in_work":1,"done":40,"failed":0,"per_minute":12.0,…}`

use std::collections::VecDeque;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime};

use super::log::{LogFormat, now};
use super::metrics::metrics;
use super::plan::Plan;
use super::state_folder::{FOLDER, is_watched, open_for_status, read, replace};
use super::status_record::{State, Status};
use super::totals::WatchTotals;
use crate::console::messages::{Problem, display_path};
use crate::files::atomic::{Durability, write_atomically};
use crate::files::directory::Directory;

/// Name of the file in the state folder.
pub(crate) const FILE: &str = "status.json";
/// The longest and the shortest interval between two writes.
const MAX_INTERVAL: Duration = Duration::from_secs(10);
const MIN_INTERVAL: Duration = Duration::from_millis(500);
/// Age at which a status counts as outdated: six times the longest interval, because a scan of many files takes a
/// while.
const STALE: Duration = Duration::from_secs(60);
/// Period of the rate of files per minute.
const MINUTE: Duration = Duration::from_secs(60);

/// Keeps the status file up to date.
#[derive(Debug)]
pub(crate) struct StatusWriter {
    pub now: Status,
    written: Option<(Instant, Status)>,
    /// Number of files finished in each second of the last minute.
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
            oldest_waiting_seconds: None,
            in_work: 0,
            run: WatchTotals::default(),
            total: WatchTotals::default(),
            per_minute: 0.0,
            version: version.into(),
            last_error: None,
            last_error_at: None,
        };
        Self { now: status, written: None, seconds: VecDeque::new() }
    }

    /// Counts a file that was cleaned or given up.
    pub(crate) fn count(&mut self, totals: &WatchTotals) {
        self.now.run.add(totals);
        match self.seconds.back_mut() {
            Some((at, count)) if at.elapsed() < Duration::from_secs(1) => *count += 1,
            _ => self.seconds.push_back((Instant::now(), 1)),
        }
    }

    pub(crate) fn error(&mut self, what: impl ToString) {
        self.now.last_error = Some(what.to_string());
        self.now.last_error_at = Some(now());
    }

    /// Writes the status to the state folder and to the copies of `plan` if a write is due, or in any case if `at_once`.
    ///
    /// # Errors
    /// A file cannot be written.
    pub(crate) fn write(&mut self, own: Option<&Directory>, plan: &Plan, at_once: bool) -> io::Result<()> {
        self.seconds.retain(|(at, _)| at.elapsed() < MINUTE);
        // A sum of no floating-point numbers is -0.
        self.now.per_minute = self.seconds.iter().map(|(_, count)| *count).sum::<u64>() as f64;
        if let Some((at, written)) = &self.written {
            let is_due = if *written == self.now { at.elapsed() >= MAX_INTERVAL } else { at.elapsed() >= MIN_INTERVAL };
            if !is_due && !at_once {
                return Ok(());
            }
        }
        self.now.updated = now();
        self.written = Some((Instant::now(), self.now.clone()));
        let mut text = serde_json::to_string_pretty(&self.now)?;
        text.push('\n');
        // If one cannot be written, the others still are.
        let own = own.map_or(Ok(()), |folder| replace(folder, FILE, text.as_bytes(), Durability::Unsynced).map(drop));
        let copy = |path: &Option<PathBuf>, text: &str| match path {
            Some(path) => write_atomically(path, text.as_bytes(), Durability::Unsynced),
            None => Ok(()),
        };
        own.and(copy(&plan.status, &text)).and(copy(&plan.metrics, &metrics(&self.now)))
    }
}

/// The output of `watch --show-status`, and whether the watcher is healthy.
///
/// # Errors
/// There is no readable status file.
pub(crate) fn describe(root: &Path, format: LogFormat) -> Result<(String, bool), Problem> {
    let path = root.join(FOLDER).join(FILE);
    let never = || Problem::new(display_path(root), "has never been watched");
    let input = Directory::open(root).map_err(|error| Problem::reading(display_path(root), &error))?;
    if input.status(Path::new(FOLDER)).is_err_and(|error| error.kind() == io::ErrorKind::NotFound) {
        return Err(never());
    }
    let folder = open_for_status(&input, root)?;
    let text = read(&folder, FILE).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => never(),
        _ => Problem::reading(display_path(&path), &error),
    })?;
    let mut status: Status =
        serde_json::from_str(&text).map_err(|error| Problem::new(display_path(&path), error.to_string()))?;
    let updated = humantime::parse_rfc3339(&status.updated).unwrap_or(SystemTime::UNIX_EPOCH);
    // If the clock was set back, the age is unknown and the status counts as current.
    let is_stale = SystemTime::now().duration_since(updated).is_ok_and(|age| age > STALE);
    if !is_watched(&folder) {
        if status.state != State::Stopped {
            status.state = State::Killed;
        }
    } else if is_stale {
        status.state = State::Stuck;
    }
    let is_healthy = status.state.is_healthy();
    if format == LogFormat::Json {
        return Ok((format!("{}\n", serde_json::to_string(&status).unwrap_or_default()), is_healthy));
    }
    let mut lines = format!(
        "{} (process {}, since {})\nwaiting {}, in work {}, done {}, failed {}, {} a minute\n",
        status.state.name(),
        status.pid,
        status.started,
        status.waiting,
        status.in_work,
        status.run.done,
        status.run.failed,
        status.per_minute,
    );
    if let Some(seconds) = status.oldest_waiting_seconds {
        let age = humantime::format_duration(Duration::from_secs(seconds));
        lines.push_str(&format!("oldest waiting file: since {age}\n"));
    }
    for (period, totals) in [("since start", &status.run), ("in total", &status.total)] {
        lines.push_str(&format!(
            "{period}: {} files, {} given up; {} documents, {} changed, {} failed, {} over budget; {} bytes; last success {}\n",
            totals.done,
            totals.failed,
            totals.documents,
            totals.changed,
            totals.failed_documents,
            totals.over_budget,
            totals.bytes,
            totals.last_success.as_deref().unwrap_or("never"),
        ));
    }
    lines.push_str(&format!("rules and options {}\n", status.version));
    if let (Some(error), Some(at)) = (&status.last_error, &status.last_error_at) {
        lines.push_str(&format!("last error, at {at}: {error}\n"));
    }
    Ok((lines, is_healthy))
}
