//! Takes back rewrites of the normalizer: those of the indentation (`keep_indent`), or all of them (`only_rules`).
//!
//! Rules see the normal text in any case, so they remove the same lines. The output is the decoded text with the remaining edits.
//! The normal text of that output is the old one without the removed lines, so cleaning it again removes nothing.
//!
//! `"  if  x:\n\tShare\n"` without its second line → `"  if x:\n"` with `keep_indent`, `"  if  x:\n"` with `only_rules`

use crate::document::RemovalSpan;
use crate::edit::{Cause, Edit};
use crate::options::Layout;
use crate::rewrites::RewriteCursor;
use unboil_normalize::{Fix, Rewrite};

/// The edits that are left of `edits`, which are those of `rewrites` and `cuts`.
pub(crate) fn keep_layout(
    layout: Layout,
    decoded: &str,
    normal: &str,
    rewrites: &[Rewrite],
    cuts: &[RemovalSpan],
    edits: Vec<Edit>,
) -> Vec<Edit> {
    let indents = || indents(decoded, normal, rewrites, cuts);
    match layout {
        Layout::Canonical => edits,
        Layout::Indented => without_indents(decoded, indents(), edits),
        Layout::Original => only_removals(decoded, indents(), edits),
    }
}

/// Drops the edits that remove the indentation of lines that are not removed.
fn without_indents(decoded: &str, indents: impl Iterator<Item = Indent>, mut edits: Vec<Edit>) -> Vec<Edit> {
    let mut kept = indents.filter(|indent| !indent.is_removed && indent.is_space).peekable();
    edits.retain(|edit| {
        while kept.next_if(|indent| indent.start < edit.span.start).is_some() {}
        let is_indent = kept.peek().is_some_and(|indent| {
            // A mark that combines with the last space makes the edit longer, and is what it leaves.
            (indent.start, Some(edit.content.as_str()))
                == (edit.span.start, decoded.get(indent.end..edit.span.end.max(indent.end)))
        });
        !(is_indent && edit.cause == Cause::Fix(Fix::Spaces))
    });
    edits
}

/// Keeps the edits of rules, each with what is before the line that it removes: indentation, and characters that are never kept. The line end `U+0085` becomes `\n` as always: it is
/// recognized by how many there are, which removals change.
fn only_removals(decoded: &str, indents: impl Iterator<Item = Indent>, mut edits: Vec<Edit>) -> Vec<Edit> {
    let mut removed = indents.filter(|indent| indent.is_removed).peekable();
    edits.retain_mut(|edit| {
        while removed.next_if(|indent| indent.end < edit.span.start).is_some() {}
        match edit.cause {
            Cause::Rule { .. } => {
                if let Some(indent) = removed.next_if(|indent| indent.end == edit.span.start) {
                    edit.span.start = indent.start;
                }
                true
            }
            Cause::Fix(Fix::Lines) => edit.content == "\n" && &decoded[edit.span.range()] == "\u{85}",
            Cause::Fix(_) => false,
        }
    });
    edits
}

/// What normalization removes before a line that is not blank: bytes of the decoded text.
struct Indent {
    start: usize,
    end: usize,
    /// Whether it is white space, and not `&nbsp;` or an invisible character.
    is_space: bool,
    /// Whether the whole line is removed.
    is_removed: bool,
}

fn indents(
    decoded: &str,
    normal: &str,
    rewrites: &[Rewrite],
    cuts: &[RemovalSpan],
) -> impl Iterator<Item = Indent> + use<> {
    let mut cursor = RewriteCursor::new(rewrites);
    let mut cuts = cuts.iter().peekable();
    let mut found: Vec<Indent> = Vec::new();
    // The byte of the normal text that the last rewrites are before, and how many of `found` are there.
    let (mut place, mut there) = (0, 0);
    while let Some((rewrite, at)) = cursor.peek() {
        cursor.advance();
        if at.start != place {
            (place, there) = (at.start, 0);
        }
        if rewrite.fix == Fix::Lines && rewrite.now.is_empty() {
            // What was found there is before the end of a line that is removed because it is blank.
            found.truncate(found.len() - there);
            there = 0;
            continue;
        }
        let is_line_start = at.start == 0 || normal.as_bytes()[at.start - 1] == b'\n';
        let is_blank = normal.as_bytes().get(at.start).is_none_or(|byte| *byte == b'\n');
        if !rewrite.now.is_empty() || !is_line_start || is_blank {
            continue;
        }
        let is_space = rewrite.fix == Fix::Spaces && decoded[rewrite.span.range()].chars().all(char::is_whitespace);
        while cuts.next_if(|cut| cut.span.end <= at.start).is_some() {}
        let is_removed = cuts.peek().is_some_and(|cut| {
            let ends_line = cut.span.end == normal.len() || normal.as_bytes()[cut.span.end - 1] == b'\n';
            cut.span.start <= at.start && ends_line
        });
        // A line that is removed takes all of it along.
        if let Some(last) = found.last_mut().filter(|last| is_removed && there > 0 && last.end == rewrite.span.start) {
            last.end = rewrite.span.end;
            continue;
        }
        found.push(Indent { start: rewrite.span.start, end: rewrite.span.end, is_space, is_removed });
        there += 1;
    }
    found.into_iter()
}
