//! Lower bounds for a text filter, and unboil in memory. Each call does one measurement; `benches/peers` repeats
//! them.
//!
//! | call | what it does |
//! | --- | --- |
//! | `minimal IN OUT` | a whole program: read blocks of 256 KiB, validate UTF-8, split lines, hash each (xxh3), write |
//! | `floor IN` | the same in memory: validate, split, hash, copy |
//! | `clean IN RULES BYTES` | cleans the text in memory, in documents of at most BYTES. RULES: a folder, `standard` or `none` |
//! | `scan IN RULES BYTES` | the same with and without rules, alternating; the time is the difference |
//!
//! The last three print one line of JSON, `{"ns": 41200000, "bytes": 16000315, "out": "9c1f…"}`: CPU time of this
//! process for one pass over the text, its length in bytes, and the hash of the output, so that answers can be
//! compared too. The time excludes reading files and compiling rules; the latter is `compile_ns`.
//!
//! Without arguments, or under `cargo test --bench limits`, checks that both lower bounds copy the text, and that
//! cleaning gives the same bytes for any size of the pieces.

use std::fs::File;
use std::hint::black_box;
use std::io::{Read, Write};
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use rustix::time::{ClockId, clock_gettime};
use unboil::{Cleaner, Error, Options, RuleSet};
use xxhash_rust::xxh3::{Xxh3, xxh3_64};

/// Bytes read at once. Larger blocks do not fit the L2 cache and gain nothing.
const BLOCK: usize = 256 << 10;
/// CPU time in ns for which a pass is repeated, enough that clock resolution and cold caches do not matter.
const ENOUGH: u64 = 300_000_000;

/// A difference of two times needs this many times as many passes.
const TURNS: u64 = 6;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match *arguments.as_slice() {
        ["minimal", from, to] => minimal(from, to).map_err(|e| e.to_string()),
        ["floor", from] => read(from).map(|text| floor(&text)),
        ["clean", from, rules, size] => clean(from, rules, size),
        ["scan", from, rules, size] => scan(from, rules, size),
        _ => try_all(),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("limits: {error}");
            ExitCode::FAILURE
        }
    }
}

fn read(path: &str) -> Result<String, String> {
    std::fs::read_to_string(path).map_err(|error| format!("{path}: {error}"))
}

/// CPU time of this process, in nanoseconds.
fn cpu() -> u64 {
    let now = clock_gettime(ClockId::ProcessCPUTime);
    u64::try_from(now.tv_sec).unwrap_or_default() * 1_000_000_000 + u64::try_from(now.tv_nsec).unwrap_or_default()
}

/// CPU time of one pass in nanoseconds: the best of several, with warm caches.
fn time(mut pass: impl FnMut()) -> u64 {
    pass();
    let (mut best, begin) = (u64::MAX, cpu());
    while best == u64::MAX || cpu() - begin < ENOUGH {
        let start = cpu();
        pass();
        best = best.min(cpu() - start);
    }
    best
}

fn print(ns: u64, compile_ns: u64, bytes: usize, out: u64) {
    println!("{{\"ns\": {ns}, \"compile_ns\": {compile_ns}, \"bytes\": {bytes}, \"out\": \"{out:016x}\"}}");
}

/// Hashes the lines of a block and appends the block to `out`. Returns the hash of all line hashes so far, in place
/// of what a program that finds repeated lines would do with them.
fn lines(block: &[u8], all: u64, out: &mut Vec<u8>) -> u64 {
    let (mut all, mut from) = (all, 0);
    for end in memchr::memchr_iter(b'\n', block) {
        all = all.rotate_left(1) ^ xxh3_64(&block[from..end]);
        from = end + 1;
    }
    if from < block.len() {
        all = all.rotate_left(1) ^ xxh3_64(&block[from..]);
    }
    out.extend_from_slice(block);
    all
}

/// The least that a program that reads text line by line can do.
fn minimal(from: &str, to: &str) -> std::io::Result<()> {
    let (mut input, mut output) = (File::open(from)?, File::create(to)?);
    let (mut block, mut out) = (vec![0; 2 * BLOCK], Vec::with_capacity(2 * BLOCK));
    let (mut held, mut all) = (0, 0);
    loop {
        if block.len() - held < BLOCK {
            block.resize(held + BLOCK, 0);
        }
        let got = input.read(&mut block[held..held + BLOCK])?;
        let filled = held + got;
        // Up to the last line end, or everything at the end of the input.
        let whole = if got == 0 { filled } else { memchr::memrchr(b'\n', &block[..filled]).map_or(0, |at| at + 1) };
        simdutf8::basic::from_utf8(&block[..whole]).map_err(std::io::Error::other)?;
        all = lines(&block[..whole], all, &mut out);
        output.write_all(&out)?;
        out.clear();
        block.copy_within(whole..filled, 0);
        held = filled - whole;
        if got == 0 {
            black_box(all);
            return Ok(());
        }
    }
}

/// The same in memory.
fn floor(text: &str) {
    let (bytes, mut out) = (text.as_bytes(), Vec::with_capacity(text.len()));
    let ns = time(|| {
        out.clear();
        let mut all = 0;
        for block in blocks(text, BLOCK) {
            black_box(simdutf8::basic::from_utf8(block.as_bytes()).is_ok());
            all = lines(block.as_bytes(), all, &mut out);
        }
        black_box(all);
    });
    assert_eq!(out, bytes, "a copy");
    print(ns, 0, bytes.len(), xxh3_64(&out));
}

fn clean(from: &str, rules: &str, size: &str) -> Result<(), String> {
    let text = read(from)?;
    let size = size.parse().map_err(|_| format!("no number of bytes: {size}"))?;
    let start = cpu();
    let cleaner = cleaner(rules).map_err(|error| error.to_string())?;
    let compile_ns = cpu() - start;
    let documents: Vec<&str> = blocks(&text, size).collect();
    let mut out = Xxh3::new();
    documents.iter().for_each(|document| out.update(cleaner.clean_str(document).text.as_bytes()));
    let ns = time(|| {
        for document in &documents {
            black_box(cleaner.clean_str(document));
        }
    });
    print(ns, compile_ns, text.len(), out.digest());
    Ok(())
}

/// The time that rules add: finding phrases, confirming matches, deciding and removing.
fn scan(from: &str, rules: &str, size: &str) -> Result<(), String> {
    let text = read(from)?;
    let size = size.parse().map_err(|_| format!("no number of bytes: {size}"))?;
    let (with, without) = (cleaner(rules).map_err(|e| e.to_string())?, cleaner("none").map_err(|e| e.to_string())?);
    let documents: Vec<&str> = blocks(&text, size).collect();
    let (mut best, begin) = ([u64::MAX; 2], cpu());
    while cpu() - begin < TURNS * ENOUGH {
        for (best, cleaner) in best.iter_mut().zip([&with, &without]) {
            let start = cpu();
            for document in &documents {
                black_box(cleaner.clean_str(document));
            }
            *best = (*best).min(cpu() - start);
        }
    }
    print(best[0].saturating_sub(best[1]).max(1), 0, text.len(), 0);
    Ok(())
}

fn cleaner(rules: &str) -> Result<Cleaner, Error> {
    let rules = match rules {
        "standard" => unboil::standard_rules(),
        "none" => RuleSet::builder().build()?,
        folder => RuleSet::builder().dir(Path::new(folder)).build()?,
    };
    Ok(Cleaner::new(Arc::new(rules), Options::default().record_edits(false)))
}

/// Splits `text` into pieces of at most `size` bytes, at line ends where possible.
fn blocks(text: &str, size: usize) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let end = match rest.as_bytes().get(..size) {
            // Up to the last line end; if there is none, up to a character boundary.
            Some(block) if block.len() < rest.len() => memchr::memrchr(b'\n', block).map_or_else(
                || (1..=size).rev().find(|&at| rest.is_char_boundary(at)).unwrap_or(rest.len()),
                |at| at + 1,
            ),
            _ => rest.len(),
        };
        let (block, after) = rest.split_at(end);
        rest = after;
        (!block.is_empty()).then_some(block)
    })
}

/// Runs everything once on a small text.
fn try_all() -> Result<(), String> {
    let text: String = (0..20_000).map(|n| format!("The ferry with the number {n} sailed at “seven”.\n")).collect();
    for size in [100, 4 << 10, BLOCK] {
        assert_eq!(blocks(&text, size).collect::<String>(), text, "pieces of {size} bytes");
        assert!(blocks(&text, size).all(|block| block.len() <= size && block.ends_with('\n')));
        let cleaner = cleaner("none").map_err(|error| error.to_string())?;
        let cleaned: String = blocks(&text, size).map(|block| cleaner.clean_str(block).text).collect();
        assert_eq!(cleaned, text, "nothing to do");
    }
    floor(&text);
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let (from, to) = (folder.join("limits.in"), folder.join("limits.out"));
    std::fs::write(&from, &text).map_err(|error| error.to_string())?;
    minimal(&from.to_string_lossy(), &to.to_string_lossy()).map_err(|error| error.to_string())?;
    assert_eq!(read(&to.to_string_lossy())?, text, "a copy");
    Ok(())
}
