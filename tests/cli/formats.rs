//! Input formats: the output has the same format, and only the texts change.

use std::process::Stdio;

use crate::scene::{Scene, UNBOIL};
use crate::tools::{BZIP2, GZIP, JQ, TAR, XZ, ZSTD};

/// A document as it is written in a JSON string, and the result with any rules.
const DIRTY: &str = "The pier  is closed.\\r\\n\\r\\n\\r\\n\\r\\nThe boats came home.\\u00a0";
const CLEAN: &str = "The pier is closed.\\n\\nThe boats came home.";

fn rows(text: &str) -> String {
    (0..300).map(|n| format!("{{\"id\":{n},\"text\":\"{text}\"}}\n")).collect()
}

#[test]
fn several_fields_of_a_record_may_hold_texts() {
    let row = |a: &str, b: &str| {
        format!("{{\"m\":[{{\"c\":\"{a}\"}},{{\"c\":null}}],\"text\":\"x  y\",\"t\":{{\"u\":\"{b}\"}}}}\n")
    };
    let ran = Scene::new().run_with(&["clean", "--format", "jsonl", "--field", "t.u,m[].c"], row(DIRTY, "One.  "));
    assert_eq!((ran.code, ran.stdout), (Some(0), row(CLEAN, "One.")));
    let ran = Scene::new().run_with(&["clean", "--format", "jsonl", "--field", "a..b"], "");
    assert_eq!(ran.code, Some(2));
    assert!(ran.stderr.contains("`a..b` is no path to a field"), "{}", ran.stderr);
}

#[test]
fn quoted_csv_fields_may_contain_lines_and_all_other_bytes_are_kept() {
    let file = |text: &str, other: &str| {
        format!("\u{FEFF}id,\"text\",x\r\n7,{text},\"a \"\"b\"\"  c\"\r\n8,{other},'\"'\n\n9,\"\",\n")
    };
    let scene = Scene::new();
    scene.write("a.csv", file("\"The pier  is \"\"closed\"\".\n\n\n\nThe boats,  too. \"", " The  boats."));
    let ran = scene.run(&["clean", "a.csv"]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    assert_eq!(ran.stdout, file("\"The pier is \"\"closed\"\".\n\nThe boats, too.\"", "The boats."));
    scene.write("a.tsv", "text\tn\nThe  boats, they.\t1\nSaid  \"yes\"\t2\n");
    // A quote inside an unquoted field is a character. When written again, the field is quoted, so that any program
    // can read it.
    assert_eq!(scene.run(&["clean", "a.tsv"]).stdout, "text\tn\nThe boats, they.\t1\n\"Said \"\"yes\"\"\"\t2\n");
}

/// Spreadsheets write semicolons where the comma is the decimal sign.
#[test]
fn the_header_or_an_option_gives_the_delimiter() {
    let scene = Scene::new();
    for (input, output) in [
        ("text;n\r\n\"The  pier, it\n\n\n\nis closed.\";1\r\n", "text;n\r\n\"The pier, it\n\nis closed.\";1\r\n"),
        ("\u{FEFF}text;n\r\nThe  pier.;\"1\"\r\n", "\u{FEFF}text;n\r\nThe pier.;\"1\"\r\n"),
        ("text\tn\nThe  pier; it, too.\t1\n", "text\tn\nThe pier; it, too.\t1\n"),
        ("n|text\n1|The  pier; it, too.\n", "n|text\n1|The pier; it, too.\n"),
        ("sep=;\r\ntext;n\r\nThe  pier.;1\r\n", "sep=;\r\ntext;n\r\nThe pier.;1\r\n"),
        ("\u{FEFF}sep=|\ntext|a,b,c\nThe  pier.|1\n", "\u{FEFF}sep=|\ntext|a,b,c\nThe pier.|1\n"),
        // What looks like a delimiter is in quotes, in one column of the header only, or in the texts.
        ("n,\"a;b;c;d\",text\n1,2,The  pier.\n", "n,\"a;b;c;d\",text\n1,2,The pier.\n"),
        ("n,text,kind (a|b|c|d)\n1,The  pier.,a\n", "n,text,kind (a|b|c|d)\n1,The pier.,a\n"),
        ("text\nThe  pier; it | too.\n", "text\nThe pier; it | too.\n"),
    ] {
        scene.write("a.csv", input);
        let ran = scene.shell("\"$0\" clean -q a.csv -o out/ --report r.jsonl && cat out/a.csv");
        assert_eq!((ran.code, ran.stdout.as_str()), (Some(0), output), "{}", ran.stderr);
        let ran =
            scene.shell("\"$0\" restore out --report r.jsonl -o back && cat back/a.csv && rm -r out back r.jsonl");
        assert_eq!((ran.code, ran.stdout.as_str()), (Some(0), input), "{}", ran.stderr);
    }
    scene.write("a.csv", "text:n\nThe  pier, it.:1\n");
    assert_eq!(scene.run(&["clean", "--delimiter", ":", "a.csv"]).stdout, "text:n\nThe pier, it.:1\n");
    scene.write("a.tsv", "text;n\nThe  pier, it.;1\n");
    assert_eq!(scene.run(&["clean", "--delimiter", ";", "a.tsv"]).stdout, "text;n\nThe pier, it.;1\n");
    let ran = scene.run(&["clean", "--delimiter", ";;", "a.csv"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.stderr.contains("write one ASCII character"), "{}", ran.stderr);
}

/// Some programs pad gzip files, or append to them.
#[test]
fn data_after_the_last_gzip_member_is_ignored_with_a_warning() {
    let scene = Scene::with(&[("a.txt", "The  boats.\n")]);
    let ran = scene.shell("gzip a.txt && printf 'garbage!' >> a.txt.gz && \"$0\" clean --compress none a.txt.gz");
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(0), "The boats.\n"));
    assert_eq!(ran.stderr, "unboil: warning: a.txt.gz: has data after its last gzip member, which is ignored\n");
    // What would be lost for good is not.
    let before = std::fs::read(scene.path("a.txt.gz")).unwrap();
    let ran = scene.run(&["clean", "--in-place", "a.txt.gz"]);
    assert_eq!(ran.code, Some(3));
    assert!(ran.stderr.contains("stays as it was: it has data after its last gzip member"), "{}", ran.stderr);
    assert_eq!(std::fs::read(scene.path("a.txt.gz")).unwrap(), before);
    let ran = scene.shell("printf 'The  boats.\\n' | gzip > b.txt.gz; printf '\\0\\0\\0' >> b.txt.gz; \"$0\" clean --compress none b.txt.gz");
    assert_eq!((ran.code, ran.stdout.as_str(), ran.stderr.as_str()), (Some(0), "The boats.\n", ""));
}

/// Spreadsheets write a byte order mark.
#[test]
fn a_byte_order_mark_is_not_part_of_the_first_column() {
    let scene = Scene::with(&[("a.csv", "\u{FEFF}text,n\r\nThe  boats.,1\r\n")]);
    let ran = scene.run(&["clean", "a.csv"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(0), "\u{FEFF}text,n\r\nThe boats.,1\r\n"), "{}", ran.stderr);
    scene.write("b.csv", "\u{FEFF}\"text\",n\nThe  boats.,1\n");
    assert_eq!(scene.run(&["clean", "b.csv"]).stdout, "\u{FEFF}\"text\",n\nThe boats.,1\n");
}

/// The quotes in what is dropped decide where the record ends.
#[test]
fn a_csv_record_over_the_limit_does_not_affect_its_neighbours() {
    let rest = "2,two\n3,three\n4,four\n5,\"five\"\n6,six\n";
    let long = "x".repeat(300);
    let scene = Scene::new();
    // The long line closes the quote, opens it, is one of three; all fit, but not their sum.
    for (n, record) in [
        format!("1,\"first line\n{long}\"\n"),
        format!("1,\"{long}\nlast line\"\n"),
        format!("1,\"first line\n{long}\nlast, line\"\n"),
        format!("1,\"{}\"\n", ["y".repeat(40).as_str(); 3].join("\n")),
    ]
    .iter()
    .enumerate()
    {
        scene.write("b.csv", format!("id,text\n{record}{rest}"));
        let ran = scene.run(&["clean", "--max-doc-bytes", "100", "b.csv"]);
        assert_eq!((ran.code, ran.stdout), (Some(3), format!("id,text\n{rest}")), "{n}");
        let size = record.len() - 1;
        assert!(
            ran.stderr.starts_with(&format!("unboil: b.csv:2: has {size} bytes, more than")),
            "{n}: {}",
            ran.stderr
        );
        assert_eq!(ran.stderr.lines().count(), 1, "{n}: {}", ran.stderr);
    }
    // A record that is as large as the limit.
    let full = format!("1,\"{}\n{}\"\n", "y".repeat(40), "y".repeat(55));
    assert_eq!(full.len(), 101);
    scene.write("b.csv", format!("id,text\n{full}{rest}"));
    let ran = scene.run(&["clean", "--max-doc-bytes", "100", "b.csv"]);
    assert_eq!((ran.code, ran.stdout), (Some(0), format!("id,text\n{full}{rest}")));
}

/// Readers of CSV skip blank lines, so a row that is one would be lost.
#[test]
fn a_row_of_one_column_that_becomes_empty_stays_a_row() {
    let scene = Scene::new();
    let text = "text\n\u{200B}\nThe pier is closed.\n\n\"\"\n\u{200B}";
    for format in ["csv", "tsv"] {
        let ran = scene.run_with(&["clean", "--format", format], text);
        assert_eq!((ran.code, ran.stdout.as_str()), (Some(0), "text\n\"\"\nThe pier is closed.\n\n\"\"\n\"\""));
        assert_eq!(scene.run_with(&["clean", "--format", format], &ran.stdout).stdout, ran.stdout);
    }
    // Beside another column an empty text is no blank line.
    let ran = scene.run_with(&["clean", "--format", "csv"], "text,n\n\u{200B},1\n");
    assert_eq!(ran.stdout, "text,n\n,1\n");
    // The row comes back.
    scene.write("a.csv", "text\n\u{200B}\nThe pier  is closed.\n");
    let ran = scene.run(&["clean", "a.csv", "--report", "r.jsonl"]);
    scene.write("clean.csv", ran.stdout);
    let ran = scene.run(&["restore", "clean.csv", "--report", "r.jsonl"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(0), "text\n\"\u{200B}\"\nThe pier  is closed.\n"));
}

#[test]
fn bad_csv_records_are_reported_by_line() {
    let scene = Scene::new();
    scene.write("a.csv", b"id,text\n1,\"Two\nlines.\"\n2\n3,\xFF\n4,Four.\n5,\"open\n");
    let ran = scene.run(&["clean", "a.csv"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(3), "id,text\n1,\"Two\nlines.\"\n4,Four.\n"));
    insta::assert_snapshot!(ran.stderr, @r"
    unboil: a.csv:4: has 1 field, but the header has 2; fix the record; it is left out
    unboil: a.csv:5: is not valid UTF-8 at byte 3 (--encoding names another encoding); fix the record; it is left out
    unboil: a.csv:7: has an unclosed quote; fix the record; it is left out
    ");
    let ran = scene.run(&["clean", "--field", "body", "a.csv"]);
    assert_eq!(ran.code, Some(2));
    insta::assert_snapshot!(ran.stderr, @r#"unboil: a.csv: the header has no "body", but id, text; name the column with --field, or add a header if there is none"#);
    let ran = scene.run_with(&["clean", "--field", "txt", "--format", "csv"], "id,text\n");
    assert_eq!(ran.code, Some(2));
    insta::assert_snapshot!(ran.stderr, @r#"unboil: <stdin>: the header has no "txt", but id, text; name the column with --field, or add a header if there is none; did you mean `text`?"#);
}

fn record(kind: &str, address: &str, block: &str) -> String {
    format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {address}\r\nX-Own:  kept \r\nContent-Type: text/plain\r\nContent-Length: {}\r\n\r\n{block}\r\n\r\n",
        block.len()
    )
}

#[test]
fn conversion_records_of_a_web_archive_are_cleaned_and_have_the_right_length() {
    let archive = |text: &str| {
        record("warcinfo", "", "a  b\r\n")
            + &record("conversion", "http://x.org/", text)
            + &record("response", "", "c  d")
    };
    let scene = Scene::new();
    let dirty = archive("The  boats \u{e9}.\r\n\r\n\r\n\r\nHome.\n");
    let want = archive("The boats \u{e9}.\n\nHome.\n");
    scene.write("a.warc.wet", &dirty);
    let ran = scene.run(&["clean", "a.warc.wet"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(0), want.as_str()), "{}", ran.stderr);
    // Without a name, the first bytes tell the format.
    assert_eq!(scene.run_with(&["clean"], &dirty).stdout, want);
    let ran = scene.run_with(&["clean"], &dirty[..dirty.len() - 6]);
    assert_eq!(ran.code, Some(3));
    assert_eq!(ran.stderr, "unboil: <stdin>: cannot read: record 3 ends before its Content-Length\n");
}

#[test]
fn rules_of_a_site_apply_to_records_of_that_site() {
    let rules = "about = \"x\"\nlang = \"en\"\n\n[[rule]]\nid = \"hotline\"\ncategory = \"promo\"\nwhy = \"Printed.\"\nline = [\"call the pier now\"]\n\
        site = \"harbour.example\"\nremoves = [\"Call the pier now\"]\nkeeps = [\"Calling.\"]\n";
    let scene = Scene::with(&[("rules/en/x.toml", rules)]);
    let archive = |first: &str| {
        record("conversion", "https://www.harbour.example/a", first)
            + &record("conversion", "https://other.example/a", "The boats came.\n\nCall the pier now\n")
    };
    let ran = scene.run_with(&["clean", "--rules", "rules"], archive("The boats came.\n\nCall the pier now\n"));
    assert_eq!(ran.stdout, archive("The boats came.\n"));
}

#[test]
fn outputs_are_compressed_as_inputs_unless_told_otherwise() {
    let tools = [(GZIP, "gz"), (ZSTD, "zst"), (BZIP2, "bz2"), (XZ, "xz")];
    for (tool, extension) in tools.into_iter().filter(|(tool, _)| tool.is_there()) {
        let tool = tool.name();
        let scene = Scene::with(&[("in/a.jsonl", &rows(DIRTY))]);
        // Two concatenated members are one file.
        let packed = format!("in/a.jsonl.{extension}");
        let ran = scene.shell(&format!("{tool} -c in/a.jsonl > one && cat one one > {packed} && rm in/a.jsonl && \"$0\" clean -q in -o out && {tool} -dc out/a.jsonl.{extension}"));
        assert_eq!((ran.code, ran.stdout), (Some(0), rows(CLEAN).repeat(2)), "{tool}: {}", ran.stderr);
        // Detected by content, whatever the name; written with the other compression.
        let ran = scene.shell(&format!("\"$0\" clean --format jsonl --compress {tool} < one | {tool} -dc"));
        assert_eq!((ran.code, ran.stdout), (Some(0), rows(CLEAN)), "{tool}: {}", ran.stderr);
        assert_eq!(scene.shell("\"$0\" clean --format jsonl < one").stdout, rows(CLEAN), "{tool}");
        assert_eq!(scene.run(&["clean", "-q", "in", "-o", "plain", "--compress", "none"]).code, Some(0));
        assert_eq!(
            (scene.list("plain"), scene.read("plain/a.jsonl")),
            (vec!["a.jsonl".to_owned()], rows(CLEAN).repeat(2))
        );
        let ran = scene.shell(&format!("head -c 150 one > in/cut.jsonl.{extension}; \"$0\" clean in -o cut"));
        assert_eq!(ran.code, Some(3), "{tool}");
        assert!(
            ran.stderr.contains(&format!("in/cut.jsonl.{extension}: cannot read: the {tool} data ")),
            "{}",
            ran.stderr
        );
        assert_eq!(scene.list("cut"), [format!("a.jsonl.{extension}")]);
    }
}

#[test]
fn a_compressed_web_archive_has_a_member_for_each_record() {
    let scene = Scene::new();
    let archive: String = (0..3).map(|n| record("conversion", "http://x.org", &format!("{n}  boats.\n"))).collect();
    scene.write("a.warc.wet", &archive);
    assert_eq!(scene.run(&["clean", "-q", "a.warc.wet", "-o", "out/", "--compress", "gzip"]).code, Some(0));
    let packed = std::fs::read(scene.path("out/a.warc.wet.gz")).unwrap();
    assert_eq!(packed.windows(3).filter(|bytes| *bytes == b"\x1F\x8B\x08").count(), 3);
    assert_eq!(
        scene.run(&["clean", "out/a.warc.wet.gz"]).stdout,
        archive.replace("  boats", " boats").replace("Length: 10", "Length: 9")
    );
}

#[cfg(unix)]
#[test]
fn texts_in_a_tar_archive_are_cleaned_and_other_members_kept() {
    if !TAR.is_there() {
        return;
    }
    for form in ["gnu", "pax", "ustar"] {
        let long = "a-rather-long-name-".repeat(if form == "ustar" { 3 } else { 8 });
        let scene = Scene::with(&[
            ("in/a.txt", "The  boats.\n"),
            (&format!("in/b/{long}.txt"), "Home.  \n"),
            ("in/c.jsonl", "{\"text\": \"a  b\"}\n"),
        ]);
        scene.write("in/p.png", b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\0\0\x01\0\0".repeat(64));
        let script = format!(
            "ln -s a.txt in/l; tar --format={form} -czf a.tgz in && \"$0\" clean -q a.tgz -o out/ && mkdir x && tar -xzf out/a.tgz -C x && \
             tar -tzf a.tgz > want && tar -tzf out/a.tgz > got && cmp want got && cmp in/p.png x/in/p.png && readlink x/in/l"
        );
        let ran = scene.shell(&script);
        assert_eq!((ran.code, ran.stdout.as_str()), (Some(0), "a.txt\n"), "{form}: {}", ran.stderr);
        assert_eq!(scene.read("x/in/a.txt"), "The boats.\n");
        assert_eq!(scene.read("x/in/c.jsonl"), "{\"text\": \"a b\"}\n");
        assert_eq!(scene.read(format!("x/in/b/{long}.txt")), "Home.\n");
        assert_eq!(
            scene.shell("tar -xzOf a.tgz > /dev/null; gzip -dc a.tgz | \"$0\" clean | tar -xO in/a.txt").stdout,
            "The boats.\n"
        );
    }
}

/// The first row is too large. What it tells about the table holds for its neighbours all the same.
#[test]
fn the_delimiter_does_not_depend_on_the_size_of_documents() {
    let table = format!("id;text;size (w, h)\n1;{};2\n2;The  boats.;3\n", "long ".repeat(40));
    let ran = Scene::new().run_with(&["clean", "--format", "csv", "--max-doc-bytes", "100"], table);
    assert_eq!(ran.stdout, "id;text;size (w, h)\n2;The boats.;3\n", "{}", ran.stderr);
    assert!(ran.stderr.starts_with("unboil: <stdin>:2: has "), "{}", ran.stderr);
}

/// The size in binary, as programs write it that want no limit, and in octal digits behind which other bytes are left over.
#[test]
fn a_size_in_any_notation_is_replaced_by_one_that_can_be_read() {
    let text = format!("{}The  boats.\n", "Home.\n".repeat(2_131));
    assert_eq!(text.len(), 0o30_776);
    let notations = [b"\x80\0\0\0\0\0\0\0\0\0\x31\xFE", b"0030776\x00900\x01", b"      30776 "];
    for size in notations {
        let mut header = tar::Header::new_gnu();
        header.set_path("a.txt").unwrap();
        header.set_entry_type(tar::EntryType::Regular);
        header.as_old_mut().size.copy_from_slice(size);
        header.set_cksum();
        let mut archive = [header.as_bytes(), text.as_bytes()].concat();
        archive.resize(archive.len().next_multiple_of(512) + 1024, 0);
        let scene = Scene::new();
        scene.write("a.tar", archive);
        let ran = scene.run(&["clean", "a.tar", "-o", "out/"]);
        assert_eq!(ran.code, Some(0), "{}", ran.stderr);
        let cleaned = std::fs::read(scene.path("out/a.tar")).unwrap();
        let mut cleaned = tar::Archive::new(cleaned.as_slice());
        let mut member = cleaned.entries().unwrap().next().unwrap().unwrap();
        let mut read = String::new();
        std::io::Read::read_to_string(&mut member, &mut read).unwrap();
        assert_eq!(read, text.replace("  ", " "), "{size:?}");
    }
}

/// Rows written by another program.
#[test]
fn rows_written_by_jq_can_be_read_by_jq() {
    if !JQ.is_there() {
        return;
    }
    let scene = Scene::with(&[("a.json", &format!("[{{\"text\":\"{DIRTY}\",\"n\":1.5,\"\u{e9}\":null}}]"))]);
    let ran = scene.shell("jq -c '.[]' a.json | \"$0\" clean --format jsonl | jq -c '[.text, .n, .[\"é\"]]'");
    assert_eq!((ran.code, ran.stdout), (Some(0), format!("[\"{CLEAN}\",1.5,null]\n")));
    assert_eq!(
        scene
            .shell("jq -c '.[]' a.json | \"$0\" clean --format jsonl | \"$0\" clean --format jsonl")
            .stdout
            .lines()
            .count(),
        1
    );
}

#[test]
fn rows_are_written_early_with_any_compression() {
    // The pipe stays open, so what was written so far must be visible.
    use std::io::{BufRead as _, BufReader, Write as _};
    for (args, row) in [
        (&["--format", "csv"][..], "text,n\nThe boats.,1\n"),
        (&["--format", "jsonl", "-j", "3"], "{\"text\":\"The boats.\"}\n"),
    ] {
        let scene = Scene::new();
        let mut command = scene.command(UNBOIL, &[&["clean"], args].concat());
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        stdin.write_all(row.as_bytes()).unwrap();
        for want in row.lines() {
            let mut line = String::new();
            stdout.read_line(&mut line).unwrap();
            assert_eq!(line.trim_end(), want);
        }
        drop(stdin);
        assert!(child.wait().unwrap().success());
    }
}
