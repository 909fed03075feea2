//! Commits the results of cleaned files: journal, log, then the sources.
//!
//! A batch of finished tasks is written to the journal and synced once. Only then are the sources moved. If the
//! process is killed before the journal is written, the file is cleaned again, to the same bytes; if it is killed
//! after, the next start moves the source.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::file_name::JsonPath;
use super::journal::{Entry, FileState, Journal};
use super::log::{Level, Log};
use super::plan::{After, Plan};
use super::queue::Queue;
use super::source_mover::{Reason, SourceMover};
use super::status::StatusWriter;
use super::work::{FinishedTask, Outcome};
use crate::console::count::count;
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
    /// Sources that could not be moved, with the time of the next attempt.
    pub blocked: &'e mut HashMap<PathBuf, Instant>,
}

impl Committer<'_> {
    /// Commits a batch of finished tasks.
    pub(crate) fn finish(&mut self, reports: Vec<FinishedTask>) {
        let mut given_up = Vec::new();
        let mut done = Vec::new();
        for report in reports {
            match self.note(report) {
                Some((path, Some(reason))) => given_up.push((path, reason)),
                Some((path, None)) => done.push(path),
                None => {}
            }
        }
        stop_at("noted");
        if !self.sync() {
            return;
        }
        for path in done {
            self.move_cleaned(&path);
        }
        for (path, reason) in given_up {
            self.move_failed(&path, &reason);
        }
    }

    /// Moves the source of a file that the journal lists as cleaned.
    pub(crate) fn move_cleaned(&mut self, path: &Path) {
        let Some(entry) = self.journal.get(path).cloned() else { return };
        let moved = self.mover.done(path, &entry);
        self.moved(path, moved);
    }

    fn move_failed(&mut self, path: &Path, reason: &Reason) {
        let Some(entry) = self.journal.get(path).cloned() else { return };
        let moved = self.mover.failed(path, &entry, reason);
        self.moved(path, moved);
    }

    fn moved(&mut self, path: &Path, moved: Result<bool, Problem>) {
        match moved {
            Ok(true) => {
                self.blocked.remove(path);
                self.journal.leave(path);
            }
            // Another file has taken the name. The next scan finds it.
            Ok(false) => drop(self.blocked.remove(path)),
            Err(problem) => {
                self.status.error(&problem);
                self.log.emit(Level::Error, "stuck", Some(path), problem.what(), json!({}));
                self.blocked.insert(path.to_path_buf(), Instant::now() + self.plan.retry_delay);
            }
        }
        self.queue.remove(path);
    }

    /// Writes the journal and reports an error. Returns whether it was written.
    pub(crate) fn sync(&mut self) -> bool {
        let synced = self.journal.sync();
        if let Err(error) = &synced {
            let problem = Problem::writing("journal", error);
            self.status.error(&problem);
            self.log.emit(Level::Error, "journal", None, &problem.to_string(), json!({}));
        }
        synced.is_ok()
    }

    /// Records the outcome of one file. Returns the path if its source is to be moved, with the reason if it failed.
    fn note(&mut self, report: FinishedTask) -> Option<(PathBuf, Option<Reason>)> {
        let FinishedTask { task, content, outcome, took } = report;
        let path = task.path;
        let version = Arc::clone(&task.version.hash);
        let entry = |state| Entry { identity: task.identity, content, version: Arc::clone(&version), state };
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
        let moves = self.plan.after != After::Stay;
        let is_refused = matches!(outcome, Outcome::Refused(_));
        match outcome {
            Outcome::Cleaned { output, counts, diagnostics } => {
                self.journal.put(&path, entry(FileState::Cleaned));
                self.status.count(true);
                let words = |problems: &[Problem]| problems.iter().map(ToString::to_string).collect::<Vec<_>>();
                add(json!({
                    "output": JsonPath(output),
                    "documents": counts.documents,
                    "changed": counts.changed,
                    "failed": counts.failed,
                    "over_budget": counts.over_budget,
                    "errors": words(&diagnostics.errors),
                    "warnings": words(&diagnostics.warnings),
                }));
                let documents = count(counts.documents, "document");
                let mut what = format!("cleaned, {documents}, {} changed", counts.changed);
                let mut level = Level::Info;
                if counts.failed > 0 {
                    level = Level::Warning;
                    what.push_str(&format!(", {} failed and left out", counts.failed));
                    if let Some(first) = diagnostics.errors.first() {
                        what.push_str(&format!(": {first}"));
                        self.status.error(first);
                    }
                }
                self.log.emit(level, "cleaned", Some(&path), &what, fields);
            }
            Outcome::Unmodified => {
                self.journal.put(&path, entry(FileState::Cleaned));
                self.log.emit(
                    Level::Info,
                    "same",
                    Some(&path),
                    "has the same content as before; not cleaned again",
                    fields,
                );
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
                    Some(FileState::Failed { tries }) if before.is_some_and(|known| known.version == version) => tries,
                    _ => 0,
                };
                // A refused file is not retried.
                let tries = if is_refused { before.max(self.plan.retries) } else { before }.saturating_add(1);
                self.journal.put(&path, entry(FileState::Failed { tries }));
                self.status.error(&problem);
                let is_final = tries > self.plan.retries;
                add(json!({ "error": problem.to_string(), "tries": tries, "given_up": is_final }));
                if !is_final {
                    let delay = self.plan.retry_delay.saturating_mul(1_u32.checked_shl(before).unwrap_or(u32::MAX));
                    let delay = delay.min(LONGEST_DELAY);
                    let what = format!("{}; retrying in {}", problem.what(), humantime::format_duration(delay));
                    self.log.emit(Level::Warning, "failed", Some(&path), &what, fields);
                    self.queue.retry(&path, Instant::now() + delay);
                    return None;
                }
                self.status.count(false);
                let to = match &self.plan.failed {
                    Some(folder) => format!("; moved to {}", display_path(folder)),
                    None => "; kept until it or the rules change".to_owned(),
                };
                let what = format!("{}{to}", problem.what());
                self.log.emit(Level::Error, "given-up", Some(&path), &what, fields);
                if self.plan.failed.is_some() {
                    return Some((path, Some(Reason { problem, tries })));
                }
            }
        }
        if moves && self.journal.get(&path).is_some_and(|entry| entry.state == FileState::Cleaned) {
            return Some((path, None));
        }
        self.queue.remove(&path);
        None
    }
}
