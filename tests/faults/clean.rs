//! `clean`: of a file, of a folder, with a report and rejects, to standard output, and with `--resume`.

use crate::injection::inject;
use crate::job::Job;
use crate::scene::Scene;
use crate::tree::Tree;

/// Documents of each kind that the command writes in its own way, one of them in a folder.
pub(crate) const FILES: [(&str, &str); 3] = [
    ("in/a.txt", "A  story.\n\n\n\nIts  end.\n"),
    ("in/r.jsonl", "{\"text\":\"one  row\"}\n{\"text\":\"another  row\"}\n"),
    ("in/sub/b.txt", "B  story.\n"),
];

#[test]
fn a_file() {
    let run = "clean in/a.txt -o a.txt --no-default-rules --isolated -j 1";
    inject("clean FILE", &Job { files: FILES.into(), run, ..Job::default() }, 20);
}

pub(crate) fn folder() -> Job {
    Job { files: FILES.into(), run: "clean in -o out --no-default-rules --isolated -j 1", ..Job::default() }
}

#[test]
fn a_folder() {
    inject("clean DIR", &folder(), 60);
}

#[test]
fn a_folder_over_old_outputs() {
    let job = Job {
        files: FILES.into(),
        prepare: vec!["clean in -o out --no-default-rules --isolated -q"],
        later: vec![("in/a.txt", "A  new story.\n"), ("in/sub/b.txt", "B  new story.\n")],
        run: "clean in -o out --no-default-rules --isolated -j 1",
        ..Job::default()
    };
    inject("clean DIR again", &job, 60);
}

pub(crate) fn with_report() -> Job {
    let mut files = Vec::from(FILES);
    files.push(("in/s.jsonl", "{\"text\":\"a  row\"}\nno row\n"));
    Job {
        files,
        run: "clean in -o out --report run.jsonl --reproducible --rejects bad.jsonl --no-default-rules --isolated -j 1",
        partial: vec!["run.jsonl", "bad.jsonl"],
        check: Some(reported),
        ..Job::default()
    }
}

#[test]
fn a_folder_with_report_and_rejects() {
    inject("clean --report --rejects", &with_report(), 80);
}

/// What has its name and is in the report can be restored.
fn reported(scene: &Scene, after: &Tree) -> Vec<String> {
    let mut found = Vec::new();
    if !after.contains_key("run.jsonl") {
        return found;
    }
    for (name, original) in FILES {
        let name = name.trim_start_matches("in/");
        if after.contains_key(&format!("out/{name}")) {
            let ran = scene.run(&["restore", &format!("out/{name}"), "--report", "run.jsonl"]);
            if (ran.code, ran.stdout.as_str()) != (Some(0), original) {
                found.push(format!("out/{name} cannot be restored: {}{}", ran.stdout, ran.stderr));
            }
        }
    }
    found
}

#[test]
fn a_file_to_standard_output() {
    let job = Job {
        files: FILES.into(),
        run: "clean in/r.jsonl --no-default-rules --isolated -j 1",
        stdout: Some("out.jsonl"),
        partial: vec!["out.jsonl"],
        ..Job::default()
    };
    inject("clean FILE > FILE", &job, 10);
}

pub(crate) fn resumed() -> Job {
    Job {
        files: vec![FILES[1]],
        prepare: vec!["clean in -o out --resume --no-default-rules --isolated -q"],
        later: vec![FILES[0], FILES[2]],
        run: "clean in -o out --resume --no-default-rules --isolated -j 1",
        ..Job::default()
    }
}

#[test]
fn a_run_that_is_resumed() {
    inject("clean --resume", &resumed(), 80);
}
