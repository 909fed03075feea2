//! `unboil rules try FILE [PATH…]`: shows what the rules of a file remove from texts.
//!
//! Input: a rule file or a folder of them, and documents. Output: a diff, and how often each rule acted. The standard packs give their
//! placeholders and do nothing else.
//!
//! `unboil rules try tide.toml page.txt` → the lines of page.txt that the rules of tide.toml remove

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use unboil::{Cleaner, Options, RuleSet, Site};

use crate::cli::cleaning::site;
use crate::cli::context::Context;
use crate::cli::format_options::DocumentOptions;
use crate::console::answer::write_colored;
use crate::console::exit::Exit;
use crate::console::messages::{Problem, display_path};
use crate::console::unified::UnifiedDiff;
use crate::run::on_missing::OnMissing;

/// Show what the rules of a file remove from texts
///
/// Only the rules of FILE act. Exit code 1 if they change a text.
#[derive(Debug, Args)]
pub(crate) struct Try {
    /// A rule file, or a folder of them
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    documents: DocumentOptions,
    /// Host or URL the documents come from; rules with `site` apply to documents of their host
    #[arg(long, value_name = "HOST|URL", value_parser = site)]
    site: Option<Site>,
}

impl Try {
    pub(super) fn run(&self, context: &Context) -> Result<Exit, Problem> {
        let (messages, palette) = (context.messages, context.palette());
        let rules = RuleSet::builder().base(unboil::standard_rules()).dir(&self.file).build()?;
        let own = own_rules(&rules);
        if own.is_empty() {
            return Err(Problem::with_help(
                display_path(&self.file),
                "has no rules",
                "draft one with `unboil rules new`",
            ));
        }
        let selection =
            rules.selection(&own).map_err(|error| Problem::new(display_path(&self.file), error.to_string()))?;
        let cleaner = Cleaner::new(Arc::new(rules), Options::default().select(Some(selection)));
        let cleaner = match &self.site {
            Some(site) => cleaner.for_site(site),
            None => cleaner,
        };
        let mut acted: BTreeMap<&str, usize> = own.iter().map(|id| (id.as_str(), 0)).collect();
        let mut is_changed = false;
        let visit =
            self.documents.documents(OnMissing::default(), None, false).each(&cleaner, messages, |visited| {
                let removals: Vec<_> = visited
                    .document
                    .cleaned
                    .edits
                    .iter()
                    .filter(|edit| edit.cause.category().is_some())
                    .cloned()
                    .collect();
                if removals.is_empty() {
                    return Ok(());
                }
                is_changed = true;
                for edit in &removals {
                    *acted.get_mut(edit.cause.id()).expect("only selected rules act") += 1;
                }
                let diff = UnifiedDiff { palette, escape: true, context: 3 };
                let (name, hunks) = (visited.place(), diff.hunks(&visited.document.decoded, &removals));
                let (bold, reset) = (palette.header, palette.reset);
                Ok(write_colored(&format!("{bold}--- {name}{reset}\n{bold}+++ {name}{reset}\n{hunks}"))?)
            })?;
        visit.tell_skipped(messages);
        let acted: Vec<_> = acted.iter().map(|(id, count)| format!("{id} {count}")).collect();
        messages.note(format_args!("removals by rule: {}", acted.join(", ")));
        if !is_changed {
            messages.note("to see why a line stays, use `unboil explain --rules`");
        }
        visit.exit(is_changed, Exit::Found)
    }
}

/// The ids of all rules that are not in the standard packs. Rules are in the order of their files.
fn own_rules(rules: &RuleSet) -> Vec<String> {
    let mut ids = rules.ids();
    let mut own = Vec::new();
    for file in rules.files() {
        let of_file = ids.by_ref().take(file.rules);
        if file.is_standard {
            of_file.for_each(drop);
        } else {
            own.extend(of_file.map(str::to_owned));
        }
    }
    own
}
