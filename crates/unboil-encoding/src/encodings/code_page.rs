//! Code pages of one byte per character that the WHATWG standard does not have.
//!
//! DOS, Macintosh and Vietnamese files are still around, and no maintained crate has all of these pages. The tables are text
//! (`data/encodings/tables.txt`, made by the script beside it) and are parsed on first use.
//!
//! Example: `82 74 82` as IBM850 is `été`.

use std::borrow::Cow;
use std::sync::LazyLock;

/// A code page.
#[derive(Debug)]
pub(crate) struct CodePage {
    /// The name in reports.
    pub name: &'static str,
    /// Its labels, in lower case without `-` and `_`.
    pub labels: &'static str,
    /// The characters of the bytes from 80 on; U+FFFD for undefined ones.
    upper: [char; 128],
    /// Bytes below 80 that differ from ASCII.
    lower: Vec<(u8, char)>,
}

/// All pages, in the order of the file.
static PAGES: LazyLock<Vec<CodePage>> = LazyLock::new(|| parse(include_str!("../../data/encodings/tables.txt")));

fn parse(text: &'static str) -> Vec<CodePage> {
    let mut lines = text.lines().filter(|line| !line.starts_with('#'));
    let mut pages = Vec::new();
    while let (Some(head), Some(upper_half), Some(lower_half)) = (lines.next(), lines.next(), lines.next()) {
        let (name, labels) = head.split_once(' ').unwrap_or((head, ""));
        let mut upper = [char::REPLACEMENT_CHARACTER; 128];
        upper.iter_mut().zip(upper_half.chars()).for_each(|(place, c)| *place = c);
        let lower = lower_half.split(' ').filter_map(|entry| {
            // `-` means that there are none.
            let (byte, c) = entry.split_at_checked(2)?;
            Some((u8::from_str_radix(byte, 16).expect("a byte"), c.chars().next().expect("its character")))
        });
        pages.push(CodePage { name, labels, upper, lower: lower.collect() });
    }
    pages
}

impl CodePage {
    /// The page of a label in lower case without `-` and `_`.
    pub(crate) fn for_label(label: &str) -> Option<&'static Self> {
        PAGES.iter().find(|page| page.labels.split(' ').any(|known| known == label))
    }

    /// All pages.
    pub(crate) fn all() -> impl Iterator<Item = &'static Self> {
        PAGES.iter()
    }

    /// The character of a byte, U+FFFD if it has none.
    pub(crate) fn char(&self, byte: u8) -> char {
        match byte.checked_sub(0x80) {
            Some(high) => self.upper[usize::from(high)],
            None => self.lower.iter().find(|(low, _)| *low == byte).map_or(char::from(byte), |&(_, c)| c),
        }
    }

    /// The text, and how many undefined bytes became U+FFFD.
    pub(crate) fn decode<'b>(&self, bytes: &'b [u8]) -> (Cow<'b, str>, usize) {
        if self.lower.is_empty()
            && let Ok(text) = std::str::from_utf8(bytes)
            && text.is_ascii()
        {
            return (Cow::Borrowed(text), 0);
        }
        let mut text = String::with_capacity(bytes.len() + bytes.len() / 2);
        let mut bad = 0;
        for &byte in bytes {
            let c = if byte < 0x80 && self.lower.is_empty() { char::from(byte) } else { self.char(byte) };
            bad += usize::from(c == char::REPLACEMENT_CHARACTER);
            text.push(c);
        }
        (Cow::Owned(text), bad)
    }
}

#[cfg(test)]
mod tests {
    use super::{CodePage, PAGES};

    #[test]
    fn each_page_is_whole() {
        for page in PAGES.iter() {
            assert!(page.upper.iter().filter(|&&c| c != '\u{FFFD}').count() > 60, "{}", page.name);
            assert!(
                page.labels.split(' ').all(|label| !label.is_empty() && !label.contains(['-', '_'])),
                "{}",
                page.name
            );
        }
        assert_eq!(PAGES.len(), 28);
    }

    #[test]
    fn bytes_stand_for_what_the_page_says() {
        for (label, bytes, text, bad) in [
            ("cp437", &b"\x82t\x82 \xB3\xDB"[..], "été │█", 0),
            ("cp852", b"\x88\xA2\x86 g\xA9\x98l", "łóć gęśl", 0),
            ("cp855", b"\xDD\xE1\xB7\xEB\xA8\xE5", "Привет", 0),
            ("xmacce", b"\x8D", "ć", 0),
            ("viscii", b"Ti\xAAng Vi\xAEt \x02", "Tiếng Việt Ẳ", 0),
            ("cp720", b"a\x80b", "a\u{FFFD}b", 1),
        ] {
            let page = CodePage::for_label(label).expect("a page");
            let (found, count) = page.decode(bytes);
            assert_eq!((&*found, count), (text, bad), "{label}");
        }
    }
}
