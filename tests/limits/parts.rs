//! What is left of a line that loses a part, and of the lines beside it.

use crate::{left, lines, rule};

#[test]
fn a_part_goes_with_one_of_the_spaces_around_it() {
    let rules = rule("call", "contains = [\"call the pier\"]\nremove = \"match\"");
    for (line, want) in [
        ("Call the pier The boats came home.", "The boats came home."),
        ("The boats call the pier came home.", "The boats came home."),
        ("The boats came home. Call the pier", "The boats came home."),
        ("The boats call the pier, came home.", "The boats , came home."),
        ("The boats, (call the pier) came home.", "The boats, () came home."),
        ("The boats/call the pier came home.", "The boats/ came home."),
        ("Call the pier, the boats call the pier came call the pier home.", ", the boats came home."),
    ] {
        assert_eq!(left(&rules, &[line.into()]), [want], "{line}");
    }
    // What comes together goes too.
    for (line, want) in [
        ("Call call the pier the pier The boats came home.", "The boats came home."),
        ("The boats call call the pier the pier came, call call the pier the pier home.", "The boats came, home."),
        (
            "The boats call the call the pier pier came home. Call call call the pier the pier the pier",
            "The boats came home.",
        ),
        ("Call the pier, call call the pier the pier, call the pier now", ", , now"),
    ] {
        assert_eq!(left(&rules, &[line.into()]), [want], "{line}");
    }
    // All at once, however many.
    let line = format!("The boats{} came home.", " call the pier".repeat(20));
    assert_eq!(left(&rules, &[line]), ["The boats came home."]);
}

/// `&amp;` would be another text when it is cleaned again.
#[test]
fn a_line_stays_whole_if_the_rest_would_change_again() {
    let rules = rule("more", "contains = [\"(more)\"]\nremove = \"match\"");
    for (line, want) in
        [("The boats &(more)amp; came", "The boats &(more)amp; came"), ("The boats (more) came", "The boats came")]
    {
        assert_eq!(left(&rules, &[line.into()]), [want], "{line}");
    }
}

/// A weak rule acts beside a line that lost a part.
#[test]
fn a_weak_line_goes_beside_a_line_that_was_shortened() {
    let rules = rule("credit", "contains = [\"photo by ann lee\"]\nremove = \"match\"")
        + &rule("more", "line = [\"more from the pier\"]\nstrength = \"weak\"");
    let after = |line: &str| left(&rules, &lines(&[line, "More from the pier"]));
    assert_eq!(after("The boats at dawn photo by Ann Lee"), ["The boats at dawn"]);
    assert_eq!(after("The boats at dawn"), ["The boats at dawn", "More from the pier"]);
}
