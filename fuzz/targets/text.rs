//! Text: any bytes are one document, which is written as it was read.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| unboil_fuzz::read_and_written("text", &["text"], data));
