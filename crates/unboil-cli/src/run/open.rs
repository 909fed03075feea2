//! From an input to its bytes: opened, counted, decompressed, its form found.
//!
//! Goes in: a file or standard input. Comes out: a [`Source`] of which nothing is lost, and what it is. No more is read
//! beforehand than it takes to know: a row that comes through a pipe must not wait for the next. Only a small file is read
//! whole, without the buffers and boxes that a stream needs.
//!
//! `1F 8B 08 …` in `a.jsonl.gz` → gzip, JSON Lines

use std::fs::File;
use std::io::{self, BufReader, Cursor, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::sink::Opened;
use crate::files::inputs::Input;
use crate::formats::compression::Compression;
use crate::formats::{Format, Source};

/// Bytes read at once: twice what a pipe holds on Linux. Larger ones gain nothing.
const BUFFER: usize = 1 << 17;

/// Files of no more bytes are read at once if they are text.
const SMALL: u64 = 1 << 16;

/// Opens an input.
///
/// # Errors
/// It cannot be opened, or its first bytes cannot be read.
pub(crate) fn open(input: &Input, wanted: Option<Format>, read: &Arc<AtomicU64>) -> io::Result<(Source, Opened)> {
    let raw: Box<dyn Read + Send> =
        if input.is_stdin { Box::new(io::stdin()) } else { Box::new(File::open(&input.path)?) };
    stream(raw, wanted.or_else(|| named(input)), read)
}

/// An input that was opened.
pub(crate) enum Begun {
    /// It is a small text, and all of it was read.
    Whole(Opened),
    /// It is anything else.
    Stream(Source, Opened),
}

/// Opens an input. If it is a small text all of it is appended to `bytes`, else nothing is.
///
/// # Errors
/// It cannot be opened, or its first bytes cannot be read.
pub(crate) fn begin(
    input: &Input,
    wanted: Option<Format>,
    read: &Arc<AtomicU64>,
    bytes: &mut Vec<u8>,
) -> io::Result<Begun> {
    let known = wanted.or_else(|| named(input));
    let streamed =
        |raw: Box<dyn Read + Send>| stream(raw, known, read).map(|(source, opened)| Begun::Stream(source, opened));
    if input.is_stdin {
        return streamed(Box::new(io::stdin()));
    }
    let file = File::open(&input.path)?;
    let size = match file.metadata() {
        Ok(metadata) if metadata.is_file() => metadata.len(),
        _ => u64::MAX,
    };
    if size > SMALL || !matches!(known, None | Some(Format::Text)) {
        return streamed(Box::new(file));
    }
    let start = bytes.len();
    // Room for one read more, which says that there is nothing more.
    bytes.reserve(size as usize + 64);
    if let Err(error) = (&file).take(SMALL + 1).read_to_end(bytes) {
        bytes.truncate(start);
        return Err(error);
    }
    let whole = bytes.get(start..).unwrap_or_default();
    let count = whole.len() as u64;
    let is_packed = Compression::of_start(whole).is_some_and(|compression| compression != Compression::None);
    if count > SMALL || is_packed || known.unwrap_or_else(|| Format::of_start(whole)) != Format::Text {
        let whole = bytes.split_off(start);
        return streamed(Box::new(Cursor::new(whole).chain(file)));
    }
    read.fetch_add(count, Ordering::Relaxed);
    Ok(Begun::Whole(Opened { format: Format::Text, compression: Compression::None, hash: None }))
}

/// The form that the name of an input promises.
fn named(input: &Input) -> Option<Format> {
    if input.is_stdin { None } else { Format::of_name(&input.path) }
}

/// Finds out what bytes are; nothing of them is lost.
fn stream(raw: Box<dyn Read + Send>, known: Option<Format>, read: &Arc<AtomicU64>) -> io::Result<(Source, Opened)> {
    let mut raw = Counted { inner: raw, read: Arc::clone(read) };
    let start = start(&mut raw, |start| Compression::of_start(start).is_some())?;
    // What ends before it can be known is nothing of the kind.
    let compression = Compression::of_start(&start).unwrap_or(Compression::None);
    let raw = BufReader::with_capacity(BUFFER, Cursor::new(start).chain(raw));
    let mut plain = compression.decoder(raw)?;
    let (format, plain): (_, Box<dyn Read + Send>) = match known {
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
