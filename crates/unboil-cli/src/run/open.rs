//! Opens an input: counts its bytes, decompresses it, recognizes its format.
//!
//! Input: a file or standard input. Output: a [`Source`] from the first byte, its format and its compression. No more is
//! read ahead than recognition needs: a row that arrives through a pipe must not wait for the next. Only a small text file is
//! read completely, without the buffers and allocations of a stream.
//!
//! `1F 8B 08 …` in `a.jsonl.gz` → gzip, JSON Lines

use std::io::{self, BufReader, Cursor, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::opened::{Opened, OpenedFile};
use crate::files::inputs::Input;
use crate::formats::compression::{Compression, TrailingData};
use crate::formats::input_format::Source;
use crate::formats::not_text::Kind;
use crate::formats::{Format, START_BYTES, not_text};

/// Bytes read at once: twice the capacity of a pipe on Linux. Larger buffers gain nothing.
const BUFFER: usize = 1 << 17;

/// The largest text file that is read at once. Bytes.
const SMALL: u64 = 1 << 16;

/// Opens an input in the format `wanted`, or the one recognized by its name or first bytes. `bytes_read` counts its bytes.
///
/// # Errors
/// It cannot be opened, its first bytes cannot be read, or it is not text; `force` reads it as text all the same.
pub(super) fn open(
    input: &Input,
    wanted: Option<Format>,
    force: bool,
    bytes_read: &Arc<AtomicU64>,
) -> io::Result<(Source, Opened)> {
    let known = Known::of(input, wanted, force);
    if input.is_stdin {
        return stream(Box::new(io::stdin()), None, known, bytes_read);
    }
    let raw = input.open()?;
    let file = OpenedFile::of(&input.path, &raw.metadata()?);
    stream(Box::new(raw), file, known, bytes_read)
}

/// What is known about an input before it is opened.
#[derive(Clone, Copy)]
struct Known {
    /// Its format: the one that was asked for, or the one that its name suggests.
    format: Option<Format>,
    /// What it is by its name, if that is not text.
    not_text: Option<Kind>,
    /// Whether it may turn out not to be text.
    is_checked: bool,
}

impl Known {
    fn of(input: &Input, wanted: Option<Format>, force: bool) -> Self {
        let named = if input.is_stdin { None } else { Format::of_path(&input.path) };
        let is_checked = wanted.is_none() && !force;
        let not_text = if is_checked && !input.is_stdin { not_text::by_name(&input.path) } else { None };
        Self { format: wanted.or(named), not_text, is_checked }
    }

    /// Whether the first bytes must be read.
    fn needs_start(self) -> bool {
        self.format.is_none() || (self.is_checked && self.format == Some(Format::TEXT))
    }

    /// The format of an input that begins with `start`.
    fn format(self, start: &[u8]) -> io::Result<Format> {
        let format = self.format.unwrap_or_else(|| Format::of_start(start));
        let start = start.get(..START_BYTES).unwrap_or(start);
        let not_text = if self.is_checked && format == Format::TEXT {
            self.not_text.or_else(|| not_text::by_start(start))
        } else {
            None
        };
        match not_text {
            Some(kind) => Err(kind.refusal().into()),
            None => Ok(format),
        }
    }
}

/// A small text that was read, or a stream.
pub(super) enum SmallOrStream {
    /// A small text, read completely.
    Small(Opened),
    /// Anything else.
    Stream(Source, Opened),
}

/// Opens an input. If it is a small text, all of it is appended to `bytes`; otherwise nothing is.
///
/// # Errors
/// It cannot be opened, its first bytes cannot be read, or it is not text; `force` reads it as text all the same.
pub(super) fn read_small_or_open(
    input: &Input,
    wanted: Option<Format>,
    force: bool,
    bytes_read: &Arc<AtomicU64>,
    bytes: &mut Vec<u8>,
) -> io::Result<SmallOrStream> {
    let known = Known::of(input, wanted, force);
    let streamed = |raw: Box<dyn Read + Send>, file: Option<OpenedFile>| {
        stream(raw, file, known, bytes_read).map(|(source, opened)| SmallOrStream::Stream(source, opened))
    };
    if input.is_stdin {
        return streamed(Box::new(io::stdin()), None);
    }
    let file = input.open()?;
    let metadata = file.metadata()?;
    let opened = OpenedFile::of(&input.path, &metadata);
    let size = if metadata.is_file() { metadata.len() } else { u64::MAX };
    if size > SMALL || !known.format.is_none_or(|format| format == Format::TEXT) {
        return streamed(Box::new(file), opened);
    }
    let start = bytes.len();
    // Room for one more read, which finds the end.
    bytes.reserve(size as usize + 64);
    if let Err(error) = (&file).take(SMALL + 1).read_to_end(bytes) {
        bytes.truncate(start);
        return Err(error);
    }
    let whole = &bytes[start..];
    let count = whole.len() as u64;
    let is_packed = Compression::of_start(whole).is_some_and(|compression| compression != Compression::None);
    let is_text = count <= SMALL && !is_packed && known.format(whole).is_ok_and(|format| format == Format::TEXT);
    if !is_text {
        // A stream of what is not text is an error.
        let whole = bytes.split_off(start);
        return streamed(Box::new(Cursor::new(whole).chain(file)), opened);
    }
    bytes_read.fetch_add(count, Ordering::Relaxed);
    let compression = Compression::None;
    Ok(SmallOrStream::Small(Opened {
        format: Format::TEXT,
        compression,
        trailing: TrailingData::default(),
        hash: None,
        file: opened,
    }))
}

/// Recognizes compression and format without consuming a byte.
fn stream(
    raw: Box<dyn Read + Send>,
    file: Option<OpenedFile>,
    known: Known,
    bytes_read: &Arc<AtomicU64>,
) -> io::Result<(Source, Opened)> {
    let mut raw = Counted { inner: raw, bytes_read: Arc::clone(bytes_read) };
    let start = start(&mut raw, |start| Compression::of_start(start).is_some())?;
    // Data that ends before it can be recognized is not compressed.
    let compression = Compression::of_start(&start).unwrap_or(Compression::None);
    let raw = BufReader::with_capacity(BUFFER, Cursor::new(start).chain(raw));
    let trailing = TrailingData::default();
    let mut plain = compression.decoder(raw, &trailing)?;
    let (format, plain): (_, Box<dyn Read + Send>) = match known.format {
        Some(format) if !known.needs_start() => (format, plain),
        _ => {
            let start = self::start(&mut plain, |start| start.len() >= START_BYTES)?;
            (known.format(&start)?, Box::new(Cursor::new(start).chain(plain)))
        }
    };
    Ok((BufReader::with_capacity(BUFFER, plain), Opened { format, compression, trailing, hash: None, file }))
}

/// The first bytes: as few as are enough, or all.
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
        if is_enough(&start[..length]) {
            break;
        }
    }
    start.truncate(length);
    Ok(start)
}

/// Counts what is read, for the progress display.
struct Counted<R> {
    inner: R,
    bytes_read: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.bytes_read.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}
