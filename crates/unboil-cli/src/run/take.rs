//! Steps, taken in order: what was cleaned goes to the sink, and what there is to say is said.
//!
//! Goes in: [`Step`]s as the feeder gives them. Comes out: bytes in the sink, and counts. An input that cannot be read or written
//! further dies: its output is dropped, the rest of its steps are passed over, the next input is taken.

use std::ops::ControlFlow;
use std::sync::Arc;

use super::sink::{Opened, Sink, Stop};
use super::steps::{Step, Steps};
#[cfg(feature = "parquet")]
use super::table;
use super::worker::Done;
use super::{Job, Meter, Output, Run};
use crate::console::messages::Problem;
use crate::files::inputs::Input;
#[cfg(feature = "parquet")]
use crate::formats::Format;
use crate::formats::desk::Tally;

/// The input whose results come in.
pub(super) struct Current {
    pub input: Arc<Input>,
    pub opened: Opened,
    /// What was counted; rows that were cleaned count only once there is an output.
    pub tally: Tally,
    /// Whether it has failed as a whole and the rest of its results is of no use.
    pub is_dead: bool,
    /// Whether a piece that is a gzip member of its own was written.
    has_member: bool,
}

/// What is written and counted.
pub(super) struct Writer<S> {
    pub job: Arc<Job>,
    pub sink: S,
    pub run: Run,
    pub current: Option<Current>,
    pub meter: Meter,
}

impl<S: Sink> Writer<S> {
    /// Takes all steps that are ready. A break is the end of the run.
    pub(super) fn write(&mut self, steps: &Steps) -> ControlFlow<()> {
        let Self { job, sink, run, current, meter } = self;
        while let Some(step) = steps.take() {
            let stop = Takes { job, steps, meter, sink, run }.take(step, current);
            let failed = meter.show(current.as_ref(), run);
            if matches!(stop, Err(Stop::Closed)) || (job.fail_fast && failed > 0) {
                if let Some(current) = current.take() {
                    sink.abandon();
                    run.tally.add(&current.tally);
                }
                return ControlFlow::Break(());
            }
        }
        // What comes next may be long in coming: whoever reads the output sees early what is there.
        match (sink.flush(), current.as_mut()) {
            (Err(Stop::Closed), _) => {
                *current = None;
                return ControlFlow::Break(());
            }
            (Err(Stop::Failed(problem)), Some(current)) => die(current, &problem, sink, run),
            _ => {}
        }
        ControlFlow::Continue(())
    }
}

/// What taking a step needs.
pub(super) struct Takes<'t> {
    pub job: &'t Job,
    #[cfg_attr(not(feature = "parquet"), expect(dead_code, reason = "only tables take their steps themselves"))]
    pub steps: &'t Steps,
    #[cfg_attr(not(feature = "parquet"), expect(dead_code, reason = "only tables take their steps themselves"))]
    pub meter: &'t Meter,
    pub sink: &'t mut dyn Sink,
    pub run: &'t mut Run,
}

impl Takes<'_> {
    /// Takes the next step; `current` is the input at hand.
    ///
    /// # Errors
    /// Nobody wants the output any more.
    pub(super) fn take(&mut self, step: Step, current: &mut Option<Current>) -> Result<(), Stop> {
        match step {
            Step::Missing(problem) => self.run.fail(&problem),
            // Its output is taken all the same: another input of that name must not replace it.
            Step::Skip(input) => match self.sink.keep(&input) {
                Ok(()) => self.run.skipped += 1,
                Err(problem) => self.run.fail(&problem),
            },
            Step::Begin(_, Err(problem)) => self.run.fail(&problem),
            Step::Begin(input, Ok((opened, header))) => return self.begin(input, opened, &header, current),
            Step::Work(done) => match current.as_mut() {
                Some(current) if !current.is_dead => return self.put(done, current),
                _ => {}
            },
            Step::Files(files, done) => return self.files(files, done, current),
            Step::End(ended) => match current.take() {
                Some(current) if !current.is_dead => return self.end(ended, current),
                _ => {}
            },
        }
        Ok(())
    }

    fn begin(
        &mut self,
        input: Arc<Input>,
        opened: Opened,
        header: &[u8],
        current: &mut Option<Current>,
    ) -> Result<(), Stop> {
        let begun = self.sink.begin(&input, &opened);
        let is_dead = begun.is_err();
        let one = Current { input, opened, tally: Tally::default(), is_dead, has_member: false };
        let one = current.insert(one);
        if let Err(problem) = begun {
            self.run.fail(&problem);
            return Ok(());
        }
        #[cfg(feature = "parquet")]
        if one.opened.format == Format::Parquet && self.job.output == Output::Texts {
            let end = table::rebuild(self.job, self.steps, one, self.sink, self.run, self.meter)?;
            return end.map_or(Ok(()), |end| self.take(end, current));
        }
        if header.is_empty() || self.job.output != Output::Texts {
            return Ok(());
        }
        wrote(self.sink.write(header), one, self.sink, self.run)
    }

    /// Takes small documents, each from its beginning to its end.
    fn files(
        &mut self,
        files: Vec<(Arc<Input>, Opened)>,
        done: Option<Vec<Done>>,
        current: &mut Option<Current>,
    ) -> Result<(), Stop> {
        let mut done = done.unwrap_or_default().into_iter();
        for (input, opened) in files {
            let one = done.next();
            self.begin(input, opened, &[], current)?;
            if let Some(current) = current.as_mut().filter(|current| !current.is_dead) {
                self.put(one, current)?;
            }
            if let Some(current) = current.take().filter(|current| !current.is_dead) {
                self.end(Ok(()), current)?;
            }
            if self.job.fail_fast && self.run.tally.failed > 0 {
                break;
            }
        }
        Ok(())
    }

    /// Takes the results of a batch; there are none where cleaning it met a fault in this program.
    fn put(&mut self, done: Option<Done>, current: &mut Current) -> Result<(), Stop> {
        match done {
            Some(done) => put(done, current, self.sink, self.run),
            None => {
                let what = "the cleaner stopped; please report this";
                die(current, &Problem::new(current.input.place(), what), self.sink, self.run);
                Ok(())
            }
        }
    }

    fn end(&mut self, ended: Result<(), Problem>, mut current: Current) -> Result<(), Stop> {
        let is_failed_document = current.opened.format.is_one_document() && current.tally.failed > 0;
        let ended = match ended {
            Ok(()) if is_failed_document => {
                self.sink.abandon();
                self.run.tally.add(&current.tally);
                return Ok(());
            }
            Ok(()) => self.sink.finish(&current.input, &current.opened, &current.tally),
            Err(problem) => {
                // What a stream has written is out; what a file would have got is dropped.
                let flushed = self.sink.flush();
                self.sink.abandon();
                flushed.and(Err(Stop::Failed(problem)))
            }
        };
        match ended {
            Ok(()) => self.run.tally.add(&current.tally),
            Err(Stop::Closed) => return Err(Stop::Closed),
            Err(Stop::Failed(problem)) => die(&mut current, &problem, self.sink, self.run),
        }
        Ok(())
    }
}

/// Takes the results of a batch.
fn put(mut done: Done, current: &mut Current, sink: &mut dyn Sink, run: &mut Run) -> Result<(), Stop> {
    let (out, ends) = (std::mem::take(&mut done.out), std::mem::take(&mut done.ends));
    tell(done, current, run);
    if out.is_empty() {
        return Ok(());
    }
    if !current.opened.format.has_members() {
        return wrote(sink.write(&out), current, sink, run);
    }
    let mut start = 0;
    for end in ends {
        let piece = out.get(start..end).unwrap_or_default();
        start = end;
        if !piece.is_empty() && !current.is_dead {
            let is_first = !std::mem::replace(&mut current.has_member, true);
            let ready = if is_first { Ok(()) } else { sink.end_member() };
            wrote(ready.and_then(|()| sink.write(piece)), current, sink, run)?;
        }
    }
    Ok(())
}

/// Says and counts what there is to say of a batch.
pub(super) fn tell(done: Done, current: &mut Current, run: &mut Run) {
    for remark in done.remarks {
        let place = current.input.place();
        let at = format!("{place}{}", remark.at);
        let problem = match remark.way_out {
            Some(way_out) => Problem::with_way_out(at, remark.what, way_out),
            None => Problem::new(at, remark.what),
        };
        run.say(&problem, remark.rejected.is_some());
        if let (Some(rejects), Some(rejected)) = (&mut run.rejects, remark.rejected) {
            rejects.piece(&place, &problem, &rejected);
        }
    }
    if let Some(report) = &mut run.report {
        done.drafts.iter().for_each(|draft| report.add(draft));
    }
    current.tally.add(&done.tally);
}

/// Goes on after something was written, or drops the output that cannot be.
pub(super) fn wrote(
    written: Result<(), Stop>,
    current: &mut Current,
    sink: &mut dyn Sink,
    run: &mut Run,
) -> Result<(), Stop> {
    match written {
        Err(Stop::Failed(problem)) => {
            die(current, &problem, sink, run);
            Ok(())
        }
        other => other,
    }
}

/// Gives an input up: it counts as one document, which failed.
pub(super) fn die(current: &mut Current, problem: &Problem, sink: &mut dyn Sink, run: &mut Run) {
    if !std::mem::replace(&mut current.is_dead, true) {
        sink.abandon();
        if sink.is_stream() {
            run.tally.add(&current.tally);
        }
        run.fail(problem);
    }
}
