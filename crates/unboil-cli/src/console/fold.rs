//! Folds messages that say the same: the first five are printed, the others counted.
//!
//! Input: messages. Output: which of them to print, and at the end one message per kind for the others.
//!
//! 20,000 times `is not a JSON object` → five messages, then `and 19,995 more: is not a JSON object`

use std::collections::BTreeMap;

use super::count::grouped;
use super::messages::Problem;

/// Messages of a kind that are printed: enough to see where they are, few enough to leave other kinds on the screen.
const PRINTED: usize = 5;
/// Kinds that are told apart, so that memory is bounded; messages of further kinds are printed.
const KINDS: usize = 1000;

/// Counts messages by kind.
#[derive(Debug, Default)]
pub(crate) struct Fold {
    kinds: BTreeMap<(bool, String), usize>,
}

impl Fold {
    /// Counts a message, and says whether to print it. Messages that differ only in place or in numbers are of one kind.
    pub(crate) fn admits(&mut self, problem: &Problem, is_error: bool) -> bool {
        let key = (is_error, kind(problem));
        if self.kinds.len() >= KINDS && !self.kinds.contains_key(&key) {
            return true;
        }
        let count = self.kinds.entry(key).or_default();
        *count += 1;
        *count <= PRINTED
    }

    /// The messages about those that were not printed, and whether they are errors; `where_all` says where all of them are.
    pub(crate) fn end(&mut self, where_all: &str) -> Vec<(Problem, bool)> {
        let folded = std::mem::take(&mut self.kinds).into_iter().filter(|(_, count)| *count > PRINTED);
        let message = |((is_error, kind), count): ((bool, String), usize)| {
            let more = format!("and {} more", grouped(count - PRINTED));
            (Problem::with_help(more, kind, where_all), is_error)
        };
        folded.map(message).collect()
    }
}

/// What happened, with `…` for each number.
fn kind(problem: &Problem) -> String {
    let mut kind = String::new();
    for part in problem.what().split_inclusive(|c: char| !c.is_ascii_digit()) {
        let text = part.trim_start_matches(|c: char| c.is_ascii_digit());
        if text.len() < part.len() {
            kind.push('…');
        }
        kind.push_str(text);
    }
    kind
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sixth_of_a_kind_is_folded() {
        let mut fold = Fold::default();
        let printed: Vec<bool> = (0..2000)
            .map(|row| fold.admits(&Problem::new(format!("a:{row}"), format!("ends at column {row}")), true))
            .collect();
        assert_eq!(printed.iter().filter(|&&is| is).count(), 5);
        assert!(fold.admits(&Problem::new("a:1", "is empty"), true));
        assert!(fold.admits(&Problem::new("a:1", "ends at column 1"), false));
        let rest = fold.end("see the report");
        assert_eq!(rest.len(), 1);
        assert_eq!(rest[0].0.to_string(), "and 1,995 more: ends at column …; see the report");
    }
}
