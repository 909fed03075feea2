//! NFC: one form for what looks the same. `cafe` + `U+0301` → `café`.
//!
//! Text is cut into clusters, each a character that nothing before it can change (see [`NfcClass::Inert`]) with the
//! characters after it that are not of that kind; only those are handed to the ICU normalizer. So the cost is that of the
//! rare characters, and a change covers its cluster alone.
//!
//! Which characters need no look is data ([`inert`](crate::inert)), so this fix declares as suspects only the three
//! characters whose canonical form is ASCII. They are replaced with the other single characters, so that entities see them.

use crate::char_table::{Characters, NfcClass, Ranges, next_high};
use crate::edit_script::Changes;
use crate::text_fix::{Action, TextFix};
use icu_normalizer::ComposingNormalizerBorrowed;
use std::ops::Range;
use unboil_text::Span;

/// The fix.
pub(crate) struct Nfc;

impl TextFix for Nfc {
    const DESCRIPTION: &'static str =
        "A sequence of letters and marks became its composed form (NFC), so that equal text is equal bytes.";
    const EXAMPLE: (&'static str, &'static str) = ("cafe\u{301}", "café");
    const REWRITES_LINES: bool = true;
    const SUSPECTS: Ranges = &['\u{37E}'..='\u{37E}', '\u{1FEF}'..='\u{1FEF}', '\u{212A}'..='\u{212A}'];

    #[inline]
    fn action(c: char) -> Option<Action> {
        match c {
            '\u{37E}' => Some(Action::Become(';')),
            '\u{1FEF}' => Some(Action::Become('`')),
            '\u{212A}' => Some(Action::Become('K')),
            _ => None,
        }
    }

    fn rewrite<C: Characters>(line: &str, out: &mut String, changes: &mut Changes) -> bool {
        rewrite::<C>(line, out, changes)
    }
}

/// See [`TextFix::rewrite`].
fn rewrite<C: Characters>(line: &str, out: &mut String, changes: &mut Changes) -> bool {
    let bytes = line.as_bytes();
    let (mut at, mut copied, mut now) = (0, 0, String::new());
    while let Some(next) = next_high(bytes, at, bytes.len()) {
        at = next;
        let (class, len) = C::class_at(bytes, at);
        if class == NfcClass::Inert || !C::is_kept_at(line, at) {
            at += len;
            continue;
        }
        let cluster = cluster::<C>(line, at);
        at = cluster.end;
        let was = &line[cluster.clone()];
        now.clear();
        if ComposingNormalizerBorrowed::new_nfc().normalize_to(was, &mut now).is_err() || was == now {
            continue;
        }
        let head = common(was.chars(), now.chars());
        let tail = common(was[head..].chars().rev(), now[head..].chars().rev());
        let from = Span::new(cluster.start + head, cluster.end - tail);
        out.push_str(&line[copied..from.start]);
        let start = out.len();
        out.push_str(&now[head..now.len() - tail]);
        changes.push(from, Span::new(start, out.len()));
        copied = from.end;
    }
    if copied > 0 {
        out.push_str(&line[copied..]);
    }
    copied > 0
}

/// Whether `text` is in NFC.
pub(crate) fn is_nfc(text: &str) -> bool {
    ComposingNormalizerBorrowed::new_nfc().is_normalized(text)
}

/// The cluster around the character at `at`, which is not inert and is kept.
pub(crate) fn cluster<C: Characters>(text: &str, at: usize) -> Range<usize> {
    let mut start = at;
    for (i, c) in text[..at].char_indices().rev() {
        match C::joins_back(c) {
            true => start = i,
            false if !C::is_kept(c) => break,
            false => {
                start = i;
                break;
            }
        }
    }
    let bytes = text.as_bytes();
    let mut end = at;
    while bytes.get(end).is_some_and(|b| !b.is_ascii()) {
        let (class, len) = C::class_at(bytes, end);
        if class == NfcClass::Inert || !C::is_kept_at(text, end) {
            break;
        }
        end += len;
    }
    start..end
}

/// How many bytes two texts have in common, character by character.
fn common(a: impl Iterator<Item = char>, b: impl Iterator<Item = char>) -> usize {
    a.zip(b).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum()
}
