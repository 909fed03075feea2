//! `unboil rules test [DIR]`: do rules do what their examples say?

use std::fmt::Write as _;
use std::path::PathBuf;

use clap::Args;
use unboil::Scope;

use super::print;
use crate::cli::config::Sources;
use crate::console::exit::Exit;
use crate::console::messages::{Messages, Problem};

/// Try the examples of all rules
///
/// Each `removes` example must go, each `keeps` example must come through whole with all packs loaded, each phrase must be
/// reached by an example, and each `todo` must still fail. Exit 1 if any does not. Without DIR the rules named by --rules
/// and unboil.toml are tested, or, where there are none, those that come with unboil.
#[derive(Debug, Args)]
pub(crate) struct Test {
    /// A folder of your own rules to test beside the standard packs
    #[arg(value_name = "DIR")]
    dir: Option<PathBuf>,
    #[command(flatten)]
    sources: Sources,
}

impl Test {
    pub(super) fn run(&self, messages: Messages) -> Result<Exit, Problem> {
        let (mut rules, config) = self.sources.load()?;
        let own = self.dir.is_some() || self.sources.has_own(config.as_ref());
        if let Some(dir) = &self.dir {
            rules = rules.dir(dir);
        }
        let scope = if own { Scope::Own } else { Scope::All };
        let verification = unboil::verify(rules, scope).map_err(|error| Problem::new("", error.to_string()))?;
        let mut text = String::new();
        for failure in &verification.failures {
            let _ = writeln!(text, "{failure}");
        }
        print(&text)?;
        let failed = verification.failures.len();
        messages
            .note(format_args!("{} rules, {} examples, {failed} failed", verification.rules, verification.examples));
        Ok(if failed > 0 { Exit::Found } else { Exit::Done })
    }
}
