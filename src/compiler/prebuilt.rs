//! The standard packs, compiled when the library was built.
//!
//! Reading and checking some thousand rules takes a tenth of a second, which nobody wants to wait for before each small
//! file. So the build script compiles the packs with this very compiler and [`save`]s the tables; [`load`] copies them
//! back. What matching never asks for (examples, phrases as they are written, their places, the words of those that stand in
//! tables of their own) is left out; who needs it asks for the [`whole`](RuleSet::whole) set, which is compiled from the text then.

use std::borrow::Cow;

use super::build::build;
use super::ruleset::{Part, RuleSet};
use crate::error::Error;
use crate::standard::{COMPILED, FILES};

/// The rule files under `rules/`, name and text, as they were when the library was built.
pub(super) fn files() -> Vec<(String, Cow<'static, str>)> {
    FILES.iter().map(|&(name, text)| (format!("rules/{name}"), text.into())).collect()
}

/// The standard packs as they were saved; nothing where the build script could not compile them: then their fault is
/// found, and told, when they are compiled from their text.
pub(super) fn load() -> Option<RuleSet> {
    let mut rules: RuleSet = postcard::from_bytes(COMPILED).ok()?;
    for (file, (_, text)) in rules.files.iter_mut().zip(FILES) {
        file.text = Cow::Borrowed(text);
    }
    rules.standard_files = rules.files.len();
    Some(rules)
}

/// Compiles rule files, given as name and text, for [`load`].
///
/// # Errors
/// A file is at fault.
#[allow(dead_code, reason = "the build script calls it")]
pub(crate) fn save(files: Vec<(String, Cow<'static, str>)>) -> Result<Vec<u8>, Error> {
    let mut rules = build(files, &[])?;
    for pattern in rules.patterns.iter_mut().filter(|pattern| !pattern.confirmed) {
        if let Part::Line(tokens) | Part::Start(tokens) = &mut pattern.part {
            tokens.clear();
        }
    }
    // Only what cannot be counted or numbered is refused, and the tables hold nothing of that kind.
    Ok(postcard::to_stdvec(&rules).unwrap_or_default())
}

impl RuleSet {
    /// The same rules with all that is known of them.
    pub(crate) fn whole(&self) -> &RuleSet {
        let compile = || build(files(), &[]).ok().map(Box::new);
        let whole = self.whole.get_or_init(compile).as_deref();
        whole.unwrap_or(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_saved_is_what_the_text_says() {
        assert!(save(files()).is_ok_and(|compiled| compiled == COMPILED), "build the library again");
    }

    #[test]
    fn the_whole_set_is_the_same_set() {
        let loaded = load().expect("the build script compiles the packs");
        let whole = loaded.whole();
        assert!(loaded.ids().eq(whole.ids()));
        assert!(loaded.patterns.iter().zip(&whole.patterns).all(|(a, b)| a.rule == b.rule && !b.written.is_empty()));
        assert!(whole.rules.iter().all(|rule| !rule.removes.is_empty()));
    }
}
