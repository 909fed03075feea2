//! Learning from a corpus of several sites, for the command and the Python package.
//!
//! Documents are compared as cleaning sees them, decoded and in canonical form ([`normalizer`]), and counted for their site
//! ([`site_name`]). Sites are learned on all cores, in their order.

use std::num::NonZero;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use unboil::{Cleaner, Options, RuleSet};

use crate::learning::{Learned, learn};
use crate::sample::{Sample, Samples};

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

/// Learns the rules of each site, in the order of their hosts: `None` for those on whose pages nothing recurs.
///
/// # Panics
/// Learning panics, which is a bug.
#[must_use]
pub fn learn_all(samples: &Samples) -> Vec<Option<Learned>> {
    on_all_cores(&sites_to_learn(samples), learn)
}

/// The sites to learn, by host: those that documents name, or the corpus if no document names one.
#[must_use]
pub fn sites_to_learn(samples: &Samples) -> Vec<(&str, &Sample)> {
    let named: Vec<(&str, &Sample)> = samples.sites().filter(|(host, _)| !host.is_empty()).collect();
    if named.is_empty() { samples.sites().collect() } else { named }
}

/// What `work` gives for each site, in their order.
///
/// # Panics
/// `work` panics.
pub fn on_all_cores<T: Send>(sites: &[(&str, &Sample)], work: impl Fn(&str, &Sample) -> T + Sync) -> Vec<T> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some((host, sample)) = sites.get(at) else { return done };
            done.push((at, work(host, sample)));
        }
    };
    let threads = thread::available_parallelism().map_or(1, NonZero::get).min(sites.len().max(1));
    let mut done: Vec<(usize, T)> = thread::scope(|scope| {
        let threads: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        threads.into_iter().flat_map(|thread| thread.join().expect("learning does not panic")).collect()
    });
    done.sort_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, done)| done).collect()
}
