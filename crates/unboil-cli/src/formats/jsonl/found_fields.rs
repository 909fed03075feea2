//! The fields of a row, for the message about a field that it lacks.
//!
//! `{"id":7,"page":{"body":"Boats."},"tags":[{"name":"x"}]}` → `id` 0, `page.body` 6, `tags[].name` 1

use std::collections::HashMap;

use serde_json::Value;

/// Levels of objects and lists that are searched. Deeper fields are rare, and their list would be long.
const LEVELS: usize = 4;

/// The paths of all values that are neither objects nor lists, each once, with the length of their longest text; 0 for other values.
/// Nothing if the row is not JSON.
pub(super) fn found_fields(row: &[u8]) -> Vec<(String, usize)> {
    let mut found = Found::default();
    if let Ok(value) = serde_json::from_slice(row) {
        collect(&value, String::new(), LEVELS, &mut found);
    }
    found.fields
}

#[derive(Default)]
struct Found {
    fields: Vec<(String, usize)>,
    /// The index of each path, so that a row of many fields takes linear time.
    places: HashMap<String, usize>,
}

fn collect(value: &Value, path: String, levels: usize, found: &mut Found) {
    match value {
        Value::Object(members) if levels > 0 => {
            for (key, value) in members {
                let key = key.replace('\\', r"\\").replace('.', r"\.").replace('[', r"\[");
                let below = if path.is_empty() { key } else { format!("{path}.{key}") };
                collect(value, below, levels - 1, found);
            }
        }
        Value::Array(elements) if levels > 0 => {
            for element in elements {
                collect(element, format!("{path}[]"), levels - 1, found);
            }
        }
        _ => {
            let length = value.as_str().map_or(0, str::len);
            let place = *found.places.entry(path.clone()).or_insert(found.fields.len());
            match found.fields.get_mut(place) {
                Some((_, longest)) => *longest = length.max(*longest),
                None => found.fields.push((path, length)),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::found_fields;

    #[test]
    fn fields_are_paths_that_the_option_takes() {
        let row = br#"{"id":7,"page":{"body":"Boats.","n.o":""},"tags":[{"name":"x"},{"name":"xyz"}]}"#;
        let found = found_fields(row);
        let found: Vec<_> = found.iter().map(|(path, length)| (path.as_str(), *length)).collect();
        assert_eq!(found, [("id", 0), ("page.body", 6), (r"page.n\.o", 0), ("tags[].name", 3)]);
        for (path, _) in found {
            assert!(path.parse::<crate::formats::fields::FieldPath>().is_ok(), "{path}");
        }
    }
}
