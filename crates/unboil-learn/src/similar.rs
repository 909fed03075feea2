//! Finds lines that stay and begin like a phrase, as examples of what a rule keeps.
//!
//! "Share this article" → "Share prices fell on Monday."

use std::collections::BTreeMap;

use unboil_text::fold::fold;

use crate::pages::Pages;
use crate::recurring::Recurring;

/// The lines of a site that do not recur, by their folded text.
pub(crate) struct SimilarLines<'s>(BTreeMap<String, &'s str>);

/// The longest line that is proposed, in bytes: about two lines on a screen, so that people read it.
const LONGEST_EXAMPLE: usize = 240;

/// The most lines that are proposed for a rule.
const MOST: usize = 8;

impl<'s> SimilarLines<'s> {
    /// Takes the lines that read like prose or a sentence: others may be removed next to a finding.
    pub(crate) fn new(site: &Pages<'s>, found: &[Option<Recurring<'s>>]) -> Self {
        let lines = site.pages.iter().flatten();
        let staying = lines.filter(|line| found[line.key as usize].is_none() && line.text.len() <= LONGEST_EXAMPLE);
        let sentences = staying.filter(|line| line.is_prose || unboil_text::words::sentence(line.text));
        Self(sentences.map(|line| (fold(line.text), line.text)).collect())
    }

    /// The lines that share the longest beginning with one of the phrases, the most similar first.
    pub(crate) fn near<'p>(&self, phrases: impl Iterator<Item = &'p str>) -> Vec<&'s str> {
        let mut near: Vec<(std::cmp::Reverse<usize>, &str, &'s str)> = Vec::new();
        for phrase in phrases {
            let phrase = fold(phrase);
            // Lines with a common beginning are neighbours in the order of their texts.
            let before = self.0.range(..phrase.clone()).next_back();
            let after = self.0.range(phrase.clone()..).next();
            for (folded, text) in before.into_iter().chain(after) {
                let shared = folded.bytes().zip(phrase.bytes()).take_while(|(a, b)| a == b).count();
                near.push((std::cmp::Reverse(shared), folded, text));
            }
        }
        near.sort_unstable();
        near.dedup();
        near.truncate(MOST);
        near.into_iter().map(|(.., text)| text).collect()
    }
}
