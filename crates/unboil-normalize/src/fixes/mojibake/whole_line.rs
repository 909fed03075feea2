//! A line of UTF-8 that was read as one encoding from its first to its last byte: what [`gbk`](super::gbk) and [`boxes`](super::boxes) share.

use super::legacy::note;
use crate::edit_script::Changes;
use encoding_rs::Encoding;
use unboil_encoding::is_plausible;

/// Reads `line` back from `page` if all of it is UTF-8 there, with at least `least` non-ASCII characters, and reads like some language.
/// Writes the line to `out` (which is empty) and the change to `changes`; returns `false` without a change.
pub(super) fn read_back(
    line: &str,
    page: &'static Encoding,
    least: usize,
    out: &mut String,
    changes: &mut Changes,
) -> bool {
    let (bytes, _, unmappable) = page.encode(line);
    let Some(text) = std::str::from_utf8(&bytes).ok().filter(|_| !unmappable) else { return false };
    let is_read = text.chars().filter(|c| !c.is_ascii()).count() >= least && is_plausible(text);
    if is_read {
        note(line, text, out, changes);
    }
    is_read
}
