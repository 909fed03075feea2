//! What is to be done, step by step, in the order of the inputs, by any number of threads.
//!
//! Goes in: steps as the [`Feeder`] makes them. Comes out: the same steps in the same order, each with its results. Whichever
//! thread has nothing to do reads the next batch and cleans it, so reading, cleaning and writing need no threads of their own
//! and hardly ever wait for each other; with one thread nothing is handed over at all. No more than `ahead` steps are under
//! way: the fastest thread can be so far ahead of the slowest and no farther, which bounds memory.
//!
//! `in/a.txt`, a table of 90,000 bytes → `Files([a.txt])`, `Begin(table)`, `Work`, `Work`, `End`

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use super::Job;
use super::feeder::Feeder;
use super::sink::Opened;
use super::worker::{self, Done};
use crate::console::messages::Problem;
use crate::files::inputs::Input;

/// A step, in order. Results are there when it is taken, unless cleaning met a fault in this program.
pub(crate) enum Step {
    /// An input begins, with what comes before its first piece; or cannot.
    Begin(Arc<Input>, Result<(Opened, Vec<u8>), Problem>),
    /// Its output was complete before.
    Skip(Arc<Input>),
    /// A batch of its pieces.
    Work(Option<Done>),
    /// An input ends, or cannot be read further.
    End(Result<(), Problem>),
    /// Inputs that are a small document each, from beginning to end, and a result for each of them.
    Files(Vec<(Arc<Input>, Opened)>, Option<Vec<Done>>),
    /// There is no such input.
    Missing(Problem),
}

impl Step {
    fn fill(&mut self, results: Option<Vec<Done>>) {
        match self {
            Self::Work(done) => *done = results.and_then(|results| results.into_iter().next()),
            Self::Files(_, done) => *done = results,
            _ => {}
        }
    }
}

/// Makes steps, and keeps those that are not taken yet.
pub(super) struct Steps {
    job: Arc<Job>,
    feeder: Mutex<Feeder>,
    queue: Mutex<Queue>,
    /// The queue has changed.
    news: Condvar,
    ahead: usize,
}

/// Steps under way.
#[derive(Default)]
struct Queue {
    steps: VecDeque<Pending>,
    /// Steps that were taken.
    taken: u64,
    /// How often it has changed.
    changes: u64,
    /// Nobody wants any more.
    is_over: bool,
}

struct Pending {
    step: Step,
    is_ready: bool,
}

/// How it went to make a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Making {
    /// There is one more; perhaps others can be made at the same time.
    Made,
    /// Too many are not taken yet.
    Full,
    /// There will be no more.
    Over,
}

impl Steps {
    pub(super) fn new(job: Arc<Job>, feeder: Feeder, ahead: usize) -> Self {
        Self { job, feeder: Mutex::new(feeder), queue: Mutex::default(), news: Condvar::new(), ahead }
    }

    /// No code that may fail runs while the queue is held, so it is sound whatever became of a thread.
    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change<R>(&self, change: impl FnOnce(&mut Queue) -> R) -> R {
        let mut queue = self.queue();
        let changed = change(&mut queue);
        queue.changes += 1;
        drop(queue);
        self.news.notify_all();
        changed
    }

    /// How often something has changed, for [`wait`](Self::wait).
    pub(super) fn changes(&self) -> u64 {
        self.queue().changes
    }

    /// Waits until something has changed since there were so many changes.
    pub(super) fn wait(&self, changes: u64) {
        let unchanged = |queue: &mut Queue| queue.changes == changes;
        drop(self.news.wait_while(self.queue(), unchanged).unwrap_or_else(PoisonError::into_inner));
    }

    /// Nobody wants any more.
    pub(super) fn end(&self) {
        self.change(|queue| queue.is_over = true);
    }

    /// Whether nobody wants any more.
    pub(super) fn is_over(&self) -> bool {
        self.queue().is_over
    }

    /// Whether the next step has its results.
    pub(super) fn is_ready(&self) -> bool {
        let queue = self.queue();
        !queue.is_over && queue.steps.front().is_some_and(|next| next.is_ready)
    }

    /// The next step, if it has its results. Only one thread at a time takes steps.
    pub(super) fn take(&self) -> Option<Step> {
        if !self.is_ready() {
            return None;
        }
        self.change(|queue| {
            queue.taken += 1;
            queue.steps.pop_front().map(|next| next.step)
        })
    }

    /// Makes the next step and its results. `more` comes before the results, if others can be made meanwhile.
    pub(super) fn make(&self, more: impl FnOnce()) -> Making {
        match self.feeder.lock() {
            Ok(feeder) => self.make_with(feeder, more),
            Err(_) => Making::Over,
        }
    }

    fn make_with(&self, mut feeder: MutexGuard<'_, Feeder>, more: impl FnOnce()) -> Making {
        {
            let queue = self.queue();
            if queue.is_over {
                return Making::Over;
            }
            // Only who has the feeder adds steps.
            if queue.steps.len() >= self.ahead {
                return Making::Full;
            }
        }
        let Some((step, work)) = feeder.next() else {
            self.change(|_| {});
            return Making::Over;
        };
        let number = self.change(|queue| {
            queue.steps.push_back(Pending { step, is_ready: work.is_none() });
            queue.taken + queue.steps.len() as u64 - 1
        });
        let is_last = feeder.is_at_end();
        drop(feeder);
        if let Some(work) = work {
            if !is_last {
                more();
            }
            let results = worker::run(&work, &self.job);
            drop(work);
            self.change(|queue| {
                let place = usize::try_from(number - queue.taken).ok();
                if let Some(pending) = place.and_then(|place| queue.steps.get_mut(place)) {
                    pending.step.fill(results);
                    pending.is_ready = true;
                }
            });
        }
        Making::Made
    }

    /// The next step, waited for; nothing at the end. For those who take steps on their own.
    #[cfg(feature = "parquet")]
    pub(super) fn next(&self) -> Option<Step> {
        loop {
            let changes = self.changes();
            if let Some(step) = self.take() {
                return Some(step);
            }
            let made = match self.feeder.try_lock() {
                Ok(feeder) => self.make_with(feeder, || {}),
                // Who has it makes a change.
                Err(std::sync::TryLockError::WouldBlock) => Making::Full,
                Err(std::sync::TryLockError::Poisoned(_)) => Making::Over,
            };
            match made {
                Making::Made => {}
                Making::Full => self.wait(changes),
                Making::Over if self.queue().steps.is_empty() || self.is_over() => return None,
                // Other threads are at what is left.
                Making::Over if !self.is_ready() => self.wait(changes),
                Making::Over => {}
            }
        }
    }
}
