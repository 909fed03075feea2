//! `unboil rules impact`: the lines of a corpus that two versions of rules treat differently.
//!
//! The lines that only one version removes are grouped by the rule that removes them. Lines that both versions
//! remove, by different rules, give the same text and are only counted.
//!
//! `en/share-button (+1 -0)` / `  + corpus/a.txt:3  Share this with a friend`

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use unboil::{Cleaner, Ledger, Options, RuleSet, Status};

use crate::cli::context::Context;
use crate::cli::format_options::DocumentOptions;
use crate::console::answer::print;
use crate::console::count::count;
use crate::console::exit::Exit;
use crate::console::messages::Problem;
use crate::run::on_missing::OnMissing;

/// Compare two versions of rules on documents, line by line
///
/// Cleans each document with both versions. Exit code 1 if any line differs.
#[derive(Debug, Args)]
pub(crate) struct Impact {
    /// The old rules: a folder or a file
    #[arg(long, value_name = "DIR")]
    base: PathBuf,
    /// The new rules
    #[arg(long, value_name = "DIR")]
    head: PathBuf,
    /// Do not add the standard rules to both versions; needed to compare versions of the standard rules
    #[arg(long)]
    no_default_rules: bool,
    #[command(flatten)]
    documents: DocumentOptions,
}

/// Removals by their byte range in the document: rule, text, replacement, line.
type Removals<'d> = BTreeMap<(usize, usize), (String, &'d str, String, usize)>;

/// Differences caused by a rule.
#[derive(Debug, Default)]
struct RuleChange {
    /// Lines that only the new rules remove.
    removed: usize,
    /// Lines that only the old rules remove.
    kept: usize,
    lines: String,
}

impl Impact {
    pub(super) fn run(&self, context: &Context) -> Result<Exit, Problem> {
        let messages = context.messages;
        let cleaner = |dir: &PathBuf| -> Result<Cleaner, Problem> {
            let builder = RuleSet::builder().dir(dir);
            let builder = builder.base(crate::cli::config::standard(!self.no_default_rules));
            let rules = builder.build()?;
            Ok(Cleaner::new(Arc::new(rules), Options::default()))
        };
        let (base, head) = (cleaner(&self.base)?, cleaner(&self.head)?);
        let mut changes: BTreeMap<String, RuleChange> = BTreeMap::new();
        let (mut other_rule, mut documents, mut statuses) = (0_usize, 0_usize, String::new());
        let visit = self.documents.documents(OnMissing::default(), None, false).each(&base, messages, |visited| {
            let decoded = visited.document.decoded.as_str().into();
            let before = &visited.document.cleaned;
            let for_markdown = visited.document.is_markdown.then(|| head.for_markdown());
            let head = for_markdown.as_ref().unwrap_or(&head);
            let after =
                if visited.document.is_record { head.clean_record(&decoded) } else { head.clean_decoded(&decoded) };
            let (was, now) = (removals(&decoded.text, &before.edits), removals(&decoded.text, &after.edits));
            let name = visited.place();
            let place =
                |line: usize| if visited.source.row.is_some() { name.to_string() } else { format!("{name}:{line}") };
            let mut one = |span: &(usize, usize), side: &Removals<'_>, other: &Removals<'_>, is_gone: bool| {
                let Some((rule, text, becomes, line)) = side.get(span) else { return };
                match other.get(span) {
                    Some((other, _, same, _)) if same == becomes => {
                        other_rule += usize::from(is_gone && other != rule);
                        return;
                    }
                    _ => {}
                }
                let change = changes.entry(rule.clone()).or_default();
                let (count, mark) = if is_gone { (&mut change.removed, '+') } else { (&mut change.kept, '-') };
                *count += 1;
                let excerpt = text.trim().lines().next().unwrap_or_default().escape_debug().to_string();
                let _ = writeln!(change.lines, "  {mark} {}  {}", place(*line), shortened(&excerpt));
            };
            for span in was.keys() {
                one(span, &was, &now, false);
            }
            for span in now.keys() {
                one(span, &now, &was, true);
            }
            documents += usize::from(before.text != after.text);
            if (before.status == Status::OverBudget) != (after.status == Status::OverBudget) {
                let what =
                    if after.status == Status::OverBudget { "is over budget now" } else { "is within the budget now" };
                let _ = writeln!(statuses, "{name} {what}");
            }
            Ok(())
        })?;
        let mut text = String::new();
        for (rule, RuleChange { removed, kept, lines }) in &changes {
            let _ = write!(text, "{rule} (+{removed} -{kept})\n{lines}");
        }
        text.push_str(&statuses);
        print(&text)?;
        let (removed, kept) = changes.values().fold((0, 0), |(g, k), change| (g + change.removed, k + change.kept));
        messages.note(format_args!(
            "{}, {documents} would change: {} newly removed, {kept} newly kept, {other_rule} removed by another rule",
            count(visit.documents, "document"),
            count(removed, "place"),
        ));
        visit.exit(documents > 0, Exit::Found)
    }
}

/// Removals by rules, line by line. An edit of several lines is split, so that the span of a line does not depend on what
/// is removed around it.
fn removals<'d>(decoded: &'d str, edits: &'d [unboil::Edit]) -> Removals<'d> {
    let mut removals = BTreeMap::new();
    for entry in Ledger::new(decoded, edits).entries() {
        if entry.cause.category().is_none() {
            continue;
        }
        // The line number of an entry is that of its first non-empty line.
        let blank = entry.was.len() - entry.was.trim_start_matches(['\n', '\r']).len();
        let blank = entry.was.get(..blank).map_or(0, |ends| ends.matches('\n').count());
        let (mut at, mut number) = (entry.span.start, entry.line.saturating_sub(blank));
        for line in entry.was.split_inclusive('\n') {
            let content = line.trim();
            if !content.is_empty() {
                let start = at + (line.len() - line.trim_start().len());
                let rule = entry.cause.id().to_owned();
                removals
                    .insert((start, start + content.len()), (rule, content, entry.content.trim().to_owned(), number));
            }
            at += line.len();
            number += 1;
        }
    }
    removals
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(100) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default()),
        None => text.to_owned(),
    }
}
