//! Brings the rule file of a site up to date.
//!
//! Input: the pages of a site, and its rule file as people have left it. Output: the same file with rules for what is new, and with notes
//! on what has vanished and on what a person has deleted. Nothing else in the file is touched: new rules stand below the others, and
//! only notes are replaced.
//!
//! A line in the notes but in no rule was deleted. A line in a rule that is on none of the pages has vanished; it was last seen on
//! the day of the last update.

use std::collections::{BTreeMap, BTreeSet};

use unboil::{RuleError, RuleSet, Site, standard_rules};

use crate::notes::{Entry, Notes, UnreadableNote};
use crate::pack::Pack;
use crate::pages::{KeyNumber, Pages, key};
use crate::quoted::quoted;
use crate::recurring::Recurring;
use crate::rule_file::{Found, Known, SiteRules, full_id, kept, site_rules};
use crate::trial::Trial;

/// A rule file that was brought up to date.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Updated {
    /// Its text. It compiles.
    pub text: String,
    /// How many lines and slots were added.
    pub added: usize,
    /// How many lines and slots are on none of the pages and were on some before.
    pub vanished: usize,
    /// How many lines and slots were found deleted.
    pub rejected: usize,
}

/// Why a rule file was not brought up to date.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum UpdateError {
    /// It does not compile.
    #[error(transparent)]
    Rules(#[from] RuleError),
    /// A line among its notes is none that this crate writes.
    #[error("line {line} is among the notes of `unboil learn` and is none of them")]
    Note {
        /// Its number in the file, from 1.
        line: usize,
    },
}

impl From<UnreadableNote> for UpdateError {
    fn from(note: UnreadableNote) -> Self {
        Self::Note { line: note.line }
    }
}

/// Adds what was found on the pages of a site to its rule file. `name` is the name of the file in errors, `day` the day of the pages.
///
/// # Errors
/// The file does not compile, or its notes cannot be read.
pub(crate) fn updated(found: &Found<'_, '_>, name: &str, text: &str, day: &str) -> Result<Updated, UpdateError> {
    let standard = standard_rules();
    RuleSet::builder().base(standard_rules()).source(name, text).build()?;
    let mut pack = Pack::read(name, text)?;
    let mut notes = std::mem::take(&mut pack.cut.notes);
    let rejected = reject_deleted(&mut notes, &pack);
    let site = found.host.parse::<Site>().ok();
    let vanished = note_vanished(&mut notes, &pack, found.site, site.as_ref(), day);
    notes.updated = Some(day.to_owned());
    notes.kept = kept(found);
    pack.cut.notes = notes;
    let added = additions(found, &pack, site.as_ref(), &standard);
    let (rules, entries) = added.map_or_else(Default::default, |added| (added.text, added.entries));
    let Pack { cut, .. } = pack;
    let mut notes = cut.notes;
    let count = entries.iter().filter(|entry| !notes.written.contains(*entry)).count();
    notes.written.extend(entries);
    let text = with_blank_line(with_blank_line(cut.before.to_owned(), &rules), &notes.text()) + cut.after;
    RuleSet::builder().base(standard_rules()).source(name, text.as_str()).build()?;
    Ok(Updated { text, added: count, vanished, rejected })
}

/// `text` and below it `more`, with a blank line in between.
fn with_blank_line(mut text: String, more: &str) -> String {
    if more.is_empty() {
        return text;
    }
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    if text.lines().next_back().is_some_and(|last| !last.trim().is_empty()) {
        text.push('\n');
    }
    text + more.trim_start_matches('\n')
}

/// Moves what was deleted to what is rejected, and back what was put there again. How many were found deleted.
fn reject_deleted(notes: &mut Notes, pack: &Pack<'_>) -> usize {
    let is_there = |entry: &Entry| pack.has(entry);
    let known = notes.written.iter().chain(notes.vanished.keys()).cloned();
    let deleted: BTreeSet<Entry> = known.filter(|entry| !is_there(entry)).collect();
    notes.written.retain(is_there);
    notes.vanished.retain(|entry, _| is_there(entry));
    let (back, rejected) = std::mem::take(&mut notes.rejected).into_iter().partition::<BTreeSet<_>, _>(is_there);
    notes.written.extend(back);
    let count = deleted.len();
    notes.rejected = rejected;
    notes.rejected.extend(deleted);
    count
}

/// Notes which entries are on no page. How many were there before.
fn note_vanished(notes: &mut Notes, pack: &Pack<'_>, pages: &Pages<'_>, site: Option<&Site>, day: &str) -> usize {
    let known: BTreeSet<Entry> = notes.written.iter().chain(notes.vanished.keys()).cloned().collect();
    let phrases = known.iter().flat_map(|entry| match entry {
        Entry::Line(phrase) => vec![phrase.as_str()],
        Entry::Slot(first, last) => vec![first.as_str(), last.as_str()],
    });
    let seen = on_pages(phrases.collect(), pages, pack, site);
    let is_seen = |entry: &Entry| match entry {
        Entry::Line(phrase) => seen.contains(phrase.as_str()),
        Entry::Slot(first, last) => seen.contains(first.as_str()) && seen.contains(last.as_str()),
    };
    let last_seen = notes.updated.clone().unwrap_or_else(|| format!("before {day}"));
    let mut vanished = 0;
    let (mut written, mut gone) = (BTreeSet::new(), BTreeMap::new());
    for entry in known.iter().cloned() {
        if is_seen(&entry) {
            written.insert(entry);
        } else {
            let since = notes.vanished.get(&entry).cloned();
            vanished += usize::from(since.is_none());
            gone.insert(entry, since.unwrap_or_else(|| last_seen.clone()));
        }
    }
    (notes.written, notes.vanished) = (written, gone);
    vanished
}

/// The phrases that match a line of the pages.
fn on_pages<'p>(
    phrases: BTreeSet<&'p str>,
    pages: &Pages<'_>,
    pack: &Pack<'_>,
    site: Option<&Site>,
) -> BTreeSet<&'p str> {
    let lines: BTreeSet<&str> = pages.pages.iter().flatten().map(|line| line.text).collect();
    let (mut open, mut seen): (Vec<&str>, BTreeSet<&str>) = (phrases.into_iter().collect(), BTreeSet::new());
    // Of several phrases that match a line, one is credited; the others are tried again without it.
    while !open.is_empty() {
        let rules: Vec<(String, BTreeSet<&str>)> =
            open.iter().enumerate().map(|(at, phrase)| (format!("learn-seen-{at}"), [*phrase].into())).collect();
        // A phrase that does not compile any more is not known to have vanished.
        let Some(trial) = trial(&rules, pack, site, false) else { return seen.into_iter().chain(open).collect() };
        let acted: BTreeSet<String> = lines.iter().flat_map(|line| trial.rules_on(line)).collect();
        let (found, left) = open.iter().zip(&rules).partition::<Vec<_>, _>(|(_, (id, _))| acted.contains(&full_id(id)));
        if found.is_empty() {
            return seen;
        }
        seen.extend(found.into_iter().map(|(phrase, _)| *phrase));
        open = left.into_iter().map(|(phrase, _)| *phrase).collect();
    }
    seen
}

/// Strong rules, each with these phrases for whole lines, beside a file, whose own rules are tried too if `with_pack`.
fn trial(rules: &[(String, BTreeSet<&str>)], pack: &Pack<'_>, site: Option<&Site>, with_pack: bool) -> Option<Trial> {
    let site_line = site.map_or_else(String::new, |site| format!("site = {}\n", quoted(site.host())));
    let mut file = "about = \"tried\"\nlang = \"any\"\n".to_owned();
    for (id, phrases) in rules.iter().filter(|(_, phrases)| !phrases.is_empty()) {
        let phrases: Vec<String> = phrases.iter().map(|phrase| quoted(phrase)).collect();
        file += &format!(
            "[[rule]]\nid = {}\ncategory = \"navigation\"\nwhy = \"Tried.\"\n{site_line}line = [{}]\nremoves = [\"x\"]\nkeeps = [\"y\"]\n",
            quoted(id),
            phrases.join(", "),
        );
    }
    let own = rules.iter().filter(|(_, phrases)| !phrases.is_empty()).map(|(id, _)| full_id(id));
    let of_pack = if with_pack { pack.ids() } else { Vec::new() };
    let ids: Vec<String> = own.chain(of_pack).collect();
    Trial::new(&file, &ids, site, Some(pack))
}

/// The rules for what is neither removed nor rejected.
fn additions(found: &Found<'_, '_>, pack: &Pack<'_>, site: Option<&Site>, standard: &RuleSet) -> Option<SiteRules> {
    // Weak rules and rules with conditions count as well: whoever made them so meant their lines.
    let removing = trial(&[("learn-removing".to_owned(), pack.lines())], pack, site, true)?;
    let lines = || found.lines.iter().zip(0..).filter_map(|(line, key)| Some((line.as_ref()?, key)));
    let all_are = |line: &Recurring<'_>, trial: &Trial| line.texts.iter().all(|text| trial.removes(text));
    let removed = lines().filter(|(line, _)| all_are(line, &removing)).map(|(_, key)| key).collect();
    let rejected = rejected_keys(found, pack, site);
    let known = Known { pack, rejected, removed, trial: &removing };
    site_rules(&Found { known: Some(&known), ..*found }, standard)
}

/// The keys of lines that a person has deleted from the file.
fn rejected_keys(found: &Found<'_, '_>, pack: &Pack<'_>, site: Option<&Site>) -> BTreeSet<KeyNumber> {
    let phrases: BTreeSet<&str> = pack
        .cut
        .notes
        .rejected
        .iter()
        .filter_map(|entry| match entry {
            Entry::Line(phrase) => Some(phrase.as_str()),
            Entry::Slot(..) => None,
        })
        .collect();
    // The phrase of the same line is another one if its numbers are others.
    let keys: BTreeSet<String> =
        phrases.iter().filter_map(|phrase| key(&phrase.replace("{{", "{").replace("}}", "}"))).collect();
    let rejecting = trial(&[("learn-rejecting".to_owned(), phrases)], pack, site, false);
    let is_rejected = |line: &Recurring<'_>, key: KeyNumber| {
        keys.contains(&*found.site.keys[key as usize])
            || rejecting.as_ref().is_some_and(|trial| line.texts.iter().any(|text| trial.removes(text)))
    };
    let lines = found.lines.iter().zip(0..).filter_map(|(line, key)| Some((line.as_ref()?, key)));
    lines.filter(|&(line, key)| is_rejected(line, key)).map(|(_, key)| key).collect()
}
