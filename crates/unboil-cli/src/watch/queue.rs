//! Which files wait, which have come to rest, and which is next.
//!
//! Goes in: what a look found. Comes out: files to be cleaned, oldest first. A file is at rest when two looks at least
//! [`settle`](super::plan::Plan::settle) apart, and all looks between, saw the same identity; or at once when its writer says that it
//! is complete. It holds files that wait or are in work and no others, so it is empty most of the time.
//!
//! looks at 0 s, 1 s, 2 s, 3 s; the file grew before the second → taken at the fourth, with a settle time of 2 s

use std::collections::{HashMap, VecDeque};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::identity::Identity;
use super::scan::ScannedFile;

/// The files that are still to be cleaned.
#[derive(Debug, Default)]
pub(crate) struct Queue {
    files: HashMap<PathBuf, Waiting>,
    /// Those at rest, oldest first.
    ready: VecDeque<PathBuf>,
    generation: u64,
}

#[derive(Debug)]
struct Waiting {
    identity: Identity,
    /// When it was first seen like this.
    since: Instant,
    /// How many looks saw it like this.
    looks: u32,
    /// The look that saw it last.
    generation: u64,
    is_complete: bool,
    state: State,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Resting,
    InWork,
    /// It failed and is tried again then.
    Failed(Instant),
}

impl Queue {
    /// A look begins.
    pub(crate) fn begin(&mut self) {
        self.generation += 1;
    }

    /// It found a file that is not as the journal knows it.
    pub(crate) fn see(&mut self, found: ScannedFile, now: Instant) {
        let generation = self.generation;
        match self.files.get_mut(&found.path) {
            Some(waiting) => {
                waiting.generation = generation;
                if waiting.state == State::InWork {
                    return;
                }
                if waiting.identity == found.identity {
                    waiting.looks = waiting.looks.saturating_add(1);
                    waiting.is_complete |= found.is_complete;
                } else {
                    let ScannedFile { identity, is_complete, .. } = found;
                    *waiting =
                        Waiting { identity, since: now, looks: 1, generation, is_complete, state: State::Resting };
                }
            }
            None => {
                let ScannedFile { path, identity, is_complete } = found;
                let state = State::Resting;
                self.files.insert(path, Waiting { identity, since: now, looks: 1, generation, is_complete, state });
            }
        }
    }

    /// The look is over. If it saw everything, files that are no longer there are forgotten.
    pub(crate) fn end(&mut self, saw_all: bool, settle: Duration, now: Instant) {
        let generation = self.generation;
        if saw_all {
            self.files.retain(|_, waiting| waiting.generation == generation || waiting.state == State::InWork);
        }
        let is_ready = |waiting: &Waiting| match waiting.state {
            State::InWork => false,
            State::Failed(at) => at <= now,
            State::Resting => {
                let is_at_rest = waiting.looks >= 2 && now.duration_since(waiting.since) >= settle;
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

    /// The next file to be cleaned, which is in work from now on.
    pub(crate) fn take(&mut self) -> Option<(PathBuf, Identity)> {
        loop {
            let path = self.ready.pop_front()?;
            if let Some(waiting) = self.files.get_mut(&path).filter(|waiting| waiting.state != State::InWork) {
                waiting.state = State::InWork;
                return Some((path, waiting.identity));
            }
        }
    }

    /// Whether a file is being cleaned.
    pub(crate) fn is_in_work(&self, path: &Path) -> bool {
        self.files.get(path).is_some_and(|waiting| waiting.state == State::InWork)
    }

    /// Takes a file that is at rest; `None` if it is not.
    pub(crate) fn take_this(&mut self, path: &Path) -> Option<Identity> {
        let place = self.ready.iter().position(|ready| ready == path)?;
        self.ready.remove(place);
        let waiting = self.files.get_mut(path)?;
        waiting.state = State::InWork;
        Some(waiting.identity)
    }

    /// It is cleaned, or given up.
    pub(crate) fn remove(&mut self, path: &Path) {
        self.files.remove(path);
    }

    /// It was written to meanwhile and has to come to rest again.
    pub(crate) fn wait_again(&mut self, path: &Path) {
        self.files.remove(path);
    }

    /// It failed and is tried again then.
    pub(crate) fn retry(&mut self, path: &Path, at: Instant) {
        if let Some(waiting) = self.files.get_mut(path) {
            waiting.state = State::Failed(at);
        }
    }

    /// Nothing is at rest any more: the folder is away.
    pub(crate) fn hold(&mut self) {
        self.ready.clear();
    }

    /// How many files wait or are in work.
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

    fn look(queue: &mut Queue, now: Instant, all: &[ScannedFile]) -> Vec<String> {
        queue.begin();
        all.iter().for_each(|found| queue.see(found.clone(), now));
        queue.end(true, SETTLE, now);
        std::iter::from_fn(|| queue.take()).map(|(path, _)| path.to_string_lossy().into_owned()).collect()
    }

    #[test]
    fn a_file_is_taken_when_it_did_not_change_for_the_settle_time() {
        let (mut queue, start) = (Queue::default(), Instant::now());
        let after = |seconds| start + Duration::from_secs(seconds);
        assert!(look(&mut queue, start, &[found("a", 1, false)]).is_empty());
        assert!(look(&mut queue, after(1), &[found("a", 2, false)]).is_empty());
        assert!(look(&mut queue, after(2), &[found("a", 2, false)]).is_empty());
        assert_eq!(look(&mut queue, after(3), &[found("a", 2, false)]), ["a"]);
        assert!(look(&mut queue, after(9), &[found("a", 2, false)]).is_empty(), "it is in work");
    }

    #[test]
    fn one_look_is_never_enough_but_for_what_is_complete() {
        let (mut queue, start) = (Queue::default(), Instant::now());
        assert_eq!(look(&mut queue, start, &[found("a", 1, false), found("b", 1, true)]), ["b"]);
        // Also where nothing has to settle.
        queue.end(true, Duration::ZERO, start);
        assert!(queue.take().is_none());
    }

    #[test]
    fn oldest_first() {
        let (mut queue, start) = (Queue::default(), Instant::now());
        let all = [found("new", 1, true), found("old", 3, true), found("b", 2, true), found("a", 2, true)];
        assert_eq!(look(&mut queue, start, &all), ["old", "a", "b", "new"]);
    }

    #[test]
    fn what_failed_is_tried_again_when_it_is_time_or_when_it_changed() {
        let (mut queue, start) = (Queue::default(), Instant::now());
        let after = |seconds| start + Duration::from_secs(seconds);
        look(&mut queue, start, &[found("a", 1, true), found("b", 1, true)]);
        queue.retry(Path::new("a"), after(10));
        queue.retry(Path::new("b"), after(10));
        assert_eq!(look(&mut queue, after(1), &[found("a", 1, true), found("b", 2, true)]), ["b"]);
        assert_eq!(look(&mut queue, after(10), &[found("a", 1, true)]), ["a"]);
    }

    #[test]
    fn a_file_that_goes_is_forgotten() {
        let (mut queue, start) = (Queue::default(), Instant::now());
        look(&mut queue, start, &[found("a", 1, false)]);
        look(&mut queue, start, &[]);
        assert_eq!(queue.len(), 0);
    }
}
