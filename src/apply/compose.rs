//! Two lists of changes, one after the other, as one list over the first text.
//!
//! The normalizer's rewrites lead from decoded to normal text, the cuts from normal text to the output. `x\r\nShare` with
//! `\r\n` → `\n` and then `Share` gone is: `\r\n` → `\n`, `Share` → nothing, both in bytes of the decoded text.

use unicode_segmentation::GraphemeCursor;

use crate::document::RemovalSpan;
use crate::edit::{Cause, Edit};
use unboil_normalize::Rewrite;
use unboil_text::Span;

/// The edits over `decoded`, sorted, disjoint, on grapheme boundaries. `cause` names a cut's rule.
pub(crate) fn compose(decoded: &str, rewrites: &[Rewrite], cuts: &[RemovalSpan], cause: impl Fn(&RemovalSpan) -> Cause) -> Vec<Edit> {
    let mut merge = Merge { edits: Vec::with_capacity(rewrites.len() + cuts.len()), rewrites, delta: 0, rest: None };
    for cut in cuts {
        merge.cut(cut.span, cause(cut));
    }
    merge.finish();
    on_graphemes(decoded, merge.edits)
}

struct Merge<'a> {
    edits: Vec<Edit>,
    /// The rewrites not dealt with yet.
    rewrites: &'a [Rewrite],
    /// Decoded minus normal offset, behind the last rewrite dealt with.
    delta: isize,
    /// What a cut that ended inside a rewrite left of it, and the normal byte it begins at. It belongs to the last edit.
    rest: Option<(usize, &'a str)>,
}

impl<'a> Merge<'a> {
    fn decoded(&self, normal: usize) -> usize {
        normal.saturating_add_signed(self.delta)
    }

    /// The next rewrite and its bytes in the normal text.
    fn next(&self) -> Option<(&'a Rewrite, Span)> {
        let next = self.rewrites.first()?;
        let start = next.span.start.saturating_add_signed(-self.delta);
        Some((next, Span::new(start, start + next.now.len())))
    }

    fn pass(&mut self) {
        if let Some((next, rest)) = self.rewrites.split_first() {
            self.delta += next.span.len() as isize - next.now.len() as isize;
            self.rewrites = rest;
        }
    }

    fn cut(&mut self, Span { start, end }: Span, cause: Cause) {
        let mut edit = match self.rest.take() {
            Some((from, rest)) if start < from + rest.len() => {
                let Some(mut last) = self.edits.pop() else { return };
                last.now.push_str(&rest[..start - from]);
                if end < from + rest.len() {
                    self.rest = Some((end, &rest[end - from..]));
                    self.edits.push(last);
                    return;
                }
                last
            }
            rest => {
                self.put_back(rest);
                while let Some((rewrite, _)) = self.next().filter(|(_, span)| span.end <= start) {
                    self.emit(rewrite);
                }
                match self.next().filter(|(_, span)| span.start < start) {
                    Some((rewrite, span)) => Edit {
                        span: Span::new(rewrite.span.start, rewrite.span.end),
                        now: rewrite.now[..start - span.start].to_owned(),
                        cause,
                    },
                    None => {
                        Edit { span: Span::new(self.decoded(start), self.decoded(start)), now: String::new(), cause }
                    }
                }
            }
        };
        let mut behind = None;
        while let Some((rewrite, span)) = self.next().filter(|(_, span)| span.start < end) {
            if span.end > end {
                self.rest = Some((end, &rewrite.now[end - span.start..]));
                behind = Some(rewrite.span.end);
            }
            self.pass();
        }
        edit.span.end = behind.unwrap_or_else(|| self.decoded(end));
        self.edits.push(edit);
    }

    fn put_back(&mut self, rest: Option<(usize, &str)>) {
        if let (Some((_, rest)), Some(last)) = (rest, self.edits.last_mut()) {
            last.now.push_str(rest);
        }
    }

    fn emit(&mut self, rewrite: &Rewrite) {
        self.edits.push(Edit { span: rewrite.span, now: rewrite.now.clone(), cause: Cause::Fix(rewrite.fix) });
        self.pass();
    }

    fn finish(&mut self) {
        let rest = self.rest.take();
        self.put_back(rest);
        while let Some((rewrite, _)) = self.next() {
            self.emit(rewrite);
        }
    }
}

/// Widens edits to whole graphemes of the decoded text, so that none parts a letter from its accent or `\r` from `\n`.
/// Edits that come to touch the same grapheme become one, by the rule among their causes if there is one.
fn on_graphemes(decoded: &str, edits: Vec<Edit>) -> Vec<Edit> {
    let mut wide: Vec<Edit> = Vec::with_capacity(edits.len());
    for mut edit in edits {
        let start = boundary(decoded, edit.span.start, GraphemeCursor::prev_boundary);
        let end = boundary(decoded, edit.span.end, GraphemeCursor::next_boundary);
        match wide.last_mut() {
            Some(last) if start < last.span.end => {
                // The last edit was widened over this one's beginning: what it copied from there is copied no more.
                let overlap = last.span.end.saturating_sub(edit.span.start);
                last.now.truncate(last.now.len().saturating_sub(overlap));
                if let Some(between) = decoded.get(last.span.end..edit.span.start) {
                    last.now.push_str(between);
                }
                last.now.push_str(&edit.now);
                let behind = end.max(last.span.end);
                last.now.push_str(decoded.get(edit.span.end..behind).unwrap_or_default());
                last.span.end = behind;
                if last.cause.category().is_none() {
                    last.cause = edit.cause;
                }
            }
            _ => {
                if start < edit.span.start {
                    edit.now.insert_str(0, decoded.get(start..edit.span.start).unwrap_or_default());
                }
                edit.now.push_str(decoded.get(edit.span.end..end).unwrap_or_default());
                edit.span = Span::new(start, end);
                wide.push(edit);
            }
        }
    }
    wide
}

type Step = fn(&mut GraphemeCursor, &str, usize) -> Result<Option<usize>, unicode_segmentation::GraphemeIncomplete>;

/// `at` if a grapheme begins there, else the boundary that `step` leads to.
fn boundary(text: &str, at: usize, step: Step) -> usize {
    let bytes = text.as_bytes();
    // Between two ASCII characters only `\r\n` is held together.
    if let (Some(&b), Some(&a)) = (at.checked_sub(1).and_then(|i| bytes.get(i)), bytes.get(at))
        && b < 0x80
        && a < 0x80
        && (b, a) != (b'\r', b'\n')
    {
        return at;
    }
    let mut cursor = GraphemeCursor::new(at, text.len(), true);
    match cursor.is_boundary(text, 0) {
        Ok(false) => step(&mut cursor, text, 0).ok().flatten().unwrap_or(at),
        _ => at,
    }
}
