//! The threads of a run.
//!
//! Input: a [`EventQueue`] and a [`Consumer`]. Output: all events consumed. Each thread processes a task, then consumes the
//! events that are ready unless another thread is doing so; that thread checks for new events before it stops. Each batch
//! starts one more thread up to the limit, so that a single text does not wait for sixteen threads.
//!
//! Threads are not joined: one may wait for a pipe that nobody writes to when the run has already ended. So they share the
//! consumer until it is taken back.

use std::sync::{Arc, Condvar, Mutex, PoisonError, TryLockError};
use std::thread;

use super::consumer::Consumer;
use super::queue::{EventQueue, Processed};
use super::sink::Sink;

/// The threads of a run and what they share.
pub(super) struct Pool<S: Sink> {
    queue: EventQueue,
    consumer: Mutex<Option<Consumer<S>>>,
    /// How many threads there are.
    threads: Mutex<usize>,
    max_threads: usize,
    /// A thread has ended, or the queue was closed.
    ended: Condvar,
}

impl<S: Sink + 'static> Pool<S> {
    /// A pool of at most `max_threads` threads, none of which is started yet.
    pub(super) fn new(queue: EventQueue, consumer: Consumer<S>, max_threads: usize) -> Arc<Self> {
        let (consumer, threads) = (Mutex::new(Some(consumer)), Mutex::new(0));
        Arc::new(Self { queue, consumer, threads, max_threads, ended: Condvar::new() })
    }

    /// Runs to the end and returns the consumer.
    pub(super) fn run(self: &Arc<Self>) -> Option<Consumer<S>> {
        if self.max_threads > 1 && self.start_thread() {
            let is_running = |threads: &mut usize| *threads > 0 && !self.queue.is_closed();
            let threads = self.threads.lock().unwrap_or_else(PoisonError::into_inner);
            drop(self.ended.wait_while(threads, is_running).unwrap_or_else(PoisonError::into_inner));
        } else {
            self.work();
        }
        self.consumer.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Starts one more thread, unless there are enough or the system refuses.
    fn start_thread(self: &Arc<Self>) -> bool {
        let mut threads = self.threads.lock().unwrap_or_else(PoisonError::into_inner);
        if *threads >= self.max_threads {
            return false;
        }
        let pool = Arc::clone(self);
        let started = thread::Builder::new().name("clean".into()).spawn(move || {
            let guard = ThreadGuard(pool);
            guard.0.work();
        });
        *threads += usize::from(started.is_ok());
        started.is_ok()
    }

    fn work(self: &Arc<Self>) {
        let start_helper = || {
            if self.max_threads > 1 {
                self.start_thread();
            }
        };
        loop {
            let changes = self.queue.changes();
            self.consume();
            match self.queue.process(start_helper) {
                Processed::Made => {}
                Processed::Full => self.queue.wait(changes),
                Processed::End => return,
            }
        }
    }

    /// Consumes all events that are ready, unless another thread does.
    fn consume(&self) {
        while self.queue.is_ready() {
            let mut consumer = match self.consumer.try_lock() {
                Ok(consumer) => consumer,
                Err(TryLockError::WouldBlock) => return,
                Err(TryLockError::Poisoned(_)) => return self.close(),
            };
            let Some(consumer) = consumer.as_mut() else { return };
            if consumer.consume_ready(&self.queue).is_break() {
                self.close();
            }
        }
    }

    fn close(&self) {
        self.queue.close();
        // Lock the count once, so that `run` cannot miss the notification between its check and its wait.
        drop(self.threads.lock());
        self.ended.notify_all();
    }
}

/// Counts a thread until it ends, even by a panic.
struct ThreadGuard<S: Sink + 'static>(Arc<Pool<S>>);

impl<S: Sink + 'static> Drop for ThreadGuard<S> {
    fn drop(&mut self) {
        let mut threads = self.0.threads.lock().unwrap_or_else(PoisonError::into_inner);
        *threads -= 1;
        drop(threads);
        self.0.ended.notify_all();
    }
}
