//! From the pages of a site to its rule file: what recurs, made into rules, or added to rules that are there.

use std::collections::BTreeSet;

use crate::copies;
use crate::evidence::Evidence;
use crate::notes::Notes;
use crate::pages::Pages;
use crate::recurring::recurring;
use crate::rule_file::{Found, heading, kept, site_rules};
use crate::sample::Sample;
use crate::slots::slots;
use crate::update::{UpdateError, Updated, updated};

/// The rules of a site.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Learned {
    /// The name of the rule file.
    pub file: String,
    /// Its text. It compiles, alone and beside the standard packs.
    pub text: String,
    /// How many pages were looked at; copies of an article count once.
    pub pages: usize,
    /// How many lines and slots its rules have.
    pub entries: usize,
}

/// Learns the rules of a site; `None` if nothing recurs, as on a site with one page. An empty host is a corpus without sites, whose rules
/// act on all documents.
#[must_use]
pub fn learn(host: &str, sample: &Sample) -> Option<Learned> {
    learn_with(host, sample, &Evidence::default())
}

/// As [`learn`], with other demands on the evidence.
#[must_use]
pub fn learn_with(host: &str, sample: &Sample, evidence: &Evidence) -> Option<Learned> {
    with_found(host, sample, evidence, |found| first_file(found, None))?
}

/// Brings the rule file of a site up to date: adds rules for what recurs and is neither removed by the file nor was deleted from it,
/// and notes what has vanished. What people have written in it stays as it is. `file` is its name in errors and its text; without
/// it, a file is made as by [`learn`]. `day` is the day of the pages, as it will be written.
///
/// `None` if there are less than two pages, which prove nothing, or if there is no file and nothing recurs.
///
/// # Errors
/// The file does not compile, or its notes cannot be read.
pub fn update(
    host: &str,
    sample: &Sample,
    file: Option<(&str, &str)>,
    day: &str,
) -> Result<Option<Updated>, UpdateError> {
    let updated = with_found(host, sample, &Evidence::default(), |found| match file {
        Some((name, text)) => updated(found, name, text, day).map(Some),
        None => Ok(first_file(found, Some(day)).map(|learned| Updated {
            added: learned.entries,
            text: learned.text,
            vanished: 0,
            rejected: 0,
        })),
    });
    updated.unwrap_or(Ok(None))
}

/// What recurs on the pages of a site, for `act`; `None` if there are less than two pages.
fn with_found<T>(host: &str, sample: &Sample, evidence: &Evidence, act: impl FnOnce(&Found<'_, '_>) -> T) -> Option<T> {
    if sample.pages().len() < evidence.pages {
        return None;
    }
    let site = Pages::read(sample);
    let groups = copies::groups(&site, evidence.copy_share);
    let count = groups.iter().collect::<BTreeSet<_>>().len();
    if count < evidence.pages {
        return None;
    }
    let lines = recurring(&site, &groups, evidence);
    let slots = slots(&site, &groups, &lines, evidence);
    Some(act(&Found {
        host,
        seen: sample.seen(),
        count,
        site: &site,
        lines: &lines,
        slots: &slots,
        evidence,
        known: None,
    }))
}

/// The rule file of a site that has none.
fn first_file(found: &Found<'_, '_>, day: Option<&str>) -> Option<Learned> {
    let rules = site_rules(found, &unboil::standard_rules())?;
    let entries = rules.entries.len();
    let updated = day.map(str::to_owned);
    let notes = Notes { updated, kept: kept(found), written: rules.entries, ..Notes::default() };
    let text = format!("{}{}\n{}", heading(found), rules.text, notes.text());
    Some(Learned { file: file_name(found.host), text, pages: found.count, entries })
}

/// The most characters of a host in a file name: file systems allow 255 bytes.
const LONGEST_NAME: usize = 200;

/// The name of the rule file of a site. Characters that a file name cannot have on every system are replaced.
#[must_use]
pub fn file_name(host: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '.';
    let name: String = host.chars().take(LONGEST_NAME).map(|c| if is_plain(c) { c } else { '_' }).collect();
    if name.is_empty() { "corpus.toml".to_owned() } else { format!("{name}.toml") }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const PROSE: [&str; 6] = [
        "The ferry to the northern islands sailed at seven with forty people and a doctor on board.",
        "A bakery opened in the old mill, and everything it had was sold by nine in the morning.",
        "Nobody could say on Friday why the lighthouse had been dark for most of a stormy week.",
        "Three children found a bottle with a letter from Iceland under the wooden bridge at low tide.",
        "The council wants to buy a second fire engine, although the first was hardly used last year.",
        "After eleven years the museum of knots moves into the station, which has no more trains.",
    ];

    fn learned(pages: &[String]) -> String {
        let mut sample = Sample::default();
        pages.iter().for_each(|page| sample.add(page));
        learn("example.com", &sample).map(|learned| learned.text).unwrap_or_default()
    }

    /// The part of the file with rules.
    fn rules_of(file: &str) -> &str {
        file.split("\n# Notes").next().unwrap_or_default()
    }

    #[test]
    fn datelines_speakers_and_headings_stay_and_the_menu_goes() {
        let page = |n: usize| {
            let [first, second] = [PROSE[n], PROSE[n + 3]];
            // No two headlines are alike.
            let title = &second[..20];
            format!("Home\nSport\n{title}\nBerlin.\n{first}\nMODERATOR:\n{second}\nSubscribe now\nLegal notice\n")
        };
        let file = learned(&[page(0), page(1), page(2)]);
        for kept in ["Berlin", "MODERATOR"] {
            assert!(!rules_of(&file).contains(kept) && file.contains(kept), "{kept}: {file}");
        }
        for line in ["Home", "Sport", "Subscribe now", "Legal notice"] {
            assert!(rules_of(&file).contains(&format!("\"{line}\"")), "{line}: {file}");
        }
    }

    #[test]
    fn a_dateline_on_the_first_line_stays() {
        let file = learned(&[format!("Oslo\n{}\n", PROSE[0]), format!("Oslo\n{}\n", PROSE[1])]);
        assert_eq!(rules_of(&file), "");
    }

    #[test]
    fn labels_of_a_recipe_stay() {
        let page = |n: usize, what: [&str; 4]| {
            let [a, b, c, d] = what;
            format!("{}\nIngredients\n{a}\n{b}\nMethod\n{c}\nServes\n{d}\n{}\n", PROSE[n], PROSE[n + 2])
        };
        let file = learned(&[
            page(0, ["flour", "two eggs", "Bake it", "four"]),
            page(1, ["rice", "one onion", "Boil it", "a family"]),
        ]);
        assert_eq!(rules_of(&file), "");
    }

    #[test]
    fn one_page_and_copies_of_it_teach_nothing() {
        let article = PROSE[..5].join("\n");
        assert_eq!(learned(&[format!("Menu\n{article}\n")]), "");
        assert_eq!(learned(&[format!("Menu\n{article}\n"), format!("Menu\n{article}\nUpdated\n{}\n", PROSE[5])]), "");
    }

    #[test]
    fn what_is_cleaned_teaches_nothing_more() {
        let page = |n: usize| format!("Home\nSport\n{}\n{n} comments\nLegal notice\n", PROSE[n]);
        let file = learned(&[page(0), page(1), page(2)]);
        let rules = unboil::RuleSet::builder().base(unboil::standard_rules()).source("x.toml", file).build().unwrap();
        let cleaner = unboil::Cleaner::new(std::sync::Arc::new(rules), unboil::Options::default().budget(1.0));
        let cleaner = cleaner.for_site(&"example.com".parse().unwrap());
        let cleaned: Vec<String> = (0..3).map(|n| cleaner.clean_str(&page(n)).text.into_owned()).collect();
        assert_eq!(cleaned[1], format!("{}\n", PROSE[1]));
        assert_eq!(learned(&cleaned), "");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(16))]

        /// Any lines give a file that compiles, the same in any order of the pages.
        #[test]
        fn any_pages_give_a_file_that_compiles(
            lines in prop::collection::vec("[\\PC\t\u{202e}{}\\[\\]\"'#\\\\0-9 ]{0,30}", 1..12),
            more in prop::collection::vec("[a-z{}0-9 .]{0,12}", 6),
        ) {
            let page = |n: usize| format!("{}\n{}\n{}\n", lines.join("\n"), more[n], PROSE[n]);
            let mut pages: Vec<String> = (0..3).map(page).collect();
            let file = learned(&pages);
            pages.reverse();
            prop_assert_eq!(&file, &learned(&pages));
            if !file.is_empty() {
                let built = unboil::RuleSet::builder().base(unboil::standard_rules()).source("x.toml", file.clone()).build();
                prop_assert!(built.is_ok(), "{:?}\n{}", built.err(), file);
            }
        }
    }
}
