//! The first pass: where the first character is that may need a fix.
//!
//! Clean text is passed at the speed of memory: 64 bytes at a time, each compared together with the two after it, in vector
//! instructions without branches. Non-ASCII characters are then looked at one by one. In `one two.\nthree` nothing is found;
//! in `one  two` the first of the two spaces. What is suspect by itself comes from the fixes ([`Fixes::SUSPECT_BYTES`] and
//! [`Fixes::look_at`]); the layout of spaces and line ends is known here.

use crate::char_table::{Characters, Look, NfcClass, next_high};
use crate::fixes::{Fixes, nfc};
use unboil_text::simd::is;

use wide::u8x16;

/// Bytes looked at together: a cache line.
const CHUNK: usize = 64;

/// The first byte from `from` (where a line begins) on that may need a fix. The lines before it are canonical, except at
/// the end of the text, which may lack its line end or have a blank line.
pub(crate) fn first_suspect(text: &str, from: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    if matches!(bytes.get(from), Some(b' ' | b'\n')) {
        return Some(from);
    }
    let mut scan = Scan { text, mark_end: None, lead_end: 0 };
    let mut at = from;
    while at < bytes.len() {
        let Some(window) = bytes.get(at..).and_then(|rest| rest.first_chunk()) else {
            return scan.slowly(at, bytes.len()).err();
        };
        let (suspect, high) = look(window);
        let step = match (suspect, high) {
            (None, false) => Ok(at + CHUNK),
            (None, true) => scan.characters(at, at + CHUNK),
            (Some(place), _) => scan.characters(at, at + place).and_then(|_| scan.suspect(at + place)),
        };
        match step {
            Ok(next) => at = next,
            Err(suspect) => return Some(suspect),
        }
    }
    None
}

/// Which of the first [`CHUNK`] bytes is the first suspect, if one is, and whether any byte is not ASCII.
#[inline]
fn look(window: &[u8; CHUNK + 2]) -> (Option<usize>, bool) {
    let mut suspects = [u8x16::ZERO; CHUNK / 16];
    let mut high = u8x16::ZERO;
    for (at, suspects) in (0..CHUNK).step_by(16).zip(&mut suspects) {
        let lanes = |at: usize| window[at..].first_chunk().map_or(u8x16::ZERO, |bytes| u8x16::new(*bytes));
        let (b, n, m) = (lanes(at), lanes(at + 1), lanes(at + 2));
        // The same as `is_suspect` for one byte.
        let (line, next_line) = (is(b, b'\n'), is(n, b'\n'));
        let gaps = (line | is(b, b' ')) & (next_line | is(n, b' ')) & !(line & next_line);
        *suspects = Fixes::SUSPECT_BYTES.lanes(b) & !line | gaps | (line & next_line & is(m, b'\n'));
        high |= b;
    }
    let any = suspects.iter().fold(u8x16::ZERO, |any, lanes| any | *lanes).to_bitmask() != 0;
    let place = || {
        let marks = suspects.iter().rev().fold(0_u64, |marks, lanes| marks << 16 | u64::from(lanes.to_bitmask()));
        marks.trailing_zeros() as usize
    };
    (any.then(place), high.to_bitmask() != 0)
}

/// Whether the byte `b` before `n` and `m` is suspect: by itself, as a space that is doubled or at an end of a line, or as
/// the first of two blank lines. Without branches.
#[inline(always)]
fn is_suspect(b: u8, n: u8, m: u8) -> bool {
    let line = b == b'\n';
    let gap = line | (b == b' ');
    let next_line = n == b'\n';
    let next_gap = next_line | (n == b' ');
    let gaps = gap & next_gap & !(line & next_line);
    Fixes::SUSPECT_BYTES.has(b) & !line | gaps | (line & next_line & (m == b'\n'))
}

struct Scan<'t> {
    text: &'t str,
    /// Where the last lone combining mark ended.
    mark_end: Option<usize>,
    /// Where the last character ended that can be the first of a suspect pair.
    lead_end: usize,
}

/// `Ok`: the first byte not looked at yet. `Err`: the first suspect.
type Progress = Result<usize, usize>;

impl Scan<'_> {
    /// Looks at the non-ASCII characters in `at..end` (and at the rest of the last one).
    fn characters(&mut self, mut at: usize, end: usize) -> Progress {
        while let Some(next) = next_high(self.text.as_bytes(), at, end) {
            at = self.character(next)?;
        }
        Ok(at.max(end))
    }

    /// Looks at the bytes `at..end` one after the other.
    fn slowly(&mut self, mut at: usize, end: usize) -> Progress {
        let bytes = self.text.as_bytes();
        let byte = |at: usize| bytes.get(at).copied().unwrap_or(b'.');
        while at < end {
            let (b, n) = (byte(at), byte(at + 1));
            if !b.is_ascii() {
                at = self.character(at)?;
                continue;
            }
            if is_suspect(b, n, byte(at + 2)) {
                return self.suspect(at);
            }
            at += 1;
        }
        // A space at the very end has no byte after it to be compared with.
        if at == bytes.len() && at > 0 && byte(at - 1) == b' ' { Err(at - 1) } else { Ok(at) }
    }

    /// The suspect at `at`, moved to the line that it is in: a space or line end after a line end is in the next line.
    fn suspect(&self, at: usize) -> Progress {
        let bytes = self.text.as_bytes();
        Err(match (bytes.get(at), bytes.get(at + 1)) {
            (Some(b'\n'), Some(b' ')) => at + 1,
            (Some(b'\n'), _) => at + 2,
            _ => at,
        })
    }

    /// Looks at the character at `at`, which is not ASCII, and those that belong to it.
    #[inline]
    fn character(&mut self, at: usize) -> Progress {
        let Look { class, len, lead, tail } = Fixes::look_at(self.text.as_bytes(), at);
        if tail && self.lead_end == at && Fixes::is_suspect_pair(self.text, at) {
            return Err(at);
        }
        if lead {
            self.lead_end = at + len;
        }
        match class {
            NfcClass::Inert => Ok(at + len),
            NfcClass::Mark if self.mark_end != Some(at) => {
                self.mark_end = Some(at + len);
                Ok(at + len)
            }
            _ => self.cluster(at),
        }
    }

    #[cold]
    fn cluster(&self, at: usize) -> Progress {
        if !Fixes::is_kept_at(self.text, at) {
            return Err(at);
        }
        let cluster = nfc::cluster::<Fixes>(self.text, at);
        if nfc::is_nfc(&self.text[cluster.clone()]) { Ok(cluster.end) } else { Err(at) }
    }
}
