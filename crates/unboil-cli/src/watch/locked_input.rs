//! Opens the input folder: lock, journal, recovery.
//!
//! Checks that the folders of a [`Plan`] do not overlap, locks IN, opens its journal and finishes what a killed
//! process left behind: incomplete outputs are deleted, and sources that were being moved reach their destination.

use std::collections::HashSet;
use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::json;

use super::delivery::Stamp;
use super::journal::Journal;
use super::log::{Level, Log};
use super::plan::{After, Plan};
use super::source_mover::SourceMover;
use super::state_folder::StateFolder;
use crate::console::count::{count, verb};
use crate::console::messages::{Problem, display_path};
use crate::files::directory::EntryKind;
use crate::files::fsync::make_folders;
use crate::files::temporary_name::{is_temporary, is_temporary_with_tag};

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
    check_copies(plan, &full)
}

/// Checks that the files of `--status-file` and `--metrics-file` replace nothing that matters: neither a device nor a file of
/// one of the folders, nor each other.
fn check_copies(plan: &Plan, folders: &[(&str, PathBuf)]) -> Result<(), Problem> {
    let mut other = None;
    for (name, path) in [("--status-file", &plan.status), ("--metrics-file", &plan.metrics)] {
        let Some(path) = path else { continue };
        let refuse = |what: String| Err(Problem::with_help(display_path(path), what, "name another file"));
        if fs::symlink_metadata(path).is_ok_and(|metadata| !metadata.is_file()) {
            return refuse(format!("{name} would replace what is not a regular file"));
        }
        let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        make_folders(parent).map_err(|error| Problem::writing(display_path(parent), &error))?;
        let parent = fs::canonicalize(parent).map_err(|error| Problem::reading(display_path(parent), &error))?;
        if let Some((folder, _)) = folders.iter().find(|(_, folder)| parent.starts_with(folder)) {
            return refuse(format!("{name} lies in the folder {folder}, whose files it could replace"));
        }
        let full = path.file_name().map(|name| parent.join(name));
        if full == other {
            return refuse("--status-file and --metrics-file are the same file".to_owned());
        }
        other = full;
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
        let path = state_folder.path(JOURNAL);
        let (mut journal, damaged) = Journal::open(Arc::clone(state_folder.folder()), JOURNAL, plan.naming)
            .map_err(|error| Problem::writing(display_path(&path), &error))?;
        if damaged > 0 {
            let (lines, are) = (count(damaged, "damaged line"), verb(damaged, "was", "were"));
            let what = format!("{lines} {are} dropped; the files described there are cleaned again");
            log.emit(Level::Warning, "journal", None, &what, json!({ "damaged": damaged }));
        }
        let mover = SourceMover {
            root: state_folder.root().to_path_buf(),
            input: Arc::clone(state_folder.input()),
            state: Arc::clone(state_folder.folder()),
            plan: plan.clone(),
            tag: state_folder.tag(),
        };
        let tag = state_folder.tag();
        plan.folders().for_each(|folder| sweep(folder, &tag));
        sweep_state(&state_folder);
        prune(&mut journal, plan);
        let has_output = |path: &Path| plan.output.join(plan.naming.of_path(path)).exists();
        journal.keep_left(plan.naming.is_ambiguous().then_some(&has_output));
        mover.recover(&mut journal)?;
        journal.sync().map_err(|error| Problem::writing(display_path(&path), &error))?;
        Ok(Self { state_folder, journal, mover })
    }
}

/// Name of the journal in the state folder.
const JOURNAL: &str = "journal";

/// Forgets outputs and reports that no longer exist.
pub(crate) fn prune(journal: &mut Journal, plan: &Plan) {
    if journal.owned() == 0 {
        return;
    }
    let mut existing = HashSet::new();
    for root in [Some(&plan.output), plan.reports.as_ref()].into_iter().flatten() {
        let complete = walk(root, &mut |path, _| {
            if let (Ok(Some(stamp)), Ok(relative)) = (Stamp::at(path), path.strip_prefix(root)) {
                existing.insert(stamp.fingerprint(relative));
            }
        });
        // A file that cannot be checked counts as existing.
        if complete.is_err() {
            return;
        }
    }
    journal.retain_owned(&existing);
}

/// Deletes what a killed process left in the state folder.
fn sweep_state(state_folder: &StateFolder) {
    let folder = state_folder.folder();
    for (name, kind) in folder.entries().unwrap_or_default() {
        if kind == EntryKind::File && is_temporary(&name) {
            let _ = folder.remove_file(Path::new(&name));
        }
    }
}

/// Calls `visit` for each file below `root`. Links are not followed.
///
/// # Errors
/// A folder cannot be read.
fn walk(root: &Path, visit: &mut dyn FnMut(&Path, &OsStr)) -> io::Result<()> {
    let (mut folders, mut complete) = (vec![root.to_path_buf()], Ok(()));
    while let Some(folder) = folders.pop() {
        let entries = match fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) => {
                complete = Err(error);
                continue;
            }
        };
        for entry in entries {
            match entry.and_then(|entry| Ok((entry.file_type()?, entry))) {
                Ok((kind, entry)) if kind.is_dir() => folders.push(entry.path()),
                Ok((kind, entry)) if kind.is_file() => visit(&entry.path(), &entry.file_name()),
                Ok(_) => {}
                Err(error) => complete = Err(error),
            }
        }
    }
    complete
}

/// Deletes the temporary files of incomplete outputs below `root`.
pub(crate) fn sweep(root: &Path, tag: &str) {
    // A folder that cannot be read is not swept.
    let _ = walk(root, &mut |path, name| {
        if is_temporary_with_tag(name, tag) {
            let _ = fs::remove_file(path);
        }
    });
}
