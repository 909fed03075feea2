//! A disk that is really full: a file system of a few pages, mounted for the test alone, that fills up at each size.
//!
//! Unlike an injected error, a full disk writes a part first, and goes on failing.

use std::fs;

use crate::clean::FILES;
use crate::scene::{Scene, UNBOIL};
use crate::tools::MOUNTS;

/// Documents that need several pages each, so that they fill the disk at different places.
fn scene() -> Scene {
    let scene = Scene::with(&FILES);
    scene.write("in/a.txt", "The  boats came home before the storm.\n".repeat(400));
    scene.write("in/r.jsonl", "{\"text\":\"The  boats came home.\"}\n".repeat(400));
    fs::create_dir(scene.path("disk")).unwrap();
    scene
}

/// Runs `script` with a disk of each size in turn. It prints what is wrong; `$unboil` is the binary, `$expected` the outputs of an
/// undisturbed run.
#[track_caller]
fn with_each_size(script: &str) {
    if !MOUNTS.is_there() {
        return;
    }
    let scene = scene();
    let all = format!(
        "unboil=$0; opts='--no-default-rules --isolated'; expected=$PWD/expected
        complain() {{ echo \"with $size KiB: $*\"; }}
        # Each file under its name is the one of an undisturbed run.
        whole() {{ (cd $1 && find . -type f ! -name '.unboil*' ! -path './.unboil/*') | while read -r f; do
            cmp -s $1/$f $expected/$f || complain $1/$f is half-written; done; }}
        $unboil clean in -o expected -q $opts || complain no outputs to compare with
        for size in 8 12 16 20 24 28 32 36 40 44 48 64 96; do
          mount -t tmpfs -o size=${{size}}k none disk || exit 9
          {script}
          umount disk
        done; echo end"
    );
    let output = scene.command("timeout", &["300", "unshare", "-rm", "sh", "-c", &all, UNBOIL]).output().unwrap();
    let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert_eq!(said, "end\n");
}

#[test]
fn outputs_are_whole_or_absent_and_the_next_run_completes_them() {
    with_each_size(
        "$unboil clean in -o disk/out $opts 2> log; code=$?; whole disk/out
        if diff -rq expected disk/out > /dev/null; then want=0; else want=3; fi
        [ $code = $want ] || [ $code = 2 ] || complain exit $code and not $want
        [ $code = 2 ] && [ -n \"$(find disk -type f)\" ] && complain exit 2 but something was written
        [ $code = 0 ] || grep -q 'no space left' log || complain says $(cat log)
        [ -z \"$(find disk -name '.unboil-*')\" ] || complain leaves $(find disk -name '.unboil-*')
        mount -o remount,size=1m disk
        $unboil clean in -o disk/out -q $opts || complain the next run fails
        diff -r expected disk/out || complain the next run does not complete them",
    );
}

#[test]
fn in_place_each_file_is_the_old_or_the_new_one() {
    with_each_size(
        "cp -r in disk/in 2> /dev/null && {
          $unboil clean --in-place disk/in $opts 2> log; code=$?
          for f in a.txt r.jsonl sub/b.txt; do
            cmp -s disk/in/$f in/$f || cmp -s disk/in/$f expected/$f || complain $f is half-written; done
          if diff -rq expected disk/in > /dev/null; then want=0; else want=3; fi
          [ $code = $want ] || complain exit $code and not $want
          [ $code = 0 ] || grep -q 'no space left' log || complain says $(cat log)
          mount -o remount,size=1m disk
          $unboil clean --in-place disk/in -q $opts || complain the next run fails
          diff -r expected disk/in || complain the next run does not complete them
        }",
    );
}

#[test]
fn restored_texts_are_whole_or_absent() {
    with_each_size(
        "[ -e report ] || $unboil clean in -o clean --report report -q $opts
        expected=$PWD/in
        $unboil restore clean --report report -o disk/back 2> log; code=$?; whole disk/back
        if diff -rq in disk/back > /dev/null; then want=0; else want=3; fi
        [ $code = $want ] || complain exit $code and not $want
        [ $code = 0 ] || grep -q 'no space left' log || complain says $(cat log)
        expected=$PWD/expected",
    );
}

/// IN, with its journal, and OUT are both on the disk, so each of them can be what does not fit.
#[cfg(feature = "watch")]
#[test]
fn a_watched_folder_loses_nothing() {
    with_each_size(
        "watch='watch disk/in disk/out --done disk/done --failed disk/failed --once --settle 0 --poll 10ms --retries 1 --retry-delay 1ms'
        cp -r in disk/in 2> /dev/null && {
          $unboil $watch $opts 2> log; code=$?
          [ -d disk/out ] && whole disk/out
          for f in a.txt r.jsonl sub/b.txt; do
            cmp -s disk/in/$f in/$f || cmp -s disk/done/$f in/$f || complain $f is lost
            [ -e disk/in/$f ] || cmp -s disk/out/$f expected/$f || complain $f has left without its output
          done
          if diff -rq in disk/done > /dev/null; then want=0; else want=3; fi
          [ $code = $want ] || [ $code = 2 ] || complain exit $code and not $want
          [ $code = 0 ] || grep -q 'no space left' log || complain says $(cat log)
          [ -z \"$(ls disk/failed 2> /dev/null)\" ] || complain gives up $(ls disk/failed)
          mount -o remount,size=1m disk
          $unboil $watch $opts 2> log || complain the next run fails: $(cat log)
          diff -r -x '.unboil*' expected disk/out && diff -r in disk/done || complain the next run does not complete them
        }",
    );
}
