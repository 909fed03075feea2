//! What the parts of a rule can look up while they are compiled.

use super::values::Text;
use crate::diagnostic::Fault;
use crate::ruleset::token::Token;

/// The rule that is being compiled, and the phrases it may use.
pub trait Context {
    /// The rule's id as it is written, without the language.
    fn id(&self) -> &Text;

    /// The language of its file.
    fn lang(&self) -> &str;

    /// A phrase as literals and placeholders, in canonical form and folded. `left` and `right` say at which ends bullets,
    /// brackets and punctuation do not count.
    ///
    /// # Errors
    /// Nothing is left of the phrase, or it names an unknown placeholder.
    fn tokens(&self, phrase: &Text, left: bool, right: bool) -> Result<Vec<Token>, Fault>;

    /// A text without placeholders, in canonical form and folded.
    ///
    /// # Errors
    /// Nothing is left of it.
    fn folded(&self, text: &Text) -> Result<Box<str>, Fault>;
}
