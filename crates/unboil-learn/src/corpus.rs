//! Learning from a corpus of several sites, for the command and the Python package.
//!
//! Documents are compared as cleaning sees them, decoded and in canonical form ([`normalizer`]), and counted for their site
//! ([`site_name`]). Sites are learned on all cores, in their order.

use std::num::NonZero;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use unboil::{Cleaner, Options, RuleSet};

use crate::sample::{Sample, Samples};
use crate::{Learned, learn};

/// What brings documents into the form in which they are added to [`Samples`]: a cleaner without rules.
///
/// # Panics
/// Never: a rule set without rules compiles.
#[must_use]
pub fn normalizer() -> Cleaner {
    let rules = RuleSet::builder().build().expect("no rules compile");
    Cleaner::new(Arc::new(rules), Options::default().record_edits(false))
}

/// The name of a site in [`Samples`], from its host. A site may have pages on both `example.com` and `www.example.com`; its rules act on
/// hosts below it.
#[must_use]
pub fn site_name(host: &str) -> &str {
    host.strip_prefix("www.").unwrap_or(host)
}

/// Learns the rules of each site, in the order of their hosts: `None` for those on whose pages nothing recurs. Documents without a site
/// are left out, unless no document has one: then all are pages of one site.
///
/// # Panics
/// Learning panics, which is a bug.
#[must_use]
pub fn learn_all(samples: &Samples) -> Vec<Option<Learned>> {
    let named: Vec<(&str, &Sample)> = samples.sites().filter(|(host, _)| !host.is_empty()).collect();
    let sites = if named.is_empty() { samples.sites().collect() } else { named };
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some((host, sample)) = sites.get(at) else { return done };
            done.push((at, learn(host, sample)));
        }
    };
    let threads = thread::available_parallelism().map_or(1, NonZero::get).min(sites.len().max(1));
    let mut learned: Vec<(usize, Option<Learned>)> = thread::scope(|scope| {
        let threads: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        threads.into_iter().flat_map(|thread| thread.join().expect("learning does not panic")).collect()
    });
    learned.sort_by_key(|(at, _)| *at);
    learned.into_iter().map(|(_, learned)| learned).collect()
}
