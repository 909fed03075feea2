//! Numbers of things, in English.

/// `1 document`, `2 documents`. `noun` has a regular plural.
pub(crate) fn count(number: usize, noun: &str) -> String {
    format!("{number} {}", plural(number, noun))
}

/// `document` for one, else `documents`.
pub(crate) fn plural(number: usize, noun: &str) -> String {
    match (number, noun.strip_suffix('y')) {
        (1, _) => noun.to_owned(),
        (_, Some(stem)) => format!("{stem}ies"),
        (_, None) => format!("{noun}s"),
    }
}

/// `one` for one thing, else `many`: the verb of such a number.
pub(crate) fn verb(number: usize, one: &'static str, many: &'static str) -> &'static str {
    if number == 1 { one } else { many }
}

#[cfg(test)]
mod tests {
    use super::count;

    #[test]
    fn only_one_is_singular() {
        assert_eq!([0, 1, 2].map(|number| count(number, "document")), ["0 documents", "1 document", "2 documents"]);
        assert_eq!(count(2, "category"), "2 categories");
    }
}
