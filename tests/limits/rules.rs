//! How long phrases, lines and expressions may be.

use crate::{compiled, left, rule};

/// A line of `bytes` bytes: `begin`, as many letters as it takes, `end`.
fn filled(begin: &str, letter: &str, end: &str, bytes: usize) -> String {
    format!("{begin}{}{end}", letter.repeat(bytes - begin.len() - end.len()))
}

/// `scan::SIGNED_BYTES`
#[test]
fn a_byline_of_180_bytes_that_begins_with_any_name_goes_and_a_longer_one_stays() {
    let rules = rule("byline", "line = [\"{author} | harbour news\"]")
        + "[[placeholder]]\nname = \"author\"\nwords = { min = 1, max = 5, shape = \"name\" }\n";
    let byline = |bytes| filled("Mara Lindq", "q", "vist | Harbour News", bytes);
    assert_eq!(left(&rules, &[byline(180)]), [""; 0]);
    assert_eq!(left(&rules, &[byline(181)]), [byline(181)]);
}

/// `placeholders::name_word`, and the words and characters of a placeholder.
#[test]
fn a_name_is_of_capitalized_words_and_short_particles_inside() {
    let rules = rule("byline", "line = [\"by {author}\", \"by {author}, harbour news\"]")
        + "[[placeholder]]\nname = \"author\"\nwords = { min = 2, max = 5, shape = \"name\" }\n";
    for byline in [
        "By Ana Lind",
        "By Ana della Rosa",
        "By 12th Officer Lind",
        "By Dr. Ana Maria de Cruz",
        "By محمد علي",
        "By Ana Lind, Harbour News",
        "By 李明李明李明李明李明",
    ] {
        assert_eq!(left(&rules, &[byline.into()]), [""; 0], "{byline}");
    }
    for line in [
        // Too few words and too many.
        "By Lind",
        "By Ana Maria Rosa Cruz Lind Sel",
        "By 李明李明李明李明李明李",
        // A name neither begins nor ends with a particle; a longer word may be a verb, a longer number is none of a title.
        "By de Lind",
        "By Ana Lind de",
        "By Ana walked Rosa",
        "By 10000 Officers Lind",
    ] {
        assert_eq!(left(&rules, &[line.into()]), [line], "{line}");
    }
}

/// Marks and letters of full width count as the plain ones.
#[test]
fn a_phrase_begins_and_ends_with_words_where_its_rule_looks() {
    let glued = "contains = [\"call the pier\"]\nglued = true";
    let count = "[[placeholder]]\nname = \"count\"\nregex = \"[0-9]+\"\n";
    for (body, line, goes) in [
        ("line = [\"call the pier\"]", "ＣＡＬＬ ＴＨＥ ＰＩＥＲ", true),
        ("line = [\"call the pier\"]", "Call the pier now", false),
        ("contains = [\"call the pier\"]", "Please call the pier now", true),
        ("contains = [\"call the pier\"]", "Please recall the pier", false),
        ("contains = [\"call the pier\"]", "Please call the piers", false),
        ("contains = [\"call the pier\"]", "The boatsCall the pier", false),
        (glued, "The boatsCall the pier", true),
        (glued, "Please recall the pier", false),
        ("end = [\"call {count}\"]", "Please call 40", true),
        ("end = [\"call {count}\"]", "Please call 40 times", false),
        ("end = [\"call {count}\"]", "Please recall 40", false),
    ] {
        let is_left = !left(&(rule("call", body) + count), &[line.into()]).is_empty();
        assert_eq!(is_left, !goes, "{body}: {line}");
    }
}

#[test]
fn phrases_that_differ_only_in_their_last_placeholder_are_told_apart() {
    let rules = rule("range", "start = [\"by {author}, {count} miles\", \"by {author}, {number} yards\"]")
        + "[[placeholder]]\nname = \"author\"\nwords = { min = 1, max = 5, shape = \"name\" }\n\
           [[placeholder]]\nname = \"count\"\nregex = \"[0-9]+\"\n\
           [[placeholder]]\nname = \"number\"\nregex = \"[0-9]+\"\n";
    for unit in ["miles", "yards"] {
        assert_eq!(left(&rules, &[format!("By Ann Lee, 40 {unit}")]), [""; 0], "{unit}");
    }
}

/// `at_most` counts lines, not phrases.
#[test]
fn a_line_that_a_rule_matches_twice_counts_once() {
    let rules = rule("call", "contains = [\"call the pier\", \"call the boat\"]\nat_most = 1");
    for line in ["Call the pier, call the boat", "Call the pier, call the pier"] {
        assert_eq!(left(&rules, &[line.into()]), [""; 0], "{line}");
        assert_eq!(left(&rules, &[line.into(), line.into()]), [line, line]);
    }
}

/// `scan::LINE_BYTES`
#[test]
fn a_whole_line_with_a_placeholder_goes_up_to_400_bytes() {
    let line = |bytes| filled("Ask m", "m", "e for the tide tables", bytes);
    // Found by its first word, and by a later one.
    for phrase in ["ask {anything} for the tide tables", "{anything} for the tide tables"] {
        let rules = rule("tables", &format!("line = [{phrase:?}]"))
            + "[[placeholder]]\nname = \"anything\"\nwords = { min = 1, max = 5, shape = \"any\" }\n";
        assert_eq!(left(&rules, &[line(400)]), [""; 0], "{phrase}");
        assert_eq!(left(&rules, &[line(401)]), [line(401)], "{phrase}");
    }
}

/// `confirm::PLACES_BEFORE`: the phrase begins at the first `a`, and every other one is the end of a word.
#[test]
fn a_phrase_with_a_short_first_word_begins_at_one_of_the_eight_places_before_it() {
    let rules = rule("sale", "contains = [\"a {anything} at the pier now\"]")
        + "[[placeholder]]\nname = \"anything\"\nwords = { min = 1, max = 12, shape = \"any\" }\n";
    let line = |count: usize| format!("See a {}boat at the pier now", "sea ".repeat(count));
    assert_eq!(left(&rules, &[line(7)]), [""; 0]);
    assert_eq!(left(&rules, &[line(8)]), [line(8)]);
}

/// `echo::PLACES`: each sentence of the caption begins alike, and its second copy begins so too.
#[test]
fn a_doubled_caption_goes_if_its_copy_is_among_the_first_eight_that_begin_so() {
    let rules = "[[echo]]\nid = \"twice\"\ncategory = \"caption\"\nwhy = \"A test.\"\nmin_words = 5\nremoves = [\"a\"]\nkeeps = [\"b\"]\n";
    let caption = |count: u32| {
        let sentences = ('a'..).take(count as usize).map(|c| format!("The night ferry number {c} sailed."));
        sentences.collect::<Vec<_>>().join(" ")
    };
    let twice = |count| format!("{0} {0}", caption(count));
    assert_eq!(left(rules, &[twice(8)]), [caption(8)]);
    assert_eq!(left(rules, &[twice(9)]), [twice(9)]);
}

/// `echo::PROBE`: a copy is looked for by its first sixteen bytes.
#[test]
fn a_copy_that_differs_in_its_beginning_is_none() {
    let rules = "[[echo]]\nid = \"twice\"\ncategory = \"caption\"\nwhy = \"A test.\"\nmin_words = 5\nremoves = [\"a\"]\nkeeps = [\"b\"]\n";
    let twice = "The night ferry at the pier today. The night ferry at the pier today.";
    assert_eq!(left(rules, &[twice.into()]), ["The night ferry at the pier today."]);
    let other = "The night ferry at the pier today. The night Ferry at the pier today.";
    assert_eq!(left(rules, &[other.into()]), [other]);
}

/// `phrase::MIN_SCAN_BYTES`
#[test]
fn a_phrase_that_may_stand_anywhere_has_three_bytes_or_is_an_error() {
    assert!(compiled(&rule("short", "contains = [\"abc\"]")).is_ok());
    let error = compiled(&rule("short", "contains = [\"ab\"]")).map(drop).unwrap_err().to_string();
    assert!(error.contains("3 bytes") && error.contains("pack.toml:7"), "{error}");
}

/// `compiler::MAX_WINDOW`
#[test]
fn a_repetition_is_of_32_lines_at_most_or_is_an_error() {
    let repeat = |window: usize| {
        format!(
            "[[repeat]]\nid = \"again\"\ncategory = \"duplicate\"\nwhy = \"A test.\"\nunit = \"group\"\nwindow = {window}\n\
             min_words = 5\nremoves = [\"a\"]\nkeeps = [\"b\"]\n"
        )
    };
    assert!(compiled(&repeat(32)).is_ok());
    let error = compiled(&repeat(33)).map(drop).unwrap_err().to_string();
    assert!(error.contains("32") && error.contains("pack.toml"), "{error}");
}

/// `compiler::SIZE_LIMIT`: `\w` alone takes some 17 kB.
#[test]
fn an_expression_that_takes_more_than_a_megabyte_is_an_error() {
    let regex = |count: usize| rule("long", &format!("regex = ['call the pier \\w{{{count}}}']"));
    assert!(compiled(&regex(20)).is_ok());
    let error = compiled(&regex(200)).map(drop).unwrap_err().to_string();
    assert!(error.contains("pack.toml:7"), "{error}");
}
