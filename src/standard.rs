//! What is built in: the files under `rules/`, and what the build script made of them and of Unicode.

/// Name and text of each file, in the order of their names.
pub(crate) const FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/standard_rules.rs"));

/// The same, compiled; see `compiler::prebuilt`. Empty where they do not compile.
pub(crate) static COMPILED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/standard_rules.bin"));

/// What characters are folded to; see `matcher::fold`.
pub(crate) static FOLDED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/folded.bin"));

/// What kind of characters they are; see `matcher::fold`.
pub(crate) static CLASSES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/classes.bin"));

/// A hash of the standard packs and of the compiler that made this of them: sets that another one made are not ours.
pub(crate) static FINGERPRINT: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/fingerprint.bin"));
