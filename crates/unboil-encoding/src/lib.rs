//! Bytes to text: which encoding, by what evidence, and what was lost.
//!
//! The first sign that settles it decides, the surest first: a byte order mark, the caller's word, escapes of ISO-2022,
//! zero bytes of UTF-16 and UTF-32, valid UTF-8, UTF-8 with a few faults, what the document declares, a guess. What starts
//! like a known binary format or is full of control bytes is refused. Clean UTF-8 is borrowed: one pass that validates, one that
//! finds no control byte and so settles all questions that only control bytes raise; nothing is copied.
//!
//! UTF-7 and HZ are never guessed: they are ASCII, and ASCII that looks like them is more often just that.
//!
//! Example: `63 61 66 E9` is `café`, windows-1252, guessed.

mod bad_bytes;
mod binary;
mod board;
mod bom;
mod decision;
mod declared;
mod decode;
mod eight_bit;
mod encoding;
mod error;
mod escapes;
mod euc_tw;
mod guess;
mod johab;
mod letters;
mod pages;
mod redecode;
mod sample;
mod utf8;
mod weigh;
mod wide;
mod zero_bytes;

pub use bad_bytes::BadBytes;
pub use decision::{Decoded, EncodingDecision, Evidence};
pub use decode::{DecodeOptions, decode, detect};
pub use encoding::Encoding;
pub use error::DecodeError;
pub use redecode::{is_plausible, is_rare_han, redecode};

#[cfg(test)]
mod tests;
