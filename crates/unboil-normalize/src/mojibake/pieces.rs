//! Lines without end, repaired piece by piece: an upper bound for the memory that a line takes.
//!
//! A line goes in; if it is long, it is cut where no damage goes across, behind a character of ASCII. Each piece is repaired
//! as if it were a line. When the next turn finds nothing in any piece, the line is done, and so it is for whoever cleans it
//! again, for the same line is cut at the same places. A megabyte of `LiÃ¨ge Ã©tait ` is some sixteen pieces.

use super::{Damage, Repair};
use crate::fix::Fix;
use crate::script::Script;
use unboil_text::Span;

/// The longest line that is looked at as one, in bytes, for it takes forty times its length in memory; what is longer is cut
/// behind the last ASCII character of each stretch of this length, which no damage goes across.
const PIECE: usize = 64 << 10;

impl Repair {
    /// Writes the repaired `line` to `out` (which is empty) and the changes to `script`. Without a change it says
    /// nothing.
    pub(crate) fn fix(&mut self, line: &str, out: &mut String, script: &mut Script) -> Option<Damage> {
        if line.len() <= PIECE {
            return self.fix_piece(line, out, script);
        }
        let (mut at, mut damage): (usize, Option<Damage>) = (0, None);
        let (mut now, mut steps) = (String::new(), Script::new(script.is_on()));
        while at < line.len() {
            let piece = &line[at..piece_end(line, at)];
            now.clear();
            steps.clear();
            let found = self.fix_piece(piece, &mut now, &mut steps);
            // One step a piece: nobody reads such a line repair by repair, and each would be kept.
            if let (Some(_), [first, ..], [.., last]) = (found, steps.steps(), steps.steps()) {
                let to = Span::new(out.len() + first.to.start, out.len() + last.to.end);
                script.push(Span::new(at + first.from.start, at + last.from.end), to, Fix::Mojibake);
            }
            out.push_str(if found.is_some() { &now } else { piece });
            damage = match (damage, found) {
                // Of two kinds of damage neither says what was lost.
                (Some(one), Some(other)) => {
                    Some(Damage { whole: one.page != other.page || one.whole && other.whole, ..one })
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

/// Where a piece ends that begins at `from`.
fn piece_end(line: &str, from: usize) -> usize {
    let most = from.saturating_add(PIECE);
    if most >= line.len() {
        return line.len();
    }
    let ascii = line.as_bytes().get(from..most).and_then(|bytes| bytes.iter().rposition(u8::is_ascii));
    let any = || (from + 1..=most).rev().find(|&end| line.is_char_boundary(end)).unwrap_or(line.len());
    ascii.map_or_else(any, |place| from + place + 1)
}

#[cfg(test)]
mod tests {
    use super::{PIECE, piece_end};

    #[test]
    fn pieces_end_behind_ascii_if_they_can() {
        let line = format!("{} {}", "a".repeat(PIECE - 3), "Ã¨".repeat(PIECE));
        assert_eq!(piece_end(&line, 0), PIECE - 2);
        let end = piece_end(&line, PIECE - 2);
        assert!(line.is_char_boundary(end) && end > 2 * PIECE - 6);
        assert_eq!(piece_end("Ã¨", 0), 4);
    }
}
