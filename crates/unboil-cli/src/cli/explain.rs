//! `unboil explain FILE[:LINE]`: why does this line go, and why does that one stay?
//!
//! Goes in: a document, or one line of it. Comes out: each line with its fate, the rule that takes it, and the rules that
//! came near. Lines have the numbers an editor shows.
//!
//! `3 kept     Share` / `           en/share-word "share": weak: acts only next to other findings`

use std::ffi::OsStr;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use clap::Args;
use unboil::{ExplainedLine, Explainer, Explanation, LineOutcome, NearRule, RuleName, Status, Via};

use super::cleaning::Cleaning;
use super::format_options::FormatOptions;
use crate::console::color::Palette;
use crate::console::exit::Exit;
use crate::console::messages::{Messages, Problem};
use crate::console::plural::plural;
use crate::console::unified::is_obeyed;
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

Exit codes: 0 success; 2 usage or rule error; 3 the input failed.";

impl Explain {
    /// Runs the command.
    pub(crate) fn run(&self, messages: Messages, palette: Palette) -> Result<Exit, Problem> {
        let (path, number) = self.place();
        let cleaner = self.cleaning.cleaner()?;
        let explainer = Explainer::new(&cleaner);
        let documents = self.format.documents(vec![path]);
        let mut missing = None;
        let visit = documents.each(&cleaner, messages, |visited| {
            let row = visited.source.row;
            if row.is_some() && number.is_some() && row != number {
                return Ok(());
            }
            let explanation = explainer.explain(&visited.document.decoded);
            // The number of a row names its document; inside, all lines are shown.
            let number = if row.is_some() { None } else { number.and_then(|number| usize::try_from(number).ok()) };
            if let Some(number) = number
                && (number == 0 || number > explanation.count)
            {
                missing = Some((visited.source.place(), number, explanation.count));
                return Ok(());
            }
            let text = page(&visited.source.place(), &explanation, number, palette);
            crate::console::answer::print(&text).map_err(VisitError::Document)
        })?;
        if let Some((name, number, count)) = missing {
            let help = "give a number from 1 on";
            return Err(Problem::with_help(name, format!("has no line {number}, it has {count}"), help));
        }
        visit.exit(false, Exit::Done)
    }

    /// The path and the number behind it. A file that has the whole as its name is meant by it.
    fn place(&self) -> (PathBuf, Option<u64>) {
        let whole = || (self.path.clone(), None);
        if self.path.exists() {
            return whole();
        }
        let Some((path, number)) = self.path.to_str().and_then(|path| path.rsplit_once(':')) else { return whole() };
        match number.parse() {
            Ok(number) if !path.is_empty() => (Path::new(OsStr::new(path)).to_path_buf(), Some(number)),
            _ => whole(),
        }
    }
}

/// The answer for a document, or for one line of it.
fn page(name: &str, explanation: &Explanation, number: Option<usize>, palette: Palette) -> String {
    let mut out = String::new();
    let Palette { header, reset, .. } = palette;
    if number.is_none() {
        let removed =
            explanation.lines.iter().filter(|line| matches!(line.outcome, LineOutcome::Removed { .. })).count();
        let status = match explanation.status {
            Status::OverBudget => "; over budget: the rules would remove too much, so all lines are kept",
            Status::Unsettled => "; the decision did not settle, so all lines are kept",
            _ => "",
        };
        let lines = plural(explanation.lines.len(), "non-blank line");
        let _ = writeln!(out, "{header}{name}{reset}: {lines}, {removed} removed{status}");
        match explanation.prose {
            Some((first, last)) => {
                let _ = writeln!(out, "prose: lines {first} to {last}; before it is the head, after it the tail");
            }
            None => out.push_str("no prose, so no head and no tail\n"),
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
        of_line(&mut out, line, width, number.is_some(), palette);
    }
    out
}

/// A line, and what there is to say about it. Writing to a text cannot fail.
fn of_line(out: &mut String, line: &ExplainedLine, width: usize, alone: bool, palette: Palette) {
    let Palette { place, gone, new, faint, reset, .. } = palette;
    let (verdict, color) = match &line.outcome {
        LineOutcome::Removed { .. } => ("removed", gone),
        LineOutcome::Cut { .. } => ("cut    ", new),
        _ => ("kept   ", ""),
    };
    let text = if alone { safe(&line.text, usize::MAX) } else { safe(&line.text, LONGEST) };
    let _ = writeln!(out, "{place}{:>width$}{reset} {color}{verdict}{reset}  {text}", line.number);
    let indent = " ".repeat(width + 10);
    let mut say = |what: &str| {
        let _ = writeln!(out, "{indent}{faint}{what}{reset}");
    };
    match &line.outcome {
        LineOutcome::Removed { rule, via } => say(&format!("{}: {}", name(rule), words(via))),
        LineOutcome::Cut { left, rules } => {
            let rules: Vec<String> = rules.iter().map(name).collect();
            say(&format!("parts removed by {}, which leaves {:?}", rules.join(", "), safe(left, LONGEST)));
        }
        LineOutcome::Spared { rule } => {
            say(&format!("{} would remove it, but the document is over budget", name(rule)))
        }
        _ if line.near_rules.is_empty() && alone => {
            let prose = if line.is_prose { "; prose is never removed because of its neighbors" } else { "" };
            say(&format!("no rule matches it{prose}"));
        }
        _ => {}
    }
    for other in &line.near_rules {
        say(&near(other));
    }
    if alone && !line.fixes.is_empty() {
        let fixes: Vec<String> = line.fixes.iter().map(|(fix, count)| format!("{} {count}", fix.id())).collect();
        say(&format!("changed by {}", fixes.join(", ")));
    }
}

/// Letters shown of a line; the rest is in the file.
const LONGEST: usize = 100;

fn name(rule: &RuleName) -> String {
    format!("{} ({})", rule.id, rule.category)
}

/// Why a rule that matches a line, or nearly, does not remove it.
pub(crate) fn near(other: &NearRule) -> String {
    let (rule, phrase) = (name(&other.rule), safe(&other.phrase, LONGEST));
    match &other.miss {
        Some(miss) => format!("{rule} {phrase:?}: {}", safe(&miss.to_string(), LONGEST)),
        None => format!("{rule} {phrase:?} would also remove it"),
    }
}

/// Why a rule applies to a line.
pub(crate) fn words(via: &Via) -> String {
    match via {
        Via::Phrase(phrase) => format!("it matches {:?}", safe(phrase, LONGEST)),
        Via::Detector(reason) => (*reason).to_owned(),
        Via::Parts => "nothing is left of it".to_owned(),
        Via::Along { remove, from: Some(from) } => {
            format!("it is removed together with line {from} (remove = {remove:?})")
        }
        Via::Along { remove, .. } => format!("it is removed together with another line (remove = {remove:?})"),
        _ => String::new(),
    }
}

/// Text that a terminal shows and does not obey, cut after so many letters.
fn safe(text: &str, longest: usize) -> String {
    let mut safe = String::new();
    for (count, c) in text.chars().enumerate() {
        if count == longest {
            safe.push('…');
            break;
        }
        if is_obeyed(c) { safe.extend(c.escape_unicode()) } else { safe.push(c) }
    }
    safe
}
