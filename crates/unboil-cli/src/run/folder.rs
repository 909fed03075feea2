//! The folder of `-o`: a file for each input, by its name or by its path below the folder it was found in.

use std::io;
use std::sync::Arc;

use super::counts::Counts;
use super::encoded_output::EncodedOutput;
use super::naming::Naming;
use super::opened::Opened;
use super::resume::Manifest;
use super::sink::{Sink, Stop};
use crate::console::messages::{Problem, display_path};
use crate::files::atomic::{Durability, FileSpec};
use crate::files::file_mode::FileMode;
use crate::files::inputs::Input;
use crate::files::output_folder::OutputFolder;

/// Writes below a folder. An output is compressed like its input, unless another compression is asked for.
pub(crate) struct Folder {
    folder: OutputFolder,
    naming: Naming,
    manifest: Option<Arc<Manifest>>,
}

impl Folder {
    /// Writes below `folder`. `manifest` keeps a list of complete outputs.
    pub(crate) fn new(folder: OutputFolder, naming: Naming, manifest: Option<Arc<Manifest>>) -> Self {
        Self { folder, naming, manifest }
    }
}

impl Sink for Folder {
    type Destination = EncodedOutput;

    fn begin(&mut self, input: &Input, opened: &Opened) -> Result<EncodedOutput, Problem> {
        let path = self.folder.claim(input, &self.naming.of(input))?;
        let compression = self.naming.compress.unwrap_or(opened.compression);
        // The permissions of a pipe or a device do not say who may read its data.
        let mode = opened.file.as_ref().map_or(FileMode::ORDINARY, |file| file.mode);
        Ok(EncodedOutput::new(FileSpec::new(&path, "", Durability::Unsynced).mode(mode), compression))
    }

    fn keep(&mut self, input: &Input) -> Result<(), Problem> {
        self.folder.claim(input, &self.naming.of(input)).map(drop)
    }

    fn write_failed(&self, input: &Input, error: &io::Error) -> Stop {
        Stop::Failed(Problem::writing(display_path(&self.folder.path(&self.naming.of(input))), error))
    }

    fn finish(&mut self, input: &Input, opened: &Opened, counts: &Counts, output: EncodedOutput) -> Result<(), Stop> {
        let file = output.finish().map_err(|error| self.write_failed(input, &error))?;
        let path = file.path().to_path_buf();
        self.folder.commit(file, input).map_err(Stop::Failed)?;
        // An input with failed rows is not complete: the next run cleans it again and reports them.
        if let (Some(manifest), Some(hash), 0) = (&self.manifest, opened.hash, counts.failed) {
            let remembered = manifest.remember(input, hash, &path);
            remembered.map_err(|error| Stop::Failed(Problem::writing(display_path(manifest.path()), &error)))?;
        }
        Ok(())
    }
}
