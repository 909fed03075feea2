//! Opens the input folder: lock, journal, recovery.
//!
//! Checks that the folders of a [`Plan`] do not overlap, locks IN, opens its journal and finishes what a killed
//! process left behind: incomplete outputs are deleted, and sources that were being moved reach their destination.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::json;

use super::journal::Journal;
use super::log::{Level, Log};
use super::plan::{After, Plan};
use super::source_mover::SourceMover;
use super::state_folder::StateFolder;
use crate::console::count::{count, verb};
use crate::console::messages::{Problem, display_path};
use crate::files::fsync::make_folders;
use crate::files::temporary_name::is_temporary_with_tag;

/// Creates missing folders and checks that none contains another. Otherwise outputs would be watched or overwritten.
pub(crate) fn check(plan: &Plan) -> Result<(), Problem> {
    if !plan.input.is_dir() {
        return Err(Problem::with_help(display_path(&plan.input), "is not a folder", "create it, or name another one"));
    }
    let mut folders = vec![("IN", &plan.input), ("OUT", &plan.output)];
    if let After::Move(folder) = &plan.after {
        folders.push(("--done", folder));
    }
    folders.extend(plan.failed.as_ref().map(|folder| ("--failed", folder)));
    folders.extend(plan.reports.as_ref().map(|folder| ("--reports", folder)));
    let mut full = Vec::new();
    for (name, folder) in folders {
        make_folders(folder).map_err(|error| Problem::writing(display_path(folder), &error))?;
        let path = fs::canonicalize(folder).map_err(|error| Problem::reading(display_path(folder), &error))?;
        if let Some((other, _)) = full.iter().find(|(_, known): &&(&str, PathBuf)| inside(known, &path)) {
            let what = format!("{name} and {other} are the same folder, or one contains the other");
            return Err(Problem::with_help(display_path(folder), what, "name folders that do not contain each other"));
        }
        full.push((name, path));
    }
    Ok(())
}

fn inside(a: &Path, b: &Path) -> bool {
    a.starts_with(b) || b.starts_with(a)
}

/// The state that exists while IN is locked.
pub(crate) struct LockedInput {
    pub state_folder: StateFolder,
    pub journal: Journal,
    pub mover: SourceMover,
}

impl LockedInput {
    /// Locks IN and recovers from an earlier crash.
    ///
    /// # Errors
    /// Another watcher has locked IN, or its state folder cannot be written.
    pub(crate) fn open(plan: &Plan, log: Log) -> Result<Self, Problem> {
        let state_folder = StateFolder::open(&plan.input)?;
        let path = state_folder.path("journal");
        let (mut journal, damaged) =
            Journal::open(path.clone()).map_err(|error| Problem::writing(display_path(&path), &error))?;
        if damaged > 0 {
            let (lines, are) = (count(damaged, "damaged line"), verb(damaged, "was", "were"));
            let what = format!("{lines} {are} dropped; the files described there are cleaned again");
            log.emit(Level::Warning, "journal", None, &what, json!({ "damaged": damaged }));
        }
        let mover = SourceMover {
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
        mover.recover(&mut journal)?;
        journal.sync().map_err(|error| Problem::writing(display_path(&path), &error))?;
        Ok(Self { state_folder, journal, mover })
    }
}

/// Deletes the temporary files of incomplete outputs below `root`.
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
