//! Files that wait to be cleaned.
//!
//! A file is ready when its identity was the same in all scans over at least [`settle`](super::plan::Plan::settle)
//! and in at least two of them, or at once if its writer has marked it as complete. Ready files are taken oldest
//! first. The queue holds only files that are waiting or in progress, so it is empty most of the time.
//!
//!  scans at 0 s, 1 s, 2 s, 3 s; the file grew before the second → ready at the fourth, with a settle time of 2 s

use std::collections::{HashMap, VecDeque};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::identity::Identity;
use super::scan::ScannedFile;

/// Files that wait or are in progress.
#[derive(Debug, Default)]
pub(crate) struct Queue {
    files: HashMap<PathBuf, Waiting>,
    /// Ready files, oldest first.
    ready: VecDeque<PathBuf>,
    generation: u64,
}

#[derive(Debug)]
struct Waiting {
    identity: Identity,
    /// When this identity was first seen.
    since: Instant,
    /// Number of scans that saw this identity.
    scans: u32,
    /// The last scan that saw the file.
    generation: u64,
    is_complete: bool,
    state: WaitingState,
    /// Number of retries so far.
    tries: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum WaitingState {
    Resting,
    InWork,
    /// It failed and is retried at this time.
    Failed(Instant),
}

impl Queue {
    /// Starts a scan.
    pub(crate) fn begin_scan(&mut self) {
        self.generation += 1;
    }

    /// Adds a file that differs from its journal entry.
    pub(crate) fn see(&mut self, found: ScannedFile, now: Instant) {
        let generation = self.generation;
        match self.files.get_mut(&found.path) {
            Some(waiting) => {
                waiting.generation = generation;
                if waiting.state == WaitingState::InWork {
                    return;
                }
                if waiting.identity == found.identity {
                    waiting.scans = waiting.scans.saturating_add(1);
                    waiting.is_complete |= found.is_complete;
                } else {
                    let ScannedFile { identity, is_complete, .. } = found;
                    *waiting = Waiting {
                        identity,
                        since: now,
                        scans: 1,
                        generation,
                        is_complete,
                        state: WaitingState::Resting,
                        tries: 0,
                    };
                }
            }
            None => {
                let ScannedFile { path, identity, is_complete } = found;
                let state = WaitingState::Resting;
                let waiting = Waiting { identity, since: now, scans: 1, generation, is_complete, state, tries: 0 };
                self.files.insert(path, waiting);
            }
        }
    }

    /// Ends a scan. If the scan was complete (`saw_all`), files that it did not see are removed.
    pub(crate) fn end_scan(&mut self, saw_all: bool, settle: Duration, now: Instant) {
        let generation = self.generation;
        if saw_all {
            self.files.retain(|_, waiting| waiting.generation == generation || waiting.state == WaitingState::InWork);
        }
        let is_ready = |waiting: &Waiting| match waiting.state {
            WaitingState::InWork => false,
            WaitingState::Failed(at) => at <= now,
            WaitingState::Resting => {
                let is_at_rest = waiting.scans >= 2 && now.duration_since(waiting.since) >= settle;
                (is_at_rest || waiting.is_complete) && !waiting.identity.is_fresh()
            }
        };
        let mut ready: Vec<(&PathBuf, i64)> = self
            .files
            .iter()
            .filter(|(_, waiting)| waiting.generation == generation && is_ready(waiting))
            .map(|(path, waiting)| (path, waiting.identity.mtime))
            .collect();
        ready.sort_unstable_by(|a, b| (a.1, a.0).cmp(&(b.1, b.0)));
        self.ready = ready.into_iter().map(|(path, _)| path.clone()).collect();
    }

    /// Takes the next ready file and marks it as in progress.
    pub(crate) fn take(&mut self) -> Option<(PathBuf, Identity)> {
        loop {
            let path = self.ready.pop_front()?;
            if let Some(waiting) = self.files.get_mut(&path).filter(|waiting| waiting.state != WaitingState::InWork) {
                waiting.state = WaitingState::InWork;
                return Some((path, waiting.identity));
            }
        }
    }

    /// Whether a file is in progress.
    pub(crate) fn is_in_work(&self, path: &Path) -> bool {
        self.files.get(path).is_some_and(|waiting| waiting.state == WaitingState::InWork)
    }

    /// Takes a certain file if it is ready.
    pub(crate) fn take_path(&mut self, path: &Path) -> Option<Identity> {
        let place = self.ready.iter().position(|ready| ready == path)?;
        self.ready.remove(place);
        let waiting = self.files.get_mut(path)?;
        waiting.state = WaitingState::InWork;
        Some(waiting.identity)
    }

    /// Removes a file that was cleaned or given up.
    pub(crate) fn remove(&mut self, path: &Path) {
        self.files.remove(path);
    }

    /// Resets a file that was modified, so that it must become stable again.
    pub(crate) fn wait_again(&mut self, path: &Path) {
        self.files.remove(path);
    }

    /// Schedules a retry of a file that failed.
    pub(crate) fn retry(&mut self, path: &Path, at: Instant) {
        if let Some(waiting) = self.files.get_mut(path) {
            waiting.state = WaitingState::Failed(at);
            waiting.tries = waiting.tries.saturating_add(1);
        }
    }

    /// Number of retries of a file so far.
    pub(crate) fn tries(&self, path: &Path) -> u32 {
        self.files.get(path).map_or(0, |waiting| waiting.tries)
    }

    /// Retries all files that failed at the next scan.
    pub(crate) fn retry_now(&mut self, now: Instant) {
        for waiting in self.files.values_mut() {
            if matches!(waiting.state, WaitingState::Failed(_)) {
                waiting.state = WaitingState::Failed(now);
            }
        }
    }

    /// How long the file that has waited longest has been waiting.
    pub(crate) fn oldest(&self) -> Option<Duration> {
        self.files.values().map(|waiting| waiting.since.elapsed()).max()
    }

    /// Empties the list of ready files, because a folder is missing.
    pub(crate) fn clear_ready(&mut self) {
        self.ready.clear();
    }

    /// Number of files that wait or are in progress.
    pub(crate) fn len(&self) -> usize {
        self.files.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SETTLE: Duration = Duration::from_secs(2);

    fn found(name: &str, size: u64, is_complete: bool) -> ScannedFile {
        let identity = Identity { inode: 1, device: 1, size, mtime: -(size as i64), ctime: 0 };
        ScannedFile { path: name.into(), identity, is_complete }
    }

    fn scan(queue: &mut Queue, now: Instant, all: &[ScannedFile]) -> Vec<String> {
        queue.begin_scan();
        all.iter().for_each(|found| queue.see(found.clone(), now));
        queue.end_scan(true, SETTLE, now);
        std::iter::from_fn(|| queue.take()).map(|(path, _)| path.to_string_lossy().into_owned()).collect()
    }

    #[test]
    fn a_file_is_ready_when_unchanged_for_the_settle_time() {
        let (mut queue, start) = (Queue::default(), Instant::now());
        let after = |seconds| start + Duration::from_secs(seconds);
        assert!(scan(&mut queue, start, &[found("a", 1, false)]).is_empty());
        assert!(scan(&mut queue, after(1), &[found("a", 2, false)]).is_empty());
        assert!(scan(&mut queue, after(2), &[found("a", 2, false)]).is_empty());
        assert_eq!(scan(&mut queue, after(3), &[found("a", 2, false)]), ["a"]);
        assert!(scan(&mut queue, after(9), &[found("a", 2, false)]).is_empty(), "it is in work");
    }

    #[test]
    fn one_scan_is_enough_only_for_complete_files() {
        let (mut queue, start) = (Queue::default(), Instant::now());
        assert_eq!(scan(&mut queue, start, &[found("a", 1, false), found("b", 1, true)]), ["b"]);
        // Even with a settle time of zero.
        queue.end_scan(true, Duration::ZERO, start);
        assert!(queue.take().is_none());
    }

    #[test]
    fn ready_files_are_taken_oldest_first() {
        let (mut queue, start) = (Queue::default(), Instant::now());
        let all = [found("new", 1, true), found("old", 3, true), found("b", 2, true), found("a", 2, true)];
        assert_eq!(scan(&mut queue, start, &all), ["old", "a", "b", "new"]);
    }

    #[test]
    fn failed_files_are_retried_when_due_or_changed() {
        let (mut queue, start) = (Queue::default(), Instant::now());
        let after = |seconds| start + Duration::from_secs(seconds);
        scan(&mut queue, start, &[found("a", 1, true), found("b", 1, true)]);
        queue.retry(Path::new("a"), after(10));
        queue.retry(Path::new("b"), after(10));
        assert_eq!(scan(&mut queue, after(1), &[found("a", 1, true), found("b", 2, true)]), ["b"]);
        assert_eq!(scan(&mut queue, after(10), &[found("a", 1, true)]), ["a"]);
    }

    #[test]
    fn a_deleted_file_is_removed() {
        let (mut queue, start) = (Queue::default(), Instant::now());
        scan(&mut queue, start, &[found("a", 1, false)]);
        scan(&mut queue, start, &[]);
        assert_eq!(queue.len(), 0);
    }
}
