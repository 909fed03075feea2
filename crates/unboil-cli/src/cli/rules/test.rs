//! `unboil rules test [DIR]`: checks the examples of rules.

use std::ffi::OsStr;
use std::fmt::Write as _;
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use clap::Args;
use ignore::WalkBuilder;
use unboil::Scope;

use crate::cli::config::Sources;
use crate::cli::context::Context;
use crate::console::answer::print;
use crate::console::count::count;
use crate::console::exit::Exit;
use crate::console::messages::{Messages, Problem};

/// Test the examples of all rules
///
/// Each `removes` example must be removed, each `keeps` example must be kept with all packs loaded, each phrase must be
/// matched by an example, and each `todo` must still fail. Exit code 1 if one does not. Without DIR, tests the rules of
/// --rules and unboil.toml, or the standard rules if there are none.
#[derive(Debug, Args)]
pub(crate) struct Test {
    /// A folder of rules to test together with the standard packs
    #[arg(value_name = "DIR")]
    dir: Option<PathBuf>,
    /// Test again each time a rule file changes, until interrupted
    #[arg(long)]
    watch: bool,
    #[command(flatten)]
    sources: Sources,
}

/// How often `--watch` looks for changes: soon enough after saving a file.
const POLL: Duration = Duration::from_millis(300);

impl Test {
    pub(super) fn run(&self, context: &Context) -> Result<Exit, Problem> {
        if !self.watch {
            return self.test(context.messages);
        }
        loop {
            let before = self.state();
            // A rule file that cannot be read is shown, and will be changed.
            if let Err(problem) = self.test(context.messages) {
                context.messages.error(&problem);
            }
            while self.state() == before {
                std::thread::sleep(POLL);
            }
        }
    }

    /// The rule files, with times and sizes.
    fn state(&self) -> Vec<(PathBuf, Option<SystemTime>, u64)> {
        let mut state = Vec::new();
        for place in self.sources.places().iter().chain(&self.dir) {
            let walk = WalkBuilder::new(place).standard_filters(false).sort_by_file_name(OsStr::cmp).build();
            state.extend(walk.flatten().filter_map(|entry| {
                let metadata = entry.metadata().ok()?;
                Some((entry.into_path(), metadata.modified().ok(), metadata.len()))
            }));
        }
        state
    }

    fn test(&self, messages: Messages) -> Result<Exit, Problem> {
        let (mut rules, config) = self.sources.load()?;
        let own = self.dir.is_some() || self.sources.has_own(config.as_ref());
        if let Some(dir) = &self.dir {
            rules = rules.dir(dir);
        }
        let scope = if own { Scope::Own } else { Scope::All };
        let verification = unboil::verify(rules, scope)?;
        let mut text = String::new();
        for failure in &verification.failures {
            let _ = writeln!(text, "{failure}");
        }
        print(&text)?;
        let failed = verification.failures.len();
        let (rules, examples) = (count(verification.rules, "rule"), count(verification.examples, "example"));
        messages.note(format_args!("{rules}, {examples}, {failed} failed"));
        Ok(if failed > 0 { Exit::Found } else { Exit::Done })
    }
}
