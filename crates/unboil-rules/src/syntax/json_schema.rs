//! JSON Schemas of tables, from the keys they declare.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde_json::{Map, Value};

use super::keys::{Keys, Table};

/// The schema of a key's value. A key that may be left out cannot be `null`: TOML has none.
pub fn of_key<T: JsonSchema>(generator: &mut SchemaGenerator) -> Schema {
    let mut schema = generator.subschema_for::<T>();
    if let Some(Value::Array(types)) = schema.get_mut("type") {
        types.retain(|name| name != "null");
        if let [one] = &types[..] {
            let one = one.clone();
            schema.insert("type".into(), one);
        }
    }
    schema
}

impl<K: Keys> JsonSchema for Table<K> {
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
