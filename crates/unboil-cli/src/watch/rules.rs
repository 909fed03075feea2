//! Reloads rules that change while the watcher runs.
//!
//! Changed rule files are compiled when two consecutive checks have seen them in the same state, so that a file is
//! not read while it is being written. If the new rules have an error, the old version stays in use. A file in
//! progress keeps the version it was started with.
//!
//! `rules/ads.toml` saved → `rules changed; xxh3:1f… from now on`

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use xxhash_rust::xxh3::Xxh3;

use super::identity::Identity;
use super::plan::Version;
use crate::console::messages::Problem;

type CompileFn = Box<dyn Fn() -> Result<Version, Problem>>;
type RulePaths = Box<dyn Fn() -> Vec<PathBuf>>;

/// The current rules, and how to reload them.
pub(crate) struct Rules {
    compile: CompileFn,
    list: RulePaths,
    version: Version,
    /// Fingerprint of the rule files when they were compiled.
    read: u64,
    /// Fingerprint of the rule files at the last check.
    seen: u64,
}

/// Result of a change of the rule files.
pub(crate) enum RulesChange {
    /// The new version is in use.
    To(Arc<str>),
    /// The rules have an error; the old version stays in use.
    Refused(Problem),
}

impl Rules {
    /// Compiles the rules for the first time.
    ///
    /// # Errors
    /// The rules or the configuration have an error.
    pub(crate) fn new(compile: CompileFn, list: RulePaths) -> Result<Self, Problem> {
        let read = fingerprint(&list());
        let version = compile()?;
        Ok(Self { compile, list, version, read, seen: read })
    }

    /// The version in use.
    pub(crate) fn version(&self) -> &Version {
        &self.version
    }

    /// Checks whether the rule files have changed, and reloads them if so.
    pub(crate) fn check(&mut self) -> Option<RulesChange> {
        let now = fingerprint(&(self.list)());
        let is_at_rest = std::mem::replace(&mut self.seen, now) == now;
        if now == self.read || !is_at_rest {
            return None;
        }
        let compiled = (self.compile)();
        if fingerprint(&(self.list)()) != now {
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

/// Hash of the paths and identities of files.
fn fingerprint(list: &[PathBuf]) -> u64 {
    let mut state = Xxh3::new();
    for place in list {
        add(place, 0, &mut state);
    }
    state.digest()
}

/// Maximum depth of rule folders; a deeper path is taken for a loop of links.
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
