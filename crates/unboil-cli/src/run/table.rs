//! A table in a run: its rows come in as any, and go out as a table again.
//!
//! Goes in: the steps of one Parquet file. Comes out: the table in the sink, written row group by row group while the next rows
//! are read and cleaned. It takes the steps of its file itself, because the library that writes holds the sink meanwhile.

use super::sink::{Sink, Stop, Writer};
use super::steps::{Step, Steps};
use super::take::{Current, die, tell, wrote};
use super::{Job, Meter, Run};
use crate::console::messages::Problem;
use crate::formats::parquet::Rebuild;

/// Writes the table of `current`. Gives the step that ends its file, if it came to that.
pub(super) fn rebuild(
    job: &Job,
    steps: &Steps,
    current: &mut Current,
    sink: &mut dyn Sink,
    run: &mut Run,
    meter: &Meter,
) -> Result<Option<Step>, Stop> {
    let mut writer = Writer { sink, stopped: None };
    let ended = through(job, steps, current, &mut writer, run, meter);
    match (writer.stopped.take(), ended) {
        (Some(stop), _) => wrote(Err(stop), current, sink, run).map(|()| None),
        (None, Err(what)) => {
            die(current, &Problem::new(current.input.place(), what), sink, run);
            Ok(None)
        }
        (None, Ok(end)) => Ok(end),
    }
}

/// Why there is no table; the words complete "it …".
fn through(
    job: &Job,
    steps: &Steps,
    current: &mut Current,
    writer: &mut Writer<'_>,
    run: &mut Run,
    meter: &Meter,
) -> Result<Option<Step>, String> {
    let mut table = Rebuild::new(&current.input.path, &job.settings.fields, writer)?;
    while let Some(step) = steps.next() {
        let Step::Work(done) = step else {
            if matches!(step, Step::End(Ok(()))) {
                table.finish()?;
            }
            return Ok(Some(step));
        };
        // Only a fault in this program ends a worker.
        let done = done.ok_or("could not be cleaned, for the cleaner stopped; please report this")?;
        let mut start = 0;
        for &end in &done.ends {
            table.row(done.out.get(start..end).unwrap_or_default())?;
            start = end;
        }
        tell(done, current, run);
        meter.show(Some(current), run);
        if job.fail_fast && current.tally.failed > 0 {
            break;
        }
    }
    Ok(None)
}
