//! Text that a scraper, an extractor or a clipboard brought home goes in dirty and comes out as clean canonical text.

mod decode;
mod error;
mod normalize;
mod text;

pub use decode::{EncodingDecision, Evidence};
pub use error::Error;
pub use normalize::Fix;
pub use text::Span;
