//! `unboil clean`: dirty text in, clean canonical text out.
//!
//! Goes in: standard input, files, folders. Comes out: standard output, or one file below the output folder for each
//! input. Every document stands alone: one that fails is named and the next one is taken. A JSON Lines input is
//! cleaned row by row as it comes, so a pipe of any length needs the memory of one row.
//!
//! `unboil clean in -o out` → `out/a.txt`, `out/b/x.txt`; `unboil: 2 documents, 1 changed, 0 failed`

use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, IsTerminal as _, Read, Write};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use unboil::{Cleaned, Cleaner, Status};

use super::cleaning::Cleaning;
use super::exit::Exit;
use super::file_id::FileId;
use super::inputs::{Input, Inputs};
use super::messages::{Messages, Problem, shown};
use super::output::OutputFolder;
use super::quarantine::Quarantine;
use crate::formats::jsonl::{self, Record};
use crate::formats::{Format, text};

/// Bytes read or written at once. What a pipe holds on Linux, so one call empties or fills it.
const BUFFER: usize = 1 << 16;
/// How standard input is called in messages.
const STDIN: &str = "<stdin>";
/// What to do about bytes that stand for nothing.
const BAD_BYTES: &str =
    "if it is in another encoding, name that with --encoding; --on-bad-bytes replace cleans the rest";
/// How standard output is.
const STDOUT: &str = "<stdout>";

/// Turn dirty text into clean canonical text
///
/// Reads standard input, a file, or with -o any number of files and folders, and writes clean canonical text. Inputs are
/// never written to. A document that fails is named, the others are still written.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Clean {
    /// Files and folders to clean; none or `-` is standard input
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Write below DIR: files by their name, folders with their tree
    #[arg(short, long, value_name = "DIR")]
    output: Option<PathBuf>,
    /// Form of the input; without it .jsonl and .ndjson are JSON Lines, all else is text
    #[arg(long)]
    format: Option<FormatName>,
    /// Do not replace existing files below DIR; their documents count as failed
    #[arg(long, requires = "output")]
    no_clobber: bool,
    /// Where documents with bad bytes are put aside as they are, with their tree; needs --on-bad-bytes quarantine
    #[arg(long, value_name = "DIR", required_if_eq("on_bad_bytes", "quarantine"))]
    quarantine: Option<PathBuf>,
    #[command(flatten)]
    cleaning: Cleaning,
}

const EXAMPLES: &str = "\
Examples:
  curl -s $URL | html2text | unboil clean          a text through a pipe
  unboil clean page.txt > clean.txt                one file
  unboil clean a.txt b.txt corpus -o cleaned       cleaned/a.txt, …, the tree of corpus
  unboil clean --format jsonl < in > out           the \"text\" of each row, nothing else
  unboil clean --keep byline,credit page.txt       author lines and photo credits stay
  unboil clean --drop consent page.txt             only cookie notices go
  unboil clean --rules my-rules page.txt           your rules beside those of unboil

Exit codes: 0 done; 2 wrong call or rule; 3 some inputs failed, the rest were written.";

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FormatName {
    /// One document each
    Text,
    /// JSON Lines: an object with a "text" in each row
    Jsonl,
}

impl Clean {
    /// Does it.
    pub(crate) fn run(&self, messages: Messages) -> Exit {
        if let Err(problem) = self.check_call() {
            messages.error(&problem);
            return Exit::Usage;
        }
        let cleaner = match self.cleaning.cleaner() {
            Ok(cleaner) => cleaner,
            Err(problem) => {
                messages.error(&problem);
                return Exit::Usage;
            }
        };
        let quarantine = self.quarantine.as_deref().filter(|_| self.cleaning.is_quarantining()).map(Quarantine::new);
        let mut run = Run { cleaner, messages, quarantine, tally: Tally::default() };
        let ended = match &self.output {
            Some(root) => self.to_folder(&mut run, root),
            None => self.to_stdout(&mut run),
        };
        match ended {
            Err(problem) => {
                messages.error(&problem);
                Exit::Usage
            }
            Ok(()) if run.tally.failed > 0 => Exit::SomeFailed,
            Ok(()) => Exit::Done,
        }
    }

    /// What clap cannot know: whether the paths fit the place where the output goes.
    fn check_call(&self) -> Result<(), Problem> {
        let has_stdin = self.paths.iter().any(|path| is_stdin(path));
        match (&self.output, self.paths.as_slice()) {
            (Some(_), paths) if has_stdin || paths.is_empty() => {
                let way_out = "name files or folders, or leave out -o";
                Err(Problem::with_way_out("", "standard input has no name to have below the folder of -o", way_out))
            }
            (None, [_, _, ..]) => {
                let way_out = "give the folder for them with -o DIR, or clean one at a time";
                Err(Problem::with_way_out("", "several inputs cannot go to standard output", way_out))
            }
            (None, [path]) if !has_stdin && path.is_dir() => {
                let what = "is a folder and cannot go to standard output";
                Err(Problem::with_way_out(shown(path), what, "give the folder for its documents with -o DIR"))
            }
            _ => Ok(()),
        }
    }

    fn format(&self, name: &Path) -> Format {
        match self.format {
            Some(FormatName::Text) => Format::Text,
            Some(FormatName::Jsonl) => Format::Jsonl,
            None => Format::of_name(name),
        }
    }

    fn to_stdout(&self, run: &mut Run) -> Result<(), Problem> {
        let mut output = BufWriter::with_capacity(BUFFER, io::stdout().lock());
        let stdout = FileId::of_stream(&io::stdout());
        let (place, opened, format) = match self.paths.first() {
            Some(path) if !is_stdin(path) => {
                let opened = File::open(path).map(|file| (Some(file), FileId::of_path(path)));
                (shown(path), opened, self.format(path))
            }
            _ => (STDIN.to_owned(), Ok((None, FileId::of_stream(&io::stdin()))), self.format(Path::new(""))),
        };
        let (file, id) = match opened {
            Ok(opened) => opened,
            Err(error) => {
                run.fail(&Problem::reading(place, &error));
                return Ok(());
            }
        };
        if stdout.is_some() && id == stdout {
            let what = "is also the file that standard output goes to; inputs are never written over";
            return Err(Problem::with_way_out(place, what, "write to another file"));
        }
        let ended = match file {
            Some(file) => run.stream(format, file, &place, &mut output),
            None => {
                let stdin = io::stdin().lock();
                if stdin.is_terminal() {
                    run.messages.note("reading from the terminal; end with Ctrl-D");
                }
                run.stream(format, stdin, &place, &mut output)
            }
        };
        run.settle(ended, STDOUT);
        Ok(())
    }

    fn to_folder(&self, run: &mut Run, root: &Path) -> Result<(), Problem> {
        fs::create_dir_all(root).map_err(|error| Problem::writing(shown(root), &error))?;
        let root_id = FileId::of_path(root);
        if let Some(path) = self.paths.iter().find(|path| path.is_dir() && FileId::of_path(path) == root_id) {
            let what = "is both input and output; inputs are never written over";
            return Err(Problem::with_way_out(shown(path), what, "give another folder with -o"));
        }
        let Inputs { found, ids } = Inputs::collect(&self.paths, root_id.as_ref());
        let mut folder = OutputFolder::new(root.to_path_buf(), self.no_clobber, ids);
        for input in found {
            match input {
                Ok(input) => {
                    let before = run.tally;
                    if let Err(problem) = self.to_file(run, &mut folder, &input) {
                        // Rows that were cleaned but have no file count as one failed document.
                        run.tally = before;
                        run.fail(&problem);
                    }
                }
                Err(problem) => run.fail(&problem),
            }
        }
        let Tally { documents, changed, failed } = run.tally;
        let noun = if documents == 1 { "document" } else { "documents" };
        run.messages.note(format_args!("{documents} {noun}, {changed} changed, {failed} failed"));
        Ok(())
    }

    /// Cleans one input into its file. The file appears when all of it is there.
    fn to_file(&self, run: &mut Run, folder: &mut OutputFolder, input: &Input) -> Result<(), Problem> {
        let path = folder.claim(input)?;
        let place = shown(&input.path);
        let file = File::open(&input.path).map_err(|error| Problem::reading(place.as_str(), &error))?;
        match self.format(&input.path) {
            Format::Text => {
                // The output is begun when there is something to write: a binary file leaves no empty folder.
                let (text, is_changed) = run.text(file, &place, &input.relative)?;
                let mut output = folder.begin(path)?;
                output.write_all(text.as_bytes()).map_err(|error| Problem::writing(shown(output.path()), &error))?;
                folder.commit(output, input)?;
                run.done(is_changed);
                Ok(())
            }
            Format::Jsonl => {
                let mut output = folder.begin(path)?;
                let ended = run.rows(file, &place, &mut output);
                match ended {
                    Ok(()) => folder.commit(output, input),
                    Err(Stop::Input(problem)) => Err(problem),
                    Err(Stop::Output(error)) => Err(Problem::writing(shown(output.path()), &error)),
                }
            }
        }
    }
}

fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// What ends an input before its end.
enum Stop {
    /// It cannot be read or cleaned.
    Input(Problem),
    /// Its output cannot be written.
    Output(io::Error),
}

/// How many documents there were. A row of JSON Lines is a document.
#[derive(Debug, Clone, Copy, Default)]
struct Tally {
    documents: usize,
    /// Of these, whose output differs from the input.
    changed: usize,
    /// Of these, and of files and folders, that could not be read, cleaned or written.
    failed: usize,
}

/// What goes through the whole run.
struct Run {
    cleaner: Cleaner,
    messages: Messages,
    quarantine: Option<Quarantine>,
    tally: Tally,
}

impl Run {
    fn done(&mut self, is_changed: bool) {
        self.tally.documents += 1;
        self.tally.changed += usize::from(is_changed);
    }

    fn fail(&mut self, problem: &Problem) {
        self.tally.documents += 1;
        self.tally.failed += 1;
        self.messages.error(problem);
    }

    /// Cleans one input into an open output.
    fn stream(&mut self, format: Format, input: impl Read, place: &str, output: &mut impl Write) -> Result<(), Stop> {
        match format {
            Format::Text => {
                let name = Path::new(place).file_name().filter(|_| place != STDIN).unwrap_or("stdin".as_ref());
                let (text, is_changed) = self.text(input, place, Path::new(name)).map_err(Stop::Input)?;
                output.write_all(text.as_bytes()).and_then(|()| output.flush()).map_err(Stop::Output)?;
                self.done(is_changed);
                Ok(())
            }
            Format::Jsonl => self.rows(input, place, output),
        }
    }

    /// Names what stopped a stream, unless it is a reader that wanted no more: `unboil … | head` is no error.
    fn settle(&mut self, ended: Result<(), Stop>, output: &str) {
        match ended {
            Ok(()) => {}
            Err(Stop::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => {}
            Err(Stop::Output(error)) => self.fail(&Problem::writing(output, &error)),
            Err(Stop::Input(problem)) => self.fail(&problem),
        }
    }

    /// Cleans a whole input. Tells also whether it changed.
    fn text(&mut self, input: impl Read, place: &str, relative: &Path) -> Result<(String, bool), Problem> {
        let bytes = text::read(input).map_err(|error| Problem::reading(place, &error))?;
        let cleaned = self.cleaner.clean(&bytes).map_err(|error| self.refused(&error, &bytes, place, relative))?;
        self.warn(|| place.to_owned(), &cleaned);
        let is_changed = cleaned.text.as_bytes() != bytes;
        Ok((cleaned.text, is_changed))
    }

    /// Why a document is not cleaned; one with bad bytes may be put aside.
    fn refused(&self, error: &unboil::Error, bytes: &[u8], place: &str, relative: &Path) -> Problem {
        if !error.is_bad_bytes() {
            return Problem::new(place, error.to_string());
        }
        match self.quarantine.as_ref().map(|quarantine| quarantine.put(relative, bytes)) {
            None => Problem::with_way_out(place, error.to_string(), BAD_BYTES),
            Some(Ok(path)) => {
                Problem::with_way_out(place, error.to_string(), format!("it is kept as {}", shown(&path)))
            }
            Some(Err(problem)) => problem,
        }
    }

    /// Cleans an input row by row.
    fn rows(&mut self, input: impl Read, place: &str, output: &mut impl Write) -> Result<(), Stop> {
        let mut input = BufReader::with_capacity(BUFFER, input);
        let mut row = Vec::new();
        let mut number = 0_u64;
        let reading = |error: io::Error| Stop::Input(Problem::reading(place, &error));
        while jsonl::next_row(&mut input, &mut row).map_err(reading)? {
            number += 1;
            let record = if number == 1 { jsonl::without_bom(&row) } else { row.as_slice() };
            if jsonl::is_blank(record) {
                continue;
            }
            self.row(record, || format!("{place}:{number}"), output).map_err(Stop::Output)?;
            // Whoever feeds rows one at a time gets each at once; rows that are there already go out together.
            if memchr::memchr(b'\n', input.buffer()).is_none() {
                output.flush().map_err(Stop::Output)?;
            }
        }
        output.flush().map_err(Stop::Output)
    }

    fn row(&mut self, row: &[u8], place: impl Fn() -> String, output: &mut impl Write) -> io::Result<()> {
        let record = match Record::parse(row) {
            Ok(record) => record,
            Err(error) => {
                self.fail(&Problem::with_way_out(place(), error.to_string(), "mend the row; it is left out"));
                return Ok(());
            }
        };
        if record.lost_halves > 0 {
            let what = format!("{} broken \\u escapes in \"text\" became U+FFFD", record.lost_halves);
            self.messages.warning(&Problem::new(place(), what));
        }
        let cleaned = self.cleaner.clean_str(&record.text);
        self.warn(place, &cleaned);
        // The final newline ends a file; inside a record it would be one more character of the text.
        let text = cleaned.text.strip_suffix('\n').unwrap_or(&cleaned.text);
        let row = record.with_text(text);
        output.write_all(row.as_bytes())?;
        output.write_all(b"\n")?;
        self.done(text != record.text);
        Ok(())
    }

    /// Names what was lost or not done, though there is an output.
    fn warn(&self, place: impl Fn() -> String, cleaned: &Cleaned) {
        let encoding = &cleaned.encoding;
        if encoding.bad_sequences > 0 {
            let what =
                format!("{} byte sequences are not {} and became U+FFFD", encoding.bad_sequences, encoding.encoding);
            let way_out = "if it is in another encoding, name that with --encoding";
            self.messages.warning(&Problem::with_way_out(place(), what, way_out));
        }
        if cleaned.status == Status::OverBudget {
            let what = "the rules want more of it than is safe to take";
            self.messages.warning(&Problem::with_way_out(place(), what, "nothing was taken, it was only normalised"));
        }
    }
}
