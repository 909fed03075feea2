//! Encodings: one type for all of them, and how each is decoded.

mod code_page;
pub(crate) mod encoding;
mod euc_tw;
pub(crate) mod iso2022_kr;
mod johab;
pub(crate) mod utf16_32;
pub(crate) mod utf8;
pub(crate) mod whatwg;
