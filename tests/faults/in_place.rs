//! `clean --in-place`, with and without a report.

use crate::clean::FILES;
use crate::injection::inject;
use crate::job::Job;
use crate::scene::Scene;
use crate::tree::Tree;

#[test]
fn a_folder() {
    let run = "clean --in-place in --no-default-rules --isolated -j 1";
    inject("clean --in-place", &Job { files: FILES.into(), run, is_in_place: true, ..Job::default() }, 80);
}

pub(crate) fn with_report() -> Job {
    Job {
        files: FILES.into(),
        run: "clean --in-place in --report undo.jsonl --reproducible --no-default-rules --isolated -j 1",
        // A report of an earlier run is not replaced.
        again: "clean --in-place in --report undo2.jsonl --reproducible --no-default-rules --isolated -j 1",
        partial: vec!["undo.jsonl"],
        differ: vec!["undo.jsonl", "undo2.jsonl"],
        is_in_place: true,
        check: Some(can_be_undone),
        ..Job::default()
    }
}

#[test]
fn a_folder_with_a_report() {
    inject("clean --in-place --report", &with_report(), 100);
}

/// Each file that was replaced can be restored, also from a report that was cut short.
fn can_be_undone(scene: &Scene, after: &Tree) -> Vec<String> {
    let mut found = Vec::new();
    for (name, original) in FILES {
        if after.get(name).is_none_or(|bytes| bytes == original.as_bytes()) {
            continue;
        }
        let ran = scene.run(&["restore", name, "--report", "undo.jsonl"]);
        if (ran.code, ran.stdout.as_str()) != (Some(0), original) {
            found.push(format!("{name} cannot be restored: {}{}", ran.stdout, ran.stderr));
        }
    }
    found
}
