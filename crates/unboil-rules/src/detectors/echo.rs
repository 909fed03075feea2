//! `[[echo]]`: a text that occurs twice in one line, with labels and credits that scrapers attach to it.
//!
//! `ImageA mill at dawn, seen from the river. A mill at dawn, seen from the river.Credit...Ann Lee` keeps
//! `A mill at dawn, seen from the river.` once: the label before it, the second copy and the credit after it are removed.
//!
//! The doubled text must be at the beginning of the line (a label may come before it) and the second copy must follow the first
//! directly, so a sentence that is repeated later in a speech is not an echo.

use serde::{Deserialize, Serialize};

use super::detector::{Detector, Scope};
use crate::diagnostic::Fault;
use crate::ruleset::byte_set::ByteSet;
use crate::syntax::context::Context;
use crate::syntax::keys::keys;
use crate::syntax::values::{List, Text};
use unboil_text::Span;
use unboil_text::fold::fold_char;
use unboil_text::simd::{is, seek};
use unboil_text::words;

keys! {
    /// The keys of [`Echo`].
    pub struct EchoKeys {
        /// The doubled text has at least this many words.
        min_words: usize = required,
        /// Words that may come before the text, with or without a space, and are removed too.
        labels: List<Text>,
        /// Beginnings of a tail that is removed too.
        credits: List<Text>,
    }
}

/// Finds a text that occurs twice in a line.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Echo {
    min_words: usize,
    /// Folded.
    labels: Vec<Box<str>>,
    /// The first bytes of labels.
    label_first: ByteSet,
    /// Folded.
    credits: Vec<Box<str>>,
}

impl Echo {
    /// Folded labels and credit words.
    fn new(min_words: usize, labels: Vec<Box<str>>, credits: Vec<Box<str>>) -> Self {
        let mut label_first = ByteSet::default();
        labels.iter().filter_map(|label| label.bytes().next()).for_each(|byte| label_first.add(byte));
        Self { min_words, labels, label_first, credits }
    }
}

impl Detector for Echo {
    const NAME: &'static str = "echo";
    const DOC: &'static str =
        "Rules for a text that occurs twice in one line, with labels and credits that scrapers attach to it.";
    const FINDS: &'static str = "a text twice in one line";
    const REMOVES: &'static str = "the second of two equal texts in a line, and the label and credit around them";
    const REASON: &'static str = "the same text is before it";
    const SCOPE: Scope = Scope::InLine;
    type TableKeys = EchoKeys;

    fn compile(keys: &EchoKeys, rule: &dyn Context) -> Result<Self, Fault> {
        let folded = |texts: &[Text]| texts.iter().map(|text| rule.folded(text)).collect::<Result<Vec<_>, _>>();
        Ok(Self::new(keys.min_words.max(1), folded(&keys.labels)?, folded(&keys.credits)?))
    }

    fn describe(&self) -> Vec<(&'static str, String)> {
        let mut all = vec![("min_words", self.min_words.to_string())];
        for (key, texts) in [("labels", &self.labels), ("credits", &self.credits)] {
            if !texts.is_empty() {
                all.push((key, texts.join(" | ")));
            }
        }
        all
    }

    fn in_line(&self, line: &str) -> Option<Vec<Span>> {
        // Two copies of `min_words` words of at least one letter and a space.
        if line.len() < self.min_words * 4 {
            return None;
        }
        from(line, 0, self).or_else(|| from(line, label(line, self)?, self))
    }
}

/// How many bytes of the beginning are searched for. Long enough to make false hits rare, short enough for a caption of five words.
const PROBE: usize = 16;

/// How many occurrences of the beginning are compared in full; more would make a line of one repeated syllable slow.
const PLACES: usize = 8;

fn from(line: &str, start: usize, echo: &Echo) -> Option<Vec<Span>> {
    let text = &line[start..];
    let probe = floor(text, PROBE.min(text.len() / 2));
    if probe == 0 {
        return None;
    }
    // The second copy is as long as the first, so it begins in the first half, or directly after it.
    let (beginning, rest) = text.as_bytes()[..(text.len() / 2 + 1 + probe).min(text.len())].split_at(probe);
    // Two characters are rare enough to search for.
    let (first, second) = (*beginning.first()?, *beginning.get(1)?);
    let mut from = 0;
    let again = std::iter::from_fn(|| {
        let found = seek(rest, from, |b, n| is(b, first) & is(n, second))?;
        from = found + 1;
        Some(found)
    });
    let again = again.filter(|&at| rest[at..].starts_with(beginning));
    let second = again.take(PLACES).map(|at| at + probe).find(|&at| {
        let first = text[..at].trim_end();
        text[at..].starts_with(first) && words::count(first) >= echo.min_words && ends(text, at + first.len())
    })?;
    let first = text[..second].trim_end().len();
    let behind = second + first;
    let mut cuts = Vec::with_capacity(2);
    if start > 0 {
        cuts.push(Span::new(0, start));
    }
    let tail = &text[behind..];
    let end = if is_credit(tail, echo) { text.len() } else { behind };
    cuts.push(Span::new(start + first, start + end));
    Some(cuts)
}

/// Whether the second copy may end at byte `at`: a word ends there, or a credit follows without a space.
fn ends(text: &str, at: usize) -> bool {
    words::boundary(text, at) || words::glue(text, at)
}

/// Where the text begins after a label at the beginning of `line`.
fn label(line: &str, echo: &Echo) -> Option<usize> {
    let first = fold_char(line.chars().next()?);
    if !first.as_bytes().first().is_some_and(|&byte| echo.label_first.has(byte)) {
        return None;
    }
    // Few labels also match in the second letter.
    let second = line.chars().nth(1).map(fold_char);
    let second = second.and_then(|folded| folded.as_bytes().first().copied());
    let may_be = |label: &str| match (first.as_bytes(), label.as_bytes()) {
        (&[_], &[_, wanted, ..]) => second.is_none_or(|byte| byte == wanted),
        _ => true,
    };
    echo.labels.iter().filter(|label| may_be(label)).find_map(|label| {
        let end = folded_prefix(line, label)?;
        let rest = line[end..].trim_start_matches([' ', ':', '-', '|']);
        // Without a space, a capital must follow the label: "Imagery of the coast" does not begin with one.
        (words::boundary(line, end) || words::glue(line, end)).then_some(line.len() - rest.len())
    })
}

/// How many signs may stand between a text and its credit. Set by hand: `…`, ` | ` and ` (` are some, a row of stars is no link.
const SIGNS: usize = 16;

fn is_credit(tail: &str, echo: &Echo) -> bool {
    let begins = |&(_, c): &(usize, char)| c.is_alphanumeric() || c == '©';
    let Some((at, _)) = tail.char_indices().take(SIGNS + 1).find(begins) else { return false };
    let tail = &tail[at..];
    echo.credits.iter().any(|credit| folded_prefix(tail, credit).is_some_and(|end| words::boundary(tail, end)))
}

/// The byte of `text` where `folded`, as its folded beginning, ends.
fn folded_prefix(text: &str, folded: &str) -> Option<usize> {
    let mut want = folded.as_bytes();
    for (at, c) in text.char_indices() {
        if want.is_empty() {
            return Some(at);
        }
        want = want.strip_prefix(fold_char(c).as_bytes())?;
    }
    want.is_empty().then_some(text.len())
}

/// The nearest character boundary at or before byte `at`.
fn floor(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    fn left(line: &str) -> String {
        let echo = Echo::new(5, vec!["image".into()], vec!["credit".into(), "photo by".into()]);
        let mut line = line.to_owned();
        for cut in echo.in_line(&line.clone()).into_iter().flatten().rev() {
            line.replace_range(cut.range(), "");
        }
        line
    }

    #[test]
    fn a_credit_is_near_the_text() {
        let once = "A mill at dawn, seen from the river.";
        let line = |signs: usize| format!("{once} {once}{}Credit Ann Lee", "*".repeat(signs));
        assert_eq!(left(&line(16)), once);
        assert_eq!(left(&line(17)), format!("{once}{}Credit Ann Lee", "*".repeat(17)));
    }

    #[test]
    fn a_doubled_caption_is_kept_once() {
        let once = "A mill at dawn, seen from the river.";
        for line in [
            format!("{once} {once}"),
            format!("{once}{once}"),
            format!("Image{once} {once}Credit…Ann LeeBob Ray"),
            format!("IMAGE {once} {once} Photo by Ann Lee"),
        ] {
            assert_eq!(left(&line), once, "{line}");
        }
        assert_eq!(left(&format!("{once} {once} More follows.")), format!("{once} More follows."));
    }

    #[test]
    fn a_phrase_repeated_in_speech_is_kept() {
        for line in [
            "Holy, holy, holy, Lord God of hosts.",
            "We shall not yield to them, he said. We shall not yield to anyone, she said.",
            "Imagery of the coast is rare. Imagery of the hills is not.",
            "Imagea mill at dawn, seen from the river. a mill at dawn, seen from the river.",
            "Never again. Never again.",
            "",
        ] {
            assert_eq!(left(line), line);
        }
    }

    #[test]
    fn the_rule_of_a_caption_is_described() {
        let echo = Echo::new(5, vec!["image".into(), "bild".into()], Vec::new());
        let described = [("min_words", "5".to_owned()), ("labels", "image | bild".to_owned())];
        assert_eq!(echo.describe(), described);
    }

    #[test]
    fn the_shortest_caption_has_five_words() {
        assert_eq!(left("A b c d e.A b c d e."), "A b c d e.");
        assert_eq!(left("a b c d e, a b c d e,"), "a b c d e,");
        assert_eq!(left("a b c d, a b c d,"), "a b c d, a b c d,");
    }

    #[test]
    fn the_second_copy_ends_where_a_word_ends() {
        let line = "The mill is a ruin now. The mill is a ruin nowadays.";
        assert_eq!(left(line), line);
        let line = "one two three four five one two three four fiver";
        assert_eq!(left(line), line);
    }

    /// The beginning that is searched for ends within a character.
    #[test]
    fn captions_in_other_scripts_are_compared_by_characters() {
        let once = "Η παλιά μύλος το πρωί, από το ποτάμι.";
        assert_eq!(left(&format!("{once} {once}")), once);
    }
}
