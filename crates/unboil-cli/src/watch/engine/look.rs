//! A scan of IN: finds files that are new, stable, to be moved, or gone.
//!
//! Input: the files of IN and the journal. Output: an updated queue, moved sources, and journal entries without deleted files.

use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::json;

use super::{Engine, OWNED};
use crate::console::messages::Problem;
use crate::watch::conflicts::Conflicts;
use crate::watch::journal::FileState;
use crate::watch::locked_input::prune;
use crate::watch::log::Level;
use crate::watch::plan::After;
use crate::watch::scan::{self, ScannedFile};
use crate::watch::work::FinishedTask;

impl Engine {
    /// Scans IN. Returns `false` if IN or OUT is missing.
    pub(super) fn scan(&mut self) -> Result<bool, Problem> {
        let now = Instant::now();
        self.needs_scan = false;
        let is_untested = self.destination.is_none() && self.output_fault.is_none();
        if is_untested || self.output_fault.is_some_and(|fault| fault.until <= now) {
            self.test_output(None);
        }
        if !self.check_folders()? {
            self.queue.clear_ready();
            return Ok(false);
        }
        let Some(locked) = &mut self.locked else { return Ok(false) };
        let has_stranded = !self.blocked.is_empty() && locked.mover.has_stranded();
        if has_stranded
            && self.blocked.values().any(|blocked| blocked.until <= now)
            && let Err(problem) = locked.mover.recover(&mut locked.journal)
        {
            self.status.error(&problem);
        }
        let destination = self.destination;
        let version = Arc::clone(&self.rules.version().hash);
        let (plan, queue, blocked) = (&self.plan, &mut self.queue, &self.blocked);
        let mut to_move = Vec::new();
        let mut present: HashSet<PathBuf> = HashSet::new();
        let mut still_blocked: HashSet<PathBuf> = HashSet::new();
        let mut conflicts = Conflicts::new(self.plan.naming);
        queue.begin_scan();
        let (input, root) = (locked.state_folder.input(), locked.state_folder.root());
        let result = scan::scan(input, root, &self.temporary, &mut |found: ScannedFile| {
            let is_blocked = blocked.get(&found.path).is_some_and(|blocked| blocked.until > now);
            if blocked.contains_key(&found.path) {
                still_blocked.insert(found.path.clone());
            }
            let entry = locked.journal.get(&found.path);
            if entry.is_some() {
                present.insert(found.path.clone());
            }
            let own = entry.filter(|entry| entry.identity == found.identity);
            let is_own = entry.is_some_and(|entry| matches!(entry.state, FileState::Cleaned | FileState::Left));
            conflicts.see(&found.path, is_own || queue.is_in_work(&found.path));
            let known = own.filter(|entry| entry.version == version);
            let delivery = known.and_then(|entry| entry.delivery.as_deref());
            let is_delivered = delivery.is_some_and(|delivery| Some(delivery.destination) == destination);
            match known.map(|entry| entry.state) {
                _ if queue.is_in_work(&found.path) => queue.see(found, now),
                Some(FileState::Cleaned) if is_delivered && plan.after == After::Stay => {}
                Some(FileState::Cleaned)
                    if is_delivered && delivery.is_some_and(|delivery| plan.keeps(delivery.failed)) => {}
                _ if is_blocked => {}
                Some(FileState::Cleaned) if is_delivered => to_move.push(found.path),
                Some(FileState::Failed { tries, output })
                    if tries > plan.retries
                        && plan.failed.is_none()
                        && destination.is_none_or(|destination| destination.output == output) => {}
                _ => queue.see(found, now),
            }
        });
        let saw_all = result.faults.is_empty();
        queue.end_scan(saw_all, plan.settle, now);
        if saw_all {
            // Files that no longer exist need no entry.
            let is_gone = |path: &&PathBuf| !present.contains(*path) && !self.blocked.contains_key(*path);
            let gone: Vec<PathBuf> = locked.journal.paths().filter(is_gone).cloned().collect();
            gone.iter().for_each(|path| locked.journal.leave(path));
            self.blocked.retain(|path, _| has_stranded || still_blocked.contains(path));
            if locked.journal.owned() > self.prune_at {
                prune(&mut locked.journal, &self.plan);
                self.prune_at = locked.journal.owned() * 2 + OWNED;
            }
        }
        self.temporary = result.temporary;
        for (path, what) in &result.skipped {
            if !self.skipped.contains(path) {
                let what = format!("is {what} and is skipped");
                self.log.emit(Level::Warning, "skipped", Some(path), &what, json!({}));
            }
        }
        self.skipped = result.skipped.into_keys().collect();
        let faults: HashSet<String> = result.faults.iter().map(ToString::to_string).collect();
        for fault in faults.difference(&self.faults) {
            self.status.error(fault);
            self.log.emit(Level::Error, "unreadable", None, fault, json!({}));
        }
        self.faults = faults;
        self.refuse_conflicts(conflicts);
        if let Some(mut committer) = self.committer()
            && committer.sync()
        {
            to_move.iter().for_each(|path| committer.move_cleaned(path, false));
        }
        Ok(!self.needs_scan)
    }

    /// Gives up ready files whose output belongs to another file. This happens before any file is dispatched, so that
    /// a restart decides in the same way.
    fn refuse_conflicts(&mut self, conflicts: Conflicts) {
        let Some(locked) = &self.locked else { return };
        let conflicts = conflicts.end(locked.journal.left(), |output| self.plan.output.join(output).exists());
        let mut reports = Vec::new();
        for conflict in conflicts {
            if let Some(identity) = self.queue.take_path(&conflict.path)
                && let Some(task) = self.task(conflict.path.clone(), identity)
            {
                let outcome = conflict.outcome();
                reports.push(FinishedTask { task, content: None, outcome, took: Duration::ZERO, written: Vec::new() });
            }
        }
        if let Some(mut committer) = self.committer().filter(|_| !reports.is_empty()) {
            committer.finish(reports);
        }
    }
}
