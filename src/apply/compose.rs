//! Merges two successive lists of changes into one list over the first text.
//!
//! The normalizer's rewrites lead from decoded to normal text, the removal spans from normal text to the output. For `x\r\nShare`,
//! the rewrite `\r\n` → `\n` and the removal of `Share` become two edits, both in bytes of the decoded text.

use super::graphemes::on_graphemes;
use crate::document::RemovalSpan;
use crate::edit::{Cause, Edit};
use crate::rewrites::RewriteCursor;
use unboil_normalize::Rewrite;
use unboil_text::Span;

/// The edits over `decoded`, sorted, disjoint, on grapheme boundaries. `cause` names a cut's rule.
pub(crate) fn compose(
    decoded: &str,
    rewrites: &[Rewrite],
    cuts: &[RemovalSpan],
    cause: impl Fn(&RemovalSpan) -> Cause,
) -> Vec<Edit> {
    let mut merge = Merge {
        edits: Vec::with_capacity(rewrites.len() + cuts.len()),
        rewrites: RewriteCursor::new(rewrites),
        rest: None,
    };
    for cut in cuts {
        merge.cut(cut.span, cause(cut));
    }
    merge.finish();
    on_graphemes(decoded, merge.edits)
}

struct Merge<'a> {
    edits: Vec<Edit>,
    /// The rewrites that are not merged yet.
    rewrites: RewriteCursor<'a>,
    /// If the last removal ended inside a rewrite: what is left of its text, and the normal byte where that begins. It belongs to
    /// the last edit.
    rest: Option<(usize, &'a str)>,
}

impl<'a> Merge<'a> {
    fn cut(&mut self, Span { start, end }: Span, cause: Cause) {
        let mut edit = match self.rest.take() {
            Some((from, rest)) if start < from + rest.len() => {
                let mut last = self.edits.pop().expect("the rest belongs to an edit");
                last.content.push_str(&rest[..start - from]);
                if end < from + rest.len() {
                    self.rest = Some((end, &rest[end - from..]));
                    self.edits.push(last);
                    return;
                }
                last
            }
            rest => {
                self.put_back(rest);
                while let Some((rewrite, _)) = self.rewrites.peek().filter(|(_, span)| span.end <= start) {
                    self.emit(rewrite);
                }
                match self.rewrites.peek().filter(|(_, span)| span.start < start) {
                    Some((rewrite, span)) => Edit {
                        span: Span::new(rewrite.span.start, rewrite.span.end),
                        content: rewrite.now[..start - span.start].to_owned(),
                        cause,
                    },
                    None => Edit {
                        span: Span::new(self.rewrites.decoded(start), self.rewrites.decoded(start)),
                        content: String::new(),
                        cause,
                    },
                }
            }
        };
        let mut behind = None;
        while let Some((rewrite, span)) = self.rewrites.peek().filter(|(_, span)| span.start < end) {
            if span.end > end {
                self.rest = Some((end, &rewrite.now[end - span.start..]));
                behind = Some(rewrite.span.end);
            }
            self.rewrites.advance();
        }
        edit.span.end = behind.unwrap_or_else(|| self.rewrites.decoded(end));
        self.edits.push(edit);
    }

    fn put_back(&mut self, rest: Option<(usize, &str)>) {
        if let Some((_, rest)) = rest {
            self.edits.last_mut().expect("the rest belongs to an edit").content.push_str(rest);
        }
    }

    fn emit(&mut self, rewrite: &Rewrite) {
        self.edits.push(Edit { span: rewrite.span, content: rewrite.now.clone(), cause: Cause::Fix(rewrite.fix) });
        self.rewrites.advance();
    }

    fn finish(&mut self) {
        let rest = self.rest.take();
        self.put_back(rest);
        while let Some((rewrite, _)) = self.rewrites.peek() {
            self.emit(rewrite);
        }
    }
}
