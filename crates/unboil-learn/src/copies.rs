//! Finds pages that show the same article, so that they count as one page.
//!
//! Input: the pages of a site. Output: a group for each page. The same article is found as its print version, an update or an archived
//! copy. All its lines recur, and prove nothing about the site. Copies share shingles (sequences of words) of their prose. Shingles on
//! more than half of four or more pages belong to the site, unless a page has no others.
//!
//! A page is compared with the first page of each article it shares a minimum of its hashed shingles with, so the time is linear in
//! the number of pages.
//!
//! article, other article, print version of the first → groups 0, 1, 0

use std::collections::{BTreeSet, HashMap};

use unboil_text::fold::{fold, is_word};
use xxhash_rust::xxh3::{xxh3_64, xxh3_64_with_seed};

use crate::evidence::SHINGLE_WORDS;
use crate::pages::{PageLine, Pages};

/// How many minima of hashes are compared. Two pages that share half of their shingles miss one another with probability 2^-16.
const MINIMA: u64 = 16;

/// The fewest pages of which one can say what is on most of them.
const SEVERAL: usize = 4;

/// The group of each page. Pages are copies if they share one of `copy_share` shingles.
pub(crate) fn groups(pages: &Pages<'_>, copy_share: usize) -> Vec<usize> {
    let shingles: Vec<BTreeSet<u64>> = pages.pages.iter().map(|lines| shingles(lines)).collect();
    let mut on: HashMap<u64, usize> = HashMap::new();
    shingles.iter().flatten().for_each(|&shingle| *on.entry(shingle).or_default() += 1);
    let is_own = |shingle: &u64| pages.pages.len() < SEVERAL || on[shingle] * 2 <= pages.pages.len();
    let mut groups = Vec::with_capacity(shingles.len());
    let mut first_pages: Vec<BTreeSet<u64>> = Vec::new();
    let mut with_minimum: HashMap<(u64, u64), Vec<usize>> = HashMap::new();
    let mut without_own = None;
    for all in shingles {
        let own: BTreeSet<u64> = all.iter().copied().filter(is_own).collect();
        if own.is_empty() && !all.is_empty() {
            // All its prose is printed on most pages.
            let group = *without_own.get_or_insert_with(|| {
                first_pages.push(BTreeSet::new());
                first_pages.len() - 1
            });
            groups.push(group);
            continue;
        }
        let minima: Vec<(u64, u64)> = (0..MINIMA)
            .filter_map(|seed| {
                let hashes = own.iter().map(|shingle| xxh3_64_with_seed(&shingle.to_le_bytes(), seed));
                Some((seed, hashes.min()?))
            })
            .collect();
        let candidates: BTreeSet<usize> =
            minima.iter().filter_map(|minimum| with_minimum.get(minimum)).flatten().copied().collect();
        let copied = candidates.into_iter().find(|&group| are_copies(&first_pages[group], &own, copy_share));
        groups.push(copied.unwrap_or_else(|| {
            let group = first_pages.len();
            for minimum in minima {
                with_minimum.entry(minimum).or_default().push(group);
            }
            first_pages.push(own);
            group
        }));
    }
    groups
}

fn are_copies(one: &BTreeSet<u64>, other: &BTreeSet<u64>, copy_share: usize) -> bool {
    let shared = one.intersection(other).count();
    shared * copy_share >= one.len() + other.len() - shared
}

/// The hashes of all sequences of words in the prose of a page.
fn shingles(lines: &[PageLine<'_>]) -> BTreeSet<u64> {
    let mut shingles = BTreeSet::new();
    for line in lines.iter().filter(|line| line.is_prose) {
        let folded = fold(line.text);
        let words: Vec<&str> = folded.split(|c| !is_word(c)).filter(|word| !word.is_empty()).collect();
        if words.len() < SHINGLE_WORDS {
            // Scripts without spaces, or a long word.
            shingles.insert(xxh3_64(folded.as_bytes()));
        }
        shingles.extend(words.windows(SHINGLE_WORDS).map(|words| xxh3_64(words.join(" ").as_bytes())));
    }
    shingles
}
