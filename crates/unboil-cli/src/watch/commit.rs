//! Commits the results of cleaned files: journal, log, then the sources.
//!
//! A batch of finished tasks is written to the journal and synced once. Only then are the sources moved. If the
//! process is killed before the journal is written, the file is cleaned again, to the same bytes; if it is killed
//! after, the next start moves the source. While the journal cannot be written, no source is moved.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::file_name::JsonPath;
use super::identity::Identity;
use super::journal::{Entry, FileState, Journal};
use super::log::{Level, Log};
use super::plan::{After, Plan};
use super::queue::Queue;
use super::source_mover::{Move, Reason, SourceMover};
use super::status::StatusWriter;
use super::totals::WatchTotals;
use super::work::{FinishedTask, Outcome};
use crate::console::count::{count, without_text};
use crate::console::messages::{Problem, display_path};
use crate::fault_injection::stop_at;

/// Upper limit of the delay before a retry.
const LONGEST_DELAY: Duration = Duration::from_secs(60 * 60);

/// What a commit reads and changes. It borrows the parts of the engine.
pub(crate) struct Committer<'e> {
    pub plan: &'e Plan,
    pub log: Log,
    pub journal: &'e mut Journal,
    pub queue: &'e mut Queue,
    pub status: &'e mut StatusWriter,
    pub mover: &'e SourceMover,
    /// Files that could not be moved, or not be written with `once`.
    pub blocked: &'e mut HashMap<PathBuf, Blocked>,
    pub faults: &'e mut WriteFaults,
    /// Set if a source must be checked again.
    pub needs_scan: &'e mut bool,
}

/// When a file is tried again.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Blocked {
    pub until: Instant,
    /// Number of attempts so far.
    pub times: u32,
}

/// What cannot be written at the moment.
#[derive(Debug, Default)]
pub(crate) struct WriteFaults {
    /// Whether the last attempt to write the journal failed.
    pub journal: bool,
    /// An output, report or rejects that could not be written since the folders were last tested.
    pub untested: Option<Problem>,
}

/// The delay before attempt number `times` + 1.
pub(crate) fn delay(plan: &Plan, times: u32) -> Duration {
    plan.retry_delay.saturating_mul(1_u32.checked_shl(times).unwrap_or(u32::MAX)).min(LONGEST_DELAY)
}

impl Committer<'_> {
    /// Commits a batch of finished tasks.
    pub(crate) fn finish(&mut self, reports: Vec<FinishedTask>) {
        let mut given_up = Vec::new();
        let mut done = Vec::new();
        for report in reports {
            match self.note(report) {
                Some((path, Leaves::GivenUp(reason))) => given_up.push((path, reason)),
                Some((path, Leaves::Cleaned { is_found })) => done.push((path, is_found)),
                None => {}
            }
        }
        stop_at("noted");
        if !self.sync() {
            // They stay in IN. Once the journal can be written, the next scan finds that they are cleaned.
            let paths = done.iter().map(|(path, _)| path).chain(given_up.iter().map(|(path, _)| path));
            paths.for_each(|path| self.queue.remove(path));
            return;
        }
        for (path, is_found) in done {
            self.move_cleaned(&path, is_found);
        }
        for (path, reason) in given_up {
            self.move_failed(&path, &reason);
        }
    }

    /// Moves the source of a file that the journal lists as cleaned. `is_found` says that its output was found just now.
    pub(crate) fn move_cleaned(&mut self, path: &Path, is_found: bool) {
        let Some(entry) = self.journal.get(path).cloned() else { return };
        let moved = self.mover.done(path, &entry, is_found);
        self.moved(path, moved);
    }

    fn move_failed(&mut self, path: &Path, reason: &Reason) {
        let Some(entry) = self.journal.get(path).cloned() else { return };
        let moved = self.mover.failed(path, &entry, reason);
        self.moved(path, moved);
    }

    fn moved(&mut self, path: &Path, moved: Result<Move, Problem>) {
        match moved {
            Ok(Move::Done) => {
                self.blocked.remove(path);
                self.journal.leave(path);
            }
            // Another file has taken the name. The next scan finds it.
            Ok(Move::Replaced) => {
                self.blocked.remove(path);
                *self.needs_scan = true;
            }
            Ok(Move::NothingDelivered) => {
                self.blocked.remove(path);
                let what = "what was written for it is gone or incomplete; cleaning it again";
                self.log.emit(Level::Warning, "missing", Some(path), what, json!({}));
                self.journal.forget(path);
                *self.needs_scan = true;
            }
            Err(problem) => {
                self.status.error(&problem);
                let times = self.blocked.get(path).map_or(0, |blocked| blocked.times);
                let delay = delay(self.plan, times);
                let retry = humantime::format_duration(delay);
                let what = format!("cannot leave IN: {problem}; trying again in {retry}");
                self.log.emit(Level::Error, "stuck", Some(path), &what, json!({ "error": problem.to_string() }));
                let until = Instant::now() + delay;
                self.blocked.insert(path.to_path_buf(), Blocked { until, times: times.saturating_add(1) });
                // It was taken out and put back, which changes its ctime.
                if let Some(entry) = self.journal.get(path).cloned()
                    && let Ok(identity) = Identity::below(&self.mover.input, path)
                    && entry.identity.is_renamed(&identity)
                {
                    self.journal.put(path, Entry { identity, ..entry });
                }
            }
        }
        self.queue.remove(path);
    }

    /// Writes the journal. Reports when it cannot be written, and when it can be again. Returns whether it was written.
    pub(crate) fn sync(&mut self) -> bool {
        let synced = self.journal.sync();
        let had_fault = std::mem::replace(&mut self.faults.journal, synced.is_err());
        match &synced {
            Err(error) if !had_fault => {
                let problem = Problem::writing("journal", error);
                self.status.error(&problem);
                let what = format!("{problem}; until it can be written, no file is cleaned and no source moves");
                self.log.emit(Level::Error, "journal", None, &what, json!({ "error": problem.to_string() }));
            }
            Ok(()) if had_fault => {
                self.log.emit(Level::Info, "back", None, "the journal can be written again", json!({}));
            }
            _ => {}
        }
        synced.is_ok()
    }

    /// Records the outcome of one file. Returns the path if its source is to be moved, and why.
    fn note(&mut self, report: FinishedTask) -> Option<(PathBuf, Leaves)> {
        let FinishedTask { task, content, outcome, took, written } = report;
        self.journal.own(written);
        let path = task.path;
        let version = Arc::clone(&task.version.hash);
        let entry = |state, delivery| {
            let version = Arc::clone(&version);
            Entry { identity: task.identity, content, version, state, delivery }
        };
        let mut fields = json!({
            "bytes": task.identity.size,
            "content": content.map(|hash| format!("xxh3:{hash:032x}")),
            "version": &*version,
            "ms": u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
        });
        let mut add = |more: Value| {
            if let (Value::Object(fields), Value::Object(more)) = (&mut fields, more) {
                fields.extend(more);
            }
        };
        let is_refused = matches!(outcome, Outcome::Refused(_));
        match outcome {
            Outcome::Cleaned { output, counts, diagnostics, delivery } => {
                let keeps = self.plan.keeps(delivery.failed);
                self.journal.put(&path, entry(FileState::Cleaned, Some(delivery)));
                self.count(&WatchTotals::of_cleaned(&counts, task.identity.size));
                let words = |problems: &[Problem]| problems.iter().map(ToString::to_string).collect::<Vec<_>>();
                add(json!({
                    "output": JsonPath(output),
                    "documents": counts.documents,
                    "changed": counts.changed,
                    "failed": counts.failed,
                    "over_budget": counts.over_budget,
                    "missing": counts.missing,
                    "errors": words(&diagnostics.errors),
                    "warnings": words(&diagnostics.warnings),
                }));
                let documents = count(counts.documents, "document");
                let missing = without_text(counts.missing);
                let mut what = format!("cleaned, {documents}, {} changed{missing}", counts.changed);
                let mut level = Level::Info;
                if counts.failed > 0 {
                    level = Level::Warning;
                    what.push_str(&format!(", {} failed and left out", counts.failed));
                    if let Some(first) = diagnostics.errors.first() {
                        what.push_str(&format!(": {first}"));
                        self.status.error(first);
                    }
                    if keeps {
                        what.push_str("; the source is kept, because these are nowhere else (see --failed)");
                    }
                } else if let Some(first) = diagnostics.warnings.first() {
                    level = Level::Warning;
                    what.push_str(&format!(": {first}"));
                }
                self.log.emit(level, "cleaned", Some(&path), &what, fields);
                if self.plan.after != After::Stay && !keeps {
                    return Some((path, Leaves::Cleaned { is_found: true }));
                }
            }
            Outcome::Unmodified => {
                let delivery = self.journal.get(&path).and_then(|entry| entry.delivery.clone());
                let keeps = delivery.as_ref().is_some_and(|delivery| self.plan.keeps(delivery.failed));
                self.journal.put(&path, entry(FileState::Cleaned, delivery));
                let what = "has the same content as before; not cleaned again";
                self.log.emit(Level::Info, "same", Some(&path), what, fields);
                if self.plan.after != After::Stay && !keeps {
                    return Some((path, Leaves::Cleaned { is_found: false }));
                }
            }
            Outcome::Unwritable(problem) => {
                self.status.error(&problem);
                let times = self.queue.tries(&path);
                if self.plan.once && times >= self.plan.retries {
                    let what = format!("{problem}; the source stays in IN");
                    self.log.emit(Level::Error, "unwritable", Some(&path), &what, fields);
                    let until = Instant::now() + LONGEST_DELAY;
                    self.blocked.insert(path.clone(), Blocked { until, times });
                    self.queue.remove(&path);
                } else {
                    let delay = delay(self.plan, times);
                    let retry = humantime::format_duration(delay);
                    let what = format!("{problem}; the source waits, trying again in {retry}");
                    self.log.emit(Level::Warning, "unwritable", Some(&path), &what, fields);
                    self.queue.retry(&path, Instant::now() + delay);
                }
                self.faults.untested.get_or_insert(problem);
                return None;
            }
            Outcome::StillChanging => {
                self.log.emit(Level::Info, "changed", Some(&path), "is still being written; waiting", fields);
                self.queue.wait_again(&path);
                return None;
            }
            Outcome::Aborted => {
                self.queue.remove(&path);
                return None;
            }
            Outcome::Failed(problem) | Outcome::Refused(problem) => {
                let before = self.journal.get(&path).filter(|known| known.identity == task.identity);
                let before = match before.map(|known| known.state) {
                    Some(FileState::Failed { tries, .. }) if before.is_some_and(|known| known.version == version) => {
                        tries
                    }
                    _ => 0,
                };
                // A refused file is not retried.
                let tries = if is_refused { before.max(self.plan.retries) } else { before }.saturating_add(1);
                self.journal.put(&path, entry(FileState::Failed { tries, output: task.destination.output }, None));
                self.status.error(&problem);
                let is_final = tries > self.plan.retries;
                add(json!({ "error": problem.to_string(), "tries": tries, "given_up": is_final }));
                if !is_final {
                    let delay = delay(self.plan, before);
                    let what = format!("{}; retrying in {}", problem.what(), humantime::format_duration(delay));
                    self.log.emit(Level::Warning, "failed", Some(&path), &what, fields);
                    self.queue.retry(&path, Instant::now() + delay);
                    return None;
                }
                self.count(&WatchTotals::of_failed());
                let to = match &self.plan.failed {
                    Some(folder) => format!("; moved to {}", display_path(folder)),
                    None => "; kept until it or the rules change".to_owned(),
                };
                let what = format!("{}{to}", problem.what());
                self.log.emit(Level::Error, "given-up", Some(&path), &what, fields);
                if self.plan.failed.is_some() {
                    return Some((path, Leaves::GivenUp(Reason { problem, tries })));
                }
            }
        }
        self.queue.remove(&path);
        None
    }

    /// Counts a file that was cleaned or given up.
    fn count(&mut self, totals: &WatchTotals) {
        self.journal.count(totals);
        self.status.count(totals);
    }
}

/// Why a source leaves IN.
enum Leaves {
    /// It was cleaned. `is_found` says that what was written for it was found just now.
    Cleaned {
        is_found: bool,
    },
    GivenUp(Reason),
}
