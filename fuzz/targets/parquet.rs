//! Parquet: a damaged table is an error, the texts of a sound one are written and read again.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(init: unboil_cli::fuzzing::catch_panics(), |data: &[u8]| {
    unboil_fuzz::read_and_written("parquet", &["text"], data);
});
