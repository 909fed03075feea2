//! Which repeated lines go: of how many words, how near to each other, in which share of a document, and beside which others.

use unboil::Options;

use crate::{cleaned, cleaned_with, compiled};

/// A document of one line for each letter: capitals are long lines, small ones short, digits lines of one word; a space is a blank
/// line.
fn document(letters: &str) -> String {
    let line = |letter: char| match letter {
        ' ' => String::new(),
        'A'..='Z' => format!("Boat {letter} went to the northern islands with the mail of a week and came back"),
        'a'..='z' => format!("Boat {letter}"),
        _ => format!("Boat{letter}"),
    };
    letters.chars().map(|letter| line(letter) + "\n").collect()
}

/// Asserts what is left of a document.
#[track_caller]
fn leaves(body: &str, letters: &str, left: &str) {
    assert_eq!(cleaned(&repeat(body), &document(letters)).text, document(left), "{letters}: {body}");
}

fn repeat(body: &str) -> String {
    format!(
        "[[repeat]]\nid = \"again\"\ncategory = \"duplicate\"\nwhy = \"A test.\"\n{body}\nremoves = [\"a\"]\nkeeps = [\"b\"]\n"
    )
}

#[test]
fn a_repetition_stays_if_its_rule_is_ignored() {
    let rule = repeat("unit = \"line\"\nmin_words = 1");
    let again = compiled(&rule).unwrap().selection(["en/again"]).unwrap();
    for (options, left) in [(Options::default(), "ab"), (Options::default().ignore(again), "aab")] {
        assert_eq!(cleaned_with(options, &rule, &document("aab")).text, document(left));
    }
}

#[test]
fn a_repetition_goes_if_it_has_the_least_number_of_words() {
    leaves("unit = \"line\"\nmin_words = 2", "aab11", "ab11");
    leaves("unit = \"line\"\nmin_words = 3", "aab", "aab");
    leaves("unit = \"group\"\nwindow = 2\nmin_words = 4", "ababb", "abb");
    leaves("unit = \"group\"\nwindow = 2\nmin_words = 5", "ababb", "ababb");
    leaves("unit = \"anywhere\"\nmin_words = 2", "1ab1a", "1ab1");
}

/// Three lines or more, three of four of them short, at most three lines to either side.
#[test]
fn a_line_is_verse_among_enough_short_lines() {
    let verse = "unit = \"line\"\nmin_words = 1\nspare = [\"verse\"]";
    for kept in ["axx", "A Baxx", "ABaxx C", "xxAabB", "x xab"] {
        leaves(verse, kept, kept);
    }
    for (list, left) in [("xx", "x"), ("a xx b", "a x b"), ("AaxxB", "AaxB"), ("ABxxa", "ABxa"), ("abAA", "abA")] {
        leaves(verse, list, left);
    }
}

/// More than the share: of three lines two, of four not.
#[test]
fn copies_go_in_documents_that_are_mostly_doubled() {
    let group = "unit = \"group\"\nwindow = 2\nmin_words = 2\ndoubled = 0.5";
    leaves(group, "ababc", "abc");
    leaves(group, "ababcd", "ababcd");
    // Lines of one word do not count.
    leaves(group, "ababc123", "abc123");
    leaves(group, "11aab", "11aab");
    // Nor do three copies, and copies that are further away than the window.
    leaves(group, "aaa", "aaa");
    leaves(group, "aapqrpqr", "aapqrpqr");
}

#[test]
fn copies_anywhere_go_if_most_are_in_the_same_order() {
    let anywhere = "unit = \"anywhere\"\nmin_words = 2\ndoubled = 0.5";
    leaves(anywhere, "abcdabcd", "abcd");
    leaves(anywhere, "abcdacbd", "abcd");
    leaves(anywhere, "abcdbadc", "abcdbadc");
    leaves(anywhere, "abcddcba", "abcddcba");
}

/// Lines are compared a thousand at a time.
#[test]
fn a_repeated_group_is_found_anywhere_in_a_long_document() {
    let rule = repeat("unit = \"group\"\nwindow = 3\nmin_words = 5");
    let boats = |from: usize, to: usize| (from..to).map(|boat| format!("Boat {boat}\n")).collect::<String>();
    for before in (1020..1028).chain(2044..2052) {
        let text = boats(0, before) + &boats(before - 3, 2100);
        assert_eq!(cleaned(&rule, &text).text, boats(0, 2100), "after {before} lines");
    }
}
