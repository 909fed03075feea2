//! Learns what a site prints on its pages, for [unboil](https://docs.rs/unboil).
//!
//! Input: the texts of pages, by site. Output: for each site a rule file that removes the lines that recur on its pages, with the
//! evidence for each. Rules say on how many pages their lines appear; people can read, correct and share them. The result depends
//! on the texts only.
//!
//! ```
//! use unboil_learn::{Samples, learn};
//!
//! let mut samples = Samples::default();
//! samples.add("example.com", "Menu\nThe ferry to the islands sailed at seven with forty people on board, the harbour said.\nShare this\n");
//! samples.add("example.com", "Menu\nA new bakery opened in the old mill, and it sold out on its first morning, as we saw.\nShare this\n");
//! let (host, sample) = samples.sites().next().unwrap();
//! let learned = learn(host, sample).unwrap();
//! assert!(learned.text.contains("why = \"appears on 2 of 2 pages\""));
//! ```

mod copies;
mod evidence;
mod pages;
mod quoted;
mod recurring;
mod rule_file;
mod sample;
mod similar;
mod slots;
mod trial;

use std::collections::BTreeSet;

use pages::Pages;
use recurring::recurring;
use rule_file::{Found, rule_file};
pub use sample::{Sample, Samples};
use slots::slots;

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
}

/// Learns the rules of a site; `None` if nothing recurs, as on a site with one page. An empty host is a corpus without sites, whose rules
/// act on all documents.
#[must_use]
pub fn learn(host: &str, sample: &Sample) -> Option<Learned> {
    if sample.pages().len() < evidence::LEAST_PAGES {
        return None;
    }
    let site = Pages::read(sample);
    let groups = copies::groups(&site);
    let count = groups.iter().collect::<BTreeSet<_>>().len();
    let lines = recurring(&site, &groups);
    if lines.iter().all(Option::is_none) {
        return None;
    }
    let slots = slots(&site, &groups, &lines);
    let found = Found { host, seen: sample.seen(), count, site: &site, lines: &lines, slots: &slots };
    let text = rule_file(&found, &unboil::standard_rules())?;
    Some(Learned { file: file_name(host), text, pages: count })
}

/// The most characters of a host in a file name: file systems allow 255 bytes.
const LONGEST_NAME: usize = 200;

/// The file of a site. Characters that a file name cannot have on every system are replaced.
fn file_name(host: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '.';
    let name: String = host.chars().take(LONGEST_NAME).map(|c| if is_plain(c) { c } else { '_' }).collect();
    if name.is_empty() { "corpus.toml".to_owned() } else { format!("{name}.toml") }
}
