//! Very long lines, repaired piece by piece to bound the memory that a line takes.
//!
//! A long line is cut after an ASCII character, where no damage crosses the cut, and each piece is repaired like a line. When
//! the next turn finds nothing in any piece, the line is done. Cleaning it again changes nothing, because the same line is
//! cut at the same places. A megabyte of `LiÃ¨ge Ã©tait ` is some sixteen pieces.

use super::repair::{Damage, Repair};
use crate::char_table::Characters;
use crate::edit_script::Changes;
use unboil_text::Span;

/// The longest line that is repaired as one, in bytes, because that takes forty times its length in memory. A longer line is
/// cut after the last ASCII character of each stretch of this length.
const PIECE: usize = 64 << 10;

impl Repair {
    /// Writes the repaired `line` to `out` (which is empty) and the changes to `changes`. Returns `None` without a change.
    pub(crate) fn fix<C: Characters>(&mut self, line: &str, out: &mut String, changes: &mut Changes) -> Option<Damage> {
        if line.len() <= PIECE {
            return self.fix_short::<C>(line, out, changes);
        }
        let (mut at, mut damage): (usize, Option<Damage>) = (0, None);
        let (mut now, mut steps) = (String::new(), Changes::new(changes.is_on()));
        while at < line.len() {
            let piece = &line[at..piece_end(line, at)];
            now.clear();
            steps.clear();
            let found = self.fix_short::<C>(piece, &mut now, &mut steps);
            // One change per piece: nobody reads the single repairs of such lines, and each would take memory.
            if let (Some(_), [first, ..], [.., last]) = (found, steps.steps(), steps.steps()) {
                let to = Span::new(out.len() + first.to.start, out.len() + last.to.end);
                changes.push(Span::new(at + first.from.start, at + last.from.end), to);
            }
            out.push_str(if found.is_some() { &now } else { piece });
            damage = match (damage, found) {
                // With two kinds of damage, lost bytes cannot be told.
                (Some(one), Some(other)) => {
                    let complete = one.page != other.page || one.complete && other.complete;
                    Some(Damage { complete, ..one })
                }
                (one, other) => one.or(other),
            };
            at += piece.len();
        }
        if damage.is_none() {
            out.clear();
        }
        damage
    }
}

/// Where the piece that begins at `from` ends.
fn piece_end(line: &str, from: usize) -> usize {
    let most = from.saturating_add(PIECE);
    if most >= line.len() {
        return line.len();
    }
    let ascii = line.as_bytes()[from..most].iter().rposition(u8::is_ascii);
    let any = || (from + 1..=most).rev().find(|&end| line.is_char_boundary(end)).unwrap_or(line.len());
    ascii.map_or_else(any, |place| from + place + 1)
}

#[cfg(test)]
mod tests {
    use super::{PIECE, piece_end};

    #[test]
    fn pieces_end_after_ascii_if_they_can() {
        let line = format!("{} {}", "a".repeat(PIECE - 3), "Ã¨".repeat(PIECE));
        assert_eq!(piece_end(&line, 0), PIECE - 2);
        let end = piece_end(&line, PIECE - 2);
        assert!(line.is_char_boundary(end) && end > 2 * PIECE - 6);
        assert_eq!(piece_end("Ã¨", 0), 4);
    }
}
