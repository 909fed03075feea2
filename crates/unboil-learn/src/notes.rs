//! The notes at the end of a learned rule file: what was written to it, what a person deleted, and what has vanished since.
//!
//! Input: the text of a rule file. Output: its notes and the text around them, and back. Notes are comments, so that a rule file and what is
//! known about it cannot get apart: they are replaced together when the file is, and go along when it is copied.
//!
//! `# last seen 2026-05-01: "Lost and found"` → a line that is on no page any more

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use crate::quoted::quoted;

/// A thing that was written to a rule file: a phrase, or a slot.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Entry {
    /// A phrase of `line`.
    Line(String),
    /// A phrase of `line`, and the phrase of `until` that ends its slot.
    Slot(String, String),
}

/// What is known about the entries of a rule file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Notes {
    /// The day of the last update.
    pub updated: Option<String>,
    /// Lines that recur and are kept, as they are shown.
    pub kept: Vec<String>,
    /// What was deleted by hand.
    pub rejected: BTreeSet<Entry>,
    /// What is in rules and was on no page of the last update, with the day it was last seen.
    pub vanished: BTreeMap<Entry, String>,
    /// What is in rules and was on a page.
    pub written: BTreeSet<Entry>,
}

/// A rule file with its notes cut out.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Cut<'t> {
    pub before: &'t str,
    pub notes: Notes,
    pub after: &'t str,
}

/// A line of the notes that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct UnreadableNote {
    /// Its number in the file, from 1.
    pub line: usize,
}

/// How the first line begins.
const HEAD: &str = "# Notes of `unboil learn`";
const SECOND: &str = ", which --update replaces. A line that you delete from a rule above is not proposed again.\n";

const UPDATED: &str = "# updated ";
const KEPT: &str = "# kept ";
const REJECTED: &str = "# rejected: ";
const LAST_SEEN: &str = "# last seen ";
const WRITTEN: &str = "# written: ";

/// Between the two phrases of a slot.
const SLOT: &str = " … ";

impl Notes {
    /// The notes as comments.
    pub(crate) fn text(&self) -> String {
        let mut text = format!("{HEAD}{SECOND}");
        if let Some(day) = &self.updated {
            let _ = writeln!(text, "{UPDATED}{day}");
        }
        for line in &self.kept {
            let _ = writeln!(text, "{KEPT}{line}");
        }
        for entry in &self.rejected {
            let _ = writeln!(text, "{REJECTED}{}", entry.text());
        }
        for (entry, day) in &self.vanished {
            let _ = writeln!(text, "{LAST_SEEN}{day}: {}", entry.text());
        }
        for entry in &self.written {
            let _ = writeln!(text, "{WRITTEN}{}", entry.text());
        }
        text
    }

    /// Cuts the notes out of a rule file. A file without notes gives empty ones at its end.
    ///
    /// # Errors
    /// A line of the notes is none of those that [`text`](Self::text) writes.
    pub(crate) fn cut(file: &str) -> Result<Cut<'_>, UnreadableNote> {
        let mut at = 0;
        let mut lines = file.split_inclusive('\n').enumerate();
        let found = lines.by_ref().find(|(_, line)| {
            let is_head = line.starts_with(HEAD);
            at += if is_head { 0 } else { line.len() };
            is_head
        });
        let (before, rest) = file.split_at(at);
        let mut notes = Self::default();
        let Some((_, head)) = found else { return Ok(Cut { before, notes, after: "" }) };
        let mut end = head.len();
        for (number, line) in lines.take_while(|(_, line)| line.starts_with('#')) {
            notes.read(line.trim_end()).ok_or(UnreadableNote { line: number + 1 })?;
            end += line.len();
        }
        Ok(Cut { before, notes, after: &rest[end..] })
    }

    fn read(&mut self, line: &str) -> Option<()> {
        if let Some(day) = line.strip_prefix(UPDATED) {
            self.updated = Some(day.to_owned());
        } else if let Some(kept) = line.strip_prefix(KEPT) {
            self.kept.push(kept.to_owned());
        } else if let Some(entry) = line.strip_prefix(REJECTED) {
            self.rejected.insert(Entry::read(entry)?);
        } else if let Some(entry) = line.strip_prefix(WRITTEN) {
            self.written.insert(Entry::read(entry)?);
        } else {
            let (day, entry) = line.strip_prefix(LAST_SEEN)?.split_once(": ")?;
            self.vanished.insert(Entry::read(entry)?, day.to_owned());
        }
        Some(())
    }
}

impl Entry {
    fn text(&self) -> String {
        match self {
            Self::Line(phrase) => quoted(phrase),
            Self::Slot(first, last) => format!("{}{SLOT}{}", quoted(first), quoted(last)),
        }
    }

    fn read(text: &str) -> Option<Self> {
        // A phrase may hold what is between two: each split is tried.
        let slot = text
            .match_indices(SLOT)
            .find_map(|(at, _)| Some(Self::Slot(string(&text[..at])?, string(&text[at + SLOT.len()..])?)));
        slot.or_else(|| string(text).map(Self::Line))
    }
}

/// The value of a string in TOML.
fn string(text: &str) -> Option<String> {
    let table: toml::Table = toml::from_str(&format!("value = {text}")).ok()?;
    (table.len() == 1).then(|| table["value"].as_str().map(str::to_owned))?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_are_read_as_they_were_written() {
        let line = |text: &str| Entry::Line(text.to_owned());
        let slot = |first: &str, last: &str| Entry::Slot(first.to_owned(), last.to_owned());
        let notes = Notes {
            updated: Some("2026-11-28".into()),
            kept: vec!["on 2 of 2 pages, above prose that varies: \"Oslo\"".into()],
            rejected: [line("a \"b\" \\ … \u{202e}c"), slot("x\" … \"y", "z")].into(),
            vanished: [(line("{number} x"), "before 2026-11-28".to_owned())].into(),
            written: [line("a"), slot("a", "b")].into(),
        };
        let text = format!("lang = \"any\"\n\n{}\n# mine\n", notes.text());
        let cut = Notes::cut(&text).unwrap();
        assert_eq!(cut, Cut { before: "lang = \"any\"\n\n", notes: notes.clone(), after: "\n# mine\n" });
        // As an editor with other line ends writes it.
        assert_eq!(Notes::cut(&text.replace('\n', "\r\n")).unwrap().notes, notes);
    }

    #[test]
    fn a_line_among_the_notes_that_is_none_has_a_place() {
        let text = format!("lang = \"any\"\n{}# written: \"a\"\n# ask Ann\n", Notes::default().text());
        assert_eq!(Notes::cut(&text), Err(UnreadableNote { line: 4 }));
    }
}
