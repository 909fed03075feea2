//! Text that a scraper, an extractor or a clipboard brought home goes in dirty and comes out as clean canonical text.

mod apply;
mod catalog;
mod cleaned;
mod cleaner;
mod decide;
mod document;
mod draft;
mod edit;
mod error;
mod explain;
mod inline;
mod ledger;
mod lint;
mod matcher;
mod options;
mod packs;
mod pipeline;
#[cfg(feature = "report")]
pub mod report;
mod verify;

pub use catalog::{Catalog, ExampleView, RuleView};
pub use cleaned::{Cleaned, Status};
pub use cleaner::Cleaner;
pub use draft::Draft;
pub use edit::{Cause, Edit, replay};
pub use error::Error;
pub use explain::{ExplainedLine, Explainer, Explanation, Fate, NearMiss, Other, RuleName, Through};
pub use ledger::{Entry, Ledger, LedgerFault, Sums};
pub use lint::{Finding, Scope, lint};
pub use options::{DEFAULT_BUDGET, Options};
pub use packs::standard_rules;
pub use unboil_encoding::{BadBytes, DecodeError, Decoded, Encoding, EncodingDecision, Evidence, detect};
pub use unboil_normalize::Fix;
#[cfg(feature = "schema")]
pub use unboil_rules::rule_schema;
pub use unboil_rules::{
    CONFIG_FILE, Category, Config, Level, LintKind, NoHost, RuleError, RuleSet, RuleSetBuilder, Selection, Setting,
    Site, UnknownCategory, UnknownRule, with_key_tables,
};
pub use unboil_text::Span;
pub use verify::{Failure, Verdict, Verification, verify};
