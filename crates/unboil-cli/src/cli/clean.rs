//! `unboil clean`: removes boilerplate and writes canonical text.
//!
//! Input: standard input, files and folders. Output: standard output, one file below the output folder for each input, or the
//! replaced inputs. Documents are independent: if one fails, it is reported and the next one follows. This file has the
//! options and how they combine; [`run`] does the work.
//!
//! `unboil clean in -o out` → `out/a.txt`, `out/b/x.txt`; `unboil: 2 documents, 1 changed, 0 failed`

use std::fs;
use std::io::{self, IsTerminal as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;

use super::cleaning::Cleaning;
use super::context::Context;
use super::format_options::{CompressName, FormatOptions};
use super::learning::LearnFirst;
use super::output_place::OutputPlace;
use super::run_files::RunFiles;
use super::threads::Threads;
use crate::console::count::{count, verb, without_text};
use crate::console::exit::Exit;
use crate::console::messages::{Messages, Problem, display_path};
use crate::files::atomic::Durability;
use crate::files::file_id::FileId;
use crate::files::inputs::{Files, Filter, Input, Inputs};
use crate::files::leftovers;
use crate::files::output_folder::OutputFolder;
use crate::files::quarantine::Quarantine;
use crate::files::reading::{Reading, is_stdin};
use crate::formats::Format;
use crate::formats::compression::Compression;
use crate::formats::not_text;
use crate::run::counts::Counts;
use crate::run::documents::Documents;
use crate::run::field_check::check_first;
use crate::run::job::Job;
use crate::run::naming::{Naming, OutputForm};
use crate::run::reporting::{Report, Reporting};
use crate::run::skipped::{copied_members, tell_skipped};
use crate::run::{self, DryRun, Folder, InPlace, Manifest, Progress, Rejects, Run, Stdout};

/// Remove boilerplate and write canonical text
///
/// Reads standard input, a file, or with -o any number of files and folders. Inputs are changed only with --in-place.
/// If a document fails, it is named in an error and the others are still written.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Clean {
    /// Files and folders to clean [default: standard input, also `-`]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Write to PATH: a file if there is a single input; a folder with a file for each input if there are more, or if PATH is
    /// a folder or ends in `/`; `-` is standard output
    #[arg(short, long, value_name = "PATH")]
    output: Option<PathBuf>,
    /// Replace each input with its clean form; an input with a failed document is not changed, and links that lead out of
    /// a folder are left
    #[arg(long, conflicts_with_all = ["output", "compress"])]
    in_place: bool,
    /// Write nothing; list the inputs and what would be removed from them
    #[arg(short = 'n', long, conflicts_with = "resume")]
    dry_run: bool,
    /// Do not replace existing outputs; count their documents as failed
    #[arg(long, requires = "output", conflicts_with = "resume")]
    no_clobber: bool,
    /// Skip outputs that are already complete for this input, these rules and these options; use it from the first run
    /// on, and without --report
    #[arg(long, requires = "output")]
    resume: bool,
    /// Compress outputs with HOW and add its extension [default: as each input]
    #[arg(long, value_enum, value_name = "HOW")]
    compress: Option<CompressName>,
    #[command(flatten)]
    reading: Reading,
    #[command(flatten)]
    format: FormatOptions,
    /// What outputs hold
    #[arg(long, value_enum, value_name = "FORM", default_value = "same", help_heading = "Format")]
    output_form: OutputForm,
    #[command(flatten)]
    running: Running,
    /// Exit with code 4 if a document is over budget
    #[arg(long)]
    strict: bool,
    /// Copy documents with bad bytes, unchanged, below DIR; needs --on-bad-bytes quarantine
    #[arg(long, value_name = "DIR", required_if_eq("on_bad_bytes", "quarantine"))]
    quarantine: Option<PathBuf>,
    #[command(flatten)]
    cleaning: Cleaning,
    #[command(flatten)]
    learn: LearnFirst,
    #[command(flatten)]
    reporting: Reporting,
}

/// How to run.
#[derive(Debug, Args)]
#[command(next_help_heading = "Run")]
struct Running {
    /// Number of threads; 0 is all cores [default: all cores]
    #[arg(short, long, visible_alias = "threads", value_name = "N")]
    jobs: Option<Threads>,
    /// Reject documents larger than BYTES (e.g. 512, 64k, 20M, 2G)
    #[arg(long, value_name = "BYTES", value_parser = bytes, default_value = "1G")]
    max_doc_bytes: u64,
    /// Write rows and records that failed to FILE as JSON Lines, with the reason
    #[arg(long, value_name = "FILE")]
    rejects: Option<PathBuf>,
    /// Stop at the first document that fails
    #[arg(long)]
    fail_fast: bool,
}

const EXAMPLES: &str = "\
Examples:
  curl -s $URL | html2text | unboil clean          a text from a pipe
  unboil clean page.txt -o clean.txt               one file; `unboil page.txt` prints it
  unboil clean a.txt b.txt corpus -o cleaned       cleaned/a.txt, …, the tree of corpus
  unboil clean --format jsonl < in > out           only the \"text\" of each row changes
  unboil clean crawl.warc.wet.gz news.parquet -o cleaned
                                                   in their format and compression
  unboil clean corpus -o cleaned --resume          continues after an interruption
  unboil clean --dry-run corpus -o cleaned         what would be written and removed
  unboil clean --keep byline,credit page.txt       keep author lines and photo credits
  unboil clean --drop consent page.txt             remove only cookie notices
  unboil clean --rules my-rules page.txt           add your rules to the standard rules
  unboil clean page.txt --report edits.jsonl       with a report that `unboil restore` can undo
  unboil clean --output-form attributes docs -o attributes/unboil
                                                   what would be removed, as spans for Dolma

Exit codes: 0 success; 2 usage or rule error, or the first rows lack the field of --field:
nothing was written; 3 an input or an output failed, the rest was written; 4 with --strict: a
document was over budget.";

impl Clean {
    /// Runs the command.
    pub(crate) fn run(&self, context: &Context) -> Result<Exit, Problem> {
        // A list of what would be done is what a dry run is for.
        let is_listing = self.dry_run && context.messages.has_summaries();
        let messages = if is_listing { Messages::Details } else { context.messages };
        let (counts, is_complete) = self.clean(messages)?;
        Ok(match counts {
            Counts { failed: 1.., .. } => Exit::SomeFailed,
            _ if !is_complete => Exit::SomeFailed,
            Counts { over_budget: 1.., .. } if self.strict => Exit::OverBudget,
            _ => Exit::Done,
        })
    }

    /// The counts, and whether report and rejects are complete.
    fn clean(&self, messages: Messages) -> Result<(Counts, bool), Problem> {
        let list = self.reading.list()?;
        let place = OutputPlace::of(self.output.as_deref(), &self.paths, self.reading.is_list())?;
        let is_stdout = place == OutputPlace::Stdout && !self.in_place;
        if self.reading.is_list() && list.is_empty() && self.paths.is_empty() && is_stdout {
            return Err(Problem::new(self.reading.place(), "lists no files"));
        }
        let paths = [&self.paths[..], &list].concat();
        self.check_call(&paths, &place)?;
        let mut job = self.job(&place)?;
        // Everything that can refuse the call is checked before anything is created.
        let in_place = self.in_place.then(|| InPlace::new(&paths));
        let inputs = self.inputs(messages, &paths, &list, &place)?;
        let mut read = self.read(&inputs, is_stdout);
        let root = place.root();
        let run_files = RunFiles {
            beside: self.extra_files().collect(),
            manifest: root.filter(|_| self.resume).map(Manifest::path_in),
            output: root,
            quarantine: self.quarantine.as_deref().filter(|_| self.cleaning.is_quarantining()),
            naming: job.naming,
            is_stdout,
            inputs: &inputs,
        };
        run_files.check(&mut read)?;
        check_first(inputs.found.iter().flatten().map(AsRef::as_ref), job.format, &job.settings)?;
        self.warn_of_links(messages, &inputs.outside);
        tell_skipped(&inputs.skipped, messages);
        if inputs.found.is_empty() && inputs.skipped.is_empty() {
            messages.warning(&Problem::new("", self.reading.no_files()));
        }
        self.learn(&mut job, &inputs, messages)?;
        let job = Arc::new(job);

        let mut run = Run::new(messages);
        run.progress = Progress::new(messages, is_stdout);
        let mut run = if self.dry_run {
            let folder = root.map(|root| OutputFolder::new(root.to_path_buf(), self.no_clobber, read));
            run::clean_all(&job, inputs.found, None, DryRun::new(folder, job.naming), run)?.1
        } else {
            if !is_stdout || self.extra_files().next().is_some() {
                leftovers::remove_from_now_on();
            }
            if let Some(root) = root {
                fs::create_dir_all(root).map_err(|error| Problem::writing(display_path(root), &error))?;
            }
            if let Some(path) = &self.running.rejects {
                run.rejects = Some(Rejects::new(path)?);
            }
            let durability = if self.in_place { Durability::Synced } else { Durability::Unsynced };
            run.report = self.reporting.begin(&job.cleaner, durability)?;
            match (root, in_place) {
                (Some(root), _) => self.to_folder(&job, run, inputs, read, root)?,
                (None, Some(sink)) => run::clean_all(&job, inputs.found, None, sink, run)?.1,
                (None, None) => run::clean_all(&job, inputs.found, None, Stdout::new(job.naming.compress), run)?.1,
            }
        };
        let is_reported = self.reporting.is_wanted();
        run.end_messages(if is_reported { "the report has all of them" } else { "--report lists all of them" });
        if let Some(problem) = run.refusal.take() {
            return Err(problem);
        }
        if let Some(field) = &self.format.source_field
            && run.counts.with_address == 0
            && run.counts.without_address > 0
        {
            let what = format!("no record has a URL in \"{}\", so rules with `site` were not used", field.as_str());
            messages.warning(&Problem::with_help("", what, "check --source-field"));
        }
        if !is_stdout || self.dry_run {
            summary(&run);
        }
        if self.dry_run {
            messages.note("dry run: nothing was written");
        }
        // The outputs have been written, so an error here is not a usage error.
        let mut is_complete = true;
        let finished = [run.rejects.take().map(Rejects::finish), run.report.take().map(Report::finish)];
        for problem in finished.into_iter().flatten().filter_map(Result::err) {
            messages.error(&problem);
            is_complete = false;
        }
        Ok((run.counts, is_complete))
    }

    /// Adds the rules that the inputs teach to those of the job, with `--learn`.
    fn learn(&self, job: &mut Job, inputs: &Inputs, messages: Messages) -> Result<(), Problem> {
        if !self.learn.is_wanted() {
            return Ok(());
        }
        let paths = inputs.found.iter().flatten().map(|input| input.path.clone()).collect();
        let (settings, on_missing) = (job.settings.clone(), job.on_missing);
        let mut documents = Documents { paths, format: job.format, settings, on_missing };
        let learned = self.learn.rules(&mut documents, messages)?;
        job.settings = documents.settings;
        job.cleaner = self.cleaning.cleaner_to_the_end(self.records_edits(), &learned)?;
        Ok(())
    }

    /// Whether the edits of documents are needed.
    fn records_edits(&self) -> bool {
        self.reporting.is_wanted() || self.output_form == OutputForm::Attributes
    }

    fn job(&self, place: &OutputPlace) -> Result<Job, Problem> {
        let is_attributes = self.output_form == OutputForm::Attributes;
        let format = match self.format.format {
            // Attributes are about rows. A file would be recognized by its name.
            None if is_attributes && self.paths.first().is_none_or(|path| is_stdin(path)) => Some(Format::JSONL),
            format => format,
        };
        Ok(Job {
            cleaner: self.cleaning.cleaner_to_the_end(self.records_edits(), &[])?,
            format,
            naming: Naming {
                compress: self.compress.map(Compression::from).or_else(|| place.compression()),
                output_form: self.output_form,
                is_named: place.file_name().is_some(),
            },
            reports: self.reporting.is_wanted() && !self.dry_run,
            is_stdout: *place == OutputPlace::Stdout,
            quarantine: self
                .quarantine
                .as_deref()
                .filter(|_| self.cleaning.is_quarantining() && !self.dry_run)
                .map(Quarantine::new),
            settings: self.cleaning.settings(&self.format, self.running.max_doc_bytes),
            threads: Threads::or_all(self.running.jobs),
            on_missing: self.cleaning.on_missing(),
            fail_fast: self.running.fail_fast,
        })
    }

    /// Checks what clap cannot: whether the paths fit the place of the output.
    fn check_call(&self, paths: &[PathBuf], place: &OutputPlace) -> Result<(), Problem> {
        let has_stdin = paths.iter().any(|path| is_stdin(path));
        if self.resume && self.reporting.is_wanted() {
            let what = "with --resume the report would lack the outputs that are complete and skipped";
            let help = "leave out --resume, or let `unboil watch --once --reports` write a report for each file";
            return Err(Problem::with_help("", what, help));
        }
        if let Some(report) = self.reporting.path().filter(|report| self.in_place && has_content(report)) {
            let what = "exists, and may be the only way back of an earlier run; with --in-place no report is replaced";
            return Err(Problem::with_help(display_path(report), what, "give another file with --report"));
        }
        if *place == OutputPlace::Stdout && (self.no_clobber || self.resume) {
            let option = if self.resume { "--resume" } else { "--no-clobber" };
            let what = format!("{option} is about files that -o names, not about standard output");
            return Err(Problem::with_help("", what, format!("name a folder with -o, or leave out {option}")));
        }
        if place.file_name().is_some() && self.resume {
            let help = "end the name with `/`, or leave out --resume";
            return Err(Problem::with_help("", "--resume needs a folder, but -o names a file", help));
        }
        let form = if self.output_form == OutputForm::Attributes { Some(Format::JSONL) } else { self.format.format };
        place.check_format(paths.first().map(PathBuf::as_path).filter(|path| !is_stdin(path)), form)?;
        if self.in_place && self.output_form == OutputForm::Attributes {
            return Err(Problem::new("", "attributes cannot replace the inputs; leave out --in-place"));
        }
        let is_list_empty = paths.is_empty() && !self.reading.is_list();
        match paths {
            _ if self.in_place && (has_stdin || is_list_empty) => {
                let help = "name files or folders, or leave out --in-place";
                Err(Problem::with_help("", "standard input cannot be replaced", help))
            }
            _ if *place != OutputPlace::Stdout || self.in_place => Ok(()),
            [_, _, ..] => {
                let help = "give the folder for them with -o DIR, or clean one at a time";
                Err(Problem::with_help("", "several inputs cannot be written to standard output", help))
            }
            [path] if !has_stdin && path.is_dir() => {
                let what = "is a folder and cannot be written to standard output";
                Err(Problem::with_help(display_path(path), what, "give the folder for its documents with -o DIR"))
            }
            _ => Ok(()),
        }
    }

    /// The inputs.
    fn inputs(
        &self,
        messages: Messages,
        paths: &[PathBuf],
        list: &[PathBuf],
        place: &OutputPlace,
    ) -> Result<Inputs, Problem> {
        let skips = match () {
            () if self.reading.chooses_files() => None,
            () if self.in_place => Some(not_text::is_skipped_in_place as fn(&Path) -> bool),
            () if self.cleaning.is_forced() || self.format.format.is_some() => None,
            () => Some(not_text::is_skipped as fn(&Path) -> bool),
        };
        let filter = Filter { skips, ..self.reading.filter() };
        if let OutputPlace::Folder(root) = place {
            let root_id = FileId::of_path(root);
            let same = |path: &&PathBuf| path.is_dir() && root_id.is_some() && FileId::of_path(path) == root_id;
            if let Some(path) = paths.iter().find(same) {
                let what = "is both input and output; inputs are never overwritten";
                return Err(Problem::with_help(display_path(path), what, "give another folder with -o"));
            }
            let mut inputs = Inputs::collect(&self.paths, &filter, root_id.as_ref())?;
            inputs.add_list(list, &filter, root_id.as_ref())?;
            return Ok(inputs);
        }
        if self.in_place {
            return Inputs::collect(paths, &Filter { stays_inside: true, ..filter }, None);
        }
        let relative = place.file_name().map(PathBuf::from).unwrap_or_default();
        let (input, id) = match paths.first() {
            Some(path) if !is_stdin(path) => (Input::file(path.clone(), relative), FileId::of_path(path)),
            _ => (Input { relative, ..Input::stdin() }, FileId::of_stream(&io::stdin())),
        };
        let is_stdout = *place == OutputPlace::Stdout && !self.dry_run;
        if is_stdout && id.is_some() && id == FileId::of_stream(&io::stdout()) {
            let what = "is also the file that standard output is redirected to; inputs are never overwritten";
            return Err(Problem::with_help(input.place(), what, "write to another file"));
        }
        if input.is_stdin && io::stdin().is_terminal() {
            messages.note("reading from the terminal; end with Ctrl-D");
        }
        Ok(Inputs { found: vec![Ok(Arc::new(input))], ..Inputs::default() })
    }

    /// All files that the run reads: inputs, lists of inputs, configuration and rules.
    fn read(&self, inputs: &Inputs, is_stdout: bool) -> Files {
        let read = inputs.files();
        if is_stdout && self.extra_files().next().is_none() {
            return read;
        }
        read.and(self.reading.list_file().map(Path::to_path_buf)).and_below(self.cleaning.places(), "toml")
    }

    /// Files written in addition to the outputs: options and paths.
    fn extra_files(&self) -> impl Iterator<Item = (&'static str, &Path)> {
        let report = self.reporting.path().map(|path| ("--report", path));
        report.into_iter().chain(self.running.rejects.as_deref().map(|path| ("--rejects", path)))
    }

    /// Warns of links that lead out of the named folders.
    fn warn_of_links(&self, messages: Messages, outside: &[PathBuf]) {
        if self.in_place {
            for path in outside {
                let what = "leads out of the folder that was named, so it is left as it is";
                messages.warning(&Problem::with_help(display_path(path), what, "to clean what it leads to, name that"));
            }
        } else if let Some(first) = outside.first() {
            let what = match outside.len() {
                1 => "leads out of the folder that was named; what it leads to is read".to_owned(),
                links => {
                    let others = count(links - 1, "other link");
                    let verb = verb(links - 1, "leads", "lead");
                    format!("and {others} {verb} out of the folders that were named; what they lead to is read")
                }
            };
            messages.warning(&Problem::new(display_path(first), what));
        }
    }

    fn to_folder(&self, job: &Arc<Job>, run: Run, inputs: Inputs, read: Files, root: &Path) -> Result<Run, Problem> {
        let manifest = if self.resume {
            let opened = Manifest::open(root, run::job_hash(job, &self.cleaning.site()), job.naming);
            let writing = |error: io::Error| Problem::writing(display_path(&Manifest::path_in(root)), &error);
            Some(Arc::new(opened.map_err(writing)?))
        } else {
            None
        };
        let folder = OutputFolder::new(root.to_path_buf(), self.no_clobber, read);
        let sink = Folder::new(folder, job.naming, manifest.clone());
        run::clean_all(job, inputs.found, manifest, sink, run).map(|(_, run)| run)
    }
}

/// Whether a file exists and is not empty. Pipes and devices hold nothing that could be lost.
fn has_content(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|metadata| metadata.is_file() && metadata.len() > 0)
}

/// Prints the summary line, and before it a line with the removals if there are any.
fn summary(run: &Run) {
    let Counts { documents, changed, failed, missing, removals, .. } = &run.counts;
    let documents = count(*documents, "document");
    let skipped = match run.skipped {
        0 => String::new(),
        skipped => format!(", {} {} complete", count(skipped, "output"), verb(skipped, "was", "were")),
    };
    if let Some(copied) = copied_members(&run.counts.copied_members) {
        run.messages.note(copied);
    }
    if !removals.is_empty() {
        run.messages.note(format_args!("removed: {}", run.counts.removed()));
    }
    run.messages
        .note(format_args!("{documents}, {changed} changed, {failed} failed{}{skipped}", without_text(*missing)));
}

/// A number of bytes: `512`, `64k`, `20M`, `2G`. Units are powers of 1024.
pub(crate) fn bytes(written: &str) -> Result<u64, String> {
    let digits = written.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let unit = match written[digits.len()..].to_ascii_lowercase().as_str() {
        "" | "b" => 1,
        "k" | "kb" | "kib" => 1 << 10,
        "m" | "mb" | "mib" => 1 << 20,
        "g" | "gb" | "gib" => 1 << 30,
        "t" | "tb" | "tib" => 1_u64 << 40,
        _ => return Err("write a number of bytes, such as 512, 64k, 20M or 2G".to_owned()),
    };
    let number =
        digits.parse::<u64>().map_err(|_| "write a number of bytes, such as 512, 64k, 20M or 2G".to_owned())?;
    number.checked_mul(unit).ok_or_else(|| "the number is too large".to_owned())
}
