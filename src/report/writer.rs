//! Drafts into the file, in the order they are given, and what they add up to.

use std::io::{self, Write};
use std::time::Instant;

use super::draft::Draft;
use super::record::{DocumentStatus, Record, RunRecord, SummaryRecord};

/// Writes a report. Dropped without [`finish`](Self::finish), what is written lacks its end and is refused by readers.
///
/// ```
/// use unboil::report::{Draft, Reader, Reporter, Restores, RunRecord, Source};
/// # use unboil::Cleaner;
/// let cleaner = Cleaner::standard();
/// let decoded = "The pier is closed.\n\nLeave a Reply\n";
/// let cleaned = cleaner.clean_str(decoded);
///
/// let mut reporter = Reporter::begin(Vec::new(), RunRecord::new(&cleaner, true))?;
/// reporter.add(&Draft::new(Source::file("a.txt"), decoded.len(), decoded, &cleaned, Restores::Bytes))?;
/// let report = reporter.finish()?;
///
/// let mut reader = Reader::new(report.as_slice())?;
/// let reported = reader.next().ok_or("one document")??;
/// assert_eq!(reported.undo(&cleaned.text)?, decoded);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Reporter<W> {
    out: W,
    summary: SummaryRecord,
    /// When it began, unless the report is to be the same for every run.
    began: Option<Instant>,
}

impl<W: Write> Reporter<W> {
    /// Writes the first line.
    ///
    /// # Errors
    /// Those of writing.
    pub fn begin(out: W, run: RunRecord) -> io::Result<Self> {
        let began = run.started.map(|_| Instant::now());
        let mut reporter = Self { out, summary: SummaryRecord::default(), began };
        reporter.line(&Record::Run(run))?;
        Ok(reporter)
    }

    /// Adds a document.
    ///
    /// # Errors
    /// Those of writing.
    pub fn add(&mut self, draft: &Draft) -> io::Result<()> {
        let summary = &mut self.summary;
        summary.documents += 1;
        let of_status = match draft.status {
            DocumentStatus::Cleaned => &mut summary.cleaned,
            DocumentStatus::Unchanged => &mut summary.unchanged,
            DocumentStatus::OverBudget => &mut summary.over_budget,
            DocumentStatus::Unsettled => &mut summary.unsettled,
            DocumentStatus::Failed => &mut summary.failed,
        };
        *of_status += 1;
        summary.sizes += draft.sizes;
        for (rule, total) in &draft.rules {
            match summary.rules.get_mut(rule) {
                Some(sum) => *sum += *total,
                None => {
                    summary.rules.insert(rule.clone(), *total);
                }
            }
        }
        for (category, total) in &draft.categories {
            *summary.categories.entry(category.name().to_owned()).or_default() += *total;
        }
        self.out.write_all(&draft.lines)
    }

    /// Writes the last line and gives the file back.
    ///
    /// # Errors
    /// Those of writing.
    pub fn finish(mut self) -> io::Result<W> {
        let mut summary = std::mem::take(&mut self.summary);
        summary.seconds = self.began.map(|began| began.elapsed().as_secs_f64());
        self.line(&Record::Summary(summary))?;
        self.out.flush()?;
        Ok(self.out)
    }

    fn line(&mut self, record: &Record) -> io::Result<()> {
        serde_json::to_writer(&mut self.out, record)?;
        self.out.write_all(b"\n")
    }
}
