//! `min_words` and `max_words`: how long the line is.

use serde::{Deserialize, Serialize};

use super::condition::{Condition, LineCondition};
use crate::diagnostic::Fault;
use crate::lines::LineText;
use crate::syntax::context::Context;
use crate::syntax::keys::keys;
use unboil_text::counted;

keys! {
    /// The keys of [`WordLimits`].
    pub struct WordKeys {
        /// The line has at least this many words. Two characters of Chinese or Japanese count as one, and four of Thai, Lao,
        /// Burmese or Khmer.
        min_words: Option<usize>,
        /// The line has at most this many words.
        max_words: Option<usize>,
    }
}

/// The fewest and the most words of the line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WordLimits {
    /// The fewest.
    pub min: usize,
    /// The most.
    pub max: usize,
}

/// Any number of words.
const ANY: WordLimits = WordLimits { min: 0, max: usize::MAX };

impl Condition for WordLimits {
    type Keys = WordKeys;

    const NARROWS: bool = false;
    const DISTANCE: u8 = 5;

    fn compile(keys: &WordKeys, rule: &dyn Context) -> Result<Option<Self>, Fault> {
        let limits = Self { min: keys.min_words.unwrap_or(ANY.min), max: keys.max_words.unwrap_or(ANY.max) };
        if limits.min > limits.max {
            let (id, Self { min, max }) = (rule.id(), limits);
            return Err(Fault::new(
                format!("`{}` requires at least {min} words and at most {max}", id.get_ref()),
                id.span(),
            )
            .label("no line has both")
            .help("make `min_words` the smaller number"));
        }
        Ok((limits != ANY).then_some(limits))
    }

    fn describe(&self) -> Vec<(&'static str, String)> {
        let min = (self.min > ANY.min).then(|| ("min_words", self.min.to_string()));
        let max = (self.max < ANY.max).then(|| ("max_words", self.max.to_string()));
        min.into_iter().chain(max).collect()
    }

    fn covers(a: Option<&Self>, b: Option<&Self>, words: Option<usize>) -> bool {
        let (a, b) = (a.unwrap_or(&ANY), b.unwrap_or(&ANY));
        match words {
            Some(words) => a.min <= words && words <= a.max,
            None => a.min <= b.min && a.max >= b.max,
        }
    }
}

impl LineCondition for WordLimits {
    fn holds(&self, line: &mut impl LineText) -> bool {
        (self.min..=self.max).contains(&line.words())
    }

    fn miss(&self, line: &mut impl LineText) -> String {
        match line.words() {
            words if words < self.min => format!("{}, at least {}", counted(words, "word"), self.min),
            words => format!("{}, at most {}", counted(words, "word"), self.max),
        }
    }
}
