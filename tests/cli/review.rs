//! `unboil review`: the page as a file. Its behaviour in a browser is tested in tests/review.

use insta::assert_snapshot;

use crate::scene::Scene;

const PAGE: &str = "The ferry sailed half empty, although every bed had been sold weeks before, the captain said.\n\n\
                    Leave a Reply\n";

/// The JSON data of a page.
fn data(page: &str) -> serde_json::Value {
    let (_, rest) = page.split_once("<script type=\"application/json\" id=\"data\">").unwrap();
    let (json, _) = rest.split_once("</script>").unwrap();
    serde_json::from_str(json).unwrap()
}

#[test]
fn the_page_holds_documents_and_the_rules_that_occur() {
    let scene = Scene::with(&[("in/a.txt", PAGE), ("in/b.jsonl", "{\"id\":\"x\",\"text\":\"a  b\"}\n")]);
    let ran = scene.run(&["review", "in", "-o", "page.html"]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    assert_snapshot!(ran.stderr, @"unboil: page.html: 2 documents, 2 would change, by 1 rule");
    let data = data(&scene.read("page.html"));
    let first = &data["documents"][0];
    assert_eq!((&first["name"], &first["status"]), (&"in/a.txt".into(), &"cleaned".into()));
    assert_eq!(first["removed"], 15);
    let (kept, taken) = PAGE.split_at(PAGE.len() - 15);
    assert_eq!(first["parts"], serde_json::json!([kept, [0, taken, ""]]));
    assert_eq!(first["lines"][0][1], "it matches \"leave a reply\"");
    let second = &data["documents"][1];
    assert_eq!((&second["name"], &second["path"], &second["row"]), (&"x".into(), &"in/b.jsonl".into(), &1.into()));
    assert_eq!(second["parts"], serde_json::json!(["a ", [1, " ", ""], "b"]));
    let ids: Vec<_> = data["rules"].as_array().unwrap().iter().map(|rule| rule["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["en/comment-form", "normalize/spaces"]);
    assert!(data["rules"][0]["removes"][0]["text"].is_string());
}

#[test]
fn a_record_is_named_by_its_title_or_url_in_every_format() {
    let scene = Scene::new();
    let row = |id: u8, title: Option<&str>| serde_json::json!({ "id": id, "url": format!("https://a.example/{id}"), "title": title, "text": "a  b" });
    scene.write("in/a.jsonl", format!("{}\n{}\n", row(1, Some("The ferry")), row(2, None)));
    scene.write("in/b.csv", "url,text,title\nhttps://a.example/3,a  b,\nhttps://a.example/4,a  b,The pier\n");
    let names = |args: &[&str]| {
        let ran = scene.run(&[&["review", "in", "-o", "page.html"], args].concat());
        assert_eq!(ran.code, Some(0), "{}", ran.stderr);
        let documents = data(&scene.read("page.html"))["documents"].take();
        let list = |document: &serde_json::Value| (document["name"].clone(), document["others"].clone());
        documents.as_array().unwrap().iter().map(list).collect::<Vec<_>>()
    };
    let url = |id| format!("https://a.example/{id}");
    let named = [
        ("The ferry".into(), serde_json::json!([url(1), "1"])),
        (url(2).into(), serde_json::json!(["2"])),
        (url(3).into(), serde_json::Value::Null),
        ("The pier".into(), serde_json::json!([url(4)])),
    ];
    assert_eq!(names(&[]), named);
    // A field that the user names is the name.
    let titles = names(&["--id-field", "title"]);
    let want = (("The ferry".into(), serde_json::json!([url(1)])), ("The pier".into(), serde_json::json!([url(4)])));
    assert_eq!((&titles[0], &titles[3]), (&want.0, &want.1));
}

#[test]
fn no_text_escapes_its_element() {
    let hostile = "</script><script>alert(1)</script><!-- ]]> &lt;\u{202E}\u{2028}x\n";
    let scene = Scene::new();
    // Not all systems allow such a file name, but a row may have any.
    let row = serde_json::json!({ "id": "</script><b>\u{202E}", "text": hostile });
    scene.write("in/rows.jsonl", format!("{row}\n"));
    assert_eq!(scene.run(&["review", "in", "-o", "page.html"]).code, Some(0));
    let page = scene.read("page.html");
    // One element for the data, one for the script.
    assert_eq!(page.matches("</script>").count(), 2);
    assert!(!page.contains("alert(1)</") && !page.contains('\u{202E}') && !page.contains('\u{2028}'));
    let document = &data(&page)["documents"][0];
    assert_eq!(document["name"], "</script><b>\u{202E}");
    let was: String = document["parts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|part| part.as_str().or_else(|| part[1].as_str()).unwrap())
        .collect();
    assert_eq!(was, hostile);
}

#[test]
fn the_page_loads_nothing() {
    let scene = Scene::with(&[("a.txt", PAGE)]);
    let page = scene.run(&["review", "a.txt"]).stdout;
    let policy = page.lines().find(|line| line.contains("Content-Security-Policy")).unwrap();
    assert!(policy.contains("default-src 'none'; script-src 'sha256-"), "{policy}");
    for word in ["http:", "https:", "//cdn", "@import", "url(", "<link", "innerHTML", "eval("] {
        let data_ends = page.split_once("id=\"data\"").unwrap().0.contains(word);
        let after = page.rsplit_once("<script>").unwrap().1.contains(word);
        assert!(!data_ends && !after, "{word}");
    }
    assert_eq!(page, scene.run(&["review", "a.txt"]).stdout);
}

#[test]
fn a_page_replaces_only_a_page() {
    let scene = Scene::with(&[("a.txt", PAGE)]);
    let args = ["review", ".", "-o", "page.html"];
    assert_eq!(scene.run(&args).code, Some(0));
    let first = scene.read("page.html");
    // The page of an earlier run is not a document.
    assert_snapshot!(scene.run(&args).stderr, @"unboil: page.html: 1 document, 1 would change, by 1 rule");
    assert_eq!(scene.read("page.html"), first);
    let ran = scene.run(&["review", "a.txt", "-o", "a.txt"]);
    assert_eq!(ran.code, Some(2));
    assert_snapshot!(ran.stderr, @"unboil: a.txt: exists and is not a review page; give another name or remove it");
    assert_eq!(scene.read("a.txt"), PAGE);
}

#[test]
fn unreadable_inputs_are_reported_and_the_rest_is_shown() {
    let scene = Scene::with(&[("a.txt", PAGE), ("b.txt", "\u{0}\u{1}\u{2}\u{3}\u{0}\u{0}")]);
    let ran = scene.run(&["review", "a.txt", "b.txt", "none.txt", "-o", "page.html"]);
    assert_eq!(ran.code, Some(3));
    assert!(ran.stderr.contains("b.txt") && ran.stderr.contains("none.txt"), "{}", ran.stderr);
    let page = data(&scene.read("page.html"));
    assert_eq!((page["documents"].as_array().unwrap().len(), &page["failed"]), (1, &2.into()));
    let ran = scene.run(&["review", "a.txt", "-o", "none/page.html"]);
    assert_eq!((ran.code, scene.path("none").exists()), (Some(2), false));
}

#[test]
fn a_page_without_documents() {
    let scene = Scene::new();
    std::fs::create_dir(scene.path("in")).unwrap();
    let ran = scene.run(&["review", "in", "-o", "page.html"]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    let page = data(&scene.read("page.html"));
    assert_eq!((&page["documents"], &page["rules"]), (&serde_json::json!([]), &serde_json::json!([])));
}

#[test]
fn a_document_over_budget_shows_what_would_be_removed() {
    let scene = Scene::with(&[("a.txt", &("Share on Facebook\n".to_owned() + &"Leave a Reply\n\n".repeat(9)))]);
    assert_eq!(scene.run(&["review", "a.txt", "-o", "page.html"]).code, Some(0));
    let document = data(&scene.read("page.html"))["documents"][0].clone();
    assert_eq!(document["status"], "over-budget");
    assert_eq!(document["lines"][0][1], "en/share-on-network would remove it, but the document is over budget");
}
