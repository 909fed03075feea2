//! One file: hashed, cleaned, and its output put in place.
//!
//! Goes in: a [`Task`], which says which file, in which state, and how to clean it. Comes out: a [`Report`]. The file is
//! held against its identity before anything is read and again when all of it was read: whatever changed it in
//! between, the output is dropped before it has its name, and the file waits again.
//!
//! Its content is hashed in a read of its own, for a file that was only touched need not be cleaned; that costs a
//! tenth of the cleaning.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use xxhash_rust::xxh3::Xxh3;

use super::Version;
use super::identity::Identity;
use crate::cli::durable::stop_at;
use crate::cli::inputs::Input;
use crate::cli::messages::{Messages, Problem, shown};
use crate::cli::run::{self, Folder, Heard, Opened, Rejects, Run, Sink, Stop};
use crate::formats::desk::Tally;

/// Files of fewer bytes are cleaned on one thread each, several at a time; the larger ones on all, one after the other in
/// each. Below this the hand-over between threads costs more than it gains.
const LARGE: u64 = 4 << 20;
/// Bytes hashed at once.
const CHUNK: usize = 1 << 16;

/// What does not change between files.
#[derive(Debug)]
pub(crate) struct Place {
    pub input: PathBuf,
    pub output: PathBuf,
    pub failed: Option<PathBuf>,
    /// In the names of temporary files.
    pub tag: String,
    pub strict: bool,
    /// Whether everything under way is to be dropped.
    pub abort: AtomicBool,
}

/// A file to be cleaned.
#[derive(Debug)]
pub(crate) struct Task {
    /// Below IN.
    pub path: PathBuf,
    pub identity: Identity,
    pub version: Version,
    /// The content it was last cleaned with in this version.
    pub known: Option<u128>,
}

/// What became of it.
#[derive(Debug)]
pub(crate) struct Report {
    pub task: Task,
    pub content: Option<u128>,
    pub outcome: Outcome,
    pub took: Duration,
}

#[derive(Debug)]
pub(crate) enum Outcome {
    /// Its output is durable.
    Cleaned { output: PathBuf, tally: Tally, heard: Heard },
    /// It has the content it had when it was cleaned last.
    Same,
    /// It was written to meanwhile, or is gone.
    Changed,
    /// It cannot be cleaned.
    Failed(Problem),
    /// The watcher ends.
    Dropped,
}

/// Cleans a file.
pub(crate) fn clean(task: Task, place: &Arc<Place>) -> Report {
    let began = Instant::now();
    let source = place.input.join(&task.path);
    let is_changed = || Identity::of_path(&source).ok() != Some(task.identity);
    let mut content = None;
    let outcome = if is_changed() {
        Outcome::Changed
    } else {
        match hash(&source) {
            _ if is_changed() => Outcome::Changed,
            Err(error) => Outcome::Failed(Problem::reading(shown(&source), &error)),
            Ok(hash) => {
                content = Some(hash);
                stop_at("hashed");
                if task.known == content { Outcome::Same } else { clean_content(&task, place, source) }
            }
        }
    };
    Report { task, content, outcome, took: began.elapsed() }
}

fn clean_content(task: &Task, place: &Arc<Place>, source: PathBuf) -> Outcome {
    let job = if task.identity.size < LARGE { &task.version.small } else { &task.version.large };
    let input = Input { path: source, relative: task.path.clone(), is_stdin: false };
    let folder = Folder::durable(place.output.clone(), job.naming(), place.tag.clone());
    let mut sink = Watched { folder, identity: task.identity, place: Arc::clone(place), state: State::Open };
    let mut run = Run::new(Messages { quiet: true });
    run.heard = Some(Heard::default());
    run.rejects = place.failed.as_ref().map(|failed| {
        let mut name = failed.join(&task.path).into_os_string();
        name.push(".rejects.jsonl");
        Rejects::lazy(Path::new(&name), &place.tag)
    });
    let done = run::clean_all(job, vec![Ok(input.clone())], None, &mut sink, &mut run);
    let Run { tally, heard, rejects, .. } = run;
    let mut heard = heard.unwrap_or_default();
    match (sink.state, done) {
        (State::Committed, _) => {
            if let Some(Err(problem)) = rejects.map(Rejects::finish) {
                heard.warnings.push(problem);
            }
            Outcome::Cleaned { output: job.naming().of(&input), tally, heard }
        }
        (State::Dropped, _) => Outcome::Dropped,
        (State::Changed, _) => Outcome::Changed,
        // What looks like a fault of the file may be that half of it is there.
        (State::Open, _) if Identity::of_path(&input.path).ok() != Some(task.identity) => Outcome::Changed,
        (State::Open, Err(problem)) => Outcome::Failed(problem),
        (State::Open, Ok(())) => {
            let problem = heard.errors.into_iter().next();
            Outcome::Failed(problem.unwrap_or_else(|| Problem::new(input.place(), "has no output; please report this")))
        }
    }
}

/// The folder of outputs, guarded: no output gets its name unless its source is what it was.
struct Watched {
    folder: Folder,
    identity: Identity,
    place: Arc<Place>,
    state: State,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Open,
    Committed,
    Changed,
    Dropped,
}

impl Watched {
    /// Ends the work if the watcher ends.
    fn go_on(&mut self) -> Result<(), Stop> {
        if self.place.abort.load(Ordering::Relaxed) {
            self.state = State::Dropped;
            self.folder.abandon();
            return Err(Stop::Closed);
        }
        Ok(())
    }
}

impl Sink for Watched {
    fn begin(&mut self, input: &Input, opened: &Opened) -> Result<(), Problem> {
        self.folder.begin(input, opened)
    }

    fn write(&mut self, bytes: &[u8]) -> Result<(), Stop> {
        self.go_on()?;
        self.folder.write(bytes)
    }

    fn end_member(&mut self) -> Result<(), Stop> {
        self.folder.end_member()
    }

    fn flush(&mut self) -> Result<(), Stop> {
        Ok(())
    }

    fn finish(&mut self, input: &Input, opened: &Opened, tally: &Tally) -> Result<(), Stop> {
        stop_at("cleaned");
        self.go_on()?;
        if Identity::of_path(&input.path).ok() != Some(self.identity) {
            self.state = State::Changed;
            self.folder.abandon();
            return Err(Stop::Closed);
        }
        if self.place.strict && tally.over_budget > 0 {
            self.folder.abandon();
            let what = "rules want more of it than the budget allows";
            let way_out = "see what they want with `unboil explain`, raise --budget, or leave out --strict";
            return Err(Stop::Failed(Problem::with_way_out(input.place(), what, way_out)));
        }
        self.folder.finish(input, opened, tally)?;
        self.state = State::Committed;
        Ok(())
    }

    fn abandon(&mut self) {
        self.folder.abandon();
    }
}

/// The hash of a file's bytes.
pub(crate) fn hash(path: &Path) -> io::Result<u128> {
    let mut file = File::open(path)?;
    let (mut state, mut buffer) = (Xxh3::new(), vec![0; CHUNK]);
    loop {
        match file.read(&mut buffer) {
            Ok(0) => return Ok(state.digest128()),
            Ok(count) => state.update(buffer.get(..count).unwrap_or_default()),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}
