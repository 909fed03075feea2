//! `[options]` of `unboil.toml`, `--dump-config`, completions and manual pages.

use insta::assert_snapshot;

use crate::scene::Scene;

#[test]
fn the_command_line_overrides_options_of_the_file() {
    let file = "[options]\nfield = [\"a\", \"b\"]\nformat = \"jsonl\"\nmax-doc-bytes = 100\nhidden = true\nignore-files = false\n";
    let scene = Scene::with(&[("unboil.toml", file)]);
    let rows = "{\"a\":\"x  y\",\"b\":\"x  y\",\"c\":\"x  y\"}\n";
    assert_eq!(scene.run_with(&["clean"], rows).stdout, "{\"a\":\"x y\",\"b\":\"x y\",\"c\":\"x  y\"}\n");
    // Each option on its own: the fields come from the command line, the format still from the file.
    assert_eq!(
        scene.run_with(&["clean", "--field", "c"], rows).stdout,
        "{\"a\":\"x  y\",\"b\":\"x  y\",\"c\":\"x y\"}\n"
    );
    assert_eq!(scene.run_with(&["clean", "--max-doc-bytes=9"], rows).code, Some(3));
    assert_eq!(scene.run_with(&["clean", "--isolated"], "x  y\n").stdout, "x y\n");
    // Subcommands without these options ignore them.
    assert_eq!(scene.run(&["rules", "list"]).code, Some(0));
}

#[test]
fn an_invalid_setting_is_shown_in_its_file() {
    let scene = Scene::with(&[("unboil.toml", "[options]\nmax-doc-byte = 100\n")]);
    let ran = scene.run(&["clean"]);
    assert_eq!(ran.code, Some(2));
    assert_snapshot!(ran.stderr, @r"
    unboil: error: unknown option `max-doc-byte`
     --> unboil.toml:2:1
      |
    2 | max-doc-byte = 100
      | ^^^^^^^^^^^^
      |
      = help: did you mean `max-doc-bytes`?
    ");
    for (setting, why) in [
        ("jobs = 0", "invalid value '0' for '--jobs <N>'"),
        ("hidden = 7", "unexpected value '7' for '--hidden' found"),
        ("jobs = { a = 1 }", "must be a text, a number, or a list of these"),
        ("in-place = true", "unknown option `in-place`"),
    ] {
        scene.write("unboil.toml", format!("[options]\n{setting}\n"));
        let ran = scene.run(&["clean"]);
        assert_eq!(ran.code, Some(2), "{setting}");
        assert!(ran.stderr.contains(why) && ran.stderr.contains("--> unboil.toml:2:1"), "{}", ran.stderr);
    }
}

#[test]
fn the_dumped_configuration_gives_the_same_call() {
    let scene = Scene::with(&[("in.jsonl", "{\"b\":\"x  y\"}\n")]);
    let args =
        ["clean", "--field", "a,b", "-g", "*.jsonl", "-g", "!x", "--max-doc-bytes", "2k", "--jobs", "3", "--hidden"];
    let dumped = scene.run(&[&args[..], &["--dump-config"]].concat());
    assert_eq!((dumped.code, dumped.stderr.as_str()), (Some(0), ""));
    for line in [
        "field = [\"a\", \"b\"]",
        "glob = [\"*.jsonl\", \"!x\"]",
        "max-doc-bytes = \"2k\"",
        "jobs = 3",
        "hidden = true",
    ] {
        assert!(dumped.stdout.lines().any(|l| l == line), "{line} in {}", dumped.stdout);
    }
    scene.write("unboil.toml", &dumped.stdout);
    assert_eq!(scene.run(&["clean", "--dump-config"]).stdout, dumped.stdout);
    assert_eq!(scene.run(&["clean", "in.jsonl"]).stdout, "{\"b\":\"x y\"}\n");
}

#[test]
fn shells_and_manuals_know_every_option() {
    let scene = Scene::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let ran = scene.run(&["completions", shell]);
        assert_eq!(ran.code, Some(0));
        assert!(ran.stdout.contains("max-doc-bytes"), "{shell}");
    }
    assert_eq!(scene.run(&["completions", "cmd"]).code, Some(2));
    let page = scene.run(&["man"]);
    assert!(page.stdout.contains(".TH unboil 1"), "{}", page.stdout);
    assert_eq!(scene.run(&["man", "-o", "man"]).code, Some(0));
    assert!(scene.list("man").contains(&"unboil-rules-test.1".to_owned()), "{:?}", scene.list("man"));
    assert!(scene.read("man/unboil-clean.1").contains("max\\-doc\\-bytes"));
}
