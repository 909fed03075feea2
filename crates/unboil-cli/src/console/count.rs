//! Numbers of things, in English.

/// `1 document`, `2 documents`. `noun` has a regular plural.
pub(crate) fn count(number: usize, noun: &str) -> String {
    format!("{number} {}", plural(number, noun))
}

/// `, 4 without text`, to be appended to a summary; nothing for 0.
pub(crate) fn without_text(number: usize) -> String {
    if number == 0 { String::new() } else { format!(", {number} without text") }
}

/// A number with a comma between groups of three digits: `19,995`.
pub(crate) fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (n, digit) in digits.chars().enumerate() {
        if n > 0 && (digits.len() - n).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
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
    use super::{count, grouped};

    #[test]
    fn only_one_is_singular() {
        assert_eq!([0, 1, 2].map(|number| count(number, "document")), ["0 documents", "1 document", "2 documents"]);
        assert_eq!(count(2, "category"), "2 categories");
    }

    #[test]
    fn digits_are_grouped_from_the_right() {
        assert_eq!([0, 999, 1000, 19_995, 1_234_567].map(grouped), ["0", "999", "1,000", "19,995", "1,234,567"]);
    }
}
