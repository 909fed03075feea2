//! First sets: the bytes and prefixes that the text of a placeholder can begin with. `{date}` begins with a digit or the name
//! of a month or weekday, so a line that begins with anything else is not tried.

use std::cell::OnceCell;

use regex_syntax::hir::literal::{ExtractKind, Extractor};
use regex_syntax::hir::{Class, Hir, HirKind};
use unboil_text::fold::fold;

use crate::ruleset::byte_set::ByteSet;
use crate::ruleset::placeholder::Placeholder;
use crate::ruleset::prefixes::Prefixes;
use crate::ruleset::trie::Trie;

/// The first bytes of each placeholder, through those that its phrases begin with.
pub(super) fn first_bytes(placeholders: &[Placeholder]) -> Vec<ByteSet> {
    let own: Vec<ByteSet> = placeholders
        .iter()
        .map(|placeholder| {
            let mut set = if placeholder.words.is_some() { ByteSet::ALL } else { ByteSet::default() };
            placeholder.regexes.iter().for_each(|regex| set.join(regex.first()));
            placeholder.phrases.bytes(Trie::ROOT).for_each(|(byte, _)| set.add(byte));
            set
        })
        .collect();
    let joined = |number| {
        let mut set = ByteSet::default();
        reached(placeholders, number).for_each(|inner| set.join(own[inner]));
        set
    };
    (0..placeholders.len()).map(joined).collect()
}

/// A placeholder and all those that its phrases may begin with, directly or through others.
pub(super) fn reached(placeholders: &[Placeholder], number: usize) -> impl Iterator<Item = usize> {
    let mut seen = vec![false; placeholders.len()];
    let mut todo = vec![number];
    std::iter::from_fn(move || {
        loop {
            let next = todo.pop()?;
            if !std::mem::replace(&mut seen[next], true) {
                todo.extend(placeholders[next].phrases.placeholders(Trie::ROOT).map(|(inner, _)| inner));
                return Some(next);
            }
        }
    })
}

/// The prefixes of placeholders, each worked out when it is first needed: most of the standard ones never are.
#[derive(Debug, Default)]
pub(super) struct PrefixTable {
    own: Vec<OnceCell<Option<Prefixes>>>,
    joined: Vec<OnceCell<Option<Prefixes>>>,
}

impl PrefixTable {
    /// An empty table for `len` placeholders.
    pub(super) fn new(len: usize) -> Self {
        let cells = || (0..len).map(|_| OnceCell::new()).collect();
        Self { own: cells(), joined: cells() }
    }

    /// The prefixes of a placeholder; `None` for one that may begin with any word, such as `{name}`.
    pub(super) fn of<'t>(&'t self, number: usize, placeholders: &[Placeholder]) -> Option<&'t Prefixes> {
        let join = || {
            let mut sum = Prefixes::default();
            for inner in reached(placeholders, number) {
                let own = self.own[inner].get_or_init(|| own(&placeholders[inner])).as_ref()?;
                sum.literals.extend(own.literals.iter().cloned());
                sum.bytes.join(own.bytes);
            }
            Some(sum)
        };
        self.joined[number].get_or_init(join).as_ref()
    }
}

/// Classes of up to this many characters are listed one by one: the digits of three scripts and some punctuation. A class
/// of letters may be any word.
const REGEX_CLASS: usize = 40;
/// The length of the prefixes of an expression, in bytes: as many as the prefilter tests.
const REGEX_LITERAL: usize = 8;

/// The prefixes that do not come from other placeholders.
fn own(placeholder: &Placeholder) -> Option<Prefixes> {
    if placeholder.words.is_some() {
        return None;
    }
    let mut own = Prefixes::default();
    let mut extractor = Extractor::new();
    extractor.kind(ExtractKind::Prefix).limit_class(REGEX_CLASS).limit_literal_len(REGEX_LITERAL);
    let mut literals = placeholder.phrases.first_literals();
    for regex in &placeholder.regexes {
        // The text is folded, so it has no capitals.
        let hir = regex_syntax::parse(regex.pattern()).ok()?;
        let (set, may_be_empty) = walk(&hir);
        if !may_be_empty && !(0..=255).any(|byte: u8| set.has(byte) && (byte.is_ascii_alphabetic() || byte >= 0x80)) {
            own.bytes.join(set);
            continue;
        }
        let prefixes = extractor.extract(&hir);
        for prefix in prefixes.literals()? {
            literals.push(fold(std::str::from_utf8(prefix.as_bytes()).ok()?).into_bytes());
        }
    }
    for literal in literals {
        match *literal {
            [] => return None,
            [byte] => own.bytes.add(byte),
            _ => own.literals.push(literal),
        }
    }
    Some(own)
}

/// Parses an expression as it is built: `s` also matches `ſ`.
fn parse(pattern: &str) -> Result<Hir, Box<regex_syntax::Error>> {
    regex_syntax::ParserBuilder::new().case_insensitive(true).build().parse(pattern).map_err(Box::new)
}

/// The bytes that a match of `pattern` can begin with, letters in lower case.
pub(super) fn first_bytes_of(pattern: &str) -> ByteSet {
    let Ok(hir) = parse(pattern) else { return ByteSet::ALL };
    let (set, may_be_empty) = walk(&hir);
    // After an empty match anything may follow.
    if may_be_empty { ByteSet::ALL } else { set }
}

/// The bytes a match can begin with, and whether it can be empty.
fn walk(hir: &Hir) -> (ByteSet, bool) {
    let mut set = ByteSet::default();
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => (set, true),
        HirKind::Literal(literal) => {
            if let Some(&byte) = literal.0.first() {
                set.add(byte.to_ascii_lowercase());
                set.add(byte);
            }
            (set, literal.0.is_empty())
        }
        HirKind::Class(Class::Unicode(class)) => {
            for range in class.ranges() {
                for c in range.start()..=range.end().min('\x7f') {
                    set.add((c as u8).to_ascii_lowercase());
                }
                if range.end() > '\x7f' {
                    (0x80..=0xFF).for_each(|byte| set.add(byte));
                }
            }
            (set, false)
        }
        HirKind::Class(Class::Bytes(_)) => (ByteSet::ALL, false),
        HirKind::Repetition(repetition) => {
            let (set, empty) = walk(&repetition.sub);
            (set, empty || repetition.min == 0)
        }
        HirKind::Capture(capture) => walk(&capture.sub),
        HirKind::Concat(parts) => {
            for part in parts {
                let (inner, empty) = walk(part);
                set.join(inner);
                if !empty {
                    return (set, false);
                }
            }
            (set, true)
        }
        HirKind::Alternation(branches) => {
            let mut may_be_empty = false;
            for branch in branches {
                let (inner, empty) = walk(branch);
                set.join(inner);
                may_be_empty |= empty;
            }
            (set, may_be_empty)
        }
    }
}
