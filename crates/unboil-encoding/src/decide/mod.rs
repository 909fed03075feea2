//! The decision: each source of evidence, and the order in which they are asked.

pub(crate) mod bad_bytes;
mod binary;
mod bom;
pub(crate) mod decision;
mod declared;
pub(crate) mod decode;
pub(crate) mod error;
mod escapes;
mod zero_bytes;
