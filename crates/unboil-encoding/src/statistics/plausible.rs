//! Whether text reads like some language: a test of text that a repair would produce.
//!
//! `liberté d’opinion` is plausible; `libert茅 d鈥檕pinion` is not.

use super::languages::{Cost, STEPS_PER_NAT, Statistics};
use super::sample::Sample;

/// The most that plausible text costs for each non-ASCII byte: eight nats. Set by hand; the letters of ASCII beside such a byte
/// are counted with it.
const PLAUSIBLE: Cost = (8.0 * STEPS_PER_NAT) as Cost;

/// Whether a text that is not all ASCII reads like some language with an alphabet.
#[must_use]
pub fn is_plausible(text: &str) -> bool {
    const PAGES: [&str; 6] =
        ["windows-1252", "windows-1251", "windows-1250", "windows-1253", "windows-1254", "windows-1257"];
    PAGES.iter().filter_map(|label| encoding_rs::Encoding::for_label(label.as_bytes())).any(|page| {
        let (bytes, _, unmappable) = page.encode(text);
        let sample = Sample::of(&bytes);
        let cost = || sample.cost(page.into()).unwrap_or(Cost::MAX);
        !unmappable && sample.high > 0 && cost() < sample.high as Cost * PLAUSIBLE
    })
}

/// Whether a character is not one of the thousand and more that Chinese text mostly consists of.
#[must_use]
pub fn is_rare_han(c: char) -> bool {
    Statistics::get().signs.is_rare(c)
}
