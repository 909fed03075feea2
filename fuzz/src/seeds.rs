//! Writes the inputs that fuzzing starts with, a folder for each target, below the folder in the variable `CORPUS`.
//!
//! It is linked as a target is, since everything it uses was built to record coverage, and does its work before any input.
//! They are made from the examples of the rules, from the rule files of tests, and from small files of each format that hold
//! these examples. Nothing of them is kept in the repository.

#![no_main]

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use parquet::data_type::{ByteArray, ByteArrayType};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use unboil::report::{DocumentReport, DocumentSource, InputBytes, ReportWriter, RunRecord};
use unboil::{Catalog, Encoding, Level};

/// How many examples of the rules are used. Each target reads its seeds again at every start.
const EXAMPLES: usize = 150;

/// How many runs of the command are tried first: two of each format, twice.
const RUNS: usize = 20;

libfuzzer_sys::fuzz_target!(init: write_all(), |_data: &[u8]| {});

type Seeds = BTreeMap<&'static str, Vec<Vec<u8>>>;

fn write_all() {
    let folder = PathBuf::from(std::env::var_os("CORPUS").expect("the variable CORPUS"));
    let mut seeds = Seeds::new();
    let examples = examples();
    of_texts(&mut seeds, &examples);
    for texts in examples.chunks(3) {
        of_formats(&mut seeds, texts);
    }
    // Runs of the whole command take long, and a few reach all of it.
    if let Some(runs) = seeds.get_mut("restore") {
        runs.truncate(RUNS);
    }
    of_rule_files(&mut seeds);
    of_journals(&mut seeds);
    for (target, all) in seeds {
        let folder = folder.join(target);
        fs::create_dir_all(&folder).expect("a folder for seeds");
        for (number, bytes) in all.iter().enumerate() {
            fs::write(folder.join(format!("seed-{number:04}")), bytes).expect("a seed");
        }
    }
}

/// Examples from all languages.
fn examples() -> Vec<String> {
    let rules = unboil::standard_rules();
    let catalog = Catalog::new(&rules);
    let mut all = Vec::new();
    for rule in catalog.iter() {
        all.extend(rule.removes().chain(rule.keeps()).map(|example| example.text.to_owned()));
    }
    let step = (all.len() / EXAMPLES).max(1);
    all.into_iter().step_by(step).collect()
}

/// Each line of a text with some markup.
fn marked_up(text: &str) -> String {
    let shapes =
        ["## @", "- **[@](a)**", "> @", "@", "```\n@\n```", "| @ | b |\n|---|---|\n| c | @ |", "1. @", "@\n==="];
    text.lines().zip(shapes.iter().cycle()).map(|(line, shape)| shape.replace('@', line) + "\n").collect()
}

fn add(seeds: &mut Seeds, target: &'static str, bytes: impl Into<Vec<u8>>) {
    seeds.entry(target).or_default().push(bytes.into());
}

fn of_texts(seeds: &mut Seeds, examples: &[String]) {
    let encodings: Vec<Encoding> = Encoding::all().collect();
    for (number, texts) in examples.chunks(2).enumerate() {
        let text = format!("The ferry left the harbour at dusk.\n\n{}\r\n", texts.join("\n\n"));
        let how = u8::try_from(number % 8).expect("below 8");
        add(seeds, "clean", [&[how], text.as_bytes()].concat());
        add(seeds, "text", text.as_bytes());
        add(seeds, "markdown", marked_up(&text));
        let number = number % encodings.len();
        let which = u8::try_from(number).expect("there are fewer than 256 encodings");
        let standard = encoding_rs::Encoding::for_label(encodings[number].name().as_bytes());
        let encoded = standard.map_or(text.clone().into(), |encoding| encoding.encode(&text).0.into_owned());
        add(seeds, "decode", [&[which], &*encoded].concat());
        add(seeds, "clean", [&[how], &*encoded].concat());
        add(seeds, "report", report(&text));
        add(seeds, "report", [&[2, 200, 0, b'1', 90, 1, b'e'], text.as_bytes()].concat());
    }
    for utf16 in [&b"\xFF\xFE"[..], b"\xFE\xFF", b""] {
        let of = if utf16.starts_with(b"\xFE") { u16::to_be_bytes } else { u16::to_le_bytes };
        let text: Vec<u8> = "The pier. Пирс.\r\n".encode_utf16().flat_map(of).collect();
        add(seeds, "decode", [&[1], utf16, &*text].concat());
    }
}

fn report(text: &str) -> Vec<u8> {
    let cleaner = unboil_fuzz::standard(Level::Bold);
    let cleaned = cleaner.clean_str(text);
    let mut writer = ReportWriter::begin(Vec::new(), RunRecord::new(cleaner, true)).expect("memory");
    let input = InputBytes::of(text.as_bytes(), text, &cleaned.encoding);
    writer.add(&DocumentReport::new(DocumentSource::file("a.txt"), input, text, &cleaned)).expect("memory");
    writer.finish().expect("memory")
}

fn of_formats(seeds: &mut Seeds, texts: &[String]) {
    let json = |text: &String| serde_json::to_string(text).expect("a string");
    let rows: String = texts.iter().map(|text| format!("{{\"id\": 7, \"text\": {}}}\n", json(text))).collect();
    let nested: Vec<String> = texts.iter().map(|text| format!("{{\"content\":{}}}", json(text))).collect();
    let nested = format!("{{\"messages\":[{}],\"url\":\"https://example.com/a\"}}\r\n", nested.join(","));
    let mut csv = csv::Writer::from_writer(b"text,b\n".to_vec());
    let mut tsv = csv::WriterBuilder::new().delimiter(b'\t').from_writer(b"b\ttext\n".to_vec());
    for text in texts {
        csv.write_record([text, "x"]).expect("memory");
        tsv.write_record(["y", text]).expect("memory");
    }
    let csv = csv.into_inner().expect("memory");
    let warc: String = texts.iter().map(|text| warc_record(text)).collect();
    let of_table = String::from_utf8_lossy(&csv).into_owned();
    let array = format!("[{}]", rows.trim_end().replace("}\n", "},\n"));
    let members = [("rows.jsonl", &rows), ("rows.json", &array), ("table.csv", &of_table)];
    let (tar, zip) = (tar(texts, &members), zip(texts, &members));
    let cells: Vec<String> = texts.iter().enumerate().map(|(n, text)| format!("\"{n}\":{}", json(text))).collect();
    let columns = format!("{{\"id\":{{{0}}},\"text\":{{{0}}}}}", cells.join(","));
    let lists: Vec<String> = texts.iter().map(|text| format!("[1,{}]", json(text))).collect();
    let split = format!("{{\"columns\":[\"n\",\"text\"],\"index\":[0,1],\"data\":[{}]}}", lists.join(","));
    let labelled: Vec<String> = rows.lines().enumerate().map(|(n, row)| format!("\"{n}\":{row}")).collect();
    for (which, bytes) in [
        (0, texts.join("\n").as_bytes()),
        (1, rows.as_bytes()),
        (2, &*csv),
        (3, warc.as_bytes()),
        (4, &*tar),
        (5, &*zip),
        (6, columns.as_bytes()),
    ] {
        // First without a change of the report, then with one.
        add(seeds, "restore", [&[which, 0], bytes].concat());
        add(seeds, "restore", [&[which, 1, 99, 1, b'0'], bytes].concat());
        add(seeds, "compression", gzip(bytes));
    }
    add(seeds, "json", format!("[{}]", rows.trim_end().replace("}\n", "},\n")));
    add(seeds, "json", format!("[\n  {}\n]\n", nested.trim_end()));
    add(seeds, "json", rows.as_str());
    add(seeds, "json", columns.as_str());
    add(seeds, "json", split);
    add(seeds, "json", format!("{{{}}}", labelled.join(",")));
    add(seeds, "json", format!("{{\"schema\":{{\"fields\":[]}},\"data\":{array}}}"));
    add(seeds, "jsonl", rows);
    add(seeds, "jsonl", nested);
    add(seeds, "jsonl", json(&texts[0]).trim_matches('"'));
    add(seeds, "csv", csv);
    add(seeds, "csv", tsv.into_inner().expect("memory"));
    add(seeds, "warc", warc);
    add(seeds, "tar", tar);
    add(seeds, "zip", zip);
    add(seeds, "parquet", table(texts, "required binary text (UTF8);"));
    // The other compressions, by their own programs' smallest files: an empty one and one of two letters.
    for start in [&b"BZh9\x17\x72\x45\x38\x50\x90\0\0\0\0"[..], b"\x28\xB5\x2F\xFD\x20\x02\x11\0\0ab"] {
        add(seeds, "compression", start);
    }
}

fn warc_record(text: &str) -> String {
    format!(
        "WARC/1.0\r\nWARC-Type: conversion\r\nWARC-Target-URI: https://example.com/\r\nContent-Type: text/plain\r\n\
         Content-Length: {}\r\n\r\n{text}\r\n\r\n",
        text.len()
    )
}

fn tar(texts: &[String], members: &[(&str, &String)]) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for (number, text) in texts.iter().enumerate() {
        let mut header = tar::Header::new_gnu();
        header.set_size(text.len() as u64);
        // The second has a long name, which takes a header of its own.
        let name = if number == 1 { "x/".repeat(60) + "a.txt" } else { format!("{number}.txt") };
        builder.append_data(&mut header, name, text.as_bytes()).expect("memory");
    }
    for (name, data) in members {
        let mut header = tar::Header::new_gnu();
        header.set_size(data.len() as u64);
        builder.append_data(&mut header, name, data.as_bytes()).expect("memory");
    }
    builder.into_inner().expect("memory")
}

/// Every other member is stored, the others are deflated and have their sizes behind their data.
fn zip(texts: &[String], members: &[(&str, &String)]) -> Vec<u8> {
    let texts = texts.iter().enumerate().map(|(number, text)| (format!("{number}.txt"), text));
    let all = texts.chain(members.iter().map(|(name, data)| ((*name).to_owned(), *data)));
    let (mut archive, mut directory, mut count) = (Vec::new(), Vec::new(), 0_u16);
    for (name, data) in all {
        let mut crc = flate2::Crc::new();
        crc.update(data.as_bytes());
        let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(data.as_bytes()).expect("memory");
        let is_deflated = count % 2 == 1;
        let packed = if is_deflated { encoder.finish().expect("memory") } else { data.as_bytes().to_vec() };
        let numbers = [crc.sum(), packed.len() as u32, data.len() as u32].map(u32::to_le_bytes).concat();
        let start = [u16::from(is_deflated) * 8; 2].map(u16::to_le_bytes).concat();
        let at = archive.len() as u32;
        let in_header = if is_deflated { vec![0; 12] } else { numbers.clone() };
        let lengths = [&(name.len() as u16).to_le_bytes()[..], b"\0\0"].concat();
        for part in [b"PK\x03\x04\x14\0", &*start, b"\0\0\0\0", &in_header, &lengths, name.as_bytes(), &packed] {
            archive.extend_from_slice(part);
        }
        if is_deflated {
            archive.extend_from_slice(&numbers);
        }
        let end = [&[0; 10][..], &at.to_le_bytes()].concat();
        for part in [b"PK\x01\x02\x14\0\x14\0", &*start, b"\0\0\0\0", &numbers, &lengths, &end, name.as_bytes()] {
            directory.extend_from_slice(part);
        }
        count += 1;
    }
    let end = [&[0; 4][..], &[count; 2].map(u16::to_le_bytes).concat()].concat();
    let places = [directory.len() as u32, archive.len() as u32].map(u32::to_le_bytes).concat();
    [&*archive, &directory, b"PK\x05\x06", &end, &places, b"\0\0"].concat()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).expect("memory");
    encoder.finish().expect("memory")
}

fn table(texts: &[String], column: &str) -> Vec<u8> {
    let schema =
        parquet::schema::parser::parse_message_type(&format!("message schema {{ {column} }}")).expect("a schema");
    let properties = Arc::new(WriterProperties::builder().build());
    let mut writer = SerializedFileWriter::new(Vec::new(), Arc::new(schema), properties).expect("memory");
    let mut group = writer.next_row_group().expect("memory");
    let mut column = group.next_column().expect("memory").expect("a column");
    let values: Vec<ByteArray> = texts.iter().map(|text| text.as_bytes().to_vec().into()).collect();
    column.typed::<ByteArrayType>().write_batch(&values, None, None).expect("memory");
    column.close().expect("memory");
    group.close().expect("memory");
    writer.into_inner().expect("memory")
}

/// The rule files and configurations of the tests of error messages, and each rule of some standard packs in a file of its own.
fn of_rule_files(seeds: &mut Seeds) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    for (target, folder) in
        [("rules", "tests/rules/errors"), ("rules", "tests/rules/lint"), ("config", "tests/rules/config")]
    {
        for file in toml_files(&root.join(folder)) {
            add(seeds, target, file);
        }
    }
    for file in toml_files(&root.join("rules/en")).iter().chain(&toml_files(&root.join("rules/de"))) {
        let file = String::from_utf8_lossy(file).into_owned();
        let mut tables = file.split("\n[[");
        let head = tables.next().unwrap_or_default().to_owned();
        for table in tables.take(6) {
            add(seeds, "rules", format!("{head}\n[[{table}"));
        }
    }
    add(
        seeds,
        "config",
        "[rules]\ndirs = [\"our\"]\nignore = [\"byline\"]\nlevel = \"bold\"\n[options]\njobs = 2\nformat = \"csv\"\n",
    );
    add(
        seeds,
        "config",
        "[options]\nfield = [\"a.b\", \"c[].d\"]\nencoding = \"cp850\"\nmax-doc-bytes = \"2k\"\nstrict = true\n",
    );
}

fn toml_files(folder: &Path) -> Vec<Vec<u8>> {
    let entries = fs::read_dir(folder).expect("a folder of the repository");
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
    paths.iter().map(|path| fs::read(path).expect("a file of the repository")).collect()
}

fn of_journals(seeds: &mut Seeds) {
    let identity = r#"{"inode":7,"device":1,"size":9,"mtime":-5,"ctime":1700000000123456789}"#;
    let put = |path: &str, state: &str| {
        format!(
            "{:017}{{\"put\":{path},\"identity\":{identity},\"content\":\"00ff\",\"version\":\"v\",\"state\":{state}}}\n",
            0
        )
    };
    let cleaned = put("\"a.txt\"", "\"Cleaned\"");
    let failed = put("\"b/c.txt\"", "{\"Failed\":{\"tries\":2,\"output\":1}}");
    let others = format!(
        "{:017}{{\"own\":[1,2]}}\n{:017}{{\"drop\":\"a.txt\"}}\n{:017}{{\"totals\":{{\"done\":1}}}}\n",
        0, 0, 0
    );
    add(seeds, "journal", cleaned.clone());
    add(seeds, "journal", cleaned + &failed + &others);
}
