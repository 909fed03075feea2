//! Pathological inputs: a line without end, a flood of zero bytes, encodings that change midway. Time and memory are
//! proportional to their size, and the result is text or a clear error.
//!
//! The tests use a few megabytes. The memory of a run is limited in proportion, so that the result holds for a
//! gigabyte.

use crate::scene::{Ran, Scene};

const MB: usize = 1 << 20;

/// Cleans a file of `bytes` with a limit on the address space, in KiB: a base for threads and the binary itself, plus
/// 30 times the input.
fn clean(bytes: impl AsRef<[u8]>, options: &str) -> Ran {
    let scene = Scene::new();
    scene.write("in.txt", bytes.as_ref());
    let limit = 400_000 + 30 * bytes.as_ref().len() / 1024;
    scene.shell(&format!("ulimit -v {limit}; \"$0\" clean -j 1 --no-default-rules {options} in.txt"))
}

#[test]
fn a_line_without_end_is_cleaned() {
    let line = "The ferry sailed at seven and nobody saw it leave. ".repeat(8 * MB / 51);
    let ran = clean(&line, "");
    assert_eq!((ran.code, ran.stdout.trim_end()), (Some(0), line.trim_end()));
}

#[test]
fn a_damaged_line_without_end_is_repaired() {
    let ran = clean("LiÃ¨ge Ã©tait dÃ©jÃ  loin. ".repeat(8 * MB / 34), "");
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    assert!(ran.stdout.starts_with("Liège était déjà loin. Liège") && !ran.stdout.contains('Ã'));
}

#[test]
fn runs_of_zero_bytes_are_removed() {
    let text = "The ferry sailed at seven.\n";
    let ran = clean([text.as_bytes(), &vec![0; 8 * MB], text.as_bytes()].concat(), "");
    assert_eq!((ran.code, ran.stdout), (Some(0), text.repeat(2)), "{}", ran.stderr);
}

#[test]
fn a_flood_of_zero_bytes_is_not_text() {
    let ran = clean(vec![0; 8 * MB], "");
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(3), ""));
    assert!(ran.stderr.contains("this looks like binary data, not text"), "{}", ran.stderr);
    let forced = clean(vec![0; 8 * MB], "--force");
    assert_eq!((forced.code, forced.stdout.as_str()), (Some(0), ""), "{}", forced.stderr);
}

#[test]
fn a_byte_order_mark_in_the_middle_is_ignored() {
    let line = "À l’été, où j’étais née.\n".repeat(40_000);
    let ran =
        clean([line.as_bytes(), "\u{FEFF}".as_bytes(), line.as_bytes(), b"\xFF\xFE", line.as_bytes()].concat(), "");
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    assert!(ran.stderr.contains("2 byte sequences are not UTF-8"), "{}", ran.stderr);
    assert_eq!(ran.stdout.replace('\u{FFFD}', ""), line.repeat(3));
}

#[test]
fn encodings_that_change_midway_give_text() {
    let line = "À l’été, où j’étais née.\n".repeat(4_000);
    let (western, _, _) = encoding_rs::WINDOWS_1252.encode(&line);
    let cyrillic = "Паром отошёл от причала.\n".repeat(4_000);
    let (cyrillic, _, _) = encoding_rs::WINDOWS_1251.encode(&cyrillic);
    let ran = clean([line.as_bytes(), &western, &cyrillic].concat().repeat(12), "");
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    assert_eq!(ran.stdout.lines().count(), 12_000 * 12);
}
