//! Files that are not text: markup, source code, configuration, subtitles and mail, by name and by their first bytes.
//!
//! Cleaning them as text would destroy them: indentation and entities are part of their meaning. Input: a path, and the first
//! bytes. Output: what the file is, or nothing. [`tables`] has the names and marks.
//!
//! `src/main.py` → source code; `<!DOCTYPE html>⏎<html>` → HTML; `<b> is the tag for bold text.` → nothing

mod marks;
mod tables;
#[cfg(test)]
mod tests;

use std::ffi::OsStr;
use std::path::Path;

use super::Format;
use super::compression::Compression;
use crate::console::input_refusal::InputRefusal;
use tables::{EXTENSIONS, MARKS, NAMES, VERBATIM_NAMES};

/// What a file is that is not text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Html,
    Xml,
    Source,
    Configuration,
    Subtitles,
    Mail,
}

impl Kind {
    /// The error that says so.
    pub(crate) fn refusal(self) -> InputRefusal {
        let (what, first) = match self {
            Self::Html => ("is HTML", "extract its text first, for example with trafilatura"),
            Self::Xml => ("is XML", "extract its text first"),
            Self::Source => ("is source code or markup", "its white space has a meaning"),
            Self::Configuration => ("is a configuration file", "its white space has a meaning"),
            Self::Subtitles => {
                ("is a subtitle file", "extract their text first, for example with the Python package webvtt-py")
            }
            Self::Mail => ("is mail", "extract the body first, for example with Python's `email` or `mailbox`"),
        };
        InputRefusal {
            what: format!("{what}, not text"),
            help: format!("{first}; --format text cleans it all the same"),
        }
    }
}

/// What the file at `path` is by its name, below the extension of a compression.
pub(crate) fn by_name(path: &Path) -> Option<Kind> {
    let path = Compression::without_extension(path);
    let name = lower(path.file_name())?;
    if let Some(kind) = find(NAMES, &name) {
        return Some(kind);
    }
    // Crawlers name files after hosts: `www.example.pl` is not Perl.
    if name.starts_with("www.") {
        return None;
    }
    find(EXTENSIONS, &lower(path.extension())?)
}

/// What a file that begins with `start` is.
pub(crate) fn by_start(start: &[u8]) -> Option<Kind> {
    let start = start.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(start).trim_ascii_start();
    let hit = |&&(_, mark, follows): &&(Kind, &str, marks::Follows)| {
        start.get(..mark.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(mark.as_bytes()))
            && follows.holds(&start[mark.len()..])
    };
    MARKS.iter().find(hit).map(|&(kind, ..)| kind)
}

/// Whether a folder run skips the file at `path` because of its name.
pub(crate) fn is_skipped(path: &Path) -> bool {
    Format::of_path(path).is_none() && by_name(path).is_some() || is_named_otherwise(path)
}

/// Whether `--in-place` on a folder skips it: only what has the extension of a text or of records is replaced. Markdown is not, since
/// most of it is documentation beside source code.
pub(crate) fn is_skipped_in_place(path: &Path) -> bool {
    let stem = lower(path.file_stem());
    let is_verbatim = stem.is_some_and(|stem| VERBATIM_NAMES.contains(&&*stem));
    Format::of_path(path).is_none_or(|format| format == Format::MARKDOWN) || is_named_otherwise(path) || is_verbatim
}

/// Whether the whole name says more than its extension: `requirements.txt`.
fn is_named_otherwise(path: &Path) -> bool {
    lower(path.file_name()).is_some_and(|name| find(NAMES, &name).is_some())
}

fn lower(name: Option<&OsStr>) -> Option<String> {
    Some(name?.to_str()?.to_ascii_lowercase())
}

fn find(table: &[(Kind, &[&str])], name: &str) -> Option<Kind> {
    table.iter().find(|(_, names)| names.contains(&name)).map(|(kind, _)| *kind)
}
