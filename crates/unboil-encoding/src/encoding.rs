//! Every encoding that can be read, under one name: a label in, an encoding out; bytes in, text out.
//!
//! Those of the WHATWG standard come from `encoding_rs`; code pages of DOS and Macintosh, VISCII, Johab, EUC-TW,
//! ISO-2022-KR and UTF-32 are read here. A label of the standard means what the standard says (`latin1` is
//! windows-1252), so the own ones are asked after it.
//!
//! Example: `cp-850`, `IBM850` and `850` are one encoding; `F_F` is none.

use std::borrow::Cow;

use super::pages::Page;
use super::wide::Wide;
use super::{eight_bit, escapes, euc_tw, johab, utf8};

/// An encoding that bytes can be read in.
///
/// ```
/// let encoding = unboil_encoding::Encoding::for_label("cp850").expect("a known label");
/// assert_eq!(encoding.name(), "IBM850");
/// assert!(unboil_encoding::Encoding::for_label("no such thing").is_none());
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Encoding(Kind);

#[derive(Debug, Clone, Copy)]
enum Kind {
    Web(&'static encoding_rs::Encoding),
    Page(&'static Page),
    Utf32(Wide),
    Johab,
    EucTw,
    Iso2022Kr,
}

/// Encodings without a table of their own, and what they are called, small, without `-` and `_`.
const OTHERS: [(Kind, &str); 5] = [
    (Kind::Johab, "johab cp1361 ms1361 1361 csjohab"),
    (Kind::EucTw, "euctw cseuctw cns11643"),
    (Kind::Iso2022Kr, "iso2022kr csiso2022kr"),
    (Kind::Utf32(Wide::Utf32Le), "utf32 utf32le ucs4le ucs4"),
    (Kind::Utf32(Wide::Utf32Be), "utf32be ucs4be"),
];

/// The encodings of the WHATWG standard that stand for text.
#[rustfmt::skip]
const WEB: [&str; 39] = [
    "UTF-8", "UTF-16LE", "UTF-16BE", "windows-1250", "windows-1251", "windows-1252", "windows-1253", "windows-1254",
    "windows-1255", "windows-1256", "windows-1257", "windows-1258", "windows-874", "ISO-8859-2", "ISO-8859-3",
    "ISO-8859-4", "ISO-8859-5", "ISO-8859-6", "ISO-8859-7", "ISO-8859-8", "ISO-8859-8-I", "ISO-8859-10", "ISO-8859-13",
    "ISO-8859-14", "ISO-8859-15", "ISO-8859-16", "KOI8-R", "KOI8-U", "macintosh", "x-mac-cyrillic", "IBM866", "GBK",
    "gb18030", "Big5", "EUC-JP", "ISO-2022-JP", "Shift_JIS", "EUC-KR", "x-user-defined",
];

impl Encoding {
    /// All of them: those of the WHATWG standard, then the others.
    pub fn all() -> impl Iterator<Item = Self> {
        let web = WEB.iter().filter_map(|name| Self::for_label(name));
        web.chain(Page::all().map(|page| Self(Kind::Page(page)))).chain(OTHERS.iter().map(|&(kind, _)| Self(kind)))
    }

    /// What an encoding outside of the WHATWG standard is called, small and without `-` and `_`; nothing for the others,
    /// whose labels the standard lists.
    pub fn own_labels(self) -> impl Iterator<Item = &'static str> {
        let labels = match self.0 {
            Kind::Page(page) => page.labels,
            _ => OTHERS.iter().find(|&&(kind, _)| Self(kind) == self).map_or("", |(_, labels)| labels),
        };
        labels.split_ascii_whitespace()
    }

    /// The encoding of a label, in any case and with or without `-` and `_`; nothing for a label nobody knows and for
    /// those the WHATWG standard forbids to read (`hz-gb-2312`).
    #[must_use]
    pub fn for_label(label: &str) -> Option<Self> {
        let label = label.trim();
        let bare: String =
            label.chars().filter(|c| !matches!(c, '-' | '_' | ' ')).collect::<String>().to_ascii_lowercase();
        if let Some((kind, _)) = OTHERS.iter().find(|(_, labels)| labels.split(' ').any(|known| known == bare)) {
            return Some(Self(*kind));
        }
        let web = encoding_rs::Encoding::for_label_no_replacement(label.as_bytes());
        let page = || Page::for_label(&bare).map(Kind::Page);
        web.map(Kind::Web).or_else(page).or_else(|| loose(&bare).map(Kind::Web)).map(Self)
    }

    /// Its name: that of the WHATWG standard (`windows-1252`), or the usual one where the standard leaves it out
    /// (`IBM850`, `x-mac-ce`, `VISCII`, `Johab`, `EUC-TW`, `ISO-2022-KR`, `UTF-32LE`).
    #[must_use]
    pub fn name(self) -> &'static str {
        match self.0 {
            Kind::Web(web) => web.name(),
            Kind::Page(page) => page.name,
            Kind::Utf32(wide) => wide.name(),
            Kind::Johab => "Johab",
            Kind::EucTw => "EUC-TW",
            Kind::Iso2022Kr => "ISO-2022-KR",
        }
    }

    /// The text, and how many bad sequences became U+FFFD. A byte order mark is text like any other here.
    pub fn decode(self, bytes: &[u8]) -> (Cow<'_, str>, usize) {
        let owned = |(text, bad): (String, usize)| (Cow::Owned(text), bad);
        match self.0 {
            Kind::Web(web) if web == encoding_rs::UTF_8 => utf8::lossy(bytes),
            Kind::Web(web) => eight_bit::decode(web, bytes),
            Kind::Page(page) => page.decode(bytes),
            Kind::Utf32(wide) => owned(wide.decode(bytes)),
            Kind::Johab => owned(johab::decode(bytes)),
            Kind::EucTw => owned(euc_tw::decode(bytes)),
            Kind::Iso2022Kr => owned(escapes::korean(bytes)),
        }
    }

    /// What each byte from 80 on stands for, if each stands for one character; U+FFFD for nothing.
    pub fn upper_half(self) -> Option<[char; 128]> {
        let char_of = |byte: u8| match self.0 {
            Kind::Web(web) => eight_bit::decode(web, &[byte]).0.chars().next().unwrap_or(char::REPLACEMENT_CHARACTER),
            Kind::Page(page) => page.char(byte),
            _ => char::REPLACEMENT_CHARACTER,
        };
        let is_single = match self.0 {
            Kind::Web(web) => web.is_single_byte(),
            Kind::Page(_) => true,
            _ => false,
        };
        is_single.then(|| std::array::from_fn(|index| char_of(0x80 | index as u8)))
    }

    /// Whether text in it has a zero byte in each character of ASCII, so that no ASCII can have named it.
    pub fn is_wide(self) -> bool {
        matches!(self.0, Kind::Utf32(_))
            || matches!(self.0, Kind::Web(web) if web == encoding_rs::UTF_16LE || web == encoding_rs::UTF_16BE)
    }

    /// Whether it is UTF-8.
    pub fn is_utf8(self) -> bool {
        matches!(self.0, Kind::Web(web) if web == encoding_rs::UTF_8)
    }
}

/// A label of the standard that is spelt in a way the standard does not list: `cp-1252`, `iso_8859_2`, `mac-roman`.
fn loose(bare: &str) -> Option<&'static encoding_rs::Encoding> {
    let spelt = match bare.strip_prefix("iso8859").map(|part| part.trim_start_matches(':')) {
        Some(part) => format!("iso-8859-{part}"),
        None => match bare {
            "macroman" | "xmacroman" | "10000" => "macintosh".to_owned(),
            "maccyrillic" | "10007" | "maccyrillicukrainian" | "macukrainian" => "x-mac-cyrillic".to_owned(),
            "cp932" | "ms932" | "sjis" | "windows932" => "shift_jis".to_owned(),
            "cp949" | "uhc" | "ms949" => "euc-kr".to_owned(),
            "cp936" | "ms936" => "gbk".to_owned(),
            "cp950" | "ms950" => "big5".to_owned(),
            "cp874" | "ibm874" => "windows-874".to_owned(),
            _ => {
                let digits = bare.trim_start_matches(|c: char| c.is_ascii_alphabetic());
                if digits.len() == 4 { format!("windows-{digits}") } else { bare.to_owned() }
            }
        },
    };
    encoding_rs::Encoding::for_label_no_replacement(spelt.as_bytes())
}

impl PartialEq for Encoding {
    fn eq(&self, other: &Self) -> bool {
        self.name() == other.name()
    }
}

impl Eq for Encoding {}

impl From<&'static encoding_rs::Encoding> for Encoding {
    fn from(web: &'static encoding_rs::Encoding) -> Self {
        Self(Kind::Web(web))
    }
}

#[cfg(test)]
mod tests {
    use super::Encoding;

    #[test]
    fn labels_are_known_in_any_spelling() {
        for (label, name) in [
            ("latin1", "windows-1252"),
            ("CP-1252", "windows-1252"),
            ("cp1251", "windows-1251"),
            ("cp850", "IBM850"),
            ("IBM-850", "IBM850"),
            ("cp866", "IBM866"),
            ("CP855", "IBM855"),
            ("mac-roman", "macintosh"),
            ("x-mac-cyrillic", "x-mac-cyrillic"),
            ("ISO_8859_2", "ISO-8859-2"),
            ("cp932", "Shift_JIS"),
            ("EUC_TW", "EUC-TW"),
            ("johab", "Johab"),
            ("iso-2022-kr", "ISO-2022-KR"),
            ("UTF-32BE", "UTF-32BE"),
            ("utf8", "UTF-8"),
            (" VISCII ", "VISCII"),
        ] {
            assert_eq!(Encoding::for_label(label).map(Encoding::name), Some(name), "{label}");
        }
        for label in ["", "utf-7", "hz-gb-2312", "no such thing", "F_F"] {
            assert_eq!(Encoding::for_label(label), None, "{label}");
        }
    }
}
