//! A sample of a document: the non-ASCII bytes with their neighbours, counted once for all encodings that are scored.
//!
//! Example: `caf\xE9 au` is one triple, `f`, E9, space, and the pairs of ASCII letters around it: `ca`, `af`, `au`.

use super::languages::Cost;

/// How many non-ASCII bytes are scored. Set by hand, at the point where more bytes change the encoding of no held-out text of
/// the training data.
const ENOUGH: usize = 2048;

/// How many of them are scored in all combinations of encoding and language. The rest is scored in those that may still win.
pub(crate) const FIRST_LOOK: usize = 192;

/// How far around them ASCII letters are read, in bytes.
const NEAR: usize = 24;

/// Byte before, byte, byte after, and how often. ASCII that is not a letter counts as a space.
pub(crate) type Triple = ([u8; 3], Cost);

/// The non-ASCII bytes with their neighbours, and the ASCII near them.
pub(crate) struct Sample {
    pub triples: Vec<Triple>,
    /// The triples of the first [`FIRST_LOOK`] non-ASCII bytes.
    pub first: Vec<Triple>,
    /// Pairs of ASCII letters by their positions in the alphabet, 0 for no letter.
    pub ascii: Vec<((u8, u8), Cost)>,
    /// How many non-ASCII bytes the sample has.
    pub high: usize,
    /// How many bytes of the document it covers.
    pub length: usize,
}

impl Sample {
    /// The sample of the first [`ENOUGH`] non-ASCII bytes.
    pub(crate) fn of(bytes: &[u8]) -> Self {
        let places = bytes.iter().enumerate().filter(|(_, byte)| !byte.is_ascii()).map(|(place, _)| place).take(ENOUGH);
        let mut triples = Vec::new();
        let mut ascii = vec![0 as Cost; CLASSES * CLASSES];
        let (mut length, mut done) = (0, 0);
        for place in places {
            let at = |place: Option<usize>| place.and_then(|place| bytes.get(place)).map_or(b' ', |&byte| plain(byte));
            // As a number, which sorts faster than an array.
            triples.push(u32::from_be_bytes([0, at(place.checked_sub(1)), at(Some(place)), at(Some(place + 1))]));
            length = place + 1;
            let ends = |byte: &u8| matches!(byte, b'<' | b'>' | b'\n');
            let head = &bytes[done.max(place.saturating_sub(NEAR)).min(place)..place];
            let start = place - head.iter().rev().position(ends).unwrap_or(head.len());
            let tail = &bytes[length..bytes.len().min(length + NEAR)];
            let end = length + tail.iter().position(ends).unwrap_or(tail.len());
            let near = &bytes[start.max(done).saturating_sub(1).min(end)..end];
            for (&before, &now) in near.iter().zip(near.iter().skip(1)) {
                if before.is_ascii() && now.is_ascii() && (before.is_ascii_alphabetic() || now.is_ascii_alphabetic()) {
                    ascii[class(before) * CLASSES + class(now)] += 1;
                }
            }
            done = end;
        }
        let pair_of = |index: usize| ((index / CLASSES) as u8, (index % CLASSES) as u8);
        let ascii = ascii.into_iter().enumerate().filter(|&(_, count)| count > 0);
        let first = triples.iter().copied().take(FIRST_LOOK).collect();
        Self {
            high: triples.len(),
            length,
            first: counted(first),
            triples: counted(triples),
            ascii: ascii.map(|(index, count)| (pair_of(index), count)).collect(),
        }
    }

    /// Whether no non-ASCII byte is next to a letter or to another one: `5 min · May`, `€ 5`, `90 ° to`. Such a byte may be a
    /// mark in one code page and a word of one letter in another.
    pub(crate) fn is_lonely(&self) -> bool {
        self.triples.iter().all(|([before, _, after], _)| (*before, *after) == (b' ', b' '))
    }
}

/// Each triple once, with its count.
fn counted(mut triples: Vec<u32>) -> Vec<Triple> {
    triples.sort_unstable();
    let triple = |same: &[u32]| {
        let [_, a, b, c] = same.first()?.to_be_bytes();
        Some(([a, b, c], Cost::try_from(same.len()).ok()?))
    };
    triples.chunk_by(|a, b| a == b).filter_map(triple).collect()
}

/// The byte, or a space for ASCII that is not a letter.
fn plain(byte: u8) -> u8 {
    if byte.is_ascii() && !byte.is_ascii_alphabetic() { b' ' } else { byte }
}

/// The position of an ASCII letter in the alphabet, 0 for no letter.
fn class(byte: u8) -> usize {
    if byte.is_ascii_alphabetic() { usize::from(byte.to_ascii_lowercase() - b'a') + 1 } else { 0 }
}

/// The ASCII letters, and one class for everything else.
pub(crate) const CLASSES: usize = 27;

#[cfg(test)]
mod tests {
    use super::Sample;

    #[test]
    fn each_place_is_counted_with_its_neighbours() {
        let sample = Sample::of(b"caf\xE9 au caf\xE9, \xE0 1");
        assert_eq!(sample.triples, [([b' ', 0xE0, b' '], 1), ([b'f', 0xE9, b' '], 2)]);
        assert_eq!((sample.high, sample.length), (3, 15));
        assert_eq!(sample.ascii.iter().find(|(pair, _)| *pair == (3, 1)), Some(&((3, 1), 2)));
        assert!(!sample.is_lonely() && Sample::of(b"5 \xA4 or \xA4 6").is_lonely());
    }
}
