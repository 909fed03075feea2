//! A cache of the matches of short lines.
//!
//! Menus, buttons and footers are the same in every document of a site: the matches of `Share this` are looked up instead of found
//! again. The hash of a line selects one slot, and a new line overwrites the line in its slot, so memory is bounded. The line itself
//! is compared, so a look-up gives the same matches as a scan.

use std::sync::Mutex;

use super::found::Match;
use super::scan::{Buffers, Scanner};

/// Lines of up to this many bytes are cached; half of the lines of news pages are shorter. One in five lines of up to 200 bytes also
/// occurs again, but caching lines of up to 256 bytes cost more time than it saved: the lines no longer fit the processor's cache.
const LINE_BYTES: usize = 96;

/// How many lines are cached. With their matches they take at most about 1 MB.
const LINES: usize = 1 << 12;

/// Lines and their matches.
#[derive(Debug)]
pub(crate) struct LineCache {
    entries: Vec<CachedLine>,
    /// The buffers of the scanner, while none is in use.
    pub(crate) buffers: Buffers,
}

#[derive(Debug, Default, Clone)]
struct CachedLine {
    /// The hash of the line, which is compared first.
    hash: u64,
    /// The number of the rules that were switched on.
    mask: u64,
    line: String,
    matches: Vec<Match>,
}

impl Default for LineCache {
    fn default() -> Self {
        Self { entries: vec![CachedLine::default(); LINES], buffers: Buffers::default() }
    }
}

impl LineCache {
    /// Adds the matches of `line`, whose hash is `hash`, to `matches`; scans the line if it is not in the cache.
    pub(crate) fn matches(&mut self, scanner: &mut Scanner<'_>, line: &str, hash: u64, matches: &mut Vec<Match>) {
        // An empty line has no matches, and its entry would look like an unused one.
        if line.is_empty() || line.len() > LINE_BYTES {
            return scanner.line(line, matches);
        }
        let mask = scanner.mask_id();
        let entry = &mut self.entries[hash as usize % LINES];
        if entry.hash != hash || entry.mask != mask || entry.line != line {
            let first = matches.len();
            scanner.line(line, matches);
            (entry.hash, entry.mask) = (hash, mask);
            entry.line.clear();
            entry.line.push_str(line);
            entry.matches.clear();
            entry.matches.extend_from_slice(&matches[first..]);
        } else {
            matches.extend_from_slice(&entry.matches);
        }
    }
}

/// The caches of a cleaner that no thread is using.
#[derive(Debug, Default)]
pub(crate) struct LineCaches {
    free: Mutex<Vec<LineCache>>,
}

impl LineCaches {
    /// The cache that was used last, or a new one.
    pub(crate) fn take(&self) -> LineCache {
        self.free.lock().ok().and_then(|mut free| free.pop()).unwrap_or_default()
    }

    /// Returns a cache.
    pub(crate) fn put(&self, cache: LineCache) {
        if let Ok(mut free) = self.free.lock()
            && free.len() < MOST_FREE
        {
            free.push(cache);
        }
    }
}

/// As many as a large machine has cores; those beyond are dropped.
const MOST_FREE: usize = 128;

#[cfg(test)]
mod tests {
    use unboil_rules::RuleMask;

    use super::*;

    const RULES: &str = r#"about = "A test"
lang = "en"
[[rule]]
id = "call"
category = "promo"
why = "A test."
line = ["call the pier"]
removes = ["Call the pier"]
keeps = ["Call the boat"]
"#;

    #[test]
    fn lines_with_the_same_hash_have_their_own_matches() {
        let rules = unboil_rules::RuleSet::builder().source("pack.toml", RULES).build().unwrap();
        let active: RuleMask = [true].into_iter().collect();
        let mut cache = LineCache::default();
        let mut matches = |line: &str, active: &RuleMask| {
            let mut matches = Vec::new();
            cache.matches(&mut Scanner::new(&rules, active), line, 7, &mut matches);
            matches.len()
        };
        let lines = ["Call the pier", "Call the boat", "Call the pier", "Call the pier"];
        assert_eq!(lines.map(|line| matches(line, &active)), [1, 0, 1, 1]);
        // Nor is what was found with other rules on taken for theirs.
        let off: RuleMask = [false].into_iter().collect();
        assert_eq!([&active, &off, &off, &active].map(|mask| matches("Call the pier", mask)), [1, 0, 0, 1]);
    }
}
