//! `unboil encodings …`: detects the encoding of files, and lists all encodings.
//!
//! For each input, prints the encoding with evidence, confidence, runner-up and losses, as `clean` would decide.
//! Nothing is written.
//!
//! `unboil encodings detect a.txt` → `a.txt: windows-1251, guessed, 98 % sure, then IBM866`

use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, BufWriter, Read, Write as _};
use std::path::PathBuf;

use clap::{Args, Subcommand};
use serde_json::json;
use unboil::{Encoding, EncodingDecision};

use crate::console::exit::Exit;
use crate::console::messages::{Messages, Problem, decoding, display_path};
use crate::files::inputs::{Filter, Inputs};

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

/// Detect the encoding of each input, with evidence, confidence and runner-up
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

Exit codes: 0 success; 2 usage error; 3 some inputs cannot be read or are not text.";

/// List all encodings; those outside the WHATWG Encoding Standard with their labels
#[derive(Debug, Args)]
struct ListEncodings {
    /// Print a JSON array
    #[arg(long)]
    json: bool,
}

/// The name of standard input in messages.
const STDIN: &str = "<stdin>";

impl Encodings {
    /// Runs the subcommand.
    pub(crate) fn run(&self, messages: Messages) -> Result<Exit, Problem> {
        match &self.command {
            EncodingsCommand::Detect(detect) => detect.run(messages),
            EncodingsCommand::List(list) => Ok(list.run(messages)),
        }
    }
}

impl Detect {
    fn run(&self, messages: Messages) -> Result<Exit, Problem> {
        let mut out = BufWriter::new(io::stdout().lock());
        let mut exit = Exit::Done;
        let stdin = [PathBuf::from("-")];
        let paths = if self.paths.is_empty() { &stdin[..] } else { &self.paths };
        for path in paths {
            let inputs = if path.as_os_str() == "-" {
                vec![(STDIN.to_owned(), Ok(None))]
            } else {
                let found = Inputs::collect(std::slice::from_ref(path), &Filter::default(), None)?.found.into_iter();
                found
                    .map(|input| match input {
                        Ok(input) => (display_path(&input.path), Ok(Some(input.path.clone()))),
                        Err(problem) => (String::new(), Err(problem)),
                    })
                    .collect()
            };
            for (place, input) in inputs {
                let answer = input.and_then(|path| match path {
                    Some(path) => {
                        let file = File::open(path).map_err(|error| Problem::reading(place.as_str(), &error))?;
                        self.answer(&place, file)
                    }
                    None => self.answer(&place, io::stdin().lock()),
                });
                match answer.map(|line| out.write_all(line.as_bytes())) {
                    Ok(Ok(())) => {}
                    Ok(Err(error)) => return Ok(written(messages, &error, exit)),
                    Err(problem) => {
                        messages.error(&problem);
                        exit = Exit::SomeFailed;
                    }
                }
            }
        }
        Ok(match out.flush() {
            Ok(()) => exit,
            Err(error) => written(messages, &error, exit),
        })
    }

    fn answer(&self, place: &str, input: impl Read) -> Result<String, Problem> {
        let mut bytes = Vec::new();
        let mut input = input;
        input.read_to_end(&mut bytes).map_err(|error| Problem::reading(place, &error))?;
        let decision = unboil::detect(&bytes, self.force)
            .map_err(|error| Problem::new(place, decoding(&unboil::Error::from(error))))?;
        Ok(if self.json { object(place, &decision) } else { line(place, &decision) })
    }
}

impl ListEncodings {
    fn run(&self, messages: Messages) -> Exit {
        let all = Encoding::all();
        let text = if self.json {
            let values = all.map(
                |encoding| json!({ "name": encoding.name(), "labels": encoding.own_labels().collect::<Vec<_>>() }),
            );
            format!("{:#}\n", values.collect::<serde_json::Value>())
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
        match io::stdout().lock().write_all(text.as_bytes()) {
            Ok(()) => Exit::Done,
            Err(error) => written(messages, &error, Exit::Done),
        }
    }
}

/// A closed pipe is not an error.
fn written(messages: Messages, error: &io::Error, exit: Exit) -> Exit {
    if error.kind() == io::ErrorKind::BrokenPipe {
        return exit;
    }
    messages.error(&Problem::writing("<stdout>", error));
    Exit::SomeFailed
}

fn line(place: &str, decision: &EncodingDecision) -> String {
    let EncodingDecision { encoding, confidence, .. } = decision;
    let mut line = format!("{place}: {encoding}, {}, {confidence} % sure", decision.evidence.words());
    // Writing to a string cannot fail.
    if let Some(other) = decision.runner_up {
        let _ = write!(line, ", then {other}");
    }
    match decision.bad_sequences {
        0 => {}
        1 => line.push_str(", 1 bad sequence"),
        bad => {
            let _ = write!(line, ", {bad} bad sequences");
        }
    }
    line.push('\n');
    line
}

fn object(place: &str, decision: &EncodingDecision) -> String {
    let object = json!({
        "path": place,
        "encoding": decision.encoding,
        "evidence": decision.evidence.name(),
        "confidence": decision.confidence,
        "runner_up": decision.runner_up,
        "bad_sequences": decision.bad_sequences,
        "bom": decision.bom,
    });
    format!("{object}\n")
}
