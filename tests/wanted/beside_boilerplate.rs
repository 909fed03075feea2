//! Lines of the article that are next to boilerplate. Each document contains what is removed, and what stays.

use unboil::{Cleaner, Options};

/// Asserts what is left of a text.
#[track_caller]
fn left(text: &str, want: &str) {
    let cleaner = Cleaner::new(unboil::standard_rules().into(), Options::default());
    assert_eq!(cleaner.clean_str(text.trim_start_matches('\n')).text, want.trim_start_matches('\n'));
}

/// An article in which a heading of teasers is followed by lines.
fn after_teasers(heading: &str, lines: &str) -> String {
    format!("{OPENING}\n\n{heading}\n{lines}\n\n{CLOSING}\n")
}

const OPENING: &str =
    "The archive of the valley opened its doors last spring, and among its first visitors were two school classes.";
const CLOSING: &str =
    "What the visitors made of it all can be read in the guest book, which lies on a table beside the stairs.";

#[test]
fn a_sentence_below_a_teaser_heading() {
    for (heading, sentence) in [
        ("Related articles", "Nobody came to the second meeting."),
        ("Verwandte Artikel", "Die Genossenschaft der Brückenbauer widersprach."),
        ("Lue myös", "Kukaan ei tullut toiseen kokoukseen."),
        ("Читайте также", "На второе собрание никто не пришёл."),
        ("İlgili haberler", "İkinci toplantıya hiç kimse gelmedi."),
    ] {
        left(&after_teasers(heading, sentence), &format!("{OPENING}\n\n{sentence}\n\n{CLOSING}\n"));
    }
}

#[test]
fn a_list_below_a_teaser_heading_is_removed() {
    let list = "Five ideas for a greener balcony\nThe bridge opens again\nHow the mill got its wheel";
    left(&after_teasers("Related articles", list), &format!("{OPENING}\n\n{CLOSING}\n"));
}

#[test]
fn a_heading_directly_above_prose() {
    let text =
        format!("{OPENING}\n\nRelated articles\nFive ideas for a greener balcony\n\nA second visit\n\n{CLOSING}\n");
    left(&text, &format!("{OPENING}\n\nA second visit\n\n{CLOSING}\n"));
}

#[test]
fn lines_of_a_wrapped_paragraph() {
    let wrapped = "The guest book is on a table\nbeside the stairs, and whoever\ncomes may write in it";
    left(&after_teasers("Related articles", wrapped), &format!("{OPENING}\n\n{wrapped}\n\n{CLOSING}\n"));
}

#[test]
fn rows_of_a_timetable() {
    let row = "The early boat leaves Sel at six, calls at both islands and is back at the pier before noon on weekdays";
    let other =
        "The late boat leaves Sel at three, calls at the northern island only and stays there for the whole night";
    let week = ["Monday", "Tuesday", "Wednesday", "Thursday"].map(|day| format!("{day}\n\n{row}\n\n{other}\n"));
    let text = week.join("\n");
    left(&text, &text);
}

#[test]
fn a_document_that_was_printed_twice() {
    let text = format!("{OPENING}\n\n{CLOSING}\n");
    left(&format!("{text}\nMost read\n\n{text}"), &text);
}
