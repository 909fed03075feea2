//! Cleans many texts on several threads while Python runs on, and stops when the user interrupts.
//!
//! Input: texts, some of which are missing, and their sites. Output: the clean texts in the same order, and how many stretches were
//! removed of each category. The calling thread only collects results, so that ten times a second it can look for a signal, such as
//! that of Ctrl-C, and tell how far the work is.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::num::NonZero;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use pyo3::prelude::*;
use unboil::{Category, Cleaner, Site, Status};

use crate::errors;

/// The sites of texts.
pub(crate) enum Sites<'s> {
    /// That of all of them, if it is known.
    All(Option<Site>),
    /// An address or host for each. One that names no host is no site, as for the command.
    Each(Vec<Option<&'s str>>),
}

/// What became of texts.
pub(crate) struct CleanRows<'t> {
    pub texts: Vec<Option<Cow<'t, str>>>,
    pub removals: BTreeMap<Category, usize>,
    /// How many texts were only normalized, since rules would remove too much of them.
    pub over_budget: usize,
}

/// How work is done, as the caller of `clean_many` wants it.
pub(crate) struct Work {
    /// `None`: as many as there are cores.
    pub threads: Option<NonZero<usize>>,
    /// Called with the number of rows that are done.
    pub progress: Option<Py<PyAny>>,
}

/// How often signals and progress are looked after. Ctrl-C must work within a second.
const PAUSE: Duration = Duration::from_millis(100);
/// How many rows a thread takes at once, as in [`Cleaner::clean_many`].
const ROWS_AT_ONCE: usize = 16;
/// Fewer bytes are cleaned at once, in the time that starting a thread would take: at 100 MB/s, a third of a millisecond.
const BYTES_WITHOUT_THREADS: usize = 1 << 15;

/// A stretch of rows that is done, or a row whose text a bug of unboil stopped.
type Done<'t> = Result<(usize, CleanRows<'t>), usize>;

/// Cleans texts.
///
/// # Errors
/// A signal handler of Python raised an exception, such as `KeyboardInterrupt`; or a row cannot be cleaned.
pub(crate) fn clean_rows<'t>(
    py: Python<'_>,
    cleaner: &Cleaner,
    texts: &[Option<&'t str>],
    sites: &Sites<'_>,
    work: &Work,
) -> PyResult<CleanRows<'t>> {
    let stretch = |from: usize, to: usize| clean_stretch(cleaner, texts, sites, from, to);
    let internal = |row| {
        move |py: Python<'_>| {
            errors::row_error(py, row, "cannot be cleaned because of a bug in unboil; please report it")
        }
    };
    if texts.iter().flatten().map(|text| text.len()).sum::<usize>() < BYTES_WITHOUT_THREADS {
        return py.detach(|| stretch(0, texts.len())).map(|(_, rows)| rows).map_err(|row| internal(row)(py));
    }
    let threads = work.threads.or_else(|| thread::available_parallelism().ok()).map_or(1, NonZero::get);
    let next = AtomicUsize::new(0);
    let mut all = CleanRows { texts: vec![None; texts.len()], removals: BTreeMap::new(), over_budget: 0 };
    let waiting = || {
        thread::scope(|scope| {
            let (sender, receiver) = mpsc::channel::<Done<'t>>();
            for _ in 0..threads.min(texts.len().div_ceil(ROWS_AT_ONCE)) {
                let sender = sender.clone();
                let (next, stretch) = (&next, &stretch);
                scope.spawn(move || {
                    loop {
                        let from = next.fetch_add(ROWS_AT_ONCE, Ordering::Relaxed);
                        if from >= texts.len()
                            || sender.send(stretch(from, texts.len().min(from + ROWS_AT_ONCE))).is_err()
                        {
                            return;
                        }
                    }
                });
            }
            drop(sender);
            let collected = collect(&receiver, &mut all, work, &internal);
            // The threads end after the text that they are at.
            next.store(texts.len(), Ordering::Relaxed);
            collected
        })
    };
    py.detach(waiting)?;
    Ok(all)
}

/// Puts what the threads send into `all`, until they have ended.
fn collect<'t, E: Fn(Python<'_>) -> PyErr>(
    receiver: &mpsc::Receiver<Done<'t>>,
    all: &mut CleanRows<'t>,
    work: &Work,
    internal: &impl Fn(usize) -> E,
) -> PyResult<()> {
    let (mut done, mut looked) = (0, Instant::now());
    loop {
        match receiver.recv_timeout(PAUSE) {
            Ok(Ok((from, rows))) => {
                done += rows.texts.len();
                all.over_budget += rows.over_budget;
                for (place, text) in all.texts[from..].iter_mut().zip(rows.texts) {
                    *place = text;
                }
                for (category, count) in rows.removals {
                    *all.removals.entry(category).or_default() += count;
                }
            }
            Ok(Err(row)) => return Err(Python::attach(internal(row))),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return tell(work, done),
        }
        if looked.elapsed() >= PAUSE {
            looked = Instant::now();
            Python::attach(|py| py.check_signals())?;
            tell(work, done)?;
        }
    }
}

fn tell(work: &Work, done: usize) -> PyResult<()> {
    work.progress.as_ref().map_or(Ok(()), |call| Python::attach(|py| call.call1(py, (done,)).map(drop)))
}

/// Cleans the rows `from..to`.
fn clean_stretch<'t>(
    cleaner: &Cleaner,
    texts: &[Option<&'t str>],
    sites: &Sites<'_>,
    from: usize,
    to: usize,
) -> Done<'t> {
    let mut rows = CleanRows { texts: Vec::with_capacity(to - from), removals: BTreeMap::new(), over_budget: 0 };
    let everywhere = match sites {
        Sites::All(Some(site)) => &cleaner.for_site(site),
        _ => cleaner,
    };
    for row in from..to {
        let Some(text) = texts[row] else {
            rows.texts.push(None);
            continue;
        };
        let site = match sites {
            Sites::Each(addresses) => addresses[row].and_then(|address| address.parse::<Site>().ok()),
            Sites::All(_) => None,
        };
        let there = site.map(|site| cleaner.for_site(&site));
        let cleaner = there.as_ref().unwrap_or(everywhere);
        let cleaned = catch_unwind(AssertUnwindSafe(|| {
            let decoded = text.into();
            let cleaned = cleaner.clean_record(&decoded);
            // What is borrowed from the decoded text is a part of the caller's, and lives as long.
            let clean = match cleaned.text {
                Cow::Borrowed(clean) if text.starts_with(clean) => Cow::Borrowed(&text[..clean.len()]),
                clean => Cow::Owned(clean.into_owned()),
            };
            (clean, cleaned.removals, cleaned.status)
        }));
        let (clean, removals, status) = cleaned.map_err(|_| row)?;
        rows.over_budget += usize::from(!matches!(status, Status::Cleaned | Status::Unchanged));
        rows.texts.push(Some(clean));
        for (category, count) in removals {
            *rows.removals.entry(category).or_default() += count;
        }
    }
    Ok((from, rows))
}
