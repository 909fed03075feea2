//! Canonical form of text, for [unboil](https://docs.rs/unboil), without touching its words.
//!
//! Canonical text is NFC with `\n` line ends, one final newline (none for an empty text), single spaces and none at the ends
//! of a line, at most one blank line between blocks and none around them, and no entities, control characters or invisible
//! characters. Quotes, dashes and ellipses stay. UTF-8 that was read in another code page is read back (`CafÃ©`) unless
//! [`normalize_with`] is told otherwise. Every change can be recorded by a [`Log`], with the [`Fix`] that made it:
//!
//! ```
//! use unboil_normalize::{Fix, Rewrite, normalize};
//!
//! let mut rewrites: Vec<Rewrite> = Vec::new();
//! let text = normalize("\u{FEFF}Caf&eacute;\u{A0}\t&amp; bar", &mut rewrites);
//! assert_eq!(text, "Café & bar\n");
//! let fixes: Vec<Fix> = rewrites.iter().map(|rewrite| rewrite.fix).collect();
//! assert_eq!(fixes, [Fix::Invisible, Fix::Entity, Fix::Spaces, Fix::Entity, Fix::Lines]);
//! assert_eq!(normalize(&text, &mut ()), text);
//! ```
//!
//! Normalizing canonical text changes nothing. For that reason entities are decoded until none is left, characters are
//! removed before anything looks for what they hid, and each fix works on the result of the one before it. A first pass
//! (`scan`) finds the lines that may need a fix; canonical lines are never looked at again and are copied, if at all,
//! together with their neighbours.
//!
//! The fixes are in `fixes`, one file each. An internal crate: its interface may change in any release. Use `unboil`.

mod char_table;
mod char_walk;
mod edit_script;
mod fixes;
mod inert;
mod line_fixer;
mod line_split;
mod log;
mod normalizer;
mod output;
mod scan;
mod suspect_bytes;
#[cfg(test)]
mod tests;
mod text_fix;

pub use fixes::Fix;
pub use log::{Log, Rewrite};
pub use normalizer::{normalize, normalize_with};
