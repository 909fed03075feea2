//! `unboil rules evidence`: what each phrase removes from labelled records, and what it may cost on sites that nobody has seen.
//!
//! Input: records with a text, a site and a label for each line of the text. Output: a row for each phrase or detector that removes a
//! line, by its expected loss.
//!
//! `loss 2.1  sites 4  harmed 1  good 11  wanted 2  lines 1.3  en/related-label "related:"`

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use serde_json::{Value, json};
use unboil::{Explainer, Explanation, LineOutcome, Via};

use crate::cli::cleaning::Cleaning;
use crate::cli::context::Context;
use crate::console::answer::print;
use crate::console::count::count;
use crate::console::escape::Escaped;
use crate::console::exit::Exit;
use crate::console::messages::Problem;
use crate::formats::fields::{FieldPath, Fields};
use crate::formats::input_format::Settings;
use crate::run::documents::{Documents, VisitError};

/// Count what each phrase removes from labelled records
///
/// Each record has a text, a site and a label: one character for each line of the text, `c` or `s` for a wanted line, `b`, `x` or
/// `d` for boilerplate, any other for a line that does not count. The expected loss is the number of wanted lines that a phrase removes
/// from 10,000 documents of other sites, with one half of a harmed site added to those that were seen.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Evidence {
    /// Files and folders [default: standard input, also `-`]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Field of a record that holds its text
    #[arg(long, value_name = "PATH", default_value = "text")]
    field: FieldPath,
    /// Field of a record that holds the labels of its lines
    #[arg(long, value_name = "PATH", default_value = "labels")]
    labels_field: FieldPath,
    /// Field of a record that holds its host or URL; without it, each file is a site
    #[arg(long, value_name = "PATH", default_value = "url")]
    source_field: FieldPath,
    /// Print a JSON array
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    cleaning: Cleaning,
}

const EXAMPLES: &str = "\
Examples:
  unboil rules evidence labelled.jsonl.gz
  unboil rules evidence --source-field domain --level bold labelled.jsonl
  unboil rules evidence --json labelled.jsonl | jq '.[] | select(.sites == 1)'";

/// A rule, and the phrase of it that matches; a detector has none.
type PhraseSource = (String, Option<String>);

/// What a phrase removed.
#[derive(Debug, Default)]
struct Removed {
    sites: BTreeSet<String>,
    harmed_sites: BTreeSet<String>,
    /// How often it matched; a detector once a document.
    firings: usize,
    /// Lines that are labelled as boilerplate.
    good: usize,
    /// Lines that are labelled as wanted.
    wanted: usize,
    /// Lines of any label.
    lines: usize,
}

impl Removed {
    /// Upper estimate of the share of sites that it harms: half a harmed site is added, so that no rule is safe because it was seen
    /// on few sites (the estimate of Krichevsky and Trofimov for a share of two outcomes).
    fn harmed_share(&self) -> f64 {
        (as_f64(self.harmed_sites.len()) + 0.5) / (as_f64(self.sites.len()) + 1.0)
    }

    fn lines_per_firing(&self) -> f64 {
        as_f64(self.lines) / as_f64(self.firings.max(1))
    }

    /// Wanted lines lost in 10,000 documents: chance of firing × share of sites harmed × lines per firing.
    fn expected_loss(&self, documents: usize) -> f64 {
        let chance = as_f64(self.firings) / as_f64(documents.max(1));
        1e4 * chance * self.harmed_share() * self.lines_per_firing()
    }
}

/// Counts are far below 2^52, so nothing is rounded.
#[expect(clippy::cast_precision_loss, reason = "counts of documents and lines")]
fn as_f64(count: usize) -> f64 {
    count as f64
}

impl Evidence {
    pub(super) fn run(self, context: &Context) -> Result<Exit, Problem> {
        let cleaner = self.cleaning.cleaner()?;
        let explainer = Explainer::new(&cleaner);
        // The labels are read where another command reads the name of a record: both are a string beside the text.
        let (id, source) = (self.labels_field.clone(), Some(self.source_field));
        let fields = Fields { texts: vec![self.field], id, source, is_source_optional: false, titles: Vec::new() };
        let settings = Settings {
            fields,
            max_doc_bytes: u64::MAX,
            delimiter: None,
            encoding: self.cleaning.encoding(),
            force: false,
            members: Arc::default(),
        };
        let documents = Documents { paths: self.paths, format: None, settings, on_missing: self.cleaning.on_missing() };
        let mut all: BTreeMap<PhraseSource, Removed> = BTreeMap::new();
        let visit = documents.each(&cleaner, context.messages, |visited| {
            let source = &visited.source;
            let fault = |what: String| VisitError::Document(Problem::new(source.place(), what));
            let Some(labels) = &source.id else {
                return Err(fault(format!("no labels in the field `{}`", self.labels_field)));
            };
            let labels: Vec<char> = labels.chars().collect();
            let explanation = explainer.explain(&visited.document.decoded);
            if labels.len() != explanation.count {
                let (labels, lines) = (count(labels.len(), "label"), count(explanation.count, "line"));
                return Err(fault(format!("{labels} for {lines}")));
            }
            let site = source.site.clone().unwrap_or_else(|| source.path.clone());
            add(&mut all, &explanation, &labels, &site);
            Ok(())
        })?;
        let documents = visit.documents - visit.failed - visit.missing;
        let mut rows: Vec<(f64, PhraseSource, Removed)> =
            all.into_iter().map(|(source, removed)| (removed.expected_loss(documents), source, removed)).collect();
        rows.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
        print(&if self.json { crate::console::answer::json(&rows.iter().map(value).collect()) } else { table(&rows) })?;
        let total: f64 = rows.iter().map(|(loss, ..)| loss).sum();
        let removed: usize = rows.iter().map(|(.., removed)| removed.lines).sum();
        let wanted: usize = rows.iter().map(|(.., removed)| removed.wanted).sum();
        context.messages.note(format_args!(
            "{}, {} removed, {wanted} of them wanted; expected loss {total:.1} lines in 10,000 documents",
            count(documents, "document"),
            count(removed, "line"),
        ));
        visit.exit(false, Exit::Done)
    }
}

/// Adds the removed lines of a document.
fn add(all: &mut BTreeMap<PhraseSource, Removed>, explanation: &Explanation, labels: &[char], site: &str) {
    let mut sources: HashMap<usize, PhraseSource> = HashMap::new();
    for line in &explanation.lines {
        if let LineOutcome::Removed { rule, via: Via::Phrase(phrase) } = &line.outcome {
            sources.insert(line.number, (rule.id.to_string(), Some(phrase.clone())));
        }
    }
    let mut fired: BTreeSet<PhraseSource> = BTreeSet::new();
    for line in &explanation.lines {
        let LineOutcome::Removed { rule, via } = &line.outcome else { continue };
        // A line that goes along with another belongs to the phrase of that one.
        let origin = match via {
            Via::Phrase(_) => Some(line.number),
            Via::Along { from, .. } => *from,
            _ => None,
        };
        let source = origin.and_then(|number| sources.get(&number)).filter(|(id, _)| **id == *rule.id);
        let source = source.cloned().unwrap_or_else(|| (rule.id.to_string(), None));
        let is_first = fired.insert(source.clone());
        let removed = all.entry(source).or_default();
        removed.firings += usize::from(is_first || matches!(via, Via::Phrase(_)));
        removed.lines += 1;
        removed.sites.insert(site.to_owned());
        match labels.get(line.number - 1) {
            Some('b' | 'x' | 'd') => removed.good += 1,
            Some('c' | 's') => {
                removed.wanted += 1;
                removed.harmed_sites.insert(site.to_owned());
            }
            _ => {}
        }
    }
}

fn table(rows: &[(f64, PhraseSource, Removed)]) -> String {
    let mut text = String::new();
    if !rows.is_empty() {
        text.push_str("   loss  sites  harmed   good  wanted  lines each  rule and phrase\n");
    }
    for (loss, (rule, phrase), removed) in rows {
        let phrase = phrase.as_ref().map(|phrase| format!(" \"{}\"", Escaped::line(phrase))).unwrap_or_default();
        let _ = writeln!(
            text,
            "{loss:7.2}  {:5}  {:6}  {:5}  {:6}  {:10.1}  {rule}{phrase}",
            removed.sites.len(),
            removed.harmed_sites.len(),
            removed.good,
            removed.wanted,
            removed.lines_per_firing(),
        );
    }
    text
}

fn value((loss, (rule, phrase), removed): &(f64, PhraseSource, Removed)) -> Value {
    json!({
        "rule": rule,
        "phrase": phrase,
        "sites": removed.sites.len(),
        "harmed_sites": removed.harmed_sites.len(),
        "firings": removed.firings,
        "good": removed.good,
        "wanted": removed.wanted,
        "lines": removed.lines,
        "harmed_share": removed.harmed_share(),
        "expected_loss": loss,
    })
}
