//! Lines that many sites print on their pages: candidates for a rule pack.
//!
//! Input: the samples of sites. Output: the lines that recur on the pages of at least two of them, with the number of sites. Whether
//! such a line is boilerplate everywhere is for a person to judge: all newspapers of a country print its weather.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use unboil::Cleaner;

use crate::copies;
use crate::evidence::Evidence;
use crate::pages::Pages;
use crate::recurring::{Verdict, recurring};
use crate::sample::Sample;

/// A line that several sites print.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct SharedLine {
    /// The line, as the first site in the order of hosts prints it.
    pub text: String,
    /// On how many sites it recurs.
    pub sites: usize,
    /// The first of these sites.
    pub example: String,
}

/// The lines that recur on the pages of at least two sites, those of most sites first; lines that differ in case, in the signs around
/// them and in numbers are one. Lines that the standard rules remove by themselves are left out.
#[must_use]
pub fn shared_lines<'s>(sites: impl IntoIterator<Item = (&'s str, &'s Sample)>) -> Vec<SharedLine> {
    let evidence = Evidence::default();
    let mut found: BTreeMap<Box<str>, SharedLine> = BTreeMap::new();
    for (host, sample) in sites {
        if sample.pages().len() < evidence.pages {
            continue;
        }
        let pages = Pages::read(sample);
        let lines = recurring(&pages, &copies::groups(&pages, evidence.copy_share), &evidence);
        for (line, key) in lines.iter().zip(&pages.keys) {
            let Some(line) = line.as_ref().filter(|line| matches!(line.verdict, Verdict::Strong | Verdict::Weak))
            else {
                continue;
            };
            let text = line.texts.first().expect("a line that recurs has a text");
            if text.len() > evidence.bytes {
                continue;
            }
            let example = || SharedLine { text: (*text).to_owned(), sites: 0, example: host.to_owned() };
            found.entry(key.clone()).or_insert_with(example).sites += 1;
        }
    }
    let cleaner = Cleaner::standard();
    let is_new = |line: &SharedLine| line.sites > 1 && !cleaner.clean_str(&line.text).text.is_empty();
    let mut lines: Vec<SharedLine> = found.into_values().filter(is_new).collect();
    lines.sort_by(|a, b| (Reverse(a.sites), &a.text).cmp(&(Reverse(b.sites), &b.text)));
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Samples;

    #[test]
    fn lines_of_several_sites_are_counted_once_for_each() {
        let mut samples = Samples::default();
        const WORDS: [&str; 9] = ["rope", "sheep", "fog", "letters", "cheese", "oars", "lamps", "salt", "boats"];
        for site in 0..3 {
            for page in 0..3 {
                let word = |step: usize| WORDS[(3 * site + page + step) % 9];
                let (a, b, c) = (word(0), word(2), word(5));
                let prose = format!(
                    "The {a} of the ferry was sold with {b} on Monday, and nobody knows who took the {c} along."
                );
                let own = if site == 0 { "Tide tables" } else { "Lamps and oil" };
                let text = format!("Lost & found\n{own}\n{page} whales\n{prose}\nLeave a Reply\n");
                samples.add(&format!("site{site}.example"), &text);
            }
        }
        let found = shared_lines(samples.sites());
        let found: Vec<_> = found.iter().map(|line| (line.sites, &*line.text, &*line.example)).collect();
        let want = [
            (3, "0 whales", "site0.example"),
            (3, "Lost & found", "site0.example"),
            (2, "Lamps and oil", "site1.example"),
        ];
        assert_eq!(found, want);
    }
}
