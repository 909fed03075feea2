//! What must follow a mark at the beginning of a file, so that an article that merely quotes it stays an article.
//!
//! Input: the bytes after the mark, up to [`START_BYTES`](super::super::START_BYTES) of the file. If they end before the question
//! is settled, the file is text, since a wrong refusal is worse than a miss.
//!
//! `<html lang="en">⏎<head>` is HTML; `<html> is the outermost element` is text

/// What follows a mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Follows {
    /// Anything.
    Anything,
    /// The end of the line.
    LineEnd,
    /// The rest of a tag, and another tag or nothing.
    Tag,
    /// A line of the path of a program and at most two arguments.
    Command,
    /// Within three lines, one with a span of time: `00:00:01,000 --> 00:00:04,000`.
    Cue,
    /// The rest of the line, and two lines that are headers of a mail.
    Headers,
}

impl Follows {
    /// Whether `rest` is what follows.
    pub(super) fn holds(self, rest: &[u8]) -> bool {
        let mut lines = rest.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii_end);
        let first = lines.next().unwrap_or_default();
        match self {
            Self::Anything => true,
            Self::LineEnd => first.is_empty(),
            Self::Tag => {
                let is_name_end = rest.first().is_none_or(|byte| !byte.is_ascii_alphanumeric() && *byte != b'-');
                let after = memchr::memchr(b'>', rest).map(|end| rest[end + 1..].trim_ascii_start());
                is_name_end && after.is_some_and(|after| matches!(after.first(), Some(b'<') | None))
            }
            Self::Command => first.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty()).count() <= 3,
            Self::Cue => {
                let is_time = |line: &[u8]| line.first().is_some_and(u8::is_ascii_digit) && has(line, b" --> ");
                first.len() <= MOST_TITLE && lines.take(3).any(is_time)
            }
            Self::Headers => lines.next().is_some_and(is_header) && lines.next().is_some_and(is_header),
        }
    }
}

/// The longest title after `WEBVTT`; a sentence about the format is longer. Bytes, set by hand.
const MOST_TITLE: usize = 60;

fn has(line: &[u8], part: &[u8]) -> bool {
    memchr::memmem::find(line, part).is_some()
}

/// `Name: value`, or a line that continues one.
fn is_header(line: &[u8]) -> bool {
    let name = line.iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'-').count();
    let is_continued = line.starts_with(b" ") || line.starts_with(b"\t");
    is_continued || (name > 1 && line.get(name..).is_some_and(|rest| rest.starts_with(b":")))
}
