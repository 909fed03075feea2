//! Selects rules by name, for `--select`, `--ignore` and `unboil.toml`.
//!
//! Input: names. Output: a set of rules, or an error with the nearest known name.
//!
//! `promo` → all rules of the category; `en/newsletter-signup` → that rule, also by an old id; `newsletter-signup` → the
//! rule of that name in every language; `en` → all rules of the language.

use std::collections::HashSet;
use std::fmt;
use std::sync::Arc;

use crate::category::Category;
use crate::ruleset::model::Rule;
use crate::ruleset::set::RuleSet;
use unboil_text::suggest::nearest;

/// A set of rules.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    ids: HashSet<Arc<str>>,
}

/// A name that is neither a rule nor a category nor a language.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct UnknownRule {
    /// The name as given.
    pub name: String,
    /// The name that was most likely meant.
    pub near: Option<String>,
}

impl fmt::Display for UnknownRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "unknown rule, category or language `{}`", self.name)?;
        match &self.near {
            Some(near) => write!(f, "; did you mean `{near}`?"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for UnknownRule {}

impl Selection {
    /// Whether the rule of that full id is in it.
    #[must_use]
    pub fn has(&self, id: &str) -> bool {
        self.ids.contains(id)
    }

    /// The full ids, in no order.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.ids.iter().map(|id| &**id)
    }

    /// How many rules are in it.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether it is empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// Removes the rules that are in `other` too.
    pub fn without(mut self, other: &Self) -> Self {
        self.ids.retain(|id| !other.ids.contains(id));
        self
    }
}

impl RuleSet {
    /// The rules that `names` name: ids in full (`en/byline`), names without a language (that rule in every
    /// language), categories, languages. A word that is several of these is the category, or else the rule.
    ///
    /// ```
    /// # let text = "about = \"x\"\nlang = \"en\"\n[[rule]]\nid = \"newsletter-signup\"\ncategory = \"promo\"\nwhy = \"Asks.\"\n\
    /// #     line = [\"join our list\"]\nremoves = [\"Join our list\"]\nkeeps = [\"Our list.\"]\n";
    /// let rules = unboil_rules::RuleSet::builder().source("en/promo.toml", text).build()?;
    /// let promo = rules.selection(["promo"]).map_err(|e| e.to_string());
    /// assert!(promo.is_ok_and(|promo| promo.has("en/newsletter-signup")));
    /// assert!(rules.selection(["prom"]).is_err_and(|error| error.near.as_deref() == Some("promo")));
    /// # Ok::<(), unboil_rules::RuleError>(())
    /// ```
    ///
    /// # Errors
    /// A name is none of these; the error is about the first one.
    pub fn selection<N: AsRef<str>>(&self, names: impl IntoIterator<Item = N>) -> Result<Selection, UnknownRule> {
        let mut selection = Selection::default();
        for name in names {
            let name = name.as_ref();
            let before = selection.ids.len();
            let category = name.parse::<Category>().ok();
            let is_rule = category.is_none() && self.rules().any(|rule| is_named(rule, name));
            let meant = self.rules().filter(|rule| match category {
                Some(category) => rule.category == category,
                None if is_rule => is_named(rule, name),
                None => rule.id.split_once('/').is_some_and(|(lang, _)| lang == name),
            });
            let mut meant = meant.peekable();
            let known = category.is_some() || meant.peek().is_some();
            selection.ids.extend(meant.map(|rule| Arc::clone(&rule.id)));
            if !known {
                debug_assert_eq!(before, selection.ids.len());
                return Err(self.unknown(name));
            }
        }
        Ok(selection)
    }

    /// The first rule of that name.
    pub fn named(&self, name: &str) -> Option<&Rule> {
        self.rules().find(|rule| is_named(rule, name))
    }

    /// The error for an unknown name.
    pub fn unknown(&self, name: &str) -> UnknownRule {
        let all = || self.rules().flat_map(Rule::names);
        let near = if let Some((lang, _)) = name.split_once('/') {
            // A rule of another language is not what was meant, however similar its id.
            let of_lang = |id: &&str| id.split_once('/').is_some_and(|(other, _)| other == lang);
            nearest(name, all().filter(of_lang)).or_else(|| nearest(name, all()))
        } else {
            let bare = all().filter_map(|id| id.split_once('/')).map(|(_, name)| name);
            nearest(name, Category::ALL.iter().map(|c| c.name()).chain(bare))
        };
        UnknownRule { name: name.to_owned(), near: near.map(str::to_owned) }
    }
}

/// Whether `name` is the rule's id or an old one, with or without the language.
pub fn is_named(rule: &Rule, name: &str) -> bool {
    let is = |id: &str| id == name || id.split_once('/').is_some_and(|(_, bare)| bare == name);
    is(&rule.id) || rule.aliases.iter().any(|alias| is(alias))
}
