//! The folder of `-o`: a file for each input, by its name or its place below the folder it was found in.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::Output;
use super::resume::Manifest;
use super::sink::{Opened, Sink, Stop};
use crate::console::messages::{Problem, shown};
use crate::files::inputs::Input;
use crate::files::output::{Claim, OutputFolder, Unfinished};
use crate::formats::Format;
use crate::formats::compression::{Compression, Encoder};
use crate::formats::desk::Tally;

/// Writes below a folder. An output is compressed as its input was, unless another way is asked for.
pub(crate) struct Folder {
    folder: OutputFolder,
    naming: Naming,
    manifest: Option<Arc<Manifest>>,
    current: Option<Current>,
}

/// The output at hand, of which nothing is there before there is something to write: a binary file leaves no empty folder.
struct Current {
    claim: Claim,
    compression: Compression,
    output: Option<Encoder<Unfinished>>,
}

impl Folder {
    pub(crate) fn new(folder: OutputFolder, naming: Naming, manifest: Option<Arc<Manifest>>) -> Self {
        Self { folder, naming, manifest, current: None }
    }

    /// For one output below `root`, which is on the disk when it has its name; `tag` is in the name it has before.
    #[cfg(feature = "watch")]
    pub(crate) fn durable(root: PathBuf, naming: Naming, tag: String) -> Self {
        Self::new(OutputFolder::new(root, false, Default::default()).durable(tag), naming, None)
    }

    /// The output at hand, begun.
    fn output(&mut self) -> Result<(&Path, &mut Encoder<Unfinished>), Problem> {
        let Some(current) = &mut self.current else { return Err(Problem::new("", "no output was begun")) };
        let output = match current.output.take() {
            Some(output) => output,
            None => {
                let file = self.folder.begin(current.claim.clone(), self.manifest.is_some());
                let writing = |error| Problem::writing(shown(&current.claim.path), &error);
                current.compression.encoder(file).map_err(writing)?
            }
        };
        Ok((&current.claim.path, current.output.insert(output)))
    }
}

/// How outputs are called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Naming {
    /// How they are compressed, unless as their inputs are.
    pub compress: Option<Compression>,
    /// What they hold.
    pub output: Output,
}

impl Naming {
    /// Whether two inputs of different names can have an output of the same name.
    #[cfg(feature = "watch")]
    pub(crate) fn is_ambiguous(self) -> bool {
        self.compress.is_some() || self.output != Output::Texts
    }

    /// Where an input goes below its folder.
    pub(crate) fn of(self, input: &Input) -> PathBuf {
        self.of_path(&input.relative)
    }

    /// The same for a path below the folder of inputs. Rows of attributes are JSON Lines, whatever they are about.
    pub(crate) fn of_path(self, path: &Path) -> PathBuf {
        let is_renamed = self.output == Output::Attributes && Format::of_name(path) != Some(Format::Jsonl);
        let relative = if is_renamed { Compression::with_inner_extension(path, "jsonl") } else { path.to_path_buf() };
        match self.compress {
            Some(compression) => compression.rename(&relative),
            None => relative,
        }
    }
}

impl Sink for Folder {
    fn begin(&mut self, input: &Input, opened: &Opened) -> Result<(), Problem> {
        let claim = self.folder.claim(input, &self.naming.of(input))?;
        let compression = self.naming.compress.unwrap_or(opened.compression);
        self.current = Some(Current { claim, compression, output: None });
        Ok(())
    }

    fn keep(&mut self, input: &Input) -> Result<(), Problem> {
        self.folder.claim(input, &self.naming.of(input)).map(drop)
    }

    fn write(&mut self, bytes: &[u8]) -> Result<(), Stop> {
        let (path, output) = self.output().map_err(Stop::Failed)?;
        output.write_all(bytes).map_err(|error| Stop::Failed(Problem::writing(shown(path), &error)))
    }

    fn end_member(&mut self) -> Result<(), Stop> {
        let Some(current) = &mut self.current else { return Ok(()) };
        let ended = current.output.take().map(Encoder::end_member).transpose();
        current.output = ended.map_err(|error| Stop::Failed(Problem::writing(shown(&current.claim.path), &error)))?;
        Ok(())
    }

    fn flush(&mut self) -> Result<(), Stop> {
        Ok(())
    }

    fn finish(&mut self, input: &Input, opened: &Opened, tally: &Tally) -> Result<(), Stop> {
        self.output().map_err(Stop::Failed)?;
        let Some(Current { claim, output: Some(output), .. }) = self.current.take() else { return Ok(()) };
        let output = output.finish().map_err(|error| Stop::Failed(Problem::writing(shown(&claim.path), &error)))?;
        let written = output.written();
        self.folder.commit(output, input).map_err(Stop::Failed)?;
        // An input with rows that failed is not done: the next run takes it again and names them.
        if let (Some(manifest), 0) = (&self.manifest, tally.failed) {
            let remembered = manifest.remember(input, opened.hash, written);
            remembered.map_err(|error| Stop::Failed(Problem::writing(shown(manifest.path()), &error)))?;
        }
        Ok(())
    }

    fn abandon(&mut self) {
        self.current = None;
    }
}
