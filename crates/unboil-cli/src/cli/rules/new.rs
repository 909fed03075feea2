//! `unboil rules new [LINE…]`: drafts a rule file from lines.
//!
//! Prints a complete file. What is not given by options is asked on a terminal, all of it before anything is printed; otherwise it is
//! left empty and named in a note, and `unboil rules test` fails until it is filled in. A `keeps` is proposed from other rules, and left
//! out where none is needed.
//!
//! `Join 3,000 readers` → `line = "Join {number} readers"`, `removes = "Join 3,000 readers"`, a similar `keeps`

use std::fmt::Write as _;
use std::io::{self, IsTerminal as _, Read as _};

use clap::Args;
use unboil::{Category, Draft};

use crate::cli::cleaning::categories;
use crate::cli::config::Sources;
use crate::cli::context::Context;
use crate::console::answer::print;
use crate::console::escape::is_control;
use crate::console::exit::Exit;
use crate::console::messages::{Messages, Problem};

/// Draft a rule file from lines that should be removed
///
/// On a terminal, asks for what is not given by options.
#[derive(Debug, Args)]
pub(crate) struct New {
    /// The lines [default: those of standard input]
    #[arg(value_name = "LINE")]
    lines: Vec<String>,
    /// Language of the rules (en, de, …) [default: any]
    #[arg(long, value_name = "LANG")]
    lang: Option<String>,
    /// What kind of thing the lines are
    #[arg(long, value_name = "CATEGORY", value_parser = categories())]
    category: Option<Category>,
    /// Why the lines appear in texts and are not part of them, in a sentence
    #[arg(long, value_name = "SENTENCE")]
    why: Option<String>,
    /// A similar sentence that must be kept
    #[arg(long, value_name = "SENTENCE")]
    keeps: Option<String>,
    #[command(flatten)]
    sources: Sources,
}

/// Maximum number of bytes read from standard input; more is not a few lines of boilerplate.
const LONGEST: u64 = 1 << 16;

/// What an author knows and a draft cannot.
struct Answers {
    category: String,
    why: String,
    keeps: String,
}

impl New {
    pub(super) fn run(&self, context: &Context) -> Result<Exit, Problem> {
        let messages = context.messages;
        let lines = if self.lines.is_empty() {
            let mut bytes = Vec::new();
            let read = io::stdin().lock().take(LONGEST).read_to_end(&mut bytes);
            read.map_err(|error| Problem::reading("<stdin>", &error))?;
            String::from_utf8_lossy(&bytes).into_owned()
        } else {
            self.lines.join("\n")
        };
        let rules = self.sources.compile()?;
        let lang = self.lang.as_deref().unwrap_or("any");
        let mut drafts: Vec<Draft> = Vec::new();
        for line in lines.lines() {
            let mut draft = Draft::new(&rules, line, lang);
            if draft.phrase.is_empty() || drafts.iter().any(|other| other.phrase == draft.phrase) {
                continue;
            }
            let same = drafts.iter().filter(|other| other.id == draft.id || is_numbered(&other.id, &draft.id)).count();
            if same > 0 {
                let _ = write!(draft.id, "-{}", same + 1);
            }
            if !draft.matched_by.is_empty() {
                let ids = draft.matched_by.join(", ");
                let line = &draft.example;
                messages.note(format_args!("{line}: is already matched by {ids}; see `unboil rules show`"));
            }
            drafts.push(draft);
        }
        if drafts.is_empty() {
            return Err(Problem::with_help("", "no line to draft a rule from", "give one as an argument"));
        }
        let similar: Vec<_> = drafts.iter().map(|draft| draft.similar(&rules)).collect();
        let needs_keeps = drafts.iter().zip(&similar).any(|(draft, similar)| draft.needs_keeps && similar.is_none());
        let answers = self.answers(messages, needs_keeps)?;
        print(&toml(&drafts, &similar, &answers))?;
        let has_keeps = !needs_keeps || !answers.keeps.is_empty();
        let given =
            [("category", !answers.category.is_empty()), ("why", !answers.why.is_empty()), ("keeps", has_keeps)];
        let missing: Vec<_> = given.into_iter().filter(|(_, is_given)| !is_given).map(|(key, _)| key).collect();
        if !missing.is_empty() {
            messages.note(format_args!("fill in {} before `unboil rules test`", missing.join(", ")));
        }
        Ok(Exit::Done)
    }

    /// The answers of the options, and of the user where somebody is there to be asked.
    fn answers(&self, messages: Messages, needs_keeps: bool) -> Result<Answers, Problem> {
        let mut answers = Answers {
            category: self.category.map(|category| category.name().to_owned()).unwrap_or_default(),
            why: self.why.clone().unwrap_or_default(),
            keeps: self.keeps.clone().unwrap_or_default(),
        };
        if self.lines.is_empty() || !io::stdin().is_terminal() || !messages.has_summaries() {
            return Ok(answers);
        }
        let category = format!("category ({})", names());
        let mut questions = vec![
            (category.as_str(), &mut answers.category),
            ("why do texts have this although it is not part of them", &mut answers.why),
        ];
        if needs_keeps {
            questions.push(("a similar sentence that must be kept", &mut answers.keeps));
        }
        for (question, answer) in questions {
            if answer.is_empty() {
                messages.note(format_args!("{question}?"));
                io::stdin().read_line(answer).map_err(|error| Problem::reading("<stdin>", &error))?;
                *answer = answer.trim().to_owned();
            }
        }
        Ok(answers)
    }
}

/// Whether `id` is `base` with a number.
fn is_numbered(id: &str, base: &str) -> bool {
    let number = id.strip_prefix(base).and_then(|rest| rest.strip_prefix('-'));
    number.is_some_and(|number| number.parse::<usize>().is_ok())
}

fn names() -> String {
    Category::ALL.iter().map(|category| category.name()).collect::<Vec<_>>().join(", ")
}

/// `similar` has a proposal for the `keeps` of each draft.
fn toml(drafts: &[Draft], similar: &[Option<String>], answers: &Answers) -> String {
    let mut text = String::new();
    let [first, ..] = drafts else { return text };
    let _ = writeln!(text, "about = {}", quoted(&format!("Drafted from {}", first.example)));
    let _ = writeln!(text, "lang = {}", quoted(&first.lang));
    let hint = |answer: &str, hint: &str| if answer.is_empty() { format!("  # {hint}") } else { String::new() };
    for (draft, similar) in drafts.iter().zip(similar) {
        let Answers { category, why, keeps } = answers;
        let _ = writeln!(text, "\n[[rule]]\nid = {}", quoted(&draft.id));
        let one_of = hint(category, &format!("one of {}", names()));
        let _ = writeln!(text, "category = {}{one_of}", quoted(category));
        let reason = hint(why, "in a sentence: why this line appears in texts and is not part of them");
        let _ = writeln!(text, "why = {}{reason}", quoted(why));
        let _ = writeln!(text, "line = {}", quoted(&draft.phrase));
        if draft.words <= 1 {
            let _ = writeln!(text, "strength = \"weak\"  # one word: removed only next to other findings");
        }
        let _ = writeln!(text, "removes = {}", quoted(&draft.example));
        match similar {
            _ if !keeps.is_empty() => {
                let _ = writeln!(text, "keeps = {}", quoted(keeps));
            }
            _ if !draft.needs_keeps => {}
            Some(similar) => {
                let _ =
                    writeln!(text, "keeps = {}  # from another rule; a more similar one is better", quoted(similar));
            }
            None => {
                let _ = writeln!(text, "keeps = \"\"  # the most similar sentence that an author could write");
            }
        }
    }
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
