//! `unboil learn`: writes rules for what sites print on their pages.
//!
//! Input: documents, each with its site. Output: a folder with a rule file for each site on which lines recur. What recurs is decided by
//! `unboil_learn`; here documents are read and files written.
//!
//! `unboil learn pages.jsonl -o learned` → `learned/example.com.toml`

use std::fs::File;
use std::io::BufReader;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use clap::Args;
use unboil::{Cleaner, Options, RuleSet, Site};
use unboil_learn::{Learned, Sample, Samples, learn};

use super::context::Context;
use super::format_options::DocumentOptions;
use crate::console::count::count;
use crate::console::exit::Exit;
use crate::console::messages::{Messages, Problem, display_path};
use crate::files::atomic::{AtomicFile, Durability, FileSpec};
use crate::files::named_file::NamedFile;
use crate::formats::fields::FieldPath;
use crate::run::documents::VisitError;

/// Write rules for the lines that sites print on every page
///
/// Reads documents and writes one rule file for each site. The site of a record is the host in its field `url`, or in that of
/// --source-field. If no document has a site, all are pages of one site. Rules say on how many pages their lines appear. Use them
/// with `unboil clean --rules DIR`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Learn {
    #[command(flatten)]
    documents: DocumentOptions,
    /// Write the rule files to DIR
    #[arg(short, long, value_name = "DIR", required_unless_present = "counts")]
    output: Option<PathBuf>,
    /// Where the site of a document is named: `folder` is the folder of its file, `field NAME` a field of its record
    #[arg(long, value_names = ["folder|field", "NAME"], num_args = 1..=2)]
    site_from: Vec<String>,
    /// Write the sample of pages that was learned from to FILE, for `--merge`
    #[arg(long, value_name = "FILE")]
    counts: Option<PathBuf>,
    /// PATHs are files of `--counts`: learn from all of them as if their documents had been read together
    #[arg(long, conflicts_with = "site_from")]
    merge: bool,
}

const EXAMPLES: &str = "\
Examples:
  unboil learn pages.jsonl.gz -o learned
  unboil clean --source-field url --rules learned pages.jsonl.gz -o cleaned
  unboil learn --site-from folder crawl -o learned      crawl/example.com/1.txt …
  unboil learn part-1.jsonl --counts part-1.counts      on several machines, then
  unboil learn --merge part-1.counts part-2.counts -o learned";

/// Where the site of a document is named.
enum SiteFrom {
    Folder,
    Field(FieldPath),
}

impl Learn {
    /// Runs the command.
    ///
    /// # Errors
    /// A path cannot be used at all, or the rules cannot be written.
    pub(crate) fn run(&self, context: &Context) -> Result<Exit, Problem> {
        let messages = context.messages;
        let mut samples = Samples::default();
        let exit = if self.merge { self.merged(&mut samples)? } else { self.read(&mut samples, messages)? };
        if let Some(path) = &self.counts {
            let writing = |error| Problem::writing(display_path(path), &error);
            let mut file = NamedFile::begin(&FileSpec::new(path, "", Durability::Unsynced)).map_err(writing)?;
            samples.write(std::io::BufWriter::new(&mut file)).and_then(|()| file.finish()).map_err(writing)?;
        }
        if let Some(folder) = &self.output {
            self.learn(&samples, folder, messages)?;
        }
        Ok(exit)
    }

    /// The place of sites, and paths that were taken for the name of a field.
    fn site_from(&self) -> Result<(SiteFrom, Vec<PathBuf>), Problem> {
        let values: Vec<&str> = self.site_from.iter().map(String::as_str).collect();
        let url = || "url".parse().expect("a path to a field");
        match values.as_slice() {
            [] => Ok((SiteFrom::Field(url()), Vec::new())),
            ["folder", paths @ ..] => Ok((SiteFrom::Folder, paths.iter().map(PathBuf::from).collect())),
            ["field", name] => {
                let field = name.parse().map_err(|error| Problem::new("--site-from", format!("{error}")))?;
                Ok((SiteFrom::Field(field), Vec::new()))
            }
            _ => {
                let what = "is neither `folder` nor `field` with a name";
                Err(Problem::with_help("--site-from", what, "write --site-from folder, or --site-from field NAME"))
            }
        }
    }

    /// Reads all documents.
    fn read(&self, samples: &mut Samples, messages: Messages) -> Result<Exit, Problem> {
        let (from, more) = self.site_from()?;
        let field = match &from {
            SiteFrom::Field(field) => field.clone(),
            SiteFrom::Folder => "url".parse().expect("a path to a field"),
        };
        let documents = self.documents.documents_with_sites(&more, field);
        // Documents are compared as cleaning sees them: decoded and in canonical form.
        let rules = RuleSet::builder().build()?;
        let normalizer = Cleaner::new(Arc::new(rules), Options::default().record_edits(false));
        let visit = documents.each(&normalizer, messages, |visited| {
            let host = match from {
                SiteFrom::Field(_) => visited.document.site.unwrap_or_default(),
                SiteFrom::Folder => host_of_folder(&visited.source.path)
                    .map_err(|what| VisitError::Document(Problem::new(visited.source.place(), what)))?,
            };
            // A site may have pages on both; its rules act on hosts below it.
            let host = host.strip_prefix("www.").unwrap_or(&host);
            samples.add(host, &visited.document.cleaned.text);
            Ok(())
        })?;
        visit.exit(false, Exit::Done)
    }

    /// Reads files of `--counts`.
    fn merged(&self, samples: &mut Samples) -> Result<Exit, Problem> {
        for path in self.documents.paths() {
            let reading = |error| Problem::reading(display_path(path), &error);
            let file = File::open(path).map_err(reading)?;
            samples.read(BufReader::new(file)).map_err(reading)?;
        }
        Ok(Exit::Done)
    }

    /// Learns all sites and writes their files.
    fn learn(&self, samples: &Samples, folder: &Path, messages: Messages) -> Result<(), Problem> {
        let named: Vec<(&str, &Sample)> = samples.sites().filter(|(host, _)| !host.is_empty()).collect();
        let (without, is_one_site) = (samples.sites().find(|(host, _)| host.is_empty()), named.is_empty());
        if let Some((_, sample)) = without.filter(|_| !is_one_site) {
            let documents = count(usize::try_from(sample.seen()).unwrap_or(usize::MAX), "document");
            messages.note(format_args!("nothing was learned from {documents} without a site"));
        }
        let sites: Vec<(&str, &Sample)> = if is_one_site { without.into_iter().collect() } else { named };
        let learned = learn_all(&sites);
        for learned in learned.iter().flatten() {
            let path = folder.join(&learned.file);
            let writing = |error| Problem::writing(display_path(&path), &error).partial();
            let mut file = AtomicFile::create_with_folders(path.clone(), "", Durability::Unsynced).map_err(writing)?;
            std::io::Write::write_all(&mut file, learned.text.as_bytes()).map_err(writing)?;
            file.persist().map_err(writing)?;
        }
        let files = learned.iter().flatten().count();
        let nothing = learned.len() - files;
        let nothing = if nothing > 0 { format!(", nothing recurs on {nothing} more") } else { String::new() };
        messages.note(format_args!("rules for {}{nothing}", count(files, "site")));
        Ok(())
    }
}

/// The site that a file's folder is named after.
fn host_of_folder(path: &str) -> Result<String, String> {
    let folder = Path::new(path).parent().and_then(|folder| folder.file_name()).and_then(|name| name.to_str());
    let site = folder.and_then(|folder| folder.parse::<Site>().ok());
    site.map(|site| site.host().to_owned())
        .ok_or_else(|| "its folder is not named after a site, such as example.com".to_owned())
}

/// Learns sites on all cores, in their order.
fn learn_all(sites: &[(&str, &Sample)]) -> Vec<Option<Learned>> {
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
