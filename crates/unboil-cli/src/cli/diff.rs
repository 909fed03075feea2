//! `unboil diff`: what would change, as a unified diff with the rule ids at the hunks.
//!
//! For each document that `clean` would change, prints a diff from the decoded text to the clean one. The exit code is 1 if there
//! is one. The first line of a hunk names its rules: `@@ -7,3 +7,0 @@ en/share-button`.

use std::io::{self, IsTerminal as _, Write as _};

use clap::Args;
use unboil::Evidence;

use super::cleaning::Cleaning;
use super::context::Context;
use super::format_options::DocumentOptions;
use super::learning::LearnFirst;
use crate::console::exit::Exit;
use crate::console::messages::Problem;
use crate::console::unified;

/// Show what `clean` would change, as a unified diff with rule ids
///
/// The diff is between the decoded text (UTF-8, without byte order mark) and the clean text. Exit code 1 if any
/// document would change, 0 otherwise.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Diff {
    #[command(flatten)]
    documents: DocumentOptions,
    /// Lines of context around a change
    #[arg(short = 'U', long, value_name = "LINES", default_value_t = 3)]
    unified: usize,
    #[command(flatten)]
    cleaning: Cleaning,
    #[command(flatten)]
    learn: LearnFirst,
}

const EXAMPLES: &str = "\
Examples:
  unboil diff page.txt                 removals, with their rules
  unboil diff --color always corpus | less -R
  unboil diff --select promo corpus    only removals by promotion rules

Exit codes: 0 nothing would change; 1 something would change; 2 usage or rule error; 3 an input or standard output failed.";

impl Diff {
    /// Runs the command.
    pub(crate) fn run(&self, context: &Context) -> Result<Exit, Problem> {
        let (messages, palette) = (context.messages, context.palette());
        // Control characters are escaped on a terminal, but not in a file, so that `patch` applies.
        let escape = io::stdout().is_terminal();
        let mut out = io::stdout().lock();
        let mut changed = false;
        let mut documents =
            self.documents.documents(self.cleaning.on_missing(), self.cleaning.encoding(), self.cleaning.is_forced());
        let learned = self.learn.rules(&mut documents, messages)?;
        let cleaner = self.cleaning.cleaner_recording(true, &learned)?;
        let visit = documents.each(&cleaner, messages, |visited| {
            let cleaned = &visited.document.cleaned;
            if !visited.document.is_changed {
                return Ok(());
            }
            changed = true;
            let name = visited.place();
            let encoding = match (cleaned.encoding.encoding, cleaned.encoding.bom) {
                // A record keeps the encoding of its file.
                _ if cleaned.encoding.evidence == Evidence::Text => String::new(),
                ("UTF-8", 0) => String::new(),
                ("UTF-8", _) => "\tUTF-8 with byte order mark".to_owned(),
                (encoding, _) => format!("\t{encoding}"),
            };
            let page = unified::UnifiedDiff { palette, escape, context: self.unified };
            let hunks = page.hunks(&visited.document.decoded, &cleaned.edits);
            write!(
                out,
                "{bold}--- {name}{encoding}{reset}\n{bold}+++ {name}{reset}\n{hunks}",
                bold = palette.header,
                reset = palette.reset
            )?;
            Ok(())
        })?;
        visit.tell_skipped(messages);
        visit.tell_missing(messages);
        visit.exit(changed, Exit::Found)
    }
}
