//! ZIP archives: only texts, sizes, checksums and places change.
#![no_main]

use unboil_fuzz::read_and_written;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    read_and_written("zip", &["text"], data);
    // A changed text has the wrong checksum, by which it would not be read.
    read_and_written("zip", &["text"], &unboil_fuzz::with_zip_checksums(data));
});
