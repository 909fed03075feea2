//! Tables and JSON in other encodings than UTF-8: the output has the encoding of the input, every byte outside the texts stays, and
//! `restore` gives back the input.

use insta::assert_snapshot;

use crate::scene::Scene;

fn utf16(text: &str, is_big: bool) -> Vec<u8> {
    text.encode_utf16().flat_map(|unit| if is_big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
}

fn encoded(label: &str, text: &str) -> Vec<u8> {
    match label {
        "utf-16le" => utf16(text, false),
        "utf-16be" => utf16(text, true),
        label => {
            let (bytes, _, lacks_some) = encoding_rs::Encoding::for_label(label.as_bytes()).unwrap().encode(text);
            assert!(!lacks_some, "{label}");
            bytes.into_owned()
        }
    }
}

/// Cleans a file, checks the output, and restores it.
fn there_and_back(name: &str, input: &[u8], want: &[u8], options: &[&str]) {
    let scene = Scene::new();
    scene.write(format!("in/{name}"), input);
    let ran = scene.run(&[&["clean", "in", "-o", "out", "--report", "r.jsonl"], options].concat());
    assert_eq!(ran.code, Some(0), "{name}: {}", ran.stderr);
    let clean = std::fs::read(scene.path(format!("out/{name}"))).unwrap();
    assert_eq!(clean.escape_ascii().to_string(), want.escape_ascii().to_string(), "{name}");
    assert!(!scene.read("r.jsonl").contains(r#""restores":"text""#), "{name}");
    let ran = scene.run(&["restore", "out", "--report", "r.jsonl", "-o", "back"]);
    assert_eq!(ran.code, Some(0), "{name}: {}", ran.stderr);
    assert!(std::fs::read(scene.path(format!("back/{name}"))).unwrap() == input, "{name}");
}

/// A table of a spreadsheet with a text to clean.
const TABLE: &str = "id;Größe;text\r\n1;ä, ö;\"Der  Platz ist für alle geöffnet.\r\nEr schließt um acht.\"\r\n2;;\"„Ja“, sagte sie – später.\"\r\n";

#[test]
fn a_table_keeps_its_encoding_and_its_byte_order_mark() {
    let clean = TABLE.replace("Der  Platz", "Der Platz").replace("geöffnet.\r\n", "geöffnet.\n");
    for (mark, label) in
        [(&b"\xFF\xFE"[..], "utf-16le"), (b"\xFE\xFF", "utf-16be"), (b"", "windows-1252"), (b"", "utf-8")]
    {
        let of = |text: &str| [mark, &encoded(label, text)].concat();
        there_and_back("a.csv", &of(TABLE), &of(&clean), &[]);
        let (table, clean) = (TABLE.replace(';', "\t"), clean.replace(';', "\t"));
        there_and_back("a.tsv", &of(&table), &of(&clean), &[]);
    }
    let rows = "text,n\n\"港の橋は  閉鎖されています。\",表示\n船は夕方に戻りました。,ソ\n";
    let of = |text: &str| encoded("shift_jis", text);
    let clean = rows.replace("橋は  閉", "橋は 閉");
    there_and_back("a.csv", &of(rows), &of(&clean), &["--encoding", "shift_jis"]);
    there_and_back("a.csv", &of(rows), &of(&clean), &[]);
}

#[test]
fn json_keeps_its_encoding() {
    let rows = "{\"text\":\"Der  Platz, größer 😀\",\"n\":1.50}\r\n\n{\"text\":null}\n{\"x\":\"é\",\"text\":\"Ja.\"}";
    let array = "[\n  {\"text\": \"Der  Platz, größer\"},\n  {\"é\": \"\\u00e9\"}\n]\n";
    for (mark, label) in [(&b"\xFF\xFE"[..], "utf-16le"), (b"\xFE\xFF", "utf-16be"), (b"", "utf-16le")] {
        let of = |text: &str| [mark, &encoded(label, text)].concat();
        let clean = |text: &str| of(&text.replace("Der  Platz", "Der Platz"));
        let scene = Scene::new();
        for (name, text) in [("a.jsonl", rows), ("a.json", array)] {
            scene.write(name, of(text));
            let ran = scene.run(&["clean", name, "-o", "out/", "--report", "r.jsonl"]);
            assert_eq!(ran.code, Some(0), "{}", ran.stderr);
            assert!(std::fs::read(scene.path(format!("out/{name}"))).unwrap() == clean(text), "{label} {name}");
            let ran = scene.run(&["restore", &format!("out/{name}"), "--report", "r.jsonl", "-o", "back"]);
            assert_eq!(ran.code, Some(0), "{}", ran.stderr);
            assert!(std::fs::read(scene.path("back")).unwrap() == of(text), "{label} {name}");
        }
    }
    // Bytes that are not UTF-8 are damage, unless the encoding is named.
    let scene = Scene::new();
    scene.write("a.jsonl", b"{\"text\":\"gr\xF6\xDFer  \"}\n");
    assert_eq!(scene.run(&["clean", "a.jsonl"]).code, Some(3));
    let script = "\"$0\" clean --encoding latin1 a.jsonl | od -An -c | tr -d ' \\n'";
    assert_eq!(scene.shell(script).stdout, r#"{"text":"gr366337er"}\n"#);
}

#[test]
fn a_character_that_the_encoding_lacks_is_escaped_in_json_and_rejected_in_a_table() {
    let scene = Scene::new();
    scene.write("a.jsonl", b"{\"text\":\"gr\xF6\xDFer &gt; &alpha; &#128512;\"}\n");
    let ran = scene.shell("\"$0\" clean --encoding latin1 a.jsonl | iconv -f latin1 -t utf-8");
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(0), "{\"text\":\"größer > \\u03b1 \\ud83d\\ude00\"}\n"));
    scene.write("a.csv", b"text,n\ngr\xF6\xDFer &alpha;,1\ngr\xF6\xDFer &gt;,2\n");
    let ran =
        scene.shell("\"$0\" clean a.csv --rejects bad.jsonl > out; code=$?; iconv -f latin1 -t utf-8 out; exit $code");
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(3), "text,n\ngrößer >,2\n"));
    assert_snapshot!(ran.stderr, @r#"unboil: a.csv:2: its clean text has "α", which windows-1252 lacks; convert the file to UTF-8 first, for example with iconv; fix the record; it is left out"#);
    assert!(scene.read("bad.jsonl").contains(r#""raw":"größer &alpha;,1\n""#), "{}", scene.read("bad.jsonl"));
}

#[test]
fn a_row_with_bytes_that_are_not_valid_is_rejected_alone() {
    let scene = Scene::new();
    scene.write(
        "a.csv",
        [&b"\xFF\xFE"[..], &utf16("text,n\na  b,1\n", false), b"x\0\x3D\xD8,\x002\0\n\0", &utf16("c  d,3\n", false)]
            .concat(),
    );
    let ran = scene.shell("\"$0\" clean a.csv > out; code=$?; iconv -f utf-16 -t utf-8 out; exit $code");
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(3), "text,n\na b,1\nc d,3\n"));
    assert_snapshot!(ran.stderr, @"unboil: a.csv:3: is not valid UTF-16LE at byte 3; fix the record; it is left out");
    scene.write("b.csv", b"text,n\na  b,1\n\x81\xFF,2\nc  d,3\n");
    let ran = scene.run(&["clean", "--encoding", "shift_jis", "b.csv"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(3), "text,n\na b,1\nc d,3\n"));
    // Encodings in which nothing can be written.
    for label in ["iso-2022-jp", "cp850"] {
        let ran = scene.run(&["clean", "--encoding", label, "b.csv"]);
        assert_eq!((ran.code, ran.stdout.as_str()), (Some(3), ""));
        assert!(ran.stderr.contains("in which records cannot be written; convert it to UTF-8 first"), "{}", ran.stderr);
    }
}

/// Without the letters of the text that was removed, the encoding of the clean table could not be guessed.
#[test]
fn the_report_tells_the_encoding_of_a_clean_table() {
    there_and_back("a.csv", b"text,n\nThe  pier.,\xC1\n", b"text,n\nThe pier.,\xC1\n", &["--encoding", "koi8-r"]);
    // As in UTF-8, where such a row would be kept out.
    let scene = Scene::new();
    scene.write("a.csv", b"text,n\nThe  pier.,\xC1\n");
    assert_eq!(scene.run(&["clean", "a.csv"]).code, Some(3));
}

/// A record keeps its encoding, so that is no reason for a change.
#[test]
fn the_encoding_of_a_table_is_no_change() {
    let scene = Scene::new();
    scene.write("a.csv", b"text;n\nEr kam \xFCber die Br\xFCcke  heim.;1\n");
    assert_eq!(scene.run(&["check", "a.csv"]).stdout, "a.csv:2: normalize/spaces 1\n");
    let ran = scene.run(&["diff", "a.csv"]);
    assert!(ran.stdout.starts_with("--- a.csv:2\n+++ a.csv:2\n"), "{}", ran.stdout);
    scene.write("a.csv", b"text;n\nEr kam \xFCber die Br\xFCcke heim.;1\n");
    assert_eq!(scene.run(&["check", "a.csv"]).code, Some(0));
}
