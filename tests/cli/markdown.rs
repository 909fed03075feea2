//! Documents in Markdown, in the style of the programs that write it.

use insta::assert_snapshot;

use crate::scene::Scene;

/// A document and what is left of it, in the style of one of these programs.
macro_rules! samples {
    ($($name:literal),*) => {
        [$(($name, include_str!(concat!("markdown/", $name, ".md")), include_str!(concat!("markdown/", $name, ".clean.md")))),*]
    };
}

#[test]
fn documents_of_converters_lose_what_rules_match_and_nothing_else() {
    for (name, text, want) in samples!("firecrawl", "html2text", "jina", "markdownify", "trafilatura") {
        let scene = Scene::with(&[("page.md", text)]);
        let ran = scene.run(&["clean", "page.md", "-o", "out/", "--report", "r.jsonl"]);
        assert_eq!((ran.code, scene.read("out/page.md").as_str()), (Some(0), want), "{name}: {}", ran.stderr);
        let again = scene.run(&["check", "out/page.md"]);
        assert_eq!(again.code, Some(0), "{name}: {}", again.stdout);
        let ran = scene.run(&["restore", "out/page.md", "--report", "r.jsonl", "-o", "back.md"]);
        assert_eq!((ran.code, scene.read("back.md").as_str()), (Some(0), text), "{name}: {}", ran.stderr);
    }
}

const PAGE: &str = "# The  ferry\n\nIt sailed.\n\n**[Leave a Reply](#form)**\n";
const CLEAN: &str = "# The  ferry\n\nIt sailed.\n";

#[test]
fn the_name_an_option_or_a_field_says_that_a_text_is_markdown() {
    let row = serde_json::json!({ "url": "https://x.example/", "markdown": PAGE, "text": PAGE }).to_string() + "\n";
    let scene = Scene::with(&[("a.md", PAGE), ("b.txt", PAGE), ("rows.jsonl", &row)]);
    let clean = |args: &[&str]| scene.run(&[&["clean", "-q"], args].concat()).stdout;
    let plain = clean(&["b.txt"]);
    assert_eq!(clean(&["a.md"]), CLEAN);
    assert!(plain.contains("The ferry"), "other texts are normalized: {plain}");
    assert_eq!(clean(&["--format", "markdown", "b.txt"]), CLEAN);
    assert_eq!(clean(&["--markdown", "b.txt"]), CLEAN);
    let field = |args: &[&str], name: &str| {
        let row: serde_json::Value = serde_json::from_str(&clean(&[args, &["rows.jsonl"]].concat())).unwrap();
        row[name].as_str().unwrap().to_owned()
    };
    assert_eq!(field(&["--field", "markdown"], "markdown"), CLEAN);
    assert_eq!(field(&["--field", "text", "--markdown"], "text"), CLEAN);
    assert!(field(&["--field", "text"], "text").contains("The ferry"));
    scene.shell("tar -cf t.tar a.md b.txt && \"$0\" clean -q t.tar -o out/ && tar -xf out/t.tar -C out");
    assert_eq!((scene.read("out/a.md"), scene.read("out/b.txt")), (CLEAN.to_owned(), plain));
}

#[test]
fn explain_says_why_a_line_of_markdown_stays() {
    let scene = Scene::with(&[("a.md", "It sailed.\n\n```\nLeave a Reply\n```\n\n## Leave a Reply\n")]);
    let ran = scene.run(&["explain", "a.md:4"]);
    assert_snapshot!(ran.stdout, @r#"
    4 kept     Leave a Reply
               en/comment-form-inline (comments) would remove it, but the document is Markdown, and it is in code or a table, or part of a link or list item
               en/comment-form (comments) "leave a reply" would remove it too
    "#);
}

/// Documentation beside source code is not replaced; a file that is named is.
#[test]
fn in_place_on_a_folder_leaves_markdown() {
    let scene = Scene::with(&[("src/README.md", PAGE)]);
    scene.run(&["clean", "--in-place", "src", "--report", "r.jsonl"]);
    assert_eq!(scene.read("src/README.md"), PAGE);
    scene.run(&["clean", "--in-place", "src/README.md", "--report", "s.jsonl"]);
    assert_eq!(scene.read("src/README.md"), CLEAN);
}
