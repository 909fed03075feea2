//! The significant words of a text, by which a headline is compared with the article below it.
//!
//! `The ferry to Sel` → `ferry`; `北方岛` → `北方`, `方岛`

use crate::fold::{fold, is_word, without_spaces};

/// Minimum length of a significant word, in characters: shorter ones are mostly articles and prepositions. Set by hand.
const LEAST: usize = 4;

/// The folded words of at least four characters, in order; in a script without spaces, each pair of adjacent characters.
#[must_use]
pub fn significant_words(text: &str) -> Vec<String> {
    let folded = fold(text);
    let mut words = Vec::new();
    for run in folded.split(|c| !is_word(c)) {
        if run.starts_with(without_spaces) {
            let characters: Vec<char> = run.chars().collect();
            words.extend(characters.windows(2).map(|pair| pair.iter().collect()));
        } else if run.chars().nth(LEAST - 1).is_some() {
            words.push(run.to_owned());
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_words_are_left_out() {
        assert_eq!(significant_words("The ferry to Sel, a Ferry"), ["ferry", "ferry"]);
        assert_eq!(significant_words("北方岛 and 船"), ["北方", "方岛"]);
    }
}
