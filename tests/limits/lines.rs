//! How far a decision reaches over the lines of a document.

use unboil::{Options, Status};

use crate::{AFTER, BEFORE, cleaned, cleaned_with, left, lines, rule, rule_of};

/// `decide::NEAR`
#[test]
fn a_neighbour_is_at_most_two_lines_away_above_and_below() {
    let rules = rule_of("share", "share", "line = [\"share this page\"]")
        + &rule("between", "line = [\"a claimed line\", \"another claimed line\"]\nstrength = \"weak\"")
        + &rule("near", "line = [\"ask the harbour master\"]\nnear = \"share\"");
    let two_away = lines(&["Share this page", "A claimed line", "Ask the harbour master"]);
    let three_away = lines(&["Share this page", "A claimed line", "Another claimed line", "Ask the harbour master"]);
    let upside_down = |lines: &[String]| lines.iter().rev().cloned().collect::<Vec<_>>();
    assert_eq!(left(&rules, &two_away), [""; 0]);
    assert_eq!(left(&rules, &upside_down(&two_away)), [""; 0]);
    assert_eq!(left(&rules, &three_away), ["Ask the harbour master"]);
    assert_eq!(left(&rules, &upside_down(&three_away)), ["Ask the harbour master"]);
}

/// `decide::BLOCK_LINES`
#[test]
fn a_block_goes_as_one_up_to_forty_lines_and_a_longer_one_stays_but_for_the_line_itself() {
    let rules = rule("cookies", "line = [\"accept all cookies\"]\nremove = \"block\"");
    for hit in [0, 20, 39] {
        let block = |count: usize| -> Vec<String> {
            let hit = hit.min(count - 1);
            (0..count).map(|n| if n == hit { "Accept all cookies".into() } else { format!("Partner {n}") }).collect()
        };
        assert_eq!(left(&rules, &block(40)), [""; 0], "the hit is line {hit}");
        assert_eq!(left(&rules, &block(41)).len(), 40, "the hit is line {hit}");
    }
}

/// What no rule matches stays if it is prose, a sentence or the headline.
#[test]
fn a_rule_that_takes_other_lines_along_leaves_those_of_the_article() {
    let rules = rule("cookies", "line = [\"accept all cookies\"]\nremove = \"block\"");
    let prose = (1..=30).map(|boat| format!("boat {boat}")).collect::<Vec<_>>().join(" and ");
    let block = lines(&["Accept all cookies", "Partner 1", "Nobody came to the meeting.", &prose, "Partner 2"]);
    assert_eq!(left(&rules, &block), ["Nobody came to the meeting.", &prose]);
    let rules = rule("skip", "line = [\"skip to content\"]\nremove = \"from-start\"\nzone = \"head\"");
    let headline = "Ferry sailed half empty, captain said";
    let page = format!("Home\n{headline}\nThe ferry\nSkip to content\n\n{BEFORE}\n");
    assert_eq!(cleaned(&rules, &page).text, format!("{headline}\n\n{BEFORE}\n"));
}

/// The tail begins after the last prose that occurs once.
#[test]
fn prose_that_is_printed_again_and_again_does_not_end_the_article() {
    let rules = rule("hotline", "line = [\"call the pier\"]\nzone = \"tail\"");
    for copies in 1..4 {
        let text = format!("{BEFORE}\n\nCall the pier\n\n{}", format!("{AFTER}\n").repeat(copies));
        assert_eq!(cleaned(&rules, &text).text.contains("Call the pier"), copies == 1, "{copies}");
    }
}

/// `compiler::DEFAULT_RUN`
#[test]
fn a_run_takes_eight_lines_under_its_heading_and_leaves_the_ninth() {
    let rules = rule("more", "line = [\"more from the pier\"]\nremove = \"run\"");
    let under = |count: usize| {
        let teasers = (1..=count).map(|n| format!("Teaser {n}\n")).collect::<String>();
        cleaned(&rules, &format!("{BEFORE}\n\nMore from the pier\n{teasers}")).text
    };
    assert_eq!(under(8), format!("{BEFORE}\n"));
    assert_eq!(under(9), format!("{BEFORE}\n\nTeaser 9\n"));
}

/// A weak rule acts beside a line that another rule removes, and then like any other.
#[test]
fn a_weak_heading_beside_a_removed_line_takes_its_run_too() {
    let rules = rule("share", "line = [\"share this page\"]")
        + &rule("more", "line = [\"more from the pier\"]\nremove = \"run\"\nstrength = \"weak\"");
    let teasers = lines(&["More from the pier", "Teaser 1", "Teaser 2"]);
    assert_eq!(left(&rules, &teasers), teasers);
    assert_eq!(left(&rules, &[lines(&["Share this page"]), teasers].concat()), [""; 0]);
}

/// `until`: without its last line it is not the run that the rule describes.
#[test]
fn a_run_up_to_a_phrase_takes_that_line_too_and_nothing_if_it_does_not_come() {
    let rules = rule("more", "line = [\"more from the pier\"]\nremove = \"run\"\nuntil = [\"see all {count}\"]")
        + "[[placeholder]]\nname = \"count\"\nregex = \"[0-9]+\"\n";
    let list = |last: &str| lines(&["More from the pier", "Teaser 1", last, "Teaser 2"]);
    assert_eq!(left(&rules, &list("See all 40 stories")), ["Teaser 2"]);
    assert_eq!(left(&rules, &list("See all of it")), ["Teaser 1", "See all of it", "Teaser 2"]);
}

/// `pipeline::FRAGMENT_LINES`
#[test]
fn a_pasted_fragment_of_seven_lines_has_no_budget_and_eight_lines_have() {
    let rules = rule("hotline", "line = [\"call the pier\"]");
    let of = |count: usize| cleaned_with(Options::default(), &rules, &"Call the pier\n".repeat(count));
    let fragment = of(7);
    assert_eq!((&*fragment.text, fragment.status), ("", Status::Cleaned));
    let document = of(8);
    assert_eq!((document.text.into_owned(), document.status), ("Call the pier\n".repeat(8), Status::OverBudget));
}

/// `decide::ROUNDS`: each rule wants no second line of its kind, and the line before frees it by going.
#[test]
fn a_document_that_loses_a_line_a_round_is_only_normalized_beyond_fifteen_lines() {
    let chain = |count: usize| {
        let rule_at = |n: usize| rule(&format!("r{n}"), &format!("contains = [\"link{n}x\"]\nat_most = 1"));
        let rules = (1..=count).map(rule_at).collect::<String>();
        let text = (1..=count).map(|n| format!("link{n}x and link{}x\n", n + 1)).collect::<String>();
        cleaned(&rules, &format!("{BEFORE}\n\n{text}"))
    };
    let settled = chain(15);
    assert_eq!((settled.text.into_owned(), settled.status), (format!("{BEFORE}\n"), Status::Cleaned));
    let unsettled = chain(16);
    assert_eq!((unsettled.text.lines().count(), unsettled.status), (2 + 16, Status::Unsettled));
}

/// `inline::TURNS`
#[test]
fn a_line_is_cut_eight_times_over_and_stays_whole_if_that_is_not_enough() {
    let rules = rule("more", "end = [\"more\"]\nremove = \"match\"");
    let line = |count: usize| format!("The boats came home.{}", " more".repeat(count));
    assert_eq!(left(&rules, &[line(8)]), ["The boats came home."]);
    assert_eq!(left(&rules, &[line(9)]), [line(9)]);
}

/// `cache::LINES`, `cache::LINE_BYTES`: what is remembered of a line, and what is forgotten, changes nothing.
#[test]
fn lines_that_come_again_go_again_whether_they_are_remembered_or_not() {
    let rules = rule("call", "start = [\"call the pier\"]");
    let rules = std::sync::Arc::new(crate::compiled(&rules).unwrap());
    let cleaner = unboil::Cleaner::new(rules, Options::default().budget(1.0));
    let call = |bytes: usize| format!("Call the pier {}", "n".repeat(bytes - 14));
    // More short lines than are remembered, and one of each length around the longest that is.
    let filler: String = (0..5000).map(|n| format!("Boat {n}\n")).collect();
    let text = format!("{}\n{filler}{}\n{}\n", call(95), call(96), call(97));
    for _ in 0..3 {
        assert_eq!(cleaner.clean_str(&text).text, filler);
    }
}

/// The full stop of an abbreviation is no end of a sentence: a label with one is not the article's own text, and the tail
/// begins before it.
#[test]
fn a_line_of_labels_with_an_abbreviation_is_no_prose() {
    let rules = rule("hotline", "line = [\"call the pier\"]\nzone = \"tail\"");
    let text = |label: &str| cleaned(&rules, &format!("{BEFORE}\n\nCall the pier\n\n{label}\n")).text;
    let label = "Harbour tours, boat hire, fishing trips approx. two hours, moorings, winter storage, repairs, sails";
    assert!(!text(label).contains("Call the pier"));
    // With a sentence in it, it is.
    let sentence = label.replace("approx. two", "approx. Two");
    assert!(text(&sentence).contains("Call the pier"));
}
