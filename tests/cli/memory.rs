//! Memory is what `docs/internals.md` says: a few times the largest document, whatever it holds, and never a process that is aborted.
//!
//! Bounds are measured as what a larger input takes beyond a smaller one, so the size of the program does not count; or the binary runs
//! with as much address space as it may need, and must end with an error of its own.

use std::fs::File;
use std::io::{BufWriter, Write as _};

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::hostile::measured;
use crate::scene::{Ran, Scene};

const MB: usize = 1 << 20;

/// Peak memory that a document adds in a file of this name, for each of its bytes.
fn times(name: &str, document: &dyn Fn(usize) -> String) -> f64 {
    let peak = |bytes: usize| {
        let scene = Scene::new();
        let text = document(bytes);
        scene.write(name, &text);
        let (ran, peak) = measured(&scene, &["clean", "-q", "-j", "1", name]);
        assert_eq!(ran.code, Some(0), "{}", ran.stderr);
        (peak, text.len())
    };
    let (small, large) = (peak(MB), peak(3 * MB));
    (large.0 - small.0) / (large.1 - small.1) as f64
}

/// Documents of short lines took 50 to 60 times their size.
#[test]
fn a_document_takes_at_most_twelve_times_its_size_whatever_its_lines() {
    let repeated = |line: &'static str| {
        move |bytes: usize| line.repeat(bytes / line.len()) + "\nThe boats came home before the storm.\n"
    };
    // As many different lines as there can be: three characters each, in the order of their numbers.
    let distinct = |bytes: usize| {
        let sign = |number: usize| char::from(b'!' + (number % 94) as u8);
        let line = |n: usize| [sign(n / 8836), sign(n / 94), sign(n), '\n'];
        (0..bytes / 4).flat_map(line).filter(|sign| *sign != '&').collect()
    };
    let documents: [(&str, &dyn Fn(usize) -> String); 7] = [
        ("|", &repeated("|\n")),
        ("a", &repeated("a\n")),
        ("a, blank", &repeated("a\n\n")),
        ("Share", &repeated("Share\n")),
        ("blank", &repeated("\n")),
        ("a, Share", &repeated("a\nShare\n")),
        ("different lines", &distinct),
    ];
    for (name, document) in documents {
        let times = times("in.txt", document);
        assert!(times <= 12.0, "{name}: {times:.1} times");
        assert!(times >= 0.5, "{name}: {times:.1} times, so nothing was measured");
    }
}

/// The parser of Markdown holds a tree of the document.
#[test]
fn a_document_in_markdown_takes_at_most_eighty_times_its_size_whatever_its_marks() {
    for mark in ["*a*\n", "a\n", "- a\n", "> a\n", "# a\n", "\\*", "[a](b) ", "`a` ", "<b>"] {
        let document = |bytes: usize| mark.repeat(bytes / mark.len()) + "\n\nThe boats came home before the storm.\n";
        let times = times("in.md", &document);
        assert!(times <= 80.0, "{mark:?}: {times:.1} times");
        assert!(times >= 0.5, "{mark:?}: {times:.1} times, so nothing was measured");
    }
}

/// Compresses `megabytes` times a megabyte of `fill` behind `start`.
fn bomb(scene: &Scene, name: &str, start: &[u8], fill: u8, megabytes: usize) {
    let file = BufWriter::new(File::create(scene.path(name)).unwrap());
    let mut encoder = GzEncoder::new(file, Compression::fast());
    encoder.write_all(start).unwrap();
    let megabyte = vec![fill; MB];
    (0..megabytes).for_each(|_| encoder.write_all(&megabyte).unwrap());
    encoder.finish().unwrap().flush().unwrap();
}

/// Runs the binary with so much address space.
fn within(scene: &Scene, megabytes: usize, args: &str) -> Ran {
    scene.shell(&format!("ulimit -v {}; \"$0\" {args}", megabytes * 1024))
}

fn header(name: &str, kind: tar::EntryType, size: usize) -> tar::Header {
    let mut header = tar::Header::new_gnu();
    header.set_path(name).unwrap();
    header.set_entry_type(kind);
    header.set_size(size as u64);
    header.set_cksum();
    header
}

fn member(text: &str) -> Vec<u8> {
    let mut member = header("a.txt", tar::EntryType::Regular, text.len()).as_bytes().to_vec();
    member.extend_from_slice(text.as_bytes());
    member.resize(member.len().next_multiple_of(512), 0);
    member
}

/// Padding behind the end of an archive is passed on in pieces, however long it is.
#[test]
fn what_follows_the_end_of_an_archive_is_not_held() {
    let scene = Scene::new();
    let start = [member("a  b\n"), vec![0; 1024]].concat();
    bomb(&scene, "t.tar.gz", &start, 0, 600);
    let ran = within(&scene, 300, "clean -q -j 1 --max-doc-bytes 1M t.tar.gz -o out/");
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""));
    let ran = scene.shell("gzip -dc out/t.tar.gz | wc -c");
    assert_eq!(ran.stdout.trim(), (start.len() + 600 * MB).to_string());
}

/// Headers that describe a member have a mebibyte together; `--max-doc-bytes` is about documents.
#[test]
fn headers_of_a_member_are_limited() {
    let scene = Scene::new();
    let start = header("././@LongLink", tar::EntryType::GNULongName, 600 * MB).as_bytes().to_vec();
    bomb(&scene, "t.tar.gz", &start, b'a', 600);
    scene.write("sound.txt", "a  b\n");
    let ran = within(&scene, 300, "clean -j 1 t.tar.gz sound.txt -o out");
    assert_eq!(ran.code, Some(3), "{}", ran.stderr);
    let what =
        "cannot read: member 1 of the archive has headers of more than 1048576 bytes; leave it out of the archive\n";
    assert!(ran.stderr.starts_with(&format!("unboil: t.tar.gz: {what}")), "{}", ran.stderr);
    // The other inputs of the run are cleaned.
    assert_eq!(scene.read("out/sound.txt"), "a b\n");
    // A chain of headers counts as one; at the limit they are accepted.
    let chain = |bytes: usize| {
        let scene = Scene::new();
        let mut archive = Vec::new();
        // Two headers of a block each, and their data.
        for size in [512 * 1024 - 512, bytes - 512 * 1024 - 512] {
            archive.extend_from_slice(header("././@LongLink", tar::EntryType::GNULongName, size).as_bytes());
            archive.resize(archive.len() + size.next_multiple_of(512), b'a');
        }
        scene.write("t.tar", [archive, member("a  b\n"), vec![0; 1024]].concat());
        scene.run(&["clean", "-q", "t.tar", "-o", "out/"]).code
    };
    assert_eq!((chain(MB), chain(MB + 512)), (Some(0), Some(3)));
}

/// A value of a dictionary is in memory once, however many rows have it; rows over the limit stay, and share it as well.
#[cfg(feature = "parquet")]
#[test]
fn a_dictionary_of_a_table_is_not_unfolded_in_memory() {
    use parquet::data_type::{ByteArray, ByteArrayType};
    use parquet::file::writer::SerializedFileWriter;

    let scene = Scene::new();
    let schema = parquet::schema::parser::parse_message_type("message m { required binary text (UTF8); }").unwrap();
    let file = File::create(scene.path("t.parquet")).unwrap();
    let mut writer = SerializedFileWriter::new(file, schema.into(), Default::default()).unwrap();
    let mut group = writer.next_row_group().unwrap();
    let mut column = group.next_column().unwrap().unwrap();
    let value = ByteArray::from("The  boats came home. ".repeat(10_000).into_bytes());
    let rows = vec![value; 4000];
    column.typed::<ByteArrayType>().write_batch(&rows, None, None).unwrap();
    column.close().unwrap();
    group.close().unwrap();
    writer.close().unwrap();
    assert!(std::fs::metadata(scene.path("t.parquet")).unwrap().len() < MB as u64);
    let ran = within(
        &scene,
        400,
        "clean -j 1 --max-doc-bytes 1000 t.parquet -o out/ 2> errors; code=$?; grep -o 'and 3,995 more' errors; exit $code",
    );
    assert_eq!((ran.code, ran.stdout.trim()), (Some(3), "and 3,995 more"), "each row is counted");
    let ran = within(&scene, 400, "clean -q -j 1 t.parquet -o out/");
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""));
    let length = std::fs::metadata(scene.path("out/t.parquet")).unwrap().len();
    assert!(length < MB as u64, "{length}");
}

/// `parquet::memory::GROUP_BYTES`: an id is copied into each of its rows, so a dictionary of one id can unfold to any size.
#[cfg(feature = "parquet")]
#[test]
fn a_dictionary_that_unfolds_beyond_the_limit_fails_its_file_alone() {
    use parquet::data_type::{ByteArray, ByteArrayType};
    use parquet::file::writer::SerializedFileWriter;

    let scene = Scene::with(&[("sound.txt", "a  b\n")]);
    let write = |name: &str, rows: usize| {
        let message = "message m { required binary id (UTF8); required binary text (UTF8); }";
        let schema = parquet::schema::parser::parse_message_type(message).unwrap();
        let file = File::create(scene.path(name)).unwrap();
        let mut writer = SerializedFileWriter::new(file, schema.into(), Default::default()).unwrap();
        let mut group = writer.next_row_group().unwrap();
        for value in [vec![b'i'; MB / 2], b"The  boats.".to_vec()] {
            let mut column = group.next_column().unwrap().unwrap();
            let rows = vec![ByteArray::from(value); rows];
            column.typed::<ByteArrayType>().write_batch(&rows, None, None).unwrap();
            column.close().unwrap();
        }
        group.close().unwrap();
        writer.close().unwrap();
        assert!(std::fs::metadata(scene.path(name)).unwrap().len() < 4 * MB as u64);
    };
    // 20 MB of ids; and as many as the limit, to which the other columns are added.
    write("below.parquet", 40);
    write("beyond.parquet", 2048);
    let ran = within(&scene, 400, "clean -j 1 below.parquet beyond.parquet sound.txt -o out");
    assert_eq!(ran.code, Some(3), "{}", ran.stderr);
    let what = "unboil: beyond.parquet: cannot read: row group 0: its texts take more than 1073741824 bytes of memory; write \
                the file with smaller row groups, or give a larger --max-doc-bytes\n";
    assert!(ran.stderr.starts_with(what), "{}", ran.stderr);
    assert!(ran.stderr.ends_with("unboil: 42 documents, 41 changed, 1 failed\n"), "{}", ran.stderr);
    assert_eq!(scene.read("out/sound.txt"), "a b\n");
    assert!(scene.path("out/below.parquet").exists() && !scene.path("out/beyond.parquet").exists());
}

/// A member that is not text is passed on; its size is that of a document.
#[test]
fn a_member_that_is_no_text_is_limited_as_a_document() {
    let scene = Scene::new();
    let archive = |bytes: usize| {
        let mut archive = header("picture.png", tar::EntryType::Regular, bytes).as_bytes().to_vec();
        archive.resize(archive.len() + bytes.next_multiple_of(512), 0);
        [archive, member("a  b\n"), vec![0; 1024]].concat()
    };
    for (bytes, code) in [(1000, 0), (1001, 3)] {
        scene.write("t.tar", archive(bytes));
        let ran = scene.run(&["clean", "-q", "--max-doc-bytes", "1000", "t.tar", "-o", "out/"]);
        assert_eq!(ran.code, Some(code), "{bytes}: {}", ran.stderr);
    }
}

/// A member of records may have any size: its rows are read one by one, and its output waits in a temporary file.
#[test]
fn rows_of_a_member_are_not_held() {
    let scene = Scene::new();
    let row = format!("{{\"text\":\"The  boats came home.{}\"}}\n", " The ferry was late.".repeat(MB / 320));
    let rows = row.repeat(220 * MB / row.len()).into_bytes();
    let start = header("a.jsonl", tar::EntryType::Regular, rows.len());
    let end = vec![0; rows.len().next_multiple_of(512) - rows.len() + 1024];
    let file = BufWriter::new(File::create(scene.path("t.tar.gz")).unwrap());
    let mut encoder = GzEncoder::new(file, Compression::fast());
    [&start.as_bytes()[..], &rows, &end].into_iter().for_each(|part| encoder.write_all(part).unwrap());
    encoder.finish().unwrap().flush().unwrap();
    scene.write("t.zip", crate::zips::zip_of(&[("a.jsonl", &rows)]));
    for name in ["t.tar.gz", "t.zip"] {
        let ran = within(&scene, 200, &format!("clean -q -j 1 --max-doc-bytes 1M {name} -o out/"));
        assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""), "{name}");
    }
    let clean = crate::zips::members_of(&std::fs::read(scene.path("out/t.zip")).unwrap());
    assert!(clean[0].1 == row.replace("  ", " ").repeat(220 * MB / row.len()).as_bytes());
}

/// What is restored is bounded as what is cleaned.
#[test]
fn a_compressed_text_is_not_unfolded_to_be_refused() {
    let scene = Scene::with(&[("a.txt", "a  b\n")]);
    assert_eq!(scene.run(&["clean", "a.txt", "-o", "out/", "--report", "r.jsonl"]).code, Some(0));
    bomb(&scene, "bomb.txt.gz", b"", b'a', 600);
    let ran = within(&scene, 300, "restore bomb.txt.gz --report r.jsonl --max-doc-bytes 20M");
    let what = "has 629145600 bytes, more than --max-doc-bytes allows (20971520)\n";
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(3), ""));
    assert_eq!(ran.stderr, format!("unboil: bomb.txt.gz: {what}"));
    // Without memory for it, it is an error all the same.
    let ran = within(&scene, 300, "restore bomb.txt.gz --report r.jsonl");
    assert_eq!(ran.stderr, "unboil: bomb.txt.gz: cannot read: out of memory\n");
}

/// A report of three hundred megabytes, of which a document is restored.
#[test]
fn a_report_is_not_held() {
    let scene = Scene::with(&[("in/a.txt", "a  b\n"), ("in/rows.jsonl", "{\"text\":\"c  d\"}\n")]);
    assert_eq!(scene.run(&["clean", "in", "-o", "out", "--report", "r.jsonl", "--reproducible"]).code, Some(0));
    let report = scene.read("r.jsonl");
    let lines: Vec<&str> = report.lines().collect();
    let [run, document, edit, row, row_edit, summary] = lines[..] else { panic!("{report}") };
    let long = |edit: &str| edit.replace("\"was\":\" \"", &format!("\"was\":\"{}\"", " ".repeat(2000)));
    assert!(long(edit).len() > 2000 && long(row_edit).len() > 2000, "{report}");
    let mut file = BufWriter::new(File::create(scene.path("large.jsonl")).unwrap());
    writeln!(file, "{run}").unwrap();
    // Files, and then rows, with other texts.
    for (record, edit) in [(document, edit), (row, row_edit)] {
        for number in 0..75_000 {
            let other = record.replace("\"output\":\"xxh3:", &format!("\"output\":\"xxh3:{number:08x}"));
            writeln!(file, "{other}\n{}", long(edit)).unwrap();
        }
        writeln!(file, "{record}\n{edit}").unwrap();
    }
    writeln!(file, "{summary}").unwrap();
    drop(file);
    assert!(std::fs::metadata(scene.path("large.jsonl")).unwrap().len() > 300 * MB as u64);
    // Half of the report. This limits addresses, of which each thread reserves 64 MB for its allocations and uses little.
    let ran = within(&scene, 160, "restore out/a.txt --report large.jsonl");
    assert_eq!((ran.code, ran.stdout.as_str(), ran.stderr.as_str()), (Some(0), "a  b\n", ""));
    let ran = within(&scene, 160, "restore out/rows.jsonl --report large.jsonl");
    assert_eq!((ran.code, ran.stdout.as_str(), ran.stderr.as_str()), (Some(0), "{\"text\":\"c  d\"}\n", ""));
    let ran = scene.shell("ulimit -v 163840; cat large.jsonl | \"$0\" restore out/a.txt --report /dev/stdin");
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(0), "a  b\n"), "{}", ran.stderr);
}

/// A list of inputs takes a kilobyte a file.
#[test]
fn a_file_of_a_list_takes_at_most_a_kilobyte() {
    let peak = |files: usize| {
        let scene = Scene::new();
        (0..files).for_each(|number| scene.write(format!("in/a-name-of-a-file-{number:06}.txt"), ""));
        // It says nothing before the end, so its last word is waited for.
        let (ran, peak) = measured(&scene, &["clean", "in", "-o", "out"]);
        assert!(ran.stderr.ends_with(" 0 failed\n"), "{}", ran.stderr);
        peak
    };
    let bytes = (peak(6000) - peak(1000)) / 5000.0;
    assert!(bytes <= 1024.0, "{bytes} bytes a file");
}

/// With a report, a document takes at most 400 bytes more for each edit, besides the text of the edit: 300 as measured.
#[test]
fn an_edit_of_a_report_takes_at_most_four_hundred_bytes() {
    const LINE: &str = "The  boats came home before the storm.\n";
    let peak = |lines: usize, report: bool| {
        let scene = Scene::new();
        scene.write("in.txt", LINE.repeat(lines));
        let mut args = vec!["clean", "-j", "1", "--no-default-rules", "in.txt", "-o", "out/"];
        args.extend(["--report", "run.jsonl"].iter().filter(|_| report));
        let (ran, peak) = measured(&scene, &args);
        assert!(ran.stderr.ends_with("1 changed, 0 failed\n"), "{}", ran.stderr);
        peak
    };
    let (few, many) = (20_000, 120_000);
    let added = |report: bool| (peak(many, report) - peak(few, report)) / (many - few) as f64;
    // The text of each edit is a space.
    let bytes = added(true) - added(false);
    assert!(bytes <= 402.0, "{bytes} bytes an edit");
    assert!(bytes >= 50.0, "{bytes} bytes an edit, so nothing was measured");
}

/// `cache::LINES`: lines that were seen are remembered up to a megabyte, however many a run has.
#[test]
fn recently_seen_lines_take_a_megabyte() {
    let peak = |rows: usize| {
        let scene = Scene::new();
        let row = |row: usize| format!("{{\"text\":\"Boat {row}\\nwas seen at {row} o'clock\"}}\n");
        scene.write("in.jsonl", (0..rows).map(row).collect::<String>());
        let (ran, peak) = measured(&scene, &["clean", "-j", "1", "in.jsonl", "-o", "out/"]);
        assert!(ran.stderr.ends_with(" 0 failed\n"), "{}", ran.stderr);
        peak
    };
    // So few rows that hardly any line is remembered, and many times as many lines as are remembered.
    let bytes = peak(100_000) - peak(100);
    // Besides, batches of 64 KiB are on their way between two threads, before and after cleaning: 0.6 MB in all as measured.
    assert!(bytes <= (MB + 4 * (64 << 10)) as f64, "{bytes} bytes");
}

/// A JSON array is a single value, and a table in another encoding is decoded, but only some records are held.
#[test]
fn an_array_and_a_table_in_another_encoding_are_not_held() {
    let array = |rows: usize| {
        format!("[{}{{}}]", "{\"text\":\"The boats came home before the storm.\"},\n".repeat(rows)).into_bytes()
    };
    let table = |rows: usize| {
        let text = format!("text,n\n{}", "The boats came home before the storm.,1\n".repeat(rows));
        [&b"\xFF\xFE"[..], &text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>()].concat()
    };
    let held = |name: &str, input: &dyn Fn(usize) -> Vec<u8>| {
        let peak = |rows: usize| {
            let scene = Scene::new();
            let input = input(rows);
            scene.write(name, &input);
            let (ran, peak) = measured(&scene, &["clean", "-q", "-j", "1", name, "-o", "out/"]);
            assert_eq!(ran.code, Some(0), "{}", ran.stderr);
            (peak, input.len())
        };
        let (small, large) = (peak(50_000), peak(250_000));
        (large.0 - small.0) / (large.1 - small.1) as f64
    };
    for held in [held("a.json", &array), held("a.csv", &table)] {
        assert!(held < 0.1, "{held:.2} of each byte are held");
    }
}

/// The library follows nested columns by recursion, and allocates memory for the number of children that a column declares.
#[cfg(feature = "parquet")]
#[test]
fn a_table_whose_metadata_says_too_much_fails_alone() {
    // Metadata in Thrift's compact protocol: field 1, the version; field 2, a list of columns, each with a name (4) and a number
    // of children (5), whose five bytes are a number of variable length.
    let table = |columns: u32, children: i32| {
        let varint = |number: u32| {
            let bytes = [0, 7, 14, 21, 28].map(|shift| (number >> shift) as u8 & 0x7F);
            [bytes[0] | 0x80, bytes[1] | 0x80, bytes[2] | 0x80, bytes[3] | 0x80, bytes[4]]
        };
        let column = [&[0x48, 1, b'a', 0x15][..], &varint(children as u32 * 2), &[0]].concat();
        let metadata = [&[0x15, 2, 0x19, 0xFC][..], &varint(columns), &column.repeat(columns as usize), &[0]].concat();
        [b"PAR1", &metadata[..], &(metadata.len() as u32).to_le_bytes(), b"PAR1"].concat()
    };
    let scene = Scene::with(&[("sound.txt", "a  b\n")]);
    scene.write("deep.parquet", table(200_000, 1));
    scene.write("many.parquet", table(2, i32::MAX));
    // As deep as is allowed: the library reads it, and names another fault.
    scene.write("allowed.parquet", table(200, 1));
    let ran = within(&scene, 400, "clean -j 1 deep.parquet many.parquet allowed.parquet sound.txt -o out");
    assert_eq!((ran.code, scene.read("out/sound.txt").as_str()), (Some(3), "a b\n"), "{}", ran.stderr);
    assert!(
        ran.stderr.contains("unboil: allowed.parquet: cannot read: it is not valid Parquet: Index out"),
        "{}",
        ran.stderr
    );
    for name in ["deep", "many"] {
        let error = format!(
            "unboil: {name}.parquet: cannot read: it is not valid Parquet: its metadata is damaged, or its columns are nested too deeply\n"
        );
        assert!(ran.stderr.contains(&error), "{}", ran.stderr);
    }
}
