//! The threads that clean.
//!
//! Goes in: batches of work, in any number. Comes out: a promise for each. Every batch brings a thread with it until there are
//! as many as asked for, so that a single text is not waited for by sixteen. All of them take from one queue, and end with it.

use std::sync::Arc;
use std::thread;

use crossbeam_channel::{Receiver, Sender, bounded, unbounded};

use super::Job;
use super::steps::Promise;
use super::worker::{self, Done, Work};

/// A batch, and where its results are waited for.
type Order = (Work, Sender<Option<Vec<Done>>>);

/// Threads that clean.
pub(crate) struct Crew {
    job: Arc<Job>,
    give: Sender<Order>,
    take: Receiver<Order>,
    /// How many threads there are.
    count: usize,
}

impl Crew {
    /// None of them yet.
    pub(super) fn new(job: Arc<Job>) -> Self {
        let (give, take) = unbounded();
        Self { job, give, take, count: 0 }
    }

    /// Has a batch cleaned.
    pub(super) fn give(&mut self, work: Work) -> Promise {
        if self.count < self.job.threads {
            self.grow();
        }
        // No thread is to be had: then it is done here.
        if self.count == 0 {
            return Promise::Kept(worker::run(&work, &self.job));
        }
        let (result, promise) = bounded(1);
        // The queue is as old as this; should nobody take from it, whoever waits finds out.
        let _ = self.give.send((work, result));
        Promise::Open(promise)
    }

    /// One more, if the system has one; fewer do it too.
    fn grow(&mut self) {
        let (job, orders) = (Arc::clone(&self.job), self.take.clone());
        let made = thread::Builder::new().name("clean".into()).spawn(move || {
            for (work, result) in orders {
                // Nobody may wait for it any more.
                let _ = result.send(worker::run(&work, &job));
            }
        });
        self.count += usize::from(made.is_ok());
    }
}
