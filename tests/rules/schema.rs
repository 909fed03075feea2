//! The JSON Schema and the tables in the README beside the rules are those that the keys give.

use std::fs;
use std::path::Path;

use crate::golden::blessing;

#[test]
fn the_committed_schema_is_current() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules/rules.schema.json");
    let schema = unboil::rule_schema();
    if blessing() {
        fs::write(&path, &schema).unwrap();
    }
    let committed = fs::read_to_string(&path).unwrap_or_default();
    assert!(committed == schema, "rules/rules.schema.json is old; UNBOIL_BLESS=1 rewrites it");
}

#[test]
fn the_tables_of_the_readme_are_current() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules/README.md");
    let committed = fs::read_to_string(&path).unwrap();
    let current = unboil::with_key_tables(&committed);
    if blessing() {
        fs::write(&path, &current).unwrap();
    } else {
        assert!(committed == current, "tables of rules/README.md are old; UNBOIL_BLESS=1 rewrites them");
    }
}

/// Every key that a rule file may have has a word of explanation, and no other key is allowed.
#[test]
fn every_key_is_explained() {
    let schema: serde_json::Value = serde_json::from_str(&unboil::rule_schema()).unwrap();
    let defs = schema["$defs"].as_object().unwrap();
    for (name, def) in defs.iter().chain([(&"file".to_owned(), &schema)]) {
        let Some(keys) = def["properties"].as_object() else { continue };
        assert_eq!(def["additionalProperties"], false, "{name}");
        for (key, value) in keys {
            assert!(value["description"].is_string() || value["$ref"].is_string(), "{name}.{key} is not explained");
        }
    }
    assert!(defs["RuleDef"]["required"].as_array().unwrap().iter().any(|key| key == "why"));
}
