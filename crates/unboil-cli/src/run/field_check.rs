//! Finds out early that the fields of `--field` are misspelled.
//!
//! Input: the first records of a run. Output: an error if none of them has any of the fields, with the fields that they have. A field
//! that is null is there; a record that is not valid, or has a null on the way to the field, decides nothing.
//!
//! 1,000 rows `{"id":7,"body":"Boats."}` and the field `text` → none has "text", but id, body; did you mean `body`?

use std::io;

use super::record_stream::RecordStream;
use crate::console::count::grouped;
use crate::console::messages::Problem;
use crate::files::inputs::Input;
use crate::formats::Format;
use crate::formats::batch::{Batch, RecordKind};
use crate::formats::fields::NoField;
use crate::formats::input_format::{RecordCodec, Settings};

/// Records that are examined. They take milliseconds, and fields that most records lack are rarely missing from so many.
const RECORDS: usize = 1000;

/// What the records so far say.
#[derive(Debug, Default)]
pub(crate) struct FieldCheck {
    /// Number of records that certainly have none of the fields.
    without: usize,
    /// Number of records that were examined.
    seen: usize,
    /// The fields of the first record that has none of those wanted.
    found: Vec<(String, usize)>,
}

/// What the records of a batch add.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FieldVerdict {
    /// A record has a field.
    Found,
    /// More records are needed.
    Open,
    /// No record has one.
    Wrong,
}

impl FieldCheck {
    /// Whether an input can lack the fields of its records.
    pub(crate) fn is_needed(codec: &dyn RecordCodec) -> bool {
        codec.fields().is_some()
    }

    /// Examines the records of a batch.
    pub(crate) fn see(&mut self, batch: &Batch, codec: &dyn RecordCodec) -> FieldVerdict {
        for record in batch.records.iter().filter(|record| record.kind == RecordKind::Document) {
            let bytes = batch.bytes_of(record);
            match codec.has_field(bytes) {
                Some(true) => return FieldVerdict::Found,
                Some(false) => {
                    if self.without == 0 {
                        self.found = codec.found_fields(bytes);
                    }
                    self.without += 1;
                }
                None => {}
            }
            self.seen += 1;
            if self.seen >= RECORDS {
                return self.end();
            }
        }
        FieldVerdict::Open
    }

    /// The verdict if no record follows.
    pub(crate) fn end(&self) -> FieldVerdict {
        if self.without > 0 { FieldVerdict::Wrong } else { FieldVerdict::Found }
    }

    /// The error about the input at `place`.
    pub(crate) fn problem(&self, place: &str, codec: &dyn RecordCodec) -> Problem {
        let wanted: Vec<&str> =
            codec.fields().iter().flat_map(|fields| &fields.texts).map(|path| path.as_str()).collect();
        let listed = wanted.iter().map(|path| format!("\"{path}\"")).collect::<Vec<_>>().join(" or ");
        let rows = match self.seen {
            1 => "the only row has no".to_owned(),
            seen => format!("none of the first {} rows has", grouped(seen)),
        };
        let what = format!("{rows} {listed}");
        let names: Vec<&str> = self.found.iter().map(|(name, _)| name.as_str()).collect();
        if names.is_empty() {
            return Problem::with_help(place, format!("{what}, nor any other field"), "name the field with --field");
        }
        // Without a similar name, the longest text is probably meant.
        let likely = self.found.iter().filter(|(_, length)| *length > 0).max_by_key(|(_, length)| *length);
        let likely = likely.map(|(name, _)| name.as_str());
        let error = NoField::new(&what, "name the field with --field", wanted.first().unwrap_or(&""), &names, likely);
        Problem::with_help(place, error.what, error.help)
    }
}

/// Checks the fields of an input, from the beginning of its file. Other errors are left to the run.
///
/// # Errors
/// None of its first records has any of the fields, or it lacks a column.
pub(crate) fn check_file(input: &Input, wanted: Option<Format>, settings: &Settings) -> Result<(), Problem> {
    if has_fields(input, wanted) { examine(input, wanted, settings).map_err(|wrong| wrong.problem) } else { Ok(()) }
}

/// A file whose first records have none of the fields.
struct WrongFile {
    problem: Problem,
    /// Whether it is a single JSON object.
    is_one_object: bool,
}

fn examine(input: &Input, wanted: Option<Format>, settings: &Settings) -> Result<(), WrongFile> {
    let mut stream = match RecordStream::open(input, wanted, settings) {
        Ok(stream) => stream,
        Err(error) => {
            return no_field(input, &error).map_err(|problem| WrongFile { problem, is_one_object: false });
        }
    };
    if !FieldCheck::is_needed(&*stream.codec) {
        return Ok(());
    }
    let mut check = FieldCheck::default();
    loop {
        let (batch, ended) = stream.next_batch();
        let verdict = match (check.see(&batch, &*stream.codec), ended) {
            (FieldVerdict::Open, Some(Ok(()))) => check.end(),
            // The run reports the error.
            (FieldVerdict::Open, Some(Err(_))) => FieldVerdict::Found,
            (verdict, _) => verdict,
        };
        match verdict {
            FieldVerdict::Open => {}
            FieldVerdict::Found => return Ok(()),
            FieldVerdict::Wrong => {
                let problem = check.problem(&input.place(), &*stream.codec);
                let is_one_object = stream.opened.format == Format::JSON && check.seen == 1;
                return Err(WrongFile { problem, is_one_object });
            }
        }
    }
}

/// Whether `--field` names the texts of an input; `false` if only its first bytes tell its format.
fn has_fields(input: &Input, wanted: Option<Format>) -> bool {
    let named = if input.is_stdin { None } else { Format::of_path(&input.path) };
    wanted.or(named).is_some_and(|format| format.has_fields)
}

fn no_field(input: &Input, error: &io::Error) -> Result<(), Problem> {
    match NoField::of(error) {
        Some(error) => Err(Problem::with_help(input.place(), &error.what, &error.help)),
        None => Ok(()),
    }
}

/// Checks the first of `inputs` that is a file of records. Pipes can be read only once, so they are left to the run. A single JSON
/// object without the fields says nothing about the other inputs: folders hold files such as `package.json`.
///
/// # Errors
/// As for [`check_file`].
pub(crate) fn check_first<'i>(
    inputs: impl Iterator<Item = &'i Input>,
    wanted: Option<Format>,
    settings: &Settings,
) -> Result<(), Problem> {
    let inputs: Vec<&Input> = inputs.collect();
    for input in inputs.iter().filter(|input| has_fields(input, wanted)) {
        if input.mode().is_none() {
            return Ok(());
        }
        match examine(input, wanted, settings) {
            Err(wrong) if wrong.is_one_object && inputs.len() > 1 => {}
            checked => return checked.map_err(|wrong| wrong.problem),
        }
    }
    Ok(())
}
