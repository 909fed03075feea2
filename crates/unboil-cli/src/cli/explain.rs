//! `unboil explain FILE[:LINE]`: why a line is removed or kept.
//!
//! Prints each line of a document, or one of them, with the rule that removes it and the rules that almost match. Lines
//! have the numbers that an editor shows.
//!
//! `3 kept     Share` / `           en/share-word (share) "share": weak: …`

use std::ffi::OsStr;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use clap::Args;
use unboil::{ExplainedLine, Explainer, Explanation, LineOutcome, NearRule, RuleName, Status, Via};

use super::cleaning::Cleaning;
use super::context::Context;
use super::format_options::FormatOptions;
use crate::console::color::Palette;
use crate::console::count::count;
use crate::console::escape::Escaped;
use crate::console::exit::Exit;
use crate::console::messages::Problem;
use crate::run::documents::VisitError;

/// Explain for each line why it is removed or kept
///
/// Names the rule that removes a line, other rules that match it, and rules that almost match with the condition that
/// does not hold. Give a line by its number: page.txt:12. In JSON Lines this is the number of the row.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Explain {
    /// The document, `-` for standard input; with :LINE, only that line
    #[arg(value_name = "FILE[:LINE]")]
    path: PathBuf,
    #[command(flatten)]
    format: FormatOptions,
    #[command(flatten)]
    cleaning: Cleaning,
}

const EXAMPLES: &str = "\
Examples:
  unboil explain page.txt              every line
  unboil explain page.txt:12           line 12
  unboil explain --level bold page.txt at another level
  curl -s $URL | html2text | unboil explain -

Exit codes: 0 success; 2 usage or rule error; 3 the input or standard output failed.";

impl Explain {
    /// Runs the command.
    pub(crate) fn run(&self, context: &Context) -> Result<Exit, Problem> {
        let (messages, palette) = (context.messages, context.palette());
        let (path, number) = self.place();
        let cleaner = self.cleaning.cleaner()?;
        let explainer = Explainer::new(&cleaner);
        let documents = self.format.documents(
            vec![path],
            self.cleaning.on_missing(),
            self.cleaning.encoding(),
            self.cleaning.is_forced(),
        );
        let mut missing = None;
        let visit = documents.each(&cleaner, messages, |visited| {
            let row = visited.source.row;
            if row.is_some() && number.is_some() && row != number {
                return Ok(());
            }
            let explanation = visited.document.explain(&explainer);
            // The number of a row names its document; inside, all lines are shown.
            let number = if row.is_some() { None } else { number.and_then(|number| usize::try_from(number).ok()) };
            if let Some(number) = number
                && (number == 0 || number > explanation.count)
            {
                missing = Some((visited.place(), number, explanation.count));
                return Ok(());
            }
            let text = page(&visited.place(), &explanation, number, palette);
            crate::console::answer::write_colored(&text).map_err(VisitError::Output)
        })?;
        if let Some((name, number, lines)) = missing {
            let what = format!("has no line {number}, only {}", count(lines, "line"));
            return Err(Problem::with_help(name.as_str(), what, format!("give a number from 1 to {lines}")));
        }
        visit.tell_missing(messages);
        visit.exit(false, Exit::Done)
    }

    /// The path and the number behind it. If a file has the argument as its name, that file is meant.
    fn place(&self) -> (PathBuf, Option<u64>) {
        let path_only = || (self.path.clone(), None);
        if self.path.exists() {
            return path_only();
        }
        let Some((path, number)) = self.path.to_str().and_then(|path| path.rsplit_once(':')) else {
            return path_only();
        };
        match number.parse() {
            Ok(number) if !path.is_empty() => (Path::new(OsStr::new(path)).to_path_buf(), Some(number)),
            _ => path_only(),
        }
    }
}

/// The answer for a document, or for one line of it. Only the palette and [`Escaped`] text go into it.
fn page(name: &Escaped, explanation: &Explanation, number: Option<usize>, palette: Palette) -> String {
    let mut out = String::new();
    let Palette { header, reset, .. } = palette;
    if number.is_none() {
        let removed =
            explanation.lines.iter().filter(|line| matches!(line.outcome, LineOutcome::Removed { .. })).count();
        let status = match explanation.status {
            Status::OverBudget => {
                "; over budget: rules would remove more than the budget allows, so nothing is removed"
            }
            Status::Unsettled => "; the rules did not come to a stable result, so nothing is removed",
            _ => "",
        };
        let lines = count(explanation.lines.len(), "non-blank line");
        let _ = writeln!(out, "{header}{name}{reset}: {lines}, {removed} removed{status}");
        match explanation.prose {
            Some((first, last)) => {
                let _ = writeln!(out, "body: lines {first} to {last}; the head is before it, the tail after it");
            }
            None => out.push_str("no prose, so neither head nor tail\n"),
        }
        out.push_str("no rule matches a line with nothing below it\n");
    }
    let lines: Vec<&ExplainedLine> =
        explanation.lines.iter().filter(|line| number.is_none_or(|number| line.number == number)).collect();
    if let (Some(number), []) = (number, lines.as_slice()) {
        let _ = writeln!(out, "{name}:{number} is blank, or nothing of it is left after normalization");
    }
    let width = lines.last().map_or(1, |line| line.number.to_string().len());
    for line in lines {
        explain_line(&mut out, line, width, number.is_some(), palette);
    }
    out
}

/// A line and what the rules say about it. With `alone`, in full. Writing to a string cannot fail.
fn explain_line(out: &mut String, line: &ExplainedLine, width: usize, alone: bool, palette: Palette) {
    let Palette { place, gone, new, faint, reset, .. } = palette;
    let (decision, color) = match &line.outcome {
        LineOutcome::Removed { .. } => ("removed", gone),
        LineOutcome::Cut { .. } => ("cut", new),
        _ => ("kept", ""),
    };
    let text = if alone { Escaped::excerpt(&line.text) } else { excerpt(&line.text) };
    let _ = writeln!(out, "{place}{:>width$}{reset} {color}{decision:7}{reset}  {text}", line.number);
    let indent = " ".repeat(width + 10);
    let mut add = |note: &str| {
        let _ = writeln!(out, "{indent}{faint}{}{reset}", Escaped::line(note));
    };
    match &line.outcome {
        LineOutcome::Removed { rule, via } => add(&format!("{}: {}", name(rule), words(via))),
        LineOutcome::Cut { left, rules } => {
            let rules: Vec<String> = rules.iter().map(name).collect();
            add(&format!("{} leave {}", rules.join(", "), quoted(left)));
        }
        LineOutcome::Bound { rule } => add(&format!(
            "{} would remove it, but the document is Markdown, and it is in code or a table, or part of a link or list item",
            name(rule)
        )),
        LineOutcome::Spared { rule } => {
            add(&format!("{} would remove it, but the document is over budget", name(rule)))
        }
        _ if line.near_rules.is_empty() && alone => {
            let prose = if line.is_prose { "; prose is never removed because of its neighbors" } else { "" };
            add(&format!("no rule matches it{prose}"));
        }
        _ => {}
    }
    for other in &line.near_rules {
        add(&near(other));
    }
    if alone && !line.fixes.is_empty() {
        let fixes: Vec<String> = line.fixes.iter().map(|(fix, count)| format!("{} {count}", fix.id())).collect();
        add(&format!("changed by {}", fixes.join(", ")));
    }
}

/// Maximum number of characters printed of a text; the rest is in the file.
const EXCERPT: usize = 100;

fn name(rule: &RuleName) -> String {
    format!("{} ({})", rule.id, rule.category)
}

/// Why a rule that matches a line, or almost matches, did not remove it.
pub(crate) fn near(other: &NearRule) -> String {
    let (rule, phrase) = (name(&other.rule), quoted(&other.phrase));
    match &other.miss {
        Some(miss) => format!("{rule} {phrase}: {}", excerpt(&miss.to_string())),
        None => format!("{rule} {phrase} would remove it too"),
    }
}

/// How a rule came to remove a line.
pub(crate) fn words(via: &Via) -> String {
    match via {
        Via::Phrase(phrase) => format!("it matches {}", quoted(phrase)),
        Via::Detector(reason) => (*reason).to_owned(),
        Via::Parts => "nothing is left of it".to_owned(),
        Via::Along { remove, from: Some(from) } => {
            format!("it is removed together with line {from} (remove = {remove:?})")
        }
        Via::Along { remove, .. } => format!("it is removed together with another line (remove = {remove:?})"),
        _ => String::new(),
    }
}

/// The beginning of a text, on one line.
fn excerpt(text: &str) -> Escaped {
    match text.char_indices().nth(EXCERPT) {
        Some((end, _)) => Escaped::excerpt(&format!("{}…", &text[..end])),
        None => Escaped::excerpt(text),
    }
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", excerpt(text))
}
