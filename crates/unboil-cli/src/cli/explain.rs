//! `unboil explain FILE[:LINE]`: why does this line go, and why does that one stay?
//!
//! Goes in: a document, or one line of it. Comes out: each line with its fate, the rule that takes it, and the rules that
//! came near. Lines have the numbers an editor shows.
//!
//! `3 stays  Share` / `         en/share-word "share": weak: goes only in the company of other findings`

use std::ffi::OsStr;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use clap::Args;
use unboil::{ExplainedLine, Explainer, Explanation, Fate, Other, RuleName, Status, Through};

use super::cleaning::Cleaning;
use super::format_options::FormatOptions;
use crate::console::color::Palette;
use crate::console::exit::Exit;
use crate::console::messages::{Messages, Problem};
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
            // The number of a row names its document; inside, all lines are display_path.
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
        let goes = explanation.lines.iter().filter(|line| matches!(line.fate, Fate::Goes { .. })).count();
        let status = match explanation.status {
            Status::OverBudget => "; over budget: rules want more of it than may go, so all of it stays",
            Status::Unsettled => "; its lines did not come to rest, so all of it stays",
            _ => "",
        };
        let lines = explanation.lines.len();
        let _ = writeln!(out, "{header}{name}{reset}: {lines} lines that are not blank, {goes} go{status}");
        match explanation.prose {
            Some((first, last)) => {
                let _ = writeln!(out, "the article's prose: lines {first} to {last}; head before, tail after");
            }
            None => out.push_str("no prose, so neither head nor tail\n"),
        }
        out.push_str("a line with nothing below it is one that no rule knows\n");
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
    let (verdict, color) = match &line.fate {
        Fate::Goes { .. } => ("goes ", gone),
        Fate::Cut { .. } => ("cut  ", new),
        Fate::Spared { .. } => ("stays", ""),
        _ => ("stays", ""),
    };
    let text = if alone { safe(&line.text, usize::MAX) } else { safe(&line.text, LONGEST) };
    let _ = writeln!(out, "{place}{:>width$}{reset} {color}{verdict}{reset}  {text}", line.number);
    let indent = " ".repeat(width + 8);
    let mut say = |what: &str| {
        let _ = writeln!(out, "{indent}{faint}{what}{reset}");
    };
    match &line.fate {
        Fate::Goes { rule, through } => say(&format!("{}: {}", name(rule), words(through))),
        Fate::Cut { left, rules } => {
            let rules: Vec<String> = rules.iter().map(name).collect();
            say(&format!("{} leave {:?}", rules.join(", "), safe(left, LONGEST)));
        }
        Fate::Spared { rule } => say(&format!("{} would remove it, but the document is over budget", name(rule))),
        _ if line.others.is_empty() && alone => {
            let prose = if line.is_prose { "; prose is never removed because of its neighbors" } else { "" };
            say(&format!("no rule matches it{prose}"));
        }
        _ => {}
    }
    for other in &line.others {
        say(&near(other));
    }
    if alone && !line.fixes.is_empty() {
        let fixes: Vec<String> = line.fixes.iter().map(|(fix, count)| format!("{} {count}", fix.id())).collect();
        say(&format!("changed by {}", fixes.join(", ")));
    }
}

/// Letters display_path of a line; the rest is in the file.
const LONGEST: usize = 100;

fn name(rule: &RuleName) -> String {
    format!("{} ({})", rule.id, rule.category)
}

/// Why a rule that saw a line did not take it.
pub(crate) fn near(other: &Other) -> String {
    let (rule, phrase) = (name(&other.rule), safe(&other.phrase, LONGEST));
    match &other.miss {
        Some(miss) => format!("{rule} {phrase:?}: {}", safe(&miss.to_string(), LONGEST)),
        None => format!("{rule} {phrase:?} would take it too"),
    }
}

/// How a rule came to a line.
pub(crate) fn words(through: &Through) -> String {
    match through {
        Through::Phrase(phrase) => format!("it matches {:?}", safe(phrase, LONGEST)),
        Through::Detector(reason) => (*reason).to_owned(),
        Through::Cut => "nothing is left of it".to_owned(),
        Through::Along { remove, from: Some(from) } => {
            format!("it is removed together with line {from} (remove = {remove:?})")
        }
        Through::Along { remove, .. } => format!("it is removed together with another line (remove = {remove:?})"),
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
