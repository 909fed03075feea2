//! `unboil stats`: what was removed from a corpus, by category, rule and site.
//!
//! Reads reports written by `--report` and prints one table per grouping, or writes a page. A report is
//! read one document at a time, so it may be of any size.
//!
//! `unboil stats run.jsonl --by category` → `promo  1,204 removals  88.1 kB  in 31.0 % of the documents`

mod by;
mod counts;
mod histogram;
mod links;
mod page;
mod table;

use std::fs::File;
use std::io::{self, BufReader};
use std::path::PathBuf;

use clap::Args;
use unboil::report::ReportReader;

use crate::cli::context::Context;
use crate::console::answer::print;
use crate::console::exit::Exit;
use crate::console::messages::{Problem, display_path};
use crate::files::atomic::{Durability, FileSpec};
use crate::files::file_id::FileId;
use crate::files::named_file::write_named;
use by::By;
use counts::Totals;
use links::Review;

/// Summarize reports by category, rule and site
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Stats {
    /// Reports that --report wrote [default: standard input, also `-`]
    #[arg(value_name = "REPORT")]
    reports: Vec<PathBuf>,
    /// Group by [default: all]
    #[arg(long, value_enum, value_delimiter = ',', value_name = "GROUP,…")]
    by: Vec<By>,
    /// Maximum number of rows per table
    #[arg(long, value_name = "N", default_value_t = 20)]
    top: usize,
    /// Write a self-contained HTML page to FILE instead
    #[arg(long, value_name = "FILE")]
    page: Option<PathBuf>,
    /// Link the page to this review page of the same inputs
    #[arg(long, value_name = "FILE", requires = "page")]
    review: Option<String>,
}

const EXAMPLES: &str = "\
Examples:
  unboil clean corpus -o cleaned --report run.jsonl
  unboil stats run.jsonl --by category
  unboil review corpus -o review.html
  unboil stats run.jsonl --page stats.html --review review.html

The page shows how the removed share is distributed, the sums, and the documents that lost most. With --review, documents,
rules, categories and sites are links to their changes.

Exit codes: 0 success; 2 usage error, or a report that cannot be read.";

impl Stats {
    /// Reads the reports and prints the tables.
    ///
    /// # Errors
    /// A report cannot be read, is not a report, or was changed or truncated; or the page cannot be written.
    pub(crate) fn run(&self, _: &Context) -> Result<Exit, Problem> {
        let mut counts = Totals::new(self.top);
        if self.reports.is_empty() {
            read("<stdin>", io::stdin().lock(), &mut counts)?;
        }
        for path in &self.reports {
            if path.as_os_str() == "-" {
                read("<stdin>", io::stdin().lock(), &mut counts)?;
            } else {
                let file = File::open(path).map_err(|error| Problem::reading(display_path(path), &error))?;
                read(&display_path(path), file, &mut counts)?;
            }
        }
        let by = if self.by.is_empty() { By::ALL.to_vec() } else { self.by.clone() };
        let Some(path) = &self.page else {
            return print(&table::tables(&counts, &by, self.top)).map(|()| Exit::Done);
        };
        let review = self.review.as_ref().map(|named| Review::new(named, path));
        let text = page::page(&counts, &by, self.top, review.as_ref());
        let id = FileId::of_path(path).filter(|_| path.is_file());
        if id.is_some() && self.reports.iter().any(|report| FileId::of_path(report) == id) {
            let what = "is both report and page; what is read is never written over";
            return Err(Problem::with_help(display_path(path), what, "give another file with --page"));
        }
        let written = write_named(&FileSpec::new(path, "", Durability::Unsynced), text.as_bytes());
        written.map(|()| Exit::Done).map_err(|error| Problem::writing(display_path(path), &error))
    }
}

fn read(name: &str, input: impl io::Read, counts: &mut Totals) -> Result<(), Problem> {
    let reader = ReportReader::new(BufReader::new(input)).map_err(|error| Problem::new(name, error.to_string()))?;
    for reported in reader {
        counts.add(&reported.map_err(|error| Problem::new(name, error.to_string()))?);
    }
    Ok(())
}
