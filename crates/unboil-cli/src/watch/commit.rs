//! What follows from a report: a line in the journal, a line of log, the source to its place.
//!
//! Goes in: reports of files that were worked on, as many as there are. Comes out: a journal that has them all, synced once, and
//! only then sources that moved. A kill before the journal is written has the file cleaned again, to the same bytes; one
//! after it has the source moved by the next start.

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
use crate::console::messages::{Problem, shown};
use crate::fault_injection::stop_at;

/// A retry waits no longer than this, however often the file failed before.
const LONGEST_DELAY: Duration = Duration::from_secs(60 * 60);

/// What finishing works with.
pub(crate) struct Committer<'e> {
    pub plan: &'e Plan,
    pub log: Log,
    pub journal: &'e mut Journal,
    pub queue: &'e mut Queue,
    pub status: &'e mut StatusWriter,
    pub places: &'e SourceMover,
    /// Sources that could not be moved, and when that is tried again.
    pub blocked: &'e mut HashMap<PathBuf, Instant>,
}

impl Committer<'_> {
    /// Takes reports.
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
            self.place(&path);
        }
        for (path, reason) in given_up {
            self.place_failed(&path, &reason);
        }
    }

    /// Moves a source that the journal knows as cleaned.
    pub(crate) fn place(&mut self, path: &Path) {
        let Some(entry) = self.journal.get(path).cloned() else { return };
        let placed = self.places.done(path, &entry);
        self.placed(path, placed);
    }

    fn place_failed(&mut self, path: &Path, reason: &Reason) {
        let Some(entry) = self.journal.get(path).cloned() else { return };
        let placed = self.places.failed(path, &entry, reason);
        self.placed(path, placed);
    }

    fn placed(&mut self, path: &Path, placed: Result<bool, Problem>) {
        match placed {
            Ok(true) => {
                self.blocked.remove(path);
                self.journal.leave(path);
            }
            // There is another file by now, which the next look finds.
            Ok(false) => drop(self.blocked.remove(path)),
            Err(problem) => {
                self.status.error(&problem);
                self.log.tell(Level::Error, "stuck", Some(path), problem.what(), json!({}));
                self.blocked.insert(path.to_path_buf(), Instant::now() + self.plan.retry_delay);
            }
        }
        self.queue.remove(path);
    }

    /// Writes the journal.
    pub(crate) fn sync(&mut self) -> bool {
        let synced = self.journal.sync();
        if let Err(error) = &synced {
            let problem = Problem::writing("journal", error);
            self.status.error(&problem);
            self.log.tell(Level::Error, "journal", None, &problem.to_string(), json!({}));
        }
        synced.is_ok()
    }

    /// Notes what became of a file. What is to be moved is given back, with the reason if it failed.
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
                let noun = if counts.documents == 1 { "document" } else { "documents" };
                let mut what = format!("cleaned, {} {noun}, {} changed", counts.documents, counts.changed);
                let mut level = Level::Info;
                if counts.failed > 0 {
                    level = Level::Warning;
                    what.push_str(&format!(", {} failed and left out", counts.failed));
                    if let Some(first) = diagnostics.errors.first() {
                        what.push_str(&format!(": {first}"));
                        self.status.error(first);
                    }
                }
                self.log.tell(level, "cleaned", Some(&path), &what, fields);
            }
            Outcome::Same => {
                self.journal.put(&path, entry(FileState::Cleaned));
                self.log.tell(Level::Info, "same", Some(&path), "has the content it had; not cleaned again", fields);
            }
            Outcome::Changed => {
                self.log.tell(Level::Info, "changed", Some(&path), "is still being written to; waits again", fields);
                self.queue.wait_again(&path);
                return None;
            }
            Outcome::Dropped => {
                self.queue.remove(&path);
                return None;
            }
            Outcome::Failed(problem) | Outcome::Refused(problem) => {
                let before = self.journal.get(&path).filter(|known| known.identity == task.identity);
                let before = match before.map(|known| known.state) {
                    Some(FileState::Failed { tries }) if before.is_some_and(|known| known.version == version) => tries,
                    _ => 0,
                };
                // What is refused is not tried again.
                let tries = if is_refused { before.max(self.plan.retries) } else { before }.saturating_add(1);
                self.journal.put(&path, entry(FileState::Failed { tries }));
                self.status.error(&problem);
                let is_final = tries > self.plan.retries;
                add(json!({ "error": problem.to_string(), "tries": tries, "given_up": is_final }));
                if !is_final {
                    let delay = self.plan.retry_delay.saturating_mul(1_u32.checked_shl(before).unwrap_or(u32::MAX));
                    let delay = delay.min(LONGEST_DELAY);
                    let what = format!("{}; tried again in {}", problem.what(), humantime::format_duration(delay));
                    self.log.tell(Level::Warning, "failed", Some(&path), &what, fields);
                    self.queue.retry(&path, Instant::now() + delay);
                    return None;
                }
                self.status.count(false);
                let to = match &self.plan.failed {
                    Some(folder) => format!("; goes to {}", shown(folder)),
                    None => "; stays until it or the rules change".to_owned(),
                };
                let what = format!("{}{to}", problem.what());
                self.log.tell(Level::Error, "given-up", Some(&path), &what, fields);
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
