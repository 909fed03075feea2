//! Folders that cannot be written: the watcher waits, and the sources stay.
//!
//! Each fault is a real one, of a small file system that is mounted for the test alone.

use std::fs;
use std::time::{Duration, Instant};

use crate::scene::{Scene, UNBOIL};
use crate::tools::MOUNTS;
use crate::watcher::visible;

/// Functions for the scripts: waits for a line of the log, fills a folder, and counts lines.
const FUNCTIONS: &str = "
    unboil=$0
    watch() { \"$unboil\" watch \"$@\" --settle 0 --poll 20ms --isolated --no-default-rules; }
    start() { \"$unboil\" watch \"$@\" --settle 0 --poll 20ms --isolated --no-default-rules 2> log & pid=$!; }
    trap 'kill $pid 2>/dev/null' EXIT TERM
    until_log() { i=0; until grep -qs \"$1\" log; do i=$((i+1)); [ $i -lt 600 ] || { cat log; exit 9; }; sleep 0.05; done; }
    fill() { dd if=/dev/zero of=$1/.filler bs=4k 2>/dev/null; true; }
    count() { grep -c \"$1\" log; true; }\n";

/// Runs a script in which `disk` is a file system of 1 MB.
fn run(scene: &Scene, script: &str) -> String {
    fs::create_dir_all(scene.path("disk")).unwrap();
    let script = format!("{FUNCTIONS}mount -t tmpfs -o size=1m none disk || exit\n{script}");
    let output = scene.command("timeout", &["120", "unshare", "-rm", "sh", "-c", &script, UNBOIL]).output().unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    format!("{}{stderr}", String::from_utf8_lossy(&output.stdout))
}

#[test]
fn a_full_output_folder_is_waited_for() {
    if !MOUNTS.is_there() {
        return;
    }
    let scene = Scene::with(&[("in/first.txt", "A  a.\n")]);
    let said = run(
        &scene,
        "start in disk/out --failed failed --delete --retries 0 --retry-delay 50ms
        until_log 'first.txt: cleaned'; fill disk
        for i in 1 2 3 4 5 6 7 8; do printf 'B  b.\\n' > in/$i.txt; done
        until_log 'waiting until it can be written'; sleep 1
        ls in | wc -l; ls failed; \"$unboil\" watch --show-status in | head -1 | cut -d' ' -f1-2
        rm disk/.filler; until_log '8.txt: cleaned'; for i in 1 2 3 4 5 6 7; do until_log \"$i.txt: cleaned\"; done
        until [ -z \"$(ls in)\" ]; do sleep 0.05; done
        count 'waiting until it can be written'; count 'can be written again'
        kill $pid; wait $pid; echo \"exit $?\"; ls disk/out | wc -l",
    );
    assert_eq!(said, "8\noutput unwritable\n1\n1\nexit 0\n9\n", "{}", scene.read("log"));
}

#[test]
fn a_read_only_output_folder_is_waited_for() {
    if !MOUNTS.is_there() {
        return;
    }
    let scene = Scene::with(&[("in/first.txt", "A  a.\n")]);
    let said = run(
        &scene,
        "start in disk/out --failed failed --done done --retries 0 --retry-delay 50ms
        until_log 'first.txt: cleaned'; mount -o remount,ro disk; printf 'B  b.\\n' > in/b.txt
        until_log 'read-only; check'; sleep 0.5; ls in failed
        mount -o remount,rw disk; until_log 'b.txt: cleaned'
        kill $pid; wait $pid; echo \"exit $?\"; cat disk/out/b.txt",
    );
    assert_eq!(said, "failed:\n\nin:\nb.txt\nexit 0\nB b.\n", "{}", scene.read("log"));
}

/// With `--once` there is nobody to wait for.
#[test]
fn with_once_an_unwritable_output_folder_ends_with_3_and_the_sources_stay() {
    if !MOUNTS.is_there() {
        return;
    }
    let scene = Scene::with(&[("in/a.txt", "A  a.\n"), ("in/b.txt", "B  b.\n")]);
    let said = run(
        &scene,
        "mkdir disk/out; mount -o remount,ro disk
        watch in disk/out --once --failed failed --delete --retries 2 --retry-delay 50ms 2> log; echo \"exit $?\"
        ls in failed; count 'waiting until'",
    );
    assert_eq!(said, "exit 3\nfailed:\n\nin:\na.txt\nb.txt\n1\n", "{}", scene.read("log"));
    assert!(scene.read("log").contains("read-only"), "{}", scene.read("log"));
}

/// A file that is too large for what is left of the disk waits alone.
#[test]
fn a_file_that_does_not_fit_waits_and_does_not_block_others() {
    if !MOUNTS.is_there() {
        return;
    }
    let scene = Scene::with(&[("in/small.txt", "A.\n"), ("in/z.txt", "Z.\n")]);
    scene.write("in/big.txt", "The boats came home before the storm.\n".repeat(100_000));
    let began = Instant::now();
    let said = run(
        &scene,
        "watch in disk/out --once --retries 3 --retry-delay 200ms --failed failed --delete 2> log
        echo \"exit $?\"; ls disk/out; ls in failed; grep -o 'trying again in .*' log; count 'the source stays in IN'",
    );
    let waits = "trying again in 200ms\ntrying again in 400ms\ntrying again in 800ms\n1\n";
    let left = "small.txt\nz.txt\nfailed:\n\nin:\nbig.txt\n";
    assert_eq!(said, format!("exit 3\n{left}{waits}"), "{}", scene.read("log"));
    assert!(began.elapsed() >= Duration::from_millis(200 + 400 + 800), "{:?}", began.elapsed());
    assert!(scene.read("log").contains("no space left"), "{}", scene.read("log"));
}

/// IN is full, so the journal cannot grow. `done` is on the same disk, so that moving makes no room.
#[test]
fn with_once_an_unwritable_journal_ends_with_3() {
    if !MOUNTS.is_there() {
        return;
    }
    let scene = Scene::new();
    let said = run(
        &scene,
        "mkdir -p disk/in; i=0; while [ $i -lt 80 ]; do i=$((i+1)); printf 'A  a.\\n' > disk/in/$i.txt; done
        head -c 12288 /dev/zero > disk/.hole; fill disk; rm disk/.hole
        watch disk/in out --once --done disk/done 2> log; echo \"exit $?\"
        count 'journal: cannot write'; [ $(ls disk/in | wc -l) -gt 0 ] && echo some stay
        [ $(ls disk/in disk/done | grep -c txt) = 80 ] && echo none lost
        rm disk/.filler; watch disk/in out --once --done disk/done 2> log; echo \"exit $?\"; ls disk/in; ls disk/done | wc -l",
    );
    assert_eq!(said, "exit 3\n1\nsome stay\nnone lost\nexit 0\n80\n", "{}", scene.read("log"));
}

#[test]
fn an_unwritable_journal_is_reported_once_and_once_when_it_can_be_written_again() {
    if !MOUNTS.is_there() {
        return;
    }
    let scene = Scene::new();
    let said = run(
        &scene,
        "mkdir -p disk/in disk/new; i=0; while [ $i -lt 80 ]; do i=$((i+1)); printf 'A  a.\\n' > disk/new/$i.txt; done
        start disk/in out --done disk/done 
        until_log 'watching'; fill disk; mv disk/new/* disk/in
        until_log 'journal: cannot write'; sleep 1; rm disk/.filler
        until [ -z \"$(ls disk/in)\" ]; do sleep 0.05; done
        count 'journal: cannot write'; count 'the journal can be written again'
        kill $pid; wait $pid; echo \"exit $?\"; ls disk/done | wc -l; ls out | wc -l",
    );
    assert_eq!(said, "1\n1\nexit 0\n80\n80\n", "{}", scene.read("log"));
    assert_eq!(visible(&scene, "out").len(), 80);
}

/// `done` on another file system that is full: the sources wait in IN.
#[test]
fn a_full_done_folder_is_waited_for() {
    if !MOUNTS.is_there() {
        return;
    }
    let scene = Scene::with(&[("in/a.txt", "A  a.\n")]);
    let said = run(
        &scene,
        "mkdir disk/done; fill disk; start in out --done disk/done --retry-delay 50ms
        until_log 'cannot leave IN'; ls in; rm disk/.filler
        until [ -z \"$(ls in)\" ]; do sleep 0.05; done; ls disk/done; kill $pid; wait $pid; echo \"exit $?\"",
    );
    assert_eq!(said, "a.txt\na.txt\nexit 0\n", "{}", scene.read("log"));
}
