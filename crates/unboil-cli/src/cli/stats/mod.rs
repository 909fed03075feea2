//! `unboil stats`: what was removed from a corpus, by category, rule and site.
//!
//! Reads reports written by `--report` and prints one table per grouping, or writes a page. A report is
//! read one document at a time, so it may be of any size. Of other files and folders a report is made first, in a temporary file.
//!
//! `unboil stats run.jsonl --by category` → `promo  1,204 removals  88.1 kB  in 31.0 % of the documents`

mod by;
mod counts;
mod histogram;
mod links;
mod page;
mod table;

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Seek as _};
use std::path::{Path, PathBuf};

use clap::Args;
use unboil::report::{ReportReader, ReportWriter, RunRecord};

use crate::cli::cleaning::Cleaning;
use crate::cli::context::Context;
use crate::cli::format_options::FormatOptions;
use crate::console::answer::print;
use crate::console::exit::Exit;
use crate::console::messages::{Messages, Problem, display_path};
use crate::files::atomic::{Durability, FileSpec};
use crate::files::file_id::FileId;
use crate::files::named_file::write_named;
use crate::files::reading::is_stdin;
use by::By;
use counts::Totals;
use links::ReviewLinks;

/// Summarize what was removed, or would be, by category, rule and site
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Stats {
    /// Reports that --report wrote [default: standard input, also `-`], or files and folders to see what `clean` would remove
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
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
    #[command(flatten)]
    format: FormatOptions,
    #[command(flatten)]
    cleaning: Cleaning,
}

const EXAMPLES: &str = "\
Examples:
  unboil stats corpus                  what would be removed
  unboil clean corpus -o cleaned --report run.jsonl
  unboil stats run.jsonl --by category
  unboil review corpus -o review.html
  unboil stats run.jsonl --page stats.html --review review.html

The page shows how the removed share is distributed, the sums, and the documents that lost most. With --review, documents,
rules, categories and sites are links to their changes.

Exit codes: 0 success; 2 usage error, or a report that cannot be read; 3 some inputs failed, and the rest was counted.";

impl Stats {
    /// Reads the reports and prints the tables.
    ///
    /// # Errors
    /// A report cannot be read, is not a report, or was changed or truncated; or the page cannot be written.
    pub(crate) fn run(&self, context: &Context) -> Result<Exit, Problem> {
        let mut counts = Totals::new(self.top);
        if self.paths.is_empty() {
            read("<stdin>", io::stdin().lock(), &mut counts)?;
        }
        let mut exit = Exit::Done;
        let mut documents = Vec::new();
        for path in &self.paths {
            if is_stdin(path) {
                read("<stdin>", io::stdin().lock(), &mut counts)?;
            } else if is_report(path)? {
                let file = File::open(path).map_err(|error| Problem::reading(display_path(path), &error))?;
                read(&display_path(path), file, &mut counts)?;
            } else {
                documents.push(path.clone());
            }
        }
        if !documents.is_empty() {
            exit = self.count(documents, context.messages, &mut counts)?;
        }
        let by = if self.by.is_empty() { By::ALL.to_vec() } else { self.by.clone() };
        let Some(path) = &self.page else {
            return print(&table::tables(&counts, &by, self.top)).map(|()| exit);
        };
        let review = self.review.as_ref().map(|named| ReviewLinks::new(named, path));
        let text = page::page(&counts, &by, self.top, review.as_ref());
        let id = FileId::of_path(path).filter(|_| path.is_file());
        if id.is_some() && self.paths.iter().any(|read| FileId::of_path(read) == id) {
            let what = "is both input and page; what is read is never written over";
            return Err(Problem::with_help(display_path(path), what, "give another file with --page"));
        }
        let written = write_named(&FileSpec::new(path, "", Durability::Unsynced), text.as_bytes());
        written.map(|()| exit).map_err(|error| Problem::writing(display_path(path), &error))
    }

    /// Counts what would be removed from documents.
    fn count(&self, paths: Vec<PathBuf>, messages: Messages, counts: &mut Totals) -> Result<Exit, Problem> {
        let cleaner = self.cleaning.cleaner()?;
        let (on_missing, encoding) = (self.cleaning.on_missing(), self.cleaning.encoding());
        let documents = self.format.documents(paths, on_missing, encoding, self.cleaning.is_forced());
        let spooling = |error: &io::Error| Problem::writing("the temporary file of the report", error);
        let file = tempfile::tempfile().map_err(|error| spooling(&error))?;
        let begun = ReportWriter::begin(BufWriter::new(file), RunRecord::new(&cleaner, true));
        let mut report = begun.map_err(|error| spooling(&error))?;
        let visit =
            documents.each(&cleaner, messages, |visited| Ok(report.add(&visited.document.draft(&visited.source))?))?;
        if let Some(error) = &visit.output_error {
            return Err(spooling(error));
        }
        let finish = || -> io::Result<File> {
            let mut file = report.finish()?.into_inner().map_err(io::IntoInnerError::into_error)?;
            file.rewind()?;
            Ok(file)
        };
        read("the report", finish().map_err(|error| spooling(&error))?, counts)?;
        visit.tell_skipped(messages);
        counts.add_unseen(visit.failed, visit.missing);
        visit.exit(false, Exit::Done)
    }
}

/// Whether a path is a file with the first line of a report.
///
/// # Errors
/// It cannot be read.
fn is_report(path: &Path) -> Result<bool, Problem> {
    let reading = |error: io::Error| Problem::reading(display_path(path), &error);
    // A pipe can be read only once.
    let metadata = std::fs::metadata(path).map_err(reading)?;
    if !metadata.is_file() {
        return Ok(!metadata.is_dir());
    }
    let file = File::open(path).map_err(reading)?;
    Ok(ReportReader::new(BufReader::new(file)).is_ok())
}

fn read(name: &str, input: impl io::Read, counts: &mut Totals) -> Result<(), Problem> {
    let reader = ReportReader::new(BufReader::new(input)).map_err(|error| Problem::new(name, error.to_string()))?;
    for reported in reader {
        counts.add(&reported.map_err(|error| Problem::new(name, error.to_string()))?);
    }
    Ok(())
}
