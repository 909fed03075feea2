//! Learning from documents, for `unboil learn` and for `--learn`.
//!
//! Input: documents, each with its site. Output: samples of the pages of each site, and the rules for what recurs on them. What
//! recurs is decided by `unboil_learn`.

use std::io::{self, Write as _};
use std::num::NonZero;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use clap::Args;
use unboil::{Cleaner, Options, RuleSet};
use unboil_learn::{Learned, Sample, Samples, learn};

use crate::console::count::count;
use crate::console::messages::{Messages, Problem};
use crate::files::atomic::{AtomicFile, Durability};
use crate::files::reading::is_stdin;
use crate::run::documents::{Documents, Visit, VisitError, VisitedDocument};

/// The option to learn first.
#[derive(Debug, Args)]
#[command(next_help_heading = "Cleaning")]
pub(crate) struct LearnFirst {
    /// Read all documents first, and also remove what each site prints on several of its pages, as `unboil learn` finds it. The
    /// site is the host in the field of --source-field, or `url`; without any, all documents are pages of one site
    #[arg(long)]
    learn: bool,
}

impl LearnFirst {
    /// Whether the option was given.
    pub(crate) fn is_wanted(&self) -> bool {
        self.learn
    }

    /// The rules that `documents` teach; none if they are not wanted. Afterwards the documents have their sites.
    ///
    /// # Errors
    /// One of the documents is standard input, which is read once; or the documents cannot be read at all.
    pub(crate) fn rules(&self, documents: &mut Documents, messages: Messages) -> Result<Vec<Learned>, Problem> {
        if !self.learn {
            return Ok(Vec::new());
        }
        if documents.paths.is_empty() || documents.paths.iter().any(|path| is_stdin(path)) {
            let what = "--learn reads the documents twice, and standard input can be read once";
            return Err(Problem::with_help("", what, "name files or folders"));
        }
        documents.settings.fields.look_for_source();
        let mut samples = Samples::default();
        // What cannot be read is reported when it is cleaned.
        read(documents, &mut samples, Messages::Silent, |visited| {
            Ok(visited.document.site.clone().unwrap_or_default())
        })?;
        Ok(rules(&samples, messages).into_iter().flatten().collect())
    }
}

/// Reads all documents into the samples of their sites, which `host_of` names.
///
/// # Errors
/// The documents cannot be read at all.
pub(crate) fn read(
    documents: &Documents,
    samples: &mut Samples,
    messages: Messages,
    host_of: impl Fn(&VisitedDocument) -> Result<String, Problem>,
) -> Result<Visit, Problem> {
    // Documents are compared as cleaning sees them: decoded and in canonical form.
    let rules = RuleSet::builder().build()?;
    let normalizer = Cleaner::new(Arc::new(rules), Options::default().record_edits(false));
    documents.each(&normalizer, messages, |visited| {
        let host = host_of(&visited).map_err(VisitError::Document)?;
        // A site may have pages on both; its rules act on hosts below it.
        let host = host.strip_prefix("www.").unwrap_or(&host);
        samples.add(host, &visited.document.cleaned.text);
        Ok(())
    })
}

/// Learns the rules of each site, in the order of their hosts: `None` for those on whose pages nothing recurs.
pub(crate) fn rules(samples: &Samples, messages: Messages) -> Vec<Option<Learned>> {
    on_all_cores(&sites(samples, messages), learn)
}

/// The sites to learn, by host: those that documents name, or the corpus if no document names one.
pub(crate) fn sites(samples: &Samples, messages: Messages) -> Vec<(&str, &Sample)> {
    let named: Vec<(&str, &Sample)> = samples.sites().filter(|(host, _)| !host.is_empty()).collect();
    let (without, is_one_site) = (samples.sites().find(|(host, _)| host.is_empty()), named.is_empty());
    if let Some((_, sample)) = without.filter(|_| !is_one_site) {
        let documents = count(usize::try_from(sample.seen()).unwrap_or(usize::MAX), "document");
        messages.note(format_args!("nothing was learned from {documents} without a site"));
    }
    if is_one_site { without.into_iter().collect() } else { named }
}

/// What `work` gives for each site, in their order.
pub(crate) fn on_all_cores<T: Send>(sites: &[(&str, &Sample)], work: impl Fn(&str, &Sample) -> T + Sync) -> Vec<T> {
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

/// Writes a rule file, whole or not at all.
///
/// # Errors
/// It cannot be written.
pub(crate) fn replace(path: &Path, text: &str, durability: Durability) -> io::Result<()> {
    let mut file = AtomicFile::create_with_folders(path.to_path_buf(), "", durability)?;
    file.write_all(text.as_bytes())?;
    file.persist().map(drop)
}
