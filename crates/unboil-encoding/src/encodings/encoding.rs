//! All encodings that can be decoded, as one type.
//!
//! Those of the WHATWG standard are decoded by `encoding_rs`; code pages of DOS and Macintosh, VISCII, Johab, EUC-TW,
//! ISO-2022-KR and UTF-32 are decoded here. A label of the standard means what the standard says (`latin1` is windows-1252),
//! so code pages are looked up after it.
//!
//! Example: `cp-850`, `IBM850` and `850` are labels of the same encoding; `F_F` is not a label.

use std::borrow::Cow;

use super::code_page::CodePage;
use super::utf16_32::Utf16Or32;
use super::{euc_tw, iso2022_kr, johab, utf8, whatwg};

/// An encoding that bytes can be decoded in.
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
    CodePage(&'static CodePage),
    Utf32(Utf16Or32),
    Johab,
    EucTw,
    Iso2022Kr,
}

/// Encodings that are not code pages, and their labels, in lower case without `-` and `_`.
const OTHERS: [(Kind, &str); 5] = [
    (Kind::Johab, "johab cp1361 ms1361 1361 csjohab"),
    (Kind::EucTw, "euctw cseuctw cns11643"),
    (Kind::Iso2022Kr, "iso2022kr csiso2022kr"),
    (Kind::Utf32(Utf16Or32::Utf32Le), "utf32 utf32le ucs4le ucs4"),
    (Kind::Utf32(Utf16Or32::Utf32Be), "utf32be ucs4be"),
];

/// The encodings of the WHATWG standard, without its `replacement`.
#[rustfmt::skip]
const WEB: [&str; 39] = [
    "UTF-8", "UTF-16LE", "UTF-16BE", "windows-1250", "windows-1251", "windows-1252", "windows-1253", "windows-1254",
    "windows-1255", "windows-1256", "windows-1257", "windows-1258", "windows-874", "ISO-8859-2", "ISO-8859-3",
    "ISO-8859-4", "ISO-8859-5", "ISO-8859-6", "ISO-8859-7", "ISO-8859-8", "ISO-8859-8-I", "ISO-8859-10", "ISO-8859-13",
    "ISO-8859-14", "ISO-8859-15", "ISO-8859-16", "KOI8-R", "KOI8-U", "macintosh", "x-mac-cyrillic", "IBM866", "GBK",
    "gb18030", "Big5", "EUC-JP", "ISO-2022-JP", "Shift_JIS", "EUC-KR", "x-user-defined",
];

impl Encoding {
    /// All encodings: those of the WHATWG standard, then the others.
    pub fn all() -> impl Iterator<Item = Self> {
        let web = WEB.iter().filter_map(|name| Self::for_label(name));
        web.chain(CodePage::all().map(|page| Self(Kind::CodePage(page))))
            .chain(OTHERS.iter().map(|&(kind, _)| Self(kind)))
    }

    /// The labels of an encoding outside the WHATWG standard, in lower case without `-` and `_`. Empty for the others, whose
    /// labels are listed in the standard.
    pub fn own_labels(self) -> impl Iterator<Item = &'static str> {
        let labels = match self.0 {
            Kind::CodePage(page) => page.labels,
            _ => OTHERS.iter().find(|&&(kind, _)| Self(kind) == self).map_or("", |(_, labels)| labels),
        };
        labels.split_ascii_whitespace()
    }

    /// The encoding of a label, in any case and with or without `-` and `_`. `None` for unknown labels and for those that the
    /// WHATWG standard replaces (`hz-gb-2312`).
    #[must_use]
    pub fn for_label(label: &str) -> Option<Self> {
        let label = label.trim();
        let bare: String =
            label.chars().filter(|c| !matches!(c, '-' | '_' | ' ')).collect::<String>().to_ascii_lowercase();
        if let Some((kind, _)) = OTHERS.iter().find(|(_, labels)| labels.split(' ').any(|known| known == bare)) {
            return Some(Self(*kind));
        }
        let web = encoding_rs::Encoding::for_label_no_replacement(label.as_bytes());
        let page = || CodePage::for_label(&bare).map(Kind::CodePage);
        web.map(Kind::Web).or_else(page).or_else(|| loose(&bare).map(Kind::Web)).map(Self)
    }

    /// The name: that of the WHATWG standard (`windows-1252`), or the usual one for encodings outside it
    /// (`IBM850`, `x-mac-ce`, `VISCII`, `Johab`, `EUC-TW`, `ISO-2022-KR`, `UTF-32LE`).
    #[must_use]
    pub fn name(self) -> &'static str {
        match self.0 {
            Kind::Web(web) => web.name(),
            Kind::CodePage(page) => page.name,
            Kind::Utf32(utf32) => utf32.name(),
            Kind::Johab => "Johab",
            Kind::EucTw => "EUC-TW",
            Kind::Iso2022Kr => "ISO-2022-KR",
        }
    }

    /// Decodes `bytes`. Returns the text and how many bad sequences became U+FFFD. A byte order mark is treated as text.
    pub fn decode(self, bytes: &[u8]) -> (Cow<'_, str>, usize) {
        let owned = |(text, bad): (String, usize)| (Cow::Owned(text), bad);
        match self.0 {
            Kind::Web(web) if web == encoding_rs::UTF_8 => utf8::lossy(bytes),
            Kind::Web(web) => whatwg::decode(web, bytes),
            Kind::CodePage(page) => page.decode(bytes),
            Kind::Utf32(utf32) => owned(utf32.decode(bytes)),
            Kind::Johab => owned(johab::decode(bytes)),
            Kind::EucTw => owned(euc_tw::decode(bytes)),
            Kind::Iso2022Kr => owned(iso2022_kr::decode(bytes)),
        }
    }

    /// The characters of the bytes from 80 on, U+FFFD for undefined ones. `None` if the encoding has more than one byte a
    /// character.
    pub fn upper_half(self) -> Option<[char; 128]> {
        let char_of = |byte: u8| match self.0 {
            Kind::Web(web) => whatwg::decode(web, &[byte]).0.chars().next().unwrap_or(char::REPLACEMENT_CHARACTER),
            Kind::CodePage(page) => page.char(byte),
            _ => char::REPLACEMENT_CHARACTER,
        };
        let is_single = match self.0 {
            Kind::Web(web) => web.is_single_byte(),
            Kind::CodePage(_) => true,
            _ => false,
        };
        is_single.then(|| std::array::from_fn(|index| char_of(0x80 | index as u8)))
    }

    /// Whether it is UTF-16 or UTF-32, which a declaration in ASCII cannot be written in.
    pub fn is_utf16_or_32(self) -> bool {
        matches!(self.0, Kind::Utf32(_))
            || matches!(self.0, Kind::Web(web) if web == encoding_rs::UTF_16LE || web == encoding_rs::UTF_16BE)
    }

    /// Whether it is UTF-8.
    pub fn is_utf8(self) -> bool {
        matches!(self.0, Kind::Web(web) if web == encoding_rs::UTF_8)
    }
}

/// A label of the standard in a spelling that the standard does not list: `cp-1252`, `iso_8859_2`, `mac-roman`.
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
