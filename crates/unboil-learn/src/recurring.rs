//! Decides which lines a site prints on its pages, and which recur because articles do.
//!
//! Input: the pages of a site and their groups. Output: the lines that recur, each with a verdict. How much evidence is needed, and why, is
//! documented in [`evidence`](crate::evidence).
//!
//! "Share" on 14 of 15 pages → strong; on 3 of 15 → weak; "Berlin" above the first sentence of 9 pages → kept

use std::collections::BTreeSet;

use crate::evidence::{Evidence, MOST_TEXTS};
use crate::pages::{KeyNumber, Pages};

/// What becomes of a line that recurs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Verdict {
    /// A rule removes it.
    Strong,
    /// A rule removes it next to other findings.
    Weak,
    /// It always stands above prose that varies, and not always below the same line, as a dateline, a speaker or a heading in an
    /// article does.
    AboveProse,
    /// It always stands alone between prose and lines that vary, as the labels of a recipe or a record do.
    Alone,
}

/// A line that recurs.
#[derive(Debug)]
pub(crate) struct Recurring<'s> {
    /// On how many pages it is; copies count once.
    pub pages: usize,
    pub verdict: Verdict,
    /// Its texts, those of the first pages.
    pub texts: BTreeSet<&'s str>,
    /// Whether there are more texts.
    pub has_more_texts: bool,
}

/// What is known of all occurrences of a key.
#[derive(Debug, Default, Clone)]
struct Places {
    groups: BTreeSet<usize>,
    /// The keys of the lines before it; `None` at the beginning of a page.
    before: BTreeSet<Option<KeyNumber>>,
    /// The keys of the lines after it; `None` at the end of a page.
    after: BTreeSet<Option<KeyNumber>>,
    /// Whether there is an occurrence that is not directly above prose.
    is_elsewhere: bool,
    /// Whether there is an occurrence next to a line that recurs, or one that is not between prose.
    is_in_company: bool,
    /// Whether there is an occurrence between prose.
    is_between_prose: bool,
}

/// The recurring lines of a site, by key; `None` for keys that do not recur.
pub(crate) fn recurring<'s>(site: &Pages<'s>, groups: &[usize], evidence: &Evidence) -> Vec<Option<Recurring<'s>>> {
    let mut all = vec![Places::default(); site.keys.len()];
    for (lines, &group) in site.pages.iter().zip(groups) {
        for line in lines {
            all[line.key as usize].groups.insert(group);
        }
    }
    let recurs: Vec<bool> = all.iter().map(|places| places.groups.len() >= evidence.pages).collect();
    for lines in &site.pages {
        let is_own_prose = |line: &&crate::pages::PageLine<'_>| line.is_prose && !recurs[line.key as usize];
        let own: Vec<usize> =
            lines.iter().enumerate().filter(|(_, line)| is_own_prose(line)).map(|(at, _)| at).collect();
        let body = own.first().copied().unwrap_or(0)..own.last().copied().unwrap_or(0);
        for (at, line) in lines.iter().enumerate() {
            let after = lines.get(at + 1);
            let before = at.checked_sub(1).and_then(|before| lines.get(before));
            let has_company = before.into_iter().chain(after).any(|near| recurs[near.key as usize]);
            let places = &mut all[line.key as usize];
            places.before.insert(before.map(|before| before.key));
            places.after.insert(after.map(|after| after.key));
            places.is_elsewhere |= !after.is_some_and(|after| after.is_prose);
            places.is_in_company |= has_company || !body.contains(&at);
            places.is_between_prose |= body.contains(&at);
        }
    }
    let count = groups.iter().collect::<BTreeSet<_>>().len();
    let mut found: Vec<Option<Recurring<'s>>> = Vec::with_capacity(all.len());
    for (key, places) in all.iter().enumerate() {
        let pages = places.groups.len();
        let varies = places.after.len() > 1;
        // The last line of a menu is above prose too, but always below the same line, which has no other line after it.
        let is_below_menu = places.before.len() == 1
            && places.before.iter().flatten().any(|&before| all[before as usize].after.len() == 1);
        let verdict = if evidence.keeps_above_prose && varies && !places.is_elsewhere && !is_below_menu {
            Verdict::AboveProse
        } else if evidence.keeps_alone && varies && !places.is_in_company
            || evidence.keeps_between_prose && places.is_between_prose
        {
            Verdict::Alone
        } else if pages * evidence.share < count || !site.keys[key].contains(char::is_alphabetic) {
            Verdict::Weak
        } else {
            Verdict::Strong
        };
        let recurring = || Recurring { pages, verdict, texts: BTreeSet::new(), has_more_texts: false };
        found.push(recurs[key].then(recurring));
    }
    for line in site.pages.iter().flatten() {
        if let Some(recurring) = &mut found[line.key as usize]
            && !recurring.texts.contains(line.text)
        {
            if recurring.texts.len() < MOST_TEXTS {
                recurring.texts.insert(line.text);
            } else {
                recurring.has_more_texts = true;
            }
        }
    }
    found
}
