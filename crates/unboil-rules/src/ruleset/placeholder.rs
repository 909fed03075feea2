//! Placeholders: what `{number}`, `{date}`, `{name}` stand for, as data.

use std::sync::OnceLock;

use regex::Regex;
use serde::{Deserialize, Serialize};

use super::automaton::{self, Automaton};
use super::byte_set::ByteSet;
use super::codec::{Reader, Writer};
use super::prefixes::PrefixFilter;
use super::trie::Trie;

/// What a placeholder stands for: any of these.
#[derive(Debug)]
pub struct Placeholder {
    pub name: String,
    /// Its phrases.
    pub phrases: Trie,
    /// Regular expressions over the folded text, anchored where the placeholder begins.
    pub regexes: Vec<LazyRegex>,
    /// A run of words.
    pub words: Option<Words>,
    /// The bytes its text can begin with.
    pub first: ByteSet,
    /// What its text begins with, unless it may be any word.
    pub lead: Option<PrefixFilter>,
}

/// A run of `min` to `max` words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words {
    pub min: usize,
    pub max: usize,
    /// Only words as in a name: with a capital, or of a script without case.
    pub name: bool,
}

impl Placeholder {
    pub fn named(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            phrases: Trie::default(),
            regexes: Vec::new(),
            words: None,
            first: ByteSet::default(),
            lead: None,
        }
    }

    /// Saves it for [`read`](Self::read).
    pub fn save(&self, to: &mut Writer) {
        to.value(&(&self.name, &self.regexes, &self.words, &self.first, self.lead.is_some()));
        self.regexes.iter().for_each(|regex| to.bytes(&automaton::save(&regex.pattern)));
        self.phrases.save(to);
        self.lead.iter().for_each(|lead| lead.save(to));
    }

    /// What was saved; nothing where it was something else.
    pub fn read(from: &mut Reader) -> Option<Self> {
        let (name, regexes, words, first, has_lead): (_, Vec<LazyRegex>, _, _, _) = from.value()?;
        let with_automaton = |regex| Some(LazyRegex { automaton: Automaton::new(from.bytes()?), ..regex });
        let regexes = regexes.into_iter().map(with_automaton).collect::<Option<_>>()?;
        let phrases = Trie::read(from)?;
        let lead = if has_lead { Some(PrefixFilter::read(from)?) } else { None };
        Some(Self { name, phrases, regexes, words, first, lead })
    }
}

/// A regular expression that was checked when the rules were read and is built when it is first needed: building
/// takes some 100 µs, and most runs need few of them.
#[derive(Debug, Serialize, Deserialize)]
pub struct LazyRegex {
    pattern: String,
    /// The bytes, in either case, that a match can begin with.
    first: ByteSet,
    /// The same for placeholders that were saved.
    #[serde(skip)]
    automaton: Automaton,
    #[serde(skip)]
    built: OnceLock<Option<Regex>>,
}

/// The most memory one regular expression of a rule may take when built, in bytes: the regex crate's own default is
/// 10 MiB; a phrase-like expression needs some 10 KiB, so this leaves room for large alternations and stops `.{9999}`.
const SIZE_LIMIT: usize = 1 << 20;

impl LazyRegex {
    /// An expression whose matches begin with one of the bytes `first`.
    pub fn new(pattern: String, first: ByteSet) -> Self {
        Self { pattern, first, automaton: Automaton::default(), built: OnceLock::new() }
    }

    /// Whether a match can begin with `byte`.
    #[inline]
    pub fn may_begin(&self, byte: u8) -> bool {
        self.first.has(byte.to_ascii_lowercase())
    }

    /// Builds `pattern` as [`get`](Self::get) will, to learn whether that works.
    ///
    /// # Errors
    /// It is no regular expression, or one too large.
    pub fn check(pattern: &str) -> Result<Regex, regex::Error> {
        regex::RegexBuilder::new(pattern).case_insensitive(true).size_limit(SIZE_LIMIT).build()
    }

    /// As it is built.
    pub fn pattern(&self) -> &str {
        &self.pattern
    }

    /// Where the match at the beginning of `text` ends, in bytes, if there is one. For expressions that are anchored there.
    pub fn end(&self, text: &str) -> Option<usize> {
        let built = || self.get()?.find(text).map(|found| found.end());
        self.automaton.end(text).unwrap_or_else(built)
    }

    #[cfg(test)]
    pub fn automaton(&self) -> &Automaton {
        &self.automaton
    }

    /// The regular expression; nothing where it cannot be built.
    pub fn get(&self) -> Option<&Regex> {
        self.built.get_or_init(|| Self::check(&self.pattern).ok()).as_ref()
    }
}
