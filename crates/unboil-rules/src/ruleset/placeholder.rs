//! Placeholders: what `{number}`, `{date}`, `{name}` stand for.

use std::sync::{Arc, OnceLock};

use regex::Regex;
use serde::{Deserialize, Serialize};

use super::automaton::{self, Automaton};
use super::byte_set::ByteSet;
use super::codec::{Reader, Writer};
use super::prefixes::PrefixFilter;
use super::trie::Trie;

/// A placeholder, which stands for any of its phrases, expressions and words.
#[derive(Debug, Clone)]
pub struct Placeholder {
    /// Its name, without braces.
    pub name: String,
    /// Its phrases.
    pub phrases: Trie,
    /// Regular expressions over the folded text, anchored where the placeholder begins.
    pub regexes: Vec<Arc<LazyRegex>>,
    /// A run of words.
    pub words: Option<Words>,
    /// The bytes its text can begin with.
    pub first: ByteSet,
    /// What its text begins with; `None` if it may be any word.
    pub prefixes: Option<PrefixFilter>,
}

/// A run of `min` to `max` words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words {
    /// The fewest words.
    pub min: usize,
    /// The most words.
    pub max: usize,
    /// Whether they must be words as in a name: capitalized, or of a script without case.
    pub name: bool,
}

impl Placeholder {
    /// A placeholder that stands for nothing yet.
    pub(crate) fn named(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            phrases: Trie::default(),
            regexes: Vec::new(),
            words: None,
            first: ByteSet::default(),
            prefixes: None,
        }
    }

    /// Saves it for [`read`](Self::read).
    pub(crate) fn save(&self, to: &mut Writer) {
        to.value(&(&self.name, &self.regexes, &self.words, &self.first, self.prefixes.is_some()));
        self.regexes.iter().for_each(|regex| to.bytes(&automaton::save(&regex.pattern)));
        self.phrases.save(to);
        self.prefixes.iter().for_each(|prefixes| prefixes.save(to));
    }

    /// Reads a saved placeholder; `None` if the bytes are not one.
    pub(crate) fn read(from: &mut Reader) -> Option<Self> {
        let (name, regexes, words, first, has_prefixes): (_, Vec<LazyRegex>, _, _, _) = from.value()?;
        let with_automaton = |regex| Some(Arc::new(LazyRegex { automaton: Automaton::new(from.bytes()?), ..regex }));
        let regexes = regexes.into_iter().map(with_automaton).collect::<Option<_>>()?;
        let phrases = Trie::read(from)?;
        let prefixes = if has_prefixes { Some(PrefixFilter::read(from)?) } else { None };
        Some(Self { name, phrases, regexes, words, first, prefixes })
    }
}

/// A regular expression that is checked when its rule is compiled and built when it is first needed. Building takes some
/// 100 µs, and most runs need few expressions.
#[derive(Debug, Serialize, Deserialize)]
pub struct LazyRegex {
    pattern: String,
    /// The bytes, in either case, that a match can begin with.
    first: ByteSet,
    /// The same as an automaton, for the placeholders of prebuilt rules.
    #[serde(skip)]
    automaton: Automaton,
    #[serde(skip)]
    built: OnceLock<Regex>,
}

/// The most memory that one regular expression of a rule may take, in bytes. The default of the regex crate is 10 MiB; a
/// phrase-like expression needs some 10 KiB, so this allows large alternations and rejects `.{9999}`.
const SIZE_LIMIT: usize = 1 << 20;

impl LazyRegex {
    /// An expression whose matches begin with one of the bytes `first`.
    pub(crate) fn new(pattern: String, first: ByteSet) -> Self {
        Self { pattern, first, automaton: Automaton::default(), built: OnceLock::new() }
    }

    /// Whether a match can begin with `byte`.
    #[inline]
    pub fn may_begin(&self, byte: u8) -> bool {
        self.first.has(byte.to_ascii_lowercase())
    }

    /// Builds `pattern` as [`get`](Self::get) does.
    ///
    /// # Errors
    /// It is not a regular expression, or it is too large.
    pub(crate) fn check(pattern: &str) -> Result<Regex, regex::Error> {
        regex::RegexBuilder::new(pattern).case_insensitive(true).size_limit(SIZE_LIMIT).build()
    }

    /// Whether the states of `pattern` take more than `limit` bytes when it is built. `false` if it is not a regular expression.
    pub fn exceeds(pattern: &str, limit: usize) -> bool {
        let built = regex::RegexBuilder::new(pattern).case_insensitive(true).size_limit(limit).build();
        matches!(built, Err(regex::Error::CompiledTooBig(_)))
    }

    /// The bytes, in either case, that a match can begin with.
    pub(crate) fn first(&self) -> ByteSet {
        self.first
    }

    /// The expression as text.
    pub fn pattern(&self) -> &str {
        &self.pattern
    }

    /// Where the match at the start of `text` ends, in bytes. For expressions that are anchored there.
    pub fn end(&self, text: &str) -> Option<usize> {
        let built = || self.get().find(text).map(|found| found.end());
        self.automaton.end(text).unwrap_or_else(built)
    }

    #[cfg(test)]
    pub(super) fn automaton(&self) -> &Automaton {
        &self.automaton
    }

    /// The regular expression.
    pub fn get(&self) -> &Regex {
        self.built.get_or_init(|| Self::check(&self.pattern).expect("the expression was built when it was compiled"))
    }
}
