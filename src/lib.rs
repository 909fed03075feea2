//! Text that a scraper, an extractor or a clipboard brought home goes in dirty and comes out as clean canonical text.

// In the order a document passes them; `pipeline` is the whole line on one screen. (A blank line between any two, so
// that the formatter leaves the order alone.)
mod pipeline;

mod decode;

mod normalize;

mod segment;

mod document;

mod matcher;

mod inline;

mod detectors;

mod decide;

mod apply;

// What they work with.
mod catalog;
mod category;
mod cleaner;
mod compiler;
mod config;
mod draft;
mod edit;
mod error;
mod explain;
mod lanes;
mod ledger;
mod level;
mod lint;
mod options;
#[cfg(feature = "report")]
pub mod report;
mod selection;
mod site;
mod standard;
mod text;
mod verify;

pub use catalog::{Catalog, ExampleView, RuleView};
pub use category::{Category, UnknownCategory};
pub use cleaner::{Cleaned, Cleaner, Status};
#[cfg(feature = "schema")]
pub use compiler::rule_schema;
pub use compiler::{RuleSet, RuleSetBuilder};
pub use config::{CONFIG_FILE, Config, Setting};
pub use decode::{Decoded, Encoding, EncodingDecision, Evidence, detect};
pub use draft::Draft;
pub use edit::{Cause, Edit, replay};
pub use error::Error;
pub use explain::{ExplainedLine, Explainer, Explanation, Fate, NearMiss, Other, RuleName, Through};
pub use ledger::{Entry, Ledger, LedgerFault, Sums};
pub use level::Level;
pub use lint::{Finding, LintKind, Scope};
pub use normalize::Fix;
pub use options::{BadBytes, DEFAULT_BUDGET, Options};
pub use selection::{Selection, UnknownRule};
pub use site::{NoHost, Site};
pub use text::Span;
pub use verify::{Failure, Verdict, Verification};
