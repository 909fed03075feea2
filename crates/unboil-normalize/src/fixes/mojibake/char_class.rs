//! What it costs that one character is next to another, in any language: classes of characters and costs of their pairs.
//!
//! 0 for what sound text does all the time (`é…`, `“É`, `É®`), up to 6 for what it never does. `tÃ` costs 3 (a capital
//! after a small letter), `¼b` costs 2 (a letter after a fraction). The numbers were set by hand: a single reading has to
//! gain 3 (see [`reading`](super::reading)), so 3 means "never in sound text", 2 "rarely", 1 "sometimes".

/// What a character is to its neighbours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CharClass {
    /// White space, and the ends of a line.
    Space,
    /// No-break space.
    NoBreak,
    Digit,
    /// ASCII punctuation, and everything not listed below.
    Plain,
    /// `“ ‘`, which open in some languages and close in others.
    Quote,
    /// `’`, also an apostrophe.
    Apostrophe,
    /// `”`
    Close,
    /// `» ›`
    Guillemet,
    /// `« ‹`
    OpenGuillemet,
    /// `„ ‚ ¿ ¡`: after a space or another opening mark only.
    Open,
    /// `– — … ·`
    Dash,
    /// What follows words and numbers: `™ ® © º ª ° ² ³ ¹`.
    Suffix,
    /// `£ ¥ ¢ ¤`
    Money,
    /// `€`, the first tail byte of most punctuation.
    Euro,
    /// Signs that seldom touch a letter: `§ ¶ ¼ ‡ ˆ …`.
    Sign,
    Math,
    Box,
    /// A corner at the right of a box.
    Corner,
    /// The soft hyphen.
    Hyphen,
    /// A control character that means nothing in Windows-1252 either.
    Control,
    /// Combining.
    Mark,
    Small(WritingSystem),
    Capital(WritingSystem),
    /// A letter without case.
    Letter(WritingSystem),
}

/// Writing systems that words do not mix.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum WritingSystem {
    /// Basic Latin.
    Ascii,
    Latin,
    Greek,
    Cyrillic,
    Hebrew,
    Arabic,
    /// All others, by their block of 128 code points; those of East Asia are one.
    Other(u16),
}

use CharClass as N;
use std::sync::OnceLock;

/// How many characters are classified together: no text has many alphabets.
const BLOCK: usize = 128;

/// Blocks that are kept in tables: characters after them are East Asian, or rare.
const BLOCKS: usize = 0x2E80 / BLOCK;

/// The class of a character and its [`rarity`].
type Known = (CharClass, u8);

/// Filled when a character of the block is first asked for.
static KNOWN: [OnceLock<Box<[Known; BLOCK]>>; BLOCKS] = [const { OnceLock::new() }; BLOCKS];

#[inline]
fn known(c: char) -> Option<Known> {
    let code = c as usize;
    let char_at = |i: usize| char::from_u32((code / BLOCK * BLOCK + i) as u32).unwrap_or(' ');
    let classify = |i: usize| (CharClass::classify(char_at(i)), rated(char_at(i)) as u8);
    let block = KNOWN.get(code / BLOCK)?;
    Some(block.get_or_init(|| Box::new(std::array::from_fn(classify)))[code % BLOCK])
}

impl CharClass {
    /// The class of `c`.
    #[inline]
    pub(super) fn of(c: char) -> Self {
        known(c).map_or_else(|| CharClass::classify(c), |(class, _)| class)
    }

    /// A letter of East Asia.
    pub(super) const HAN: Self = N::Letter(WritingSystem::Other(0));

    fn classify(c: char) -> Self {
        match c {
            '\u{3041}'..='\u{30FA}' | '\u{4E00}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7A3}' => Self::HAN,
            'a'..='z' => N::Small(WritingSystem::Ascii),
            'A'..='Z' => N::Capital(WritingSystem::Ascii),
            '0'..='9' => N::Digit,
            ' ' | '\t' | '\n' | '\r' => N::Space,
            '\0'..='\u{7F}' => N::Plain,
            '\u{80}'..='\u{9F}' => crate::fixes::c1::meant(c).map_or(N::Control, N::classify),
            '\u{A0}' => N::NoBreak,
            '\u{AD}' => N::Hyphen,
            '“' | '‘' => N::Quote,
            '’' => N::Apostrophe,
            '”' => N::Close,
            '»' | '›' => N::Guillemet,
            '«' | '‹' => N::OpenGuillemet,
            '„' | '‚' | '¿' | '¡' => N::Open,
            '–' | '—' | '…' | '·' | '―' => N::Dash,
            '™' | '®' | '©' | 'º' | 'ª' | '°' | '²' | '³' | '¹' | '′' | '″' => N::Suffix,
            '£' | '¥' | '¢' | '¤' => N::Money,
            '€' => N::Euro,
            '\u{A1}'..='\u{BF}' | '×' | '÷' | '†' | '‡' | '‰' | '•' | 'ˆ' | '˜' | '\u{2B8}'..='\u{2DF}' | '₧' => {
                N::Sign
            }
            '┐' | '╗' | '╖' | '╕' => N::Corner,
            '\u{2500}'..='\u{259F}' => N::Box,
            '⁄' | '∂' | '∆' | '∏' | '∑' | '√' | '∞' | '∫' | '≈' | '≠' | '≤' | '≥' | '◊' | '⌐' | '∙' => {
                N::Math
            }
            '\u{300}'..='\u{36F}' | '\u{483}'..='\u{489}' | '\u{591}'..='\u{5BD}' | '\u{64B}'..='\u{65F}' => N::Mark,
            _ if c.is_alphabetic() => {
                let system = WritingSystem::of(c);
                if c.is_lowercase() {
                    N::Small(system)
                } else if c.is_uppercase() {
                    N::Capital(system)
                } else {
                    N::Letter(system)
                }
            }
            '\u{2000}'..='\u{200A}' | '\u{3000}' => N::Space,
            _ => N::Plain,
        }
    }

    /// Whether it is unlikely in a line of Latin letters. Words with single Greek letters are common there.
    pub(super) fn is_foreign(self, c: char) -> bool {
        match self.writing_system() {
            Some(system) => !matches!(system, WritingSystem::Ascii | WritingSystem::Latin | WritingSystem::Greek),
            None => matches!(u32::from(c), 0x300..=0x334 | 0x339..=0x36F | 0x483..=0x1CFF | 0xA640..=0xABFF),
        }
    }

    /// The writing system of a letter.
    pub(super) fn writing_system(self) -> Option<WritingSystem> {
        match self {
            N::Small(system) | N::Capital(system) | N::Letter(system) => Some(system),
            _ => None,
        }
    }

    pub(super) fn is_word(self) -> bool {
        matches!(self, N::Small(_) | N::Capital(_) | N::Letter(_) | N::Mark)
    }
}

impl WritingSystem {
    fn of(c: char) -> Self {
        match u32::from(c) {
            ..0x80 => Self::Ascii,
            0x80..=0x24F | 0x1E00..=0x1EFF | 0xFB00..=0xFB06 => Self::Latin,
            0x370..=0x3FF | 0x1F00..=0x1FFF => Self::Greek,
            0x400..=0x52F => Self::Cyrillic,
            0x590..=0x5FF => Self::Hebrew,
            0x600..=0x6FF | 0x750..=0x77F => Self::Arabic,
            0x2E80..=0xA4CF | 0xAC00..=0xD7FF | 0xF900..=0xFAFF | 0x2_0000..=0x3_FFFF => Self::Other(0),
            code => Self::Other((code / 128) as u16),
        }
    }
}

/// Whether `b` is the capital of `a`, as in a list of letters: `åÅ`.
pub(super) fn is_case_pair(a: char, b: char) -> bool {
    !b.is_ascii() && b.is_uppercase() && b.to_lowercase().eq([a])
}

/// What it costs that `b` follows `a`.
pub(super) fn pair(a: CharClass, b: CharClass) -> i32 {
    match (a, b) {
        (N::Control, _) | (_, N::Control) => 4,
        _ if a.is_word() && b.is_word() => letters(a, b),
        (_, N::Open) if a.is_word() || matches!(a, N::Close | N::Guillemet | N::Suffix | N::Sign | N::Euro) => 3,
        (N::Capital(_), N::Euro) => 0,
        (_, N::Euro) if a.is_word() => 3,
        (_, N::Sign | N::Money | N::Math) if a.is_word() => 2,
        (N::Sign | N::Money | N::Euro | N::Suffix, _) if b.is_word() => 2,
        (N::Close, _) if b.is_word() => 3,
        (N::Guillemet | N::Math, _) if b.is_word() => 1,
        (_, N::Box | N::Corner) if a.is_word() || matches!(a, N::Digit | N::Suffix) => 3,
        (N::Corner, _) if b.is_word() => 4,
        (N::Box, _) if b.is_word() => 1,
        (N::Box | N::Corner, N::Sign | N::Suffix | N::Money | N::Guillemet | N::OpenGuillemet | N::Open | N::Math) => 2,
        (N::Math, N::Sign | N::Money) | (N::Suffix, N::Sign | N::Money | N::Euro) => 2,
        (
            N::Sign | N::Money | N::Euro | N::Math | N::Quote | N::Apostrophe | N::Close | N::Dash,
            N::Sign | N::Money | N::Euro | N::Math,
        )
        | (N::Suffix | N::Math, N::Suffix | N::Math)
        | (N::Sign | N::Euro, N::Suffix | N::Quote | N::Apostrophe | N::Close | N::Guillemet | N::OpenGuillemet)
        | (N::Money, N::Quote | N::Close | N::Guillemet | N::OpenGuillemet | N::Suffix)
        | (N::Hyphen, N::Space | N::Plain) => 1,
        _ => 0,
    }
}

fn letters(a: CharClass, b: CharClass) -> i32 {
    let systems = match (a.writing_system(), b.writing_system()) {
        (Some(x), Some(y)) => (x, y),
        _ => return 0,
    };
    match systems {
        (WritingSystem::Ascii, WritingSystem::Ascii) => 0,
        (WritingSystem::Ascii | WritingSystem::Latin, WritingSystem::Ascii | WritingSystem::Latin) => match (a, b) {
            (N::Small(_), N::Capital(_)) => 4,
            _ => 0,
        },
        // TNFα, γδT.
        (WritingSystem::Ascii, WritingSystem::Greek) | (WritingSystem::Greek, WritingSystem::Ascii) => 1,
        (x, y) if x != y => match (x, y) {
            (WritingSystem::Other(0), _) | (_, WritingSystem::Other(0)) => 2,
            _ => 3,
        },
        _ if matches!((a, b), (N::Small(_), N::Capital(_))) => 3,
        _ => 0,
    }
}

/// What `b` between `a` and `c` costs beyond the two pairs.
pub(super) fn middle((a, before): (char, CharClass), b: char, (_, after): (char, CharClass)) -> i32 {
    match b {
        // Capitals that few languages have: at the end of words in capitals and beside their quotes, nowhere else.
        'Ã' | 'Â' => {
            let lone = !matches!(
                before,
                N::Capital(_)
                    | N::NoBreak
                    | N::Quote
                    | N::Apostrophe
                    | N::Close
                    | N::Guillemet
                    | N::OpenGuillemet
                    | N::Open
            ) && a != '(';
            if lone && !after.is_word() && !matches!(after, N::Space | N::Plain | N::Digit) { 3 } else { 0 }
        }
        '“' if before.is_word() && after.is_word() => 3,
        '‚' | '„' if before.is_word() && after.is_word() => 2,
        // Roots and the like come after numbers, not after words.
        '√' | '‰' | 'ˆ' | '˜' if before.is_word() => 1,
        'Ђ' if matches!(before, N::Small(WritingSystem::Cyrillic)) => 2,
        '²' | '³' | '¹' if before.is_word() && after.is_word() => 3,
        '«' | '‹' if before.is_word() && after.is_word() => 3,
        '»' | '›' if before.is_word() && after.is_word() => 2,
        'œ' | 'Œ' | 'Ÿ' if matches!(before, N::Small(WritingSystem::Latin) | N::Capital(WritingSystem::Latin)) => 3,
        '\u{80}'..='\u{9F}' => 1,
        _ => 0,
    }
}

/// What a character costs by itself as the result of a repair: rare characters are rarely what was meant.
#[inline]
pub(super) fn rarity(c: char) -> i32 {
    known(c).map_or_else(|| rated(c), |(_, rarity)| i32::from(rarity))
}

/// The [`rarity`] of code points that are not readable characters: never the result of a repair.
pub(super) const NO_CHARACTER: i32 = 6;

fn rated(c: char) -> i32 {
    match u32::from(c) {
        0x80..=0x9F => 2,
        0xFDD0..=0xFDEF | 0xE000..=0xF8FF | 0x4_0000..=0xD_FFFF | 0xE_01F0.. => NO_CHARACTER,
        code if code & 0xFFFE == 0xFFFE => NO_CHARACTER,
        // Deprecated by Unicode; in lists of symbols, a vowel with a sign after it.
        0x149 => 3,
        // Pinyin, but also the end of a quotation after a capital.
        0x1D3..=0x1D4 => 2,
        0xA0..=0x148 | 0x14A..=0x17E | 0x1A0..=0x1A1 | 0x1AF..=0x1B0 | 0x1CD..=0x1DC | 0x218..=0x21B => 0,
        0x192 => 1,
        0x180..=0x24F => 2,
        0x251 | 0x254 | 0x257 | 0x259 | 0x25B | 0x263 | 0x26A => 1,
        0x250..=0x2AF => 3,
        0x2BB..=0x2BC | 0x2C6 | 0x2C7 | 0x2D8..=0x2DD => 0,
        0x2B0..=0x2FF => 2,
        0x335..=0x338 => 1,
        0x300..=0x36F => 2,
        0x370..=0x385 | 0x3D0..=0x3FF => 2,
        0x386..=0x3CF | 0x400..=0x45F | 0x490..=0x491 => 0,
        0x460..=0x489 => 3,
        0x48A..=0x4FF => 1,
        0x500..=0x530 => 3,
        0x5D0..=0x5EA
        | 0x60C
        | 0x61B
        | 0x61F
        | 0x621..=0x652
        | 0x660..=0x66A
        | 0x67E
        | 0x686
        | 0x698
        | 0x6A9
        | 0x6AF => 0,
        0x6CC | 0x6D4 | 0x6F0..=0x6F9 | 0x679 | 0x688 | 0x691 | 0x6BA | 0x6BE | 0x6C1..=0x6C3 | 0x6D2 => 0,
        0x531..=0x58F => 0,
        0x600..=0x60B => 3,
        0x590..=0x6FF => 1,
        0x700..=0x8FF => 3,
        0x1E00..=0x1E9F => 1,
        0x900..=0x1BFF | 0x2000..=0x2BFF | 0x3000..=0x30FF | 0xFE0F | 0xFEFF | 0xFF00..=0xFFFD | 0x1F000..=0x1FAFF => 0,
        _ if c.is_alphanumeric() => 0,
        // Most likely unassigned.
        _ => 4,
    }
}
