//! `unboil rules compile DIR… -o FILE`: compiles your own rules ahead of time.
//!
//! Reads folders and files of rules, and writes a file that `--rules` loads in their place in milliseconds.

use std::path::PathBuf;

use clap::Args;
use unboil::RuleSet;

use crate::cli::context::Context;
use crate::console::count::count;
use crate::console::exit::Exit;
use crate::console::messages::{Problem, display_path};
use crate::files::atomic::{Durability, FileSpec};
use crate::files::file_id::FileId;
use crate::files::inputs::Files;
use crate::files::named_file::write_named;

/// Compile rules of your own to a file that --rules reads in milliseconds
///
/// The file holds the texts of the rules too. It works only with the version of unboil that wrote it; after an update,
/// compile the rules again.
#[derive(Debug, Args)]
pub(crate) struct Compile {
    /// Folders or files of rules
    #[arg(value_name = "DIR", required = true)]
    dirs: Vec<PathBuf>,
    /// Write the compiled rules to FILE
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// Compile the rules for use with --no-default-rules
    #[arg(long)]
    no_default_rules: bool,
}

impl Compile {
    pub(super) fn run(&self, context: &Context) -> Result<Exit, Problem> {
        let messages = context.messages;
        let builder = RuleSet::builder();
        let builder = builder.base(crate::cli::config::standard(!self.no_default_rules));
        let builder = self.dirs.iter().fold(builder, |builder, dir| builder.dir(dir));
        let compiled = builder.prebuild()?;
        let output = &self.output;
        let mut rules = Files::default().and_below(self.dirs.iter().cloned(), "toml");
        if FileId::of_path(output).is_some_and(|id| rules.has(&id)) {
            let what = "is one of the rules that are compiled; what is read is never written over";
            return Err(Problem::with_help(display_path(output), what, "give another file with -o"));
        }
        let written = write_named(&FileSpec::new(output, "", Durability::Unsynced), &compiled);
        written.map_err(|error| Problem::writing(display_path(output), &error))?;
        messages.note(format_args!("{}: {}", display_path(output), count(compiled.len(), "byte")));
        Ok(Exit::Done)
    }
}
