//! Links into a review page.
//!
//! `review.html`, the document `in/a b.txt` → `review.html#document=in/a%20b.txt`

use std::fmt::Write as _;
use std::path::{Path, absolute};

/// The review page that a page of statistics links to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ReviewLinks {
    /// Its address: a path relative to the page of statistics, or a URL.
    pub(super) address: String,
}

impl ReviewLinks {
    /// The review page `named` on the command line, as seen from the page at `page`.
    pub(super) fn new(named: &str, page: &Path) -> Self {
        if named.contains("://") {
            return Self { address: named.to_owned() };
        }
        let way = |path: &Path| absolute(path).unwrap_or_else(|_| path.to_owned());
        let (to, from) = (way(Path::new(named)), way(page));
        let (to, from): (Vec<_>, Vec<_>) = (to.components().collect(), from.components().collect());
        let shared = to.iter().zip(&from).take_while(|(a, b)| a == b).count();
        // The last component of a page is its name, which is not a folder.
        let up = from.len().saturating_sub(shared + 1);
        let down = to.get(shared..).unwrap_or_default().iter().map(|step| step.as_os_str());
        let steps =
            std::iter::repeat_n("..".to_owned(), up).chain(down.map(|step| step.to_string_lossy().into_owned()));
        Self { address: encoded(&steps.collect::<Vec<_>>().join("/"), b"/") }
    }

    /// The address of what `key` selects on the page: a document, whose text may be in a `field`, a category, a rule, or the documents
    /// that a filter leaves.
    pub(super) fn link(&self, key: &str, value: &str, field: Option<&str>) -> String {
        let field = field.map(|field| format!("&field={}", encoded(field, b""))).unwrap_or_default();
        format!("{}#{key}={}{field}", self.address, encoded(value, b"/"))
    }
}

/// `text` with all bytes but letters, digits, `-._~` and those in `also` as escapes of a URL.
fn encoded(text: &str, also: &[u8]) -> String {
    let mut out = String::with_capacity(text.len());
    for &byte in text.as_bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) || also.contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(named: &str, page: &str) -> String {
        ReviewLinks::new(named, Path::new(page)).link("document", "in/a b+#ü.txt:7", Some("m[].c"))
    }

    #[test]
    fn a_link_holds_any_name_and_leads_from_page_to_page() {
        let end = "#document=in/a%20b%2B%23%C3%BC.txt%3A7&field=m%5B%5D.c";
        assert_eq!(link("review.html", "stats.html"), format!("review.html{end}"));
        assert_eq!(link("out/my review.html", "out/s/stats.html"), format!("../my%20review.html{end}"));
        assert_eq!(link("review.html", "out/stats.html"), format!("../review.html{end}"));
        assert_eq!(link("https://a.example/r.html", "stats.html"), format!("https://a.example/r.html{end}"));
    }
}
