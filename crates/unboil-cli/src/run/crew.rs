//! The threads of a run.
//!
//! Goes in: [`Steps`], and a [`Writer`]. Comes out: all steps taken. Every thread makes a step, then takes all that are ready, if no
//! other does. Who finds another at it may go: that one looks again when it is done. A batch brings a thread with it until
//! there are as many as asked for, so that a single text is not waited for by sixteen.
//!
//! Threads are not joined: one may wait for a pipe that nobody writes to, and a run that is over need not wait for that. So
//! what is written and counted belongs to them until it is taken back.

use std::sync::{Arc, Condvar, Mutex, PoisonError, TryLockError};
use std::thread;

use super::sink::Sink;
use super::steps::{Making, Steps};
use super::take::Writer;

/// Who works at a run.
pub(super) struct Crew<S> {
    steps: Steps,
    writer: Mutex<Option<Writer<S>>>,
    /// How many threads there are.
    count: Mutex<usize>,
    most: usize,
    /// A thread has ended, or all has.
    ended: Condvar,
}

impl<S: Sink + 'static> Crew<S> {
    /// At most so many threads, none of them yet.
    pub(super) fn new(steps: Steps, writer: Writer<S>, most: usize) -> Arc<Self> {
        let (writer, count) = (Mutex::new(Some(writer)), Mutex::new(0));
        Arc::new(Self { steps, writer, count, most, ended: Condvar::new() })
    }

    /// Does all there is to do, and gives back what was written and counted; nothing if that was lost.
    pub(super) fn run(self: &Arc<Self>) -> Option<Writer<S>> {
        if self.most > 1 && self.grow() {
            let at_it = |count: &mut usize| *count > 0 && !self.steps.is_over();
            let count = self.count.lock().unwrap_or_else(PoisonError::into_inner);
            drop(self.ended.wait_while(count, at_it).unwrap_or_else(PoisonError::into_inner));
        } else {
            self.work();
        }
        self.writer.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// One thread more, if one is wanted and to be had.
    fn grow(self: &Arc<Self>) -> bool {
        let mut count = self.count.lock().unwrap_or_else(PoisonError::into_inner);
        if *count >= self.most {
            return false;
        }
        let crew = Arc::clone(self);
        let made = thread::Builder::new().name("clean".into()).spawn(move || {
            let shift = Shift(crew);
            shift.0.work();
        });
        *count += usize::from(made.is_ok());
        made.is_ok()
    }

    fn work(self: &Arc<Self>) {
        // Alone, it is not there to be joined by others.
        let more = || {
            if self.most > 1 {
                self.grow();
            }
        };
        loop {
            let changes = self.steps.changes();
            self.write();
            match self.steps.make(more) {
                Making::Made => {}
                Making::Full => self.steps.wait(changes),
                Making::Over => return,
            }
        }
    }

    /// Takes all steps that are ready.
    fn write(&self) {
        while self.steps.is_ready() {
            let mut held = match self.writer.try_lock() {
                Ok(held) => held,
                Err(TryLockError::WouldBlock) => return,
                Err(TryLockError::Poisoned(_)) => return self.end(),
            };
            let Some(writer) = held.as_mut() else { return };
            if writer.write(&self.steps).is_break() {
                self.end();
            }
        }
    }

    fn end(&self) {
        self.steps.end();
        // Whoever waits for the end looks and falls asleep with the count in hand.
        drop(self.count.lock());
        self.ended.notify_all();
    }
}

/// A thread at work; it counts until this is dropped.
struct Shift<S: Sink + 'static>(Arc<Crew<S>>);

impl<S: Sink + 'static> Drop for Shift<S> {
    fn drop(&mut self) {
        let mut count = self.0.count.lock().unwrap_or_else(PoisonError::into_inner);
        *count = count.saturating_sub(1);
        drop(count);
        self.0.ended.notify_all();
    }
}
