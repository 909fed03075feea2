//! What the targets share: the standard cleaner, a scratch folder, changed bytes, and the properties of every format.

use std::io::Read as _;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use tempfile::TempDir;
use unboil::report::RunRecord;
use unboil::{Cleaner, Ledger, Level, Options, RuleSet};
use unboil_cli::fuzzing::{HowToRead, Rewritten, rewrite};
use xxhash_rust::xxh3::xxh3_64;

/// The standard rules.
pub fn rules() -> Arc<RuleSet> {
    static RULES: OnceLock<Arc<RuleSet>> = OnceLock::new();
    Arc::clone(RULES.get_or_init(|| Arc::new(unboil::standard_rules())))
}

/// A cleaner with the standard rules that accepts any bytes.
pub fn standard(level: Level) -> &'static Cleaner {
    static CAREFUL: OnceLock<Cleaner> = OnceLock::new();
    static BOLD: OnceLock<Cleaner> = OnceLock::new();
    let cell = if level == Level::Bold { &BOLD } else { &CAREFUL };
    cell.get_or_init(|| Cleaner::new(rules(), Options::default().level(level).force(true)))
}

/// The first line of a report of the standard rules.
pub fn run_record() -> RunRecord {
    static RUN: OnceLock<RunRecord> = OnceLock::new();
    RUN.get_or_init(|| RunRecord::new(standard(Level::Bold), true)).clone()
}

/// A folder for the files of this process.
pub fn folder() -> &'static Path {
    static FOLDER: OnceLock<TempDir> = OnceLock::new();
    FOLDER.get_or_init(|| tempfile::tempdir().expect("a folder for temporary files")).path()
}

/// The decoded text from the clean one, by what the edits replaced.
pub fn undone(clean: &str, ledger: &Ledger<'_>) -> String {
    let (mut decoded, mut from, mut at) = (String::new(), 0, 0);
    for entry in ledger.entries() {
        let to = from + entry.span.start - at;
        decoded.push_str(&clean[from..to]);
        decoded.push_str(entry.was);
        from = to + entry.content.len();
        at = entry.span.end;
    }
    decoded + &clean[from..]
}

/// Up to seven changes of single bytes, each a place and a byte, and the data that follows them.
pub fn changes(data: &[u8]) -> (Vec<(usize, u8)>, &[u8]) {
    let Some((&count, rest)) = data.split_first() else { return (Vec::new(), data) };
    let Some((changes, rest)) = rest.split_at_checked(usize::from(count % 8) * 3) else { return (Vec::new(), rest) };
    let change = |three: &[u8]| (usize::from(u16::from_le_bytes([three[0], three[1]])), three[2]);
    (changes.chunks_exact(3).map(change).collect(), rest)
}

/// Applies changes.
pub fn change(bytes: &mut [u8], changes: &[(usize, u8)]) {
    for &(place, byte) in changes {
        let length = bytes.len();
        if length > 0 {
            bytes[place % length] = byte;
        }
    }
}

/// Lines of a journal, each with the checksum of what follows its first 17 bytes.
pub fn with_sums(data: &[u8]) -> Vec<u8> {
    let line = |line: &[u8]| match line.get(17..) {
        Some(json) => [format!("{:016x} ", xxh3_64(json)).as_bytes(), json].concat(),
        None => line.to_vec(),
    };
    data.split(|byte| *byte == b'\n').map(line).collect::<Vec<_>>().join(&b'\n')
}

/// The blocks of an archive that name the format, with the checksums of their headers.
pub fn with_checksums(data: &[u8]) -> Vec<u8> {
    let mut archive = data.to_vec();
    for block in archive.chunks_exact_mut(512).filter(|block| &block[257..262] == b"ustar") {
        let mut header = tar::Header::new_old();
        header.as_mut_bytes().copy_from_slice(block);
        header.set_cksum();
        block.copy_from_slice(header.as_bytes());
    }
    archive
}

/// A ZIP archive in which the members that can be read have the sizes and the checksums of their data.
pub fn with_zip_checksums(data: &[u8]) -> Vec<u8> {
    let mut archive = data.to_vec();
    let number = |bytes: &[u8], at: usize, size: usize| {
        bytes.get(at..at + size).map(|part| part.iter().rev().fold(0_usize, |all, byte| all << 8 | usize::from(*byte)))
    };
    for at in 0..archive.len() {
        if !archive[at..].starts_with(b"PK\x01\x02") {
            continue;
        }
        let numbers = || {
            let (local, packed) = (number(&archive, at + 42, 4)?, number(&archive, at + 20, 4)?);
            let start = local + 30 + number(&archive, local + 26, 2)? + number(&archive, local + 28, 2)?;
            let packed = archive.get(start..start.checked_add(packed)?)?;
            let mut plain = Vec::new();
            match number(&archive, at + 10, 2)? {
                0 => plain.extend_from_slice(packed),
                8 => drop(flate2::read::DeflateDecoder::new(packed).take(1 << 16).read_to_end(&mut plain).ok()?),
                _ => return None,
            }
            let mut crc = flate2::Crc::new();
            crc.update(&plain);
            Some((local, crc.sum(), u32::try_from(plain.len()).ok()?))
        };
        if let Some((local, crc, size)) = numbers() {
            for (at, number) in [(at + 16, crc), (at + 24, size), (local + 14, crc), (local + 22, size)] {
                if let Some(place) = archive.get_mut(at..at + 4) {
                    place.copy_from_slice(&number.to_le_bytes());
                }
            }
        }
    }
    archive
}

/// Reads all of an input. The delimiter of CSV is named: where the header leaves several possible, the first text decides, and
/// another may be recognized in the output.
pub fn all_of<'r>(format: &'r str, fields: &'r [&'r str]) -> HowToRead<'r> {
    let delimiter = matches!(format, "csv" | "tar" | "zip").then_some(b',');
    HowToRead { format, fields, delimiter, max_doc_bytes: 1 << 20, buffer: 1 << 13 }
}

/// Whether an archive may hold records, of which a limit may cut what tells their form.
fn may_hold_records(all: HowToRead<'_>, data: &[u8]) -> bool {
    let names = [&b"json"[..], b"csv", b"tsv", b"tab", b"warc", b"wet"];
    let has = |name: &&[u8]| data.windows(name.len()).any(|part| part.eq_ignore_ascii_case(name));
    matches!(all.format, "tar" | "zip") && names.iter().any(has)
}

/// Limit for documents, below the length of most that are tried. Bytes.
const LOW_LIMIT: u64 = 40;

/// What holds for each format: records do not depend on how the bytes arrive; a document above the limit does not affect its
/// neighbours; an input whose texts stay is written byte for byte; changed texts are read as they were written; and with the
/// old texts, the old records come back.
///
/// # Panics
/// It does not.
pub fn read_and_written(format: &str, fields: &[&str], data: &[u8]) {
    let all = all_of(format, fields);
    let is_table = format == "parquet";
    let Some(same) = records_stand_alone(all, data) else { return };
    if same.fault.is_some() || same.records.iter().any(Result::is_err) {
        return;
    }
    // An unpaired surrogate in JSON becomes U+FFFD.
    let has_surrogates = matches!(format, "json" | "jsonl" | "tar" | "zip")
        && data.windows(3).any(|three| three.eq_ignore_ascii_case(b"\\ud"));
    assert!(is_table || has_surrogates || same.output == data, "texts stayed, and the output differs");

    let new: Vec<Vec<u8>> = same.texts.iter().map(|text| changed(text)).collect();
    let changed = match rewrite(all, data, &mut changed) {
        Ok(changed) => changed.output,
        // If a row changes, a member of records with data in its padding is refused: `restore` could not write it again.
        Err(error) => {
            assert!(format == "tar" && error.to_string().contains("behind its end"), "{error}");
            return;
        }
    };
    let read = rewrite(all, &changed, &mut <[u8]>::to_vec).expect("what was written can be read");
    assert_eq!((&read.fault, &read.texts), (&None, &new), "written texts are read");
    let mut old = same.texts.iter();
    let back = rewrite(all, &changed, &mut |_| old.next().expect("as many texts").clone());
    let back = rewrite(all, &back.expect("as before").output, &mut <[u8]>::to_vec).expect("as before");
    assert_eq!((back.fault, back.texts), (None, same.texts), "old texts are read again");
}

/// Records do not depend on how the bytes arrive, nor on a large document beside them. Returns the records.
///
/// # Panics
/// They do.
pub fn records_stand_alone(all: HowToRead<'_>, data: &[u8]) -> Option<Rewritten> {
    let same = rewrite(all, data, &mut <[u8]>::to_vec).ok()?;
    if all.format != "parquet" {
        let slow = rewrite(HowToRead { buffer: 3, ..all }, data, &mut <[u8]>::to_vec);
        assert_eq!(slow.expect("it was read before"), same, "three bytes at a time");
        // A limit may cut the first line, which tells whether a JSON file holds JSON Lines.
        let is_cut = all.format == "json" && !data.trim_ascii_start().starts_with(b"[");
        if !is_cut && !may_hold_records(all, data) {
            let low = rewrite(HowToRead { max_doc_bytes: LOW_LIMIT, ..all }, data, &mut <[u8]>::to_vec);
            neighbours_stay(&same, low.ok());
        }
    }
    Some(same)
}

/// Compares with the records that a lower limit lets through.
fn neighbours_stay(all: &Rewritten, low: Option<Rewritten>) {
    // A header above the limit is an error.
    let Some(low) = low else { return };
    if all.fault.is_some() || low.fault.is_some() {
        return;
    }
    assert_eq!(all.records.len(), low.records.len(), "as many records");
    for (all, low) in all.records.iter().zip(low.records) {
        let is_large = low.as_ref().is_err_and(|why| why.starts_with("has ") && why.contains(" bytes"));
        assert!(is_large || *all == low, "a neighbour of a large record changed");
    }
}

/// Another text, which depends on the old one: it is emptied, gets characters that each format treats specially, or stays.
fn changed(text: &[u8]) -> Vec<u8> {
    match text.len() % 3 {
        0 => Vec::new(),
        1 => [text, "\"a\",\tb\\é\r\nc\u{1}".as_bytes()].concat(),
        _ => text.to_vec(),
    }
}
