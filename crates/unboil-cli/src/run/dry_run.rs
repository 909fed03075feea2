//! `--dry-run`: checks where outputs would go, and writes nothing.

use std::io::{self, Write};

use super::counts::Counts;
use super::naming::Naming;
use super::opened::Opened;
use super::sink::{Sink, Stop};
use crate::console::messages::{Problem, display_path};
use crate::files::inputs::Input;
use crate::files::output_folder::OutputFolder;
use crate::formats::writer::Output;

/// Discards outputs.
pub(crate) struct DryRun {
    /// The folder that they would be written to.
    folder: Option<OutputFolder>,
    naming: Naming,
}

impl DryRun {
    /// Claims names in `folder`, so that a name that could not be written is an error here too.
    pub(crate) fn new(folder: Option<OutputFolder>, naming: Naming) -> Self {
        Self { folder, naming }
    }
}

/// Discards bytes.
pub(crate) struct Discarded;

impl Write for Discarded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Output for Discarded {
    fn end_member(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Sink for DryRun {
    type Destination = Discarded;

    fn begin(&mut self, input: &Input, _: &Opened) -> Result<Discarded, Problem> {
        match &mut self.folder {
            Some(folder) => folder.claim(input, &self.naming.of(input)).map(|_| Discarded),
            None => Ok(Discarded),
        }
    }

    fn write_failed(&self, input: &Input, error: &io::Error) -> Stop {
        Stop::Failed(Problem::writing(display_path(&input.path), error))
    }

    fn finish(&mut self, _: &Input, _: &Opened, _: &Counts, _: Discarded) -> Result<(), Stop> {
        Ok(())
    }
}
