//! What the HTML pages of `review` and `stats` share: their style, the marks of categories, and escapes.
//!
//! A page is one file. It loads nothing, and its content security policy allows only its own style and script, by hash.
//!
//! The name `<b>` → `&lt;b&gt;`

use data_encoding::BASE64;
use sha2::{Digest as _, Sha256};

use crate::console::escape::is_control;

/// The style of all pages: colours, type, header, tables and bars.
pub(crate) const STYLE: &str = include_str!("base.css");

/// The content security policy of a page with these styles and scripts.
pub(crate) fn policy(style: &str, script: Option<&str>) -> String {
    let script = script.map(|script| format!(" script-src '{}';", hash(script))).unwrap_or_default();
    format!("default-src 'none';{script} style-src '{}'; base-uri 'none'; form-action 'none'", hash(style))
}

/// The hash of a script or style in the form of a content security policy.
fn hash(text: &str) -> String {
    format!("sha256-{}", BASE64.encode(&Sha256::digest(text.as_bytes())))
}

/// Text in HTML, in an element or a quoted attribute.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c if is_control(c) => out.extend(c.escape_default()),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_neither_markup_nor_a_control() {
        assert_eq!(escaped("a<b> \"&\" \u{202E}x\n"), "a&lt;b&gt; &quot;&amp;&quot; \\u{202e}x\\n");
    }

    #[test]
    fn the_style_names_no_address() {
        assert!(!STYLE.contains("url(") && !STYLE.contains("@import") && !STYLE.contains("</"));
    }
}
