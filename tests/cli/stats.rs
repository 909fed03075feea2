//! `unboil stats`: sums over reports.

use insta::assert_snapshot;

use crate::scene::Scene;

const RULES: &str = "about = \"x\"\nlang = \"en\"\n\n[[rule]]\nid = \"share\"\ncategory = \"share\"\nwhy = \"x\"\nline = [\"share them all now\"]\n\
    removes = [\"Share them all now\"]\nkeeps = [\"x\"]\n\n[[rule]]\nid = \"buy\"\ncategory = \"promo\"\nwhy = \"x\"\nline = [\"buy one\"]\nremoves = [\"Buy one\"]\nkeeps = [\"x\"]\n";

fn scene() -> Scene {
    let rows = "{\"url\":\"https://a.example/1\",\"text\":\"The  boats.\\n\\nShare them all now\\n\\nShare them all now\"}\n\
        {\"url\":\"https://<b>.example/\",\"text\":\"Home.\\n\\nBuy one\"}\n{\"url\":\"https://a.example/2\",\"text\":\"Clean.\"}\nbad\n";
    let scene = Scene::with(&[("rules/en/x.toml", RULES), ("in.jsonl", rows)]);
    let ran = scene.run(&[
        "clean",
        "-q",
        "--no-default-rules",
        "--rules",
        "rules",
        "--source-field",
        "url",
        "in.jsonl",
        "-o",
        "out",
        "--report",
        "run.jsonl",
    ]);
    assert_eq!(ran.code, Some(3), "{}", ran.stderr);
    scene
}

#[test]
fn removals_are_summed_by_category_rule_and_site() {
    let scene = scene();
    let ran = scene.run(&["stats", "run.jsonl"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""));
    assert_snapshot!(ran.stdout, @r"
    4 documents, 2 changed; rules removed 47 B of 71 B (66.2 %) from 2 of them; 1 failed

    category   removals      bytes  documents
    share             2       39 B          1  ████████████████████
    promo             1        8 B          1  █████

    rule       removals      bytes  documents
    en/share          2       39 B          1  ████████████████████
    en/buy            1        8 B          1  █████

    site           removals      bytes  documents
    a.example             2       39 B          2  ████████████████████
    (no address)          1        8 B          2  █████
    ");
    let one = scene.run(&["stats", "run.jsonl", "--by", "rule", "--top", "1"]);
    assert!(
        one.stdout.contains("en/share") && !one.stdout.contains("en/buy") && one.stdout.contains("1 more"),
        "{}",
        one.stdout
    );
    // From a pipe; the same report twice gives twice the sums.
    let piped = scene.shell("cat run.jsonl | \"$0\" stats - run.jsonl");
    assert!(piped.stdout.starts_with("8 documents"), "{}", piped.stdout);
}

#[test]
fn the_page_is_self_contained_and_escapes_text() {
    let scene = scene();
    assert_eq!(scene.run(&["stats", "run.jsonl", "--page", "page.html"]).code, Some(0));
    let page = scene.read("page.html");
    assert!(page.contains("<h3>By category</h3>") && page.contains("en/share"), "{page}");
    assert!(page.contains("content=\"default-src 'none'; style-src 'sha256-"), "{page}");
    for word in ["<script", "http:", "https:", "url(", "<link", "style=", "<a "] {
        assert!(!page.contains(word), "{word} in {page}");
    }
}

#[test]
fn the_page_shows_the_distribution_sites_and_links() {
    let scene = scene();
    let args = ["stats", "run.jsonl", "--page", "page.html", "--review", "out/the review.html"];
    assert_eq!(scene.run(&args).code, Some(0));
    let page = scene.read("page.html");
    for part in [
        "Of 4 documents, 2 changed. Rules removed text from 2.",
        "<tr><th scope=\"row\">nothing</th><td class=\"bar\"><span class=\"track\"><i class=\" w100\"></i></span></td><td>1</td></tr>",
        "<a href=\"out/the%20review.html#filter=a.example\"><bdi>a.example</bdi></a>",
        "<a href=\"out/the%20review.html#category=share\">",
        "<a href=\"out/the%20review.html#rule=en/share\">",
        "<a href=\"out/the%20review.html#document=in.jsonl%3A1\"><bdi>in.jsonl:1</bdi></a>",
        "<bdi>(no address)</bdi>",
    ] {
        assert!(page.contains(part), "{part} in {page}");
    }
    // Only a page has links.
    assert_eq!(scene.run(&["stats", "run.jsonl", "--review", "review.html"]).code, Some(2));
}

#[test]
fn standard_input_that_is_not_a_report_is_refused() {
    let scene = Scene::new();
    let ran = scene.run_with(&["stats"], "no report\n");
    assert_eq!(ran.code, Some(2));
    assert!(ran.stderr.starts_with("unboil: <stdin>: line 1: "), "{}", ran.stderr);
    assert_eq!(scene.run(&["stats", "none"]).code, Some(2));
}

#[test]
fn without_a_report_it_counts_what_would_be_removed() {
    let page = "The ferry sailed.\n\nLeave a Reply\n";
    let rows = "{\"url\":\"https://x.example/a\",\"text\":\"The ferry.\\n\\nLeave a Reply\"}\n{\"text\":null}\n";
    let scene = Scene::with(&[("in/a.txt", page), ("in/rows.jsonl", rows), ("in/x.py", "x\n")]);
    let ran = scene.run(&["stats", "in"]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    let cleaned = scene.run(&["clean", "in", "-o", "out", "--report", "run.jsonl"]);
    assert_eq!(cleaned.code, Some(0), "{}", cleaned.stderr);
    assert_eq!(ran.stdout, scene.run(&["stats", "run.jsonl"]).stdout);
    assert!(ran.stderr.contains("skipped 1 file"), "{}", ran.stderr);
    // Reports and other files are counted together, and a file that fails is named.
    scene.write("dot.gif", "GIF89a\u{1}\0\u{1}\0\0\0\0\0");
    let ran = scene.run(&["stats", "run.jsonl", "in/a.txt", "dot.gif", "--select", "comments"]);
    assert_eq!(ran.code, Some(3));
    assert!(ran.stdout.starts_with("5 documents"), "{}", ran.stdout);
    assert!(ran.stderr.contains("dot.gif: this looks like binary data"), "{}", ran.stderr);
    assert_eq!(scene.run(&["stats", "none.jsonl"]).code, Some(2));
    assert_eq!(
        scene.list(""),
        ["dot.gif", "in/a.txt", "in/rows.jsonl", "in/x.py", "out/a.txt", "out/rows.jsonl", "run.jsonl"]
    );
}
