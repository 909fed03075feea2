//! The first pass: is there anything to do, and where?
//!
//! Text goes in, the position of the first thing that may need a fix comes out. Clean text is answered at the speed of
//! memory: 64 bytes at a time, each looked at with the two after it, in vector instructions without branches. Bytes off ASCII
//! are then looked at one character at a time. In `one two.\nthree` nothing is found; in `one  two` the first of the two
//! spaces.

use super::chars::{Class, Kind, Look, kind_at, look_at, next_high};
use super::{mojibake, nfc};
use unboil_text::simd::{between, is};

use wide::u8x16;

/// Bytes looked at together: a cache line.
const CHUNK: usize = 64;

/// The first position from `from` (where a line begins) on that may need a fix. The lines before it are canonical, but
/// for the end of the text: that may lack its line end or have a blank line.
pub(crate) fn first_suspect(text: &str, from: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    if matches!(bytes.get(from), Some(b' ' | b'\n')) {
        return Some(from);
    }
    let mut walk = Walk { text, mark_end: None, lead_end: 0 };
    let mut at = from;
    while at < bytes.len() {
        let Some(window) = bytes.get(at..).and_then(|rest| rest.first_chunk()) else {
            return walk.slowly(at, bytes.len()).err();
        };
        let (trouble, high) = look(window);
        let step = match (trouble, high) {
            (None, false) => Ok(at + CHUNK),
            (None, true) => walk.characters(at, at + CHUNK),
            (Some(place), _) => walk.characters(at, at + place).and_then(|_| walk.trouble(at + place)),
        };
        match step {
            Ok(next) => at = next,
            Err(suspect) => return Some(suspect),
        }
    }
    None
}

/// Which of the first [`CHUNK`] bytes asks for a fix, if one does, and whether one is off ASCII.
#[inline]
fn look(window: &[u8; CHUNK + 2]) -> (Option<usize>, bool) {
    let mut trouble = [u8x16::ZERO; CHUNK / 16];
    let mut high = u8x16::ZERO;
    for (at, trouble) in (0..CHUNK).step_by(16).zip(&mut trouble) {
        let lanes = |at: usize| window[at..].first_chunk().map_or(u8x16::ZERO, |bytes| u8x16::new(*bytes));
        let (b, n, m) = (lanes(at), lanes(at + 1), lanes(at + 2));
        // As `is_trouble` says of one byte.
        let (line, next_line) = (is(b, b'\n'), is(n, b'\n'));
        let control = between(b, 0, 0x1F) & !line;
        let gaps = (line | is(b, b' ')) & (next_line | is(n, b' ')) & !(line & next_line);
        *trouble = control | is(b, 0x7F) | is(b, b'&') | gaps | (line & next_line & is(m, b'\n'));
        high |= b;
    }
    let any = trouble.iter().fold(u8x16::ZERO, |any, lanes| any | *lanes).to_bitmask() != 0;
    let place = || {
        let marks = trouble.iter().rev().fold(0_u64, |marks, lanes| marks << 16 | u64::from(lanes.to_bitmask()));
        marks.trailing_zeros() as usize
    };
    (any.then(place), high.to_bitmask() != 0)
}

/// Whether the byte `b` before `n` and `m` asks for a fix: controls, `&`, spaces that are doubled or at the end of a
/// line, two blank lines. Without branches.
#[inline(always)]
fn is_trouble(b: u8, n: u8, m: u8) -> bool {
    let line = b == b'\n';
    let control = (b < b' ') & !line;
    let gap = line | (b == b' ');
    let next_line = n == b'\n';
    let next_gap = next_line | (n == b' ');
    let gaps = gap & next_gap & !(line & next_line);
    control | (b == 0x7F) | (b == b'&') | gaps | (line & next_line & (m == b'\n'))
}

struct Walk<'t> {
    text: &'t str,
    /// Where the last lone combining mark ended.
    mark_end: Option<usize>,
    /// Where the last character ended that can begin mojibake.
    lead_end: usize,
}

/// `Ok`: nothing up to here. `Err`: something may be to do here.
type Step = Result<usize, usize>;

impl Walk<'_> {
    /// Looks at the characters off ASCII in `at..end` (and at the rest of the last one).
    fn characters(&mut self, mut at: usize, end: usize) -> Step {
        while let Some(next) = next_high(self.text.as_bytes(), at, end) {
            at = self.character(next)?;
        }
        Ok(at.max(end))
    }

    /// Looks at the bytes `at..end` one after the other.
    fn slowly(&mut self, mut at: usize, end: usize) -> Step {
        let bytes = self.text.as_bytes();
        let byte = |at: usize| bytes.get(at).copied().unwrap_or(b'.');
        while at < end {
            let (b, n) = (byte(at), byte(at + 1));
            if !b.is_ascii() {
                at = self.character(at)?;
                continue;
            }
            if is_trouble(b, n, byte(at + 2)) {
                return self.trouble(at);
            }
            at += 1;
        }
        // A space at the very end has nothing after it that gives it away.
        if at == bytes.len() && at > 0 && byte(at - 1) == b' ' { Err(at - 1) } else { Ok(at) }
    }

    /// Says of the byte at `at`, which asks for a fix, what line it is in: a space after a line end is in the next.
    fn trouble(&self, at: usize) -> Step {
        let bytes = self.text.as_bytes();
        Err(match (bytes.get(at), bytes.get(at + 1)) {
            (Some(b'\n'), Some(b' ')) => at + 1,
            (Some(b'\n'), _) => at + 2,
            _ => at,
        })
    }

    /// Looks at the character at `at`, which is not ASCII, and those that belong to it.
    #[inline]
    fn character(&mut self, at: usize) -> Step {
        let Look { class, len, lead, tail } = look_at(self.text.as_bytes(), at);
        if tail && self.lead_end == at && mojibake::is_suspect(self.text, at) {
            return Err(at);
        }
        if lead {
            self.lead_end = at + len;
        }
        match class {
            Class::Inert => Ok(at + len),
            Class::Mark if self.mark_end != Some(at) => {
                self.mark_end = Some(at + len);
                Ok(at + len)
            }
            _ => self.cluster(at),
        }
    }

    #[cold]
    fn cluster(&self, at: usize) -> Step {
        if kind_at(self.text, at) != Kind::Keep {
            return Err(at);
        }
        let cluster = nfc::cluster(self.text, at);
        if nfc::is_nfc(&self.text[cluster.clone()]) { Ok(cluster.end) } else { Err(at) }
    }
}
