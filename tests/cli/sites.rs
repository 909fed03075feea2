//! Rules bound to a site apply only to documents of that site.

use crate::scene::Scene;

const RULES: &str = "about = \"Lines of one site\"\nlang = \"en\"\n\n[[rule]]\nid = \"harbour-hotline\"\ncategory = \"promo\"\n\
    why = \"Printed under every article.\"\nline = [\"call the pier now\"]\nsite = [\"harbour.example\", \"b\u{fc}cher.example\"]\n\
    removes = [\"Call the pier now\"]\nkeeps = [\"Calling the pier now costs nothing.\"]\n";
const TEXT: &str = "The ferry sailed at seven.\n\nCall the pier now\n";

fn scene() -> Scene {
    Scene::with(&[("rules/en/x.toml", RULES), ("a.txt", TEXT)])
}

#[test]
fn a_text_belongs_to_the_given_site() {
    let scene = scene();
    let clean = |args: &[&str]| scene.run(&[&["clean", "--rules", "rules", "a.txt"], args].concat());
    assert_eq!(clean(&[]).stdout, TEXT);
    for site in ["harbour.example", "https://www.Harbour.example:80/may?id=7", "https://b\u{fc}cher.example/"] {
        assert_eq!(clean(&["--site", site]).stdout, "The ferry sailed at seven.\n", "{site}");
    }
    for site in ["harbour.example.org", "notharbour.example", "example"] {
        assert_eq!(clean(&["--site", site]).stdout, TEXT, "{site}");
    }
    let wrong = clean(&["--site", "not a host"]);
    assert_eq!((wrong.code, wrong.stderr.contains("names no host")), (Some(2), true), "{}", wrong.stderr);
}

#[test]
fn each_record_has_its_own_site() {
    let row = |url: &str, text: &str| format!("{{\"meta\":{{\"url\":{url}}},\"text\":\"{text}\"}}\n");
    let dirty = "The ferry sailed.\\n\\nCall the pier now";
    let addresses =
        ["\"https://www.harbour.example/a\"", "\"https://other.example/a\"", "null", "7", "\"no address at all\""];
    let rows: String = addresses.iter().map(|url| row(url, dirty)).collect();
    let scene = scene();
    let args = ["clean", "--rules", "rules", "--format", "jsonl", "--source-field", "meta.url"];
    let ran = scene.run_with(&args, &rows);
    let want = rows.replacen(dirty, "The ferry sailed.", 1);
    assert_eq!((ran.code, ran.stdout), (Some(0), want));
    // The row takes precedence; a row without a site belongs to the site of the run.
    let ran = scene.run_with(&[&args[..], &["--site", "harbour.example"]].concat(), &rows);
    let want: String =
        addresses.iter().map(|url| row(url, if url.contains("other") { dirty } else { "The ferry sailed." })).collect();
    assert_eq!((ran.code, ran.stdout), (Some(0), want));
}

#[test]
fn examples_of_a_rule_belong_to_its_site() {
    let ran = scene().run(&["rules", "test", "rules"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), "unboil: 1 rule, 2 examples, 0 failed\n"));
}

#[test]
fn the_field_url_is_found_and_a_misspelled_field_is_reported() {
    let scene = scene();
    let row = "{\"url\":\"https://harbour.example/a\",\"text\":\"The ferry sailed.\\n\\nCall the pier now\"}\n";
    let args = ["clean", "--rules", "rules", "--format", "jsonl"];
    let ran = scene.run_with(&args, row);
    assert_eq!((&*ran.stdout, &*ran.stderr), (&*row.replace("\\n\\nCall the pier now", ""), ""));
    let ran = scene.run_with(&[&args[..], &["--source-field", "ulr"]].concat(), row);
    assert_eq!((ran.code, &*ran.stdout), (Some(0), row));
    assert_eq!(
        ran.stderr,
        "unboil: warning: no record has a URL in \"ulr\", so rules with `site` were not used; check --source-field\n"
    );
    // Other documents have no fields.
    let ran = scene.run(&["clean", "--rules", "rules", "--source-field", "ulr", "a.txt"]);
    assert_eq!((&*ran.stdout, &*ran.stderr), (TEXT, ""));
    // A row without an address, or with something else in that field, is cleaned as before.
    for row in ["{\"text\":\"The  boats.\"}\n", "{\"url\":7,\"text\":\"The  boats.\"}\n"] {
        let ran = scene.run_with(&args, row);
        assert_eq!((ran.stdout, &*ran.stderr), (row.replace("  ", " "), ""));
    }
}
