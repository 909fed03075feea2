//! `unboil restore TEXT --report REPORT`: restores a text as it was before it was cleaned.
//!
//! Reads clean text and the report of the run that wrote it. Writes the input of that run, byte for byte if the report says so,
//! otherwise the decoded text in UTF-8. A text is found in the report by its hash, so a file may have been moved or renamed; a
//! text that was changed is refused.
//!
//! `unboil clean a.txt --report r.jsonl > b.txt; unboil restore b.txt --report r.jsonl` → the bytes of `a.txt`

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use clap::Args;
use unboil::report::Restores;

mod index;

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
use crate::files::named_file::write_named;
use crate::files::output_folder::OutputFolder;
use crate::files::reading::is_stdin;
use crate::formats::fields::Fields;
use crate::formats::record::{Reject, SourceText, TextContent};
use crate::formats::write_error::WriteError;
use crate::formats::writer::RecordWriter;
use crate::run::record_stream::{RecordStream, rewrite};
use index::Index;

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
        let restored = match restorer.one(&input, &display_path(&self.path)) {
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
                write_named(&spec, &restored).map_err(|error| Problem::writing(display_path(path), &error))?;
            }
            None => {
                let mut out = io::stdout().lock();
                match out.write_all(&restored).and_then(|()| out.flush()) {
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
                let original = restorer.one(&input, &display_path(&input.relative))?;
                folder.write(&input, &input.relative, &original)
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
        // Reports have the tree of the outputs below OUT, but the input is named from the current folder.
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

    /// The original bytes of an input, compressed as the input is. `name` is its possible name in the report.
    fn one(&self, input: &Input, name: &str) -> Result<Vec<u8>, Problem> {
        let place = input.place();
        let reading = |error: io::Error| Problem::reading(place.as_str(), &error);
        let settings = self.restore.format.settings(u64::MAX);
        let mut stream = RecordStream::open(input, self.restore.format.format, &settings).map_err(reading)?;
        let restored = if stream.opened.format.is_one_document {
            let (batch, ended) = stream.next_batch();
            ended.unwrap_or(Ok(())).map_err(reading)?;
            self.document(&*self.index(input)?, name, &place, &batch.bytes)?
        } else {
            self.records(&mut stream, input, name, &settings.fields)?
        };
        let mut encoder = stream.opened.compression.encoder(Vec::new()).map_err(reading)?;
        encoder.write_all(&restored).and_then(|()| encoder.finish()).map_err(reading)
    }

    /// The original records. Records that failed and were left out cannot be restored; those that were kept unchanged are
    /// copied.
    fn records(
        &self,
        stream: &mut RecordStream,
        input: &Input,
        name: &str,
        fields: &Fields,
    ) -> Result<Vec<u8>, Problem> {
        let place = input.place();
        let writing = |error: WriteError| match error {
            WriteError::Output(error) => Problem::writing(place.as_str(), &error),
            WriteError::Records(what) => Problem::new(place.as_str(), what),
        };
        let layout = stream.opened.format.layout;
        let mut writer =
            RecordWriter::new(layout, &stream.header, &|| input.open(), fields, Vec::new()).map_err(writing)?;
        let index = self.index(input)?;
        // The row of the report that was used last.
        let mut last = None;
        loop {
            let (batch, ended) = stream.next_batch();
            for record in &batch.records {
                let before = last;
                let mut restore = |text: SourceText<'_>| restored(&index, name, &text, &mut last);
                let mut out = Vec::new();
                if let Err(reject) = rewrite(&batch, record, &*stream.codec, u64::MAX, &mut restore, &mut out) {
                    let failed = index.failed_row(name, before).filter(|_| stream.codec.keeps_rejected());
                    let bytes = batch.bytes_of(record);
                    if failed.is_none() {
                        let location = stream.codec.location(bytes, record.number);
                        return Err(Problem::new(format!("{place}{location}"), reject.what));
                    }
                    last = failed;
                    out.clear();
                    out.extend_from_slice(bytes);
                }
                writer.write(&out, &[out.len()]).map_err(writing)?;
            }
            if let Some(ended) = ended {
                ended.map_err(|error| Problem::reading(place.as_str(), &error))?;
                return writer.finish().map_err(writing);
            }
        }
    }

    fn document(&self, index: &Index, name: &str, place: &str, bytes: &[u8]) -> Result<Vec<u8>, Problem> {
        let clean = std::str::from_utf8(bytes).map_err(|_| Problem::new(place, index::unknown()))?;
        let reported = index.file(name, clean).map_err(|what| Problem::new(place, what))?;
        let at_fault = |error: unboil::report::UndoError| Problem::new(place, error.to_string());
        let decoded = reported.undo(clean).map_err(at_fault)?;
        if self.restore.text {
            return Ok(decoded.into_bytes());
        }
        if reported.document.restores != Some(Restores::Bytes) {
            let encoding = reported.document.encoding.as_ref().map_or("", |encoding| encoding.name.as_str());
            let what = format!("its bytes ({encoding}) cannot be restored; this is its decoded text in UTF-8");
            self.messages.warning(&Problem::new(place, what));
        }
        reported.original(decoded).map_err(at_fault)
    }
}

/// The original of a clean text. `last` is the row of the report that was used last.
fn restored(index: &Index, name: &str, clean: &SourceText<'_>, last: &mut Option<usize>) -> Result<String, Reject> {
    let clean = match clean.content {
        TextContent::String(text) => text,
        TextContent::File(bytes) | TextContent::Block(bytes) => {
            std::str::from_utf8(bytes).map_err(|_| Reject::from("is not valid UTF-8"))?
        }
    };
    let (row, reported) = index.row(name, clean, *last)?;
    *last = Some(row);
    reported.undo(clean).map_err(|error| error.to_string().into())
}
