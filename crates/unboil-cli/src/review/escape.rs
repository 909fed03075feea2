//! JSON that is safe inside a `<script>` element.
//!
//! Characters that HTML or an editor could interpret are written as escapes: `<`, `>` and `&` (`</script>`, `<!--`,
//! `]]>`), the line separators U+2028 and U+2029, and bidirectional controls, which would display the source in
//! another order. In JSON these characters occur only inside strings, where an escape has the same meaning.
//!
//! `{"name":"</script>"}` → `{"name":"\u003c/script\u003e"}`

use std::io::{self, Write};

use serde::Serialize;

use crate::console::escape;

/// Writes `value` as escaped JSON.
///
/// # Errors
/// The output cannot be written.
pub(super) fn json(out: &mut impl Write, value: &impl Serialize) -> io::Result<()> {
    let json = serde_json::to_string(value).map_err(io::Error::other)?;
    out.write_all(escape::json(&json, |c| matches!(c, '<' | '>' | '&') || escape::is_invisible(c)).as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn escaped(text: &str) -> String {
        let mut out = Vec::new();
        json(&mut out, &text).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn no_text_closes_the_element() {
        let text = escaped("a</script><!--<script>]]>&amp;\u{2028}\u{202E}\u{E0041}\u{85}");
        let want = "\"a\\u003c/script\\u003e\\u003c!--\\u003cscript\\u003e]]\\u003e\\u0026amp;\\u2028\\u202e\
                    \\udb40\\udc41\\u0085\"";
        assert_eq!(text, want);
    }

    #[test]
    fn escaped_json_parses_to_the_same_text() {
        let text: String = (0..=0x2_FFFF).chain(0xE_0000..=0xE_0FFF).filter_map(char::from_u32).collect();
        assert_eq!(serde_json::from_str::<String>(&escaped(&text)).unwrap(), text);
    }
}
