//! `unboil rules test [DIR]`: do rules do what their examples say?

use std::io::Write as _;
use std::path::PathBuf;

use clap::Args;
use unboil::RuleSet;

use crate::cli::exit::Exit;
use crate::cli::messages::{Messages, Problem};

/// Try the examples of all rules
///
/// Each `removes` example must go, each `keeps` example must come through whole with all packs loaded, each phrase must be
/// reached by an example, and each `todo` must still fail. Exit 1 if any does not.
#[derive(Debug, Args)]
pub(crate) struct Test {
    /// A folder of your own rules to test beside the standard packs; none tests the standard packs
    #[arg(value_name = "DIR")]
    dir: Option<PathBuf>,
    /// Test without the standard packs
    #[arg(long)]
    no_default_rules: bool,
}

impl Test {
    pub(crate) fn run(&self, messages: Messages) -> Exit {
        let mut rules = RuleSet::builder().standard(!self.no_default_rules);
        if let Some(dir) = &self.dir {
            rules = rules.dir(dir);
        }
        let own = self.dir.as_ref().map(|dir| dir.display().to_string());
        let verified = rules.verify(|name| own.as_ref().is_none_or(|own| name.starts_with(own.as_str())));
        let verification = match verified {
            Ok(verification) => verification,
            Err(error) => {
                messages.error(&Problem::new("", error.to_string()));
                return Exit::Usage;
            }
        };
        let mut out = std::io::stdout().lock();
        for failure in &verification.failures {
            if writeln!(out, "{failure}").is_err() {
                return Exit::Done;
            }
        }
        let failed = verification.failures.len();
        messages.note(&format!("{} rules, {} examples, {failed} failed", verification.rules, verification.examples));
        if failed > 0 { Exit::Found } else { Exit::Done }
    }
}
