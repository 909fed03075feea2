//! The messages and totals of a run.

use unboil::report::{DocumentReport, DocumentSource};

use super::counts::Counts;
use super::progress::Progress;
use super::rejects::Rejects;
use super::reporting::Report;
use crate::console::count::count;
use crate::console::fold::Fold;
use crate::console::messages::{Messages, Problem};
use crate::files::inputs::Input;

/// What a run reports while it is in progress, and its totals.
pub(crate) struct Run {
    pub messages: Messages,
    pub counts: Counts,
    pub progress: Progress,
    pub rejects: Option<Rejects>,
    pub report: Option<Report>,
    /// Outputs that were already complete.
    pub skipped: usize,
    /// Errors and warnings, if they are kept instead of being printed.
    pub diagnostics: Option<Diagnostics>,
    /// Why the run ended before its first document.
    pub refusal: Option<Problem>,
    fold: Fold,
}

/// Errors and warnings of a run.
#[derive(Debug, Default)]
pub(crate) struct Diagnostics {
    /// Why documents failed: the first [`Diagnostics::KEPT`] errors.
    pub errors: Vec<Problem>,
    /// The first warnings about documents that did not fail, up to the same number.
    pub warnings: Vec<Problem>,
    /// Why an input failed as a whole, which its documents do not say: the last such error.
    pub failure: Option<Problem>,
}

impl Diagnostics {
    /// Enough to see what is wrong with a file, which may have millions of rows.
    const KEPT: usize = 10;

    fn add(&mut self, problem: &Problem, is_error: bool) {
        let list = if is_error { &mut self.errors } else { &mut self.warnings };
        if list.len() < Self::KEPT {
            list.push(problem.clone());
        }
    }
}

impl Run {
    /// A run that prints messages and nothing else.
    pub(crate) fn new(messages: Messages) -> Self {
        Self {
            messages,
            counts: Counts::default(),
            progress: Progress::hidden(),
            rejects: None,
            report: None,
            skipped: 0,
            diagnostics: None,
            refusal: None,
            fold: Fold::default(),
        }
    }

    /// Reports and counts an input that failed as a whole.
    pub(crate) fn fail(&mut self, problem: &Problem) {
        self.counts.add(&Counts::failure());
        self.tell(problem, true);
        if let Some(diagnostics) = &mut self.diagnostics {
            diagnostics.failure = Some(problem.clone());
        }
        if let Some(report) = &mut self.report {
            report.add(&DocumentReport::failed(DocumentSource::file(problem.place()), problem.to_string()));
        }
        if let Some(rejects) = &mut self.rejects {
            rejects.input(problem);
        }
    }

    /// As [`tell`](Self::tell), but of each kind only the first few are printed; [`end_messages`](Self::end_messages) counts the
    /// others.
    pub(super) fn tell_folded(&mut self, problem: &Problem, is_error: bool) {
        if self.diagnostics.is_some() || self.fold.admits(problem, is_error) {
            self.tell(problem, is_error);
        }
    }

    /// Prints how many messages were not printed; `where_all` says where all of them are.
    pub(crate) fn end_messages(&mut self, where_all: &str) {
        for (problem, is_error) in self.fold.end(where_all) {
            self.tell(&problem, is_error);
        }
    }

    /// Prints a detail.
    pub(super) fn tell_detail(&mut self, text: &str) {
        let messages = self.messages;
        if messages.has_details() {
            self.progress.suspend(|| messages.detail(text));
        }
    }

    /// Prints what became of an input, as a detail.
    pub(super) fn tell_done(&mut self, input: &Input, counts: &Counts) {
        if !self.messages.has_details() {
            return;
        }
        let outcome = match counts {
            Counts { documents: 1, changed: 0, .. } => "unchanged".to_owned(),
            Counts { documents: 1, .. } => "changed".to_owned(),
            Counts { documents, changed, .. } => format!("{changed} of {} changed", count(*documents, "document")),
        };
        let removed =
            if counts.removals.is_empty() { String::new() } else { format!("; removed: {}", counts.removed()) };
        self.tell_detail(&format!("{}: {outcome}{removed}", input.place()));
    }

    /// Prints an error or a warning, or keeps it.
    pub(super) fn tell(&mut self, problem: &Problem, is_error: bool) {
        if let Some(diagnostics) = &mut self.diagnostics {
            return diagnostics.add(problem, is_error);
        }
        let messages = self.messages;
        self.progress.suspend(|| if is_error { messages.error(problem) } else { messages.warning(problem) });
    }
}
