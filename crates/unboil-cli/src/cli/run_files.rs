//! Checks that a run does not write one of its files over another.
//!
//! Input: the files that a run reads and writes. Output: nothing, or an error that names two paths of the same file. Outputs are
//! compared with inputs and with each other when they are written. This module checks the other files (report, rejects), before
//! anything is read.
//!
//! `unboil clean corpus -o out --report corpus/a.txt` → refused

use std::io;
use std::path::{Path, PathBuf};

use crate::console::messages::{Problem, display_path};
use crate::files::file_id::FileId;
use crate::files::inputs::{Files, Input, Inputs};
use crate::files::location::Location;
use crate::run::naming::Naming;

/// Where a run writes.
pub(super) struct RunFiles<'r> {
    /// Files other than outputs: the options that name them, and their paths.
    pub beside: Vec<(&'static str, &'r Path)>,
    /// The list of `--resume`.
    pub manifest: Option<PathBuf>,
    /// The folders of outputs and of copies of documents that failed.
    pub output: Option<&'r Path>,
    pub quarantine: Option<&'r Path>,
    pub naming: Naming,
    /// Whether the output is written to standard output.
    pub is_stdout: bool,
    pub inputs: &'r Inputs,
}

impl RunFiles<'_> {
    /// Checks them against each other and against the files in `read`.
    ///
    /// # Errors
    /// Two of them are the same file.
    pub(super) fn check(&self, read: &mut Files) -> Result<(), Problem> {
        let streams = [
            ("standard input", FileId::of_stream(&io::stdin())),
            ("standard output", FileId::of_stream(&io::stdout()).filter(|_| self.is_stdout)),
            ("standard error", FileId::of_stream(&io::stderr())),
        ];
        let manifest = self.manifest.as_deref().and_then(Location::of);
        let mut earlier: Vec<(String, Location)> =
            manifest.map(|location| ("the list of --resume".to_owned(), location)).into_iter().collect();
        for &(option, path) in &self.beside {
            // A pipe or a device may be used more than once.
            let Some(location) = Location::of(path) else { continue };
            let stream = streams.iter().find(|(_, stream)| stream.is_some() && stream.as_ref() == location.existing());
            let other = if let Some((name, _)) = stream {
                Some(format!("the file of {name}"))
            } else if location.existing().is_some_and(|id| read.has(id)) {
                Some("read by this run".to_owned())
            } else if let Some((name, _)) = earlier.iter().find(|(_, there)| *there == location) {
                Some(name.clone())
            } else {
                self.document_at(path, &location).map(|input| format!("the output of {}", input.place()))
            };
            if let Some(other) = other {
                let what = format!("is also {other}, and no file of a run is written over another one");
                return Err(Problem::with_help(display_path(path), what, format!("give another file with {option}")));
            }
            earlier.push((format!("the file of {option}"), location));
        }
        Ok(())
    }

    /// The document whose output, or whose copy if it fails, is at this location. Only documents with the file name of `path` are
    /// compared, ignoring case, as some file systems do.
    fn document_at(&self, path: &Path, location: &Location) -> Option<&Input> {
        let name = path.file_name()?;
        let is_here = |path: &Path| {
            path.file_name().is_some_and(|other| other.eq_ignore_ascii_case(name))
                && Location::of(path).as_ref() == Some(location)
        };
        self.inputs.found.iter().flatten().map(AsRef::as_ref).find(|input| {
            self.output.is_some_and(|root| is_here(&root.join(self.naming.of(input))))
                || self.quarantine.is_some_and(|root| is_here(&root.join(&input.relative)))
        })
    }
}
