//! `unboil diff`: what would change, as a unified diff with the rule ids at the hunks.
//!
//! Goes in: documents. Comes out: for each that `clean` would change, a diff from the decoded text to the clean one, and
//! exit code 1 if there is one. A hunk's first line names who made it: `@@ -7,3 +7,0 @@ en/share-button`.

use std::io::{self, IsTerminal as _, Write as _};

use clap::Args;

use super::cleaning::Cleaning;
use crate::console::color::Palette;
use crate::console::exit::Exit;
use crate::console::messages::{Messages, Problem};
use crate::console::unified;
use crate::run::documents::{Documents, exit};

/// Show what `clean` would change, as a unified diff with rule ids
///
/// The diff is between the decoded text (UTF-8, without byte order mark) and the clean text. Exit code 1 if any
/// document would change, 0 otherwise.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Diff {
    #[command(flatten)]
    documents: Documents,
    /// Lines of context around a change
    #[arg(short = 'U', long, value_name = "LINES", default_value_t = 3)]
    unified: usize,
    #[command(flatten)]
    cleaning: Cleaning,
}

const EXAMPLES: &str = "\
Examples:
  unboil diff page.txt                 removals, with their rules
  unboil diff --color always corpus | less -R
  unboil diff --select promo corpus    only removals by promotion rules

Exit codes: 0 nothing would change; 1 something would change; 2 usage or rule error; 3 some inputs failed.";

impl Diff {
    /// Does it.
    pub(crate) fn run(&self, messages: Messages, palette: Palette) -> Result<Exit, Problem> {
        let cleaner = self.cleaning.cleaner()?;
        // Bytes that a terminal obeys are shown, not sent to it; a file gets them as they are, so that `patch` applies.
        let escape = io::stdout().is_terminal();
        let mut out = io::stdout().lock();
        let mut changed = false;
        let visited = self.documents.each(&cleaner, messages, |found| {
            let cleaned = &found.seen.cleaned;
            if !found.seen.is_changed {
                return Ok(());
            }
            changed = true;
            let name = found.source.place();
            let encoding = match (cleaned.encoding.encoding, cleaned.encoding.bom) {
                ("UTF-8", 0) => String::new(),
                ("UTF-8", _) => "\tUTF-8 with byte order mark".to_owned(),
                (encoding, _) => format!("\t{encoding}"),
            };
            let page = unified::Page { palette, escape, context: self.unified };
            let hunks = page.hunks(&found.seen.decoded, &cleaned.edits);
            write!(
                out,
                "{bold}--- {name}{encoding}{reset}\n{bold}+++ {name}{reset}\n{hunks}",
                bold = palette.header,
                reset = palette.reset
            )?;
            Ok(())
        })?;
        match visited {
            Ok(visited) => Ok(exit(visited, changed)),
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(Exit::Found),
            Err(error) => Err(Problem::writing("<stdout>", &error)),
        }
    }
}
