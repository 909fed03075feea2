//! `unboil watch`: cleans the files dropped into a folder.
//!
//! This file has the arguments; [`watch`] does the work.
//!
//! `unboil watch in out --done done --failed failed` → files dropped into `in` are cleaned to `out`

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use clap::Args;

use super::clean::bytes;
use super::cleaning::Cleaning;
use super::context::Context;
use super::format_options::{CompressName, FormatOptions};
use super::threads::Threads;
use crate::console::answer::print;
use crate::console::exit::Exit;
use crate::console::messages::Problem;
use crate::formats::compression::Compression;
use crate::run::job::Job;
use crate::run::job_hash;
use crate::run::naming::{Naming, OutputForm};
use crate::watch::{self, After, Ended, Log, Plan, Rules, Version};

/// Watch a folder and clean the files dropped into it
///
/// Each file below IN that no longer changes is cleaned to the same path below OUT, in any format and compression that
/// `clean` accepts. An output gets its name only when it is complete and durable. docs/watch.md lists what is
/// guaranteed.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Watch {
    /// The folder to watch; dot files and .part, .tmp and .done files are skipped
    #[arg(value_name = "IN")]
    input: PathBuf,
    /// The folder for outputs
    #[arg(value_name = "OUT", required_unless_present = "show_status")]
    output: Option<PathBuf>,
    /// Print the state of the watcher of IN and exit: 0 if healthy, 1 if not
    #[arg(long, conflicts_with = "output")]
    show_status: bool,
    /// Exit when all present files are done
    #[arg(long)]
    once: bool,
    #[command(flatten)]
    waiting: WaitingArgs,
    #[command(flatten)]
    sources: SourceHandling,
    #[command(flatten)]
    logging: Logging,
    #[command(flatten)]
    format: FormatOptions,
    /// What outputs hold
    #[arg(long, value_enum, value_name = "FORM", default_value = "same", help_heading = "Format")]
    output_form: OutputForm,
    /// Compress outputs with HOW and add its extension [default: as each input]
    #[arg(long, value_enum, value_name = "HOW", help_heading = "Format")]
    compress: Option<CompressName>,
    /// Reject documents larger than BYTES (e.g. 512, 64k, 20M, 2G)
    #[arg(long, value_name = "BYTES", value_parser = bytes, default_value = "1G", help_heading = "Format")]
    max_doc_bytes: u64,
    #[command(flatten)]
    cleaning: Cleaning,
}

/// When files are cleaned.
#[derive(Debug, Args)]
#[command(next_help_heading = "Waiting")]
struct WaitingArgs {
    /// Take a file when it has not changed for TIME (300ms, 2s, 1m)
    #[arg(long, value_name = "TIME", value_parser = time, default_value = "2s")]
    settle: Duration,
    /// Scan the folder every TIME [default: half the settle time, at most 1s]
    #[arg(long, value_name = "TIME", value_parser = time)]
    poll: Option<Duration>,
    /// Number of files cleaned at the same time [default: all cores]
    #[arg(short, long, visible_alias = "threads", value_name = "N")]
    jobs: Option<Threads>,
    /// After a signal, finish the files in progress for up to TIME; then drop them, to be cleaned on the next start
    #[arg(long, value_name = "TIME", value_parser = time, default_value = "30s")]
    grace: Duration,
}

/// What happens to sources.
#[derive(Debug, Args)]
#[command(next_help_heading = "Sources")]
struct SourceHandling {
    /// Move a source below DIR when its output is durable [default: leave it]
    #[arg(long, value_name = "DIR")]
    done: Option<PathBuf>,
    /// Delete a source when its output is durable; one with rows that failed is kept, unless --failed keeps them
    #[arg(long, conflicts_with = "done")]
    delete: bool,
    /// Move files that cannot be cleaned below DIR, with the reason in NAME.reason.json; rows go to NAME.rejects.jsonl
    #[arg(long, value_name = "DIR")]
    failed: Option<PathBuf>,
    /// Retry N times a file that the system refuses to read or write; other failures are final
    #[arg(long, value_name = "N", default_value_t = 3)]
    retries: u32,
    /// Wait TIME before the first retry, and twice as long before each further one, up to an hour
    #[arg(long, value_name = "TIME", value_parser = time, default_value = "5s")]
    retry_delay: Duration,
    /// Count a file with a document over budget as failed
    #[arg(long)]
    strict: bool,
}

/// Log, reports and status.
#[derive(Debug, Args)]
#[command(next_help_heading = "Log")]
struct Logging {
    /// Write a report of each file to DIR/NAME.report.jsonl, for `unboil restore`
    #[arg(long, value_name = "DIR")]
    reports: Option<PathBuf>,
    /// Format of the log on standard error, one line per event, and of --show-status
    #[arg(long, value_enum, value_name = "FORMAT", default_value = "text")]
    log_format: watch::LogFormat,
    /// Keep a copy of the status in FILE (JSON)
    #[arg(long, value_name = "FILE")]
    status_file: Option<PathBuf>,
    /// Keep the status in FILE as metrics, in the text format of Prometheus
    #[arg(long, value_name = "FILE")]
    metrics_file: Option<PathBuf>,
}

const EXAMPLES: &str = "\
Examples:
  unboil watch in out                              sources stay; each is cleaned once, and again after a change
  unboil watch in out --done done --failed failed  sources move
  unboil watch in out --once                       clean what is there, then exit
  unboil watch --show-status in                    health check

Exit codes: 0 success, or stopped by a signal; 1 with --show-status: unhealthy; 2 usage or rule error, the folder is already
watched, or the watcher cannot start; 3 with --once: files or rows failed, or could not be put where they belong; 5 stopped by
a signal, and the grace period ran out; 129, 130 or 143 stopped at once by a second signal.";

impl Watch {
    /// Runs the watcher, or prints its status.
    pub(crate) fn run(self, context: &Context) -> Result<Exit, Problem> {
        let messages = context.messages;
        let log = Log { format: self.logging.log_format, messages };
        let Some(output) = self.output.clone().filter(|_| !self.show_status) else {
            let (text, is_healthy) = watch::describe(&self.input, self.logging.log_format)?;
            print(&text)?;
            return Ok(if is_healthy { Exit::Done } else { Exit::Found });
        };
        let jobs = Threads::or_all(self.waiting.jobs);
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
            status: self.logging.status_file.clone(),
            reports: self.logging.reports.clone(),
            metrics: self.logging.metrics_file.clone(),
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
        Naming { compress: self.compress.map(Compression::from), output_form: self.output_form, is_named: false }
    }

    /// Compiles the current rules.
    fn version(&self, threads: usize) -> Result<Version, Problem> {
        let reports = self.logging.reports.is_some();
        let cleaner = self.cleaning.cleaner_recording(reports, &[])?;
        let job = |threads| Job {
            cleaner: cleaner.clone(),
            format: self.format.format,
            naming: self.naming(),
            settings: self.cleaning.settings(&self.format, self.max_doc_bytes),
            threads,
            on_missing: self.cleaning.on_missing(),
            fail_fast: false,
            reports,
            // A document with invalid bytes fails if it must; failed files are moved to `failed`.
            quarantine: None,
            is_stdout: false,
        };
        let small = Arc::new(job(1));
        // Everything that changes the output, or whether a report is written, is part of the version, so that files
        // are cleaned again.
        let more = self.cleaning.site() + if reports { " report" } else { "" };
        let hash = job_hash(&small, &more).into();
        Ok(Version { small, large: Arc::new(job(threads)), hash })
    }
}

/// Parses a duration: `300ms`, `2s`, `1m`; a number without a unit is in seconds.
fn time(written: &str) -> Result<Duration, String> {
    // Without a unit, seconds.
    if let Ok(seconds) = written.parse() {
        return Ok(Duration::from_secs(seconds));
    }
    humantime::parse_duration(written).map_err(|error| format!("{error}; write a time, such as 300ms, 2s or 1m"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_without_a_unit_is_in_seconds() {
        assert_eq!(time("2"), Ok(Duration::from_secs(2)));
        assert_eq!(time("300ms"), Ok(Duration::from_millis(300)));
        assert!(time("2 boats").is_err());
    }
}
