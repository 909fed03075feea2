//! Where phrases match: every phrase at every place, with all texts of its placeholders.

use std::collections::BTreeSet;

use super::fold::{Line, is_wide, is_word, words};
use super::rules::{Hole, Pack, Pattern, Phrases, Piece, Place, Remove};

/// A match of a rule in a line: its number and the characters it matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Claim {
    pub(super) rule: usize,
    pub(super) from: usize,
    pub(super) to: usize,
}

impl Pack {
    /// The folded places where a match of `pieces` that begins at folded place `at` can end.
    pub(super) fn ends(&self, line: &Line, pieces: &[Piece], at: usize) -> BTreeSet<usize> {
        let mut places = BTreeSet::from([at]);
        for piece in pieces {
            places = match piece {
                Piece::Text(text) => places.into_iter().filter_map(|at| stands(line, text, at)).collect(),
                Piece::Hole(name) => {
                    let hole = self.holes.get(name).expect("a placeholder");
                    places.into_iter().flat_map(|at| self.fillings(line, hole, at)).collect()
                }
            };
        }
        places
    }

    fn fillings(&self, line: &Line, hole: &Hole, at: usize) -> BTreeSet<usize> {
        let text: String = line.folded[at..].iter().map(|&(c, _)| c).collect();
        let mut ends: BTreeSet<usize> = hole.any_of.iter().flat_map(|pieces| self.ends(line, pieces, at)).collect();
        for found in hole.regexes.iter().filter_map(|regex| regex.find(&text)).filter(|found| !found.is_empty()) {
            ends.insert(at + found.as_str().chars().count());
        }
        if let Some((fewest, most, name)) = hole.words {
            run(line, at, fewest, most, name, &mut ends);
        }
        ends
    }

    /// Where a pattern matches, one place each beginning.
    fn places(&self, line: &Line, pattern: &Pattern, glued: bool) -> Vec<(usize, usize)> {
        let all = line.chars.len();
        let (place, pieces) = match pattern {
            Pattern::Phrase(place, pieces) => (*place, pieces),
            Pattern::Whole(regex) => {
                return if regex.is_match(&line.text(0, all)) { vec![(0, all)] } else { Vec::new() };
            }
            Pattern::Search(regex) => {
                let text = line.text(0, all);
                let at = |byte: usize| text[..byte].chars().count();
                return regex.find(&text).map(|found| (at(found.start()), at(found.end()))).into_iter().collect();
            }
        };
        let plain = matches!(pieces.as_slice(), [Piece::Text(_)]);
        let (from, to) = line.key();
        let ends = |at: usize| self.ends(line, pieces, line.folded_at(at)).into_iter().rev();
        let last = |folded: usize| if plain { line.nearest_end(folded) } else { line.end(folded) };
        // Words begin with letters and digits, and some signs begin phrases.
        let starts = |at: &usize| {
            let c = line.chars[*at];
            (is_word(c) || "([@#©".contains(c)) && (line.boundary(*at) || glued && line.glue(*at))
        };
        match place {
            Place::Line if plain => {
                let whole = Line::new(&line.text(from, to));
                let same = self.ends(&whole, pieces, 0).contains(&whole.folded.len());
                same.then_some((from, to)).into_iter().collect()
            }
            Place::Line => ends(from).any(|end| line.end(end) == Some(to)).then_some((from, to)).into_iter().collect(),
            Place::Start => {
                let end = ends(from).filter_map(|end| line.end(end)).find(|&end| line.boundary(end));
                end.map(|end| (from, end)).into_iter().collect()
            }
            Place::End => {
                let ends_here = |at: usize| ends(at).any(|end| last(end) == Some(to));
                (0..all).filter(starts).filter(|&at| ends_here(at)).map(|at| (at, all)).collect()
            }
            Place::Contains => {
                let end = |at: usize| ends(at).filter_map(last).find(|&end| line.boundary(end));
                (0..all).filter(starts).filter_map(|at| end(at).map(|end| (at, end))).collect()
            }
        }
    }

    /// The claims of a rule to a line: one, or one for each place if matches go alone.
    pub(super) fn claims(&self, line: &str, number: usize, rule: &Phrases) -> Vec<Claim> {
        let text = line;
        let line = Line::new(text);
        let count = words(text);
        let protects = |phrase: &String| {
            let folded = Line::new(&line.folded.iter().map(|&(c, _)| c).collect::<String>());
            (0..folded.chars.len())
                .any(|at| stands(&folded, phrase, at).is_some_and(|end| folded.boundary(at) && folded.boundary(end)))
        };
        if !(rule.words.0..=rule.words.1).contains(&count) || rule.unless.iter().any(protects) {
            return Vec::new();
        }
        let mut claims: Vec<Claim> = Vec::new();
        for pattern in &rule.patterns {
            for (from, to) in self.places(&line, pattern, rule.glued) {
                let claim = Claim { rule: number, from, to };
                if claims.is_empty() || rule.remove == Remove::Match && !claims.contains(&claim) {
                    claims.push(claim);
                }
            }
        }
        claims
    }

    /// Whether one of the phrases that end a run begins a line.
    pub(super) fn ends_run(&self, text: &str, rule: &Phrases) -> bool {
        let line = Line::new(text);
        let begin = line.folded_at(line.key().0);
        rule.until
            .iter()
            .any(|pieces| self.ends(&line, pieces, begin).into_iter().any(|end| line.boundary(line.source(end))))
    }
}

/// Where a folded text at a folded place ends.
fn stands(line: &Line, text: &str, at: usize) -> Option<usize> {
    let count = text.chars().count();
    let there = line.folded.get(at..at + count)?;
    there.iter().map(|&(c, _)| c).eq(text.chars()).then_some(at + count)
}

/// Where a run of words can end: at the ends of words and before signs inside them.
fn run(line: &Line, at: usize, fewest: usize, most: usize, name: bool, ends: &mut BTreeSet<usize>) {
    let folded: Vec<char> = line.folded[at..].iter().map(|&(c, _)| c).collect();
    if folded.is_empty() {
        return;
    }
    let mut from = 0;
    let mut capital = false;
    for (number, word) in folded.split(|&c| c == ' ').take(most).enumerate() {
        if word.is_empty() {
            break;
        }
        if name {
            let raw = line.text(line.source(at + from), line.source(at + from + word.len()));
            let Some(first) = raw.chars().find(|&c| is_word(c)) else { break };
            let short = |limit: usize| raw.chars().count() <= limit;
            // Short small words may stand inside a name, and numbers of up to four characters.
            if first.is_lowercase() && (number == 0 || !short(5)) {
                break;
            }
            capital = !first.is_lowercase() && (first.is_uppercase() || !first.is_numeric());
            if !first.is_lowercase() && !capital && !short(4) {
                break;
            }
        }
        if number + 1 >= fewest && (!name || capital) {
            let inner = (1..word.len()).filter(|&i| !is_word(word[i]) && is_word(word[i - 1])).take(3);
            ends.extend(inner.chain([word.len()]).map(|inner| at + from + inner));
        }
        from += word.len() + 1;
    }
    if is_wide(folded[0]) {
        let most = most * if name { 2 } else { 3 };
        let run = folded.iter().take_while(|&&c| c != ' ' && is_word(c)).count();
        ends.extend((1..=run.min(most)).map(|n| at + n));
    }
}
