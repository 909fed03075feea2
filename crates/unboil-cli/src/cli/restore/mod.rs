//! `unboil restore TEXT --report REPORT`: restores a text as it was before it was cleaned.
//!
//! Input: clean text and the report of the run that wrote it. Output: the input of that run, byte for byte if the report says so,
//! otherwise the decoded text in UTF-8. A text is found in the report by its hash, so a file may have been moved or renamed; a
//! changed text is refused.
//!
//! `unboil clean a.txt --report r.jsonl > b.txt; unboil restore b.txt --report r.jsonl` → the bytes of `a.txt`

use std::cell::Cell;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;

use clap::Args;
use tempfile::SpooledTempFile;
use unboil::Encoding;
use unboil::report::{Reported, Restores};

mod index;
mod output;
mod rows;

use super::clean::bytes;
use super::cleaning::encoding;
use super::format_options::FormatOptions;
use crate::cli::context::Context;
use crate::console::exit::Exit;
use crate::console::messages::{Messages, Problem, display_path};
use crate::files::atomic::{Durability, FileSpec};
use crate::files::file_id::FileId;
use crate::files::file_mode::FileMode;
use crate::files::inputs::{Files, Filter, Input, Inputs};
use crate::files::leftovers;
use crate::files::location::Location;
use crate::files::named_file::copy_named;
use crate::files::output_folder::OutputFolder;
use crate::files::reading::is_stdin;
use crate::formats::input_format::{RecordCodec, Settings};
use crate::formats::record::{NewText, Reject, RejectCause, SourceText, TextContent};
use crate::formats::write_error::WriteError;
use crate::formats::writer::RecordWriter;
use crate::run::record_stream::{RecordStream, rewrite};
use index::Index;
use output::RestoredOutput;
use rows::{Order, Rows};

/// Undo cleaning with the report of the run
///
/// Needs the report that `unboil clean --report` wrote; of one that was cut short, it restores the documents that are whole.
/// Restores the input byte for byte where the report says
/// `"restores": "bytes"`, otherwise the decoded text in UTF-8. Refuses a text that does not belong to the report.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Restore {
    /// The clean text: a file, `-` for standard input, or with -o a folder
    #[arg(value_name = "TEXT")]
    path: PathBuf,
    /// The report of the run, or the folder that `unboil watch --reports` wrote
    #[arg(long, value_name = "REPORT")]
    report: PathBuf,
    /// Write to PATH: a folder for a folder, a file for a file
    #[arg(short, long, value_name = "PATH")]
    output: Option<PathBuf>,
    /// Restore the decoded text in UTF-8, whatever the encoding of the input was
    #[arg(long)]
    text: bool,
    /// Refuse texts larger than BYTES (e.g. 512, 64k, 20M, 2G)
    #[arg(long, value_name = "BYTES", value_parser = bytes, default_value = "1G")]
    max_doc_bytes: u64,
    /// Encoding of a table or JSON file instead of that in the report
    #[arg(long, value_name = "LABEL", value_parser = encoding)]
    encoding: Option<Encoding>,
    #[command(flatten)]
    format: FormatOptions,
}

const EXAMPLES: &str = "\
Examples:
  unboil clean page.txt --report r.jsonl > clean.txt
  unboil restore clean.txt --report r.jsonl            page.txt again
  unboil clean corpus -o cleaned --report r.jsonl
  unboil restore cleaned --report r.jsonl -o again     the files of corpus again

Exit codes: 0 success; 2 usage error or unusable report; 3 some texts could not be restored or written.";

impl Restore {
    /// Runs the command.
    pub(crate) fn run(&self, context: &Context) -> Result<Exit, Problem> {
        let messages = context.messages;
        leftovers::remove_from_now_on();
        let index = if self.report.is_dir() { None } else { Some(Rc::new(Index::read(&self.report, messages)?)) };
        let restorer = Restorer { restore: self, index, messages };
        if !is_stdin(&self.path) && self.path.is_dir() {
            return self.folder(&restorer);
        }
        let input = if is_stdin(&self.path) {
            Input::stdin()
        } else {
            let name = self.path.file_name().unwrap_or_default();
            Input::file(self.path.clone(), name.into())
        };
        let mut restored = match restorer.one(&input, &display_path(&self.path)) {
            Ok(restored) => restored,
            Err(problem) => {
                messages.error(&problem);
                return Ok(Exit::SomeFailed);
            }
        };
        match &self.output {
            Some(path) => {
                let id = FileId::of_path(path).filter(|_| Location::of(path).is_some());
                let mut read = Files::default().and([self.path.clone()]).and_below([self.report.clone()], "jsonl");
                let is_stdin = input.is_stdin && id == FileId::of_stream(&io::stdin());
                if id.is_some_and(|id| is_stdin || read.has(&id)) {
                    let what = "is both input and output; inputs are never overwritten";
                    return Err(Problem::with_help(display_path(path), what, "give another file with -o"));
                }
                let spec = FileSpec::new(path, "", Durability::Unsynced);
                let spec = spec.mode(input.mode().unwrap_or(FileMode::ORDINARY));
                copy_named(&spec, &mut restored).map_err(|error| Problem::writing(display_path(path), &error))?;
            }
            None => {
                let mut out = io::stdout().lock();
                match io::copy(&mut restored, &mut out).and_then(|_| out.flush()) {
                    Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
                        return Err(Problem::stdout(&error));
                    }
                    _ => {}
                }
            }
        }
        Ok(Exit::Done)
    }

    fn folder(&self, restorer: &Restorer<'_>) -> Result<Exit, Problem> {
        let Some(root) = &self.output else {
            let what = "is a folder and cannot be written to standard output";
            return Err(Problem::with_help(
                display_path(&self.path),
                what,
                "give the folder for its texts with -o DIR",
            ));
        };
        let root_id = FileId::of_path(root);
        if root_id.is_some() && root_id == FileId::of_path(&self.path) {
            let what = "is both input and output; inputs are never overwritten";
            return Err(Problem::with_help(display_path(root), what, "give another folder with -o"));
        }
        let inputs = Inputs::collect(std::slice::from_ref(&self.path), &Filter::default(), root_id.as_ref())?;
        fs::create_dir_all(root).map_err(|error| Problem::writing(display_path(root), &error))?;
        let mut folder =
            OutputFolder::new(root.clone(), false, inputs.files().and_below([self.report.clone()], "jsonl"));
        let (mut restored, mut failed) = (0_usize, 0_usize);
        for input in inputs.found {
            let done = input.and_then(|input| {
                let mut original = restorer.one(&input, &display_path(&input.relative))?;
                folder.write(&input, &input.relative, &mut original)
            });
            match done {
                Ok(()) => restored += 1,
                Err(problem) => {
                    failed += 1;
                    restorer.messages.error(&problem);
                }
            }
        }
        restorer.messages.note(format_args!("{restored} restored, {failed} failed"));
        Ok(if failed > 0 { Exit::SomeFailed } else { Exit::Done })
    }
}

/// Restores texts.
struct Restorer<'r> {
    restore: &'r Restore,
    /// The report of all texts; `None` if each has its own.
    index: Option<Rc<Index>>,
    messages: Messages,
}

impl Restorer<'_> {
    /// The report of an input.
    fn index(&self, input: &Input) -> Result<Rc<Index>, Problem> {
        if let Some(index) = &self.index {
            return Ok(Rc::clone(index));
        }
        // Reports mirror the tree of OUT, but the input path is relative to the current folder.
        let own = |below: &Path| {
            let mut path = self.restore.report.join(below).into_os_string();
            path.push(".report.jsonl");
            PathBuf::from(path)
        };
        let mut below = input.path.components();
        while below.clone().next().is_some() {
            let report = own(below.as_path());
            if below.as_path().is_relative() && report.is_file() {
                return Index::read(&report, self.messages).map(Rc::new);
            }
            below.next();
        }
        let what = format!("has no report below {}", display_path(&self.restore.report));
        let report = own(Path::new(input.path.file_name().unwrap_or_default()));
        Err(Problem::with_help(
            input.place(),
            what,
            format!("give its report with --report, such as {}", display_path(&report)),
        ))
    }

    /// The bytes that an input was made from, compressed like the input. `name` is its possible name in the report.
    fn one(&self, input: &Input, name: &str) -> Result<SpooledTempFile, Problem> {
        let place = input.place();
        let reading = |error: io::Error| Problem::reading(place.as_str(), &error);
        let writing = |error: WriteError| match error {
            WriteError::Output(error) => Problem::writing(place.as_str(), &error),
            WriteError::Records(what) => Problem::new(place.as_str(), what),
        };
        let index = self.index(input)?;
        let (known, members) = index.reading(name);
        let encoding = self.restore.encoding.or(known.encoding);
        let settings = self.restore.format.settings(self.restore.max_doc_bytes, encoding);
        let delimiter = settings.delimiter.or(known.delimiter);
        let settings = Settings { force: true, delimiter, members: Arc::new(members), ..settings };
        let mut stream = RecordStream::open(input, self.restore.format.format, &settings).map_err(reading)?;
        let output = RestoredOutput::new(stream.opened.compression).map_err(reading)?;
        let layout = stream.opened.format.layout;
        let writer = RecordWriter::new(layout, &stream.header, &|| input.open(), &settings.fields, output);
        let mut writer = writer.map_err(writing)?;
        let order = order(stream.opened.format.is_one_document, &*stream.codec);
        let mut rows = order.map(|order| Rows::new(&index, name, order));
        // The number of documents, and the number of those of which only the text can be restored.
        let (documents, texts) = (Cell::new(0_usize), Cell::new(0_usize));
        loop {
            let (batch, ended) = stream.next_batch();
            for record in &batch.records {
                let codec = record.codec(&*stream.codec);
                let before = documents.get();
                let mut restore = |text: SourceText<'_>| {
                    documents.set(documents.get() + 1);
                    let clean = bytes_of(&text);
                    let reported = match &mut rows {
                        Some(rows) => rows.next(clean, record.number)?,
                        None => index.file(name, std::str::from_utf8(clean).map_err(|_| index::unknown())?)?,
                    };
                    texts.set(texts.get() + usize::from(reported.document.restores != Some(Restores::Bytes)));
                    self.restored(&reported, &text, &place)
                };
                let (mut out, mut failed) = (Vec::new(), None);
                let limit = settings.max_doc_bytes;
                if let Err(mut reject) = rewrite(&batch, record, codec, limit, &mut restore, &mut out) {
                    let bytes = batch.bytes_of(record);
                    let is_missing = reject.cause == RejectCause::Missing;
                    match rows.as_mut().filter(|_| is_missing).map(|rows| rows.next_missing(record.number)) {
                        // A record without text was not changed.
                        Some(Ok(())) => reject.cause = RejectCause::NotText,
                        Some(Err(why)) => reject = why,
                        None => {}
                    }
                    let is_kept = is_missing || codec.keeps_rejected();
                    if reject.cause != RejectCause::NotText || !is_kept {
                        let location = codec.location(bytes, record.number);
                        return Err(Problem::new(format!("{place}{location}"), reject.what));
                    }
                    failed = codec.member(bytes).filter(|_| !is_missing);
                    out.clear();
                    out.extend_from_slice(bytes);
                }
                writer.write(&out, &[out.len()]).map_err(writing)?;
                if let Some(rows) = rows.as_mut().filter(|_| documents.get() == before) {
                    let passed = rows.pass(record.number, failed.as_ref());
                    passed.map_err(|reject| Problem::new(place.as_str(), reject.what))?;
                }
            }
            if let Some(ended) = ended {
                ended.map_err(reading)?;
                if let Some(warning) = stream.opened.warning(place.as_str()) {
                    self.messages.warning(&warning);
                }
                break;
            }
        }
        if let Some(rows) = rows {
            rows.finish().map_err(|reject| Problem::new(place.as_str(), reject.what))?;
            if texts.get() > 0 && !self.restore.text {
                let what = format!("{} of its {} documents", texts.get(), documents.get());
                let what = format!("{what} cannot be restored byte for byte; they have their decoded text");
                self.messages.warning(&Problem::new(place.as_str(), what));
            }
        }
        let output = writer.finish().map_err(writing)?;
        output.finish().map_err(reading)
    }

    /// The original of a clean text.
    fn restored(&self, reported: &Reported, text: &SourceText<'_>, place: &str) -> Result<NewText, Reject> {
        let refused = |error: unboil::report::UndoError| Reject::from(error.to_string());
        let clean = std::str::from_utf8(bytes_of(text)).map_err(|_| index::unknown())?;
        let decoded = reported.undo(clean).map_err(refused)?;
        if self.restore.text || matches!(text.content, TextContent::String(_)) {
            return Ok(NewText::Text(decoded));
        }
        if reported.document.restores != Some(Restores::Bytes) && reported.document.row.is_none() {
            let encoding = reported.document.encoding.as_ref().map_or("", |encoding| encoding.name.as_str());
            let what = format!("its bytes ({encoding}) cannot be restored; this is its decoded text in UTF-8");
            self.messages.warning(&Problem::new(place, what));
        }
        reported.original(decoded).map_err(refused).map(NewText::Bytes)
    }
}

/// How the texts of a file correspond to the documents of the report; `None` for a file that is one document.
fn order(is_one_document: bool, codec: &dyn RecordCodec) -> Option<Order> {
    match (is_one_document, codec.keeps_rejected(), codec.keeps_all_others()) {
        (true, ..) => None,
        (false, true, true) => Some(Order::MembersKept),
        (false, true, false) => Some(Order::All),
        (false, false, true) => Some(Order::AllKept),
        (false, false, false) => Some(Order::Subsequence),
    }
}

fn bytes_of<'t>(text: &SourceText<'t>) -> &'t [u8] {
    match text.content {
        TextContent::String(text) => text.as_bytes(),
        TextContent::File(bytes) | TextContent::Block(bytes) => bytes,
    }
}
