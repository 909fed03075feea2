//! JSON Lines: only texts change, and strings are read and written as `serde_json` does.
#![no_main]

use unboil_cli::fuzzing::rewrite;
use unboil_fuzz::{all_of, read_and_written};

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    read_and_written("jsonl", &["text", "messages[].content"], data);
    if let Ok(inside) = std::str::from_utf8(data)
        && !inside.contains('\n')
    {
        strings_are_those_of_serde_json(inside);
    }
});

fn strings_are_those_of_serde_json(inside: &str) {
    let row = format!("{{\"text\":\"{inside}\"}}");
    let read = rewrite(all_of("jsonl", &["text"]), row.as_bytes(), &mut |text| text.to_vec()).expect("no header");
    match serde_json::from_str::<String>(&format!("\"{inside}\"")) {
        Ok(text) => assert_eq!(read.texts, [text.as_bytes()]),
        // An unpaired surrogate becomes U+FFFD. Quotes may end the string and begin another member.
        Err(_) if inside.contains("\\u") || inside.contains('"') => {}
        Err(error) => assert!(read.texts.is_empty(), "{error}: {:?}", read.texts),
    }
    let written = rewrite(all_of("jsonl", &["text"]), b"{\"text\":\"...\"}", &mut |_| inside.as_bytes().to_vec());
    let json = serde_json::to_string(inside).expect("a string");
    assert_eq!(String::from_utf8(written.expect("no header").output), Ok(format!("{{\"text\":{json}}}")));
}
