//! Parquet in a run: a file that is cleaned as a whole, on the thread that writes.
//!
//! Goes in: the name of a file and a sink. Comes out: the same as of a batch. A table is laid out by columns, so it cannot come
//! through a pipe and is not cut into batches; its values are shared out to threads where they are ([`crate::formats::parquet`]).

#[cfg(feature = "parquet")]
use std::panic::{self, AssertUnwindSafe};

use super::sink::{Sink, Stop};
use super::{Current, Job, Run, die};
#[cfg(feature = "parquet")]
use super::{Done, Output, put, sink::Writer, worker::Remark, wrote};
use crate::cli::messages::Problem;
#[cfg(feature = "parquet")]
use crate::formats::parquet;

/// A table is laid out by columns and cannot be taken piece by piece.
#[cfg(feature = "parquet")]
pub(super) fn clean(job: &Job, current: &mut Current, sink: &mut dyn Sink, run: &mut Run) -> Result<(), Stop> {
    if job.reports || job.output == Output::Attributes {
        let what = "is a Parquet file, of which there are no reports and no attributes yet";
        die(current, &Problem::with_way_out(current.input.place(), what, "convert it to JSON Lines"), sink, run);
        return Ok(());
    }
    if current.input.is_stdin {
        let what = "a Parquet file is read from its end, so it cannot come through a pipe";
        die(current, &Problem::with_way_out(current.input.place(), what, "name the file"), sink, run);
        return Ok(());
    }
    let mut writer = Writer { sink, stopped: None };
    let how = parquet::How { cleaner: &job.cleaner, settings: &job.settings, threads: job.threads };
    // The library for these files is large and has faults of its own; one of them must not end the run.
    let path = &current.input.path;
    let cleaned = panic::catch_unwind(AssertUnwindSafe(|| parquet::clean(path, &how, &mut writer)));
    let cleaned = cleaned.unwrap_or_else(|_| Err("is damaged in a way that is not understood".to_owned()));
    let stopped = writer.stopped.take();
    match (cleaned, stopped) {
        (_, Some(stop)) => wrote(Err(stop), current, sink, run),
        (Err(what), None) => {
            die(current, &Problem::new(current.input.place(), what), sink, run);
            Ok(())
        }
        (Ok(table), None) => {
            let remarks = table.findings.into_iter().map(|finding| Remark {
                at: finding.at,
                what: finding.what,
                way_out: finding.way_out.map(Into::into),
                rejected: finding.is_failure.then(Vec::new),
            });
            put(Done { tally: table.tally, remarks: remarks.collect(), ..Done::default() }, current, sink, run)
        }
    }
}

#[cfg(not(feature = "parquet"))]
pub(super) fn clean(_: &Job, current: &mut Current, sink: &mut dyn Sink, run: &mut Run) -> Result<(), Stop> {
    let what = "is a Parquet file, and this unboil was built without the feature parquet";
    die(current, &Problem::new(current.input.place(), what), sink, run);
    Ok(())
}
