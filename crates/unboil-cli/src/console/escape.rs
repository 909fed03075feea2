//! Escapes for text from outside: names of files, archive members, columns and rules, arguments, texts of documents.
//!
//! A terminal acts on control characters, and bidirectional controls make a text look like another one. [`Escaped`] is text
//! without either. Messages and answers consist of it, so nothing else reaches the terminal.
//!
//! `page\u{1B}[2J.txt` → `page\u{1b}[2J.txt` in visible letters; `Küche.txt` is unchanged

use std::fmt::{self, Display};

/// Text that a terminal shows and does not act on.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Escaped(String);

impl Escaped {
    /// `text` on one line.
    pub(crate) fn line(text: &str) -> Self {
        Self(escape(text, is_control))
    }

    /// `text` with its line ends and tabs.
    pub(crate) fn lines(text: &str) -> Self {
        Self(escape(text, |c| c != '\n' && c != '\t' && is_control(c)))
    }

    /// `text` on one line, and with invisible characters as escapes, for those who judge a text.
    pub(crate) fn excerpt(text: &str) -> Self {
        Self(escape(text, is_invisible))
    }

    /// The text.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl Display for Escaped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// JSON with the characters that `is_escaped` selects as JSON escapes. In JSON they occur only inside strings, or are white
/// space between values, which must not be selected.
pub(crate) fn json(json: &str, is_escaped: impl Fn(char) -> bool) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        if is_escaped(c) {
            let mut units = [0; 2];
            for unit in c.encode_utf16(&mut units) {
                out.push_str(&format!("\\u{unit:04x}"));
            }
        } else {
            out.push(c);
        }
    }
    out
}

/// Whether a terminal acts on `c`: control characters, line and paragraph separators, bidirectional controls.
pub(crate) fn is_control(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// The same, and characters without a shape. Names may hold these: Persian needs the zero-width non-joiner, many emoji
/// the joiner.
pub(crate) fn is_invisible(c: char) -> bool {
    is_control(c)
        || matches!(c, '\u{AD}' | '\u{200B}'..='\u{200D}' | '\u{2060}'..='\u{2065}' | '\u{FEFF}')
        // Tag characters.
        || matches!(c, '\u{E0000}'..='\u{E0FFF}')
}

fn escape(text: &str, is_escaped: impl Fn(char) -> bool) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if is_escaped(c) { out.extend(c.escape_default()) } else { out.push(c) }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn controls_and_marks_of_direction_become_visible() {
        let all = ('\0'..=char::MAX).filter(|c| is_control(*c)).collect::<String>();
        for c in [
            '\u{1B}', '\u{7}', '\u{9B}', '\u{61C}', '\u{200E}', '\u{200F}', '\u{202A}', '\u{202E}', '\u{2066}',
            '\u{2069}',
        ] {
            assert!(all.contains(c), "{c:?}");
        }
        assert!(Escaped::line(&all).as_str().bytes().all(|byte| byte.is_ascii_graphic()));
        assert_eq!(Escaped::line("a\u{1B}[2J\u{202E}b\n").as_str(), "a\\u{1b}[2J\\u{202e}b\\n");
        assert_eq!(Escaped::lines("a\n\tb\r").as_str(), "a\n\tb\\r");
    }

    #[test]
    fn names_in_other_scripts_stay_as_they_are() {
        for name in
            ["Küche.txt", "שלום.txt", "می\u{200C}خواهم.txt", "日本語 ﾃｷｽﾄ.txt", "👩\u{200D}🌾.txt", "back\\slash"]
        {
            assert_eq!(Escaped::line(name).as_str(), name);
        }
    }

    #[test]
    fn escaped_text_is_not_escaped_again() {
        let once = Escaped::line("a\u{1B}\u{202E}\n");
        assert_eq!(Escaped::line(once.as_str()), once);
    }
}
