//! Expressions of placeholders as automata, built when their rules are saved.
//!
//! Input: an expression, anchored at its start. Output: bytes, and from them an automaton that finds the end of the match. Building an expression takes 40 to 1,400 µs, mostly for letters of all scripts (`\w`), so a run over a few
//! documents spent 15 ms on the expressions it needs. Reading an automaton takes 1 to 350 µs, and walking it is faster too.
//! What it cannot decide (a word boundary in a text that is not ASCII) is left to the expression itself.
//!
//! `\A(?:[0-9]+)` → some 800 bytes → `12 min` → 2

use std::sync::OnceLock;

use bytes::Bytes;
use regex_automata::dfa::{Automaton as _, StartKind, dense, sparse};
use regex_automata::nfa::thompson;
use regex_automata::util::syntax;
use regex_automata::{Anchored, Input};

/// A saved automaton, read on first use; empty if there is none.
#[derive(Debug, Default)]
pub(super) struct Automaton {
    saved: Bytes,
    read: OnceLock<Option<sparse::DFA<Vec<u8>>>>,
}

/// The size limit of a saved automaton, in bytes. The largest one of the standard packs, `{zh-outlet}`, takes 98,000.
const SAVED_LIMIT: usize = 128 << 10;

/// The size limit while one is built, in bytes. The same expression takes 970,000.
const MADE_LIMIT: usize = 4 << 20;

/// The automaton of an expression that is anchored at its start, as bytes; no bytes if it would be too large.
pub(super) fn save(pattern: &str) -> Vec<u8> {
    let config = dense::Config::new()
        .start_kind(StartKind::Anchored)
        .unicode_word_boundary(true)
        .determinize_size_limit(Some(MADE_LIMIT))
        .dfa_size_limit(Some(MADE_LIMIT));
    let made = dense::Builder::new()
        .configure(config)
        .syntax(syntax::Config::new().case_insensitive(true))
        .thompson(thompson::Config::new().nfa_size_limit(Some(MADE_LIMIT)))
        .build(pattern)
        .ok()
        .and_then(|made| made.to_sparse().ok());
    // A big-endian machine cannot read it and builds the expression.
    made.map(|made| made.to_bytes_little_endian()).filter(|bytes| bytes.len() <= SAVED_LIMIT).unwrap_or_default()
}

impl Automaton {
    /// A saved automaton.
    pub(super) fn new(saved: Bytes) -> Self {
        Self { saved, read: OnceLock::new() }
    }

    /// Where the match at the start of `text` ends, in bytes: `Some(None)` if there is no match, `None` if only the expression
    /// can tell.
    pub(super) fn end(&self, text: &str) -> Option<Option<usize>> {
        let read =
            || (!self.saved.is_empty()).then(|| Some(sparse::DFA::from_bytes(&self.saved).ok()?.0.to_owned()))?;
        let automaton = self.read.get_or_init(read).as_ref()?;
        let found = automaton.try_search_fwd(&Input::new(text).anchored(Anchored::Yes)).ok()?;
        Some(found.map(|end| end.offset()))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::RuleSet;

    /// The standard packs, compiled and read.
    fn standard() -> RuleSet {
        let rules = RuleSet::builder().dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../../rules"));
        RuleSet::prebuilt(rules.prebuild().unwrap().leak()).unwrap()
    }

    #[test]
    fn an_automaton_says_where_a_match_ends() {
        let automaton = Automaton::new(save(r"\A(?:[0-9]+)").into());
        assert_eq!(automaton.end("12 min"), Some(Some(2)));
        assert_eq!(automaton.end("a12"), Some(None));
        assert_eq!(Automaton::default().end("12"), None);
        // Cut short it is none.
        let saved = save(r"\A(?:[0-9]+)");
        assert_eq!(Automaton::new(saved[..saved.len() / 2].to_vec().into()).end("12"), None);
    }

    #[test]
    fn what_would_be_too_large_is_none() {
        assert!(save(r"\A(?:(?:\w{1,40} ?){1,40}x)").is_empty());
        assert!(save("(").is_empty());
    }

    /// The standard packs, compiled and read once.
    static RULES: std::sync::LazyLock<RuleSet> = std::sync::LazyLock::new(standard);

    #[test]
    fn all_standard_placeholders_but_one_have_automata() {
        let without = RULES
            .placeholders()
            .iter()
            .filter(|placeholder| placeholder.regexes.iter().any(|regex| regex.automaton().saved.is_empty()));
        // A row of links of a Chinese page: three or more of some hundred labels.
        assert_eq!(without.map(|placeholder| placeholder.name.as_str()).collect::<Vec<_>>(), ["zh-row"]);
    }

    proptest! {
        #[test]
        fn the_standard_automata_say_what_their_expressions_say(
            text in r"([0-9]{1,4}|[a-z]{1,3}|[@#./:()+, '-]|ann@x\.org|www\.|https://|é|я|中|ก|م|[0-9]{2}:[0-9]{2}|20[0-9]{2}|pm|utc){1,12}",
        ) {
            for regex in RULES.placeholders().iter().flat_map(|placeholder| &placeholder.regexes) {
                let want = regex.get().find(&text).map(|found| found.end());
                prop_assert_eq!(regex.end(&text), want, "{}", regex.pattern());
                if text.is_ascii() && !regex.automaton().saved.is_empty() {
                    prop_assert_eq!(regex.automaton().end(&text), Some(want), "{}", regex.pattern());
                }
            }
        }
    }
}
