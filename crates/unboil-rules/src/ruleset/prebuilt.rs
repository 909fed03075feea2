//! Layers of rules that were compiled earlier, as bytes: the standard packs, compiled by the build script, and rules that
//! `unboil rules compile` wrote.
//!
//! Parsing and checking some thousand rules takes a tenth of a second. So the tables are [written](write) once, and used without
//! copying when they are [read](read): rules and phrases are decoded on first use. The bytes include the texts of the rule files, so
//! that explanations and lists of rules have everything they need.
//!
//! `unboil\0r`, version, hash of the rest, hash of the set below, tables, texts → a [`Layer`]

use std::fmt;
use std::sync::OnceLock;

use bytes::Bytes;
use xxhash_rust::xxh3::xxh3_64;

use super::codec::{Reader, Writer};
use super::index::Index;
use super::lazy_list::LazyList;
use super::placeholder::Placeholder;
use super::set::{Layer, RuleSet};
use super::source::{Origin, RuleFile};
use super::text_table::TextTable;

/// The first bytes of prebuilt tables.
const MAGIC: &[u8; 8] = b"unboil\0r";

/// Tables are read only by the version that wrote them: a newer compiler may fold or index phrases differently.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Why prebuilt tables cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Mismatch {
    /// They were written by this version.
    Version(String),
    /// Their hash is not that of their contents, or they end early.
    Damaged,
    /// They were compiled on top of another set of rules.
    Base,
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Version(version) => write!(
                f,
                "it was compiled by unboil {version}, and this is unboil {VERSION}; compile it again with `unboil rules compile`"
            ),
            Self::Damaged => f.write_str("it is damaged; compile it again with `unboil rules compile`"),
            Self::Base => f.write_str(
                "it was compiled to be added to other rules; compile it again with `unboil rules compile`, with \
                 --no-default-rules if it is used with that option, and all folders that are used together into one file",
            ),
        }
    }
}

/// Whether bytes claim to be prebuilt tables.
pub(crate) fn is_prebuilt(bytes: &[u8]) -> bool {
    bytes.starts_with(MAGIC)
}

/// A layer as bytes for [`read`]. `base` is the hash of the set that the layer was compiled for.
pub(crate) fn write(layer: &Layer, base: u64) -> Vec<u8> {
    let mut to = Writer::default();
    to.hash(base);
    let origin = &layer.origin;
    to.value(&(
        &origin.files,
        &layer.changed,
        &layer.switches,
        &layer.sited,
        &layer.line_detectors,
        &layer.document_detectors,
        layer.has_in_line,
    ));
    to.number(layer.placeholders.len());
    for (number, placeholder) in &layer.placeholders {
        to.number(*number);
        placeholder.save(&mut to);
    }
    layer.index.save(&mut to);
    layer.ids.save(&mut to);
    layer.rules.save(&mut to);
    layer.patterns.save(&mut to);
    // Their lengths in one place: between the texts, reading them would load a page for each file.
    to.value(&origin.files.iter().map(|file| file.text.len()).collect::<Vec<_>>());
    origin.files.iter().for_each(|file| to.text(&file.text));
    let contents = to.finish();
    let mut to = Writer::default();
    to.bytes(VERSION.as_bytes());
    to.hash(xxh3_64(&contents));
    [MAGIC.as_slice(), &to.finish(), &contents].concat()
}

/// The layer that was [written](write), for the set `base`.
///
/// # Errors
/// The bytes are damaged, or were written by another version or for another base.
pub(crate) fn read(bytes: Bytes, base: &RuleSet) -> Result<Layer, Mismatch> {
    let mut from = header(bytes)?;
    let (hash, contents) = (from.hash().ok_or(Mismatch::Damaged)?, from.rest());
    if xxh3_64(&contents) != hash {
        return Err(Mismatch::Damaged);
    }
    let mut from = Reader::new(contents);
    if from.hash() != base.hash() {
        return Err(Mismatch::Base);
    }
    layer(from, hash).ok_or(Mismatch::Damaged)
}

/// What follows the version.
fn header(bytes: Bytes) -> Result<Reader, Mismatch> {
    if !is_prebuilt(&bytes) {
        return Err(Mismatch::Damaged);
    }
    let mut from = Reader::new(bytes.slice(MAGIC.len()..));
    let version = from.bytes().ok_or(Mismatch::Damaged)?;
    if *version != *VERSION.as_bytes() {
        return Err(Mismatch::Version(String::from_utf8_lossy(&version).into_owned()));
    }
    Ok(from)
}

/// What follows the hash of the base.
fn layer(mut from: Reader, hash: u64) -> Option<Layer> {
    let (files, changed, switches, sited, line_detectors, document_detectors, has_in_line) =
        from.value::<(Vec<RuleFile>, _, _, _, _, _, _)>()?;
    let mut read = Layer {
        changed,
        switches,
        sited,
        line_detectors,
        document_detectors,
        has_in_line,
        placeholders: (0..from.number()?)
            .map(|_| Some((from.number()?, Placeholder::read(&mut from)?)))
            .collect::<Option<_>>()?,
        index: Index::read(&mut from)?,
        ids: TextTable::read(&mut from)?,
        rules: LazyList::read(&mut from)?,
        patterns: LazyList::read(&mut from)?,
        origin: Origin { files, rules: 0, patterns: 0, source: OnceLock::new() },
        hash: Some(hash),
    };
    let lengths: Vec<usize> = from.value()?;
    for (file, length) in read.origin.files.iter_mut().zip(lengths) {
        file.text = from.text(length)?;
    }
    (read.origin.rules, read.origin.patterns) = (read.rules.len(), read.patterns.len());
    Some(read)
}

impl RuleSet {
    /// The set of the standard packs from the tables that [`prebuild`](crate::RuleSetBuilder::prebuild) made of them; `None` if the
    /// bytes are something else.
    ///
    /// The hash of the contents is not checked: the tables are part of the program.
    #[must_use]
    pub fn prebuilt(bytes: &'static [u8]) -> Option<Self> {
        let mut from = header(Bytes::from_static(bytes)).ok()?;
        let hash = from.hash()?;
        from.hash().filter(|base| Self::default().hash() == Some(*base))?;
        let mut layer = layer(from, hash)?;
        layer.origin.files.iter_mut().for_each(|file| file.is_standard = true);
        Some(Self::default().add(layer))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::RuleSetBuilder;

    const BASE: &str = r#"
        about = "Base"
        lang = "en"
        [[placeholder]]
        name = "month"
        any_of = ["may", "june"]
        [[rule]]
        id = "date"
        category = "byline"
        why = "A test."
        line = ["{month} 2020"]
        removes = ["May 2020"]
        keeps = ["May be."]
    "#;

    const OWN: &str = r#"
        about = "Own"
        lang = "de"
        [[placeholder]]
        name = "month"
        any_of = ["mai"]
        [[placeholder]]
        name = "number"
        regex = "[0-9]+"
        [[rule]]
        id = "date"
        category = "byline"
        why = "A test."
        line = ["{number}. {month}"]
        contains = ["stand vom {number}"]
        regex = ["stand: .*"]
        site = "example.com"
        removes = ["1. Mai"]
        keeps = ["Mai."]
    "#;

    fn base() -> RuleSet {
        let bytes = RuleSet::builder().source("base.toml", BASE).prebuild().unwrap();
        RuleSet::prebuilt(bytes.leak()).unwrap()
    }

    fn own(base: RuleSet) -> RuleSetBuilder {
        RuleSet::builder().base(base).source("own.toml", OWN)
    }

    #[test]
    fn a_layer_is_read_as_it_was_compiled() {
        let bytes = own(base()).prebuild().unwrap();
        let below = base();
        let layer = read(bytes.into(), &below).unwrap();
        let (read, compiled) = (below.add(layer), own(base()).build().unwrap());
        let told = |rules: &RuleSet| {
            let placeholders = rules.placeholders().iter().map(|one| (&one.name, one.phrases.phrases(), one.first));
            let source = rules.source();
            let files: Vec<_> =
                source.files().map(|file| (file.name, file.text, file.lang, file.is_standard)).collect();
            let patterns: Vec<_> = rules.patterns().map(|pattern| pattern.rule).collect();
            format!(
                "{:?}\n{:?}\n{:?}\n{files:?}\n{patterns:?}\n{:?}\n{:?}",
                rules.rules().collect::<Vec<_>>(),
                (0..rules.len() as u32).map(|id| rules.sites(id)).collect::<Vec<_>>(),
                placeholders.collect::<Vec<_>>(),
                source.rules().collect::<Vec<_>>(),
                source.patterns().collect::<Vec<_>>(),
            )
        };
        assert_eq!(told(&read), told(&compiled));
        assert_eq!((read.id("de/date"), read.id("en/date"), read.id("date")), (Some(1), Some(0), None));
        let texts =
            |rules: &RuleSet| rules.ids.iter().flat_map(TextTable::texts).map(<[u8]>::to_vec).collect::<Vec<_>>();
        assert_eq!(texts(&read), texts(&compiled));
    }

    #[test]
    fn a_layer_that_does_not_fit_is_refused() {
        let bytes = own(base()).prebuild().unwrap();
        let fault = |bytes: &[u8], base: &RuleSet| read(Bytes::copy_from_slice(bytes), base).unwrap_err();
        assert_eq!(fault(&bytes, &RuleSet::default()), Mismatch::Base);
        assert_eq!(fault(&bytes, &own(base()).build().unwrap()), Mismatch::Base);
        let base = base();
        for len in 0..bytes.len() {
            assert_eq!(fault(&bytes[..len], &base), Mismatch::Damaged);
        }
        let mut other = bytes.clone();
        other[MAGIC.len() + 8] = b'x';
        assert!(matches!(fault(&other, &base), Mismatch::Version(version) if version.starts_with('x')));
        let mut other = bytes;
        *other.last_mut().unwrap() ^= 1;
        assert_eq!(fault(&other, &base), Mismatch::Damaged);
    }
}
