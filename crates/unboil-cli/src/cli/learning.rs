//! Learning from documents, for `unboil learn` and for `--learn`.
//!
//! Input: documents, each with its site. Output: samples of the pages of each site, and the rules for what recurs on them. What
//! recurs is decided by `unboil_learn`.

use std::io::{self, Write as _};
use std::path::Path;

use clap::Args;
use unboil_learn::{Learned, Sample, Samples, learn, normalizer, on_all_cores, site_name, sites_to_learn};

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
    documents.each(&normalizer(), messages, |visited| {
        let host = host_of(&visited).map_err(VisitError::Document)?;
        samples.add(site_name(&host), &visited.document.cleaned.text);
        Ok(())
    })
}

/// Learns the rules of each site, in the order of their hosts: `None` for those on whose pages nothing recurs.
pub(crate) fn rules(samples: &Samples, messages: Messages) -> Vec<Option<Learned>> {
    on_all_cores(&sites(samples, messages), learn)
}

/// The sites to learn, by host: those that documents name, or the corpus if no document names one.
pub(crate) fn sites(samples: &Samples, messages: Messages) -> Vec<(&str, &Sample)> {
    let sites = sites_to_learn(samples);
    let is_one_site = sites.iter().all(|(host, _)| host.is_empty());
    if let Some((_, sample)) = samples.sites().find(|(host, _)| host.is_empty() && !is_one_site) {
        let documents = count(usize::try_from(sample.seen()).unwrap_or(usize::MAX), "document");
        messages.note(format_args!("nothing was learned from {documents} without a site"));
    }
    sites
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
