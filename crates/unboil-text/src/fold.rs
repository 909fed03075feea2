//! Folding: what matching compares instead of the text. Never for output.
//!
//! Input: one character of normal text. Output: the bytes that it is compared as: `É` → `é`, `’` → `'`, `—` → `-`, `…` → `...`,
//! `Ａ` → `a`, `ß` → `ss`, `ي`/`ی` → `ي`, zero-width joiners → nothing. Text is folded while it is matched, one character
//! at a time, and only where a cheap test of the raw bytes says that a phrase may begin. So documents are not copied, the
//! fold may change lengths, and offsets are always those of the text itself.

use crate::simd::seek;

/// The folded form of one character: one character, or two or three of ASCII, so at most four bytes of UTF-8.
#[derive(Debug, Clone, Copy)]
pub struct Folded {
    bytes: [u8; 4],
    len: u8,
}

impl Folded {
    const EMPTY: Self = Self { bytes: [0; 4], len: 0 };

    fn push(&mut self, c: char) {
        let at = usize::from(self.len);
        // No character folds to more than four bytes; a test folds them all.
        c.encode_utf8(&mut self.bytes[at..]);
        self.len += c.len_utf8() as u8;
    }

    fn of(chars: &[char]) -> Self {
        let mut folded = Self::EMPTY;
        for &c in chars {
            folded.push(c);
        }
        folded
    }

    /// The bytes, valid UTF-8.
    #[inline]
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes[..usize::from(self.len)]
    }
}

/// The folded form of a character as a little-endian number, padded with zeros, and how many bytes it has.
#[inline(always)]
pub fn fold_number(c: char) -> (u32, usize) {
    if c.is_ascii() {
        return (u32::from((c as u8).to_ascii_lowercase()), 1);
    }
    match FOLDED.get(c as usize) {
        Some(&[a, b, c, d, len]) => (u32::from_le_bytes([a, b, c, d]), usize::from(len)),
        None => {
            let folded = fold_char(c);
            (u32::from_le_bytes(folded.bytes), usize::from(folded.len))
        }
    }
}

/// The first four folded bytes of a text that begins with these four bytes, if they determine it: two letters of two bytes
/// each, or a Han character and the beginning of another, which fold to themselves.
#[inline]
pub fn fold_four(bytes: [u8; 4]) -> Option<u32> {
    // A letter of two bytes that folds to one of two bytes.
    let two = |first: u8, second: u8| match FOLDED.get(usize::from(first & 0x1F) << 6 | usize::from(second & 0x3F)) {
        Some(&[first, second, _, _, 2]) => Some([first, second]),
        _ => None,
    };
    let [a, b, c, d] = bytes;
    let folded = match bytes {
        [0xC2..0xE0, _, 0xC2..0xE0, _] => [two(a, b)?, two(c, d)?],
        [0xC2..0xE0, _, 0..0x80, 0..0x80] => [two(a, b)?, [c, d].map(|byte| byte.to_ascii_lowercase())],
        [0..0x80, 0..0x80, 0xC2..0xE0, _] => [[a, b].map(|byte| byte.to_ascii_lowercase()), two(c, d)?],
        [0..0x80, 0xC2..0xE0, _, 0..0x80] => {
            let [first, second] = two(b, c)?;
            [[a.to_ascii_lowercase(), first], [second, d.to_ascii_lowercase()]]
        }
        [0xE4..=0xE9, _, _, 0xE4..=0xE9] => [[a, b], [c, d]],
        _ => return None,
    };
    let [[a, b], [c, d]] = folded;
    Some(u32::from_le_bytes([a, b, c, d]))
}

/// The character of `text` that begins at byte `at`; its length in bytes is [`char::len_utf8`].
#[inline(always)]
pub fn char_at(text: &str, at: usize) -> Option<char> {
    match text.as_bytes().get(at..)? {
        [one @ 0..0x80, ..] => Some(char::from(*one)),
        // Two bytes have the alphabets of Europe and the Near East, which is most of what is not ASCII.
        [first @ 0xC2..0xE0, second, ..] => char::from_u32(u32::from(first & 0x1F) << 6 | u32::from(second & 0x3F)),
        _ => text.get(at..)?.chars().next(),
    }
}

/// Folds one character.
#[inline]
pub fn fold_char(c: char) -> Folded {
    if c.is_ascii() {
        let mut folded = Folded::EMPTY;
        folded.bytes[0] = (c as u8).to_ascii_lowercase();
        folded.len = 1;
        return folded;
    }
    match FOLDED.get(c as usize) {
        Some(&[a, b, c, d, len]) => Folded { bytes: [a, b, c, d], len },
        // Han and Hangul have no case and no variants that fold; the other characters are rare.
        None if matches!(c as u32, 0x3400..=0x9FFF | 0xAC00..=0xD7A3) => Folded::of(&[c]),
        None => fold_wide(c),
    }
}

/// The folded forms of the characters up to U+2FFF: four bytes and how many of them count. Computing them would take
/// milliseconds at every start, so the table is checked in; a test compares it, and writes it if `UNBOIL_UPDATE_TABLES` is set.
static FOLDED: &[[u8; 5]] = include_bytes!("tables/folded.bin").as_chunks().0;

/// The class of a character, as a set of flags.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Class(u8);

impl Class {
    const WORD: u8 = 1;
    const SMALL: u8 = 2;
    const WIDE: u8 = 4;
    const SIGN: u8 = 8;
    const SMALL_PART: u8 = 16;

    fn work_out(c: char) -> Self {
        let flag = |is: bool, flag: u8| if is { flag } else { 0 };
        Self(
            flag(c.is_alphanumeric() || is_mark(c), Self::WORD)
                | flag(c.is_lowercase(), Self::SMALL)
                | flag(without_spaces(c), Self::WIDE)
                | flag(c == '©', Self::SIGN)
                | flag(is_southeast_asian(c), Self::SMALL_PART),
        )
    }

    /// The class of `c`.
    #[inline]
    pub fn of(c: char) -> Self {
        match CLASSES.get(c as usize) {
            Some(class) => Self(*class),
            None if matches!(c as u32, 0x3400..=0x4DBF | 0x4E00..=0x9FFF) => Self(Self::WORD | Self::WIDE),
            None if matches!(c as u32, 0xAC00..=0xD7A3) => Self(Self::WORD),
            None => Self::work_out(c),
        }
    }

    /// The class of the character of `text` that begins at byte `at` and is not ASCII, and its length in bytes.
    #[inline(always)]
    pub fn at(text: &str, at: usize) -> Option<(Self, usize)> {
        if let Some(&[first @ 0xC2..0xE0, second]) = text.as_bytes().get(at..).and_then(|rest| rest.first_chunk())
            && let Some(class) = CLASSES.get(usize::from(first & 0x1F) << 6 | usize::from(second & 0x3F))
        {
            return Some((Self(*class), 2));
        }
        let c = char_at(text, at)?;
        Some((Self::of(c), c.len_utf8()))
    }

    /// Whether it is a sign beyond ASCII that phrases can begin with.
    #[inline]
    pub fn sign(self) -> bool {
        self.0 & Self::SIGN != 0
    }

    /// Whether it belongs to a word.
    #[inline]
    pub fn word(self) -> bool {
        self.0 & Self::WORD != 0
    }

    /// Whether it is a lower-case letter.
    #[inline]
    pub fn small(self) -> bool {
        self.0 & Self::SMALL != 0
    }

    /// Whether its script is an alphabet written without spaces, so that a word takes several of its characters.
    #[inline]
    pub fn small_part(self) -> bool {
        self.0 & Self::SMALL_PART != 0
    }

    /// Whether its script is written without spaces.
    #[inline]
    pub fn wide(self) -> bool {
        self.0 & Self::WIDE != 0
    }
}

/// The classes of the characters up to U+30FF, one byte each; checked in as [`FOLDED`] is.
static CLASSES: &[u8] = include_bytes!("tables/classes.bin");

fn fold_wide(c: char) -> Folded {
    match c {
        // Punctuation with typographic variants.
        '\u{2018}' | '\u{2019}' | '\u{201B}' | '\u{2032}' | '\u{02BC}' | '\u{00B4}' => Folded::of(&['\'']),
        '\u{201C}'..='\u{201F}' | '\u{2033}' | '\u{00AB}' | '\u{00BB}' => Folded::of(&['"']),
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{FE58}' | '\u{FE63}' => Folded::of(&['-']),
        '\u{2026}' => Folded::of(&['.', '.', '.']),
        // Full-width forms of ASCII, and their Chinese and Arabic counterparts.
        '\u{FF01}'..='\u{FF5E}' => {
            let ascii = char::from_u32(c as u32 - 0xFEE0).expect("full-width forms are in the order of ASCII");
            Folded::of(&[ascii.to_ascii_lowercase()])
        }
        '\u{3001}' | '\u{060C}' => Folded::of(&[',']),
        '\u{3002}' | '\u{06D4}' => Folded::of(&['.']),
        '\u{061F}' => Folded::of(&['?']),
        // Half-width katakana, by their order in the block.
        '\u{FF66}'..='\u{FF9D}' => {
            const FULL: &str = "ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン";
            let at = c as usize - 0xFF66;
            Folded::of(&[FULL.chars().nth(at).expect("the list has the whole block")])
        }
        // Digits of other scripts are those of ASCII, so that {number} matches them all.
        '\u{0660}'..='\u{0669}' => digit(c, 0x0660),
        '\u{06F0}'..='\u{06F9}' => digit(c, 0x06F0),
        '\u{0966}'..='\u{096F}' => digit(c, 0x0966),
        '\u{09E6}'..='\u{09EF}' => digit(c, 0x09E6),
        '\u{0E50}'..='\u{0E59}' => digit(c, 0x0E50),
        // Letters with variants beyond case.
        'ß' | 'ẞ' => Folded::of(&['s', 's']),
        'ı' | 'İ' => Folded::of(&['i']),
        'ё' | 'Ё' => Folded::of(&['е']),
        'ς' => Folded::of(&['σ']),
        'ά' | 'Ά' => Folded::of(&['α']),
        'έ' | 'Έ' => Folded::of(&['ε']),
        'ή' | 'Ή' => Folded::of(&['η']),
        'ί' | 'Ί' | 'ϊ' | 'Ϊ' | 'ΐ' => Folded::of(&['ι']),
        'ό' | 'Ό' => Folded::of(&['ο']),
        'ύ' | 'Ύ' | 'ϋ' | 'Ϋ' | 'ΰ' => Folded::of(&['υ']),
        'ώ' | 'Ώ' => Folded::of(&['ω']),
        'ﬀ' => Folded::of(&['f', 'f']),
        'ﬁ' => Folded::of(&['f', 'i']),
        'ﬂ' => Folded::of(&['f', 'l']),
        'ﬃ' => Folded::of(&['f', 'f', 'i']),
        'ﬄ' => Folded::of(&['f', 'f', 'l']),
        // Arabic script: letter variants of Arabic, Persian and Urdu keyboards; vowel signs and the stretching stroke.
        'أ' | 'إ' | 'آ' | 'ٱ' => Folded::of(&['ا']),
        'ى' | 'ی' => Folded::of(&['ي']),
        'ک' => Folded::of(&['ك']),
        'ة' => Folded::of(&['ه']),
        '\u{0640}' | '\u{064B}'..='\u{0652}' | '\u{0670}' => Folded::EMPTY,
        // Joiners, direction marks and variation selectors.
        '\u{200C}'..='\u{200F}' | '\u{061C}' | '\u{2066}'..='\u{2069}' | '\u{FE00}'..='\u{FE0F}' => Folded::EMPTY,
        _ => {
            let mut folded = Folded::EMPTY;
            for lower in c.to_lowercase() {
                folded.push(lower);
            }
            folded
        }
    }
}

fn digit(c: char, zero: u32) -> Folded {
    Folded::of(&[char::from_digit(c as u32 - zero, 10).expect("the caller passes a digit and its zero")])
}

/// The folded text, for phrases at compile time and for single lines.
pub fn fold(text: &str) -> String {
    let mut folded = Vec::with_capacity(text.len());
    fold_into(text, &mut folded);
    String::from_utf8(folded).expect("every folded character is UTF-8")
}

/// Adds the folded text to `folded`.
fn fold_into(text: &str, folded: &mut Vec<u8>) {
    fold_up_to(text, usize::MAX, folded);
}

/// Adds the folded text to `folded`, but stops when that has more than `most` bytes.
pub fn fold_up_to(text: &str, most: usize, folded: &mut Vec<u8>) {
    if text.is_ascii() {
        let part = text.as_bytes().iter().take(most.saturating_add(1));
        folded.extend(part.map(u8::to_ascii_lowercase));
        return;
    }
    for c in text.chars() {
        folded.extend_from_slice(fold_char(c).as_bytes());
        if folded.len() > most {
            return;
        }
    }
}

/// All characters whose folded form contains one of `signs`, and the signs.
pub fn unfolded(signs: &[char]) -> impl Iterator<Item = char> {
    // Beyond are only full-width forms (U+FF01 to U+FFEE) and letters.
    let all = (0..0x3000).chain(0xFF00..0xFFF0).filter_map(char::from_u32);
    let folds =
        move |c: &char| std::str::from_utf8(fold_char(*c).as_bytes()).is_ok_and(|folded| folded.contains(signs));
    all.filter(folds).chain(signs.iter().copied())
}

/// A folded line and its offsets: `map[i]` is the byte of the line that folded byte `i` came from.
#[derive(Debug, Default)]
pub struct FoldedLine {
    /// The folded text.
    pub text: String,
    map: Vec<u32>,
    len: usize,
}

impl FoldedLine {
    /// Folds `line` into the buffers of `self`.
    pub fn set(&mut self, line: &str) {
        self.text.clear();
        self.map.clear();
        self.len = line.len();
        if line.is_ascii() {
            // Folding ASCII changes no offsets, so the map stays empty.
            self.text.push_str(line);
            self.text.make_ascii_lowercase();
            return;
        }
        let mut bytes = std::mem::take(&mut self.text).into_bytes();
        let mut at = 0;
        while let Some(rest) = line.get(at..).filter(|rest| !rest.is_empty()) {
            // In most European scripts, most of a line is ASCII.
            let ascii = seek(rest.as_bytes(), 0, |b, _| b).unwrap_or(rest.len());
            bytes.extend(rest.as_bytes()[..ascii].iter().map(u8::to_ascii_lowercase));
            // Lines are shorter than 4 GiB.
            self.map.extend(at as u32..(at + ascii) as u32);
            at += ascii;
            // Most of the rest are words of another script.
            for c in rest[ascii..].chars().take_while(|c| !c.is_ascii()) {
                bytes.extend_from_slice(fold_char(c).as_bytes());
                self.map.resize(bytes.len(), at as u32);
                at += c.len_utf8();
            }
        }
        self.text = String::from_utf8(bytes).expect("every folded character is UTF-8");
    }

    /// The byte of the line at folded offset `at`; the line's length at the end.
    pub fn unfolded(&self, at: usize) -> usize {
        if self.map.is_empty() { at.min(self.len) } else { self.map.get(at).map_or(self.len, |&from| from as usize) }
    }

    /// The folded offset of the first folded byte that came from byte `at` of the line or later.
    pub fn folded(&self, at: usize) -> usize {
        if self.map.is_empty() { at.min(self.len) } else { self.map.partition_point(|&from| (from as usize) < at) }
    }
}

/// Whether the script of `c` is written without spaces, so that phrases need no word boundaries.
#[inline]
pub fn without_spaces(c: char) -> bool {
    is_southeast_asian(c)
        || matches!(c as u32,
        0x3005..=0x3007 | 0x3040..=0x30FF | 0x31F0..=0x31FF // kana and the signs among them
        | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF | 0x20000..=0x3FFFF // Han
        | 0xFF66..=0xFF9F)
}

/// Thai, Lao, Burmese and Khmer: alphabets written without spaces.
#[inline]
fn is_southeast_asian(c: char) -> bool {
    matches!(c as u32, 0x0E00..=0x0EFF | 0x1000..=0x109F | 0x1780..=0x17FF)
}

/// Whether `c` belongs to a word.
#[inline]
pub fn is_word(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_alphanumeric() } else { Class::of(c).word() }
}

/// Combining marks inside words that `char::is_alphanumeric` does not include: virama, nukta, accents.
fn is_mark(c: char) -> bool {
    matches!(c as u32,
        0x0300..=0x036F | 0x0483..=0x0487 | 0x0591..=0x05C7 | 0x0610..=0x061A | 0x064B..=0x065F
        | 0x093C | 0x094D | 0x09BC | 0x09CD | 0x0A3C | 0x0A4D | 0x0ABC | 0x0ACD | 0x0B4D | 0x0BCD | 0x0C4D
        | 0x0CCD | 0x0D4D | 0x0E38..=0x0E4E | 0x1039 | 0x103A | 0x200C | 0x200D)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Compares a checked-in table with what it is made from, and writes it if asked to.
    fn check_table(name: &str, checked_in: &[u8], computed: Vec<u8>) {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/tables").join(name);
        if std::env::var_os("UNBOIL_UPDATE_TABLES").is_some() {
            std::fs::write(path, computed).unwrap();
        } else {
            assert!(checked_in == computed, "{name} is out of date: run the tests with UNBOIL_UPDATE_TABLES=1");
        }
    }

    #[test]
    fn the_checked_in_tables_are_up_to_date() {
        let c = |c| char::from_u32(c).expect("no surrogates below U+3100");
        let folded = (0..0x3000).map(c).map(fold_wide).flat_map(|f| f.bytes.into_iter().chain([f.len]));
        check_table("folded.bin", FOLDED.as_flattened(), folded.collect());
        check_table("classes.bin", CLASSES, (0..0x3100).map(|n| Class::work_out(c(n)).0).collect());
    }

    #[test]
    fn short_cuts_agree_with_unicode() {
        for c in (0x80..=0x10FFFF).filter_map(char::from_u32) {
            assert_eq!(Class::of(c), Class::work_out(c), "U+{:04X}", c as u32);
            assert_eq!(fold_char(c).as_bytes(), fold_wide(c).as_bytes(), "U+{:04X}", c as u32);
        }
    }

    #[test]
    fn characters_are_read_where_they_stand() {
        let text: String = (0..=0x10FFFF).step_by(7).filter_map(char::from_u32).collect();
        assert!(text.char_indices().all(|(at, c)| char_at(&text, at) == Some(c)));
        assert_eq!(char_at(&text, text.len()), None);
    }

    proptest::proptest! {
        #[test]
        fn four_bytes_fold_as_the_text_does(text in "[a-cXY а-яА-ЯёЁßİéÉñ\u{64b}\u{5d0}-\u{5ea}中读、。ｼ]{2,4}") {
            if let Some(folded) = text.as_bytes().first_chunk().and_then(|four| fold_four(*four)) {
                proptest::prop_assert!(fold(&text).as_bytes().starts_with(&folded.to_le_bytes()), "{text}");
            }
        }
    }

    #[test]
    fn variants_fold_to_the_same() {
        for (a, b) in [
            ("DON’T", "don't"),
            ("E‑Mail", "e-mail"),
            ("Straße", "STRASSE"),
            ("İndir", "indir"),
            ("ＳＨＡＲＥ！", "share!"),
            ("ｼｪｱ", "シェア"),
            ("إشترك", "اشترک"),
            ("می‌خوانید", "ميخوانيد"),
            ("ΔΙΑΒΑΣΤΕ ΕΠΙΣΗΣ", "διαβάστε επίσης"),
            ("Ещё", "еще"),
            ("٣٤", "34"),
            ("more…", "more..."),
        ] {
            assert_eq!(fold(a), fold(b), "{a} / {b}");
        }
    }

    #[test]
    fn a_folded_line_leads_back() {
        let mut line = FoldedLine::default();
        line.set("Größe…x");
        assert_eq!(line.text, "grösse...x");
        let x = line.text.find('x').unwrap();
        assert_eq!(&"Größe…x"[line.unfolded(x)..], "x");
        assert_eq!(line.folded(line.unfolded(x)), x);
        assert_eq!(line.unfolded(line.text.len()), "Größe…x".len());
    }

    #[test]
    fn every_character_folds_to_text_that_folds_to_itself() {
        for c in (0..=0x10FFFF).filter_map(char::from_u32) {
            let once = fold(c.encode_utf8(&mut [0; 4]));
            assert_eq!(fold(&once), once, "U+{:04X}", c as u32);
        }
    }
}
