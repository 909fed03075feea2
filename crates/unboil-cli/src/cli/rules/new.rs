//! `unboil rules new [LINE]`: drafts a rule from a line.
//!
//! Prints TOML to paste into a rule file. The reason and a sentence that must be kept are left empty; `unboil rules
//! test` fails until they are filled in.
//!
//! `Join 3,000 readers` → `line = ["Join {number} readers"]`, `removes = ["Join 3,000 readers"]`, `keeps = [""]`

use std::fmt::Write as _;
use std::io::{self, Read as _};

use clap::Args;
use unboil::{Category, Draft};

use crate::cli::config::Sources;
use crate::cli::context::Context;
use crate::console::answer::print;
use crate::console::escape::is_control;
use crate::console::exit::Exit;
use crate::console::messages::Problem;

/// Draft a rule from a line that should be removed
#[derive(Debug, Args)]
pub(crate) struct New {
    /// The line [default: the first line of standard input]
    #[arg(value_name = "LINE")]
    line: Option<String>,
    /// Language of the rule (en, de, …) [default: any]
    #[arg(long, value_name = "LANG")]
    lang: Option<String>,
    #[command(flatten)]
    sources: Sources,
}

/// Maximum number of bytes read from standard input; a longer line is not boilerplate.
const LONGEST: u64 = 1 << 16;

impl New {
    pub(super) fn run(&self, context: &Context) -> Result<Exit, Problem> {
        let messages = context.messages;
        let line = match &self.line {
            Some(line) => line.clone(),
            None => {
                let mut bytes = Vec::new();
                let read = io::stdin().lock().take(LONGEST).read_to_end(&mut bytes);
                read.map_err(|error| Problem::reading("<stdin>", &error))?;
                String::from_utf8_lossy(&bytes).into_owned()
            }
        };
        let draft = Draft::new(&self.sources.compile()?, &line, self.lang.as_deref().unwrap_or("any"));
        if draft.phrase.is_empty() {
            return Err(Problem::with_help("", "no line to draft a rule from", "give one as an argument"));
        }
        if !draft.matched_by.is_empty() {
            let ids = draft.matched_by.join(", ");
            messages.note(format_args!("this line is already matched by {ids}; see `unboil rules show`"));
        }
        print(&toml(&draft))?;
        Ok(Exit::Done)
    }
}

fn toml(draft: &Draft) -> String {
    let mut text = String::new();
    let lang = &draft.lang;
    let _ = writeln!(text, "# For a file with lang = \"{lang}\"; reported as {lang}/{}", draft.id);
    let _ = writeln!(text, "[[rule]]\nid = {}", quoted(&draft.id));
    let names: Vec<&str> = Category::ALL.iter().map(|category| category.name()).collect();
    let _ = writeln!(text, "category = \"\"  # one of {}", names.join(", "));
    let _ = writeln!(text, "why = \"\"  # in a sentence: why this line appears in texts and is not part of them");
    let _ = writeln!(text, "line = [{}]", quoted(&draft.phrase));
    if draft.words <= 1 {
        let _ = writeln!(text, "strength = \"weak\"  # one word: removed only next to other findings");
    }
    let _ = writeln!(text, "removes = [{}]", quoted(&draft.example));
    let _ = writeln!(text, "keeps = [\"\"]  # the most similar sentence that an author could write");
    text
}

/// A TOML string.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            c if is_control(c) => {
                let _ = write!(quoted, "\\u{:04X}", u32::from(c));
            }
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}
