//! Text primitives of [unboil](https://docs.rs/unboil): spans, lines, words, the folded view that matching uses, and byte vectors.
//!
//! An internal crate: its interface may change in any release. Use `unboil`.

mod block;
mod counted;
pub mod fold;
pub mod hash;
pub mod lines;
mod significant;
pub mod simd;
mod span;
pub mod suggest;
pub mod trim;
pub mod word_starts;
pub mod words;

pub use counted::counted;
pub use significant::significant_words;
pub use span::Span;
