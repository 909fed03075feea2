//! Rules that may change while the watcher runs.
//!
//! Goes in: a way to compile the rules, and the files and folders they come from. Comes out: the version to clean with. A
//! changed rule file is tried when two looks saw it the same, so that it is not read while it is written; one with a fault
//! changes nothing. A file in work keeps the version it was begun with.
//!
//! `rules/ads.toml` saved → `rules xxh3:1f… from now on` for the files taken from then on

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use xxhash_rust::xxh3::Xxh3;

use super::identity::Identity;
use super::plan::Version;
use crate::console::messages::Problem;

type Compile = Box<dyn Fn() -> Result<Version, Problem>>;
type RulePaths = Box<dyn Fn() -> Vec<PathBuf>>;

/// The rules at hand, and how to get others.
pub(crate) struct Rules {
    compile: Compile,
    places: RulePaths,
    version: Version,
    /// What the files looked like when they were read.
    read: u64,
    /// What they looked like when they were last looked at.
    seen: u64,
}

/// What became of changed files.
pub(crate) enum RulesChange {
    /// Another version counts from now on.
    To(Arc<str>),
    /// They have a fault; the version stays.
    Refused(Problem),
}

impl Rules {
    /// Compiles them for the first time.
    ///
    /// # Errors
    /// A rule or the configuration is at fault.
    pub(crate) fn new(compile: Compile, places: RulePaths) -> Result<Self, Problem> {
        let read = fingerprint(&places());
        let version = compile()?;
        Ok(Self { compile, places, version, read, seen: read })
    }

    /// The version to clean with.
    pub(crate) fn version(&self) -> &Version {
        &self.version
    }

    /// Looks whether the files changed.
    pub(crate) fn look(&mut self) -> Option<RulesChange> {
        let now = fingerprint(&(self.places)());
        let is_at_rest = std::mem::replace(&mut self.seen, now) == now;
        if now == self.read || !is_at_rest {
            return None;
        }
        let compiled = (self.compile)();
        if fingerprint(&(self.places)()) != now {
            return None;
        }
        self.read = now;
        match compiled {
            Ok(version) if version.hash == self.version.hash => None,
            Ok(version) => {
                self.version = version;
                Some(RulesChange::To(Arc::clone(&self.version.hash)))
            }
            Err(problem) => Some(RulesChange::Refused(problem)),
        }
    }
}

/// What files look like from outside.
fn fingerprint(places: &[PathBuf]) -> u64 {
    let mut state = Xxh3::new();
    for place in places {
        add(place, 0, &mut state);
    }
    state.digest()
}

/// How deep folders of rules are looked at; one deeper is a loop of links.
const DEPTH: usize = 32;

fn add(path: &Path, depth: usize, state: &mut Xxh3) {
    state.update(path.as_os_str().as_encoded_bytes());
    match fs::metadata(path) {
        Ok(metadata) if metadata.is_dir() && depth < DEPTH => {
            let Ok(entries) = fs::read_dir(path) else { return };
            let mut inside: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
            inside.sort();
            inside.iter().for_each(|path| add(path, depth + 1, state));
        }
        Ok(metadata) if metadata.is_file() => state.update(format!("{:?}", Identity::of(&metadata)).as_bytes()),
        _ => state.update(b"\0"),
    }
}
