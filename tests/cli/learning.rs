//! `unboil learn` writes rules for what a site prints on its pages, and `clean` applies them to that site.

use std::fmt::Write as _;

use crate::scene::Scene;

/// Pages of two sites whose truth is known. Each page has a menu, a dateline, an article of its own, a slot of teasers and a footer.
struct Sites {
    rows: Vec<String>,
}

/// What the template of a site prints on every page.
const MENU: [&str; 3] = ["Harbour news", "Lost and found", "Tide tables"];
const FOOTER: &str = "The harbour gazette is printed on the old pier.";

/// Words of articles. With a step of its own for each page, no two pages share a sequence of five.
const WORDS: [&str; 29] = [
    "ferry", "captain", "storm", "sheep", "doctor", "island", "engine", "letter", "winter", "harbour", "sailor",
    "bridge", "market", "lantern", "gull", "rope", "cargo", "tide", "signal", "island", "baker", "church", "fog",
    "anchor", "pilot", "ice", "oar", "net", "whale",
];

/// Three sentences of an article.
pub(crate) fn article(page: usize) -> [String; 3] {
    let words = |from: usize| -> Vec<&str> { (0..14).map(|n| WORDS[(from + n * (page + 1)) % WORDS.len()]).collect() };
    [1, 5, 11].map(|from| format!("The {}.", words(from + page).join(" ")))
}

/// The headline of an article, which only its page has.
pub(crate) fn headline(page: usize) -> String {
    article(page)[0].split_whitespace().skip(1).take(5).collect::<Vec<_>>().join(" ")
}

/// A title of three words that no article has.
fn teaser(page: usize) -> String {
    const OTHER: [&str; 7] = ["Cheese", "Violins", "Chess", "Tulips", "Skating", "Pancakes", "Marbles"];
    format!("{} and {} for {}", OTHER[page % 7], OTHER[(page + 2) % 7], WORDS[page % 29].to_uppercase())
}

impl Sites {
    fn new(pages: usize) -> Self {
        let mut rows = Vec::new();
        for page in 0..pages {
            let [first, second, third] = article(page);
            let headline = headline(page);
            let teasers = format!("{}\\n{}", teaser(page), teaser(page + 13));
            let menu = MENU.join("\\n");
            let text = format!(
                "{menu}\\n{headline}\\nPort Ellis\\n{first}\\n{second}\\nWhat happened next\\n{third}\\n{page} comments\\nMost read\\n{teasers}\\n\
                 Weather at sea\\n{FOOTER}"
            );
            rows.push(format!("{{\"url\":\"https://www.harbour.example/{page}\",\"text\":\"{text}\"}}\n"));
            let text = format!("Harbour news\\n{third}\\n{first}");
            rows.push(format!("{{\"url\":\"https://other{page}.example/\",\"text\":\"{text}\"}}\n"));
        }
        Self { rows }
    }

    fn text(&self) -> String {
        self.rows.concat()
    }
}

fn learned(sites: &str) -> Scene {
    let scene = Scene::with(&[("in.jsonl", sites)]);
    let ran = scene.run(&["learn", "in.jsonl", "-o", "learned"]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    scene
}

#[test]
fn what_every_page_has_goes_and_the_articles_stay() {
    let sites = Sites::new(6);
    let scene = learned(&sites.text());
    assert_eq!(scene.list("learned"), ["harbour.example.toml"]);
    let args = ["clean", "--source-field", "url", "--rules", "learned", "in.jsonl"];
    let ran = scene.run(&args);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    for (page, (cleaned, dirty)) in ran.stdout.lines().zip(&sites.rows).enumerate() {
        if page % 2 == 1 {
            // The other sites have one page each: nothing is known about them.
            assert_eq!(cleaned, dirty.trim_end());
            continue;
        }
        let [first, second, third] = article(page / 2);
        // The dateline and the heading stand above prose that varies; they stay.
        let headline = headline(page / 2);
        let want =
            format!("\"text\":\"{headline}\\nPort Ellis\\n{first}\\n{second}\\nWhat happened next\\n{third}\"}}");
        assert!(cleaned.ends_with(&want), "{cleaned}\nshould end with\n{want}");
    }
}

#[test]
fn learned_rules_are_ordinary_rules() {
    let scene = learned(&Sites::new(6).text());
    let tested = scene.run(&["rules", "test", "learned"]);
    assert_eq!(tested.code, Some(0), "{}{}", tested.stdout, tested.stderr);
    let file = scene.read("learned/harbour.example.toml");
    assert!(file.contains("why = \"appears on 6 of 6 pages\""), "{file}");
    assert!(file.contains("\"{number} comments\""), "{file}");
    assert!(file.contains("# kept on 6 of 6 pages, always above prose that varies: \"Port Ellis\"\n"), "{file}");
    scene.write("page.txt", "Harbour news\n");
    let explained = scene.run(&["explain", "--rules", "learned", "--site", "harbour.example", "page.txt:1"]);
    assert!(explained.stdout.contains("on-6-of-6"), "{}", explained.stdout);
    let shown = scene.run(&["rules", "show", "--rules", "learned", "any/harbour-example-on-6-of-6"]);
    assert!(shown.stdout.contains("appears on 6 of 6 pages"), "{}{}", shown.stdout, shown.stderr);
}

#[test]
fn parts_of_a_corpus_teach_the_same_bytes_as_the_whole() {
    let sites = Sites::new(9);
    let whole = learned(&sites.text());
    let mut parts = [String::new(), String::new(), String::new()];
    for (row, at) in sites.rows.iter().rev().zip(0..) {
        let _ = write!(parts[at % 3], "{row}");
    }
    let scene = Scene::new();
    let mut merge = vec!["learn", "--merge", "-o", "learned"];
    let names = ["2.counts", "0.counts", "1.counts"];
    for (part, name) in parts.iter().zip(names) {
        scene.write("part.jsonl", part);
        let ran = scene.run(&["learn", "part.jsonl", "--counts", name]);
        assert_eq!(ran.code, Some(0), "{}", ran.stderr);
        merge.push(name);
    }
    let ran = scene.run(&merge);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    let name = "learned/harbour.example.toml";
    assert_eq!(scene.read(name), whole.read(name));
}

#[test]
fn copies_of_an_article_prove_nothing() {
    let [first, second, third] = article(1);
    let print = format!("{first}\\n{second}\\n{third}\\nPrinted page");
    let full = format!("Menu\\n{first}\\n{second}\\n{third}");
    let row = |text: &str| format!("{{\"url\":\"harbour.example\",\"text\":\"{text}\"}}\n");
    let scene = learned(&(row(&print) + &row(&full) + &row(&full)));
    assert!(!scene.path("learned").exists());
}

#[test]
fn a_folder_may_be_a_site_and_a_corpus_may_be_one() {
    let page = |page: usize| format!("{}\n{}\n{}\n", MENU.join("\n"), article(page).join("\n"), FOOTER);
    let files: Vec<(String, String)> = (0..4).map(|n| (format!("crawl/harbour.example/{n}.txt"), page(n))).collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let scene = Scene::with(&files);
    let ran = scene.run(&["learn", "-o", "learned", "--site-from", "folder", "crawl"]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    assert!(scene.read("learned/harbour.example.toml").contains("site = \"harbour.example\""));
    let ran = scene.run(&["learn", "-o", "one", "crawl"]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    assert_eq!(scene.list("one"), ["corpus.toml"]);
    let ran = scene.run(&["clean", "--rules", "one", "crawl/harbour.example/0.txt"]);
    assert_eq!(ran.stdout, article(0).join("\n") + "\n");
}

#[test]
fn hostile_lines_give_files_that_load() {
    let long = "x".repeat(1 << 20);
    let lines =
        ["{date} {nonsense} }}{{", "\\\"\\\"\\\" ''' [[rule]]", "\\u202eevil\\u0007", "</script>", "#", "= = ="];
    let row = |page: usize| {
        let (lines, [first, ..]) = (lines.join("\\n"), article(page));
        format!("{{\"url\":\"http://[::1]:80/\",\"text\":\"{lines}\\n{long}\\n{first}\"}}\n")
    };
    let scene = learned(&(row(1) + &row(2)));
    let files = scene.list("learned");
    assert_eq!(files.len(), 1, "{files:?}");
    let ran = scene.run(&["rules", "test", "learned"]);
    assert_eq!(ran.code, Some(0), "{}{}", ran.stdout, ran.stderr);
    assert!(scene.read(format!("learned/{}", files[0])).len() < 1 << 16);
}

/// `--learn` is `unboil learn` and then `--rules`, in every command that takes it.
#[test]
fn a_run_can_learn_first() {
    let sites = Sites::new(6).text();
    let scene = learned(&sites);
    let with_rules = scene.run(&["clean", "-q", "--source-field", "url", "--rules", "learned", "in.jsonl"]).stdout;
    let ran = scene.run(&["clean", "-q", "--learn", "in.jsonl"]);
    assert_eq!((ran.code, ran.stdout), (Some(0), with_rules.clone()), "{}", ran.stderr);
    // Over a folder, from tables, in place, and with a report.
    let table = |row: &str| -> String {
        let row: serde_json::Value = serde_json::from_str(row).unwrap();
        format!("{},\"{}\"\n", row["url"].as_str().unwrap(), row["text"].as_str().unwrap())
    };
    let csv = "url,text\n".to_owned() + &sites.lines().map(table).collect::<String>();
    scene.write("corpus/a.jsonl", &sites);
    scene.write("corpus/b.csv", &csv);
    let ran = scene.run(&["clean", "--learn", "corpus", "-o", "out", "--report", "r.jsonl"]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    assert_eq!(scene.read("out/a.jsonl"), with_rules);
    assert!(!scene.read("out/b.csv").contains("Lost and found"), "{}", scene.read("out/b.csv"));
    let ran = scene.run(&["restore", "out/a.jsonl", "--report", "r.jsonl", "-o", "back.jsonl"]);
    assert_eq!((ran.code, scene.read("back.jsonl")), (Some(0), sites.clone()), "{}", ran.stderr);
    for command in [&["check", "--learn", "in.jsonl"][..], &["diff", "--learn", "in.jsonl"]] {
        let ran = scene.run(command);
        assert_eq!(ran.code, Some(1));
        assert!(ran.stdout.contains("harbour-example-on-6-of-6"), "{command:?}: {}", ran.stdout);
    }
    let ran = scene.run(&["review", "--learn", "in.jsonl", "-o", "page.html"]);
    assert!(ran.code == Some(0) && scene.read("page.html").contains("appears on 6 of 6 pages"), "{}", ran.stderr);
    scene.write("same/in.jsonl", &sites);
    scene.run(&["clean", "-q", "--learn", "--in-place", "same", "--report", "s.jsonl"]);
    assert_eq!(scene.read("same/in.jsonl"), with_rules);
}

#[test]
fn learning_first_needs_inputs_that_can_be_read_twice() {
    let scene = Scene::with(&[("a.txt", "Tide tables\n"), ("bad.jsonl", "{\n")]);
    let ran = scene.shell("\"$0\" clean --learn < a.txt");
    let error =
        "unboil: --learn reads the documents twice, and standard input can be read once; name files or folders\n";
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(2), error));
    // One page teaches nothing, and what cannot be read is reported once.
    let ran = scene.run(&["clean", "--learn", "a.txt", "bad.jsonl", "-o", "out"]);
    assert_eq!((ran.code, scene.read("out/a.txt").as_str()), (Some(3), "Tide tables\n"));
    assert_eq!(ran.stderr.matches("bad.jsonl").count(), 1, "{}", ran.stderr);
}

#[test]
fn lines_of_many_sites_are_listed() {
    let page = |site: usize, page: usize| {
        let [first, second, third] = article(page + 5 * site);
        let text = format!("Harbour news\\nLost & found\\n{first}\\n{second}\\n{third}\\nLeave a Reply");
        format!("{{\"url\":\"https://site{site}.example/\",\"text\":\"{text}\"}}\n")
    };
    let rows: String = (0..3).flat_map(|site| (0..3).map(move |n| page(site, n))).collect();
    let scene = Scene::with(&[("in.jsonl", &rows)]);
    let ran = scene.run(&["learn", "--by", "corpus", "in.jsonl"]);
    assert_eq!(
        (ran.code, ran.stdout.as_str()),
        (Some(0), "     3 sites  Harbour news\n     3 sites  Lost & found\n"),
        "{}",
        ran.stderr
    );
}

/// The URL of a record is looked for in `url`, and a table need not have such a column.
#[test]
fn a_table_without_urls_is_one_site() {
    let row = |page: usize| format!("\"{}\n{}\n{}\",{page}\n", MENU.join("\n"), article(page).join(" "), FOOTER);
    let table: String = std::iter::once("text,n\n".to_owned()).chain((0..3).map(row)).collect();
    let scene = Scene::with(&[("in.csv", &table)]);
    let ran = scene.run(&["learn", "in.csv", "-o", "learned"]);
    assert_eq!((ran.code, scene.list("learned")), (Some(0), vec!["corpus.toml".to_owned()]), "{}", ran.stderr);
    let ran = scene.run(&["learn", "in.csv", "-o", "learned", "--source-field", "url"]);
    assert_eq!(ran.code, Some(2), "a column that was named must exist: {}", ran.stderr);
}
