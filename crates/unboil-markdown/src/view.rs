//! A document in Markdown as rules see it.

use unboil_text::Span;

use crate::hidden::{Hidden, overlaps};
use crate::parts::Parts;
use crate::removals::settle;

/// A document in Markdown as rules see it.
#[derive(Debug)]
pub struct View<'t> {
    source: &'t str,
    text: String,
    hidden: Hidden,
    /// Lines that stay as they are: sorted and disjoint bytes of the source.
    protected: Vec<Span>,
    parts: Parts,
}

impl<'t> View<'t> {
    /// The view of a document. Takes time linear in its length.
    #[must_use]
    pub fn new(source: &'t str) -> Self {
        let parts = Parts::of(source);
        let protected = whole_lines(source, &parts.protected);
        let hidden = Hidden::of(source, &parts, &protected);
        Self { source, text: hidden.without(source), hidden, protected, parts }
    }

    /// Its lines without markup, one for each line of the source.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The bytes of the source to remove for each of `spans`, which are sorted and disjoint bytes of the view; `None` for those that
    /// must stay, because they are code, a table, HTML or metadata, because half of a link or a list item or a part of two lines would be
    /// left, or because `stays` has some of them: sorted and disjoint bytes of the source. What is returned is sorted and disjoint too.
    #[must_use]
    pub fn removals(&self, spans: &[Span], stays: &[Span]) -> Vec<Option<Span>> {
        let is_free = |span: &Span| {
            !overlaps(&self.protected, *span) && !overlaps(stays, *span) && !joins_lines(self.source, *span)
        };
        let source_of = |span: &Span| Some(self.source_of(*span)).filter(is_free);
        let mut removals: Vec<_> = spans.iter().map(source_of).collect();
        settle(self.source, &self.parts.elements, &self.parts.items, &mut removals);
        removals
    }

    /// Whole lines are removed with their markup, parts of a line without the markup around them.
    fn source_of(&self, Span { start, end }: Span) -> Span {
        let is_line_start = |place: usize| place == 0 || matches!(self.text.as_bytes()[place - 1], b'\n' | b'\r');
        let from = if is_line_start(start) { self.hidden.before(start) } else { self.hidden.behind(start) };
        let to = if end == self.text.len() { self.source.len() } else { self.hidden.before(end) };
        Span::new(from, to.max(from))
    }
}

/// Whether what is left of two lines would be one line. A line of the view may begin in the middle of one of the source, behind a line
/// separator (`U+2028`) that Markdown does not know.
fn joins_lines(source: &str, span: Span) -> bool {
    let is_end = |c: char| matches!(c, '\n' | '\r');
    let (before, behind) = (&source[..span.start], &source[span.end..]);
    let is_whole = before.is_empty() || before.ends_with(is_end) || behind.is_empty() || behind.starts_with(is_end);
    !is_whole && source[span.range()].contains(is_end)
}

/// The lines that `spans` are in, without their line ends; spans that share a line are joined.
fn whole_lines(source: &str, spans: &[Span]) -> Vec<Span> {
    let lines = spans.iter().map(|span| {
        let start = source[..span.start].rfind('\n').map_or(0, |newline| newline + 1);
        let last = span.start + source[span.range()].trim_end_matches('\n').len();
        Span::new(start, source[last..].find('\n').map_or(source.len(), |newline| last + newline))
    });
    let mut joined: Vec<Span> = Vec::new();
    for line in lines {
        match joined.last_mut() {
            Some(last) if line.start <= last.end => last.end = last.end.max(line.end),
            _ => joined.push(line),
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The source without the lines whose text in the view is one of `lines`.
    fn without(source: &str, lines: &[&str]) -> String {
        let view = View::new(source);
        let mut spans = Vec::new();
        let mut at = 0;
        for line in view.text().split_inclusive('\n') {
            if lines.contains(&line.trim_matches(|c: char| c.is_whitespace() || "-*+>".contains(c))) {
                spans.push(Span::new(at, at + line.len()));
            }
            at += line.len();
        }
        let mut left = String::new();
        let mut from = 0;
        for span in view.removals(&spans, &[]).into_iter().flatten() {
            left.push_str(&source[from..span.start]);
            from = span.end;
        }
        left + &source[from..]
    }

    #[test]
    fn markup_is_hidden() {
        for (source, want) in [
            ("## Leave a Reply ##\n", "Leave a Reply\n"),
            ("  # Share\n", "  Share\n"),
            ("[Share](https://x.example \"Share\") now", "Share now"),
            ("[**Share** _now_][1]\n\n[1]: https://x.example\n", "Share now\n\n[1]: https://x.example\n"),
            ("<https://x.example>", "https://x.example"),
            ("***Share*** ~~now~~", "Share now"),
            ("1\\. Share \\[now\\]\\\nhere", "1. Share [now]\nhere"),
            ("> Share\n> > now\n>\n> here\n", "Share\nnow\n\nhere\n"),
            ("- > Share\n  > now", "- Share\n  now"),
            ("- [ ] Share", "- [ ] Share"),
            ("&copy; 2024 `a & b`", "&copy; 2024 `a & b`"),
            ("[![Logo](a.png)](b) x", "![Logo](a.png) x"),
            ("Share\n=====\n", "Share\n=====\n"),
            ("# \r\n**a**\r\n", "# \r\na\r\n"),
        ] {
            assert_eq!(View::new(source).text(), want, "{source:?}");
        }
    }

    #[test]
    fn a_line_of_markup_stays_visible() {
        for source in ["---\n", "[](#top)\n", "****\n", "![](a.png)\n", "##\n", "a [b](c\n\"d\") e\n", "<br>\n"] {
            assert_eq!(View::new(source).text(), source);
        }
    }

    #[test]
    fn code_tables_and_metadata_are_seen_as_they_are() {
        for source in [
            "```\n# **a**\n```\n",
            "    **a**\n",
            "| **a** | b |\n|---|---|\n| [c](d) | e |\n",
            "---\ntitle: **a**\n---\n",
            "<div>\n**a**\n</div>\n",
        ] {
            assert_eq!(View::new(source).text(), source);
            assert_eq!(View::new(source).removals(&[Span::new(0, source.len())], &[]), [None], "{source:?}");
        }
    }

    #[test]
    fn a_line_is_removed_with_its_markup() {
        for (source, want) in [
            ("A\n\n> **Share**\n\nB\n", "A\n\n\nB\n"),
            ("A\n\n[Share](x)\n", "A\n\n"),
            ("Share\n=====\n\nB\n", "\nB\n"),
            ("- A\n- [Share](x)\n- B\n", "- A\n- B\n"),
            ("- Share\n  - now\n- B\n", "- B\n"),
        ] {
            assert_eq!(without(source, &["Share", "now"]), want, "{source:?}");
        }
    }

    #[test]
    fn what_would_leave_half_of_something_stays() {
        for source in [
            "[Share\nthis](x)\n",
            "**Share\nthis**\n",
            "This\nShare\n=====\n",
            "Share\nthis\n=====\n",
            "- Share\n  - this\n",
            "- Share\n\n      code\n",
        ] {
            assert_eq!(without(source, &["Share"]), source);
        }
    }

    #[test]
    fn a_line_separator_is_not_left_to_the_next_line() {
        let source = "\u{2028}Share\nB\n";
        assert_eq!(View::new(source).removals(&[Span::new(3, 9)], &[]), [None]);
        assert_eq!(View::new(source).removals(&[Span::new(3, 8)], &[]), [Some(Span::new(3, 8))]);
        assert_eq!(View::new("A\nShare").removals(&[Span::new(1, 7)], &[]), [Some(Span::new(1, 7))]);
    }

    #[test]
    fn a_part_of_a_line_is_removed_with_markup_that_it_fills() {
        let cut = |source: &str, part: &str| {
            let view = View::new(source);
            let start = view.text().find(part).unwrap();
            view.removals(&[Span::new(start, start + part.len())], &[])[0].map(|span| source[span.range()].to_owned())
        };
        assert_eq!(cut("A [Share](x) B", "Share").as_deref(), Some("[Share](x)"));
        assert_eq!(cut("A [Share](x) B", "Share ").as_deref(), Some("[Share](x) "));
        assert_eq!(cut("A **_Share_** B", "Share").as_deref(), Some("**_Share_**"));
        assert_eq!(cut("A **Share now** B", "Share").as_deref(), Some("Share"));
        assert_eq!(cut("A **Share now** B", "A Share"), None);
    }

    /// Nested markup of a quarter of a megabyte: quadratic time would be hours.
    #[test]
    fn nested_markup_takes_linear_time() {
        for (open, close) in [
            ("*", "*"),
            ("**", "**"),
            ("[", "](a)"),
            ("> ", ""),
            ("- ", ""),
            ("_a ", "_"),
            ("![", "](b)"),
            ("\\*", ""),
            ("`", ""),
        ] {
            let source = open.repeat(60_000) + "Share" + &close.repeat(60_000) + "\n\nShare\n";
            let view = View::new(&source);
            let end = view.text().len();
            assert_eq!(view.removals(&[Span::new(end - 6, end)], &[]).len(), 1);
        }
    }

    proptest! {
        /// Lines are kept one for one, and nothing panics.
        #[test]
        fn any_text_has_a_view(
            source in prop::collection::vec(
                prop::sample::select(&[
                    "#", " ", "  ", "\n", "\r\n", "*", "**", "_", "[", "](x)", "]", "![", "`", "```", ">", "> ", "- ", "1. ", "|", "---",
                    "===", "\\", "<", "https://x.example", ">", "a", "Share", "é", "\u{85}", "\t", "    ", "~~", "&amp;", "<b>", "+++", "(",
                ][..]),
                0..40,
            ),
            cuts in prop::collection::vec(any::<bool>(), 1..9),
        ) {
            let source = source.concat();
            let view = View::new(&source);
            prop_assert_eq!(view.text().matches('\n').count(), source.matches('\n').count());
            let mut at = 0;
            let lines = view.text().split_inclusive('\n').map(|line| {
                at += line.len();
                Span::new(at - line.len(), at)
            });
            let spans: Vec<_> = lines.zip(cuts.iter().cycle()).filter(|(_, is_cut)| **is_cut).map(|(span, _)| span).collect();
            let removals = view.removals(&spans, &[]);
            prop_assert_eq!(removals.len(), spans.len());
            let mut end = 0;
            for span in removals.into_iter().flatten() {
                prop_assert!(span.start >= end && source.get(span.range()).is_some(), "{:?}", span);
                end = span.end;
            }
        }
    }
}
