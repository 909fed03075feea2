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

use super::files::build;
use super::placeholder::Placeholder;
use super::ruleset::{Part, Pattern, RuleFile, RuleId, RuleSet};
use super::saved::{Reader, Writer};
use super::shelf::{self, Shelf};
use crate::error::Error;
use crate::matcher::Index;
use crate::standard::{COMPILED, FILES};

/// The rule files under `rules/`, name and text, as they were when the library was built.
pub(super) fn files() -> Vec<(String, Cow<'static, str>)> {
    FILES.iter().map(|&(name, text)| (format!("rules/{name}"), text.into())).collect()
}

/// The standard packs as they were saved; nothing where the build script could not compile them: then their fault is
/// found, and told, when they are compiled from their text.
pub(super) fn load() -> Option<RuleSet> {
    let mut rules = read(Bytes::from_static(COMPILED))?;
    rules.standard_files = rules.files.len();
    rules.put_texts(FILES.iter().map(|(_, text)| Cow::Borrowed(*text)));
    Some(rules)
}

/// Compiles rule files, given as name and text, for [`load`].
///
/// # Errors
/// A file is at fault.
#[allow(dead_code, reason = "the build script calls it")]
pub(crate) fn save(files: Vec<(String, Cow<'static, str>)>) -> Result<Vec<u8>, Error> {
    Ok(write(&build(files, &[])?))
}

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
pub(super) fn write(rules: &RuleSet) -> Vec<u8> {
    let mut to = Writer::default();
    let files: Vec<&RuleFile> = rules.files.iter().filter(|file| !file.is_config).collect();
    to.value(&(files, &rules.switches, &rules.sited, &rules.echoes, &rules.repeats, rules.cuts));
    to.number(rules.placeholders.len());
    rules.placeholders.iter().for_each(|placeholder| placeholder.save(&mut to));
    rules.index.save(&mut to);
    shelf::save(rules.rules.iter(), &mut to);
    shelf::save(rules.patterns.iter().map(Short::of), &mut to);
    to.finish()
}

/// The set that was written, but for the texts of its files; nothing where something else was written.
pub(super) fn read(bytes: Bytes) -> Option<RuleSet> {
    let mut from = Reader::new(bytes);
    let (files, switches, sited, echoes, repeats, cuts) = from.value()?;
    let placeholders = from.number()?;
    Some(RuleSet {
        files,
        standard_files: 0,
        switches,
        sited,
        echoes,
        repeats,
        cuts,
        placeholders: (0..placeholders).map(|_| Placeholder::read(&mut from)).collect::<Option<_>>()?,
        index: Index::read(&mut from)?,
        rules: Shelf::read(&mut from)?,
        patterns: Shelf::<Pattern>::read(&mut from)?,
        whole: OnceLock::new(),
    })
}

impl RuleSet {
    /// Gives the files their texts.
    pub(super) fn put_texts(&mut self, texts: impl Iterator<Item = Cow<'static, str>>) {
        self.files.iter_mut().zip(texts).for_each(|(file, text)| file.text = text);
    }

    /// The same rules with all that is known of them.
    pub(crate) fn whole(&self) -> &RuleSet {
        let compile = || {
            let files = self.files.iter().filter(|file| !file.is_config);
            let mut whole = build(files.map(|file| (file.name.clone(), file.text.clone())).collect(), &[]).ok()?;
            whole.standard_files = self.standard_files;
            // As they were: what these say is no rule.
            whole.files.extend(self.files.iter().filter(|file| file.is_config).cloned());
            Some(Box::new(whole))
        };
        let whole = self.whole.get_or_init(compile).as_deref();
        whole.unwrap_or(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_saved_is_what_the_text_says() {
        assert!(save(files()).is_ok_and(|compiled| compiled == COMPILED), "build the library again");
    }

    #[test]
    fn the_whole_set_is_the_same_set() {
        let loaded = load().expect("the build script compiles the packs");
        let whole = loaded.whole();
        assert!(loaded.ids().eq(whole.ids()));
        assert!(
            loaded.patterns.iter().zip(whole.patterns.iter()).all(|(a, b)| a.rule == b.rule && !b.written.is_empty())
        );
        assert!(whole.rules.iter().all(|rule| !rule.removes.is_empty()));
    }
}
