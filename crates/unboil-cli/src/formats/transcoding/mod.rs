//! Tables and JSON in other encodings than UTF-8. The output has the encoding and the byte order mark of the input.
//!
//! Input: a file in UTF-16, Windows-1252 or any encoding that can be written again. The readers of the formats see it in UTF-8, and the
//! records that they find are encoded again, byte for byte. So a record is decoded, rewritten and encoded on its own, and everything
//! but its texts has the bytes that were read. A record with bytes that are not valid in the encoding is rejected, as one in UTF-8 is.
//!
//! `text;n\nCaf\xE9  ;1\n` → `text;n\nCaf\xE9;1\n`

mod coder;
mod recognize;
mod stream;

use std::io::{self, BufReader};
use std::sync::Arc;

use super::batch::Batch;
use super::fields::Fields;
use super::input_format::{InputFormat, Origin, RecordCodec, RecordEncoding, RecordReader, Records, Settings, Source};
use super::record::{Reject, Replace};
use coder::{Coder, first_mark};
use recognize::recognize;
use stream::DecodedStream;

/// Bytes that are decoded at once.
const BUFFER: usize = 1 << 16;

/// Opens an input of a format, in whatever encoding it is.
///
/// # Errors
/// It is in an encoding that cannot be written again, or the data before its first record cannot be read.
pub(super) fn open(
    format: &InputFormat,
    input: &mut Source,
    origin: &Origin<'_>,
    settings: &Settings,
) -> io::Result<Records> {
    if format.encoding == RecordEncoding::Own {
        return (format.open)(input, origin, settings);
    }
    let Some(found) = recognize(format.encoding, input, origin.is_pipe, settings)? else {
        return (format.open)(input, origin, settings);
    };
    let wrong = |what: String| io::Error::new(io::ErrorKind::InvalidData, what);
    let name = found.encoding.name();
    let coder = Coder::new(found.encoding).ok_or_else(|| {
        wrong(format!(
            "it is in {name}, in which records cannot be written; convert it to UTF-8 first, for example with iconv"
        ))
    })?;
    let raw = std::mem::replace(input, BufReader::new(Box::new(io::empty())));
    let mut decoded: Source = BufReader::with_capacity(BUFFER, Box::new(DecodedStream::new(raw, coder)));
    let Records { reader, codec, header } = (format.open)(&mut decoded, origin, settings)?;
    let has_escapes = format.encoding == RecordEncoding::Json;
    let header = coder.encode(&header).map_err(|lacked| wrong(lacks(lacked, coder)))?;
    Ok(Records {
        reader: Box::new(TranscodingReader { reader, decoded, coder, batch: Batch::default(), has_escapes }),
        codec: Arc::new(TranscodingCodec { codec, coder, has_escapes }),
        header: [found.mark, header].concat(),
    })
}

fn lacks(lacked: char, coder: Coder) -> String {
    format!("its clean text has \"{lacked}\", which {} lacks", coder.name())
}

/// Reads records in UTF-8 and gives them in the encoding of the input.
struct TranscodingReader {
    reader: Box<dyn RecordReader>,
    decoded: Source,
    coder: Coder,
    /// Records in UTF-8.
    batch: Batch,
    has_escapes: bool,
}

impl RecordReader for TranscodingReader {
    fn next(&mut self, _input: &mut Source, batch: &mut Batch) -> io::Result<bool> {
        self.batch.bytes.clear();
        self.batch.records.clear();
        let has_next = self.reader.next(&mut self.decoded, &mut self.batch)?;
        for record in &self.batch.records {
            let start = batch.bytes.len();
            let bytes = self.coder.encode(self.batch.bytes_of(record));
            batch.bytes.extend(bytes.expect("what was decoded can be encoded"));
            batch.push(record.number, start, record.kind);
            if let (Some(codec), Some(encoded)) = (&record.codec, batch.records.last_mut()) {
                let (codec, coder, has_escapes) = (Arc::clone(codec), self.coder, self.has_escapes);
                encoded.codec = Some(Arc::new(TranscodingCodec { codec, coder, has_escapes }));
            }
        }
        Ok(has_next)
    }

    fn has_buffered_record(&self, _input: &Source) -> bool {
        self.reader.has_buffered_record(&self.decoded)
    }
}

/// Decodes, rewrites and encodes records.
struct TranscodingCodec {
    codec: Arc<dyn RecordCodec>,
    coder: Coder,
    /// Whether a character that the encoding lacks can be written as `\u` and digits.
    has_escapes: bool,
}

impl TranscodingCodec {
    /// A record in UTF-8, with marks.
    fn decoded(&self, record: &[u8]) -> Vec<u8> {
        let mut decoded = Vec::with_capacity(record.len());
        self.coder.decode(record, &mut decoded);
        decoded
    }

    /// Appends a rewritten record in the encoding of the input.
    fn encode(&self, record: &[u8], out: &mut Vec<u8>) -> Result<(), Reject> {
        match self.coder.encode(record) {
            Ok(bytes) => out.extend(bytes),
            Err(_) if self.has_escapes => {
                // Keys and other values could be read, so these characters are in a text, which is a JSON string.
                for c in String::from_utf8_lossy(record).chars() {
                    match self.coder.encode_text(c.encode_utf8(&mut [0; 4])) {
                        Ok(bytes) => out.extend(bytes),
                        Err(_) => {
                            for unit in c.encode_utf16(&mut [0; 2]) {
                                out.extend(format!("\\u{unit:04x}").bytes());
                            }
                        }
                    }
                }
            }
            Err(lacked) => {
                return Err(format!(
                    "{}; convert the file to UTF-8 first, for example with iconv",
                    lacks(lacked, self.coder)
                )
                .into());
            }
        }
        Ok(())
    }
}

impl RecordCodec for TranscodingCodec {
    fn rewrite(&self, record: &[u8], replace: &mut Replace<'_>, out: &mut Vec<u8>) -> Result<(), Reject> {
        let decoded = self.decoded(record);
        if let Some(place) = first_mark(&decoded) {
            let valid = self.coder.encode(&decoded[..place]).map_or(0, |bytes| bytes.len());
            return Err(format!("is not valid {} at byte {}", self.coder.name(), valid + 1).into());
        }
        let mut rewritten = Vec::with_capacity(decoded.len());
        self.codec.rewrite(&decoded, replace, &mut rewritten)?;
        self.encode(&rewritten, out)
    }

    fn fields(&self) -> Option<&Fields> {
        self.codec.fields()
    }

    fn has_field(&self, record: &[u8]) -> Option<bool> {
        self.codec.has_field(&self.decoded(record))
    }

    fn found_fields(&self, record: &[u8]) -> Vec<(String, usize)> {
        self.codec.found_fields(&self.decoded(record))
    }

    fn encoding(&self) -> Option<&'static str> {
        Some(self.coder.name())
    }

    fn delimiter(&self) -> Option<u8> {
        self.codec.delimiter()
    }

    fn help(&self) -> &'static str {
        self.codec.help()
    }

    fn location(&self, record: &[u8], number: u64) -> String {
        self.codec.location(record, number)
    }

    fn keeps_rejected(&self) -> bool {
        self.codec.keeps_rejected()
    }

    fn keeps_all_others(&self) -> bool {
        self.codec.keeps_all_others()
    }

    /// In UTF-8, if it is valid.
    fn raw(&self, record: &[u8]) -> Vec<u8> {
        let decoded = self.decoded(record);
        if first_mark(&decoded).is_some() { record.to_vec() } else { self.codec.raw(&decoded) }
    }
}
