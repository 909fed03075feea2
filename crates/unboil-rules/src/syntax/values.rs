//! The types of values in rule files. Each keeps its position in the file, so that an error can mark it.

use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

use serde::de::{self, IntoDeserializer, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use toml::Spanned;

/// A text and its position in the file.
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
    /// The text without its position.
    pub fn into_inner(self) -> String {
        self.0.into_inner()
    }
}

impl Default for Text {
    fn default() -> Self {
        Self(Spanned::new(0..0, String::new()))
    }
}

/// The name of a category and its position in the file.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(transparent)]
pub struct CategoryName(Text);

impl Deref for CategoryName {
    type Target = Text;

    fn deref(&self) -> &Text {
        &self.0
    }
}

/// A number and its position in the file.
#[derive(Debug, Clone, Deserialize)]
#[serde(transparent)]
pub struct Number(Spanned<usize>);

impl Deref for Number {
    type Target = Spanned<usize>;

    fn deref(&self) -> &Spanned<usize> {
        &self.0
    }
}

/// An example: a text, or a table that says more; with its position in the file.
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
    /// The example.
    pub text: String,
    /// What it becomes; `None` if it is removed.
    pub becomes: Option<String>,
    /// Whether it is tried as a document of its own, without the text that is otherwise put around it.
    pub bare: bool,
}

/// The long form of an example.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ExampleTable {
    /// The example.
    text: String,
    /// What it must become. Without it, the example must be removed.
    becomes: Option<String>,
    /// Try it as a document of its own, without other text around it.
    #[serde(default)]
    bare: bool,
}

impl<'de> Deserialize<'de> for ExampleValue {
    // Not `#[serde(untagged)]`: that loses the positions and reports every fault as "did not match any variant".
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ExampleVisitor;
        impl<'de> Visitor<'de> for ExampleVisitor {
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
        deserializer.deserialize_any(ExampleVisitor)
    }
}

/// A word, or a list of words.
#[derive(Debug, Clone)]
pub struct OneOrMany<T>(Vec<T>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for OneOrMany<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OneOrManyVisitor<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for OneOrManyVisitor<T> {
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
        deserializer.deserialize_any(OneOrManyVisitor(PhantomData))
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

#[cfg(feature = "schema")]
mod schema {
    use std::borrow::Cow;

    use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

    use super::{CategoryName, ExampleDef, ExampleTable, Number, OneOrMany, Text};
    use crate::category::Category;

    impl JsonSchema for Text {
        fn inline_schema() -> bool {
            true
        }

        fn schema_name() -> Cow<'static, str> {
            "Text".into()
        }

        fn json_schema(_: &mut SchemaGenerator) -> Schema {
            json_schema!({ "type": "string", "minLength": 1 })
        }
    }

    impl JsonSchema for CategoryName {
        fn inline_schema() -> bool {
            true
        }

        fn schema_name() -> Cow<'static, str> {
            "Category".into()
        }

        fn json_schema(_: &mut SchemaGenerator) -> Schema {
            let names: Vec<&str> = Category::ALL.iter().map(|c| c.name()).collect();
            json_schema!({ "type": "string", "enum": names })
        }
    }

    impl JsonSchema for Number {
        fn inline_schema() -> bool {
            true
        }

        fn schema_name() -> Cow<'static, str> {
            "Number".into()
        }

        fn json_schema(generator: &mut SchemaGenerator) -> Schema {
            usize::json_schema(generator)
        }
    }

    impl JsonSchema for ExampleDef {
        fn schema_name() -> Cow<'static, str> {
            "Example".into()
        }

        fn json_schema(generator: &mut SchemaGenerator) -> Schema {
            let table = generator.subschema_for::<ExampleTable>();
            json_schema!({ "anyOf": [{ "type": "string", "minLength": 1 }, table] })
        }
    }

    impl<T: JsonSchema> JsonSchema for OneOrMany<T> {
        fn inline_schema() -> bool {
            true
        }

        fn schema_name() -> Cow<'static, str> {
            format!("OneOrMany{}", T::schema_name()).into()
        }

        fn json_schema(generator: &mut SchemaGenerator) -> Schema {
            let one = generator.subschema_for::<T>();
            json_schema!({ "anyOf": [one.clone(), { "type": "array", "items": one }] })
        }
    }
}
