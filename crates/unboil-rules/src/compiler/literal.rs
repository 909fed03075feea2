//! Finds a set of literals such that every match of a regular expression contains one of them. The scan tries the expression only where
//! it finds one.
//!
//! `^posted (on|at) \d+` → `posted `; `(?:photo|image) by` → `photo` or `image`. The literal must begin where a word
//! begins, because that is where the scan looks.

use regex_syntax::hir::{Class, Hir, HirKind, Look};

use super::phrase::MIN_SCAN_BYTES;
use unboil_text::fold::{fold, is_word, without_spaces};

/// A set of folded literals such that every match of `pattern` contains one; `None` if there is no such set.
///
/// `whole` says that matches begin where the line begins.
pub(super) fn required(pattern: &str, whole: bool) -> Option<Vec<String>> {
    let hir = regex_syntax::parse(pattern).ok()?;
    find(&hir, &mut Edge { word_start: whole })
}

/// What is known of the position before the next part of the expression: whether only the beginning of a word can follow.
struct Edge {
    word_start: bool,
}

fn find(hir: &Hir, edge: &mut Edge) -> Option<Vec<String>> {
    match hir.kind() {
        HirKind::Empty => None,
        HirKind::Literal(literal) => {
            let text = std::str::from_utf8(&literal.0).ok()?;
            let found = from_word_start(text, edge.word_start);
            edge.word_start = text.chars().next_back().is_some_and(|c| !is_word(c) || without_spaces(c));
            found.map(|f| vec![f])
        }
        HirKind::Class(class) => {
            edge.word_start = !may_be_word(class);
            None
        }
        HirKind::Look(look) => {
            if matches!(
                look,
                Look::Start
                    | Look::StartLF
                    | Look::WordAscii
                    | Look::WordUnicode
                    | Look::WordStartAscii
                    | Look::WordStartUnicode
            ) {
                edge.word_start = true;
            }
            None
        }
        HirKind::Repetition(repetition) => {
            let mut inner = Edge { word_start: edge.word_start };
            let found = find(&repetition.sub, &mut inner);
            // The next part follows the last repetition, or whatever came before if there is none.
            edge.word_start = inner.word_start && (repetition.min > 0 || edge.word_start);
            if repetition.min > 0 { found } else { None }
        }
        HirKind::Capture(capture) => find(&capture.sub, edge),
        HirKind::Concat(parts) => {
            let mut best: Option<Vec<String>> = None;
            for part in parts {
                if let Some(found) = find(part, edge)
                    && best.as_ref().is_none_or(|b| shortest(&found) > shortest(b))
                {
                    best = Some(found);
                }
            }
            best
        }
        HirKind::Alternation(branches) => {
            let mut all = Some(Vec::new());
            let before = edge.word_start;
            let mut after = true;
            for branch in branches {
                let mut inner = Edge { word_start: before };
                let found = find(branch, &mut inner);
                after &= inner.word_start;
                all = all.zip(found).map(|(mut all, found)| {
                    all.extend(found);
                    all
                });
            }
            edge.word_start = after;
            all
        }
    }
}

fn shortest(literals: &[String]) -> usize {
    literals.iter().map(String::len).min().unwrap_or(0)
}

fn from_word_start(text: &str, word_start: bool) -> Option<String> {
    let mut inside = !word_start;
    for (at, c) in text.char_indices() {
        let word = is_word(c);
        if (word && !inside) || without_spaces(c) {
            let folded = fold(&text[at..]);
            let trimmed = folded.trim_end();
            return (trimmed.len() >= MIN_SCAN_BYTES).then(|| trimmed.to_owned());
        }
        inside = word;
    }
    None
}

fn may_be_word(class: &Class) -> bool {
    match class {
        Class::Unicode(class) => class.ranges().iter().any(|range| {
            // Ranges of white space and punctuation are short; a long one certainly has letters.
            (range.end() as u32 - range.start() as u32) > 64 || (range.start()..=range.end()).any(is_word)
        }),
        Class::Bytes(_) => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_are_found_where_words_begin() {
        let of = |pattern, whole| required(pattern, whole).unwrap_or_default().join("|");
        assert_eq!(of(r"posted (on|at) \d+", true), "posted");
        assert_eq!(of(r"(?:photo|image) by .*", true), "photo|image");
        assert_eq!(of(r"\d+ min read", true), "min read");
        assert_eq!(of(r"\bphoto by", false), "photo by");
        assert_eq!(of(r"photo by", false), "");
        assert_eq!(of(r"\d+k? views", true), "views");
        assert_eq!(of(r".*", true), "");
        assert_eq!(of(r"(?:a|b)?\s+share this", false), "share this");
    }
}
