//! `unboil rules lint [DIR]`: is a rule that works also a good one?

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;

use clap::Args;
use unboil::Scope;

use super::print;
use crate::cli::config::Sources;
use crate::console::exit::Exit;
use crate::console::messages::{Messages, Problem};

/// Look for rules that are too common, doubled, in each other's way, or slow
///
/// Exit 1 if there are any but advice (too-common, too-short, duplicate, shadowed, lost-mark, bare-placeholder); with
/// --strict, advice counts too. A rule that means it says so: allow = { too-common = "the reason" }. Without DIR the
/// rules named by --rules and unboil.toml are looked at, or, where there are none, those that come with unboil.
#[derive(Debug, Args)]
pub(crate) struct Lint {
    /// A folder of your own rules to look at beside the standard packs
    #[arg(value_name = "DIR")]
    dir: Option<PathBuf>,
    /// One line for each finding
    #[arg(long)]
    short: bool,
    /// Advice counts as a finding: exit 1 for it too
    #[arg(long)]
    strict: bool,
    #[command(flatten)]
    sources: Sources,
}

impl Lint {
    pub(super) fn run(&self, messages: Messages) -> Result<Exit, Problem> {
        let (mut builder, config) = self.sources.load()?;
        let own = self.dir.is_some() || self.sources.has_own(config.as_ref());
        if let Some(dir) = &self.dir {
            builder = builder.dir(dir);
        }
        let rules = builder.build().map_err(|error| Problem::new("", error.to_string()))?;
        let findings = unboil::lint(&rules, if own { Scope::Own } else { Scope::All });
        let mut text = String::new();
        let mut counts = BTreeMap::new();
        for finding in &findings {
            *counts.entry(finding.kind).or_insert(0_usize) += 1;
            let _ = if self.short {
                let rule = if finding.rule.is_empty() { String::new() } else { format!("{}: ", finding.rule) };
                writeln!(text, "{}:{}: {rule}{}: {}", finding.file, finding.line, finding.kind, finding.text)
            } else {
                writeln!(text, "{finding}\n")
            };
        }
        print(&text)?;
        let counts: Vec<String> = counts.iter().map(|(kind, count)| format!("{count} {kind}")).collect();
        let tail = if counts.is_empty() { String::new() } else { format!(": {}", counts.join(", ")) };
        let noun = if findings.len() == 1 { "finding" } else { "findings" };
        messages.note(format_args!("{} rules, {} {noun}{tail}", rules.len(), findings.len()));
        let counts = findings.iter().any(|finding| self.strict || !finding.kind.is_advice());
        Ok(if counts { Exit::Found } else { Exit::Done })
    }
}
