//! NFC: one form for what looks the same. `cafe` + `U+0301` → `café`.
//!
//! Text is cut into clusters, a character that nothing before it can change (see [`Class::Inert`]) with the characters
//! after it that are not of that kind; only those go to the ICU normalizer. So the cost is that of the rare characters,
//! and a change names the cluster alone.

use super::chars::{Class, Kind, class, class_at, kind, kind_at, next_high};
use super::fix::Fix;
use super::script::Script;
use icu_normalizer::ComposingNormalizerBorrowed;
use std::ops::Range;
use unboil_text::Span;

/// Writes `line` in NFC to `out` (which is empty) and the changes to `script`. Without a change it says `false`.
pub(crate) fn fix(line: &str, out: &mut String, script: &mut Script) -> bool {
    let bytes = line.as_bytes();
    let (mut at, mut copied, mut now) = (0, 0, String::new());
    while let Some(next) = next_high(bytes, at, bytes.len()) {
        at = next;
        let (class, len) = class_at(bytes, at);
        if class == Class::Inert || kind_at(line, at) != Kind::Keep {
            at += len;
            continue;
        }
        let cluster = cluster(line, at);
        at = cluster.end;
        let was = &line[cluster.clone()];
        now.clear();
        if ComposingNormalizerBorrowed::new_nfc().normalize_to(was, &mut now).is_err() || was == now {
            continue;
        }
        let head = common(was.chars(), now.chars());
        let tail = common(was[head..].chars().rev(), now[head..].chars().rev());
        let from = Span::new(cluster.start + head, cluster.end - tail);
        out.push_str(&line[copied..from.start]);
        let start = out.len();
        out.push_str(&now[head..now.len() - tail]);
        script.push(from, Span::new(start, out.len()), Fix::Nfc);
        copied = from.end;
    }
    if copied > 0 {
        out.push_str(&line[copied..]);
    }
    copied > 0
}

/// Whether `text` is in NFC.
pub(crate) fn is_nfc(text: &str) -> bool {
    ComposingNormalizerBorrowed::new_nfc().is_normalized(text)
}

/// The cluster around the character at `at`, which is not inert and is kept.
pub(crate) fn cluster(text: &str, at: usize) -> Range<usize> {
    let mut start = at;
    for (i, c) in text[..at].char_indices().rev() {
        match joins_back(c) {
            true => start = i,
            false if c == '\n' || kind(c) != Kind::Keep => break,
            false => {
                start = i;
                break;
            }
        }
    }
    let bytes = text.as_bytes();
    let mut end = at;
    while bytes.get(end).is_some_and(|b| !b.is_ascii()) {
        let (class, len) = class_at(bytes, end);
        if class == Class::Inert || kind_at(text, end) != Kind::Keep {
            break;
        }
        end += len;
    }
    start..end
}

/// Whether NFC may join `c` to the character before it.
pub(crate) fn joins_back(c: char) -> bool {
    class(c) != Class::Inert && kind(c) == Kind::Keep
}

/// How many bytes two texts have in common, character by character.
fn common(a: impl Iterator<Item = char>, b: impl Iterator<Item = char>) -> usize {
    a.zip(b).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum()
}
