//! `unboil rules test [DIR]`: checks the examples of rules.

use std::fmt::Write as _;
use std::path::PathBuf;

use clap::Args;
use unboil::Scope;

use crate::cli::config::Sources;
use crate::cli::context::Context;
use crate::console::answer::print;
use crate::console::count::count;
use crate::console::exit::Exit;
use crate::console::messages::Problem;

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
    #[command(flatten)]
    sources: Sources,
}

impl Test {
    pub(super) fn run(&self, context: &Context) -> Result<Exit, Problem> {
        let messages = context.messages;
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
