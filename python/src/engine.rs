//! Cleaners, as `unboil.Cleaner` calls them.
//!
//! Input: options and rules as Python has them. Output: clean texts, and tuples from which `unboil/_results.py` makes results. Spans in
//! bytes become offsets in characters here.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::num::NonZero;
use std::path::PathBuf;
use std::sync::Arc;

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyList, PyString};
use unboil::{
    BadBytes, Category, Cleaned, Cleaner, Decoded, Edit, Encoding, EncodingDecision, Explainer, LineOutcome, Options,
    RuleName, RuleSet, Site, Status, Via,
};

use crate::column::{ArrowColumn, ArrowTexts, ListColumn};
use crate::errors::{decode_error, rule_error};
use crate::rows::{CleanRows, Sites, Work, clean_rows};

/// Name, evidence, confidence, runner-up, bad sequences, length of the byte order mark.
pub(crate) type EncodingFields = (&'static str, &'static str, u8, Option<&'static str>, usize, usize);
/// Start, end, rule, category, the text that was there, the text that is there instead.
type EditFields = (usize, usize, String, Option<&'static str>, String, String);
/// How many stretches were removed, by category.
type Removals = Vec<(&'static str, usize)>;
/// Id and category of a rule.
type RuleFields = (String, &'static str);
/// Number, text, outcome, rules, how the rule came to it, the line that it came from, text that is left, prose, rules that came near.
type LineFields = (
    usize,
    String,
    &'static str,
    Vec<RuleFields>,
    Option<String>,
    Option<usize>,
    Option<String>,
    bool,
    Vec<NearFields>,
);
/// Id and category of a rule, its phrase, why it did not remove the line.
type NearFields = (String, &'static str, String, Option<String>);

/// Compiled rules and options.
#[pyclass(frozen, module = "unboil._core")]
pub(crate) struct Engine {
    /// Records edits.
    recording: Cleaner,
    /// Does not, which is faster.
    fast: Cleaner,
}

/// A rule source: a path, or the name and the text of a rule file.
#[derive(FromPyObject)]
pub(crate) enum RuleSource {
    Text(String, String),
    Path(PathBuf),
}

/// The arguments of `unboil.Cleaner`, from a dictionary.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
struct Settings {
    level: String,
    keep: Vec<String>,
    drop: Vec<String>,
    select: Option<Vec<String>>,
    ignore: Vec<String>,
    rules: Vec<RuleSource>,
    default_rules: bool,
    budget: f64,
    encoding: Option<String>,
    bad_bytes: String,
    force: bool,
    repair: bool,
    keep_indent: bool,
    only_rules: bool,
    markdown: bool,
}

#[pymethods]
impl Engine {
    #[new]
    fn new(py: Python<'_>, settings: &Bound<'_, PyDict>) -> PyResult<Self> {
        let settings: Settings = settings.extract()?;
        py.detach(|| settings.engine())
    }

    /// Cleans a document and records what is changed.
    #[expect(clippy::type_complexity, reason = "a tuple with names of its own in Python")]
    fn clean<'py>(
        &self,
        py: Python<'py>,
        text: &Bound<'py, PyAny>,
        site: Option<&str>,
    ) -> PyResult<(String, &'static str, Option<String>, EncodingFields, Vec<EditFields>)> {
        let cleaner = &self.at(site)?.recording;
        let fields = |decoded: &Decoded<'_>, cleaned: &Cleaned<'_>| {
            let edits = edit_fields(&decoded.text, &cleaned.edits);
            (cleaned.text.to_string(), status(cleaned.status), encoding_fields(&cleaned.encoding), edits)
        };
        if let Ok(text) = text.cast::<PyString>() {
            let text = text.to_cow()?;
            return Ok(py.detach(|| {
                let decoded = Decoded::from(&*text);
                let (text, status, encoding, edits) = fields(&decoded, &cleaner.clean_record(&decoded));
                (text, status, None, encoding, edits)
            }));
        }
        let bytes: Cow<'_, [u8]> = match text.cast::<PyBytes>() {
            Ok(bytes) => Cow::Borrowed(bytes.as_bytes()),
            Err(_) => Cow::Owned(text.extract::<Vec<u8>>()?),
        };
        let cleaned = py.detach(|| {
            let decoded = cleaner.decode(&bytes)?;
            let (text, status, encoding, edits) = fields(&decoded, &cleaner.clean_record(&decoded));
            Ok((text, status, Some(decoded.text.into_owned()), encoding, edits))
        });
        cleaned.map_err(|error| decode_error(py, &error))
    }

    /// Cleans the texts of a list. Returns a new one, in which unchanged texts are the same objects, and the number of stretches removed
    /// by category.
    fn clean_list<'py>(
        &self,
        py: Python<'py>,
        texts: &Bound<'py, PyList>,
        sites: Option<&Bound<'py, PyAny>>,
        threads: Option<NonZero<usize>>,
        progress: Option<Py<PyAny>>,
    ) -> PyResult<(Bound<'py, PyList>, Removals, usize)> {
        let column = ListColumn::new(texts)?;
        let rows = column.texts();
        let clean = self.rows(py, &rows, sites, Work { threads, progress })?;
        let mut items = Vec::with_capacity(rows.len());
        for ((clean, row), item) in clean.texts.iter().zip(&rows).zip(texts.iter()) {
            items.push(match clean {
                Some(clean) if Some(&**clean) != *row => PyString::new(py, clean).into_any(),
                _ => item,
            });
        }
        Ok((PyList::new(py, items)?, removals(&clean.removals), clean.over_budget))
    }

    /// Cleans an Arrow column.
    fn clean_arrow(
        &self,
        py: Python<'_>,
        column: &Bound<'_, PyAny>,
        sites: Option<&Bound<'_, PyAny>>,
        threads: Option<NonZero<usize>>,
        progress: Option<Py<PyAny>>,
    ) -> PyResult<(ArrowColumn, Removals, usize)> {
        let column = ArrowColumn::import(column)?;
        let texts = column.texts()?;
        let rows = texts.texts(py)?;
        let clean = self.rows(py, &rows, sites, Work { threads, progress })?;
        let new = py.detach(|| column.with_texts(&clean.texts))?;
        Ok((new, removals(&clean.removals), clean.over_budget))
    }

    /// Explains a text line by line.
    fn explain(&self, py: Python<'_>, text: &str, site: Option<&str>) -> PyResult<(&'static str, Vec<LineFields>)> {
        let cleaner = &self.at(site)?.recording;
        let explanation = py.detach(|| Explainer::new(cleaner).explain(text));
        Ok((status(explanation.status), explanation.lines.into_iter().map(line_fields).collect()))
    }

    /// The name and the text of each rule file besides the standard packs.
    fn sources(&self) -> Vec<(String, String)> {
        let own = self.fast.rules().files().filter(|file| !file.is_standard);
        own.map(|file| (file.name.clone(), file.text().to_owned())).collect()
    }

    /// The removals in a document as attributes of Dolma: a row for the document with this id, which is JSON.
    fn dolma_attributes(&self, py: Python<'_>, id: &str, text: &str) -> String {
        py.detach(|| unboil::report::attributes(id, text, &self.recording.clean_record(&text.into())))
    }
}

impl Engine {
    /// The same for the documents of a site.
    fn at(&self, site: Option<&str>) -> PyResult<Self> {
        let site = site.map(parsed).transpose()?;
        let there = |cleaner: &Cleaner| site.as_ref().map_or_else(|| cleaner.clone(), |site| cleaner.for_site(site));
        Ok(Self { recording: there(&self.recording), fast: there(&self.fast) })
    }

    fn rows<'t>(
        &self,
        py: Python<'_>,
        texts: &[Option<&'t str>],
        sites: Option<&Bound<'_, PyAny>>,
        work: Work,
    ) -> PyResult<CleanRows<'t>> {
        with_sites(py, sites, texts.len(), |sites| clean_rows(py, &self.fast, texts, sites, &work))
    }
}

/// Calls `use_them` with the sites that `object` names: an address for all rows, a list, or an Arrow column.
pub(crate) fn with_sites<T>(
    py: Python<'_>,
    object: Option<&Bound<'_, PyAny>>,
    rows: usize,
    use_them: impl FnOnce(&Sites<'_>) -> PyResult<T>,
) -> PyResult<T> {
    let (list, arrow): (ListColumn, ArrowTexts);
    let each = match object {
        None => return use_them(&Sites::All(None)),
        Some(object) if object.is_instance_of::<PyString>() => {
            return use_them(&Sites::All(Some(parsed(&object.extract::<String>()?)?)));
        }
        Some(object) => match object.cast::<PyList>() {
            Ok(items) => {
                list = ListColumn::new(items)?;
                list.texts()
            }
            Err(_) => {
                arrow = ArrowColumn::import(object)?.texts()?;
                arrow.texts(py)?
            }
        },
    };
    if each.len() != rows {
        return Err(PyValueError::new_err(format!("there are {rows} texts and {} sites", each.len())));
    }
    use_them(&Sites::Each(each))
}

fn parsed(site: &str) -> PyResult<Site> {
    site.parse().map_err(|error: unboil::NoHost| PyValueError::new_err(error.to_string()))
}

impl Settings {
    fn engine(self) -> PyResult<Engine> {
        let invalid = |error: &dyn std::fmt::Display| PyValueError::new_err(error.to_string());
        let categories = |names: &[String]| -> PyResult<Vec<Category>> {
            names.iter().map(|name| name.parse().map_err(|error| invalid(&error as &dyn std::fmt::Display))).collect()
        };
        let base = if self.default_rules { unboil::standard_rules() } else { unboil::standard_placeholders() };
        let mut builder = RuleSet::builder().base(base);
        for source in &self.rules {
            builder = match source {
                RuleSource::Path(path) => builder.dir(path),
                RuleSource::Text(name, text) => builder.source(name, text),
            };
        }
        let failed = |error: unboil::Error| Python::attach(|py| rule_error(py, &error));
        let rules = builder.build().map_err(|error| failed(error.into()))?;
        let selection =
            |names: &[String]| rules.selection(names.iter().map(String::as_str)).map_err(|error| failed(error.into()));
        let encoding = match &self.encoding {
            Some(label) => {
                let unknown =
                    || PyValueError::new_err(format!("unknown encoding `{label}`; `unboil encodings list` lists all"));
                Some(Encoding::for_label(label).ok_or_else(unknown)?)
            }
            None => None,
        };
        let bad_bytes = match &*self.bad_bytes {
            "replace" => BadBytes::Replace,
            "fail" => BadBytes::Fail,
            other => return Err(PyValueError::new_err(format!("bad_bytes is `replace` or `fail`, not `{other}`"))),
        };
        if !(0.0..=1.0).contains(&self.budget) {
            return Err(PyValueError::new_err(format!("budget is a share from 0 to 1, not {}", self.budget)));
        }
        let options = Options::default()
            .level(self.level.parse().map_err(|error| invalid(&error as &dyn std::fmt::Display))?)
            .keep(categories(&self.keep)?)
            .only(categories(&self.drop)?)
            .select(self.select.as_deref().map(selection).transpose()?)
            .ignore(selection(&self.ignore)?)
            .budget(self.budget)
            .encoding(encoding)
            .bad_bytes(bad_bytes)
            .force(self.force)
            .repair(self.repair)
            .keep_indent(self.keep_indent)
            .only_rules(self.only_rules)
            .markdown(self.markdown);
        let rules = Arc::new(rules);
        let fast = Cleaner::new(Arc::clone(&rules), options.clone().record_edits(false));
        Ok(Engine { recording: Cleaner::new(rules, options), fast })
    }
}

fn removals(counts: &BTreeMap<Category, usize>) -> Removals {
    counts.iter().map(|(category, count)| (category.name(), *count)).collect()
}

fn status(status: Status) -> &'static str {
    match status {
        Status::Unchanged => "unchanged",
        Status::Cleaned => "cleaned",
        Status::OverBudget => "over-budget",
        _ => "unsettled",
    }
}

pub(crate) fn encoding_fields(decision: &EncodingDecision) -> EncodingFields {
    let EncodingDecision { encoding, evidence, confidence, runner_up, bad_sequences, bom, .. } = decision;
    (encoding, evidence.name(), *confidence, *runner_up, *bad_sequences, *bom)
}

/// Edits with their places in characters.
fn edit_fields(decoded: &str, edits: &[Edit]) -> Vec<EditFields> {
    let (mut at, mut characters) = (0, 0);
    let mut count = |to: usize| {
        characters += decoded[at..to].chars().count();
        at = to;
        characters
    };
    let fields = |edit: &Edit| {
        let (start, end) = (count(edit.span.start), count(edit.span.end));
        let category = edit.cause.category().map(Category::name);
        let removed = decoded[edit.span.range()].to_owned();
        (start, end, edit.cause.id().to_owned(), category, removed, edit.content.clone())
    };
    edits.iter().map(fields).collect()
}

fn rule_fields(rule: &RuleName) -> RuleFields {
    (rule.id.to_string(), rule.category.name())
}

fn line_fields(line: unboil::ExplainedLine) -> LineFields {
    let (outcome, rules, via, from, left) = match line.outcome {
        LineOutcome::Removed { rule, via } => {
            let (via, from) = match via {
                Via::Phrase(phrase) => (Some(phrase), None),
                Via::Detector(reason) => (Some(reason.to_owned()), None),
                Via::Along { remove, from } => (Some(remove.to_owned()), from),
                _ => (None, None),
            };
            ("removed", vec![rule_fields(&rule)], via, from, None)
        }
        LineOutcome::Cut { left, rules } => ("cut", rules.iter().map(rule_fields).collect(), None, None, Some(left)),
        LineOutcome::Bound { rule } => ("bound", vec![rule_fields(&rule)], None, None, None),
        LineOutcome::Spared { rule } => ("spared", vec![rule_fields(&rule)], None, None, None),
        _ => ("kept", Vec::new(), None, None, None),
    };
    let near = line.near_rules.iter().map(|near| {
        let (id, category) = rule_fields(&near.rule);
        (id, category, near.phrase.clone(), near.miss.as_ref().map(ToString::to_string))
    });
    (line.number, line.text, outcome, rules, via, from, left, line.is_prose, near.collect())
}
