//! Bytes to text, for [unboil](https://docs.rs/unboil): which encoding, by what evidence, and what was lost.
//!
//! The first evidence that settles it decides, in this order: a byte order mark, the encoding that the caller named, escapes of
//! ISO-2022, zero bytes of UTF-16 and UTF-32, valid UTF-8, UTF-8 with a few faults, what the document declares, and a guess
//! by statistics. Bytes that start like a known binary format or are full of control bytes are refused. UTF-8 without
//! control bytes is borrowed after two passes, one that validates and one that looks for control bytes.
//!
//! UTF-7 and HZ are never guessed: both are ASCII, and ASCII that looks like them is more often just that.
//!
//! ```
//! use unboil_encoding::{DecodeOptions, Evidence, decode};
//!
//! let decoded = decode(b"caf\xE9 au lait", DecodeOptions::default())?;
//! assert_eq!(decoded.text, "café au lait");
//! assert_eq!((decoded.encoding.encoding, decoded.encoding.evidence), ("windows-1252", Evidence::Guessed));
//! # Ok::<(), unboil_encoding::DecodeError>(())
//! ```
//!
//! Three folders, each importing only those before it: `encodings`, `statistics`, `decide`. An internal crate: its
//! interface may change in any release. Use `unboil`.

mod decide;
mod encodings;
mod statistics;

pub use decide::bad_bytes::BadBytes;
pub use decide::decision::{Decoded, EncodingDecision, Evidence};
pub use decide::decode::{DecodeOptions, decode, detect};
pub use decide::error::DecodeError;
pub use encodings::encoding::Encoding;
pub use statistics::plausible::{is_plausible, is_rare_han};
pub use statistics::redecode::redecode;

#[cfg(test)]
mod tests;
