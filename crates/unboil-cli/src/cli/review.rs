//! `unboil review`: an HTML page that shows what is removed and why.
//!
//! Reads documents and writes one HTML file that needs no network and no other file.
//!
//! `unboil review corpus -o page.html` → `unboil: page.html: 120 documents, 98 would change, by 41 rules`

use std::fs::{self, File};
use std::io::{self, BufWriter, IsTerminal as _, Read as _, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use unboil::{Cleaner, Explainer};

use super::cleaning::Cleaning;
use super::context::Context;
use super::format_options::DocumentOptions;
use super::learning::LearnFirst;
use crate::console::count::{count, without_text};
use crate::console::exit::Exit;
use crate::console::messages::{Messages, Problem, display_path};
use crate::files::atomic::{Durability, FileSpec};
use crate::files::file_id::FileId;
use crate::files::leftovers;
use crate::files::named_file::NamedFile;
use crate::review::{MARK, Page};
use crate::run::documents::{Documents, Visit};

/// Write an HTML page that shows each change with its rule
///
/// The page is one self-contained file: the documents by folder, their text marked, clean or side by side, and for each change the
/// rule, its reason and its examples. Decisions are collected there and downloaded as unboil.toml or as a rule file. It loads nothing
/// from the network. A record is named by its title or url, unless --id-field names another field. An existing review page is replaced;
/// any other file of that name is not.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Review {
    #[command(flatten)]
    documents: DocumentOptions,
    /// Write the page to FILE [default: standard output, also `-`]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    cleaning: Cleaning,
    #[command(flatten)]
    learn: LearnFirst,
}

const EXAMPLES: &str = "\
Examples:
  unboil review corpus -o page.html    all documents of a folder on one page
  unboil review --level bold page.txt -o page.html
  unboil review --select promo corpus -o promo.html
  unboil stats run.jsonl --page stats.html --review page.html    statistics with links to this page

Exit codes: 0 success; 2 usage or rule error; 3 some inputs failed, and the page has the rest.";

/// A page above this many bytes is slow to open.
const HEAVY: u64 = 200 << 20;

impl Review {
    /// Runs the command.
    pub(crate) fn run(&self, context: &Context) -> Result<Exit, Problem> {
        let messages = context.messages;
        let mut documents =
            self.documents.documents(self.cleaning.on_missing(), self.cleaning.encoding(), self.cleaning.is_forced());
        self.documents.look_for_titles(&mut documents);
        let learned = self.learn.rules(&mut documents, messages)?;
        let cleaner = self.cleaning.cleaner_recording(true, &learned)?;
        let Some(path) = self.output.as_deref().filter(|path| path.as_os_str() != "-") else {
            if io::stdout().is_terminal() {
                let help = "name one with -o page.html";
                return Err(Problem::with_help("", "the page cannot be shown on a terminal", help));
            }
            return match Self::write(&documents, &cleaner, messages, None, BufWriter::new(io::stdout().lock()))? {
                Ok((_, summary)) => summary.visit.exit(false, Exit::Done),
                Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(Exit::Done),
                Err(error) => Err(Problem::stdout(&error)),
            };
        };
        // A pipe or a device is written to directly; reading it to look for a page could block forever.
        if path.is_file() && !is_page(path) {
            let help = "give another name or remove it";
            return Err(Problem::with_help(display_path(path), "exists and is not a review page", help));
        }
        let writing = |error: io::Error| Problem::writing(display_path(path), &error);
        leftovers::remove_from_now_on();
        let page = NamedFile::begin(&FileSpec::new(path, "", Durability::Unsynced)).map_err(writing)?;
        let older = FileId::of_path(path);
        let (page, summary) = Self::write(&documents, &cleaner, messages, older, page)?.map_err(writing)?;
        page.finish().map_err(writing)?;
        let PageSummary { visit, changed, rules } = summary;
        let nouns = (count(visit.documents, "document"), count(rules, "rule"));
        let missing = without_text(visit.missing);
        let name = display_path(path);
        messages.note(format_args!("{name}: {}, {changed} would change, by {}{missing}", nouns.0, nouns.1));
        if fs::metadata(path).is_ok_and(|data| data.len() > HEAVY) {
            let what = "is so large that a browser may be slow to open it";
            messages.warning(&Problem::with_help(display_path(path), what, "review fewer documents at a time"));
        }
        visit.exit(false, Exit::Done)
    }

    /// Writes the page to `out`. `older` is the page that it replaces, which is skipped as an input. The inner error: the page
    /// cannot be written.
    fn write<W: Write>(
        documents: &Documents,
        cleaner: &Cleaner,
        messages: Messages,
        older: Option<FileId>,
        out: W,
    ) -> Result<io::Result<(W, PageSummary)>, Problem> {
        let explainer = Explainer::new(cleaner);
        // Nothing is written before the first document: a run that is refused leaves no beginning of a page.
        let (mut out, mut page) = (Some(out), None);
        let mut begin = || out.take().map(Page::begin).expect("a page begins once");
        let (mut changed, mut skipped) = (0, 0);
        let mut visit = documents.each(cleaner, messages, |visited| {
            if older.is_some() && FileId::of_path(Path::new(&visited.source.path)) == older {
                skipped += 1;
                return Ok(());
            }
            changed += usize::from(visited.document.is_changed);
            let explanation = visited.document.explain(&explainer);
            let page = match &mut page {
                Some(page) => page,
                none => none.insert(begin()?),
            };
            Ok(page.document(&visited.source, &visited.document, &explanation)?)
        })?;
        if let Some(error) = visit.output_error {
            return Ok(Err(error));
        }
        visit.documents -= skipped;
        // An older page is HTML.
        visit.skipped.retain(|path| older.is_none() || FileId::of_path(path) != older);
        visit.tell_skipped(messages);
        let page = match page.map_or_else(begin, Ok) {
            Ok(page) => page,
            Err(error) => return Ok(Err(error)),
        };
        let ended = page.end(cleaner.rules(), visit.failed).and_then(|(mut out, rules)| {
            out.flush()?;
            Ok((out, PageSummary { visit, changed, rules }))
        });
        Ok(ended)
    }
}

/// The content of a page.
struct PageSummary {
    visit: Visit,
    changed: usize,
    rules: usize,
}

/// Whether `path` is an existing review page.
fn is_page(path: &Path) -> bool {
    let mut begin = Vec::new();
    let read = File::open(path).and_then(|file| file.take(MARK.len() as u64).read_to_end(&mut begin));
    read.is_ok() && begin == MARK.as_bytes()
}
