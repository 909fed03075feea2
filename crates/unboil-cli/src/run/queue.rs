//! Events in the order of the inputs, though batches are cleaned by any number of threads.
//!
//! Input: tasks of the [`Reader`]. Output: their events in the same order. A thread that has nothing else to do reads the
//! next batch and cleans it, so reading, cleaning and writing need no separate threads. At most `limit` tasks are read
//! and not yet consumed, which bounds memory: the fastest thread can be that far ahead of the slowest.
//!
//! `in/a.txt`, a table of 90,000 bytes → small files `[a.txt]`, begin, batch, batch, end

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use super::event::Event;
use super::job::Job;
use super::reader::{Reader, ReaderTask};
use crate::panics;

/// Reads, cleans, and keeps events until they are consumed.
pub(super) struct EventQueue {
    job: Arc<Job>,
    reader: Mutex<Reader>,
    state: Mutex<QueueState>,
    /// The state has changed.
    changed: Condvar,
    limit: usize,
}

#[derive(Default)]
struct QueueState {
    /// The events that were not consumed; `None` for one that is still being made.
    events: VecDeque<Option<Event>>,
    /// How many were consumed.
    consumed: u64,
    /// How often the state has changed.
    changes: u64,
    /// Whether no more events are wanted.
    is_closed: bool,
}

/// The result of processing a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Processed {
    /// There is one more event.
    Made,
    /// Too many events are not consumed yet.
    Full,
    /// There are no more tasks.
    End,
}

impl EventQueue {
    /// A queue of at most `limit` events.
    pub(super) fn new(job: Arc<Job>, reader: Reader, limit: usize) -> Self {
        Self { job, reader: Mutex::new(reader), state: Mutex::default(), changed: Condvar::new(), limit }
    }

    /// No code that can panic runs while the state is locked, so it is consistent even if a thread panicked.
    fn state(&self) -> MutexGuard<'_, QueueState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change<R>(&self, change: impl FnOnce(&mut QueueState) -> R) -> R {
        let mut state = self.state();
        let changed = change(&mut state);
        state.changes += 1;
        drop(state);
        self.changed.notify_all();
        changed
    }

    /// How often the state has changed, for [`wait`](Self::wait).
    pub(super) fn changes(&self) -> u64 {
        self.state().changes
    }

    /// Waits until the state has changed more often than `changes` times.
    pub(super) fn wait(&self, changes: u64) {
        let unchanged = |state: &mut QueueState| state.changes == changes;
        drop(self.changed.wait_while(self.state(), unchanged).unwrap_or_else(PoisonError::into_inner));
    }

    /// Makes no more events.
    pub(super) fn close(&self) {
        self.change(|state| state.is_closed = true);
    }

    /// Whether it was closed.
    pub(super) fn is_closed(&self) -> bool {
        self.state().is_closed
    }

    /// Whether the next event can be consumed.
    pub(super) fn is_ready(&self) -> bool {
        let state = self.state();
        !state.is_closed && matches!(state.events.front(), Some(Some(_)))
    }

    /// The next event, if it is ready.
    pub(super) fn pop(&self) -> Option<Event> {
        if !self.is_ready() {
            return None;
        }
        self.change(|state| {
            state.consumed += 1;
            state.events.pop_front().flatten()
        })
    }

    /// Reads the next task and does its work. `before_work` is called if other threads could work at the same time.
    pub(super) fn process(&self, before_work: impl FnOnce()) -> Processed {
        // A bug ended the thread that was reading; what is not read is lost, which the end of the run reports.
        let Ok(mut reader) = self.reader.lock() else { return Processed::End };
        {
            let state = self.state();
            if state.is_closed {
                return Processed::End;
            }
            // Only the thread that holds the reader adds events.
            if state.events.len() >= self.limit {
                return Processed::Full;
            }
        }
        let Some(task) = reader.next() else {
            self.change(|_| {});
            return Processed::End;
        };
        let work = match task {
            ReaderTask::Event(event) => {
                self.change(|state| state.events.push_back(Some(event)));
                return Processed::Made;
            }
            ReaderTask::Work(work) => work,
        };
        let number = self.change(|state| {
            state.events.push_back(None);
            state.consumed + state.events.len() as u64 - 1
        });
        let is_last = reader.is_at_end();
        drop(reader);
        if !is_last {
            before_work();
        }
        let event = panics::catch(|| work.run(&self.job)).unwrap_or_else(|panic| Event::Lost(panic.to_string()));
        self.change(|state| {
            let index = usize::try_from(number - state.consumed).expect("an event that is not made is not consumed");
            state.events[index] = Some(event);
        });
        Processed::Made
    }
}
