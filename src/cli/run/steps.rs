//! What is to be done, step by step, in the order of the inputs.
//!
//! Goes in: steps as the [`Feeder`] makes them. Comes out: the next one, whenever the writing thread asks for it. With several
//! threads a thread of its own reads ahead; with one, the thread that asks reads and cleans on the spot: two threads that
//! wait for each other all the time cost more than they save, and `-j 1` is what many copies side by side are called with.
//!
//! `in/a.txt`, a table of 90,000 bytes → `Files([a.txt])`, `Begin(table)`, `Work`, `Work`, `End`

use std::sync::Arc;
use std::thread;

use crossbeam_channel::{Receiver, TryRecvError, bounded};

use super::feeder::Feeder;
use super::sink::Opened;
use super::worker::Done;
use crate::cli::inputs::Input;
use crate::cli::messages::Problem;

/// A step, in order.
pub(crate) enum Step {
    /// An input begins, with what comes before its first piece; or cannot.
    Begin(Arc<Input>, Result<(Opened, Vec<u8>), Problem>),
    /// Its output was complete before.
    Skip(Arc<Input>),
    /// The result of a batch of its pieces.
    Work(Promise),
    /// An input ends, or cannot be read further.
    End(Result<(), Problem>),
    /// Inputs that are a small document each, from beginning to end, and a result for each of them.
    Files(Vec<(Arc<Input>, Opened)>, Promise),
    /// There is no such input.
    Missing(Problem),
}

/// The results of a batch, one for each input that has a part in it, when they are there.
pub(crate) enum Promise {
    /// They are, unless cleaning them met a fault in this program.
    Kept(Option<Vec<Done>>),
    /// A worker is at it.
    Open(Receiver<Option<Vec<Done>>>),
}

impl Promise {
    /// The results, if nothing need be waited for; inner: nothing where cleaning met a fault in this program.
    pub(super) fn at_once(&mut self) -> Option<Option<Vec<Done>>> {
        match self {
            Self::Kept(results) => Some(results.take()),
            Self::Open(results) => match results.try_recv() {
                Ok(results) => Some(results),
                Err(TryRecvError::Empty) => None,
                Err(TryRecvError::Disconnected) => Some(None),
            },
        }
    }

    /// The results, waited for; nothing where cleaning met a fault in this program.
    pub(super) fn wait(self) -> Option<Vec<Done>> {
        match self {
            Self::Kept(results) => results,
            Self::Open(results) => results.recv().ok().flatten(),
        }
    }
}

/// Steps, from whoever makes them.
pub(crate) enum Steps {
    /// The thread that takes them.
    Here(Box<Feeder>),
    /// A thread that reads. It is not joined: it may wait for a pipe that nobody writes to, and a run that is over need
    /// not wait for that.
    There(Receiver<Step>),
}

impl Steps {
    /// The steps of `feeder`, made by another thread that is held back once `ahead` of them are not taken.
    pub(super) fn there(feeder: Feeder, ahead: usize) -> Self {
        // Should there be no thread to be had, the feeder must not be lost with it.
        let (hand, taken) = bounded::<Feeder>(1);
        let (give, steps) = bounded(ahead);
        let reader = thread::Builder::new().name("read".into()).spawn(move || {
            if let Ok(mut feeder) = taken.recv() {
                while feeder.next().is_some_and(|step| give.send(step).is_ok()) {}
            }
        });
        match reader {
            Err(_) => Self::Here(Box::new(feeder)),
            Ok(_) => match hand.send(feeder) {
                Ok(()) => Self::There(steps),
                Err(back) => Self::Here(Box::new(back.0)),
            },
        }
    }

    /// The next step, nothing at the end. Where it may have to be waited for, `before` comes first.
    ///
    /// # Errors
    /// Those of `before`.
    pub(super) fn next<E>(&mut self, before: impl FnOnce() -> Result<(), E>) -> Result<Option<Step>, E> {
        match self {
            Self::Here(feeder) => {
                if feeder.may_wait() {
                    before()?;
                }
                Ok(feeder.next())
            }
            Self::There(steps) => match steps.try_recv() {
                Ok(step) => Ok(Some(step)),
                Err(TryRecvError::Disconnected) => Ok(None),
                Err(TryRecvError::Empty) => {
                    before()?;
                    Ok(steps.recv().ok())
                }
            },
        }
    }
}
