//! Shared by the tests of the normalizer: the definition of canonical text, and the laws that every case is checked by.

mod cases;
mod laws;
mod mojibake;

use super::{Rewrite, normalize};
use icu_normalizer::ComposingNormalizerBorrowed;
use std::borrow::Cow;

/// Whether `text` is canonical: the definition again, without regard to speed. Entities are covered by the law that
/// normalizing twice changes nothing.
fn is_canonical(text: &str) -> bool {
    let right_to_left = |c: char| {
        let code = u32::from(c);
        let script = matches!(code, 0x590..=0x8FF | 0xFB1D..=0xFEFC | 0x10800..=0x10FFF | 0x1E800..=0x1EFFF);
        script && c.is_alphabetic()
    };
    let allowed = |line: &str, c: char| match u32::from(c) {
        0x00..=0x1F | 0x7F..=0xA0 | 0xAD | 0x180E | 0x1680 | 0x2000..=0x200B | 0x2028..=0x202F => false,
        0x205F..=0x2064 | 0x206A..=0x206F | 0x3000 | 0xFDD0..=0xFDEF | 0xFEFF | 0xFFF9..=0xFFFC => false,
        0x061C | 0x200E | 0x200F | 0x2066..=0x2069 => line.chars().any(right_to_left),
        code => code & 0xFFFE != 0xFFFE,
    };
    let lines = |line: &str| line == line.trim() && !line.contains("  ") && line.chars().all(|c| allowed(line, c));
    (text.is_empty() || (text.ends_with('\n') && !text.starts_with('\n') && !text.ends_with("\n\n")))
        && !text.contains("\n\n\n")
        && text.lines().all(lines)
        && ComposingNormalizerBorrowed::new_nfc().is_normalized(text)
}

/// The canonical text of `text`, after all laws were checked.
#[track_caller]
fn checked(text: &str) -> String {
    let (out, rewrites) = logged(text);
    assert_eq!(normalize(text, &mut ()), out, "the log changes the answer for {text:?}");
    assert!(is_canonical(&out), "{text:?} became {out:?}");
    assert_eq!(normalize(&out, &mut ()), out, "not stable: {text:?}");
    assert!(matches!(normalize(&out, &mut ()), Cow::Borrowed(_)), "copied for nothing: {out:?}");
    replay(text, &out, &rewrites);
    out
}

fn logged(text: &str) -> (String, Vec<Rewrite>) {
    let mut rewrites = Vec::new();
    let out = normalize(text, &mut rewrites).into_owned();
    (out, rewrites)
}

/// Applies the changes and reverts them.
#[track_caller]
fn replay(text: &str, out: &str, rewrites: &[Rewrite]) {
    let (mut redone, mut undone) = (String::new(), String::new());
    let (mut at, mut out_at) = (0, 0);
    for Rewrite { span, now, .. } in rewrites {
        assert!(span.start >= at, "out of order: {rewrites:?}");
        let was = &text[span.range()];
        assert_ne!(was, now, "no change: {rewrites:?}");
        redone.push_str(&text[at..span.start]);
        redone.push_str(now);
        let kept = span.start - at;
        undone.push_str(&out[out_at..out_at + kept]);
        undone.push_str(was);
        at = span.end;
        out_at += kept + now.len();
    }
    redone.push_str(&text[at..]);
    undone.push_str(&out[out_at..]);
    assert_eq!(redone, out, "{text:?}: {rewrites:?}");
    assert_eq!(undone, text, "{text:?}: {rewrites:?}");
}
