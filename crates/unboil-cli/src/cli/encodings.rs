//! `unboil encodings …`: detects the encoding of files, and lists all encodings.
//!
//! For each input, prints the encoding with evidence, confidence, runner-up and losses, as `clean` would decide.
//! Nothing is written.
//!
//! `unboil encodings detect a.txt` → `a.txt: windows-1251, guessed, 98 % sure, then IBM866`

use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, Read as _};
use std::path::PathBuf;
use std::sync::Arc;

use clap::{Args, Subcommand};
use serde_json::json;
use unboil::{Encoding, EncodingDecision};

use super::context::Context;
use crate::console::answer;
use crate::console::count::count;
use crate::console::exit::Exit;
use crate::console::messages::{Messages, Problem, decoding};
use crate::files::inputs::{Filter, Input, Inputs};
use crate::formats::compression::{Compression, TrailingData};

/// Compressed data that holds more is refused, since a small file may hold any amount. As `--max-doc-bytes` of `clean`.
const MOST_BYTES: u64 = 1 << 30;

/// Detect and list encodings
#[derive(Debug, Args)]
pub(crate) struct Encodings {
    #[command(subcommand)]
    command: EncodingsCommand,
}

#[derive(Debug, Subcommand)]
enum EncodingsCommand {
    Detect(Detect),
    List(ListEncodings),
}

/// Detect the encoding of each input, also of a compressed one, with evidence, confidence and runner-up
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
struct Detect {
    /// Files and folders [default: standard input, also `-`]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Print JSON Lines: one object per input
    #[arg(long)]
    json: bool,
    /// Detect an encoding even if the input looks like binary data
    #[arg(long)]
    force: bool,
}

const EXAMPLES: &str = "\
Examples:
  unboil encodings detect page.html            one file
  unboil encodings detect --json corpus        a folder, as JSON Lines
  curl -s $URL | unboil encodings detect       standard input

Exit codes: 0 success; 2 usage error; 3 an input cannot be read or is not text, or standard output failed.";

/// List all encodings; those outside the WHATWG Encoding Standard with their labels
#[derive(Debug, Args)]
struct ListEncodings {
    /// Print a JSON array
    #[arg(long)]
    json: bool,
}

impl Encodings {
    /// Runs the subcommand.
    pub(crate) fn run(&self, context: &Context) -> Result<Exit, Problem> {
        let messages = context.messages;
        match &self.command {
            EncodingsCommand::Detect(detect) => detect.run(messages),
            EncodingsCommand::List(list) => list.run(),
        }
    }
}

impl Detect {
    fn run(&self, messages: Messages) -> Result<Exit, Problem> {
        let mut exit = Exit::Done;
        let stdin = [PathBuf::from("-")];
        let paths = if self.paths.is_empty() { &stdin[..] } else { &self.paths };
        for path in paths {
            let inputs = if path.as_os_str() == "-" {
                vec![Ok(Arc::new(Input::stdin()))]
            } else {
                Inputs::collect(std::slice::from_ref(path), &Filter::default(), None)?.found
            };
            for input in inputs {
                match input.and_then(|input| self.answer(&input)) {
                    Ok(line) => match answer::write(&line) {
                        Ok(()) => {}
                        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => return Ok(exit),
                        Err(error) => return Err(Problem::stdout(&error)),
                    },
                    Err(problem) => {
                        messages.error(&problem);
                        exit = Exit::SomeFailed;
                    }
                }
            }
        }
        Ok(exit)
    }

    fn answer(&self, input: &Input) -> Result<String, Problem> {
        let place = input.place();
        let mut bytes = Vec::new();
        let read = if input.is_stdin {
            io::stdin().lock().read_to_end(&mut bytes)
        } else {
            File::open(&input.path).and_then(|mut file| file.read_to_end(&mut bytes))
        };
        let read = read.and_then(|_| decompressed(bytes));
        let bytes = read.map_err(|error| Problem::reading(&place, &error))?;
        let decision = unboil::detect(&bytes, self.force)
            .map_err(|error| Problem::new(&place, decoding(&unboil::Error::from(error))))?;
        Ok(if self.json { object(&place, &decision) } else { line(&place, &decision) })
    }
}

impl ListEncodings {
    fn run(&self) -> Result<Exit, Problem> {
        let all = Encoding::all();
        let text = if self.json {
            let values = all.map(
                |encoding| json!({ "name": encoding.name(), "labels": encoding.own_labels().collect::<Vec<_>>() }),
            );
            answer::json(&values.collect())
        } else {
            all.fold(String::new(), |mut text, encoding| {
                let labels: Vec<&str> = encoding.own_labels().collect();
                let _ = if labels.is_empty() {
                    writeln!(text, "{}", encoding.name())
                } else {
                    writeln!(text, "{:16} {}", encoding.name(), labels.join(" "))
                };
                text
            })
        };
        answer::print(&text).map(|()| Exit::Done)
    }
}

/// The bytes that `clean` sees: compressed data is decompressed.
fn decompressed(bytes: Vec<u8>) -> io::Result<Vec<u8>> {
    let compression = Compression::of_start(&bytes).unwrap_or(Compression::None);
    if compression == Compression::None {
        return Ok(bytes);
    }
    let mut plain = Vec::new();
    let decoder = compression.decoder(io::Cursor::new(bytes), &TrailingData::default())?;
    if decoder.take(MOST_BYTES + 1).read_to_end(&mut plain)? as u64 > MOST_BYTES {
        let what = format!("it has more than {MOST_BYTES} bytes when it is decompressed");
        return Err(io::Error::new(io::ErrorKind::InvalidData, what));
    }
    Ok(plain)
}

fn line(place: &str, decision: &EncodingDecision) -> String {
    let EncodingDecision { encoding, confidence, .. } = decision;
    let mut line = format!("{place}: {encoding}, {}, {confidence} % sure", decision.evidence.words());
    // Writing to a string cannot fail.
    if let Some(other) = decision.runner_up {
        let _ = write!(line, ", then {other}");
    }
    if decision.bad_sequences > 0 {
        let _ = write!(line, ", {}", count(decision.bad_sequences, "bad sequence"));
    }
    line.push('\n');
    line
}

fn object(place: &str, decision: &EncodingDecision) -> String {
    answer::json_line(&json!({
        "path": place,
        "encoding": decision.encoding,
        "evidence": decision.evidence.name(),
        "confidence": decision.confidence,
        "runner_up": decision.runner_up,
        "bad_sequences": decision.bad_sequences,
        "bom": decision.bom,
    }))
}
