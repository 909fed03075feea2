//! The shape of a rule file, and nothing of how it is used: the only place that knows TOML.
//!
//! `line = ["share this"]` in a file becomes `RuleDef { line: [Spanned("share this", 10..22)], … }`; the places are
//! kept so that every later complaint can point at the text it is about.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{self, IntoDeserializer, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use toml::Spanned;

/// A text with the bytes of the file it stands at.
pub(crate) type Text = Spanned<String>;

/// A rule file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FileDef {
    /// What the file is for.
    pub about: Text,
    /// BCP-47, or `any`.
    pub lang: Text,
    #[serde(default)]
    pub placeholder: Vec<PlaceholderDef>,
    #[serde(default)]
    pub rule: Vec<RuleDef>,
    #[serde(default)]
    pub echo: Vec<EchoDef>,
    #[serde(default)]
    pub repeat: Vec<RepeatDef>,
}

/// `[[placeholder]]`: exactly one of `any_of`, `regex`, `words`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PlaceholderDef {
    pub name: Text,
    #[serde(default)]
    pub any_of: Vec<Text>,
    pub regex: Option<Text>,
    pub words: Option<WordsDef>,
}

/// A run of words.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WordsDef {
    pub min: usize,
    pub max: usize,
    #[serde(default)]
    pub shape: ShapeDef,
}

/// What the words of a run look like.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum ShapeDef {
    /// Anything.
    #[default]
    Any,
    /// Words that begin with a capital, or of a script without case.
    Name,
}

/// `[[rule]]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RuleDef {
    pub id: Text,
    #[serde(default)]
    pub aliases: Vec<Text>,
    pub category: Text,
    pub why: Text,

    #[serde(default)]
    pub line: Vec<Text>,
    #[serde(default)]
    pub start: Vec<Text>,
    #[serde(default)]
    pub end: Vec<Text>,
    #[serde(default)]
    pub contains: Vec<Text>,
    #[serde(default)]
    pub regex: Vec<Text>,
    #[serde(default)]
    pub search: bool,
    #[serde(default)]
    pub glued: bool,

    #[serde(default)]
    pub zone: OneOrMany<ZoneDef>,
    pub min_words: Option<usize>,
    pub max_words: Option<usize>,
    pub at_most: Option<usize>,
    #[serde(default)]
    pub near: OneOrMany<String>,
    #[serde(default)]
    pub unless: Vec<Text>,
    #[serde(default)]
    pub site: OneOrMany<String>,
    #[serde(default)]
    pub strength: StrengthDef,
    #[serde(default)]
    pub level: LevelDef,

    #[serde(default)]
    pub remove: RemoveDef,
    pub max_lines: Option<usize>,
    #[serde(default)]
    pub until: Vec<Text>,

    #[serde(default)]
    pub removes: Vec<ExampleDef>,
    #[serde(default)]
    pub keeps: Vec<ExampleDef>,
    #[serde(default)]
    pub todo: Vec<ExampleDef>,
}

/// `[[echo]]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct EchoDef {
    pub id: Text,
    #[serde(default)]
    pub aliases: Vec<Text>,
    pub category: Text,
    pub why: Text,
    pub min_words: usize,
    #[serde(default)]
    pub labels: Vec<Text>,
    #[serde(default)]
    pub credits: Vec<Text>,
    #[serde(default)]
    pub removes: Vec<ExampleDef>,
    #[serde(default)]
    pub keeps: Vec<ExampleDef>,
    #[serde(default)]
    pub todo: Vec<ExampleDef>,
}

/// `[[repeat]]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RepeatDef {
    pub id: Text,
    #[serde(default)]
    pub aliases: Vec<Text>,
    pub category: Text,
    pub why: Text,
    pub unit: UnitDef,
    pub window: Option<Spanned<usize>>,
    pub min_words: usize,
    #[serde(default)]
    pub spare: Vec<SpareDef>,
    #[serde(default)]
    pub doubled: f64,
    #[serde(default)]
    pub removes: Vec<ExampleDef>,
    #[serde(default)]
    pub keeps: Vec<ExampleDef>,
    #[serde(default)]
    pub todo: Vec<ExampleDef>,
}

/// An example: a text, or a table that says more; with its place in the file.
pub(crate) type ExampleDef = Spanned<ExampleValue>;

/// What an example says.
#[derive(Debug, Clone)]
pub(crate) struct ExampleValue {
    pub text: String,
    /// What it must become; nothing where it is absent.
    pub becomes: Option<String>,
    /// Try it as a document of its own, without a frame.
    pub bare: bool,
}

/// The long form of an example.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExampleTable {
    text: String,
    becomes: Option<String>,
    #[serde(default)]
    bare: bool,
}

impl<'de> Deserialize<'de> for ExampleValue {
    // Not `#[serde(untagged)]`: that loses the places and words every fault as "did not match any variant".
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Form;
        impl<'de> Visitor<'de> for Form {
            type Value = ExampleValue;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text, or a table with `text`")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<ExampleValue, E> {
                Ok(ExampleValue { text: text.to_owned(), becomes: None, bare: false })
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<ExampleValue, A::Error> {
                let table = ExampleTable::deserialize(de::value::MapAccessDeserializer::new(map))?;
                Ok(ExampleValue { text: table.text, becomes: table.becomes, bare: table.bare })
            }
        }
        deserializer.deserialize_any(Form)
    }
}

/// A word, or a list of words.
#[derive(Debug, Clone)]
pub(crate) struct OneOrMany<T>(Vec<T>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for OneOrMany<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Form<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Form<T> {
            type Value = OneOrMany<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text or a list of texts")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
                T::deserialize(text.into_deserializer()).map(|one| OneOrMany(vec![one]))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
                let mut many = Vec::new();
                while let Some(one) = seq.next_element()? {
                    many.push(one);
                }
                Ok(OneOrMany(many))
            }
        }
        deserializer.deserialize_any(Form(PhantomData))
    }
}

impl<T> Default for OneOrMany<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> OneOrMany<T> {
    /// The values in order.
    pub(crate) fn as_slice(&self) -> &[T] {
        &self.0
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum ZoneDef {
    Head,
    Body,
    Tail,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum StrengthDef {
    #[default]
    Strong,
    Weak,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum LevelDef {
    #[default]
    Careful,
    Bold,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum RemoveDef {
    #[default]
    Line,
    Match,
    Block,
    Run,
    ToEnd,
    FromStart,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum UnitDef {
    /// A line at once again.
    Line,
    /// Up to `window` lines at once again, in order.
    Group,
    /// Any earlier line.
    Anywhere,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum SpareDef {
    Table,
    Code,
    Verse,
}
