//! Ordered fixes that bring any text into canonical form, without touching its words.
//!
//! Decoded text goes in; canonical text comes out: NFC, `\n` line ends, one final newline (none for an empty text), single
//! spaces and none at the ends of a line, at most one blank line between blocks and none around them, no entities,
//! control characters or invisible junk. Quotes, dashes and ellipses stay. `<U+FEFF>Caf&eacute;<NBSP>␣&amp; bar␣\r\n` →
//! `Café & bar\n`, and each of the five changes can be told to a [`Log`]. Before all that, UTF-8 that was read as another
//! code page is read back (`CafÃ©`, see [`mojibake`]), unless it is not wanted.
//!
//! Bringing a canonical text into canonical form changes nothing. That is why entities are decoded until none is left,
//! why what is removed is removed before anything looks for what it hid, and why each fix runs on what the one before it
//! made. A text is passed over once to find out whether anything has to be done; lines that are canonical are never
//! looked at again and copied, if at all, in one piece with their neighbours.
//!
//! One file a fix: to add one, write `fn(&str, &mut String, &mut Script) -> bool`, put it into [`FIXES`] where it belongs and
//! let [`scan`] and [`lines`] see what it looks for.

mod c1;
mod characters;
mod chars;
mod controls;
mod entities;
mod fix;
mod inert;
mod invisible;
mod lines;
mod log;
mod mojibake;
mod nfc;
mod normalizer;
mod page;
mod scan;
mod script;
mod spaces;
#[cfg(test)]
pub mod tests;

pub use fix::Fix;
pub use log::{Log, Rewrite};
pub use normalizer::{normalize, normalize_with};
