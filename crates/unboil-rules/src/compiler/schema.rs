//! The shape of a rule file, and nothing of how it is used: the only place that knows TOML.
//!
//! `line = ["share this"]` in a file becomes `RuleDef { line: [Spanned("share this", 10..22)], … }`; the places are
//! kept so that every later complaint can point at the text it is about.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

use serde::de::{self, IntoDeserializer, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use toml::Spanned;

use crate::lint_kind::LintKind;

/// A text with the bytes of the file it stands at.
#[derive(Debug, Clone, Deserialize)]
#[serde(transparent)]
pub struct Text(Spanned<String>);

impl Deref for Text {
    type Target = Spanned<String>;

    fn deref(&self) -> &Spanned<String> {
        &self.0
    }
}

impl Text {
    /// The text without its place.
    pub fn into_inner(self) -> String {
        self.0.into_inner()
    }
}

/// A rule file.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct FileDef {
    /// What the file is for.
    pub about: Text,
    /// The language of the rules: a BCP-47 tag such as `en`, or `any`.
    pub lang: Text,
    /// What `{name}` in phrases stands for.
    #[serde(default)]
    pub placeholder: Vec<PlaceholderDef>,
    /// Rules that look for phrases.
    #[serde(default)]
    pub rule: Vec<RuleDef>,
    /// Rules for a text that stands twice in one line.
    #[serde(default)]
    pub echo: Vec<EchoDef>,
    /// Rules for lines and groups of lines that come again.
    #[serde(default)]
    pub repeat: Vec<RepeatDef>,
}

/// `[[placeholder]]`: exactly one of `any_of`, `regex`, `words`.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PlaceholderDef {
    /// Used in phrases as `{name}`. Definitions of the same name in several files add up.
    pub name: Text,
    /// Phrases, which may hold placeholders.
    #[serde(default)]
    pub any_of: Vec<Text>,
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

/// `[[rule]]`.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RuleDef {
    /// What is caught, in small letters, digits and hyphens. Reported with the language before it:
    /// `en/newsletter-signup`.
    pub id: Text,
    /// Earlier ids, which go on working in options and reports.
    #[serde(default)]
    pub aliases: Vec<Text>,
    /// What kind of thing the rule takes.
    #[cfg_attr(feature = "schema", schemars(schema_with = "crate::compiler::json_schema::category"))]
    pub category: Text,
    /// Why this stands in texts and is none of them, in a sentence.
    pub why: Text,

    /// Phrases that are the whole line.
    #[serde(default)]
    pub line: Vec<Text>,
    /// Phrases a line begins with.
    #[serde(default)]
    pub start: Vec<Text>,
    /// Phrases a line ends with.
    #[serde(default)]
    pub end: Vec<Text>,
    /// Phrases that stand anywhere in the line, as whole words.
    #[serde(default)]
    pub contains: Vec<Text>,
    /// Regular expressions over the whole line. Each must hold a literal of 3 bytes or more that begins
    /// where a word begins.
    #[serde(default)]
    pub regex: Vec<Text>,
    /// The regular expressions may match anywhere in the line.
    #[serde(default)]
    pub search: bool,
    /// A phrase may be stuck to a small letter before it.
    #[serde(default)]
    pub glued: bool,

    /// Where the line must stand: before the first paragraph of prose, between, after the last.
    #[serde(default)]
    pub zone: OneOrMany<ZoneDef>,
    /// The line has at least so many words.
    pub min_words: Option<usize>,
    /// The line has at most so many words.
    pub max_words: Option<usize>,
    /// The rule finds at most so many lines in the document.
    pub at_most: Option<usize>,
    /// Rule ids or categories one of which found something next to the line.
    #[serde(default)]
    pub near: OneOrMany<String>,
    /// Plain phrases that protect a line they stand in.
    #[serde(default)]
    pub unless: Vec<Text>,
    /// Hosts; the rule acts only in their documents.
    #[serde(default)]
    pub site: OneOrMany<String>,
    /// Whether the rule acts alone, or only in the company of other findings.
    #[serde(default)]
    pub strength: StrengthDef,
    /// From which level on the rule acts.
    #[serde(default)]
    pub level: LevelDef,

    /// What goes.
    #[serde(default)]
    pub remove: RemoveDef,
    /// The most lines that go after the heading of a `run`.
    pub max_lines: Option<usize>,
    /// Phrases one of which begins the last line of a `run`.
    #[serde(default)]
    pub until: Vec<Text>,

    /// Lints that are right about this rule and do not matter, each with the reason.
    #[serde(default)]
    pub allow: BTreeMap<LintKind, String>,
    /// Texts the rule takes.
    #[serde(default)]
    pub removes: Vec<ExampleDef>,
    /// Texts that look like it and must stay.
    #[serde(default)]
    pub keeps: Vec<ExampleDef>,
    /// Texts the rule should take and does not yet.
    #[serde(default)]
    pub todo: Vec<ExampleDef>,
}

/// `[[echo]]`.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct EchoDef {
    /// What is caught, in small letters, digits and hyphens.
    pub id: Text,
    /// Earlier ids.
    #[serde(default)]
    pub aliases: Vec<Text>,
    /// What kind of thing the rule takes.
    #[cfg_attr(feature = "schema", schemars(schema_with = "crate::compiler::json_schema::category"))]
    pub category: Text,
    /// Why this stands in texts and is none of them, in a sentence.
    pub why: Text,
    /// The doubled text has at least so many words.
    pub min_words: usize,
    /// Words that may be glued before the text and go too.
    #[serde(default)]
    pub labels: Vec<Text>,
    /// Beginnings of a tail that goes too.
    #[serde(default)]
    pub credits: Vec<Text>,
    /// Texts the rule changes, with what they become.
    #[serde(default)]
    pub removes: Vec<ExampleDef>,
    /// Texts that look like it and must stay.
    #[serde(default)]
    pub keeps: Vec<ExampleDef>,
    /// Texts the rule should change and does not yet.
    #[serde(default)]
    pub todo: Vec<ExampleDef>,
}

/// `[[repeat]]`.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RepeatDef {
    /// What is caught, in small letters, digits and hyphens.
    pub id: Text,
    /// Earlier ids.
    #[serde(default)]
    pub aliases: Vec<Text>,
    /// What kind of thing the rule takes.
    #[cfg_attr(feature = "schema", schemars(schema_with = "crate::compiler::json_schema::category"))]
    pub category: Text,
    /// Why this stands in texts and is none of them, in a sentence.
    pub why: Text,
    /// What comes again.
    pub unit: UnitDef,
    /// The most lines of a group, 1 to 32.
    #[cfg_attr(feature = "schema", schemars(with = "Option<usize>"))]
    pub window: Option<Spanned<usize>>,
    /// The unit has at least so many words, together.
    pub min_words: usize,
    /// Kinds of lines that are left alone.
    #[serde(default)]
    pub spare: Vec<SpareDef>,
    /// Only where at least this share of the different lines comes again, 0 to 1.
    #[serde(default)]
    pub doubled: f64,
    /// Texts the rule changes, with what they become.
    #[serde(default)]
    pub removes: Vec<ExampleDef>,
    /// Texts that look like it and must stay.
    #[serde(default)]
    pub keeps: Vec<ExampleDef>,
    /// Texts the rule should change and does not yet.
    #[serde(default)]
    pub todo: Vec<ExampleDef>,
}

/// An example: a text, or a table that says more; with its place in the file.
#[derive(Debug, Clone, Deserialize)]
#[serde(transparent)]
pub struct ExampleDef(Spanned<ExampleValue>);

impl Deref for ExampleDef {
    type Target = Spanned<ExampleValue>;

    fn deref(&self) -> &Spanned<ExampleValue> {
        &self.0
    }
}

/// What an example says.
#[derive(Debug, Clone)]
pub struct ExampleValue {
    pub text: String,
    /// What it must become; nothing where it is absent.
    pub becomes: Option<String>,
    /// Try it as a document of its own, without a frame.
    pub bare: bool,
}

/// The long form of an example.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ExampleTable {
    /// The example.
    text: String,
    /// What it must become; nothing where it is absent.
    becomes: Option<String>,
    /// Try it as a document of its own, without a frame.
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
pub struct OneOrMany<T>(Vec<T>);

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
    pub fn as_slice(&self) -> &[T] {
        &self.0
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ZoneDef {
    /// Before the first paragraph of prose.
    Head,
    /// From the first paragraph of prose to the last.
    Body,
    /// After the last paragraph of prose.
    Tail,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum StrengthDef {
    /// The rule acts alone.
    #[default]
    Strong,
    /// The rule acts only in the company of other findings.
    Weak,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum LevelDef {
    /// Always.
    #[default]
    Careful,
    /// Only when the user asked for `--level bold`.
    Bold,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum RemoveDef {
    /// The line.
    #[default]
    Line,
    /// The matched phrase alone.
    Match,
    /// The lines around it, up to the blank lines.
    Block,
    /// The line, as a heading, and the lines after it that are not prose.
    Run,
    /// The line and everything after it.
    ToEnd,
    /// Everything up to and with the line.
    FromStart,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum UnitDef {
    /// A line at once again.
    Line,
    /// Up to `window` lines at once again, in order.
    Group,
    /// Any earlier line.
    Anywhere,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum SpareDef {
    /// Rows of tables.
    Table,
    /// Lines of program text.
    Code,
    /// Lines of poems and songs.
    Verse,
}
