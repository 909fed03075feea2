//! HTML character references: `Q&amp;A` → `Q&A`, `caf&eacute;` → `café`, `&#8217;` → `’`.
//!
//! The names are those of the HTML standard. Three rules tell references from text:
//!
//! - A name or number that ends in `;` is always a reference. Numbers 128 to 159 mean Windows-1252, as in browsers;
//!   numbers that are not characters (surrogates, too large) stay as they are.
//! - Old names (`&copy`, `&lt`, `&nbsp` …) and hexadecimal numbers without `;` are references only if neither `=` nor a
//!   letter, digit or combining mark follows. Browsers read addresses in this way: `?a=1&copy=2` stays.
//! - Decimal numbers without `;` end at the first character that is not a digit (`don&#39t`), but only from 32 on: the
//!   `&#1` of a title is not a control character.
//!
//! Decoding is repeated until no reference is left: `&amp;lt;` becomes `<`. Text that was escaped twice is common and text
//! that shows a reference on purpose is rare. It also makes cleaning twice the same as cleaning once.

use crate::char_table::{Characters, Ranges};
use crate::text_fix::TextFix;
use icu_normalizer::ComposingNormalizerBorrowed;

/// The fix. Its rewriting is part of [`char_walk`](crate::char_walk), because other fixes complete references and references
/// stand for characters that other fixes change.
pub(crate) struct Entity;

impl TextFix for Entity {
    const DESCRIPTION: &'static str = "An HTML character reference became the character it stands for.";
    const EXAMPLE: (&'static str, &'static str) = ("Q&amp;A", "Q&A");
    const SUSPECTS: Ranges = &['&'..='&'];
}

/// The longest reference that is recognized, in bytes: `&CounterClockwiseContourIntegral;`.
pub(crate) const LONGEST: usize = 33;

/// What a reference means: one character, or two.
pub(crate) type Meaning = (char, Option<char>);

/// Whether `c` can continue the reference that `tail` begins (`&` and what follows it).
pub(crate) fn continues(tail: &str, c: char) -> bool {
    match tail.as_bytes() {
        [b'&'] => c == '#' || c.is_ascii_alphanumeric(),
        [b'&', b'#'] => c.is_ascii_digit() || c == 'x' || c == 'X',
        [b'&', b'#', b'x' | b'X', ..] => c.is_ascii_hexdigit(),
        [b'&', b'#', ..] => c.is_ascii_digit(),
        _ => c.is_ascii_alphanumeric(),
    }
}

/// Where the reference begins that the end of `text` may be part of.
pub(crate) fn open_at(text: &str) -> Option<usize> {
    let from = text.len().saturating_sub(LONGEST);
    let tail = text.as_bytes().get(from..)?;
    let back = tail.iter().rev().position(|b| !b.is_ascii_alphanumeric() && *b != b'#')?;
    let at = tail.len() - 1 - back;
    (tail.get(at) == Some(&b'&')).then_some(from + at)
}

/// The meaning of a reference from its `&` to its `;`.
pub(crate) fn closed(reference: &str) -> Option<Meaning> {
    match reference.strip_prefix("&#") {
        Some(number) => Some((number_value(number.strip_suffix(';')?)?, None)),
        None => named(reference),
    }
}

/// The meaning of a reference without `;` before `next` (or the end of the line).
pub(crate) fn unclosed<C: Characters>(reference: &str, next: Option<char>) -> Option<Meaning> {
    let Some(number) = reference.strip_prefix("&#") else {
        return if next.is_some_and(blocks::<C>) { None } else { named(reference) };
    };
    let decimal = number.bytes().all(|b| b.is_ascii_digit());
    if !decimal && next.is_some_and(blocks::<C>) {
        return None;
    }
    number_value(number).filter(|c| *c >= ' ').map(|c| (c, None))
}

/// Whether the character after a reference without `;` makes it plain text.
///
/// The answer is the same for a character and for its decomposition: `é` and `e` block, and so does a combining mark,
/// which would have composed with the last letter of the name.
fn blocks<C: Characters>(c: char) -> bool {
    if c.is_ascii() {
        return c == '=' || c.is_ascii_alphanumeric();
    }
    let nfc = ComposingNormalizerBorrowed::new_nfc();
    let c = nfc.normalize(c.encode_utf8(&mut [0; 4])).chars().next().unwrap_or(c);
    c == '≠' || c.is_alphanumeric() || C::joins_back(c)
}

/// The meaning of a name. Texts shorter than `&lt`, the shortest name, are not looked up.
fn named(reference: &str) -> Option<Meaning> {
    if reference.len() < 3 {
        return None;
    }
    let meaning = std::str::from_utf8(htmlize::ENTITIES.get(reference.as_bytes())?).ok()?;
    let mut chars = meaning.chars();
    Some((chars.next()?, chars.next()))
}

/// The character of a number such as `8217` or `x2019`.
fn number_value(number: &str) -> Option<char> {
    let value = match number.strip_prefix(['x', 'X']) {
        Some(hex) if hex.bytes().all(|b| b.is_ascii_hexdigit()) => u32::from_str_radix(hex, 16),
        None if number.bytes().all(|b| b.is_ascii_digit()) => number.parse(),
        _ => return None,
    };
    char::from_u32(value.ok()?)
}
