//! Whole-line phrases that stand in a longer line: a sign-up call with three words more is what an author of rules
//! wants to hear of.
//!
//! When a document is cleaned such a phrase is a look-up of the line's hash, which says nothing of longer lines. So there
//! is an automaton of its own for explaining, over the folded line.

use aho_corasick::automaton::Automaton;
use aho_corasick::nfa::contiguous::NFA;
use aho_corasick::{Input, MatchKind};

use unboil_rules::RuleSet;
use unboil_rules::ruleset::pattern::Position;
use unboil_rules::ruleset::source::Phrase;
use unboil_rules::ruleset::token::Token;
use unboil_text::fold::FoldedLine;
use unboil_text::words;

/// See the module.
#[derive(Debug)]
pub(super) struct NearPhrases {
    automaton: Option<NFA>,
    /// The pattern of each phrase, and its words.
    patterns: Vec<(u32, usize)>,
}

/// Phrases of fewer words stand in too many sentences.
const LEAST_WORDS: usize = 3;

impl NearPhrases {
    pub(super) fn new(rules: &RuleSet) -> Self {
        let mut phrases: Vec<&str> = Vec::new();
        let mut patterns = Vec::new();
        for (pattern, number) in rules.source().patterns().zip(0..) {
            if let Phrase::Tokens(Position::Line, tokens) = &pattern.phrase
                && let [Token::Literal(literal)] = tokens.as_slice()
            {
                let words = words::count(literal);
                if words >= LEAST_WORDS {
                    phrases.push(literal);
                    patterns.push((number, words));
                }
            }
        }
        Self { automaton: NFA::builder().match_kind(MatchKind::Standard).build(&phrases).ok(), patterns }
    }

    /// The patterns whose phrase stands in the line as whole words and makes up a third of it or more.
    pub(super) fn inside(&self, line: &str, mut found: impl FnMut(u32)) {
        let Some(automaton) = &self.automaton else { return };
        let mut folded = FoldedLine::default();
        folded.set(line);
        let all = words::count(line);
        let input = Input::new(folded.text.as_str());
        let Ok(matches) = automaton.try_find_overlapping_iter(input) else { return };
        for m in matches {
            let Some(&(pattern, words)) = self.patterns.get(m.pattern().as_usize()) else { continue };
            let stands = words::boundary(&folded.text, m.start()) && words::boundary(&folded.text, m.end());
            if stands && words * 3 >= all {
                found(pattern);
            }
        }
    }
}
