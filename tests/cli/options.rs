//! Options: accepted values, suggestions for typos, and no output after a wrong call.

use insta::assert_snapshot;

use crate::scene::{Scene, UNBOIL};

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
    unboil: invalid value 'latin-99' for '--encoding <LABEL>': unknown encoding; use a label of the WHATWG Encoding Standard, such as windows-1252, or one of `unboil encodings list`

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
    let ran = scene.run(&["clean", "--rules", "no-such-folder", "a.txt", "-o", "out/"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(2), ""));
    assert!(ran.stderr.starts_with("unboil: ") && ran.stderr.contains("no-such-folder"), "{}", ran.stderr);
    assert!(!scene.path("out").exists());
}

#[test]
fn no_clobber_needs_a_folder() {
    let ran = Scene::new().run(&["clean", "--no-clobber"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.stderr.contains("--output <PATH>"), "{}", ran.stderr);
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

#[test]
fn a_file_alone_is_cleaned() {
    let scene = Scene::with(&[("a.txt", "The  boats.\n"), ("my folder/b.txt", "B  c.\n"), ("stats", "D  e.\n")]);
    assert_eq!(scene.run(&["a.txt"]).stdout, "The boats.\n");
    assert_eq!(scene.run(&["-q", "--color", "never", "a.txt", "--level", "bold"]).stdout, "The boats.\n");
    assert_eq!(scene.run_with(&["-"], "A  b.\n").stdout, "A b.\n");
    assert_eq!(scene.run(&["my folder", "-o", "out"]).code, Some(0));
    assert_eq!(scene.read("out/b.txt"), "B c.\n");
    // A subcommand keeps its name, whatever files there are.
    let ran = scene.run_with(&["stats"], "no report");
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(2), ""));
    let ran = scene.run(&["claen", "a.txt"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.stderr.contains("'clean'"), "{}", ran.stderr);
}

#[test]
fn a_dash_as_output_is_standard_output() {
    let scene = Scene::with(&[("a.txt", "The  boats.\n")]);
    assert_eq!(scene.run(&["clean", "a.txt", "-o", "-"]).stdout, "The boats.\n");
    assert_eq!(scene.run_with(&["clean", "-o", "-"], "A  b.\n").stdout, "A b.\n");
    assert!(!scene.path("-").exists());
    for option in ["--resume", "--no-clobber"] {
        let ran = scene.run(&["clean", "a.txt", "-o", "-", option]);
        assert_eq!((ran.code, ran.stdout.as_str()), (Some(2), ""), "{}", ran.stderr);
    }
    // A file of that name has a path.
    assert_eq!(scene.run(&["clean", "a.txt", "-o", "./-"]).code, Some(0));
    assert_eq!(scene.read("-"), "The boats.\n");
}

#[test]
fn options_have_the_names_that_other_tools_use() {
    let scene = Scene::with(&[("a.csv", "id,body\n1,The  boats.\n")]);
    let ran = scene.run(&["clean", "--column", "body", "--threads", "2", "a.csv"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(0), "id,body\n1,The boats.\n"), "{}", ran.stderr);
    scene.write("unboil.toml", "[options]\ncolumn = \"body\"\nthreads = 2\n");
    assert_eq!(scene.run(&["clean", "a.csv"]).stdout, "id,body\n1,The boats.\n");
    let help = scene.run(&["clean", "--help"]).stdout;
    assert!(help.contains("[alias: --column]") && help.contains("[alias: --threads]"), "{help}");
}

#[test]
fn force_color_colors_a_pipe_and_no_color_overrides_it() {
    let scene = Scene::with(&[("a.txt", "The  boats.\n")]);
    let colored = |variables: &[(&str, &str)]| {
        let mut command = scene.command(UNBOIL, &["diff", "a.txt"]);
        command.env_remove("NO_COLOR").env_remove("FORCE_COLOR").envs(variables.iter().copied());
        command.output().unwrap().stdout.contains(&0x1B)
    };
    assert!(!colored(&[]));
    assert!(colored(&[("FORCE_COLOR", "1")]) && colored(&[("FORCE_COLOR", "1"), ("TERM", "dumb")]));
    assert!(!colored(&[("FORCE_COLOR", "0")]) && !colored(&[("FORCE_COLOR", "")]));
    assert!(!colored(&[("FORCE_COLOR", "1"), ("NO_COLOR", "1")]));
}

#[test]
fn a_suggestion_is_a_rule_of_the_same_language() {
    let rule = |id: &str| {
        format!(
            "[[rule]]\nid = {id:?}\ncategory = \"promo\"\nwhy = \"x\"\nline = [\"buy {id}\"]\nremoves = [\"Buy {id}\"]\n\
             keeps = [\"x\"]\n"
        )
    };
    let pack = |lang: &str, id: &str| format!("about = \"x\"\nlang = {lang:?}\n{}", rule(id));
    let scene = Scene::with(&[("own/de/a.toml", &pack("de", "byline")), ("own/en/a.toml", &pack("en", "by-lines"))]);
    let near = |name: &str| scene.run(&["rules", "show", name, "--no-default-rules", "--rules", "own"]).stderr;
    assert_snapshot!(near("en/byline"), @"unboil: unknown rule `en/byline`; did you mean `en/by-lines`?");
    assert_snapshot!(near("de/bylin"), @"unboil: unknown rule `de/bylin`; did you mean `de/byline`?");
    // If the language has nothing similar, or there is no such language, that is what was misspelled.
    assert_snapshot!(near("ed/byline"), @"unboil: unknown rule `ed/byline`; did you mean `de/byline`?");
}

#[test]
fn a_misspelled_file_is_not_taken_for_a_subcommand() {
    let ran = Scene::new().run(&["page.txt"]);
    assert_eq!(ran.code, Some(3));
    assert!(ran.stderr.starts_with("unboil: page.txt: cannot read: no such file or folder"), "{}", ran.stderr);
}

#[test]
fn rules_of_a_language_are_selected_by_its_name() {
    let page = "The ferry sailed.\n\nLeave a Reply\n\nHinterlasse einen Kommentar\n";
    let clean = |args: &[&str]| Scene::new().run_with(&[&["clean"], args].concat(), page).stdout;
    assert_eq!(clean(&["--select", "en,any"]), "The ferry sailed.\n\nHinterlasse einen Kommentar\n");
    assert_eq!(clean(&["--ignore", "en"]), "The ferry sailed.\n\nLeave a Reply\n");
    let ran = Scene::new().run(&["clean", "--select", "xx"]);
    assert!(ran.stderr.contains("unknown rule, category or language `xx`"), "{}", ran.stderr);
}

#[test]
fn zero_threads_are_all_cores() {
    assert_eq!(Scene::new().run_with(&["clean", "-j", "0"], "A  b.\n").stdout, "A b.\n");
    let ran = Scene::new().run(&["clean", "--jobs", "two"]);
    assert!(ran.stderr.contains("write a number of threads, such as 4; 0 means all cores"), "{}", ran.stderr);
}

#[test]
fn a_category_cannot_be_kept_and_dropped() {
    let scene = Scene::with(&[("a.txt", "A.\n"), ("unboil.toml", "[rules]\nkeep = [\"share\"]\n")]);
    let refused = |args: &[&str]| {
        let ran = scene.run(&[&["clean", "a.txt"], args].concat());
        assert_eq!((ran.code, &*ran.stdout), (Some(2), ""), "{args:?}");
        ran.stderr
    };
    let keep = refused(&["--keep", "caption", "--drop", "caption"]);
    assert_eq!(keep, "unboil: `caption` is in --keep and in --drop; remove it from one of them\n");
    let select = refused(&["--select", "promo", "--ignore", "promo"]);
    assert_eq!(select, "unboil: `promo` is in --select and in --ignore; remove it from one of them\n");
    // The command line counts more than the file.
    let page = "The ferry sailed.\n\nShare on Facebook\n";
    assert_eq!(scene.run_with(&["clean"], page).stdout, page);
    assert_eq!(scene.run_with(&["clean", "--drop", "share"], page).stdout, "The ferry sailed.\n");
}

#[test]
fn rules_that_are_not_there_are_a_read_error() {
    let ran = Scene::new().run(&["clean", "--rules", "norules"]);
    assert_eq!(ran.code, Some(2));
    assert_snapshot!(ran.stderr, @"unboil: norules: cannot read: no such file or folder; check the spelling, or where the link points");
}

#[test]
fn a_run_without_inputs_says_why() {
    let scene = Scene::with(&[("in/a.txt", "A.\n"), ("empty/.x", "")]);
    let ran = scene.run(&["clean", "in", "-g", "*.md", "-o", "out"]);
    assert_eq!(ran.code, Some(0));
    assert_snapshot!(ran.stderr, @r"
    unboil: warning: no file matches -g *.md
    unboil: 0 documents, 0 changed, 0 failed
    ");
    let ran = scene.run(&["clean", "empty", "-o", "out"]);
    assert!(ran.stderr.contains("warning: there are no files to clean"), "{}", ran.stderr);
}
