//! Unified diffs from edits.
//!
//! Turns the decoded text and its edits into hunks, each with the ids of the rules and fixes that made it. The edits
//! say which lines differ, so no comparison is needed, the work is linear, and every changed line has its cause.
//! Lines end with `\n`. `patch` applied to the decoded text gives the clean text.
//!
//! `"a\nShare\n"`, `Share\n` removed by en/share → `@@ -1,2 +1 @@ en/share`, ` a`, `-Share`

use std::fmt::Write as _;

use unboil::Edit;

use crate::console::color::Palette;
use crate::console::escape::is_invisible;

/// Formats hunks.
#[derive(Debug, Clone, Copy)]
pub(crate) struct UnifiedDiff {
    pub palette: Palette,
    /// Whether control characters are printed as escapes.
    pub escape: bool,
    /// Lines of context around a change.
    pub context: usize,
}

/// Lines that change together.
#[derive(Debug)]
struct Block<'e> {
    /// Byte range in the decoded text, extended to full lines.
    start: usize,
    end: usize,
    /// Replacement, in full lines.
    new: String,
    ids: Vec<&'e str>,
}

impl UnifiedDiff {
    /// All hunks; empty if the edits change nothing.
    pub(crate) fn hunks(&self, decoded: &str, edits: &[Edit]) -> String {
        let blocks = blocks(decoded, edits);
        let starts: Vec<usize> =
            std::iter::once(0).chain(memchr::memchr_iter(b'\n', decoded.as_bytes()).map(|at| at + 1)).collect();
        // The number, from 0, of the line that starts at a byte; for the end of the text, one more than the last
        // line.
        let line = |at: usize| match starts.binary_search(&at) {
            Ok(line) => line,
            Err(line) => line,
        };
        let count = line(decoded.len());
        let text = |line: usize| {
            let start = starts.get(line).copied().unwrap_or(decoded.len());
            let end = starts.get(line + 1).copied().unwrap_or(decoded.len());
            decoded.get(start..end).unwrap_or_default()
        };
        let mut out = String::new();
        let mut shift = 0_isize;
        let mut rest = blocks.as_slice();
        while let Some(first) = rest.first() {
            // Blocks whose context overlaps or touches share a hunk.
            let near = |pair: &[Block<'_>]| line(pair[1].start) <= line(pair[0].end) + 2 * self.context;
            let len = 1 + rest.windows(2).take_while(|pair| near(pair)).count();
            let (hunk, after) = rest.split_at(len);
            rest = after;
            let last = hunk.last().unwrap_or(first);
            let from = line(first.start).saturating_sub(self.context);
            let to = (line(last.end) + self.context).min(count);
            let (mut body, mut new_lines, mut at) = (String::new(), 0, from);
            let mut ids: Vec<&str> = Vec::new();
            for block in hunk {
                for i in at..line(block.start) {
                    self.line(&mut body, ' ', "", text(i));
                    new_lines += 1;
                }
                for i in line(block.start)..line(block.end) {
                    self.line(&mut body, '-', self.palette.gone, text(i));
                }
                for new in block.new.split_inclusive('\n') {
                    self.line(&mut body, '+', self.palette.new, new);
                    new_lines += 1;
                }
                at = line(block.end);
                for id in &block.ids {
                    if !ids.contains(id) {
                        ids.push(id);
                    }
                }
            }
            for i in at..to {
                self.line(&mut body, ' ', "", text(i));
                new_lines += 1;
            }
            let old = range(from, to - from);
            let new = range(from.saturating_add_signed(shift), new_lines);
            shift += new_lines as isize - (to - from) as isize;
            let Palette { place, reset, faint, .. } = self.palette;
            // Writing to a string cannot fail.
            let _ = writeln!(out, "{place}@@ -{old} +{new} @@{reset} {faint}{}{reset}", ids.join(" "));
            out.push_str(&body);
        }
        out
    }

    fn line(&self, out: &mut String, mark: char, color: &str, line: &str) {
        let (content, has_end) = match line.strip_suffix('\n') {
            Some(content) => (content, true),
            None => (line, false),
        };
        out.push_str(color);
        out.push(mark);
        if self.escape {
            for c in content.chars() {
                if c != '\t' && is_invisible(c) { out.extend(c.escape_default()) } else { out.push(c) }
            }
        } else {
            out.push_str(content);
        }
        if !color.is_empty() {
            out.push_str(self.palette.reset);
        }
        out.push('\n');
        if !has_end {
            out.push_str("\\ No newline at end of file\n");
        }
    }
}

/// Start and length of a range of lines, as in unified diffs: an empty range starts at the line before it, and a
/// length of one is omitted.
fn range(from: usize, len: usize) -> String {
    match len {
        0 => format!("{from},0"),
        1 => format!("{}", from + 1),
        _ => format!("{},{len}", from + 1),
    }
}

/// The lines touched by edits, with their replacements. Blocks are sorted and share no line.
fn blocks<'e>(decoded: &str, edits: &'e [Edit]) -> Vec<Block<'e>> {
    let bytes = decoded.as_bytes();
    let line_start = |at: usize| memchr::memrchr(b'\n', bytes.get(..at).unwrap_or_default()).map_or(0, |end| end + 1);
    let line_end =
        |at: usize| memchr::memchr(b'\n', bytes.get(at..).unwrap_or_default()).map_or(bytes.len(), |end| at + end + 1);
    // The end of the last line touched by an edit that ends at `at`, where `new` replaces the text before it.
    let close = |at: usize, new: &str| {
        let is_whole = (new.is_empty() || new.ends_with('\n')) && line_start(at) == at;
        if is_whole { at } else { line_end(at) }
    };
    let mut blocks: Vec<Block<'e>> = Vec::new();
    for edit in edits {
        let start = line_start(edit.span.start);
        match blocks.last_mut().filter(|last| start < close(last.end, &last.new)) {
            Some(last) => {
                last.new.push_str(decoded.get(last.end..edit.span.start).unwrap_or_default());
                last.new.push_str(&edit.content);
                last.end = edit.span.end;
                last.ids.push(edit.cause.id());
            }
            None => {
                let mut new = decoded.get(start..edit.span.start).unwrap_or_default().to_owned();
                new.push_str(&edit.content);
                blocks.push(Block { start, end: edit.span.end, new, ids: vec![edit.cause.id()] });
            }
        }
    }
    for block in &mut blocks {
        let end = close(block.end, &block.new);
        block.new.push_str(decoded.get(block.end..end).unwrap_or_default());
        block.end = end;
        trim(decoded, block);
    }
    blocks.retain(|block| decoded.get(block.start..block.end) != Some(block.new.as_str()));
    blocks
}

/// Removes unchanged lines at the start and end of a block.
fn trim(decoded: &str, block: &mut Block<'_>) {
    let old = decoded.get(block.start..block.end).unwrap_or_default();
    let same = old.split_inclusive('\n').zip(block.new.split_inclusive('\n')).take_while(|(a, b)| a == b);
    let before: usize = same.map(|(line, _)| line.len()).sum();
    let (old_rest, new_rest) = (old.get(before..).unwrap_or_default(), block.new.get(before..).unwrap_or_default());
    let lines = |text: &str| text.split_inclusive('\n').map(str::len).collect::<Vec<_>>();
    let (mut old_end, mut new_end) = (old_rest.len(), new_rest.len());
    for (a, b) in lines(old_rest).into_iter().rev().zip(lines(new_rest).into_iter().rev()) {
        if old_rest.get(old_end - a..old_end) != new_rest.get(new_end - b..new_end) {
            break;
        }
        (old_end, new_end) = (old_end - a, new_end - b);
    }
    block.end = block.start + before + old_end;
    block.start += before;
    block.new = new_rest.get(..new_end).unwrap_or_default().to_owned();
}
