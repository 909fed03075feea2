//! Finds whole-line phrases inside longer lines: the author of a rule wants to know that a call to sign up was kept because it
//! has three more words.
//!
//! Cleaning looks such phrases up by the hash of the line, which finds nothing in longer lines. So explanations have an automaton
//! of their own, over the folded line.

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
    automaton: NFA,
    /// The pattern of each phrase, and its words.
    patterns: Vec<(u32, usize)>,
}

/// Phrases of fewer words occur in too many sentences.
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
        let automaton = NFA::builder().match_kind(MatchKind::Standard).build(&phrases);
        Self { automaton: automaton.expect("the phrases of rules fit an automaton"), patterns }
    }

    /// The patterns whose phrase is in the line as whole words and makes up a third of it or more.
    pub(super) fn inside(&self, line: &str, mut found: impl FnMut(u32)) {
        let mut folded = FoldedLine::default();
        folded.set(line);
        let all = words::count(line);
        let input = Input::new(folded.text.as_str());
        let matches =
            self.automaton.try_find_overlapping_iter(input).expect("the automaton reports overlapping matches");
        for m in matches {
            let (pattern, words) = self.patterns[m.pattern().as_usize()];
            let is_whole = words::boundary(&folded.text, m.start()) && words::boundary(&folded.text, m.end());
            if is_whole && words * 3 >= all {
                found(pattern);
            }
        }
    }
}
