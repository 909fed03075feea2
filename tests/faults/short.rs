//! Short and interrupted reads and writes are no faults: each command does the same with them as without.
//!
//! `strace` cannot make a call transfer less than was asked for, so a library that is preloaded does it (`short.c`).

use crate::job::Job;
use crate::tools::CC;
use crate::{clean, in_place, restore, tree};

#[test]
fn each_command_does_the_same() {
    if !CC.is_there() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let library = folder.path().join("short.so");
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/faults/short.c");
    let mut compiler = std::process::Command::new("cc");
    let built = compiler.args(["-shared", "-fPIC", "-o"]).arg(&library).args([source, "-ldl"]).output().unwrap();
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    let to_stdout =
        Job { run: "clean in/r.jsonl --no-default-rules --isolated", stdout: Some("out"), ..clean::folder() };
    let mut jobs = vec![clean::folder(), clean::with_report(), clean::resumed(), in_place::with_report()];
    jobs.extend([restore::folder(), to_stdout]);
    #[cfg(feature = "watch")]
    jobs.extend([crate::watch::moved(), crate::watch::deleted()]);
    for job in jobs {
        let run = |env: &[(&str, &str)]| {
            let scene = job.scene();
            let ran = job.run_with(&scene, job.run, env);
            (ran.code, ran.stderr, tree::of(&scene))
        };
        let (usual, short) = (run(&[]), run(&[("LD_PRELOAD", library.to_str().unwrap())]));
        assert!(matches!(usual.0, Some(0 | 3)), "{}: {}", job.run, usual.1);
        // The watcher may find the files in another order.
        let lines = |text: &str| text.lines().map(str::to_owned).collect::<std::collections::BTreeSet<_>>();
        assert_eq!((short.0, lines(&short.1)), (usual.0, lines(&usual.1)), "{}", job.run);
        assert_eq!(short.2, usual.2, "{}", job.run);
    }
}
