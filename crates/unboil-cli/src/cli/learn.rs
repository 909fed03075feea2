//! `unboil learn`: writes rules for what sites print on their pages.
//!
//! Input: documents, each with its site. Output: a folder with a rule file for each site on which lines recur. What recurs is decided by
//! `unboil_learn`; here documents are read and files written.
//!
//! `unboil learn pages.jsonl -o learned` → `learned/example.com.toml`

use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use unboil::Site;
use unboil_learn::{Samples, shared_lines};

use super::context::Context;
use super::format_options::DocumentOptions;
use super::{learn_update, learning};
use crate::console::answer;
use crate::console::count::count;
use crate::console::exit::Exit;
use crate::console::messages::{Messages, Problem, display_path};
use crate::files::atomic::{Durability, FileSpec};
use crate::files::leftovers;
use crate::files::named_file::NamedFile;
use crate::formats::fields::FieldPath;

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
    #[arg(short, long, value_name = "DIR", required_unless_present_any = ["counts", "by", "update"])]
    output: Option<PathBuf>,
    /// Bring the rule files in DIR up to date: add what is new, and note what has vanished and what you have deleted, which is not
    /// added again. What you have edited stays as it is
    #[arg(long, value_name = "DIR", conflicts_with_all = ["output", "by"])]
    update: Option<PathBuf>,
    /// The day of the documents, which --update notes: YYYY-MM-DD, or today
    #[arg(long, value_name = "DATE", requires = "update", conflicts_with_all = ["output", "by"], value_parser = learn_update::day)]
    date: Option<String>,
    /// Where the site of a document is named: `folder` is the folder of its file, `field NAME` a field of its record
    #[arg(long, value_names = ["folder|field", "NAME"], num_args = 1..=2)]
    site_from: Vec<String>,
    /// Write the sample of pages that was learned from to FILE, for `--merge`
    #[arg(long, value_name = "FILE")]
    counts: Option<PathBuf>,
    /// `corpus`: list the lines that recur on several sites with the number of sites, as candidates for a rule pack; write no rules
    #[arg(long, value_enum, value_name = "corpus", conflicts_with = "output")]
    by: Option<LearnBy>,
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
  unboil learn --by corpus pages.jsonl                  lines that many sites print
  unboil learn pages.jsonl --update learned             after you have edited the files in `learned`
  unboil learn --merge part-1.counts part-2.counts -o learned";

/// What to learn about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum LearnBy {
    Corpus,
}

/// Where the site of a document is named.
enum SiteFrom {
    Folder,
    /// `None`: where it usually is.
    Field(Option<FieldPath>),
}

impl Learn {
    /// Runs the command.
    ///
    /// # Errors
    /// A path cannot be used at all, or the rules cannot be written.
    pub(crate) fn run(&self, context: &Context) -> Result<Exit, Problem> {
        let messages = context.messages;
        leftovers::remove_from_now_on();
        let mut samples = Samples::default();
        let exit = if self.merge { self.merged(&mut samples)? } else { self.read(&mut samples, messages)? };
        if let Some(path) = &self.counts {
            let writing = |error| Problem::writing(display_path(path), &error);
            let mut file = NamedFile::begin(&FileSpec::new(path, "", Durability::Unsynced)).map_err(writing)?;
            samples.write(std::io::BufWriter::new(&mut file)).and_then(|()| file.finish()).map_err(writing)?;
        }
        if self.by == Some(LearnBy::Corpus) {
            let lines = shared_lines(samples.sites().filter(|(host, _)| !host.is_empty()));
            let list = lines.iter().map(|line| format!("{:>6} sites  {}\n", line.sites, line.text));
            answer::print(&list.collect::<String>())?;
        }
        if let Some(folder) = &self.output {
            learn(&samples, folder, messages)?;
        }
        if let Some(folder) = &self.update {
            let day = self.date.clone().unwrap_or_else(learn_update::today);
            return Ok(if learn_update::run(&samples, folder, &day, messages) { exit } else { Exit::SomeFailed });
        }
        Ok(exit)
    }

    /// The place of sites, and paths that were taken for the name of a field.
    fn site_from(&self) -> Result<(SiteFrom, Vec<PathBuf>), Problem> {
        let values: Vec<&str> = self.site_from.iter().map(String::as_str).collect();
        match values.as_slice() {
            [] => Ok((SiteFrom::Field(None), Vec::new())),
            ["folder", paths @ ..] => Ok((SiteFrom::Folder, paths.iter().map(PathBuf::from).collect())),
            ["field", name] => {
                let field = name.parse().map_err(|error| Problem::new("--site-from", format!("{error}")))?;
                Ok((SiteFrom::Field(Some(field)), Vec::new()))
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
            SiteFrom::Folder => None,
        };
        let documents = self.documents.documents_with_sites(&more, field);
        let visit = learning::read(&documents, samples, messages, |visited| match from {
            SiteFrom::Field(_) => Ok(visited.document.site.clone().unwrap_or_default()),
            SiteFrom::Folder => {
                host_of_folder(&visited.source.path).map_err(|what| Problem::new(visited.source.place(), what))
            }
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
}

/// Learns all sites and writes their files.
fn learn(samples: &Samples, folder: &Path, messages: Messages) -> Result<(), Problem> {
    let learned = learning::rules(samples, messages);
    for learned in learned.iter().flatten() {
        let path = folder.join(&learned.file);
        let writing = |error| Problem::writing(display_path(&path), &error).partial();
        learning::replace(&path, &learned.text, Durability::Unsynced).map_err(writing)?;
    }
    let files = learned.iter().flatten().count();
    let nothing = learned.len() - files;
    let nothing = if nothing > 0 { format!(", nothing recurs on {nothing} more") } else { String::new() };
    messages.note(format_args!("rules for {}{nothing}", count(files, "site")));
    Ok(())
}

/// The site that a file's folder is named after.
fn host_of_folder(path: &str) -> Result<String, String> {
    let folder = Path::new(path).parent().and_then(|folder| folder.file_name()).and_then(|name| name.to_str());
    let site = folder.and_then(|folder| folder.parse::<Site>().ok());
    site.map(|site| site.host().to_owned())
        .ok_or_else(|| "its folder is not named after a site, such as example.com".to_owned())
}
