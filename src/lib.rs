//! Text that a scraper, an extractor or a clipboard brought home goes in dirty and comes out as clean canonical text.

// In the order a document passes them.
mod decode;
mod normalize;
mod segment;
mod matcher;
mod detectors;
mod inline;
mod document;
mod decide;
mod apply;

// What they work with.
mod category;
mod cleaner;
mod compiler;
mod edit;
mod error;
mod options;
mod pipeline;
mod text;
mod verify;

pub use category::{Category, UnknownCategory};
pub use cleaner::{Cleaned, Cleaner, Status};
pub use compiler::{RuleSet, RuleSetBuilder};
pub use decode::{EncodingDecision, Evidence};
pub use edit::{Cause, Edit, replay};
pub use error::Error;
pub use normalize::Fix;
pub use options::{DEFAULT_BUDGET, Level, Options};
pub use text::Span;
pub use verify::{Failure, Verdict, Verification};
