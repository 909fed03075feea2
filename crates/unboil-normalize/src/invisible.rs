//! Invisible characters: which go, and which stay because a script needs them.
//!
//! `co<U+00AD>op<U+200B>erate` → `cooperate`. They go before NFC, so that what they kept apart composes.
//!
//! - Gone: soft hyphen, zero-width space, word joiner and the invisible operators, byte order mark wherever it stands,
//!   Mongolian vowel separator, interlinear annotation marks, object replacement character, noncharacters, and the
//!   direction embeddings, overrides and deprecated format characters.
//! - Direction marks and isolates (`U+200E`, `U+200F`, `U+061C`, `U+2066..U+2069`) stay in a line that holds a
//!   right-to-left letter when the other fixes are done, as they order what a reader sees there. In any other line they go.
//! - Always kept: zero-width joiner and non-joiner (Persian, Hindi, emoji), variation selectors, tag characters (flags),
//!   the replacement character `U+FFFD` (it says that something was lost) and private use.

/// Whether `c` is a direction mark or isolate.
pub(crate) fn is_direction(c: char) -> bool {
    matches!(c, '\u{200E}' | '\u{200F}' | '\u{61C}' | '\u{2066}'..='\u{2069}')
}

/// Whether `c` is invisible and means nothing in any line.
pub(crate) fn is_junk(c: char) -> bool {
    matches!(c,
        '\u{AD}' | '\u{180E}' | '\u{200B}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2064}'
        | '\u{206A}'..='\u{206F}' | '\u{FDD0}'..='\u{FDEF}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFC}')
        || u32::from(c) & 0xFFFE == 0xFFFE
}

/// Whether `text` holds a letter of a script that runs from right to left.
pub(crate) fn has_right_to_left(text: &str) -> bool {
    text.chars().any(|c| {
        matches!(c, '\u{590}'..='\u{8FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFF}'
            | '\u{10800}'..='\u{10FFF}' | '\u{1E800}'..='\u{1EFFF}')
            && c.is_alphabetic()
    })
}
