//! `unboil learn --update` adds what is new to rule files that people have edited, and remembers what they have deleted.

use std::fmt::Write as _;

use crate::learning::{article, headline};
use crate::scene::{Ran, Scene};

const FILE: &str = "learned/harbour.example.toml";

/// Pages of a site that prints these lines above each article and these below it.
fn site(host: &str, above: &[&str], below: &[&str], pages: std::ops::Range<usize>) -> String {
    let mut rows = String::new();
    for page in pages {
        let [first, second, third] = article(page);
        let text = [above, &[&headline(page), &first, &second, &third], below].concat().join("\\n");
        let _ = writeln!(rows, "{{\"url\":\"https://{host}/{page}\",\"text\":\"{text}\"}}");
    }
    rows
}

fn harbour(above: &[&str], below: &[&str]) -> String {
    site("harbour.example", above, below, 0..5)
}

fn update(scene: &Scene, rows: &str, day: &str) -> Ran {
    scene.write("in.jsonl", rows);
    scene.run(&["learn", "in.jsonl", "--update", "learned", "--date", day])
}

/// A folder with the rules for a site with this menu.
fn learned(menu: &[&str]) -> Scene {
    let scene = Scene::with(&[("in.jsonl", &harbour(menu, &["Legal notice"]))]);
    let ran = scene.run(&["learn", "in.jsonl", "-o", "learned"]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    scene
}

/// The part of the file that people edit.
fn rules(scene: &Scene) -> String {
    scene.read(FILE).split("# Notes of").next().unwrap().to_owned()
}

fn assert_rules_are_sound(scene: &Scene) {
    let tested = scene.run(&["rules", "test", "learned"]);
    assert_eq!(tested.code, Some(0), "{}{}", tested.stdout, tested.stderr);
}

#[test]
fn a_deleted_line_is_not_proposed_again() {
    let menu = ["Harbour news", "Tide tables", "{0} whales", "Lost and found"];
    let scene = learned(&menu);
    // A person deletes a line and its example.
    let edited = scene.read(FILE).replace("    \"Tide tables\",\n", "");
    scene.write(FILE, &edited);
    for day in ["2026-05-01", "2026-05-02"] {
        let ran = update(&scene, &harbour(&menu, &["Legal notice"]), day);
        assert_eq!(ran.code, Some(0), "{}", ran.stderr);
        assert!(!rules(&scene).contains("Tide tables"), "{}", scene.read(FILE));
        assert!(scene.read(FILE).contains("# rejected: \"Tide tables\"\n"), "{}", scene.read(FILE));
    }
    assert_rules_are_sound(&scene);
    // The only other change is in the notes.
    assert_eq!(rules(&scene), edited.split("# Notes of").next().unwrap());
    // It is also not proposed with another number or in capitals.
    scene.write(FILE, scene.read(FILE).replace("    \"Lost and found\",\n", ""));
    update(&scene, &harbour(&["Harbour news", "TIDE TABLES", "► Lost and found"], &[]), "2026-05-03");
    assert!(!rules(&scene).to_lowercase().contains("tide tables") && !rules(&scene).contains("Lost"));
    // Whoever deletes the note gets the line again.
    scene.write(FILE, scene.read(FILE).replace("# rejected: \"Tide tables\"\n", ""));
    update(&scene, &harbour(&menu, &["Legal notice"]), "2026-05-04");
    assert!(rules(&scene).contains("\"Tide tables\""), "{}", scene.read(FILE));
    assert_rules_are_sound(&scene);
}

#[test]
fn what_was_edited_stays_and_what_is_new_is_added() {
    let scene = learned(&["Harbour news", "Tide tables", "Lost and found"]);
    let edited = scene
        .read(FILE)
        .replace("why = \"appears on 5 of 5 pages\"", "why = \"Our harbour prints this, says Ann.\"")
        .replace("about = \"", "# Checked by Ann.\r\nabout =   \"")
        .replace("    \"Lost and found\",\n", "    \"Lost {title}\", # anything\n    \"Lost and found\",\n")
        + "\n[[rule]]\nid = \"mine\"\ncategory = \"promo\"\nwhy = \"Mine.\"\nsite = \"harbour.example\"\nstart = [\"buy a \"]\n\
           removes = [\"Buy a boat\"]\nkeeps = [\"He would buy a boat.\"]\n";
    scene.write(FILE, &edited);
    let menu = ["Harbour news", "Tide tables", "Lost and found", "Lost gloves", "Buy a net", "Fish market"];
    let ran = update(&scene, &harbour(&menu, &["Legal notice"]), "2026-05-01");
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    assert!(ran.stderr.contains("rules for 1 site: 1 added, 0 vanished, 0 rejected"), "{}", ran.stderr);
    let updated = scene.read(FILE);
    let (before, after) = edited.split_once("# Notes of").unwrap();
    assert!(updated.starts_with(before.trim_end()), "{updated}");
    assert!(updated.ends_with(after.split_once("\n\n").unwrap().1), "{updated}");
    assert!(rules(&scene).contains("line = [\"Fish market\"]"), "{updated}");
    assert!(!updated.contains("Lost gloves") && !updated.contains("Buy a net"), "{updated}");
    assert_rules_are_sound(&scene);
    let cleaned = scene.run(&["clean", "-q", "--rules", "learned", "--source-field", "url", "in.jsonl"]);
    assert!(!cleaned.stdout.contains("Fish market") && !cleaned.stdout.contains("Lost gloves"), "{}", cleaned.stdout);
}

#[test]
fn what_has_vanished_is_marked_with_the_day_it_was_last_seen() {
    let scene = learned(&["Harbour news", "Tide tables", "Lost and found"]);
    update(&scene, &harbour(&["Harbour news", "Tide tables"], &["Legal notice"]), "2026-05-01");
    // The file had no day.
    assert!(scene.read(FILE).contains("# last seen before 2026-05-01: \"Lost and found\"\n"), "{}", scene.read(FILE));
    let ran = update(&scene, &harbour(&["Harbour news"], &["Legal notice"]), "2026-06-01");
    assert!(ran.stderr.contains("0 added, 1 vanished, 0 rejected"), "{}", ran.stderr);
    update(&scene, &harbour(&["Harbour news"], &["Legal notice"]), "2026-07-01");
    let file = scene.read(FILE);
    assert!(file.contains("# last seen 2026-05-01: \"Tide tables\"\n"), "{file}");
    assert!(file.contains("# last seen before 2026-05-01: \"Lost and found\"\n"), "{file}");
    assert!(rules(&scene).contains("\"Tide tables\""), "the rule stays: {file}");
    // It comes back.
    update(&scene, &harbour(&["Harbour news", "Tide tables"], &["Legal notice"]), "2026-08-01");
    let file = scene.read(FILE);
    assert!(file.contains("# written: \"Tide tables\"\n") && !file.contains("2026-05-01: \"Tide"), "{file}");
    // Two pages at least are needed to say so.
    let before = scene.read(FILE);
    update(&scene, &site("harbour.example", &[], &[], 0..1), "2026-09-01");
    assert_eq!(scene.read(FILE), before);
}

#[test]
fn updating_twice_changes_nothing() {
    let rows = harbour(&["Harbour news", "Tide tables"], &["Most read", "Weather at sea"]);
    let other = harbour(&["Harbour news", "Fish market"], &["Weather at sea"]);
    let scene = Scene::new();
    update(&scene, &rows, "2026-05-01");
    let first = scene.read(FILE);
    assert!(first.contains("# updated 2026-05-01\n"), "{first}");
    update(&scene, &rows, "2026-05-01");
    assert_eq!(scene.read(FILE), first);
    update(&scene, &other, "2026-05-02");
    let second = scene.read(FILE);
    assert!(second.contains("Fish market") && second != first);
    let written = std::fs::metadata(scene.path(FILE)).unwrap().modified().unwrap();
    update(&scene, &other, "2026-05-02");
    assert_eq!(scene.read(FILE), second);
    assert_eq!(std::fs::metadata(scene.path(FILE)).unwrap().modified().unwrap(), written, "the file was written anew");
    // Without --update there is no day.
    let plain = learned(&["Harbour news"]).read(FILE);
    assert!(!plain.contains("updated"), "{plain}");
}

#[test]
fn slots_are_updated_too() {
    let with_slot = |rows: &str, below: &str| -> String {
        let teaser = |page: usize| format!("Lamps of {}\\n", ["Rome", "Oslo", "Lima", "Kiel", "Bern"][page]);
        rows.lines()
            .enumerate()
            .map(|(page, row)| {
                row.replace("Most read\\n", &format!("Most read\\n{}", teaser(page))).replace("Weather at sea", below)
                    + "\n"
            })
            .collect()
    };
    let rows = harbour(&["Harbour news"], &["Most read", "Weather at sea"]);
    let scene = Scene::new();
    update(&scene, &with_slot(&rows, "Weather at sea"), "2026-05-01");
    let file = scene.read(FILE);
    assert!(file.contains("# written: \"Most read\" … \"Weather at sea\"\n"), "{file}");
    update(&scene, &with_slot(&rows, "Newsletter"), "2026-05-02");
    let file = scene.read(FILE);
    assert!(file.contains("# last seen 2026-05-01: \"Most read\" … \"Weather at sea\"\n"), "{file}");
    assert!(file.contains("# written: \"Most read\" … \"Newsletter\"\n"), "{file}");
    assert_rules_are_sound(&scene);
    // A person makes it a rule for the line alone.
    let kept: String =
        file.lines().filter(|line| !line.starts_with("until = [\"Newsletter")).map(|l| format!("{l}\n")).collect();
    scene.write(FILE, kept.replace("remove = \"run\"\nmax_lines = 9\nremoves", "removes"));
    update(&scene, &with_slot(&rows, "Newsletter"), "2026-05-03");
    let file = scene.read(FILE);
    assert!(file.contains("# rejected: \"Most read\" … \"Newsletter\"\n"), "{file}");
    assert!(!file.contains("until = [\"Newsletter\"]"), "{file}");
}

#[test]
fn a_file_that_does_not_load_is_named_and_the_other_sites_go_on() {
    let scene = learned(&["Harbour news", "Tide tables"]);
    let broken = scene.read(FILE).replace("category = \"navigation\"", "category = \"nav\"");
    scene.write(FILE, &broken);
    let menu = ["Harbour news", "Tide tables"];
    let rows =
        harbour(&menu, &[]) + &site("other.example", &menu, &[], 0..4) + &site("third.example", &menu, &[], 3..6);
    scene.write("learned/third.example.toml", "# Notes of `unboil learn`\n# ask Ann\nabout = \"x\"\nlang = \"any\"\n");
    let ran = update(&scene, &rows, "2026-05-01");
    assert_eq!(ran.code, Some(3), "{}", ran.stderr);
    let line = broken.lines().position(|line| line.contains("\"nav\"")).unwrap() + 1;
    assert!(ran.stderr.contains(&format!("learned/harbour.example.toml:{line}:")), "{}", ran.stderr);
    assert!(ran.stderr.contains("learned/third.example.toml:2: this line is among the notes"), "{}", ran.stderr);
    assert_eq!(scene.read(FILE), broken);
    assert!(scene.read("learned/other.example.toml").contains("\"Tide tables\""));
}

#[test]
fn options_that_do_not_go_with_an_update_are_refused() {
    let scene = Scene::with(&[("in.jsonl", &harbour(&["Harbour news"], &[]))]);
    for args in [
        &["learn", "in.jsonl", "--update", "learned", "-o", "other"][..],
        &["learn", "in.jsonl", "-o", "learned", "--date", "2026-05-01"],
        &["learn", "in.jsonl", "--update", "learned", "--date", "2026-02-30"],
    ] {
        let ran = scene.run(args);
        assert_eq!(ran.code, Some(2), "{args:?}: {}", ran.stderr);
    }
    assert!(!scene.path("learned").exists());
    // Files of --counts do as well as documents.
    scene.run(&["learn", "in.jsonl", "--counts", "a.counts"]);
    let ran = scene.run(&["learn", "--merge", "a.counts", "--update", "learned"]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    assert!(scene.read(FILE).contains("\"Harbour news\""));
}

/// Killed before a file has its new name, the old one is there; after that, the new one; and the next run completes the rest.
#[cfg(unix)]
#[test]
fn a_kill_leaves_each_file_as_it_was_or_as_it_will_be() {
    let menu = ["Harbour news", "Tide tables"];
    let both = |menu: &[&str]| harbour(menu, &[]) + &site("other.example", menu, &[], 0..4);
    let scene = Scene::new();
    update(&scene, &both(&menu), "2026-05-01");
    let names = scene.list("learned");
    let old: Vec<String> = names.iter().map(|name| scene.read(format!("learned/{name}"))).collect();
    let whole = Scene::new();
    update(&whole, &both(&menu), "2026-05-01");
    update(&whole, &both(&["Harbour news", "Fish market"]), "2026-05-02");
    scene.write("in.jsonl", both(&["Harbour news", "Fish market"]));
    for step in ["synced", "synced:2", "renamed", "renamed:2"] {
        let ran = scene.shell(&format!(
            "UNBOIL_TEST_STOP_AT={step} \"$0\" learn in.jsonl --update learned --date 2026-05-02; true"
        ));
        assert_eq!(ran.code, Some(0), "{}", ran.stderr);
        for (name, old) in names.iter().zip(&old) {
            let now = scene.read(format!("learned/{name}"));
            assert!(now == *old || now == whole.read(format!("learned/{name}")), "{step}: {name}: {now}");
        }
    }
    update(&scene, &both(&["Harbour news", "Fish market"]), "2026-05-02");
    for name in &names {
        assert_eq!(scene.read(format!("learned/{name}")), whole.read(format!("learned/{name}")), "{name}");
    }
    assert_eq!(scene.list("learned"), names, "nothing temporary is left");
}
