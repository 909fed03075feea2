//! JSON files: only texts change, and the elements of an array are those of `serde_json`.
#![no_main]

use serde_json::Value;
use unboil_cli::fuzzing::rewrite;
use unboil_fuzz::{all_of, read_and_written};

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    read_and_written("json", &["text", "messages[].content"], data);
    if let Ok(Value::Array(elements)) = serde_json::from_slice(data) {
        // An array that cannot be records is refused.
        let Ok(read) = rewrite(all_of("json", &["text"]), data, &mut |text| text.to_vec()) else { return };
        let is_value = |record: &&Result<Vec<u8>, String>| {
            record.as_ref().map_or(true, |bytes| bytes.iter().any(|byte| !b" \t\r\n]".contains(byte)))
        };
        assert_eq!((read.records.iter().filter(is_value).count(), read.fault), (elements.len(), None));
    }
});
