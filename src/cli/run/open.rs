//! From an input to its bytes: opened, counted, decompressed, its form found.
//!
//! Goes in: a file or standard input. Comes out: a [`Source`] of which nothing is lost, and what it is. No more is read
//! beforehand than it takes to know: a row that comes through a pipe must not wait for the next.
//!
//! `1F 8B 08 …` in `a.jsonl.gz` → gzip, JSON Lines

use std::fs::File;
use std::io::{self, BufReader, Cursor, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::sink::Opened;
use crate::cli::inputs::Input;
use crate::formats::compression::Compression;
use crate::formats::{Format, Source};

/// Bytes read at once: twice what a pipe holds on Linux. Larger ones gain nothing.
const BUFFER: usize = 1 << 17;

/// Opens an input.
///
/// # Errors
/// It cannot be opened, or its first bytes cannot be read.
pub(crate) fn open(input: &Input, wanted: Option<Format>, read: &Arc<AtomicU64>) -> io::Result<(Source, Opened)> {
    let raw: Box<dyn Read + Send> =
        if input.is_stdin { Box::new(io::stdin()) } else { Box::new(File::open(&input.path)?) };
    let mut raw = Counted { inner: raw, read: Arc::clone(read) };
    let start = start(&mut raw, |start| Compression::of_start(start).is_some())?;
    // What ends before it can be known is nothing of the kind.
    let compression = Compression::of_start(&start).unwrap_or(Compression::None);
    let raw = BufReader::with_capacity(BUFFER, Cursor::new(start).chain(raw));
    let mut plain = compression.decoder(raw)?;
    let named = || if input.is_stdin { None } else { Format::of_name(&input.path) };
    let (format, plain): (_, Box<dyn Read + Send>) = match wanted.or_else(named) {
        Some(format) => (format, plain),
        None => {
            let start = self::start(&mut plain, |start| start.len() >= Format::START_BYTES)?;
            (Format::of_start(&start), Box::new(Cursor::new(start).chain(plain)))
        }
    };
    Ok((BufReader::with_capacity(BUFFER, plain), Opened { format, compression, hash: None }))
}

/// The first bytes: as few as are enough, or all there are.
fn start(input: &mut impl Read, is_enough: impl Fn(&[u8]) -> bool) -> io::Result<Vec<u8>> {
    let mut start = vec![0; 4096];
    let mut length = 0;
    while let Some(free) = start.get_mut(length..).filter(|free| !free.is_empty()) {
        match input.read(free) {
            Ok(0) => break,
            Ok(count) => length += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        }
        if is_enough(start.get(..length).unwrap_or_default()) {
            break;
        }
    }
    start.truncate(length);
    Ok(start)
}

/// Counts what is read, for the progress.
struct Counted<R> {
    inner: R,
    read: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.read.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}
