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

/// A value that knows its position in the file.
pub trait Located: Sized {
    /// The value without its position.
    type Value;

    /// The value at its position.
    fn at(value: Spanned<Self::Value>) -> Self;
}

impl Located for Text {
    type Value = String;

    fn at(value: Spanned<String>) -> Self {
        Self(value)
    }
}

impl Located for ExampleDef {
    type Value = ExampleValue;

    fn at(value: Spanned<ExampleValue>) -> Self {
        Self(value)
    }
}

/// A list, whose brackets may be left out if it has one value. Each value has its position in the file.
#[derive(Debug, Clone)]
pub struct List<T>(Vec<T>);

impl<T> Deref for List<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.0
    }
}

impl<T> Default for List<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> IntoIterator for List<T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'l, T> IntoIterator for &'l List<T> {
    type Item = &'l T;
    type IntoIter = std::slice::Iter<'l, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl<'de, T: Located + Deserialize<'de>> Deserialize<'de> for List<T>
where
    T::Value: Deserialize<'de>,
{
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value: Spanned<OneOrList<T>> = Spanned::deserialize(deserializer)?;
        let span = value.span();
        Ok(Self(match value.into_inner() {
            OneOrList::One(value) => vec![T::at(Spanned::new(span, value))],
            OneOrList::List(list) => list,
        }))
    }
}

/// A value without brackets, or a list.
enum OneOrList<T: Located> {
    One(T::Value),
    List(Vec<T>),
}

impl<'de, T: Located + Deserialize<'de>> Deserialize<'de> for OneOrList<T>
where
    T::Value: Deserialize<'de>,
{
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ListVisitor<T>(PhantomData<T>);
        impl<'de, T: Located + Deserialize<'de>> Visitor<'de> for ListVisitor<T>
        where
            T::Value: Deserialize<'de>,
        {
            type Value = OneOrList<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text or a list of texts")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
                T::Value::deserialize(text.into_deserializer()).map(OneOrList::One)
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
                T::Value::deserialize(de::value::MapAccessDeserializer::new(map)).map(OneOrList::One)
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
                let mut list = Vec::new();
                while let Some(value) = seq.next_element()? {
                    list.push(value);
                }
                Ok(OneOrList::List(list))
            }
        }
        deserializer.deserialize_any(ListVisitor(PhantomData))
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

    use super::{CategoryName, ExampleDef, ExampleTable, List, Number, OneOrMany, Text};
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

    impl<T: JsonSchema> JsonSchema for List<T> {
        fn inline_schema() -> bool {
            true
        }

        fn schema_name() -> Cow<'static, str> {
            format!("List{}", T::schema_name()).into()
        }

        fn json_schema(generator: &mut SchemaGenerator) -> Schema {
            OneOrMany::<T>::json_schema(generator)
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
