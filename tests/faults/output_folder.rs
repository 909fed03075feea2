//! An output folder that gives input/output errors for a while: the watcher waits, and fails no source.

use std::fs::{self, File};
use std::process::Stdio;
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::job::Job;
use crate::scene::{Scene, UNBOIL};
use crate::tools::STRACE;

/// Longer than this takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(120);

/// The watcher, which ends when nothing is left to do.
const ONCE: &str = "watch in out --failed failed --delete --settle 0 --poll 20ms --retries 0 --retry-delay 10ms \
                    --no-default-rules --isolated -j 1 --once";

#[test]
fn an_output_folder_with_io_errors_is_waited_for() {
    if !STRACE.is_there() {
        return;
    }
    // The journal is synced by another call (`fdatasync`), so only what is below OUT fails. `strace` counts for each thread: the
    // first syncs of the main thread are those of the start, the first of the other thread those of the first outputs.
    let scene = Scene::new();
    fs::create_dir(scene.path("in")).unwrap();
    let start = Job { run: ONCE, ..Job::default() };
    assert_eq!(start.run_again(&scene).code, Some(0));
    let (_, calls) = start.run(&scene, None);
    let first = calls.iter().filter(|call| call.name == "fsync").map(|call| call.number).max().unwrap() + 1;

    let names: Vec<String> = (0..first + 3).map(|number| format!("{number}.txt")).collect();
    for name in &names {
        scene.write(format!("in/{name}"), "A  story.\n");
    }
    let fault = format!("inject=fsync:error=EIO:when={first}..{}", first + 4);
    let mut args = vec!["-f", "-qq", "-o", "trace", "-e", "signal=none", "-e", "trace=fsync", "-e", &fault, UNBOIL];
    args.extend(ONCE.split(' ').filter(|arg| *arg != "--once"));
    let mut command = scene.command("strace", &args);
    command.stdout(Stdio::null()).stderr(File::create(scene.path("log")).unwrap());
    let mut strace = command.spawn().unwrap();
    let begun = Instant::now();
    let visible = |folder: &str| {
        let mut names = scene.list(folder);
        names.retain(|name| !name.contains(".unboil"));
        names
    };
    while !visible("in").is_empty() && begun.elapsed() < PATIENCE {
        sleep(Duration::from_millis(20));
    }
    let log = scene.read("log");
    let watcher = scene.read("in/.unboil/lock");
    assert!(scene.command("kill", &[watcher.trim()]).status().unwrap().success());
    assert_eq!(strace.wait().unwrap().code(), Some(0), "{log}");
    assert!(scene.read("trace").contains("(INJECTED)"));
    assert_eq!(visible("in"), [""; 0], "{log}");
    assert_eq!(visible("failed"), [""; 0], "{log}");
    assert_eq!(visible("out").len(), names.len(), "{log}");
    let count = |what: &str| log.matches(what).count();
    assert_eq!(count("waiting until it can be written, the sources stay in IN"), 1, "{log}");
    assert_eq!(count("can be written again"), 1, "{log}");
}
