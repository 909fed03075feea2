//! The encoding that a document declares in its first bytes.
//!
//! Pages, feeds, mails and source files declare their encoding in ASCII near their start: `<?xml … encoding="…"?>`,
//! `<meta charset=…>`, `<meta http-equiv=… content="…; charset=…">`, the header field `Content-Type: …; charset=…`,
//! `@charset "…"`, `-*- coding: … -*-`. A word on its own is not a declaration: it must be in a tag, a header field or one
//! of the other two forms, so a text about `charset=koi8-r` declares nothing.
//!
//! Whether the bytes are consistent with the declaration is decided by [`guess`](crate::statistics::guess).
//!
//! Example: `<?xml version="1.0" encoding="IBM866"?>` is IBM866.

use crate::encodings::encoding::Encoding;

/// How far a declaration is looked for, in bytes: what the WHATWG standard requires of browsers.
const REACH: usize = 1024;

/// The longest label that is looked up, in bytes. The longest known one has half of that.
const LABEL: usize = 64;

/// The first encoding that the document declares and that exists.
pub(crate) fn find(bytes: &[u8]) -> Option<Encoding> {
    let head = bytes.get(..REACH).unwrap_or(bytes);
    let mut from = 0;
    while let Some(found) = head.get(from..).and_then(next_keyword) {
        let (start, end) = (from + found.0, from + found.1);
        from = end;
        let (before, after) = (&head[..start], &head[end..]);
        if let Some(label) = label(after).filter(|_| is_in_place(before))
            && let Some(encoding) = Encoding::for_label(label)
            && !encoding.is_utf16_or_32()
        {
            return Some(encoding);
        }
    }
    None
}

/// Where the next `charset`, `encoding` or `coding` starts and ends.
fn next_keyword(bytes: &[u8]) -> Option<(usize, usize)> {
    (0..bytes.len()).find_map(|at| {
        let rest = bytes.get(at..)?;
        let hit = |word: &[u8]| rest.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
        [&b"charset"[..], b"encoding", b"coding"].into_iter().find(|word| hit(word)).map(|word| (at, at + word.len()))
    })
}

/// The label after `=`, `:` or a space, with or without quotes.
fn label(after: &[u8]) -> Option<&str> {
    let trimmed = after.trim_ascii_start();
    let value = match trimmed {
        [b'=' | b':', rest @ ..] => rest.trim_ascii_start(),
        [b'"' | b'\'', ..] if trimmed.len() < after.len() => trimmed,
        _ => return None,
    };
    let value = match value {
        [b'\\', b'"', rest @ ..] | [b'"' | b'\'', rest @ ..] => rest,
        _ => value,
    };
    let length = value.iter().take(LABEL).position(|b| !(b.is_ascii_alphanumeric() || b"-_.:+".contains(b)));
    std::str::from_utf8(value.get(..length.unwrap_or(value.len().min(LABEL)))?).ok().filter(|label| !label.is_empty())
}

/// Whether the text before the word, on its line or back to the last tag, makes it a declaration.
fn is_in_place(before: &[u8]) -> bool {
    let has = |part: &[u8], word: &[u8]| part.windows(word.len()).any(|window| window.eq_ignore_ascii_case(word));
    let tag = before.iter().rposition(|&b| b == b'<').map_or(&[][..], |at| &before[at + 1..]);
    let in_tag = !tag.contains(&b'>') && (has(tag, b"?xml") || has(tag, b"meta"));
    let line = before.rsplit(|b| matches!(b, b'\n' | b'\r')).next().expect("a split has a first part");
    in_tag || has(line, b"content-type") || line.ends_with(b"@") || has(line, b"-*-")
}

#[cfg(test)]
mod tests {
    use super::find;
    use crate::Encoding;

    fn name(bytes: &[u8]) -> Option<&'static str> {
        find(bytes).map(Encoding::name)
    }

    #[test]
    fn all_forms_are_read() {
        for (text, encoding) in [
            ("<?xml version='1.0' encoding='IBM866'?>", "IBM866"),
            ("<html><META CHARSET=koi8-r>", "KOI8-R"),
            ("<meta http-equiv=Content-Type content=\"text/html; charset = cp850\">", "IBM850"),
            ("Subject: x\nContent-Type: text/plain; charset=\"euc-tw\"\n\n", "EUC-TW"),
            ("\"Content-Type: text/plain; charset=ISO-8859-2\\n\"", "ISO-8859-2"),
            ("@charset \"windows-1250\";", "windows-1250"),
            ("# -*- coding: macroman -*-", "macintosh"),
            ("<meta charset=nonsense><meta charset=big5>", "Big5"),
        ] {
            assert_eq!(name(text.as_bytes()), Some(encoding), "{text}");
        }
    }

    #[test]
    fn a_text_about_encodings_declares_nothing() {
        for text in [
            "The default is charset=koi8-r, they say.",
            "<p>Set encoding=\"cp850\" there.</p>",
            "<meta name=x> charset=koi8-r",
            "<meta charset=utf-16>",
            "<meta charset>",
        ] {
            assert_eq!(name(text.as_bytes()), None, "{text}");
        }
        let far = [vec![b' '; 1100], b"<meta charset=koi8-r>".to_vec()].concat();
        assert_eq!(name(&far), None);
    }
}
