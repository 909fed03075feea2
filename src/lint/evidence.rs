//! Finds phrases that remove more than the evidence for them supports: a phrase that was seen on one site, or one that takes many lines
//! and was seen on few.
//!
//! The evidence is what `unboil rules evidence` counts in labelled records. Phrases that it does not mention are not judged.

use std::collections::HashMap;
use std::ops::Range;

use super::context::{Lint, Raw};
use unboil_rules::LintKind;
use unboil_rules::diagnostic::Fault;
use unboil_rules::removals::Extent;
use unboil_rules::ruleset::model::{RuleId, RuleKind};
use unboil_text::counted;

/// What a phrase or a detector removed from labelled documents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhraseEvidence {
    /// The full id of the rule.
    pub rule: String,
    /// The phrase as it is written in the rule file; `None` for a detector.
    pub phrase: Option<String>,
    /// Sites on which it removed a line.
    pub sites: usize,
    /// Sites on which it removed a wanted line.
    pub harmed_sites: usize,
    /// How often it matched; a detector once a document.
    pub firings: usize,
    /// Lines that it removed, those that went along included.
    pub lines: usize,
}

/// How many sites must support a phrase that removes its own line. A phrase of one site may be a phrase of one author.
const LINE_SITES: usize = 2;
/// The same for a phrase that takes other lines along. Set by hand, by what went wrong on pages that were not seen: one such rule did
/// more harm than all phrases of single lines.
const RUN_SITES: usize = 10;
/// The same for a detector, which needs no phrase at all.
const DETECTOR_SITES: usize = 30;
/// How many sites such a rule may harm.
const MOST_HARMED: usize = 1;

pub(super) fn check(lint: &Lint<'_>, evidence: &[PhraseEvidence], found: &mut Vec<Raw>) {
    let places: HashMap<(usize, &str), _> = lint
        .patterns()
        .map(|(_, pattern, ..)| ((pattern.rule as usize, &*pattern.written), pattern.at.clone()))
        .collect();
    for row in evidence {
        let Some(&number) = lint.numbers.get(row.rule.as_str()) else { continue };
        let file = lint.source.rule(rule_id(number)).file;
        if !lint.in_scope(file) {
            continue;
        }
        let at = match row.phrase.as_deref().and_then(|phrase| places.get(&(number, phrase))) {
            Some(at) => at.clone(),
            None => id_in(&lint.rules.rule(rule_id(number)).id, lint.source.file(file).text),
        };
        if let Some((kind, fault)) = judge(lint, number, row, at) {
            found.push(Raw { kind, rule: Some(number), file, fault });
        }
    }
}

fn rule_id(number: usize) -> RuleId {
    RuleId::try_from(number).expect("numbers of rules are rule ids")
}

/// Where the id of a rule is written in the text of its file, in bytes, with its quotation marks.
fn id_in(id: &str, text: &str) -> Range<usize> {
    let quoted = format!("\"{}\"", id.rsplit_once('/').map_or(id, |(_, id)| id));
    text.find(&quoted).map_or(0..0, |at| at..at + quoted.len())
}

fn judge(lint: &Lint<'_>, number: usize, row: &PhraseEvidence, at: Range<usize>) -> Option<(LintKind, Fault)> {
    let (takes_more, sites) = match &lint.rules.rule(rule_id(number)).kind {
        RuleKind::Detector(_) => (true, DETECTOR_SITES),
        RuleKind::Phrases(action) => match action.removal.extent() {
            Extent::Part | Extent::Line => (false, LINE_SITES),
            Extent::After | Extent::Before | Extent::Around => (row.lines > row.firings, RUN_SITES),
        },
    };
    let seen = format!("it removed {} on {}", counted(row.lines, "line"), counted(row.sites, "site"));
    if takes_more && (row.sites < sites || row.harmed_sites > MOST_HARMED) {
        let fault = Fault::new("takes many lines on little evidence", at)
            .label(format!("{seen}, and wanted lines on {}", counted(row.harmed_sites, "site")))
            .help(format!("{sites} sites support such a rule; list its lines as phrases, or lower `max_lines`"));
        return Some((LintKind::BigBite, fault));
    }
    (row.sites < LINE_SITES).then(|| {
        let fault = Fault::new("was seen on one site only", at)
            .label(seen)
            .help("find a second site, or name the program that prints it: allow = { one-site = \"…\" }");
        (LintKind::OneSite, fault)
    })
}
