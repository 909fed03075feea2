//! Web archives: only texts, lengths and digests change.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| unboil_fuzz::read_and_written("warc", &["text"], data));
