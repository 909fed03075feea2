//! The decision: each kind of evidence, and the order in which they are tried.

pub(crate) mod bad_bytes;
mod binary;
mod bom;
pub(crate) mod decision;
mod declared;
pub(crate) mod decode;
pub(crate) mod error;
mod escapes;
mod zero_bytes;
