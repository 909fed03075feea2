//! `unboil watch`: a folder that cleans itself.
//!
//! Goes in: two folders and times. Comes out: clean files, until it is told to end. This file has the arguments; the work is
//! that of [`watch`](crate::watch).
//!
//! `unboil watch in out --done done --failed failed` → what is dropped into `in` comes out in `out`

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use clap::Args;

use super::clean::bytes;
use super::cleaning::Cleaning;
use super::format_options::{CompressName, FormatOptions};
use super::print;
use crate::console::exit::Exit;
use crate::console::messages::{Messages, Problem};
use crate::formats::compression::Compression;
use crate::run::job::{Job, OutputForm};
use crate::run::job_hash;
use crate::run::naming::Naming;
use crate::watch::{self, After, Ended, Log, Plan, Rules, Version};

/// Watch a folder and clean what is dropped into it
///
/// Each file below IN that has come to rest is cleaned to the same place below OUT, in all forms and compressions that
/// `clean` knows. An output has its name only when it is complete and on the disk. What is promised, and what is not,
/// stands in docs/watch.md.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Watch {
    /// The folder to watch; of what is in it, only what a dot begins, .part, .tmp and .done files are not taken
    #[arg(value_name = "IN")]
    input: PathBuf,
    /// The folder for clean files
    #[arg(value_name = "OUT", required_unless_present = "status")]
    output: Option<PathBuf>,
    /// Say how the watcher of IN is doing, and end; exit code 0 if it is well, 1 if not
    #[arg(long, conflicts_with = "output")]
    status: bool,
    /// End when all files that are there are done
    #[arg(long)]
    once: bool,
    #[command(flatten)]
    waiting: Waiting,
    #[command(flatten)]
    sources: Afterwards,
    #[command(flatten)]
    telling: Telling,
    #[command(flatten)]
    format: FormatOptions,
    /// What outputs hold
    #[arg(long, value_enum, value_name = "FORM", default_value = "same", help_heading = "Format")]
    output_form: OutputForm,
    /// Compress outputs so, and name them so; without it they are compressed as their inputs
    #[arg(long, value_enum, value_name = "HOW", help_heading = "Format")]
    compress: Option<CompressName>,
    /// A document of more bytes (512, 64k, 20M, 2G) is an error of that document
    #[arg(long, value_name = "BYTES", value_parser = bytes, default_value = "1G", help_heading = "Format")]
    max_doc_bytes: u64,
    #[command(flatten)]
    cleaning: Cleaning,
}

/// When files are taken.
#[derive(Debug, Args)]
#[command(next_help_heading = "Waiting")]
struct Waiting {
    /// Take a file when it did not change for so long (300ms, 2s, 1m)
    #[arg(long, value_name = "TIME", value_parser = time, default_value = "2s")]
    settle: Duration,
    /// Look at the folder so often; without it twice in the settle time, but at least each second
    #[arg(long, value_name = "TIME", value_parser = time)]
    poll: Option<Duration>,
    /// Files cleaned at the same time; all cores without it
    #[arg(short, long, value_name = "N")]
    jobs: Option<std::num::NonZeroUsize>,
    /// Told to end, finish what is in work for so long; then it is dropped, to be done again
    #[arg(long, value_name = "TIME", value_parser = time, default_value = "30s")]
    grace: Duration,
}

/// What becomes of sources.
#[derive(Debug, Args)]
#[command(next_help_heading = "Sources")]
struct Afterwards {
    /// Move a source below DIR when its output is on the disk; without it, it stays
    #[arg(long, value_name = "DIR")]
    done: Option<PathBuf>,
    /// Delete a source when its output is on the disk
    #[arg(long, conflicts_with = "done")]
    delete: bool,
    /// Move a file that cannot be cleaned below DIR, with the reason beside it in NAME.reason.json
    #[arg(long, value_name = "DIR")]
    failed: Option<PathBuf>,
    /// Try a file that failed so many times more
    #[arg(long, value_name = "N", default_value_t = 3)]
    retries: u32,
    /// Wait so long before the first of these, and twice as long before each further one, up to an hour
    #[arg(long, value_name = "TIME", value_parser = time, default_value = "5s")]
    retry_delay: Duration,
    /// A document of which rules want more than the budget allows makes its file fail
    #[arg(long)]
    strict: bool,
}

/// How it tells what it does.
#[derive(Debug, Args)]
#[command(next_help_heading = "Log")]
struct Telling {
    /// Write what was changed in each file to DIR, in NAME.report.jsonl; `unboil restore` reads it
    #[arg(long, value_name = "DIR")]
    report: Option<PathBuf>,
    /// The form of the log on standard error, one line a file; with --status, of the answer
    #[arg(long, value_enum, value_name = "FORM", default_value = "text")]
    log: watch::LogFormat,
    /// Keep a copy of the status in FILE, as JSON
    #[arg(long, value_name = "FILE")]
    status_file: Option<PathBuf>,
}

const EXAMPLES: &str = "\
Examples:
  unboil watch in out                              sources stay; each is cleaned once, and again when it changes
  unboil watch in out --done done --failed failed  sources move
  unboil watch in out --once                       what is there, then end
  unboil watch --status in                         how it is doing; for a health check

Exit codes: 0 done, or ended as told; 1 with --status: not well; 2 wrong call, rule, or the folder is watched already;
3 with --once: files failed; 5 told to end, and the grace time ran out; 130, 143 told twice, ended at once.";

impl Watch {
    /// Does it.
    pub(crate) fn run(self, messages: Messages) -> Result<Exit, Problem> {
        let log = Log { form: self.telling.log, messages };
        let Some(output) = self.output.clone().filter(|_| !self.status) else {
            let (text, is_well) = watch::show(&self.input, self.telling.log)?;
            print(&text)?;
            return Ok(if is_well { Exit::Done } else { Exit::Found });
        };
        let jobs = match self.waiting.jobs {
            Some(jobs) => jobs.get(),
            None => std::thread::available_parallelism().map_or(1, std::num::NonZero::get),
        };
        let settle = self.waiting.settle;
        let poll = (settle / 2).clamp(Duration::from_millis(20), Duration::from_secs(1));
        let after = match (&self.sources.done, self.sources.delete) {
            (Some(folder), _) => After::Move(folder.clone()),
            (None, true) => After::Delete,
            (None, false) => After::Stay,
        };
        let plan = Plan {
            input: self.input.clone(),
            output,
            naming: self.naming(),
            after,
            failed: self.sources.failed.clone(),
            retries: self.sources.retries,
            retry_delay: self.sources.retry_delay,
            settle,
            poll: self.waiting.poll.unwrap_or(poll),
            grace: self.waiting.grace,
            jobs,
            once: self.once,
            strict: self.sources.strict,
            status: self.telling.status_file.clone(),
            reports: self.telling.report.clone(),
        };
        let this = Arc::new(self);
        let other = Arc::clone(&this);
        let rules = Rules::new(Box::new(move || this.version(jobs)), Box::new(move || other.cleaning.places()))?;
        Ok(match watch::run(plan, rules, log)? {
            Ended::Done => Exit::Done,
            Ended::SomeFailed => Exit::SomeFailed,
            Ended::RolledBack => Exit::RolledBack,
        })
    }

    fn naming(&self) -> Naming {
        Naming { compress: self.compress.map(Compression::from), output_form: self.output_form }
    }

    /// Compiles the rules as they are now.
    fn version(&self, threads: usize) -> Result<Version, Problem> {
        let reports = self.telling.report.is_some();
        let cleaner = self.cleaning.cleaner_recording(reports)?;
        let job = |threads| Job {
            cleaner: cleaner.clone(),
            format: self.format.format,
            compress: self.compress.map(Compression::from),
            settings: self.format.settings(self.max_doc_bytes),
            threads,
            fail_fast: false,
            output_form: self.output_form,
            reports,
            // What has bad bytes fails, if it is to, and goes where all goes that failed.
            quarantine: None,
            is_stdout: false,
        };
        let small = Arc::new(job(1));
        // A file is cleaned another way when its documents are judged or laid out another way.
        // So it is where it has a report now and had none before.
        let more = self.cleaning.site() + if reports { " report" } else { "" };
        let hash = job_hash(&small, &more).into();
        Ok(Version { small, large: Arc::new(job(threads)), hash })
    }
}

/// `300ms`, `2s`, `1m`.
fn time(written: &str) -> Result<Duration, String> {
    if written == "0" {
        return Ok(Duration::ZERO);
    }
    humantime::parse_duration(written).map_err(|error| format!("{error}; write a time, such as 300ms, 2s or 1m"))
}
