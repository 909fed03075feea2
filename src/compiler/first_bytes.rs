//! With which bytes can a placeholder's text begin? `{date}` with a digit or the first letter of a month or weekday; so
//! a line that begins with `w` and no weekday does is never tried.

use regex_syntax::hir::{Class, Hir, HirKind};

use super::placeholder::{Placeholder, Trie};

/// A set of bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct ByteSet([u64; 4]);

impl ByteSet {
    const ALL: Self = Self([u64::MAX; 4]);

    fn add(&mut self, byte: u8) {
        self.0[usize::from(byte >> 6)] |= 1 << (byte & 63);
    }

    fn join(&mut self, other: Self) {
        for (mine, theirs) in self.0.iter_mut().zip(other.0) {
            *mine |= theirs;
        }
    }

    /// Whether `byte` is in it.
    #[inline]
    pub(crate) fn has(&self, byte: u8) -> bool {
        self.0[usize::from(byte >> 6)] & (1 << (byte & 63)) != 0
    }
}

/// The first bytes of each placeholder. They may stand for each other, but never in a circle, so as many passes as
/// there are placeholders are enough; two or three do.
pub(crate) fn first_bytes(placeholders: &[Placeholder]) -> Vec<ByteSet> {
    let own: Vec<ByteSet> = placeholders
        .iter()
        .map(|placeholder| {
            let mut set = if placeholder.words.is_some() { ByteSet::ALL } else { ByteSet::default() };
            for regex in &placeholder.regexes {
                set.join(regex_syntax::parse(regex.pattern()).map_or(ByteSet::ALL, |hir| of_regex(&hir)));
            }
            placeholder.phrases.first_bytes().for_each(|byte| set.add(byte));
            set
        })
        .collect();
    let mut sets = own;
    for _ in 0..placeholders.len() {
        let before = sets.clone();
        for (number, placeholder) in placeholders.iter().enumerate() {
            for (inner, _) in &placeholder.phrases.node(Trie::ROOT).holes {
                sets[number].join(before.get(*inner).copied().unwrap_or(ByteSet::ALL));
            }
        }
        if sets == before {
            break;
        }
    }
    sets
}

fn of_regex(hir: &Hir) -> ByteSet {
    let (set, may_be_empty) = walk(hir);
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
