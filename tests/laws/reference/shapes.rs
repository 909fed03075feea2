//! Structures without phrases: prose, a text twice in one line, lines that may be repeated.

use super::fold::{Line, fold, is_wide, is_word, words};
use super::rules::Echo;

/// Whether a line reads like prose: twelve words or sixty letters with the end of a sentence, or thirty words.
pub(super) fn prose(line: &str) -> bool {
    let count = words(line);
    let letters = line.chars().filter(|c| c.is_alphabetic()).count();
    count >= 30 || ((count >= 12 || letters >= 60) && sentence_ends(line))
}

/// Whether a line of four words or more ends like a sentence.
pub(super) fn sentence(line: &str) -> bool {
    const ENDS: &[char] = &['.', '!', '?', '。', '！', '？', '｡', '؟', '۔', '।', '॥', '։', '።', '။'];
    let bare = bare(line);
    words(line) >= 4 && bare.ends_with(ENDS) && !bare.ends_with("..")
}

/// A line without the signs that close a quotation or a remark.
fn bare(line: &str) -> &str {
    line.trim_end_matches(['"', '\'', '”', '’', '»', '«', '“', ')', ']', '」', '』', '）'])
}

/// Whether a line above the prose says what the prose says: half of its long words are there, and three at least.
pub(super) fn headline(line: &str, prose: &str) -> bool {
    let (long, said) = (long_words(line), long_words(prose));
    let shared = long.iter().filter(|word| said.contains(word)).count();
    shared >= 3 && shared * 2 >= long.len()
}

/// Folded words of four characters or more, and pairs of characters of scripts without spaces.
fn long_words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    for word in fold(text).split(|c| !is_word(c)) {
        let chars: Vec<char> = word.chars().collect();
        if chars.first().is_some_and(|&c| is_wide(c)) {
            words.extend(chars.windows(2).map(|two| two.iter().collect()));
        } else if chars.len() >= 4 {
            words.push(word.to_owned());
        }
    }
    words
}

fn sentence_ends(line: &str) -> bool {
    const OTHER: &[char] = &['。', '！', '？', '｡', '…', '؟', '۔', '।', '॥', '։', '።', '።'];
    let bare = bare(line);
    let chars: Vec<char> = line.chars().collect();
    let inside = |three: &[char]| matches!(three, ['.' | '!' | '?', ' ', c] if !c.is_lowercase());
    bare.ends_with(['.', '!', '?', ':'])
        || bare.ends_with(OTHER)
        || line.contains(OTHER)
        || chars.windows(3).any(inside)
}

/// The stretches, in bytes, that go from a line that holds a text twice: the label before it, the second copy and the
/// credit behind it.
pub(super) fn echo(line: &str, echo: &Echo) -> Option<Vec<(usize, usize)>> {
    // So short a line holds no two copies of so many words.
    if line.len() < echo.min_words * 4 {
        return None;
    }
    doubled(line, 0, echo).or_else(|| doubled(line, after_label(line, echo)?, echo))
}

fn doubled(line: &str, start: usize, echo: &Echo) -> Option<Vec<(usize, usize)>> {
    let text = &line[start..];
    // The first copy has at least so many bytes, or is half of the line.
    let mut least = 16.min(text.len() / 2);
    while !text.is_char_boundary(least) {
        least -= 1;
    }
    if least == 0 {
        return None;
    }
    let second = (least..=text.len() / 2 + 1).filter(|&at| text.is_char_boundary(at)).find(|&at| {
        let first = text[..at].trim_end();
        let end = at + first.len();
        text[at..].starts_with(&text[..least])
            && text[at..].starts_with(first)
            && words(first) >= echo.min_words
            && over(text, end)
    })?;
    let first = text[..second].trim_end().len();
    let behind = second + first;
    let tail = text[behind..].trim_start_matches(|c: char| !c.is_alphanumeric() && c != '©');
    let credit = echo.credits.iter().any(|credit| begins(tail, credit).is_some_and(|end| bounded(tail, end)));
    let end = if credit { text.len() } else { behind };
    let label = (start > 0).then_some((0, start));
    Some(label.into_iter().chain([(start + first, start + end)]).collect())
}

/// Whether a word ends at a byte, or a capital is glued to it.
fn over(text: &str, at: usize) -> bool {
    let line = Line::new(text);
    let at = text[..at].chars().count();
    line.boundary(at) || line.glue(at)
}

fn bounded(text: &str, at: usize) -> bool {
    Line::new(text).boundary(text[..at].chars().count())
}

/// Where the text behind a label begins.
fn after_label(line: &str, echo: &Echo) -> Option<usize> {
    echo.labels.iter().find_map(|label| {
        let end = begins(line, label)?;
        let rest = line[end..].trim_start_matches([' ', ':', '-', '|']);
        (over(line, end) && !rest.is_empty()).then_some(line.len() - rest.len())
    })
}

/// The byte where a folded text that begins `text` ends: the first where enough characters are read.
fn begins(text: &str, folded: &str) -> Option<usize> {
    let ends = text.char_indices().map(|(at, _)| at).chain([text.len()]);
    ends.into_iter().find(|&at| fold(&text[..at]) == folded)
}

/// A message of a chat: a speaker in brackets, or a time.
pub(super) fn chat(line: &str) -> bool {
    let time = || {
        let (hour, rest) = line.split_once(':')?;
        let minutes = rest.get(..2)?;
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        Some((1..=2).contains(&hour.len()) && digits(hour) && digits(minutes) && minutes < "60")
    };
    speaker(line) || time().unwrap_or(false)
}

/// A speaker in brackets.
pub(super) fn speaker(line: &str) -> bool {
    let begins = |open: char, close: char| line.starts_with(open) && line.find(close).is_some_and(|at| at <= 80);
    begins('<', '>') || begins('[', ']')
}

/// A row of a table: two column marks, or more digits than letters.
pub(super) fn table_row(line: &str) -> bool {
    let digits = line.chars().filter(|&c| is_word(c) && c.is_numeric()).count();
    let letters = line.chars().filter(|&c| is_word(c) && !c.is_numeric()).count();
    line.matches('|').count() >= 2 || digits > letters
}

/// A line of a program.
pub(super) fn code(line: &str) -> bool {
    let line = line.trim_end();
    let pairs = ["(\"", "('", "()", ");", "==", "!=", "->", "=>", "::", "&&", "||"];
    let signs = line.chars().filter(|c| "{}()[]=;<>_\\*".contains(*c)).count();
    line.ends_with([';', '{', '}'])
        || (line.starts_with(['{', '}', '$', '<', '#', '@']) && !line.contains(". "))
        || pairs.iter().any(|pair| line.contains(pair))
        || signs * 8 >= line.len()
}
