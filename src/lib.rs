//! Removes boilerplate from scraped text by rules that anyone can read, and records every change so that it can be explained
//! and undone.
//!
//! Bytes of any encoding go in, clean text in one canonical form comes out: UTF-8, NFC, `\n` line ends, without mojibake,
//! entities and invisible characters, and without menus, cookie notices, share buttons and other lines that are not part of the
//! text. Nothing is removed by statistics or by a model: each removal names its rule, and each rule its reason.
//!
//! ```
//! let cleaner = unboil::Cleaner::standard();
//! let cleaned = cleaner.clean_str("The pier is closed.\r\n\r\nLeave a Reply\r\n");
//! assert_eq!(cleaned.text, "The pier is closed.\n");
//!
//! let removal = cleaned.edits.iter().find(|edit| edit.content.is_empty()).unwrap();
//! assert!(removal.cause.id().starts_with("en/comment-form"));
//! ```
//!
//! # Guide
//!
//! **From a string**, as above: [`Cleaner::clean_str`]. A [`Cleaner`] is made once; it is cheap to clone and can be shared by any
//! number of threads.
//!
//! **From bytes** of unknown encoding: [`Cleaner::clean`]. The result says which encoding was found and why.
//!
//! ```
//! let cleaner = unboil::Cleaner::standard();
//! let cleaned = cleaner.clean(b"Caf\xe9s in K\xf6ln close at ten.\n")?;
//! assert_eq!(cleaned.text, "Cafés in Köln close at ten.\n");
//! println!("{}", cleaned.encoding.encoding);
//! # Ok::<(), unboil::Error>(())
//! ```
//!
//! **From a folder**: the library reads no files itself. The command `unboil` does, with formats, compression and resuming.
//!
//! ```no_run
//! let cleaner = unboil::Cleaner::standard();
//! for entry in std::fs::read_dir("pages")? {
//!     let path = entry?.path();
//!     match cleaner.clean(&std::fs::read(&path)?) {
//!         Ok(cleaned) => std::fs::write(path.with_extension("clean.txt"), &*cleaned.text)?,
//!         Err(error) => eprintln!("{}: {error}", path.display()),
//!     }
//! }
//! # Ok::<(), std::io::Error>(())
//! ```
//!
//! **From records**, such as rows of JSON Lines: [`Cleaner::clean_record`] adds no final newline, and [`Cleaner::for_site`] switches
//! on the rules for the site of a record.
//!
//! ```
//! let cleaner = unboil::Cleaner::standard();
//! for (url, text) in [("https://example.com/pier", "The pier is closed.\n\nLeave a Reply")] {
//!     let cleaner = cleaner.for_site(&url.parse()?);
//!     assert_eq!(cleaner.clean_record(&text.into()).text, "The pier is closed.");
//! }
//! # Ok::<(), unboil::NoHost>(())
//! ```
//!
//! **From many texts, on all cores**: [`Cleaner::clean_many`]. A `Cleaner` can also be used in the threads of a program, by
//! reference.
//!
//! **With other rules or options**: [`Cleaner::builder`] adds rule files to the standard rules or replaces them, and switches rules
//! off by name; [`Options`] chooses categories and how bold to be. `rules/README.md` in the repository documents the rule language.
//!
//! ```
//! use unboil::{Category, Cleaner, Level, Options};
//!
//! let options = Options::default().level(Level::Bold).keep([Category::Credit]);
//! let cleaner = Cleaner::builder().ignore(["en/byline", "timestamp"]).options(options).build()?;
//! # Ok::<(), unboil::Error>(())
//! ```
//!
//! **With removals of your own**: [`Cleaner::clean_without`] takes [`Removal`]s, such as those of a classifier, and cleans the rest.
//!
//! **To explain**: [`Explainer`] says what happened to each line, and which rules came near. **To undo**: [`Ledger`] has the text that
//! each edit replaced, and [`replay`] applies edits. **To test rules**: [`verify`] and [`lint`].
//!
//! # Crates
//!
//! | crate | what it has |
//! | --- | --- |
//! | `unboil` | this library, with the standard rules compiled in |
//! | `unboil-cli` | the command `unboil` |
//! | `unboil-learn` | learns rules from several pages of a site |
//! | `unboil-markdown` | Markdown as rules see it, and the way back |
//! | `unboil-rules` | the rule language: rule files, their compiler, compiled rule sets, conditions, removals, detectors |
//! | `unboil-normalize` | the canonical form, and repair of mojibake |
//! | `unboil-encoding` | bytes to text: encodings, and the guess which one it is |
//! | `unboil-text` | lines, words, folding, byte vectors |
//!
//! Use `unboil`; the crates below it are internal, and their interfaces may change in any release.
//!
//! # Features
//!
//! | feature | what it adds |
//! | --- | --- |
//! | `standard-rules` | [`standard_rules`], compiled by the build script. On by default |
//! | `markdown` | documents in Markdown |
//! | `report` | reports in JSON Lines: what a run did, and the way back |
//! | `schema` | the JSON Schemas of rule files and reports |
//! | `serde` | edits, results and their parts can be serialized, edits also read again |

mod apply;
mod catalog;
mod clean;
mod cleaned;
mod cleaner;
mod cleaner_builder;
mod decide;
mod document;
mod draft;
mod edit;
mod error;
mod explain;
mod inline;
mod ledger;
mod ledger_fault;
mod line_count;
mod lint;
#[cfg(feature = "markdown")]
mod markdown;
mod matcher;
mod options;
#[cfg(feature = "standard-rules")]
mod packs;
mod pipeline;
#[cfg(feature = "report")]
pub mod report;
mod rewrites;
mod supplied;
mod verify;

pub use catalog::{Catalog, ExampleView, RuleView};
pub use cleaned::{Cleaned, Status};
pub use cleaner::Cleaner;
pub use cleaner_builder::CleanerBuilder;
pub use draft::Draft;
pub use edit::{Cause, Edit, replay};
pub use error::Error;
pub use explain::{ExplainedLine, Explainer, Explanation, LineOutcome, NearMiss, NearRule, RuleName, Via};
pub use ledger::{Entry, Ledger};
pub use ledger_fault::{LedgerFault, Sums};
pub use lint::{Finding, PhraseEvidence, Scope, lint, lint_with_evidence};
pub use options::{DEFAULT_BUDGET, Options};
#[cfg(feature = "standard-rules")]
pub use packs::{standard_placeholders, standard_rules};
pub use supplied::Removal;
pub use unboil_encoding::{BadBytes, DecodeError, Decoded, Encoding, EncodingDecision, Evidence, detect};
pub use unboil_normalize::Fix;
#[cfg(feature = "schema")]
pub use unboil_rules::rule_schema;
pub use unboil_rules::{
    CONFIG_FILE, Category, Config, Level, LintKind, NoHost, RuleError, RuleFault, RuleSet, RuleSetBuilder, Selection,
    Setting, Site, UnknownCategory, UnknownLevel, UnknownRule, with_key_tables,
};
pub use unboil_text::Span;
pub use verify::{Failure, FailureKind, Verification, verify};
