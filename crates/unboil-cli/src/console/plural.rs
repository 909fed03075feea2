//! Counts with their noun, for messages.

/// A count and its noun, in the plural unless the count is one: `1 rule`, `2 rules`. For nouns with a plural in `s`.
pub(crate) fn plural(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}
