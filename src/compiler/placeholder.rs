//! Placeholders: what `{number}`, `{date}`, `{name}` stand for, as data.

use std::sync::OnceLock;

use regex::Regex;

use super::first_bytes::ByteSet;
use super::phrase::Token;

/// What a placeholder stands for: any of these.
#[derive(Debug)]
pub(crate) struct Placeholder {
    pub(crate) name: String,
    /// Its phrases.
    pub(crate) phrases: Trie,
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
        Self {
            name: name.to_owned(),
            phrases: Trie::default(),
            regexes: Vec::new(),
            words: None,
            first: ByteSet::default(),
        }
    }
}

/// Phrases by their common beginnings: the names of the months of thirty languages are one walk over the text, and all
/// forms of a date that begin with a day look for that day once.
#[derive(Debug)]
pub(crate) struct Trie {
    nodes: Vec<Node>,
}

/// A place in a [`Trie`].
#[derive(Debug, Default)]
pub(crate) struct Node {
    /// What follows on a folded byte, sorted by it.
    bytes: Vec<(u8, u32)>,
    /// What follows on a placeholder.
    pub(crate) holes: Vec<(usize, u32)>,
    /// Whether a phrase ends here.
    pub(crate) end: bool,
}

impl Default for Trie {
    fn default() -> Self {
        Self { nodes: vec![Node::default()] }
    }
}

impl Trie {
    /// The number of the node where phrases begin.
    pub(crate) const ROOT: u32 = 0;

    /// Whether it has no phrase.
    pub(crate) fn is_empty(&self) -> bool {
        self.nodes.iter().all(|node| !node.end)
    }

    /// Adds a phrase; returns the node it ends at.
    pub(crate) fn add(&mut self, tokens: &[Token]) -> u32 {
        let mut at = Self::ROOT;
        for token in tokens {
            match token {
                Token::Lit(literal) => {
                    for &byte in literal.as_bytes() {
                        at = self.on_byte(at, byte);
                    }
                }
                Token::Hole(hole) => at = self.on_hole(at, *hole),
            }
        }
        self.nodes[at as usize].end = true;
        at
    }

    fn on_byte(&mut self, at: u32, byte: u8) -> u32 {
        let new = self.nodes.len() as u32;
        let bytes = &mut self.nodes[at as usize].bytes;
        match bytes.binary_search_by_key(&byte, |(b, _)| *b) {
            Ok(i) => bytes[i].1,
            Err(i) => {
                bytes.insert(i, (byte, new));
                self.nodes.push(Node::default());
                new
            }
        }
    }

    fn on_hole(&mut self, at: u32, hole: usize) -> u32 {
        let new = self.nodes.len() as u32;
        let holes = &mut self.nodes[at as usize].holes;
        if let Some((_, to)) = holes.iter().find(|(h, _)| *h == hole) {
            return *to;
        }
        holes.push((hole, new));
        self.nodes.push(Node::default());
        new
    }

    /// A node by its number.
    pub(crate) fn node(&self, at: u32) -> &Node {
        &self.nodes[at as usize]
    }

    /// The placeholders that stand anywhere in its phrases.
    pub(super) fn all_holes(&self) -> impl Iterator<Item = usize> {
        self.nodes.iter().flat_map(|node| node.holes.iter().map(|(hole, _)| *hole))
    }

    /// The bytes with which phrases begin that begin with a literal.
    pub(super) fn first_bytes(&self) -> impl Iterator<Item = u8> {
        self.node(Self::ROOT).bytes.iter().map(|(byte, _)| *byte)
    }

    /// The literals that its phrases begin with; nothing if one begins with a placeholder.
    pub(super) fn first_literals(&self) -> Option<Vec<Box<str>>> {
        let mut literals = Vec::new();
        let mut todo = vec![(Self::ROOT, Vec::new())];
        while let Some((at, so_far)) = todo.pop() {
            let node = self.node(at);
            if node.end || !node.holes.is_empty() {
                literals.push(String::from_utf8(so_far).ok().filter(|l| !l.is_empty())?.into());
                // What goes on from here begins with the same literal.
                continue;
            }
            for &(byte, to) in &node.bytes {
                let mut longer = so_far.clone();
                longer.push(byte);
                todo.push((to, longer));
            }
        }
        Some(literals)
    }
}

impl Node {
    /// The node that follows on a folded byte.
    #[inline]
    pub(crate) fn on(&self, byte: u8) -> Option<u32> {
        self.bytes.binary_search_by_key(&byte, |(b, _)| *b).ok().map(|i| self.bytes[i].1)
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
