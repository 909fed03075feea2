//! Compression: recognizes it by the first bytes, decompresses inputs and compresses outputs.
//!
//! Concatenated members (gzip, bzip2), frames (zstd) and streams (xz) are read as one, as these commands do.
//! What follows the last gzip member is ignored and noted, as gunzip does.
//! Outputs are written as one member, because some readers stop after the first.
//!
//! `1F 8B …` → gzip; `a.jsonl.gz` compressed with zstd is called `a.jsonl.zst`

use std::ffi::OsStr;
use std::io::{self, BufRead, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::batch::unfinished;
use super::zstd_frame::ZstdFrame;

/// The compression of an input or an output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Compression {
    /// No compression.
    None,
    /// RFC 1952.
    Gzip,
    /// RFC 8878.
    Zstd,
    /// The format of bzip2.
    Bzip2,
    /// The .xz format.
    Xz,
}

/// The first bytes of each. The third byte of gzip is the method; only one is defined. In bzip2, `BZh` is followed by a
/// digit and the first digits of pi; six bytes distinguish it from a text that begins with "BZh".
const MAGIC: [(Compression, &[u8]); 4] = [
    (Compression::Gzip, b"\x1F\x8B\x08"),
    (Compression::Zstd, b"\x28\xB5\x2F\xFD"),
    (Compression::Bzip2, b"BZh"),
    (Compression::Xz, b"\xFD7zXZ\0"),
];
/// Number of bytes needed to recognize any of them.
const MAGIC_BYTES: usize = 7;

impl Compression {
    /// The compression of data that begins with `start`; `None` while `start` is too short to decide.
    pub(crate) fn of_start(start: &[u8]) -> Option<Self> {
        for (compression, magic) in MAGIC {
            if start.len() < magic.len() && magic.starts_with(start) {
                return None;
            }
            if start.starts_with(magic) {
                if compression != Self::Bzip2 {
                    return Some(compression);
                }
                // The level, then the first digits of pi (a block) or of its square root (the end of an empty file).
                if start.len() < MAGIC_BYTES {
                    return None;
                }
                let is_block = matches!(start.get(4..7), Some(b"1AY" | b"\x17\x72\x45"));
                return Some(if is_block { compression } else { Self::None });
            }
        }
        Some(Self::None)
    }

    /// The usual file extension.
    fn extension(self) -> Option<&'static str> {
        match self {
            Self::None => None,
            Self::Gzip => Some("gz"),
            Self::Zstd => Some("zst"),
            Self::Bzip2 => Some("bz2"),
            Self::Xz => Some("xz"),
        }
    }

    /// The compression that the extension of a file name says.
    pub(crate) fn of_name(path: &Path) -> Self {
        let extension = path.extension().and_then(OsStr::to_str).unwrap_or_default().to_ascii_lowercase();
        match &*extension {
            "gz" | "gzip" | "tgz" => Self::Gzip,
            "zst" | "zstd" => Self::Zstd,
            "bz2" => Self::Bzip2,
            "xz" => Self::Xz,
            _ => Self::None,
        }
    }

    /// `path` without the extension of a compressed file, if it has one.
    pub(crate) fn without_extension(path: &Path) -> PathBuf {
        match path.extension() {
            Some(extension) if extension.eq_ignore_ascii_case("tgz") => path.with_extension("tar"),
            Some(_) if Self::of_name(path) != Self::None => path.with_extension(""),
            _ => path.to_path_buf(),
        }
    }

    /// `path` with the extension of this compression.
    pub(crate) fn rename(self, path: &Path) -> PathBuf {
        let mut name = Self::without_extension(path).into_os_string();
        if let Some(extension) = self.extension() {
            name.push(".");
            name.push(extension);
        }
        name.into()
    }

    /// `path` with `extension` added, before the extension of a compression: `a.csv.gz` → `a.csv.jsonl.gz`.
    pub(crate) fn with_inner_extension(path: &Path, extension: &str) -> PathBuf {
        let mut inner = Self::without_extension(path).into_os_string();
        let outer = path.extension().filter(|_| inner.len() < path.as_os_str().len()).map(OsStr::to_owned);
        for extension in [Some(OsStr::new(extension)), outer.as_deref()].into_iter().flatten() {
            inner.push(".");
            inner.push(extension);
        }
        inner.into()
    }

    /// Decompresses `input`. What is ignored after its end is noted in `trailing`.
    ///
    /// # Errors
    /// The decoder cannot be created.
    pub(crate) fn decoder(
        self,
        input: impl BufRead + Send + 'static,
        trailing: &TrailingData,
    ) -> io::Result<Box<dyn Read + Send>> {
        let name = match self {
            Self::None => return Ok(Box::new(input)),
            Self::Gzip => "gzip",
            Self::Zstd => "zstd",
            Self::Bzip2 => "bzip2",
            Self::Xz => "xz",
        };
        let inner: Box<dyn Read + Send> = match self {
            Self::Zstd => Box::new(zstd::Decoder::with_buffer(input)?),
            Self::Bzip2 => Box::new(bzip2::bufread::MultiBzDecoder::new(input)),
            Self::Xz => Box::new(liblzma::bufread::XzDecoder::new_multi_decoder(input)),
            Self::None | Self::Gzip => Box::new(GzipMembers::new(input, trailing.clone())),
        };
        Ok(Box::new(Named { inner, name }))
    }

    /// Compresses what is written to `output`, at the default level of the command of that name.
    ///
    /// # Errors
    /// The encoder cannot be created.
    pub(crate) fn encoder<W: Write>(self, output: W) -> io::Result<Encoder<W>> {
        Ok(match self {
            Self::None => Encoder::None(output),
            Self::Gzip => Encoder::Gzip(flate2::write::GzEncoder::new(output, flate2::Compression::new(6))),
            Self::Zstd => Encoder::Zstd(ZstdFrame::new(output)),
            Self::Bzip2 => Encoder::Bzip2(bzip2::write::BzEncoder::new(output, bzip2::Compression::best())),
            Self::Xz => Encoder::Xz(liblzma::write::XzEncoder::new(output, 6)),
        })
    }
}

/// Whether there was data after the end of compressed data. Clones share the answer.
#[derive(Debug, Clone, Default)]
pub(crate) struct TrailingData(Arc<AtomicBool>);

impl TrailingData {
    /// Whether such data was ignored; known when the input was read to its end.
    pub(crate) fn was_ignored(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// Decompresses gzip members until the data is no member. Zero bytes are padding, for instance to the blocks of a tape.
struct GzipMembers<R> {
    /// `None` at the end.
    member: Option<flate2::bufread::GzDecoder<R>>,
    is_first: bool,
    trailing: TrailingData,
}

impl<R: BufRead> GzipMembers<R> {
    fn new(input: R, trailing: TrailingData) -> Self {
        Self { member: Some(flate2::bufread::GzDecoder::new(input)), is_first: true, trailing }
    }

    /// Begins the member that follows, if one does.
    fn begin_next(&mut self, mut input: R) -> io::Result<()> {
        self.is_first = false;
        let mut is_padded = false;
        loop {
            let available = match input.fill_buf() {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                available => available?,
            };
            let zeros = available.iter().take_while(|byte| **byte == 0).count();
            is_padded |= zeros > 0;
            match available.get(zeros) {
                // The first byte of a member. gunzip takes nothing after padding for one.
                Some(0x1F) if !is_padded => {
                    self.member = Some(flate2::bufread::GzDecoder::new(input));
                    return Ok(());
                }
                Some(_) => {
                    self.trailing.0.store(true, Ordering::Relaxed);
                    return Ok(());
                }
                None if available.is_empty() => return Ok(()),
                None => input.consume(zeros),
            }
        }
    }
}

impl<R: BufRead> Read for GzipMembers<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while let Some(member) = self.member.as_mut().filter(|_| !buffer.is_empty()) {
            match member.read(buffer) {
                Ok(0) => {
                    let ended = self.member.take().expect("it was read above");
                    self.begin_next(ended.into_inner())?;
                }
                Err(error)
                    if error.kind() == io::ErrorKind::InvalidInput && !self.is_first && member.header().is_none() =>
                {
                    self.trailing.0.store(true, Ordering::Relaxed);
                    self.member = None;
                }
                read => return read,
            }
        }
        Ok(0)
    }
}

/// Adds the kind of data to errors of decoders, which do not name it.
struct Named {
    inner: Box<dyn Read + Send>,
    name: &'static str,
}

impl Read for Named {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.inner.read(buffer).map_err(|error| {
            let what = match error.kind() {
                io::ErrorKind::Interrupted | io::ErrorKind::WouldBlock => return error,
                // The file cannot be read, so its data is unknown.
                _ if error.raw_os_error().is_some() => return error,
                io::ErrorKind::UnexpectedEof => {
                    return unfinished(io::Error::other(format!("the {} data ends too early", self.name)));
                }
                _ => format!("the {} data is damaged ({error})", self.name),
            };
            io::Error::new(io::ErrorKind::InvalidData, what)
        })
    }
}

/// An output with its encoder.
pub(crate) enum Encoder<W: Write> {
    None(W),
    Gzip(flate2::write::GzEncoder<W>),
    Zstd(ZstdFrame<W>),
    Bzip2(bzip2::write::BzEncoder<W>),
    Xz(liblzma::write::XzEncoder<W>),
}

impl<W: Write> Encoder<W> {
    /// Writes what is buffered and returns the output.
    ///
    /// # Errors
    /// The output cannot be written.
    pub(crate) fn finish(self) -> io::Result<W> {
        match self {
            Self::None(output) => Ok(output),
            Self::Gzip(encoder) => encoder.finish(),
            Self::Zstd(encoder) => encoder.finish(),
            Self::Bzip2(encoder) => encoder.finish(),
            Self::Xz(encoder) => encoder.finish(),
        }
    }

    /// Ends the current gzip member and begins another; does nothing for other compressions.
    ///
    /// # Errors
    /// The output cannot be written.
    pub(crate) fn end_member(self) -> io::Result<Self> {
        match self {
            Self::Gzip(encoder) => Compression::Gzip.encoder(encoder.finish()?),
            other => Ok(other),
        }
    }
}

impl<W: Write> Write for Encoder<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::None(output) => output.write(bytes),
            Self::Gzip(encoder) => encoder.write(bytes),
            Self::Zstd(encoder) => encoder.write(bytes),
            Self::Bzip2(encoder) => encoder.write(bytes),
            Self::Xz(encoder) => encoder.write(bytes),
        }
    }

    /// Flushes only outputs that are not compressed: flushing a compressed one changes its bytes, which would then depend on
    /// the speed of the input.
    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::None(output) => output.flush(),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Compression; 5] =
        [Compression::None, Compression::Gzip, Compression::Zstd, Compression::Bzip2, Compression::Xz];

    fn packed(compression: Compression, text: &[u8]) -> Vec<u8> {
        let mut encoder = compression.encoder(Vec::new()).unwrap();
        encoder.write_all(text).unwrap();
        encoder.finish().unwrap()
    }

    fn unpacked(compression: Compression, data: Vec<u8>) -> io::Result<Vec<u8>> {
        let mut text = Vec::new();
        compression.decoder(io::Cursor::new(data), &TrailingData::default())?.read_to_end(&mut text)?;
        Ok(text)
    }

    #[test]
    fn what_follows_the_last_gzip_member_is_noted_unless_it_is_padding() {
        let member = packed(Compression::Gzip, b"The boats.\n");
        for (after, is_noted) in [
            (&b""[..], false),
            (b"\0\0\0", false),
            (b"garbage", true),
            (b"\0garbage", true),
            (b"\x1Fgarbage garbage", true),
        ] {
            let data = [&member, &member, after].concat();
            let (trailing, mut text) = (TrailingData::default(), Vec::new());
            let input = io::BufReader::with_capacity(7, io::Cursor::new(data));
            Compression::Gzip.decoder(input, &trailing).unwrap().read_to_end(&mut text).unwrap();
            assert_eq!((&text[..], trailing.was_ignored()), (&b"The boats.\nThe boats.\n"[..], is_noted), "{after:?}");
        }
        // A member that is damaged is no trailing data.
        let mut damaged = [&member[..], &member[..]].concat();
        let crc = damaged.len() - 8;
        damaged[crc] ^= 1;
        assert!(unpacked(Compression::Gzip, damaged).unwrap_err().to_string().contains("damaged"));
    }

    #[test]
    fn each_is_known_by_its_start_and_comes_back_also_in_several_members() {
        for compression in ALL {
            for text in [&b"The boats came home.\n"[..], b""] {
                let data = packed(compression, text);
                if !data.is_empty() {
                    assert_eq!(Compression::of_start(&data), Some(compression));
                }
                assert_eq!(unpacked(compression, data.repeat(3)).unwrap(), text.repeat(3), "{compression:?}");
            }
        }
    }

    #[test]
    fn data_cut_short_is_an_error_that_names_the_kind() {
        for compression in ALL.into_iter().skip(1) {
            let mut data = packed(compression, &b"The boats came home before the storm.\n".repeat(400));
            data.truncate(data.len() / 2);
            let error = unpacked(compression, data).unwrap_err().to_string();
            assert!(error.contains("data") && (error.contains("early") || error.contains("damaged")), "{error}");
        }
    }

    #[test]
    fn text_is_not_compressed_and_too_short_a_start_is_not_decided() {
        assert_eq!(Compression::of_start(b"{"), Some(Compression::None));
        assert_eq!(Compression::of_start(b"\x1F"), None);
        assert_eq!(Compression::of_start(b"BZh"), None);
        assert_eq!(Compression::of_start(b"BZh9 is no"), Some(Compression::None));
        assert_eq!(Compression::of_start(b""), None);
    }

    #[test]
    fn names_follow_the_compression() {
        assert_eq!(Compression::Zstd.rename(Path::new("a/b.jsonl.gz")), Path::new("a/b.jsonl.zst"));
        assert_eq!(Compression::None.rename(Path::new("b.tgz")), Path::new("b.tar"));
        assert_eq!(Compression::Xz.rename(Path::new("b.txt")), Path::new("b.txt.xz"));
        assert_eq!(Compression::of_name(Path::new("b.jsonl.GZ")), Compression::Gzip);
        assert_eq!(Compression::of_name(Path::new("gz")), Compression::None);
    }
}
