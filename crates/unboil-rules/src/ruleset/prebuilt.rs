//! Rules that were compiled earlier: the standard packs, when the library was built.
//!
//! Reading and checking some thousand rules takes a tenth of a second, which nobody wants to wait for before each small
//! file. So the build script compiles the packs with this very compiler and [`save`]s the tables; [`load`] uses them where
//! they lie, and rules and phrases are read back when they are first asked for. What matching never asks for (examples,
//! phrases as they are written, their places, the words of those that stand in tables of their own) is left out; who needs
//! it asks for the [`whole`](RuleSet::whole) set, which is compiled from the text then.

use std::borrow::Cow;
use std::sync::OnceLock;

use bytes::Bytes;
use serde::Serialize;

use super::codec::{Reader, Writer};
use super::index::Index;
use super::lazy_list::{self, LazyList};
use super::model::{Part, Pattern, RuleFile, RuleId, RuleSet};
use super::placeholder::Placeholder;

/// A phrase as it is read back, without what matching never asks for.
#[derive(Serialize)]
struct Short<'p> {
    rule: RuleId,
    part: &'p Part,
    confirmed: bool,
    file: usize,
}

impl<'p> Short<'p> {
    fn of(pattern: &'p Pattern) -> Self {
        // Their words stand in tables of their own.
        let part = match &pattern.part {
            Part::Line(_) if !pattern.confirmed => &LINE,
            Part::Start(_) if !pattern.confirmed => &START,
            part => part,
        };
        Self { rule: pattern.rule, part, confirmed: pattern.confirmed, file: pattern.file }
    }
}

static LINE: Part = Part::Line(Vec::new());
static START: Part = Part::Start(Vec::new());

/// A set as bytes for [`read`]; what an `unboil.toml` says is not part of it.
pub fn write(rules: &RuleSet) -> Vec<u8> {
    let mut to = Writer::default();
    let files: Vec<&RuleFile> = rules.files.iter().filter(|file| !file.is_config).collect();
    to.value(&(files, &rules.switches, &rules.sited, &rules.line_detectors, &rules.document_detectors, rules.has_in_line));
    to.number(rules.placeholders.len());
    rules.placeholders.iter().for_each(|placeholder| placeholder.save(&mut to));
    rules.index.save(&mut to);
    lazy_list::save(rules.rules.iter(), &mut to);
    lazy_list::save(rules.patterns.iter().map(Short::of), &mut to);
    to.finish()
}

/// The set that was written, but for the texts of its files; nothing where something else was written.
pub fn read(bytes: Bytes) -> Option<RuleSet> {
    let mut from = Reader::new(bytes);
    let (files, switches, sited, line_detectors, document_detectors, has_in_line) = from.value()?;
    let placeholders = from.number()?;
    Some(RuleSet {
        files,
        standard_files: 0,
        switches,
        sited,
        line_detectors,
        document_detectors,
        has_in_line,
        placeholders: (0..placeholders).map(|_| Placeholder::read(&mut from)).collect::<Option<_>>()?,
        index: Index::read(&mut from)?,
        rules: LazyList::read(&mut from)?,
        patterns: LazyList::<Pattern>::read(&mut from)?,
        whole: OnceLock::new(),
    })
}

impl RuleSet {
    /// A set that was compiled earlier, with the texts of its files in the order in which they were compiled; nothing where
    /// the bytes are something else.
    #[must_use]
    pub fn prebuilt(bytes: &'static [u8], texts: impl Iterator<Item = &'static str>) -> Option<Self> {
        let mut rules = read(Bytes::from_static(bytes))?;
        rules.standard_files = rules.files.len();
        rules.files.iter_mut().zip(texts).for_each(|(file, text)| file.text = Cow::Borrowed(text));
        Some(rules)
    }
}
