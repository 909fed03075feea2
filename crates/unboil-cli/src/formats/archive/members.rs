//! What the members of an archive are, and how they are read.

use std::path::Path;

use super::super::input_format::{InputFormat, Settings};

/// What the name of a member says about it.
#[derive(Clone, Copy)]
pub(in crate::formats) enum MemberKind {
    Text,
    Markdown,
    /// Records, in a format that is read from the first byte to the last.
    Records(&'static InputFormat),
    /// Anything else: a picture, a compressed file, another archive.
    Other,
}

/// How members are read.
#[derive(Clone)]
pub(in crate::formats) struct Members {
    pub settings: Settings,
    /// Tells what the name of a member says.
    pub kind: fn(&Path) -> MemberKind,
}

impl Members {
    /// The settings for the records of the member at `path`.
    pub(super) fn settings_of(&self, path: &str) -> Settings {
        let known = self.settings.members.get(path).copied().unwrap_or_default();
        Settings {
            encoding: self.settings.encoding.or(known.encoding),
            delimiter: self.settings.delimiter.or(known.delimiter),
            ..self.settings.clone()
        }
    }
}
