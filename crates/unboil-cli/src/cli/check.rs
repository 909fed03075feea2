//! `unboil check`: lists the documents that would change.
//!
//! Input: documents. Output: a line for each document that `clean` would change, with the rules that change it. The exit code
//! is 1 if there is one. No file is written.
//!
//! `page.txt: en/share-button 1, normalize/spaces 2`

use std::collections::BTreeMap;

use clap::Args;
use unboil::{Evidence, Status};

use super::cleaning::Cleaning;
use super::context::Context;
use super::format_options::DocumentOptions;
use super::learning::LearnFirst;
use crate::console::answer;
use crate::console::count::{count, without_text};
use crate::console::exit::Exit;
use crate::console::messages::Problem;

/// List the documents that `clean` would change, with the rules
///
/// Writes no files. Exit code 1 if any document would change, 0 otherwise.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Check {
    #[command(flatten)]
    documents: DocumentOptions,
    #[command(flatten)]
    cleaning: Cleaning,
    #[command(flatten)]
    learn: LearnFirst,
}

const EXAMPLES: &str = "\
Examples:
  unboil check corpus                  documents that would change, with the rules
  unboil check -q corpus || echo dirty only the exit code and errors

Exit codes: 0 nothing would change; 1 something would change; 2 usage or rule error; 3 an input or standard output failed.";

impl Check {
    /// Runs the command.
    pub(crate) fn run(&self, context: &Context) -> Result<Exit, Problem> {
        let messages = context.messages;
        let mut changed = 0_usize;
        let mut documents =
            self.documents.documents(self.cleaning.on_missing(), self.cleaning.encoding(), self.cleaning.is_forced());
        let learned = self.learn.rules(&mut documents, messages)?;
        let cleaner = self.cleaning.cleaner_recording(true, &learned)?;
        let visit = documents.each(&cleaner, messages, |visited| {
            let cleaned = &visited.document.cleaned;
            if !visited.document.is_changed {
                return Ok(());
            }
            changed += 1;
            if !messages.has_summaries() {
                return Ok(());
            }
            let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
            for edit in &cleaned.edits {
                *counts.entry(edit.cause.id()).or_default() += 1;
            }
            let mut reasons: Vec<String> = counts.iter().map(|(id, count)| format!("{id} {count}")).collect();
            match cleaned.encoding.encoding {
                // A record keeps the encoding of its file.
                _ if cleaned.encoding.evidence == Evidence::Text => {}
                "UTF-8" if cleaned.encoding.bom > 0 => reasons.push("byte order mark".into()),
                "UTF-8" => {}
                name => reasons.push(format!("encoding {name}")),
            }
            if cleaned.encoding.bad_sequences > 0 {
                reasons.push(format!("bad byte sequences {}", cleaned.encoding.bad_sequences));
            }
            if cleaned.status == Status::OverBudget {
                reasons.push("over budget".into());
            }
            Ok(answer::write(&format!("{}: {}\n", visited.place(), reasons.join(", ")))?)
        })?;
        if visit.output_error.is_none() {
            visit.tell_skipped(messages);
            let documents = count(visit.documents, "document");
            let missing = without_text(visit.missing);
            messages.note(format_args!("{documents}, {changed} would change, {} failed{missing}", visit.failed));
        }
        visit.exit(changed > 0, Exit::Found)
    }
}
