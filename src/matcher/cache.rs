//! What was found in short lines lately.
//!
//! Menus, buttons and footers come again in every document of a site: `Share this` and the rules that match it are looked
//! up instead of found again. A line has one place by its hash, and the last line to come has the place; so memory is
//! bounded and what is looked up is what would be found.

use std::sync::{Arc, Mutex};

use super::found::Match;
use super::scan::{Buffers, Scanner};

/// Lines up to this many bytes are remembered; half of the lines of news pages are shorter. Of those up to 200 bytes one in five
/// comes again too, but remembering lines of 256 bytes cost more time than it saved: the lines leave the cache of the processor.
const LINE_BYTES: usize = 96;

/// How many lines are remembered: with their matches at most about 1 MB.
const LINES: usize = 1 << 12;

/// Lines and their matches, with one set of rules switched on.
#[derive(Debug)]
pub(crate) struct LineCache {
    active: Arc<[bool]>,
    entries: Vec<CachedLine>,
    /// What a scanner works in, while none does.
    pub(crate) buffers: Buffers,
}

#[derive(Debug, Default, Clone)]
struct CachedLine {
    /// The hash of the line: one look at the entry says that it is another.
    hash: u64,
    line: String,
    matches: Vec<Match>,
}

impl LineCache {
    /// An empty one for the rules that `active` switches on.
    fn new(active: Arc<[bool]>) -> Self {
        Self { active, entries: vec![CachedLine::default(); LINES], buffers: Buffers::default() }
    }

    /// Adds the matches of `line`, whose hash is `hash`, to `matches`; asks `scanner` for them if they are not known.
    pub(crate) fn matches(&mut self, scanner: &mut Scanner<'_>, line: &str, hash: u64, matches: &mut Vec<Match>) {
        // An empty line is nobody's, and its entry would look like one not in use.
        let place = hash as usize % LINES;
        let Some(entry) = self.entries.get_mut(place).filter(|_| line.len() <= LINE_BYTES && !line.is_empty()) else {
            return scanner.line(line, matches);
        };
        if entry.hash != hash || entry.line != line {
            let first = matches.len();
            scanner.line(line, matches);
            entry.hash = hash;
            entry.line.clear();
            entry.line.push_str(line);
            entry.matches.clear();
            entry.matches.extend_from_slice(&matches[first..]);
        } else {
            matches.extend_from_slice(&entry.matches);
        }
    }
}

/// The caches of a cleaner that no thread has in hand at the moment.
#[derive(Debug, Default)]
pub(crate) struct LineCaches {
    free: Mutex<Vec<LineCache>>,
}

impl LineCaches {
    /// One that was used with the same rules switched on, or a new one.
    pub(crate) fn take(&self, active: &Arc<[bool]>) -> LineCache {
        let Ok(mut free) = self.free.lock() else { return LineCache::new(Arc::clone(active)) };
        match free.iter().rposition(|cache| Arc::ptr_eq(&cache.active, active)) {
            Some(at) => free.swap_remove(at),
            None => LineCache::new(Arc::clone(active)),
        }
    }

    /// Gives one back.
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
