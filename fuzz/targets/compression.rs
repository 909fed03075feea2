//! Compressed data: damage is an error, and sound data can be compressed again.
#![no_main]

use unboil_cli::fuzzing::recompress;

/// A file of some bytes may hold gigabytes, which the command does not keep either. Bytes.
const LIMIT: u64 = 1 << 16;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    if let Ok(Some((text, again))) = recompress(data, LIMIT) {
        assert_eq!(text, again);
    }
});
