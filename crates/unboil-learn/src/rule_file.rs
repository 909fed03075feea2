//! Writes the rules of a site.
//!
//! Input: the recurring lines and slots of a site. Output: its rules, and the entries of notes for them. A rule has the lines that appear on the same number of
//! pages, or a slot. Each phrase is tried with the engine before it is written: a phrase with placeholders that does not match all its
//! texts gives way to the texts, and a text that no rule can match is left out.
//!
//! "Share" and "Menu" on 14 of 15 pages → a rule `why = "appears on 14 of 15 pages"` with `line = ["Menu", "Share"]`

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use unboil::{Draft, RuleSet, Site};
use unboil_text::counted;
use unboil_text::fold::fold;
use unboil_text::trim::trimmed;
use xxhash_rust::xxh3::xxh3_64;

use crate::evidence::Evidence;
use crate::notes::Entry;
use crate::pack::Pack;
use crate::pages::{KeyNumber, Pages};
use crate::quoted::quoted;
use crate::recurring::{Recurring, Verdict};
use crate::similar::SimilarLines;
use crate::slots::Slot;
use crate::trial::Trial;

/// What was found on the pages of a site.
pub(crate) struct Found<'a, 's> {
    /// The host; empty for a corpus without sites.
    pub host: &'a str,
    pub seen: u64,
    /// How many pages were looked at; copies count once.
    pub count: usize,
    pub site: &'a Pages<'s>,
    pub lines: &'a [Option<Recurring<'s>>],
    pub slots: &'a [Slot<'s>],
    pub evidence: &'a Evidence,
    /// What is known already, if rules are added to a file.
    pub known: Option<&'a Known<'a>>,
}

/// What a rule file has already, and what it shall not have.
pub(crate) struct Known<'a> {
    pub pack: &'a Pack<'a>,
    /// The keys of lines that a person has deleted from it.
    pub rejected: BTreeSet<KeyNumber>,
    /// The keys of lines that it removes.
    pub removed: BTreeSet<KeyNumber>,
    /// Its rules.
    pub trial: &'a Trial,
}

/// Rules of a site.
pub(crate) struct SiteRules {
    /// As they are written to a file.
    pub text: String,
    /// What they have.
    pub entries: BTreeSet<Entry>,
}

impl<'a> Found<'a, '_> {
    fn pack(&self) -> Option<&'a Pack<'a>> {
        self.known.map(|known| known.pack)
    }
}

/// A phrase, and texts it removes.
#[derive(Debug, Clone)]
struct LearnedPhrase {
    phrase: String,
    texts: Vec<String>,
}

/// A rule that is being written.
struct LearnedRule<'s> {
    id: String,
    why: String,
    is_weak: bool,
    phrases: Vec<LearnedPhrase>,
    /// The phrases that end a slot, with an example of the slot.
    until: Vec<(LearnedPhrase, Vec<&'s str>)>,
}

/// The rules of a site that are not known; `None` if there is none.
pub(crate) fn site_rules(found: &Found<'_, '_>, standard: &RuleSet) -> Option<SiteRules> {
    let site = found.host.parse::<Site>().ok();
    let phrases = tried(found, drafts(found, standard), site.as_ref());
    let rules = rules(found, &phrases, site.as_ref());
    if rules.is_empty() {
        return None;
    }
    let mut text = String::new();
    let keeps = keeps(found, &rules, site.as_ref());
    for (rule, keep) in rules.iter().zip(&keeps) {
        text.push('\n');
        write_rule(&mut text, rule, keep, site.as_ref(), found.evidence);
    }
    let entries = rules.iter().flat_map(LearnedRule::entries).collect();
    Some(SiteRules { text, entries })
}

/// What stands above the rules in a rule file.
pub(crate) fn heading(found: &Found<'_, '_>) -> String {
    let name = if found.host.is_empty() { "the corpus" } else { found.host };
    let pages = counted(found.count, "page");
    let of = if found.seen > found.count as u64 { format!(", of {} in all", found.seen) } else { String::new() };
    let about = quoted(&format!("What {name} prints on its pages"));
    format!("# Written by `unboil learn` from {pages}{of}.\nabout = {about}\nlang = \"any\"\n")
}

impl LearnedRule<'_> {
    fn entries(&self) -> impl Iterator<Item = Entry> {
        let lines = self.phrases.iter().map(|phrase| Entry::Line(phrase.phrase.clone()));
        let slot =
            |(last, _): &(LearnedPhrase, Vec<&str>)| Entry::Slot(self.phrases[0].phrase.clone(), last.phrase.clone());
        lines.chain(self.until.iter().map(slot))
    }
}

/// The phrases for each line that a rule may remove.
fn drafts(found: &Found<'_, '_>, standard: &RuleSet) -> BTreeMap<KeyNumber, Vec<LearnedPhrase>> {
    let removed = found.lines.iter().zip(0..).filter_map(|(line, key)| Some((line.as_ref()?, key)));
    removed
        .filter(|(line, _)| matches!(line.verdict, Verdict::Strong | Verdict::Weak))
        .filter(|(line, _)| line.texts.iter().all(|text| text.len() <= found.evidence.bytes))
        .filter(|(_, key)| !found.known.is_some_and(|known| known.rejected.contains(key)))
        .map(|(line, key)| (key, phrases(line, standard)))
        .collect()
}

/// The phrase with placeholders if the texts differ, and then each text.
fn phrases(line: &Recurring<'_>, standard: &RuleSet) -> Vec<LearnedPhrase> {
    let core = |text: &str| text[trimmed(text).range()].to_owned();
    let literal = |text: &&str| LearnedPhrase {
        phrase: core(text).replace('{', "{{").replace('}', "}}"),
        texts: vec![(*text).to_owned()],
    };
    let mut different = BTreeSet::new();
    let literals: Vec<LearnedPhrase> =
        line.texts.iter().filter(|text| different.insert(fold(&core(text)))).map(literal).collect();
    let first = line.texts.first().expect("a line that recurs has a text");
    if literals.len() < 2 {
        return literals;
    }
    let texts = line.texts.iter().map(|text| (*text).to_owned()).collect();
    std::iter::once(LearnedPhrase { phrase: Draft::phrase_of(standard, first), texts }).chain(literals).collect()
}

/// The phrases that remove all their texts: the first one of a line if it does, else those of the others that do.
fn tried(
    found: &Found<'_, '_>,
    drafts: BTreeMap<KeyNumber, Vec<LearnedPhrase>>,
    site: Option<&Site>,
) -> BTreeMap<KeyNumber, Vec<LearnedPhrase>> {
    let flat: Vec<(KeyNumber, LearnedPhrase)> =
        drafts.into_iter().flat_map(|(key, phrases)| phrases.into_iter().map(move |phrase| (key, phrase))).collect();
    let mut works = vec![false; flat.len()];
    let compiled = |phrases: &[(KeyNumber, LearnedPhrase)]| {
        let phrases = phrases.iter().map(|(_, phrase)| phrase.clone()).collect();
        let rule =
            LearnedRule { id: "learn-tried".into(), why: "Tried.".into(), is_weak: false, phrases, until: Vec::new() };
        let mut file = heading(found);
        write_rule(&mut file, &rule, "None.", site, found.evidence);
        Trial::new(&file, &[full_id(&rule.id)], site, found.pack())
    };
    let removes = |trial: &Trial, phrase: &LearnedPhrase| phrase.texts.iter().all(|text| trial.removes(text));
    // A phrase must match by itself: a literal of the same line could hide that one with placeholders does not.
    let mut at_once: BTreeMap<bool, Vec<usize>> = BTreeMap::new();
    for (at, (_, phrase)) in flat.iter().enumerate() {
        at_once.entry(phrase.texts.len() > 1).or_default().push(at);
    }
    for together in at_once.values() {
        let part: Vec<_> = together.iter().map(|&at| flat[at].clone()).collect();
        if let Some(trial) = compiled(&part) {
            together.iter().for_each(|&at| works[at] = removes(&trial, &flat[at].1));
            continue;
        }
        // One of them cannot be compiled.
        for &at in together {
            works[at] = compiled(&flat[at..=at]).is_some_and(|trial| removes(&trial, &flat[at].1));
        }
    }
    let mut kept: BTreeMap<KeyNumber, Vec<LearnedPhrase>> = BTreeMap::new();
    for ((key, phrase), works) in flat.into_iter().zip(works) {
        let of_key = kept.entry(key).or_default();
        let is_covered = of_key.first().is_some_and(|first| first.texts.len() > 1);
        if works && !is_covered {
            of_key.push(phrase);
        }
    }
    kept.retain(|_, phrases| !phrases.is_empty());
    kept
}

/// The rules, those of the lines on most pages first.
fn rules<'s>(
    found: &Found<'_, 's>,
    phrases: &BTreeMap<KeyNumber, Vec<LearnedPhrase>>,
    site: Option<&Site>,
) -> Vec<LearnedRule<'s>> {
    let (slug, count) = (slug(found.host), counted(found.count, "page"));
    let mut below: BTreeMap<KeyNumber, LearnedRule<'s>> = BTreeMap::new();
    for slot in found.slots {
        let (Some(first), Some(last)) = (phrases.get(&slot.first), phrases.get(&slot.last)) else { continue };
        // A line of placeholders alone is any date or any number.
        if !has_fixed_word(&first[0].phrase) || !has_fixed_word(&last[0].phrase) {
            continue;
        }
        if found.known.is_some_and(|known| known.has_slot(slot, &first[0].phrase, &last[0].phrase)) {
            continue;
        }
        let key = &found.site.keys[slot.first as usize];
        let rule = below.entry(slot.first).or_insert_with(|| LearnedRule {
            id: unused(found, format!("{slug}-below-{:016x}", xxh3_64(key.as_bytes()))),
            why: String::new(),
            is_weak: false,
            phrases: first.clone(),
            until: Vec::new(),
        });
        rule.until.push((last[0].clone(), slot.example.clone()));
    }
    for (key, rule) in &mut below {
        let pages = found.lines[*key as usize].as_ref().map_or(0, |line| line.pages);
        rule.why = format!("appears on {pages} of {count}, above lines that vary");
    }
    let compiled = |rules: &[&LearnedRule<'s>]| {
        let mut file = heading(found);
        rules.iter().for_each(|rule| write_rule(&mut file, rule, "None.", site, found.evidence));
        let ids: Vec<String> = rules.iter().map(|rule| full_id(&rule.id)).collect();
        Trial::new(&file, &ids, site, found.pack())
    };
    let all = compiled(&below.values().collect::<Vec<_>>());
    below.retain(|_, rule| {
        let alone = if all.is_none() { compiled(&[rule]) } else { None };
        all.as_ref().or(alone.as_ref()).is_some_and(|trial| {
            rule.until.retain(|(_, example)| trial.removes(&example.join("\n")));
            !rule.until.is_empty()
        })
    });
    let mut by_pages: BTreeMap<(bool, std::cmp::Reverse<usize>), LearnedRule<'s>> = BTreeMap::new();
    let is_new = |key: &KeyNumber| !found.known.is_some_and(|known| known.removed.contains(key));
    for (&key, phrases) in phrases.iter().filter(|(key, _)| is_new(key) && !below.contains_key(key)) {
        let Some(line) = &found.lines[key as usize] else { continue };
        // A phrase of placeholders alone is any date or any number.
        let is_weak = line.verdict == Verdict::Weak || !phrases.iter().all(|phrase| has_fixed_word(&phrase.phrase));
        let rule = by_pages.entry((is_weak, std::cmp::Reverse(line.pages))).or_insert_with(|| LearnedRule {
            id: unused(
                found,
                format!("{slug}-on-{}-of-{}{}", line.pages, found.count, if is_weak { "-weak" } else { "" }),
            ),
            why: format!("appears on {} of {count}", line.pages),
            is_weak,
            phrases: Vec::new(),
            until: Vec::new(),
        });
        rule.phrases.extend(phrases.iter().cloned());
    }
    let mut rules: Vec<LearnedRule<'s>> = by_pages.into_values().collect();
    let mut below: Vec<LearnedRule<'s>> = below.into_values().collect();
    below.sort_by(|a, b| a.id.cmp(&b.id));
    rules.extend(below);
    for rule in &mut rules {
        rule.phrases.sort_by(|a, b| a.phrase.cmp(&b.phrase));
        rule.phrases.dedup_by(|a, b| a.phrase == b.phrase);
        rule.until.sort_by(|a, b| a.0.phrase.cmp(&b.0.phrase).then_with(|| a.1.cmp(&b.1)));
        rule.until.dedup_by(|a, b| a.0.phrase == b.0.phrase);
    }
    rules
}

/// For each rule a line that stays: the most similar one on the pages, or a phrase in quotation marks, which is what somebody said.
fn keeps(found: &Found<'_, '_>, rules: &[LearnedRule<'_>], site: Option<&Site>) -> Vec<String> {
    let mut file = heading(found);
    rules.iter().for_each(|rule| write_rule(&mut file, rule, "None.", site, found.evidence));
    let trial = Trial::with_standard(&file, site, found.pack()).expect("each phrase was compiled before");
    let similar = SimilarLines::new(found.site, found.lines);
    let finding =
        rules.iter().filter(|rule| !rule.is_weak).flat_map(|rule| &rule.phrases).flat_map(|p| &p.texts).next();
    let finding = finding.map_or("", String::as_str);
    let keep = |rule: &LearnedRule<'_>| {
        let near = similar.near(rule.phrases.iter().map(|phrase| phrase.phrase.as_str()));
        let said = rule.phrases.iter().map(|phrase| format!("“{}”, she said.", phrase.texts[0]));
        let kept = near.into_iter().map(str::to_owned).chain(said).find(|line| trial.keeps(finding, line));
        kept.unwrap_or_else(|| "No line of this site is similar.".to_owned())
    };
    rules.iter().map(keep).collect()
}

/// Whether a phrase has letters outside its placeholders.
fn has_fixed_word(phrase: &str) -> bool {
    let phrase = phrase.replace("{{", "");
    let mut parts = phrase.split('{');
    let before = parts.next().unwrap_or_default();
    let behind = parts.filter_map(|part| part.split_once('}')).map(|(_, behind)| behind);
    std::iter::once(before).chain(behind).any(|fixed| fixed.contains(char::is_alphabetic))
}

fn write_rule(file: &mut String, rule: &LearnedRule<'_>, keep: &str, site: Option<&Site>, evidence: &Evidence) {
    let mut line = |key: &str, value: &str| {
        let _ = writeln!(file, "{key} = {value}");
    };
    line("[[rule]]\nid", &quoted(&rule.id));
    line("category", "\"navigation\"");
    line("why", &quoted(&rule.why));
    if let Some(site) = site {
        line("site", &quoted(site.host()));
    }
    line("line", &list(rule.phrases.iter().map(|phrase| phrase.phrase.as_str())));
    if rule.is_weak {
        line("strength", "\"weak\"");
    }
    if !rule.until.is_empty() {
        line("remove", "\"run\"");
        line("max_lines", &(evidence.slot_lines + 1).to_string());
        line("until", &list(rule.until.iter().map(|(phrase, _)| phrase.phrase.as_str())));
    }
    let slots = rule.until.iter().map(|(_, example)| example.join("\n"));
    let texts = rule.phrases.iter().map(|phrase| phrase.texts[0].clone());
    let removes: BTreeSet<String> = slots.chain(texts).collect();
    line("removes", &list(removes.iter().map(String::as_str)));
    line("keeps", &list([keep]));
}

fn list<'t>(texts: impl IntoIterator<Item = &'t str>) -> String {
    let quoted: Vec<String> = texts.into_iter().map(quoted).collect();
    match quoted.as_slice() {
        [one] => format!("[{one}]"),
        _ => format!("[\n    {},\n]", quoted.join(",\n    ")),
    }
}

/// What recurs and is kept, with the reason, those on most pages first.
pub(crate) fn kept(found: &Found<'_, '_>) -> Vec<String> {
    let kept = |line: &Recurring<'_>| {
        let why = match line.verdict {
            Verdict::AboveProse => "above prose that varies",
            Verdict::Alone => "alone between prose and lines that vary",
            Verdict::Strong | Verdict::Weak => return None,
        };
        let text = line.texts.first().filter(|text| text.len() <= found.evidence.bytes)?;
        let note = format!("on {} of {}, always {why}: {}", line.pages, counted(found.count, "page"), quoted(text));
        Some((std::cmp::Reverse(line.pages), note))
    };
    let kept: BTreeSet<_> = found.lines.iter().flatten().filter_map(kept).collect();
    kept.into_iter().map(|(_, note)| note).collect()
}

impl Known<'_> {
    /// Whether the file removes a slot, or a person has deleted it there.
    fn has_slot(&self, slot: &Slot<'_>, first: &str, last: &str) -> bool {
        let entry = Entry::Slot(first.to_owned(), last.to_owned());
        self.pack.cut.notes.rejected.contains(&entry)
            || self.pack.has(&entry)
            || self.trial.removes(&slot.example.join("\n"))
    }
}

/// The id of a rule in a file for any language.
pub(crate) fn full_id(id: &str) -> String {
    format!("any/{id}")
}

/// An id that the file does not have yet.
fn unused(found: &Found<'_, '_>, id: String) -> String {
    found.pack().map_or_else(|| id.clone(), |pack| pack.unused(&id))
}

/// The host as part of an id. Hosts that could give the same part get a hash.
fn slug(host: &str) -> String {
    if host.is_empty() {
        return "corpus".to_owned();
    }
    let slug: String =
        host.chars().map(|c| if c.is_ascii_lowercase() || c.is_ascii_digit() { c } else { '-' }).collect();
    let slug = slug.trim_matches('-');
    let is_plain = slug.len() == host.len() && host.bytes().all(|b| b == b'.' || b.is_ascii_alphanumeric());
    if is_plain && slug != "corpus" {
        slug.to_owned()
    } else {
        format!("{slug}-{:08x}", xxh3_64(host.as_bytes()) as u32).trim_start_matches('-').to_owned()
    }
}
