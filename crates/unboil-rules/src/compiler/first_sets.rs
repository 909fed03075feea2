//! Which bytes and prefixes can a placeholder's text begin with? `{date}` with a digit or the name of a month or weekday; so a
//! line that begins with anything else is never tried.

use regex_syntax::hir::literal::{ExtractKind, Extractor};
use regex_syntax::hir::{Class, Hir, HirKind};
use unboil_text::fold::fold;

use crate::ruleset::byte_set::ByteSet;
use crate::ruleset::placeholder::Placeholder;
use crate::ruleset::prefixes::Prefixes;
use crate::ruleset::trie::Trie;

/// The first bytes of each placeholder. They may stand for each other, but never in a circle, so as many passes as
/// there are placeholders are enough; two or three do.
pub(super) fn first_bytes(placeholders: &[Placeholder]) -> Vec<ByteSet> {
    let own: Vec<ByteSet> = placeholders
        .iter()
        .map(|placeholder| {
            let mut set = if placeholder.words.is_some() { ByteSet::ALL } else { ByteSet::default() };
            for regex in &placeholder.regexes {
                set.join(first_bytes_of(regex.pattern()));
            }
            placeholder.phrases.bytes(Trie::ROOT).for_each(|(byte, _)| set.add(byte));
            set
        })
        .collect();
    let mut sets = own;
    for _ in 0..placeholders.len() {
        let before = sets.clone();
        for (number, placeholder) in placeholders.iter().enumerate() {
            for (inner, _) in placeholder.phrases.holes(Trie::ROOT) {
                sets[number].join(before.get(inner).copied().unwrap_or(ByteSet::ALL));
            }
        }
        if sets == before {
            break;
        }
    }
    sets
}

/// The beginnings of each placeholder; nothing for one that may begin with any word, such as `{name}`.
pub(super) fn prefixes(placeholders: &[Placeholder]) -> Vec<Option<Prefixes>> {
    let mut all: Vec<Option<Prefixes>> = placeholders.iter().map(own).collect();
    // Through others, but never in a circle; see `first_bytes`.
    for _ in 0..placeholders.len() {
        let mut open = Vec::new();
        for (number, placeholder) in placeholders.iter().enumerate() {
            let mut holes = placeholder.phrases.holes(Trie::ROOT);
            if all[number].is_some() && holes.any(|(inner, _)| all.get(inner).is_none_or(Option::is_none)) {
                open.push(number);
            }
        }
        if open.is_empty() {
            break;
        }
        open.into_iter().for_each(|number| all[number] = None);
    }
    let joined = |number: usize| {
        let mut seen = vec![false; placeholders.len()];
        let mut todo = vec![number];
        let mut sum = Prefixes::default();
        while let Some(at) = todo.pop() {
            if std::mem::replace(seen.get_mut(at)?, true) {
                continue;
            }
            let own = all[at].as_ref()?;
            sum.literals.extend(own.literals.iter().cloned());
            sum.bytes.join(own.bytes);
            todo.extend(placeholders[at].phrases.holes(Trie::ROOT).map(|(inner, _)| inner));
        }
        Some(sum)
    };
    (0..placeholders.len()).map(joined).collect()
}

/// Up to so many characters of a class are taken one by one: the digits of three scripts and some signs; a class of
/// letters may be any word.
const REGEX_CLASS: usize = 40;
/// Up to so many bytes of an expression's literals are looked at, as many as the prefilter looks at.
const REGEX_LITERAL: usize = 8;

/// The beginnings that do not lead through other placeholders.
fn own(placeholder: &Placeholder) -> Option<Prefixes> {
    if placeholder.words.is_some() {
        return None;
    }
    let mut own = Prefixes::default();
    let mut extractor = Extractor::new();
    extractor.kind(ExtractKind::Prefix).limit_class(REGEX_CLASS).limit_literal_len(REGEX_LITERAL);
    let mut literals = placeholder.phrases.first_literals();
    for regex in &placeholder.regexes {
        // The text is folded, so what another case would begin with does not come.
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

/// As it is built: `s` also stands for `ſ`.
fn parse(pattern: &str) -> Result<Hir, Box<regex_syntax::Error>> {
    regex_syntax::ParserBuilder::new().case_insensitive(true).build().parse(pattern).map_err(Box::new)
}

/// The bytes that a match of `pattern` can begin with, letters in lower case.
pub(super) fn first_bytes_of(pattern: &str) -> ByteSet {
    let Ok(hir) = parse(pattern) else { return ByteSet::ALL };
    let (set, may_be_empty) = walk(&hir);
    // An expression that can match nothing says nothing about what follows.
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
