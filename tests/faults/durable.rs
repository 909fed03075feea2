//! What a power cut could take: files are on the disk before something relies on them.
//!
//! A test cannot cut the power, but the order of system calls says what would be left: a file is synced after its last write and
//! before it gets its name, and its folder is synced afterwards.

use std::path::{Path, PathBuf};

use crate::in_place;
use crate::job::Job;
use crate::scene::Scene;
use crate::tools::STRACE;
use crate::trace::Call;

/// The calls of an undisturbed run, with paths below its folder.
struct Run(Vec<Call>);

impl Run {
    fn of(job: &Job) -> Self {
        let scene: Scene = job.scene();
        let (ran, mut calls) = job.run(&scene, None);
        assert!(matches!(ran.code, Some(0 | 3)), "{}", ran.stderr);
        let root = std::fs::canonicalize(scene.path("")).unwrap();
        for path in calls.iter_mut().flat_map(|call| &mut call.paths) {
            *path = path.strip_prefix(&root).map(Path::to_path_buf).unwrap_or_else(|_| path.clone());
        }
        Self(calls)
    }

    /// Where files got the names that `is_wanted` accepts: position, old and new name.
    fn renames(&self, is_wanted: impl Fn(&Path, &Path) -> bool) -> Vec<(usize, &Path, &Path)> {
        let renamed = self.0.iter().enumerate().filter(|(_, call)| call.name.starts_with("rename"));
        let named = renamed.map(|(at, call)| (at, call.paths[0].as_path(), call.paths[1].as_path()));
        named.filter(|(_, old, new)| is_wanted(old, new)).collect()
    }

    fn is(&self, at: usize, kind: &str, path: &Path) -> bool {
        let call = &self.0[at];
        let is_kind = if kind == "sync" { call.name.ends_with("sync") } else { call.name == kind };
        is_kind && call.paths.first().is_some_and(|other| other == path)
    }

    /// Whether a file was synced after its last write before `at`.
    fn is_synced_before(&self, at: usize, path: &Path) -> bool {
        let last = |kind| (0..at).rev().find(|&before| self.is(before, kind, path));
        last("write").is_none_or(|written| last("sync").is_some_and(|synced| synced > written))
    }

    /// Where a path is synced after `at`.
    fn sync_after(&self, at: usize, path: &Path) -> Option<usize> {
        (at..self.0.len()).find(|&after| self.is(after, "sync", path))
    }

    /// Checks that each file that gets a name in one of `folders` is durable. Returns the files, and from where on they are.
    fn durable(&self, folders: &[&str]) -> Vec<(PathBuf, usize)> {
        let is_below = |path: &Path| folders.iter().any(|folder| path.starts_with(folder));
        let is_state = |path: &Path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(".unboil"));
        let named = self.renames(|old, new| is_state(old) && is_below(new) && !is_state(new));
        let check = |(at, old, new): (usize, &Path, &Path)| {
            assert!(self.is_synced_before(at, old), "{} has its name before it is on the disk", new.display());
            let synced = self.sync_after(at, new.parent().unwrap());
            (new.to_path_buf(), synced.unwrap_or_else(|| panic!("the name of {} is not on the disk", new.display())))
        };
        named.into_iter().map(check).collect()
    }
}

#[test]
fn in_place_the_report_is_on_the_disk_before_a_file_is_replaced() {
    if !STRACE.is_there() {
        return;
    }
    let run = Run::of(&in_place::with_report());
    assert_eq!(run.durable(&["in"]).len(), 3);
    for (at, _, new) in run.renames(|_, new| new.starts_with("in")) {
        // It has its name before the first file is replaced.
        assert!(run.is_synced_before(at, Path::new("undo.jsonl")), "{}", new.display());
        let named = run.renames(|_, new| new == Path::new("undo.jsonl"))[0];
        assert!(named.0 < at && run.is_synced_before(named.0, named.1), "{}", new.display());
    }
}

/// The output and what belongs to it first, then the journal, and then the source.
#[cfg(feature = "watch")]
#[test]
fn a_source_leaves_a_watched_folder_when_what_was_written_for_it_is_on_the_disk() {
    if !STRACE.is_there() {
        return;
    }
    for (job, files) in [(crate::watch::moved(), 6), (crate::watch::deleted(), 5)] {
        let run = Run::of(&job);
        let durable = run.durable(&["out", "reports", "failed"]);
        assert_eq!(durable.len(), files, "{durable:?}");
        let leaving = run.renames(|old, new| old.starts_with("in") && new.starts_with("in/.unboil/leaving"));
        assert!(leaving.len() >= 3);
        for (at, old, _) in leaving {
            let name = old.strip_prefix("in").unwrap();
            let is_of = |path: &Path| {
                let below = path.iter().skip(1).collect::<PathBuf>();
                below == name || below.to_string_lossy().starts_with(&format!("{}.re", name.display()))
            };
            let written: Vec<usize> = durable.iter().filter(|(path, _)| is_of(path)).map(|(_, from)| *from).collect();
            assert!(!written.is_empty(), "{} has left without an output", old.display());
            for from in written {
                let journal = run.sync_after(from, Path::new("in/.unboil/journal"));
                assert!(journal.is_some_and(|journal| journal < at), "{} has left too early", old.display());
            }
        }
    }
}
