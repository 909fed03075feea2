//! Suggests a known name for a misspelled one.

/// The one of `known` that `found` is most likely a misspelling of.
///
/// Misspelled is at most a third of the letters, by Damerau-Levenshtein distance, as in rustc's suggestions.
pub fn nearest<'k>(found: &str, known: impl Iterator<Item = &'k str>) -> Option<&'k str> {
    known
        .map(|name| (strsim::damerau_levenshtein(found, name), name))
        .filter(|(distance, name)| *distance <= found.chars().count().max(name.chars().count()).max(3) / 3)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}
