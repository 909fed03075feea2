//! Placeholders: what `{number}`, `{date}`, `{name}` stand for, as data.

use std::sync::OnceLock;

use regex::Regex;

use super::first_bytes::ByteSet;
use super::phrase::Token;

/// What a placeholder stands for: any of these.
#[derive(Debug, Default)]
pub(crate) struct Placeholder {
    pub(crate) name: String,
    /// Phrases that begin with a literal, by its first byte, so that 700 month names cost one look-up.
    by_first_byte: Vec<(u8, Vec<Vec<Token>>)>,
    /// Phrases that begin with another placeholder.
    open: Vec<Vec<Token>>,
    /// Regular expressions over the folded text, anchored where the placeholder begins.
    pub(crate) regexes: Vec<LazyRegex>,
    /// A run of words.
    pub(crate) words: Option<Words>,
    /// The bytes its text can begin with.
    pub(crate) first: ByteSet,
}

/// A run of `min` to `max` words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Words {
    pub(crate) min: usize,
    pub(crate) max: usize,
    /// Only words as in a name: with a capital, or of a script without case.
    pub(crate) name: bool,
}

impl Placeholder {
    pub(crate) fn named(name: &str) -> Self {
        Self { name: name.to_owned(), ..Self::default() }
    }

    /// Adds a phrase.
    pub(crate) fn add(&mut self, tokens: Vec<Token>) {
        let Some(Token::Lit(literal)) = tokens.first() else {
            self.open.push(tokens);
            return;
        };
        let first = literal.as_bytes().first().copied().unwrap_or_default();
        match self.by_first_byte.binary_search_by_key(&first, |(byte, _)| *byte) {
            Ok(i) => self.by_first_byte[i].1.push(tokens),
            Err(i) => self.by_first_byte.insert(i, (first, vec![tokens])),
        }
    }

    /// The phrases that may stand before a text whose first folded byte is `first`.
    pub(crate) fn phrases(&self, first: u8) -> impl Iterator<Item = &[Token]> {
        let i = self.by_first_byte.binary_search_by_key(&first, |(byte, _)| *byte);
        let keyed = i.ok().map_or(&[][..], |i| &self.by_first_byte[i].1);
        keyed.iter().chain(&self.open).map(Vec::as_slice)
    }

    /// All phrases.
    pub(crate) fn all(&self) -> impl Iterator<Item = &[Token]> {
        self.by_first_byte.iter().flat_map(|(_, p)| p).chain(&self.open).map(Vec::as_slice)
    }

    /// The phrases that begin with another placeholder.
    pub(super) fn open(&self) -> impl Iterator<Item = &[Token]> {
        self.open.iter().map(Vec::as_slice)
    }

    /// The first bytes of the phrases that begin with a literal.
    pub(super) fn literal_first_bytes(&self) -> impl Iterator<Item = u8> {
        self.by_first_byte.iter().map(|(byte, _)| *byte)
    }
}

/// A regular expression that was checked when the rules were read and is built when it is first needed: building
/// takes some 100 µs, and most runs need few of them.
#[derive(Debug)]
pub(crate) struct LazyRegex {
    pattern: String,
    built: OnceLock<Option<Regex>>,
}

/// The most memory one regular expression of a rule may take when built, in bytes: the regex crate's own default is
/// 10 MiB; a phrase-like expression needs some 10 KiB, so this leaves room for large alternations and stops `.{9999}`.
const SIZE_LIMIT: usize = 1 << 20;

impl LazyRegex {
    pub(crate) fn new(pattern: String) -> Self {
        Self { pattern, built: OnceLock::new() }
    }

    /// Builds `pattern` as [`get`](Self::get) will, to learn whether that works.
    ///
    /// # Errors
    /// It is no regular expression, or one too large.
    pub(crate) fn check(pattern: &str) -> Result<Regex, regex::Error> {
        regex::RegexBuilder::new(pattern).case_insensitive(true).size_limit(SIZE_LIMIT).build()
    }

    /// As it is built.
    pub(super) fn pattern(&self) -> &str {
        &self.pattern
    }

    /// The regular expression; nothing where it cannot be built.
    pub(crate) fn get(&self) -> Option<&Regex> {
        self.built.get_or_init(|| Self::check(&self.pattern).ok()).as_ref()
    }
}
