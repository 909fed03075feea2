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
    unboil: unknown option `max-doc-byte`
     --> unboil.toml:2:1
      |
    2 | max-doc-byte = 100
      | ^^^^^^^^^^^^
      |
      = help: did you mean `max-doc-bytes`?
    ");
    for (setting, why) in [
        (
            "jobs = \"two\"",
            "invalid value 'two' for '--jobs <N>': write a number of threads, such as 4; 0 means all cores",
        ),
        ("level = \"blod\"", "help: did you mean `bold`?"),
        ("compress = \"rar\"", "help: the values are `none`, `gzip`, `zstd`, `bzip2`, `xz`"),
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
fn the_dumped_configuration_has_the_rules() {
    let config = "[rules]\ndirs = [\"our\"]\nkeep = [\"share\"]\nignore = [\"promo\"]\n\n[[rules.extend]]\nid = \"en/javascript-notice\"\n\
        line = [\"please turn the pier on\"]\n";
    let rule = "about = \"A.\"\nlang = \"en\"\n\n[[rule]]\nid = \"call\"\ncategory = \"notice\"\nwhy = \"B.\"\n\
        line = \"call the pier now\"\nremoves = \"Call the pier now\"\nkeeps = \"They called.\"\n";
    let page = "The ferry sailed.\n\nPlease turn the pier on\n\nCall the pier now\n\nShare on Facebook\n";
    let scene = Scene::with(&[("site/unboil.toml", config), ("site/our/a.toml", rule), ("site/page.txt", page)]);
    let clean = scene.run(&["clean", "--config", "site/unboil.toml", "site/page.txt"]).stdout;
    assert_eq!(clean, "The ferry sailed.\n\nShare on Facebook\n");
    let dumped = scene.run(&["clean", "--config", "site/unboil.toml", "--dump-config"]).stdout;
    scene.write("dumped.toml", &dumped);
    assert_eq!(scene.run(&["clean", "--config", "dumped.toml", "site/page.txt"]).stdout, clean, "{dumped}");
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

#[test]
fn the_layout_can_be_set_in_the_file_and_is_undone() {
    let page = "The  ferry:\r\n\r\n    if tide:\r\n        sail()\r\n\r\nLeave a Reply\r\n";
    for (setting, want) in [
        ("keep-indent = true", "The ferry:\n\n    if tide:\n        sail()\n"),
        ("only-rules = true", "The  ferry:\r\n\r\n    if tide:\r\n        sail()\r\n"),
    ] {
        let scene = Scene::with(&[("page.txt", page), ("unboil.toml", &format!("[options]\n{setting}\n"))]);
        let ran = scene.run(&["clean", "page.txt", "-o", "clean.txt", "--report", "r.jsonl"]);
        assert_eq!((ran.code, &*scene.read("clean.txt")), (Some(0), want), "{setting} {}", ran.stderr);
        let ran = scene.run(&["restore", "clean.txt", "--report", "r.jsonl", "-o", "back.txt"]);
        assert_eq!((ran.code, &*scene.read("back.txt")), (Some(0), page), "{setting} {}", ran.stderr);
        assert_eq!(scene.run(&["clean", "clean.txt"]).stdout, want, "cleaned twice, {setting}");
    }
}
