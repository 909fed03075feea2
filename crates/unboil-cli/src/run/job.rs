//! How a run cleans.

use unboil::Cleaner;
use unboil::report::DocumentSource;

use super::naming::Naming;
use super::on_missing::OnMissing;
use crate::console::messages::display_path;
use crate::files::inputs::Input;
use crate::files::quarantine::Quarantine;
use crate::formats::Format;
use crate::formats::input_format::Settings;

/// How to clean.
#[derive(Debug)]
pub(crate) struct Job {
    pub cleaner: Cleaner,
    /// The format of all inputs; if `None`, it is recognized by name or first bytes.
    pub format: Option<Format>,
    /// How outputs are named.
    pub naming: Naming,
    pub settings: Settings,
    /// How many threads clean, 1 or more.
    pub threads: usize,
    /// What happens to records without text.
    pub on_missing: OnMissing,
    /// Whether the first failure ends the run.
    pub fail_fast: bool,
    /// Whether there is a report.
    pub reports: bool,
    /// Whether outputs are written to standard output, where they have no names.
    pub is_stdout: bool,
    /// The folder for documents that failed because of invalid bytes or a bug.
    pub quarantine: Option<Quarantine>,
}

impl Job {
    /// An input, as reports describe it.
    pub(super) fn source(&self, input: &Input) -> DocumentSource {
        let output = (!self.is_stdout).then(|| display_path(&self.naming.of(input)));
        DocumentSource { output, ..DocumentSource::file(input.place()) }
    }
}
