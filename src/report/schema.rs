//! The JSON Schema of a report's lines, from the types.

use super::record::Record;

/// The JSON Schema that each line of a report fulfils, pretty-printed, with a final newline.
#[must_use]
pub fn report_schema() -> String {
    let mut schema =
        schemars::generate::SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<Record>();
    schema.insert("title".into(), "A line of a report of unboil".into());
    let mut text = serde_json::to_string_pretty(schema.as_value()).expect("a schema is JSON");
    text.push('\n');
    text
}
