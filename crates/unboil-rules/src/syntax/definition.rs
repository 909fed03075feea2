//! What rules of all kinds have in common.

use std::collections::BTreeMap;

use serde::de::MapAccess;

use super::keys::{Key, KeySet, Table, keys};
use super::values::{CategoryName, ExampleDef, List, Text};
use crate::level::Level;
use crate::lint_kind::LintKind;

keys! {
    /// The keys of every rule.
    pub struct Head {
        /// What the rule finds, in lower-case letters, digits and hyphens. Reports put the language before it:
        /// `en/newsletter-signup`.
        id: Text = required,
        /// Earlier ids, which still work in options and reports.
        aliases: List<Text>,
        /// What kind of thing the rule removes.
        category: CategoryName = required,
        /// Why texts contain this although it is not part of them, in a sentence.
        why: Text = required,
        /// The lowest level at which the rule acts. `"bold"`: only with `--level bold`.
        level: Level,
        /// Kinds of lint findings to ignore for this rule, each with the reason.
        allow: BTreeMap<LintKind, String>,
        /// Texts the rule removes or changes.
        removes: List<ExampleDef>,
        /// Similar texts that must be kept.
        keeps: List<ExampleDef>,
        /// Texts that the rule should remove but does not yet.
        todo: List<ExampleDef>,
    }
}

/// A rule as it is written: the keys of every rule, and those of its kind.
pub type Definition<K> = Table<Parts<K>>;

/// See [`Definition`].
#[derive(Debug, Default)]
pub struct Parts<K> {
    /// The keys of every rule.
    pub head: Head,
    /// The keys of its kind.
    pub own: K,
}

impl<K: KeySet> KeySet for Parts<K> {
    const NAME: &'static str = K::NAME;

    fn list(keys: &mut Vec<Key>) {
        Head::list(keys);
        K::list(keys);
    }

    fn read<'de, A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<bool, A::Error> {
        Ok(self.head.read(key, map)? || self.own.read(key, map)?)
    }
}
