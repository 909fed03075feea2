//! UTF-16 and UTF-32 without byte order mark.
//!
//! Such text has bytes that eight-bit text never has: a space is `00 20`, Cyrillic is `04 xx`, a Chinese full stop is
//! `30 02`. Those bytes alone may also be a broken or binary file, and almost any two bytes are some Han or Hangul character,
//! so the text must also have *familiar* characters: ASCII, the alphabets below U+2000 (whose high byte is a control byte),
//! kana, and the commonest of Han and Hangul. A sixth of the text is enough. Of the two byte orders, the one with more
//! familiar characters is chosen. That works for Chinese too, which has hardly any zero bytes.
//!
//! Measured on slices of 842 labelled texts, from which the numbers below were also set, so other texts will do a little
//! worse: in UTF-16, all slices of 100 characters and more are found, 99.8 % of 48, 99.4 % of 24, 96.6 % of 8 (the misses
//! are Chinese, Japanese and Korean); in UTF-32 all. Of 10,912 slices of eight-bit text with NULs and control bytes inserted,
//! 24 to 2,000 bytes long, three of 24 bytes are mistaken for UTF-16. Not counted there: slices with a quarter of NULs, and
//! slices of ISO-2022-KR without its header, whose shifts are control bytes and which are often mistaken.
//!
//! Example: `1F 04 40 04 38 04 32 04` is UTF-16LE (`Прив`): four Cyrillic letters; in the other order U+1F04 is Greek,
//! but U+4004 is an obsolete Han character.

use crate::encodings::utf16_32::Utf16Or32;

/// The encoding, where `controls` is how many [control bytes](super::binary::ControlCounts) there are and `utf8` says that
/// the bytes could be UTF-8 too.
pub(crate) fn detect(bytes: &[u8], controls: usize, utf8: bool) -> Option<Utf16Or32> {
    let least = if utf8 { bytes.len() / LEAST_IF_UTF8 } else { bytes.len() / LEAST };
    if bytes.len() < 4 || controls == 0 || controls < least {
        return None;
    }
    utf32(bytes).or_else(|| utf16(bytes))
}

/// At least one byte in this many is a control byte. Measured on 8,800 slices of 100 characters: the lowest share (Japanese,
/// nearly all kana) is two in a hundred.
const LEAST: usize = 100;

/// The same for bytes that are valid UTF-8, as UTF-16 of small alphabets can be: of 4,400 such slices the lowest share (Hindi)
/// is 13 in a hundred. So ASCII with a few NULs stays ASCII.
const LEAST_IF_UTF8: usize = 10;

/// Valid UTF-32 is nearly proof by itself: eleven bits in each unit are zero. But some numbers of binary files are rare
/// characters, so at least one must be a familiar one.
fn utf32(bytes: &[u8]) -> Option<Utf16Or32> {
    [Utf16Or32::Utf32Le, Utf16Or32::Utf32Be]
        .into_iter()
        .filter_map(|encoding| {
            Some((
                Familiarity::of(encoding, bytes).filter(|found| found.total >= 2 && has_familiar(encoding, bytes))?,
                encoding,
            ))
        })
        .max_by_key(|(found, _)| found.familiar)
        .map(|(_, encoding)| encoding)
}

/// Whether any character of the basic plane is familiar: the numbers 1 to 9 as high bytes are rare writing systems.
fn has_familiar(encoding: Utf16Or32, bytes: &[u8]) -> bool {
    encoding.chars(bytes).any(|c| c.is_ok_and(|c| c < '\u{10000}' && is_familiar(c)))
}

/// UTF-16 must have familiar characters, because almost any pair of bytes is some Han or Hangul character.
fn utf16(bytes: &[u8]) -> Option<Utf16Or32> {
    [Utf16Or32::Utf16Le, Utf16Or32::Utf16Be]
        .into_iter()
        .filter_map(|encoding| Some((Familiarity::of(encoding, bytes).filter(Familiarity::is_familiar)?, encoding)))
        .max_by_key(|(found, _)| found.familiar)
        .map(|(_, encoding)| encoding)
}

/// How many characters of a text are familiar.
struct Familiarity {
    total: usize,
    familiar: usize,
}

impl Familiarity {
    /// Counts the characters. `None` if more than one in fifty is not a character that text has.
    fn of(encoding: Utf16Or32, bytes: &[u8]) -> Option<Self> {
        let total = bytes.len() / encoding.width();
        let (mut familiar, mut indic, mut odd) = (0, 0, 0);
        // Characters that text has only together with others: letters with accents with plain ones, full-width forms with
        // Han and kana. Numbers of binary files make rows of them.
        let (mut accented, mut plain, mut full, mut eastern) = (0, 0, 0, 0);
        for unit in encoding.chars(bytes) {
            match unit {
                Ok('\u{100}'..='\u{2FF}') => accented += 1,
                Ok('\u{FF01}'..='\u{FF5E}') => full += 1,
                Ok(character) if is_familiar(character) => {
                    familiar += 1;
                    plain += usize::from(character.is_ascii());
                    eastern += usize::from(character >= '\u{3000}');
                }
                Ok(character) if is_indic(character) => indic += 1,
                Ok(character) if is_textual(character) => {}
                _ => {
                    odd += 1;
                    if odd * 50 > total {
                        return None;
                    }
                }
            }
        }
        familiar += accented.min(plain) + full.min(eastern);
        // Running text in these writing systems is three quarters their letters; a third of the bytes of eight-bit text are
        // line ends and tabs only if it has hardly anything else.
        if indic * 3 >= total {
            familiar += indic;
        }
        Some(Self { total, familiar })
    }

    /// Whether a sixth of the characters is familiar. Measured on slices of 100 characters: Chinese has at least a quarter
    /// and mostly 45 %, Japanese and Korean at least half; Shift_JIS, EUC, Big5 and GB2312 read in pairs have at most 4 %, and
    /// more with NULs inserted.
    const fn is_familiar(&self) -> bool {
        self.familiar >= 2 && self.familiar * 6 >= self.total
    }
}

/// Whether text in another encoding has the character only by accident. Up to U+201F and from U+3000 to U+301F, one of the two
/// bytes is a control byte; kana are a small block; and only the commonest Han and Hangul count. Pairs that eight-bit text is
/// full of are left out: two spaces are U+2020, `00` is U+3030, a line feed and a space are U+0A20.
fn is_familiar(character: char) -> bool {
    match character {
        '\u{8}'..='\u{D}' | '\u{1B}' | ' '..='~' | '\u{A0}'..='\u{8FF}' | '\u{E00}'..='\u{1FFF}' => {
            is_textual(character)
        }
        '\u{2010}'..='\u{201F}' | '\u{2500}'..='\u{2503}' | '\u{FF01}'..='\u{FF5E}' => true,
        '\u{3009}' | '\u{300A}' | '\u{300D}' => false,
        '\u{3000}'..='\u{301F}' | '\u{3041}'..='\u{30FF}' | '\u{10000}'..='\u{1FBFF}' => true,
        '\u{4E00}'..='\u{D7A3}' => COMMON.binary_search(&character).is_ok(),
        _ => false,
    }
}

/// Whether the character is of the writing systems of India and Sri Lanka, whose high bytes (09, 0A, 0D) are tab and line
/// ends: they count if they fill the text. Pairs of white space are left out.
const fn is_indic(character: char) -> bool {
    matches!(character, '\u{900}'..='\u{DFF}') && !matches!(character as u32 & 0xFF, 0x09 | 0x0A | 0x0D | 0x20)
}

/// The commonest characters of Chinese (simplified and traditional), Japanese and Korean, in order. Written down from general
/// knowledge of the languages, not counted from a corpus. Those whose two bytes are ASCII (U+6765 is `ge`) are left out.
const COMMON: [char; 131] = [
    '一', '三', '上', '下', '不', '与', '了', '事', '二', '于', '人', '今', '从', '他', '以', '们', '会', '來', '個',
    '們', '出', '分', '去', '又', '及', '发', '只', '可', '合', '同', '后', '和', '回', '国', '國', '多', '如', '定',
    '家', '对', '将', '將', '對', '小', '市', '後', '得', '從', '心', '成', '我', '或', '文', '新', '方', '於', '无',
    '日', '时', '會', '月', '有', '權', '法', '為', '生', '的', '目', '看', '者', '而', '能', '自', '與', '行', '要',
    '見', '见', '言', '說', '说', '起', '过', '还', '这', '這', '過', '道', '還', '那', '部', '都', '里', '面', '高',
    '가', '게', '고', '과', '그', '기', '나', '는', '다', '대', '도', '들', '라', '로', '를', '리', '사', '서', '수',
    '시', '아', '어', '에', '여', '은', '을', '의', '이', '인', '있', '자', '정', '지', '하', '한', '해',
];

/// Whether text may have the character: not a control, private use, or a block that is unassigned or extinct. Coarse on purpose,
/// because it only has to distinguish text from numbers.
const fn is_textual(character: char) -> bool {
    matches!(character,
        '\u{8}'..='\u{D}'
        | '\u{1B}'
        | ' '..='~'
        | '\u{A0}'..='\u{85F}'
        | '\u{8A0}'..='\u{205F}'
        | '\u{2070}'..='\u{2BFF}'
        | '\u{2C60}'..='\u{2C7F}'
        | '\u{2D00}'..='\u{2DFF}'
        | '\u{2E80}'..='\u{2FD5}'
        | '\u{3000}'..='\u{A4CF}'
        | '\u{A640}'..='\u{A6FF}'
        | '\u{A720}'..='\u{D7A3}'
        | '\u{F900}'..='\u{FDCF}'
        | '\u{FDF0}'..='\u{FFEF}'
        | '\u{FFFC}'..='\u{FFFD}'
        | '\u{10000}'..='\u{1FBFF}'
        | '\u{20000}'..='\u{323AF}'
        | '\u{E0020}'..='\u{E007F}'
        | '\u{E0100}'..='\u{E01EF}')
}

#[cfg(test)]
mod tests {
    use super::detect;
    use crate::decide::binary::ControlCounts;
    use crate::encodings::utf16_32::Utf16Or32;

    fn find(bytes: &[u8]) -> Option<Utf16Or32> {
        detect(bytes, ControlCounts::of(bytes).all(), std::str::from_utf8(bytes).is_ok())
    }

    fn little(text: &str) -> Vec<u8> {
        text.encode_utf16().flat_map(u16::to_le_bytes).collect()
    }

    fn big(text: &str) -> Vec<u8> {
        text.encode_utf16().flat_map(u16::to_be_bytes).collect()
    }

    #[test]
    fn common_characters_can_be_searched() {
        assert!(super::COMMON.is_sorted());
    }

    #[test]
    fn scripts_are_known_by_their_blocks() {
        for text in [
            "hi",
            "-----",
            "naïve café",
            "Привет, мир",
            "Γειά σου κόσμε",
            "नमस्ते दुनिया, यह एक वाक्य है।",
            "ภาษาไทยไม่มีช่องว่างระหว่างคำ",
            "これは日本語の文章です。句点があります。",
            "안녕하세요 세계, 반갑습니다",
            "今天的天气很好，我们去公园散步。明天可能会下雨，所以最好带上雨伞。",
            "smile \u{1F600} and \u{1F680}",
        ] {
            assert_eq!(find(&little(text)), Some(Utf16Or32::Utf16Le), "{text}");
            assert_eq!(find(&big(text)), Some(Utf16Or32::Utf16Be), "{text}");
            let points = || text.chars().map(u32::from);
            assert_eq!(
                find(&points().flat_map(u32::to_le_bytes).collect::<Vec<_>>()),
                Some(Utf16Or32::Utf32Le),
                "{text}"
            );
            assert_eq!(
                find(&points().flat_map(u32::to_be_bytes).collect::<Vec<_>>()),
                Some(Utf16Or32::Utf32Be),
                "{text}"
            );
        }
    }

    #[test]
    fn eight_bit_text_with_stray_zeros_is_left() {
        assert_eq!(find(b"one line\0 and another\0 and a third one with a caf\xE9 in it\0\0"), None);
        assert_eq!(find(&b"\xCF\xF0\xE8\xE2\xE5\xF2, \xEC\xE8\xF0\0".repeat(9)), None);
        assert_eq!(find(&b"\0\x01\x02\xFF".repeat(64)), None);
        assert_eq!(find(b"\x7FELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0\x3E\0\x01\0\0\0"), None);
    }
}
