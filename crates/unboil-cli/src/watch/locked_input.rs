//! The folders, and what belongs to IN while it is there: its lock, its journal, the places of its sources.
//!
//! Goes in: a plan. Comes out: the word that its folders fit together, and IN held, with all brought to an end that a kill left in the
//! middle: outputs that were never complete are gone, sources that were leaving have left.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::json;

use super::journal::Journal;
use super::log::{Level, Log};
use super::plan::{After, Plan};
use super::source_mover::SourceMover;
use super::state_folder::StateFolder;
use crate::console::messages::{Problem, shown};
use crate::files::atomic::is_temporary_with_tag;
use crate::files::fsync::make_folders;

/// Folders inside of each other would be watched, or written over.
pub(crate) fn check(plan: &Plan) -> Result<(), Problem> {
    if !plan.input.is_dir() {
        return Err(Problem::with_way_out(shown(&plan.input), "is no folder", "make it, or name another"));
    }
    let mut folders = vec![("IN", &plan.input), ("OUT", &plan.output)];
    if let After::Move(folder) = &plan.after {
        folders.push(("--done", folder));
    }
    folders.extend(plan.failed.as_ref().map(|folder| ("--failed", folder)));
    folders.extend(plan.reports.as_ref().map(|folder| ("--reports", folder)));
    let mut full = Vec::new();
    for (name, folder) in folders {
        make_folders(folder).map_err(|error| Problem::writing(shown(folder), &error))?;
        let path = fs::canonicalize(folder).map_err(|error| Problem::reading(shown(folder), &error))?;
        if let Some((other, _)) = full.iter().find(|(_, known): &&(&str, PathBuf)| inside(known, &path)) {
            let what = format!("{name} and {other} are the same folder, or one is inside of the other");
            return Err(Problem::with_way_out(shown(folder), what, "name folders beside each other"));
        }
        full.push((name, path));
    }
    Ok(())
}

fn inside(a: &Path, b: &Path) -> bool {
    a.starts_with(b) || b.starts_with(a)
}

/// What belongs to IN.
pub(crate) struct LockedInput {
    pub state_folder: StateFolder,
    pub journal: Journal,
    pub places: SourceMover,
}

impl LockedInput {
    /// Opens it, and brings to an end what a kill left in the middle.
    ///
    /// # Errors
    /// Somebody else watches IN, or its work folder cannot be written.
    pub(crate) fn open(plan: &Plan, log: Log) -> Result<Self, Problem> {
        let state_folder = StateFolder::open(&plan.input)?;
        let path = state_folder.path("journal");
        let (mut journal, damaged) =
            Journal::open(path.clone()).map_err(|error| Problem::writing(shown(&path), &error))?;
        if damaged > 0 {
            let what =
                format!("{damaged} lines are damaged and were dropped; the files they were about are cleaned again");
            log.tell(Level::Warning, "journal", None, &what, json!({ "damaged": damaged }));
        }
        let places = SourceMover {
            input: state_folder.root().to_path_buf(),
            staging: state_folder.path("leaving"),
            after: plan.after.clone(),
            failed: plan.failed.clone(),
            tag: state_folder.tag(),
        };
        let tag = state_folder.tag();
        let done = match &plan.after {
            After::Move(folder) => Some(folder),
            After::Stay | After::Delete => None,
        };
        for folder in [Some(&plan.output), done, plan.failed.as_ref(), plan.reports.as_ref()].into_iter().flatten() {
            sweep(folder, &tag);
        }
        sweep(&state_folder.path(""), "");
        let has_output = |path: &Path| plan.output.join(plan.naming.of_path(path)).exists();
        journal.keep_left(plan.naming.is_ambiguous().then_some(&has_output));
        places.recover(&mut journal)?;
        journal.sync().map_err(|error| Problem::writing(shown(&path), &error))?;
        Ok(Self { state_folder, journal, places })
    }
}

/// Removes what a kill left of outputs that were never complete.
pub(crate) fn sweep(root: &Path, tag: &str) {
    let mut folders = vec![root.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => folders.push(entry.path()),
                Ok(kind) if kind.is_file() && is_temporary_with_tag(&entry.file_name(), tag) => {
                    let _ = fs::remove_file(entry.path());
                }
                _ => {}
            }
        }
    }
}
