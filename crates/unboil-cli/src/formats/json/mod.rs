//! JSON files: an array of records, as `DataFrame.to_json(orient="records")` writes it; records one after the other; and the other
//! forms of that function that name their columns.
//!
//! Input: elements of an array, on one line or pretty-printed. Output: the same array with the texts replaced. Every other byte is
//! kept. Only one element is held at a time. Many corpora call JSON Lines `.json`: if the first line is a complete object, the
//! file is read as JSON Lines.
//!
//! `[\n  {"text": "Boats.  "},\n  {"n": 1}\n]` with the clean text `Boats.` → `[\n  {"text": "Boats."},\n  {"n": 1}\n]`

mod cell;
mod codec;
mod columns;
mod object;
mod orientation;
mod sequence;
mod space;
mod split;
mod values;

use std::io::{self, BufRead as _, Read as _};

use super::batch::take_line;
use super::fields::Fields;
use super::input_format::{InputFormat, Layout, Origin, RecordEncoding, Records, Settings, Source, put_back};
use super::jsonl::{self, JSONL};
use codec::JsonCodec;
use columns::ColumnsReader;
use orientation::Orientation;
use sequence::{JsonReader, SequenceKind};
use space::{take_mark, take_space, wrong};
use split::SplitCodec;
use values::ValueScanner;

/// JSON.
pub(super) static JSON: InputFormat = InputFormat {
    name: "json",
    about: "A JSON array of such objects, such objects one after the other, or what pandas writes",
    extensions: &["json"],
    matches_start: |_| false,
    is_one_document: false,
    is_binary: false,
    has_fields: true,
    encoding: RecordEncoding::Json,
    layout: Layout::JsonArray,
    open,
};

/// Finds out what the file holds.
fn open(input: &mut Source, origin: &Origin<'_>, settings: &Settings) -> io::Result<Records> {
    let mut header = Vec::new();
    take_mark(input, &mut header)?;
    let first = take_space(input, &mut header)?;
    let kind = match first {
        Some(b'[') => {
            header.push(b'[');
            input.consume(1);
            let mut space = Vec::new();
            let element = take_space(input, &mut space)?;
            put_back(space, input);
            check_element(element)?;
            SequenceKind::Array
        }
        Some(b'{') => match Orientation::find(input, settings)? {
            Some(orientation) => return of_pandas(orientation, header, settings),
            None => {
                let mut line = Vec::new();
                let limit = settings.max_doc_bytes.saturating_add(1);
                take_line(&mut input.by_ref().take(limit), &mut line, u64::MAX)?;
                // Of a line above the limit the end is not known, but a pretty-printed object has short lines.
                let is_cut = line.len() as u64 == limit && !line.ends_with(b"\n");
                if is_cut || holds_value(&line) {
                    check_columns(&line, &settings.fields)?;
                    header.append(&mut line);
                    put_back(header, input);
                    return (JSONL.open)(input, origin, settings);
                }
                put_back(line, input);
                SequenceKind::Plain
            }
        },
        None => SequenceKind::Plain,
        Some(byte) => {
            let byte = byte.escape_ascii();
            return Err(wrong(format!(
                "it is not a JSON array or object, since it begins with `{byte}`; if it is text, say --format text"
            )));
        }
    };
    let reader = JsonReader::new(kind, settings.max_doc_bytes);
    Ok(Records { header, ..Records::new(reader, JsonCodec::new(settings.fields.clone(), false)) })
}

/// Reads what pandas wrote in another form than records, after `header`.
fn of_pandas(orientation: Orientation, mut header: Vec<u8>, settings: &Settings) -> io::Result<Records> {
    let (limit, fields) = (settings.max_doc_bytes, settings.fields.clone());
    Ok(match orientation {
        Orientation::Columns(object) => {
            let records = ColumnsReader::new(object, &fields)?;
            let codec = records.codec();
            Records { header, ..Records::new(records, codec) }
        }
        Orientation::Index(start) => {
            header.extend(start);
            let reader = JsonReader::new(SequenceKind::Members, limit);
            Records { header, ..Records::new(reader, JsonCodec::new(fields, true)) }
        }
        Orientation::Table(start) => {
            header.extend(start);
            let reader = JsonReader::new(SequenceKind::InnerArray, limit);
            Records { header, ..Records::new(reader, JsonCodec::new(fields, false)) }
        }
        Orientation::Split(start, names) => {
            header.extend(start);
            let reader = JsonReader::new(SequenceKind::InnerArray, limit);
            Records { header, ..Records::new(reader, SplitCodec::new(&names, &fields)?) }
        }
    })
}

/// Whether the elements of an array can be records, by the first byte of the first one.
fn check_element(first: Option<u8>) -> io::Result<()> {
    let what = match first {
        // A null between records costs that element only.
        None | Some(b'{' | b']' | b'n') => return Ok(()),
        Some(b'"') => "strings",
        Some(b'[') => "arrays",
        Some(b't' | b'f') => "truth values",
        Some(b'0'..=b'9' | b'-') => "numbers",
        Some(_) => return Err(wrong("it is not valid JSON after its [")),
    };
    let help = match first {
        Some(b'[') => "if pandas wrote it, write records with to_json(orient=\"records\"), which names the columns",
        _ => "make an object of each, for example with jq -c '.[] | {text: .}'",
    };
    Err(wrong(format!("it is a JSON array of {what}, not of objects; {help}")))
}

/// Whether a line is a complete value.
fn holds_value(line: &[u8]) -> bool {
    let mut scanner = ValueScanner::new();
    let length = scanner.scan(line);
    scanner.is_at_end() && line[length..].trim_ascii().is_empty()
}

/// Refuses a file of one object that has an object in place of the text: the default of `DataFrame.to_json`.
fn check_columns(line: &[u8], fields: &Fields) -> io::Result<()> {
    // After a line end, another row may follow.
    let is_whole_file = !line.ends_with(b"\n");
    match jsonl::object_in_place_of_text(line, fields).filter(|_| is_whole_file) {
        Some(field) => Err(wrong(format!(
            "it has an object in \"{field}\", not a string; if pandas wrote it, write records with \
             to_json(orient=\"records\"), otherwise name a field in it with --field"
        ))),
        None => Ok(()),
    }
}
