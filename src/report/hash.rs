//! The hash that identifies a text: XXH3, 128 bits.
//!
//! It shows whether a report and a text belong together. It does not protect against forgery, which is not needed: anyone who can
//! change the text can change the report.

use xxhash_rust::xxh3::xxh3_128;

/// `xxh3:` and 32 hexadecimal digits.
///
/// ```
/// assert_eq!(unboil::report::hash(b""), "xxh3:99aa06d3014798d86001c324468d497f");
/// ```
#[must_use]
pub fn hash(bytes: &[u8]) -> String {
    format!("xxh3:{:032x}", xxh3_128(bytes))
}
