//! Naive matching: every phrase is tried at every place of every line.
//!
//! Input: a line of canonical text and a phrase. Output: whether the line contains the phrase. Nothing is shared with the library; the
//! fold covers only the characters in the texts of law 9.

/// Where in the line a phrase must stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Line,
    Start,
    End,
    Contains,
}

/// A folded character, the character it came from, and whether it is the first and the last of what that became.
#[derive(Debug, Clone, Copy)]
struct Seen {
    folded: char,
    from: char,
    first: bool,
    last: bool,
}

fn fold(text: &str) -> Vec<Seen> {
    let mut seen = Vec::new();
    for from in text.chars() {
        let folded: Vec<char> = match from {
            '’' => vec!['\''],
            '“' | '”' => vec!['"'],
            '–' | '—' => vec!['-'],
            '…' => vec!['.', '.', '.'],
            'ß' => vec!['s', 's'],
            'Ａ'..='Ｚ' => vec![char::from_u32(from as u32 - 'Ａ' as u32 + 'a' as u32).unwrap_or(from)],
            _ => from.to_lowercase().collect(),
        };
        let count = folded.len();
        for (i, folded) in folded.into_iter().enumerate() {
            seen.push(Seen { folded, from, first: i == 0, last: i + 1 == count });
        }
    }
    seen
}

/// Chinese characters are words of their own: a phrase of them needs no boundary.
fn is_word_alone(c: char) -> bool {
    ('\u{4E00}'..='\u{9FFF}').contains(&c)
}

fn parted(before: Option<&Seen>, after: Option<&Seen>) -> bool {
    let (Some(before), Some(after)) = (before, after) else { return true };
    let (before, after) = (before.from, after.from);
    !before.is_alphanumeric() || !after.is_alphanumeric() || is_word_alone(before) || is_word_alone(after)
}

/// Characters around a line that do not count: all but words, quotes, question marks and signs with a meaning.
fn is_decoration(c: char) -> bool {
    !c.is_alphanumeric() && !matches!(c, '"' | '\'' | '’' | '“' | '”' | '?' | '@' | '#' | '©' | '&' | '%' | '$')
}

/// `text` without decoration before and after it; all of it if it is nothing else.
fn undressed(text: &str, left: bool, right: bool) -> &str {
    let bare = text.trim_matches(is_decoration);
    if bare.is_empty() {
        return text;
    }
    match (left, right) {
        (true, true) => bare,
        (true, false) => text.trim_start_matches(is_decoration),
        (false, true) => text.trim_end_matches(is_decoration),
        (false, false) => text,
    }
}

/// Whether `line` has `phrase` at `place`.
pub(crate) fn stands(line: &str, phrase: &str, place: Place) -> bool {
    let (left, right) = (matches!(place, Place::Line | Place::Start), matches!(place, Place::Line | Place::End));
    let want: Vec<char> = fold(undressed(phrase, left, right)).iter().map(|s| s.folded).collect();
    let hay = fold(undressed(line, left, right));
    let all = fold(line);
    // Where the bare line begins and ends in the whole: what a word's neighbour is, the whole line says.
    let offset = fold(&line[..line.len() - line_tail(line, left)]).len();
    (0..=hay.len().saturating_sub(want.len())).any(|at| {
        let end = at + want.len();
        let Some(there) = hay.get(at..end) else { return false };
        let whole = there.first().is_some_and(|s| s.first) && there.last().is_some_and(|s| s.last);
        let same = there.iter().map(|s| s.folded).eq(want.iter().copied());
        let neighbour = |at: usize| at.checked_sub(1).and_then(|before| all.get(before));
        let begins = parted(neighbour(offset + at), all.get(offset + at));
        let ends = parted(neighbour(offset + end), all.get(offset + end));
        whole
            && same
            && match place {
                Place::Line => at == 0 && end == hay.len(),
                Place::Start => at == 0 && ends,
                Place::End => begins && end == hay.len(),
                Place::Contains => begins && ends,
            }
    })
}

/// How many bytes of `line` are behind the decoration at its beginning.
fn line_tail(line: &str, left: bool) -> usize {
    if left { undressed(line, true, false).len() } else { line.len() }
}

#[test]
fn the_naive_search_finds_what_a_reader_finds() {
    for (line, phrase, place, want) in [
        ("► Share this:", "share this", Place::Line, true),
        ("“Share this”", "share this", Place::Line, false),
        ("Share thistle", "share this", Place::Start, false),
        ("Share this, please", "share this", Place::Start, true),
        ("Do share", "share", Place::End, true),
        ("Timeshare", "share", Place::End, false),
        ("Don’t share it", "don't share", Place::Contains, true),
        ("请分享本文", "分享", Place::Contains, true),
    ] {
        assert_eq!(stands(line, phrase, place), want, "{line} / {phrase} / {place:?}");
    }
}
