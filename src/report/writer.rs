//! Writes a report: the lines of documents in the order they are given, and their totals.

use std::io::{self, Write};
use std::time::Instant;

use super::document_report::DocumentReport;
use super::record::Record;
use super::run_record::RunRecord;
use super::summary_record::SummaryRecord;

/// Writes a report. Without [`finish`](Self::finish) the report lacks its end: readers return the complete documents, then an
/// error.
///
/// ```
/// use unboil::report::{DocumentReport, DocumentSource, InputBytes, ReportReader, ReportWriter, RunRecord};
/// # use unboil::Cleaner;
/// let cleaner = Cleaner::standard();
/// let decoded = "The pier is closed.\n\nLeave a Reply\n";
/// let cleaned = cleaner.clean_str(decoded);
///
/// let mut reporter = ReportWriter::begin(Vec::new(), RunRecord::new(&cleaner, true))?;
/// let input = InputBytes::of(decoded.as_bytes(), decoded, &cleaned.encoding);
/// reporter.add(&DocumentReport::new(DocumentSource::file("a.txt"), input, decoded, &cleaned))?;
/// let report = reporter.finish()?;
///
/// let mut reader = ReportReader::new(report.as_slice())?;
/// let reported = reader.next().ok_or("one document")??;
/// assert_eq!(reported.undo(&cleaned.text)?, decoded);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct ReportWriter<W> {
    out: W,
    summary: SummaryRecord,
    /// Start time; `None` for a reproducible report.
    began: Option<Instant>,
}

impl<W: Write> ReportWriter<W> {
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
    pub fn add(&mut self, document: &DocumentReport) -> io::Result<()> {
        self.summary.add(&document.totals);
        self.out.write_all(&document.lines)
    }

    /// The file, to flush or sync it.
    pub fn get_mut(&mut self) -> &mut W {
        &mut self.out
    }

    /// Writes the last line and returns the file.
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
