//! The JSON Schema of rule files, from the types in [`schema`](super::schema), so that an editor completes and checks
//! them.
//!
//! Goes in: the types with their doc comments. Comes out: a text. It cannot say all the compiler knows (a phrase must
//! hold a word, ids must differ); it knows every key, every closed list, and what each is for.
//!
//! `pub strength: StrengthDef` → `"strength": { "description": "Whether the rule acts alone, …", "enum": […] }`

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use super::schema::{ExampleDef, ExampleTable, FileDef, OneOrMany, Text};
use crate::category::Category;

/// The JSON Schema of rule files, pretty-printed, with a final newline.
#[must_use]
pub fn rule_schema() -> String {
    let mut schema =
        schemars::generate::SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<FileDef>();
    schema.insert("title".into(), "A rule file of unboil".into());
    let mut text = serde_json::to_string_pretty(schema.as_value()).unwrap_or_default();
    text.push('\n');
    text
}

/// The closed list of categories. Their doc comments are no part of it: the README has them.
pub fn category(_: &mut SchemaGenerator) -> Schema {
    let names: Vec<&str> = Category::ALL.iter().map(|c| c.name()).collect();
    json_schema!({ "type": "string", "enum": names })
}

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
