//! `unboil.toml`: what it does, what wins over it, and every fault in it.

use unboil::{Config, RuleSet};

use crate::golden;
use crate::scene::Scene;

const PACK: &str = r#"about = "A pack"
lang = "en"

[[rule]]
id = "sign-off"
aliases = ["farewell"]
category = "promo"
why = "Sites end so."
line = ["that is all, folks"]
removes = ["That is all, folks"]
keeps = ["He said that is all."]

[[rule]]
id = "share-call"
category = "share"
why = "Sites ask so."
line = ["pass it on, friends"]
removes = ["Pass it on, friends"]
keeps = ["He said: pass it on."]

[[echo]]
id = "twice"
category = "caption"
why = "Captions are printed twice."
min_words = 5
removes = [{ text = "The old mill by the river. The old mill by the river.", becomes = "The old mill by the river." }]
keeps = ["Never again."]
"#;

const TEXT: &str = "The boats came home.\n\nThat is all, folks\n\nGoodbye, all of you\n\nPass it on, friends\n";

#[test]
fn every_fault_is_shown_where_it_stands() {
    golden::check("config", |name, text| {
        let fault = || -> Result<(), unboil::RuleError> {
            let config = Config::parse(name, text)?;
            let rules = RuleSet::builder().source("pack.toml", PACK).config(&config).build()?;
            config.select(&rules, "`unboil rules list` names them all")?;
            config.ignore(&rules, "`unboil rules list` names them all").map(drop)
        };
        let report = fault().expect_err(name).to_string();
        assert!(report.contains(&format!("--> {name}:")) && report.contains("help:"), "{report}");
        report
    });
}

/// A project with rules of its own, and the text in a folder below.
fn project(config: &str) -> Scene {
    let config = format!("[rules]\ndefault = false\ndirs = [\"ours\"]\n{config}");
    Scene::with(&[("unboil.toml", &config), ("ours/pack.toml", PACK), ("below/deep/page.txt", TEXT)])
}

/// What is left of the text, without blank lines, when the command runs in the folder below.
fn left(scene: &Scene, options: &[&str]) -> String {
    let mut args = vec!["clean", "page.txt"];
    args.extend(options);
    let mut command = scene.command(crate::scene::UNBOIL, &args);
    let output = command.current_dir(scene.path("below/deep")).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().split("\n\n").map(str::trim).collect::<Vec<_>>().join("|")
}

const ALL: &str = "The boats came home.|That is all, folks|Goodbye, all of you|Pass it on, friends";

#[test]
fn it_is_found_upwards_and_its_folders_are_beside_it() {
    let scene = project("");
    assert_eq!(left(&scene, &[]), "The boats came home.|Goodbye, all of you");
    assert_eq!(left(&scene, &["--isolated", "--no-default-rules"]), ALL);
    scene.write("below/other.toml", "[rules]\ndefault = false\n");
    assert_eq!(left(&scene, &["--config", "../other.toml"]), ALL);
}

#[test]
fn it_switches_off_single_rules_and_categories() {
    for name in ["en/sign-off", "sign-off", "en/farewell", "farewell", "promo"] {
        let scene = project(&format!("ignore = [{name:?}]"));
        assert_eq!(left(&scene, &[]), "The boats came home.|That is all, folks|Goodbye, all of you", "{name}");
        let scene = project(&format!("select = [{name:?}]"));
        assert_eq!(left(&scene, &[]), "The boats came home.|Goodbye, all of you|Pass it on, friends", "{name}");
    }
    assert_eq!(left(&project("keep = [\"promo\", \"share\"]"), &[]), ALL);
    assert_eq!(left(&project("drop = [\"consent\"]"), &[]), ALL);
}

#[test]
fn it_adds_phrases_to_single_rules() {
    let scene = project("\n[[rules.extend]]\nid = \"en/sign-off\"\nline = [\"goodbye, all of you\"]\n");
    assert_eq!(left(&scene, &[]), "The boats came home.");
    let scene = project("\n[[rules.extend]]\nid = \"en/farewell\"\nunless = [\"folks\"]\n");
    assert_eq!(left(&scene, &[]), "The boats came home.|That is all, folks|Goodbye, all of you");
}

#[test]
fn the_command_line_wins() {
    let scene = project("ignore = [\"promo\"]\nkeep = [\"share\"]\nlevel = \"bold\"");
    assert_eq!(left(&scene, &[]), ALL);
    assert_eq!(left(&scene, &["--select", "promo"]), "The boats came home.|Goodbye, all of you|Pass it on, friends");
    assert_eq!(
        left(&scene, &["--ignore", "share", "--keep", "legal"]),
        "The boats came home.|Goodbye, all of you|Pass it on, friends"
    );
    let scene = project("select = [\"promo\"]");
    assert_eq!(left(&scene, &["--select", "share"]), "The boats came home.|That is all, folks|Goodbye, all of you");
    assert_eq!(left(&scene, &["--ignore", "en/sign-off"]), ALL);
}

#[test]
fn a_fault_ends_the_run_with_2() {
    let scene = project("ignore = [\"en/sign-of\"]");
    let ran = scene.run(&["clean", "below", "-o", "out"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(2), ""));
    assert!(
        ran.stderr.contains("unboil.toml:4") && ran.stderr.contains("did you mean `en/sign-off`?"),
        "{}",
        ran.stderr
    );
    assert!(!scene.path("out").exists());
    let ran = scene.run(&["clean", "--config", "none.toml", "below", "-o", "out"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.stderr.contains("none.toml: cannot read"), "{}", ran.stderr);
}

#[test]
fn an_unknown_name_is_told_the_nearest() {
    let scene = project("");
    for option in ["--select", "--ignore"] {
        let ran = scene.run(&["clean", option, "share,en/sign-of", "below/deep/page.txt"]);
        assert_eq!(ran.code, Some(2));
        let want = format!(
            "unboil: {option} en/sign-of: unknown rule, category or language `en/sign-of`; did you mean `en/sign-off`?\n"
        );
        assert_eq!(ran.stderr, want);
    }
}

/// An `unboil.toml` below `dirs` is no rule file.
#[test]
fn the_folder_of_the_configuration_may_be_a_folder_of_rules() {
    let scene = Scene::with(&[("unboil.toml", "[rules]\ndefault = false\ndirs = [\".\"]\n"), ("pack.toml", PACK)]);
    let ran = scene.run_with(&["clean"], TEXT);
    assert_eq!(ran.stdout, "The boats came home.\n\nGoodbye, all of you\n");
}
