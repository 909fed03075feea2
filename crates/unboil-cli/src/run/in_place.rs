//! `--in-place`: each input is replaced by its clean form, or stays as it was.
//!
//! Goes in: clean bytes. Comes out: a file beside the input that takes its name and its permissions when it is complete. The
//! target of a link is replaced, not the link. A file that does not change is not touched, so its time stays. A file
//! with a document that failed stays as well, since what is left out would be lost.

use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::PathBuf;

use super::counts::Counts;
use super::encoded_output::EncodedOutput;
use super::opened::Opened;
use super::sink::{Sink, Stop};
use crate::console::count::count;
use crate::console::messages::{Problem, display_path};
use crate::files::atomic::Durability;
use crate::files::inputs::Input;

/// Replaces inputs.
#[derive(Default)]
pub(crate) struct InPlace {
    /// The files that were begun: a file may be named twice, or by a link.
    taken: HashSet<PathBuf>,
}

impl Sink for InPlace {
    type Destination = EncodedOutput;

    fn begin(&mut self, input: &Input, opened: &Opened) -> Result<EncodedOutput, Problem> {
        let place = display_path(&input.path);
        let path = fs::canonicalize(&input.path).map_err(|error| Problem::reading(place.as_str(), &error))?;
        if !self.taken.insert(path.clone()) {
            let what = format!("is {} again, which was cleaned in this run", display_path(&path));
            return Err(Problem::with_help(place, what, "name it once"));
        }
        Ok(EncodedOutput::new(path, String::new(), Durability::Unsynced, opened.compression))
    }

    fn write_failed(&self, input: &Input, error: &io::Error) -> Stop {
        let path = fs::canonicalize(&input.path).unwrap_or_else(|_| input.path.clone());
        Stop::Failed(Problem::writing(display_path(&path), error))
    }

    fn finish(&mut self, input: &Input, _: &Opened, counts: &Counts, output: EncodedOutput) -> Result<(), Stop> {
        if counts.failed > 0 {
            let what = format!(
                "{} of its {} failed, so it is not changed",
                counts.failed,
                count(counts.documents, "document")
            );
            let help = "fix them, or write elsewhere with -o";
            return Err(Stop::Failed(Problem::with_help(input.place(), what, help)));
        }
        if counts.changed == 0 {
            return Ok(());
        }
        let replaced = output.finish().and_then(|file| {
            file.set_permissions(fs::metadata(file.path())?.permissions())?;
            file.persist()
        });
        replaced.map(drop).map_err(|error| self.write_failed(input, &error))
    }
}
