//! Consumes events in order: writes outputs, and reports errors and warnings.
//!
//! Input: [`Event`]s. Output: bytes in the sink, and counts. If reading or writing fails, the input fails: its
//! output is dropped, its other events are skipped, and the next input follows.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::batch_result::BatchResult;
use super::counts::Counts;
use super::event::Event;
use super::job::Job;
use super::naming::OutputForm;
use super::opened::Opened;
use super::queue::EventQueue;
use super::reporting::Report;
use super::sink::{Sink, Stop};
use super::state::Run;
use crate::console::messages::Problem;
use crate::files::inputs::Input;
use crate::formats::input_format::Layout;
use crate::formats::write_error::WriteError;
use crate::formats::writer::RecordWriter;

/// Writes outputs and counts documents.
pub(super) struct Consumer<S: Sink> {
    job: Arc<Job>,
    pub sink: S,
    pub run: Run,
    current: Option<Current<S>>,
    /// Bytes that were read, for the progress display.
    bytes_read: Arc<AtomicU64>,
}

/// The input whose events are being consumed.
struct Current<S: Sink> {
    input: Arc<Input>,
    opened: Opened,
    /// Counts of its documents. They are added to those of the run once its output is complete.
    counts: Counts,
    /// Its output; `None` once it has failed.
    writer: Option<RecordWriter<S::Destination>>,
}

impl<S: Sink> Consumer<S> {
    pub(super) fn new(job: Arc<Job>, sink: S, run: Run, bytes_read: Arc<AtomicU64>) -> Self {
        Self { job, sink, run, current: None, bytes_read }
    }

    /// Consumes all events that are ready. A break ends the run.
    pub(super) fn consume_ready(&mut self, queue: &EventQueue) -> ControlFlow<()> {
        while let Some(event) = queue.pop() {
            let consumed = self.consume(event);
            let failed = self.show_progress();
            if consumed.is_err() || (self.job.fail_fast && failed > 0) {
                self.stop();
                return ControlFlow::Break(());
            }
        }
        // The next event may take long, so the output so far is made visible to its reader.
        if self.sink.is_stream()
            && let Some(mut current) = self.current.take()
        {
            let flushed = current.writer.as_mut().map_or(Ok(()), RecordWriter::flush);
            let flushed = self.check(flushed.map_err(WriteError::Output), &mut current);
            self.current = Some(current);
            if flushed.is_err() {
                self.stop();
                return ControlFlow::Break(());
            }
        }
        ControlFlow::Continue(())
    }

    /// Stops the run early: an incomplete output is dropped, but its documents are counted.
    fn stop(&mut self) {
        if let Some(current) = self.current.take() {
            self.run.counts.add(&current.counts);
        }
    }

    /// Ends the run. An input without an end event is the result of a bug.
    pub(super) fn finish(mut self) -> (S, Run) {
        if let Some(mut current) = self.current.take() {
            let what = "the reading stopped before its end; please report this";
            let problem = Problem::new(current.input.place(), what);
            self.fail(&mut current, &problem);
        }
        self.run.progress.end();
        (self.sink, self.run)
    }

    /// Consumes an event.
    ///
    /// # Errors
    /// The reader of the output has closed it.
    fn consume(&mut self, event: Event) -> Result<(), Closed> {
        match event {
            Event::Failed(problem) => self.run.fail(&problem),
            Event::Refused(problem) => {
                self.run.refusal = Some(problem);
                return Err(Closed);
            }
            // Its output is claimed anyway: another input with an output of that name must not replace it.
            Event::Skipped(input) => match self.sink.keep(&input) {
                Ok(()) => {
                    self.run.tell_detail(&format!("{}: complete, skipped", input.place()));
                    self.run.skipped += 1;
                }
                Err(problem) => self.run.fail(&problem),
            },
            Event::Begin { input, opened, header } => self.current = Some(self.begin(input, opened, &header)?),
            Event::Cleaned(result) => {
                if let Some(mut current) = self.current.take() {
                    let written = self.write(result, &mut current);
                    self.current = Some(current);
                    written?;
                }
            }
            Event::SmallFiles(files) => {
                for (input, opened, result) in files {
                    let mut current = self.begin(input, opened, &[])?;
                    self.write(result, &mut current)?;
                    self.end(Ok(()), current)?;
                    if self.job.fail_fast && self.run.counts.failed > 0 {
                        break;
                    }
                }
            }
            Event::End(ended) => {
                if let Some(current) = self.current.take() {
                    self.end(ended, current)?;
                }
            }
            Event::Lost(what) => match self.current.take() {
                Some(mut current) => {
                    let what = format!("cannot be cleaned: {what}; please report this");
                    let problem = Problem::new(current.input.place(), what);
                    self.fail(&mut current, &problem);
                    self.current = Some(current);
                }
                None => {
                    self.run.fail(&Problem::new("", format!("some small files are lost: {what}; please report this")))
                }
            },
        }
        Ok(())
    }

    fn begin(&mut self, input: Arc<Input>, opened: Opened, header: &[u8]) -> Result<Current<S>, Closed> {
        let mut current = Current { input, opened, counts: Counts::default(), writer: None };
        let output = match self.sink.begin(&current.input, &current.opened) {
            Ok(output) => output,
            Err(problem) => {
                self.run.fail(&problem);
                return Ok(current);
            }
        };
        let (layout, header) = match self.job.naming.output_form {
            OutputForm::Same => (current.opened.format.layout, header),
            OutputForm::Attributes => (Layout::Concatenated, &[][..]),
        };
        match RecordWriter::new(layout, header, &|| current.input.open(), &self.job.settings.fields, output) {
            Ok(writer) => current.writer = Some(writer),
            Err(error) => {
                let problem = self.problem(error, &current.input)?;
                self.run.fail(&problem);
            }
        }
        Ok(current)
    }

    /// Reports and writes records that were cleaned, unless their input has failed.
    fn write(&mut self, result: BatchResult, current: &mut Current<S>) -> Result<(), Closed> {
        let Some(writer) = &mut current.writer else { return Ok(()) };
        let written = writer.write(&result.out, &result.ends);
        self.report(result, current);
        self.check(written, current)
    }

    /// Reports the errors and warnings of a batch, and counts its documents.
    fn report(&mut self, result: BatchResult, current: &mut Current<S>) {
        let run = &mut self.run;
        for diagnostic in result.diagnostics {
            let place = current.input.place();
            let at = format!("{place}{}", diagnostic.location);
            let problem = match diagnostic.help {
                Some(help) => Problem::with_help(at, diagnostic.what, help),
                None => Problem::new(at, diagnostic.what),
            };
            let is_error = diagnostic.rejected.is_some();
            // A file that failed is always named.
            if is_error && diagnostic.location.is_empty() {
                run.tell(&problem, true);
            } else {
                run.tell_folded(&problem, is_error);
            }
            if let (Some(rejects), Some(rejected)) = (&mut run.rejects, diagnostic.rejected) {
                rejects.record(&place, &problem, &rejected);
            }
        }
        if let Some(report) = &mut run.report {
            result.drafts.iter().for_each(|draft| report.add(draft));
        }
        current.counts.add(&result.counts);
    }

    fn end(&mut self, ended: Result<(), Problem>, mut current: Current<S>) -> Result<(), Closed> {
        let Some(mut writer) = current.writer.take() else { return Ok(()) };
        if let Err(problem) = ended {
            // What was written to a stream is kept; a file is dropped.
            if self.sink.is_stream() {
                let flushed = writer.flush();
                self.check(flushed.map_err(WriteError::Output), &mut current)?;
            }
            current.writer = Some(writer);
            self.fail(&mut current, &problem);
            return Ok(());
        }
        if let Some(warning) = current.opened.warning(current.input.place()) {
            if self.sink.replaces_inputs() && current.counts.changed > 0 {
                let what = "stays as it was: it has data after its last gzip member, which would be lost";
                let problem = Problem::with_help(current.input.place(), what, "write the output elsewhere with -o");
                self.fail_input(&current.counts, &problem);
                return Ok(());
            }
            self.run.tell(&warning, false);
        }
        if current.opened.format.is_one_document && current.counts.failed > 0 {
            self.run.counts.add(&current.counts);
            return Ok(());
        }
        if self.sink.replaces_inputs()
            && current.counts.changed > 0
            && let Some(Err(problem)) = self.run.report.as_mut().map(Report::make_durable)
        {
            // Without its changes in the report, neither this input nor any that follow could be restored.
            let what = format!("stays as it was, and the run ends here: the report {problem}");
            self.fail_input(&current.counts, &Problem::new(current.input.place(), what));
            self.run.report = None;
            return Err(Closed);
        }
        let finished = match writer.finish() {
            Ok(output) => match self.sink.finish(&current.input, &current.opened, &current.counts, output) {
                Ok(()) => Ok(()),
                Err(Stop::Closed) => return Err(Closed),
                Err(Stop::Failed(problem)) => Err(problem),
            },
            Err(error) => Err(self.problem(error, &current.input)?),
        };
        for warning in self.sink.take_warnings() {
            self.run.tell(&warning, false);
        }
        match finished {
            Ok(()) => {
                self.run.tell_done(&current.input, &current.counts);
                self.run.counts.add(&current.counts);
            }
            Err(problem) => self.fail_input(&current.counts, &problem),
        }
        Ok(())
    }

    /// Fails the input if something could not be written.
    fn check(&mut self, written: Result<(), WriteError>, current: &mut Current<S>) -> Result<(), Closed> {
        if let Err(error) = written {
            let problem = self.problem(error, &current.input)?;
            self.fail(current, &problem);
        }
        Ok(())
    }

    /// Why something could not be written.
    fn problem(&self, error: WriteError, input: &Input) -> Result<Problem, Closed> {
        match error {
            WriteError::Records(what) => Ok(Problem::new(input.place(), what)),
            WriteError::Output(error) => match self.sink.write_failed(input, &error) {
                Stop::Closed => Err(Closed),
                Stop::Failed(problem) => Ok(problem),
            },
        }
    }

    /// Fails an input, once, and drops its output.
    fn fail(&mut self, current: &mut Current<S>, problem: &Problem) {
        if current.writer.take().is_some() {
            self.fail_input(&current.counts, problem);
        }
    }

    /// Counts an input as one failed document. What was written to a stream is kept, so its documents are counted too.
    fn fail_input(&mut self, counts: &Counts, problem: &Problem) {
        if self.sink.is_stream() {
            self.run.counts.add(counts);
        }
        self.run.fail(problem);
    }

    /// Shows how far the run is. How many documents have failed so far.
    fn show_progress(&mut self) -> usize {
        let current = self.current.as_ref().map_or((0, 0), |current| (current.counts.documents, current.counts.failed));
        let (documents, failed) = (self.run.counts.documents + current.0, self.run.counts.failed + current.1);
        self.run.progress.tick(self.bytes_read.load(Ordering::Relaxed), documents, failed);
        failed
    }
}

/// The reader of the output has closed it, or it must not be written; this ends the run.
struct Closed;
