//! Compiled rules that are kept from one run to the next: found again, made again, and never in the way.

use std::fs;

use crate::scene::{Ran, Scene, UNBOIL};

const PAGE: &str = "The pier is closed until noon.\n\nBuy 7 lamps\n";

fn pack(why: &str) -> String {
    format!(
        "about = \"x\"\nlang = \"en\"\n[[rule]]\nid = \"lamps\"\ncategory = \"promo\"\nwhy = \"{why}\"\nline = [\"buy {{number}} lamps\"]\n\
         removes = [\"Buy 7 lamps\"]\nkeeps = [\"They went to buy lamps.\"]\n"
    )
}

/// Runs with a cache in the folder `cache` of the scene.
fn run(scene: &Scene, args: &[&str]) -> Ran {
    let output = scene.command(UNBOIL, args).env("XDG_CACHE_HOME", scene.path("cache")).output().unwrap();
    Ran {
        code: output.status.code(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

const CLEAN: [&str; 5] = ["clean", "--isolated", "--rules", "pack", "page.txt"];

#[cfg(unix)]
#[test]
fn rules_of_ones_own_are_compiled_once() {
    let scene = Scene::with(&[("page.txt", PAGE), ("pack/a.toml", &pack("x"))]);
    let clean = "The pier is closed until noon.\n";
    assert_eq!(run(&scene, &CLEAN).stdout, clean);
    let kept = scene.list("cache");
    assert_eq!(kept.len(), 1, "{kept:?}");
    assert_eq!(run(&scene, &CLEAN).stdout, clean);
    // What is known of rules but not kept is there all the same.
    let explained = run(&scene, &["explain", "--isolated", "--rules", "pack", "page.txt:3"]).stdout;
    assert!(explained.contains("en/lamps") && explained.contains("buy {number} lamps"), "{explained}");
    assert_eq!(scene.list("cache"), kept);
    // Damaged, it is made anew.
    let path = scene.path("cache").join(&kept[0]);
    let good = fs::read(&path).unwrap();
    fs::write(&path, &good[..good.len() / 2]).unwrap();
    assert_eq!(run(&scene, &CLEAN).stdout, clean);
    assert!(fs::read(&path).unwrap() == good);
    // Other rules are another set, also where only the phrase is another.
    scene.write("pack/a.toml", pack("x").replace("line = [\"buy {number}", "line = [\"rent {number}"));
    assert_eq!(run(&scene, &CLEAN).stdout, PAGE);
    assert_eq!(scene.list("cache").len(), 2);
}

#[cfg(unix)]
#[test]
fn nothing_is_kept_where_nobody_wants_it_or_nobody_can() {
    let scene = Scene::with(&[("page.txt", PAGE), ("pack/a.toml", &pack("x")), ("cache/unboil", "a file")]);
    let clean = "The pier is closed until noon.\n";
    let ran = run(&scene, &CLEAN);
    assert_eq!((ran.code, &*ran.stdout, &*ran.stderr), (Some(0), clean, ""));
    fs::remove_file(scene.path("cache/unboil")).unwrap();
    assert_eq!(run(&scene, &[&CLEAN[..], &["--no-cache"]].concat()).stdout, clean);
    // The standard packs alone are compiled with unboil.
    run(&scene, &["clean", "--isolated", "page.txt"]);
    assert!(scene.list("cache").is_empty());
    // A fault is a fault, each time.
    scene.write("pack/a.toml", pack(""));
    for _ in 0..2 {
        let ran = run(&scene, &CLEAN);
        assert_eq!(ran.code, Some(2));
        assert!(ran.stderr.contains("says not why"), "{}", ran.stderr);
    }
    assert!(scene.list("cache").is_empty());
}
