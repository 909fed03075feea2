//! JSON Schemas of tables, from the keys they declare.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde_json::{Map, Value};

use super::keys::{KeySet, Table};

impl<K: KeySet> JsonSchema for Table<K> {
    fn schema_name() -> Cow<'static, str> {
        K::NAME.into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let keys = K::all();
        let property = |key: &super::keys::Key| {
            let mut schema = (key.schema)(generator);
            schema.insert("description".into(), key.doc.into());
            (key.name.to_owned(), schema.to_value())
        };
        let properties: Map<String, Value> = keys.iter().map(property).collect();
        let required: Vec<&str> = keys.iter().filter(|key| key.is_required).map(|key| key.name).collect();
        schemars::json_schema!({
            "type": "object",
            "additionalProperties": false,
            "properties": properties,
            "required": required,
        })
    }
}
