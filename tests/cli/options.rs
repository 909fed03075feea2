//! Options: accepted values, suggestions for typos, and no output after a wrong call.

use insta::assert_snapshot;

use crate::scene::Scene;

#[test]
fn a_category_typo_gets_a_suggestion() {
    let scene = Scene::with(&[("a.txt", "A.\n")]);
    for option in ["--keep", "--drop"] {
        let ran = scene.run(&["clean", option, "advert,bylne", "a.txt", "-o", "out"]);
        assert_eq!(ran.code, Some(2));
        assert!(ran.stderr.contains("'bylne'") && ran.stderr.contains("'byline'"), "{}", ran.stderr);
    }
    assert!(!scene.path("out").exists());
    let ran = scene.run(&["clean", "--keep", "advert,byline", "--drop", "promo", "--level", "bold", "a.txt"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(0), "A.\n"));
}

#[test]
fn an_unknown_encoding_is_refused() {
    let ran = Scene::new().run(&["clean", "--encoding", "latin-99"]);
    assert_eq!(ran.code, Some(2));
    assert_snapshot!(ran.stderr, @"
    error: invalid value 'latin-99' for '--encoding <LABEL>': no such encoding; known are the labels of the WHATWG Encoding Standard, such as windows-1252, and those of `unboil encodings list`

    For more information, try '--help'.
    ");
}

#[test]
fn a_known_encoding_is_accepted() {
    assert_eq!(Scene::new().run_with(&["clean", "--encoding", "utf8"], "Ä.\n").stdout, "Ä.\n");
}

#[test]
fn mojibake_is_repaired_unless_disabled() {
    let damaged = "The cafÃ© in LiÃ¨ge wasnâ€™t open.\n";
    assert_eq!(Scene::new().run_with(&["clean"], damaged).stdout, "The café in Liège wasn’t open.\n");
    assert_eq!(Scene::new().run_with(&["clean", "--no-repair"], damaged).stdout, damaged);
}

#[test]
fn bad_rules_end_the_run_before_anything_is_written() {
    let scene = Scene::with(&[("a.txt", "A.\n")]);
    let ran = scene.run(&["clean", "--rules", "no-such-folder", "a.txt", "-o", "out"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(2), ""));
    assert!(ran.stderr.starts_with("unboil: ") && ran.stderr.contains("no-such-folder"), "{}", ran.stderr);
    assert!(!scene.path("out").exists());
}

#[test]
fn no_clobber_needs_a_folder() {
    let ran = Scene::new().run(&["clean", "--no-clobber"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.stderr.contains("--output <DIR>"), "{}", ran.stderr);
}

#[test]
fn help_and_version_are_printed() {
    let scene = Scene::new();
    let version = scene.run(&["--version"]);
    assert_eq!((version.code, version.stdout), (Some(0), format!("unboil {}\n", env!("CARGO_PKG_VERSION"))));
    for args in [&["--help"][..], &["clean", "--help"], &["help", "clean"]] {
        let help = scene.run(args);
        assert_eq!((help.code, help.stderr.as_str()), (Some(0), ""));
        assert!(help.stdout.contains("Examples:"), "{}", help.stdout);
    }
    assert_eq!(scene.run(&[]).code, Some(2));
    assert_eq!(scene.run(&["clean", "--color", "never", "-"]).code, Some(0));
}
