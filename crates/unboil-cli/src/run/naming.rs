//! What outputs hold, and how they are named.

use std::path::{Path, PathBuf};

use crate::files::inputs::Input;
use crate::formats::Format;
use crate::formats::compression::Compression;

/// What outputs hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum OutputForm {
    /// The clean texts, in the format of the input
    Same,
    /// A row for each document with the spans that rules remove, as Dolma reads it; standard input is JSON Lines
    Attributes,
}

/// How outputs are named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Naming {
    /// How they are compressed, if not like their inputs.
    pub compress: Option<Compression>,
    /// What they hold.
    pub output_form: OutputForm,
    /// Whether the user named the only output, so that its name is not changed.
    pub is_named: bool,
}

impl Naming {
    /// Whether two inputs of different names can have an output of the same name.
    #[cfg(feature = "watch")]
    pub(crate) fn is_ambiguous(self) -> bool {
        self.compress.is_some() || self.output_form != OutputForm::Same
    }

    /// The path of an output below its folder.
    pub(crate) fn of(self, input: &Input) -> PathBuf {
        if self.is_named { input.relative.clone() } else { self.of_path(&input.relative) }
    }

    /// The same for a path below the folder of inputs. Rows of attributes are JSON Lines, whatever they are about.
    pub(crate) fn of_path(self, path: &Path) -> PathBuf {
        let is_renamed = self.output_form == OutputForm::Attributes && Format::of_path(path) != Some(Format::JSONL);
        let relative = if is_renamed { Compression::with_inner_extension(path, "jsonl") } else { path.to_path_buf() };
        match self.compress {
            Some(compression) => compression.rename(&relative),
            None => relative,
        }
    }
}
