//! The structure of a rule file: its tables and keys.
//!
//! `line = ["share this"]` in a file becomes `PatternKeys { line: [Spanned("share this", 10..22)], … }`. Positions are kept so that
//! later errors can mark the text. Conditions, kinds of removal and detectors declare their own keys.

use serde::Deserialize;
use serde::de::MapAccess;

use crate::conditions::ConditionKeys;
use crate::detectors::DetectorTables;
use crate::removals::RemovalKeys;
use crate::syntax::definition::Definition;
use crate::syntax::keys::{Key, KeySet, Table, keys};
pub use crate::syntax::values::{List, Text};

/// A rule file.
pub type FileDef = Table<FileParts>;

/// `[[rule]]`.
pub type RuleDef = Definition<RuleParts>;

keys! {
    /// The keys of a file, apart from the tables of detectors.
    pub struct FileKeys {
        /// What the file is for.
        about: Text = required,
        /// The language of the rules: a BCP-47 tag such as `en`, or `any`.
        lang: Text = required,
        /// What `{name}` in phrases stands for.
        placeholder: Vec<PlaceholderDef>,
        /// Rules that look for phrases.
        rule: Vec<RuleDef>,
    }
}

keys! {
    /// What a rule looks for.
    pub struct PatternKeys {
        /// The whole line.
        line: List<Text>,
        /// The beginning of the line.
        start: List<Text>,
        /// The end of the line.
        end: List<Text>,
        /// Whole words anywhere in the line.
        contains: List<Text>,
        /// Regular expressions over the whole line. Case does not matter. Each must contain a literal of 3 bytes or more that
        /// begins where a word begins.
        regex: List<Text>,
        /// The regular expressions may match anywhere in the line.
        search: bool,
        /// A phrase may directly follow a lower-case letter (`FridayPhoto: …`).
        glued: bool,
    }
}

/// Declares a group of keys that consists of the keys of several subjects.
macro_rules! group {
    ($(#[doc = $doc:literal])* pub struct $Name:ident named $name:literal { $($(#[doc = $about:literal])* $part:ident: $Part:ty,)* }) => {
        $(#[doc = $doc])*
        #[derive(Debug, Default)]
        pub struct $Name {
            $($(#[doc = $about])* pub $part: $Part,)*
        }

        impl KeySet for $Name {
            const NAME: &'static str = $name;

            fn list(keys: &mut Vec<Key>) {
                $(<$Part>::list(keys);)*
            }

            fn read<'de, A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<bool, A::Error> {
                Ok(false $(|| self.$part.read(key, map)?)*)
            }
        }
    };
}

group! {
    /// The keys of a rule file.
    pub struct FileParts named "FileDef" {
        /// What every file has.
        file: FileKeys,
        /// The rules of detectors.
        detectors: DetectorTables,
    }
}

group! {
    /// The keys of a `[[rule]]`, apart from those of every rule.
    pub struct RuleParts named "RuleDef" {
        /// What it looks for.
        patterns: PatternKeys,
        /// Its conditions.
        conditions: ConditionKeys,
        /// What it removes.
        removal: RemovalKeys,
    }
}

impl std::ops::Deref for FileParts {
    type Target = FileKeys;

    fn deref(&self) -> &FileKeys {
        &self.file
    }
}

/// `[[placeholder]]`: exactly one of `any_of`, `regex`, `words`.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PlaceholderDef {
    /// Used in phrases as `{name}`. Definitions of the same name in several files add up.
    pub name: Text,
    /// Phrases, which may contain placeholders.
    #[serde(default)]
    pub any_of: List<Text>,
    /// A regular expression over the folded text: lower case, straight quotes, ASCII digits. Its first
    /// alternative that matches is taken.
    pub regex: Option<Text>,
    /// A run of words.
    pub words: Option<WordsDef>,
}

/// A run of words.
#[derive(Debug, Clone, Copy, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct WordsDef {
    /// The fewest words, from 1.
    pub min: usize,
    /// The most words, to 20.
    pub max: usize,
    /// What the words look like.
    #[serde(default)]
    pub shape: ShapeDef,
}

/// What the words of a run look like.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ShapeDef {
    /// Anything.
    #[default]
    Any,
    /// Words that begin with a capital, or of a script without case.
    Name,
}

/// The JSON Schema of rule files, pretty-printed, with a final newline.
///
/// It cannot express everything that the compiler checks (a phrase must contain a word, ids must differ); it has every key,
/// every closed list, and what each is for.
#[cfg(feature = "schema")]
#[must_use]
pub fn rule_schema() -> String {
    let settings = schemars::generate::SchemaSettings::draft2020_12();
    let mut schema = settings.into_generator().into_root_schema_for::<FileDef>();
    schema.insert("title".into(), "A rule file of unboil".into());
    let mut text = serde_json::to_string_pretty(schema.as_value()).expect("a JSON value can be written");
    text.push('\n');
    text
}
