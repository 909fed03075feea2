//! `unless`: phrases that protect a line.

use serde::{Deserialize, Serialize};

use super::condition::{Condition, LineCondition};
use crate::diagnostic::Fault;
use crate::lines::LineText;
use crate::ruleset::token::Token;
use crate::syntax::context::Context;
use crate::syntax::keys::keys;
use crate::syntax::values::{List, Text};
use unboil_text::words::contains_words;

keys! {
    /// The key of [`Unless`].
    pub struct UnlessKeys {
        /// None of these phrases is in the line. They have no placeholders.
        unless: List<Text>,
    }
}

/// Folded phrases none of which is in the line.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unless(pub Vec<Box<str>>);

impl Unless {
    /// The phrases of `written`.
    ///
    /// # Errors
    /// One has a placeholder, or nothing is left of it.
    pub fn of(written: &[Text], rule: &dyn Context) -> Result<Option<Self>, Fault> {
        let plain = |written: &Text| match &*rule.tokens(written, true, true)? {
            [Token::Literal(literal)] => Ok(literal.clone()),
            _ => Err(Fault::new("`unless` takes plain phrases", written.span())
                .label("has a placeholder")
                .help("write the words out")),
        };
        let phrases: Vec<_> = written.iter().map(plain).collect::<Result<_, _>>()?;
        Ok((!phrases.is_empty()).then_some(Self(phrases)))
    }

    fn protects<'c>(&'c self, line: &mut impl LineText) -> Option<&'c str> {
        let folded = line.folded();
        self.0.iter().find(|phrase| contains_words(folded, phrase)).map(|phrase| &**phrase)
    }
}

impl Condition for Unless {
    type Keys = UnlessKeys;

    const NARROWS: bool = false;
    const DISTANCE: u8 = 3;

    fn compile(keys: &UnlessKeys, rule: &dyn Context) -> Result<Option<Self>, Fault> {
        Self::of(&keys.unless, rule)
    }

    fn describe(&self) -> Vec<(&'static str, String)> {
        vec![("unless", self.0.join(" | "))]
    }

    fn covers(a: Option<&Self>, b: Option<&Self>, words: Option<usize>) -> bool {
        // Where the line is known, the rule of `a` was seen to match it.
        words.is_some() || a.is_none_or(|a| a.0.iter().all(|phrase| b.is_some_and(|b| b.0.contains(phrase))))
    }
}

impl LineCondition for Unless {
    fn holds(&self, line: &mut impl LineText) -> bool {
        self.protects(line).is_none()
    }

    fn miss(&self, line: &mut impl LineText) -> String {
        format!("protected by {:?}", self.protects(line).expect("only a protected line is asked about"))
    }
}
