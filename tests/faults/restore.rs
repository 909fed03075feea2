//! `restore`: of a folder, of a file, and with a folder of reports.

use crate::clean::FILES;
use crate::injection::inject;
use crate::job::Job;

const CLEAN: &str = "clean in -o out --report run.jsonl --reproducible --no-default-rules --isolated -q";

pub(crate) fn folder() -> Job {
    let run = "restore out --report run.jsonl -o back";
    Job { files: FILES.into(), prepare: vec![CLEAN], run, ..Job::default() }
}

#[test]
fn a_folder() {
    inject("restore DIR", &folder(), 60);
}

#[test]
fn a_file() {
    let job = Job {
        files: FILES.into(),
        prepare: vec![CLEAN],
        run: "restore out/a.txt --report run.jsonl -o a.txt",
        ..Job::default()
    };
    inject("restore FILE", &job, 20);
}

#[test]
fn a_file_to_standard_output() {
    let job = Job {
        files: FILES.into(),
        prepare: vec![CLEAN],
        run: "restore out/r.jsonl --report run.jsonl",
        stdout: Some("back.jsonl"),
        partial: vec!["back.jsonl"],
        ..Job::default()
    };
    inject("restore FILE > FILE", &job, 10);
}
