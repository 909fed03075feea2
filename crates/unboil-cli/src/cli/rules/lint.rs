//! `unboil rules lint [DIR]`: finds rules that work but can be improved.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use clap::Args;
use serde::Deserialize;
use unboil::{PhraseEvidence, Scope};

use crate::cli::config::Sources;
use crate::cli::context::Context;
use crate::console::answer::print;
use crate::console::count::count;
use crate::console::exit::Exit;
use crate::console::messages::Problem;

/// Find rules that are too common, duplicated, shadowed or slow
///
/// Exit code 1 if there are findings other than advice (too-common, too-short, duplicate, shadowed, lost-mark,
/// bare-placeholder, one-site, big-bite); with --strict, advice counts too. A rule can allow a finding: allow = { too-common =
/// "the reason" }. Without DIR, checks the rules of --rules and unboil.toml, or the standard rules if there are none.
#[derive(Debug, Args)]
pub(crate) struct Lint {
    /// A folder of rules to check together with the standard packs
    #[arg(value_name = "DIR")]
    dir: Option<PathBuf>,
    /// Print one line per finding
    #[arg(long)]
    short: bool,
    /// Exit with code 1 for advice too
    #[arg(long)]
    strict: bool,
    /// Also find phrases that remove more than labelled records support; FILE is the output of `unboil rules evidence --json`
    #[arg(long, value_name = "FILE")]
    evidence: Option<PathBuf>,
    #[command(flatten)]
    sources: Sources,
}

/// The rows that `unboil rules evidence --json` wrote.
fn read_evidence(path: &Path) -> Result<Vec<PhraseEvidence>, Problem> {
    let fault = |what: String| Problem::new(path.to_string_lossy(), what);
    let text = std::fs::read_to_string(path).map_err(|error| fault(error.to_string()))?;
    let rows: Vec<EvidenceRow> = serde_json::from_str(&text)
        .map_err(|error| fault(format!("not the output of `unboil rules evidence --json`: {error}")))?;
    Ok(rows.into_iter().map(PhraseEvidence::from).collect())
}

/// A row as it is written.
#[derive(Debug, Deserialize)]
struct EvidenceRow {
    rule: String,
    phrase: Option<String>,
    sites: usize,
    harmed_sites: usize,
    firings: usize,
    lines: usize,
}

impl From<EvidenceRow> for PhraseEvidence {
    fn from(row: EvidenceRow) -> Self {
        let EvidenceRow { rule, phrase, sites, harmed_sites, firings, lines } = row;
        Self { rule, phrase, sites, harmed_sites, firings, lines }
    }
}

impl Lint {
    pub(super) fn run(&self, context: &Context) -> Result<Exit, Problem> {
        let messages = context.messages;
        let (mut builder, config) = self.sources.load()?;
        let own = self.dir.is_some() || self.sources.has_own(config.as_ref());
        if let Some(dir) = &self.dir {
            builder = builder.dir(dir);
        }
        let rules = builder.build()?;
        let scope = if own { Scope::Own } else { Scope::All };
        let findings = match &self.evidence {
            Some(path) => unboil::lint_with_evidence(&rules, scope, &read_evidence(path)?),
            None => unboil::lint(&rules, scope),
        };
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
        let sums = (count(rules.len(), "rule"), count(findings.len(), "finding"));
        messages.note(format_args!("{}, {}{tail}", sums.0, sums.1));
        let counts = findings.iter().any(|finding| self.strict || !finding.kind.is_advice());
        Ok(if counts { Exit::Found } else { Exit::Done })
    }
}
