//! How far into a document its encoding is looked for, and how long a line is repaired as one.

use unboil::{Cause, Evidence, Options};

use crate::{cleaned_with, rule};

/// `Паром отошёл от причала` in KOI8-R.
const RUSSIAN: &[u8] = b"\xF0\xC1\xD2\xCF\xCD \xCF\xD4\xCF\xDB\xA3\xCC \xCF\xD4 \xD0\xD2\xC9\xDE\xC1\xCC\xC1\n";

/// The same in Windows-1251.
const RUSSIAN_WINDOWS: &[u8] = b"\xCF\xE0\xF0\xEE\xEC \xEE\xF2\xEE\xF8\xB8\xEB \xEE\xF2 \xEF\xF0\xE8\xF7\xE0\xEB\xE0\n";

/// `declared::REACH`
#[test]
fn a_declaration_is_seen_in_the_first_1024_bytes_and_no_further() {
    let page = |end: usize| {
        let declaration = "<meta charset=cskoi8r";
        [" ".repeat(end - declaration.len()).as_bytes(), declaration.as_bytes(), b">\n", RUSSIAN].concat()
    };
    let evidence = |end| unboil::detect(&page(end), false).unwrap().evidence;
    assert_eq!(evidence(1024), Evidence::SelfDeclared);
    assert_eq!(evidence(1025), Evidence::Guessed);
}

/// `guess::SAMPLE`: one French word, 64 KiB of plain English, and the rest in Russian, of which something must be seen.
#[test]
fn a_guess_is_made_from_64_kib_behind_the_first_letter_beyond_ascii() {
    let page = |from: usize| {
        let plain = "The ferry sailed at seven and nobody saw it leave. ";
        let filler = plain.repeat(from / plain.len() + 1);
        [b"caf\xE9 ", &filler.as_bytes()[..from - 5], &RUSSIAN_WINDOWS.repeat(40)].concat()
    };
    let encoding = |from| unboil::detect(&page(from), false).unwrap().encoding;
    assert_eq!(encoding((64 << 10) - 200), "windows-1251");
    assert_eq!(encoding(64 << 10), "windows-1252");
}

/// One byte in fifty and one more may stand for nothing in the encoding that a page names; then it is not the page's.
#[test]
fn a_declaration_that_too_many_bytes_do_not_bear_out_is_not_believed() {
    let greek = encoding_rs::WINDOWS_1253.encode("το πλοίο έφυγε από το λιμάνι ").0.into_owned();
    let page = |bad: usize| {
        let mut high = 0;
        let is_wanted = |byte: &u8| {
            high += usize::from(!byte.is_ascii());
            high <= 5000 - bad
        };
        let text: Vec<u8> = greek.iter().copied().cycle().take_while(is_wanted).collect();
        // No letter of that encoding.
        [b"<meta charset=windows-1253>\n", &text[..], &b"\xD2 ".repeat(bad)].concat()
    };
    let evidence = |bad| unboil::detect(&page(bad), false).unwrap().evidence;
    assert_eq!(evidence(101), Evidence::SelfDeclared);
    assert_eq!(evidence(102), Evidence::Guessed);
}

/// `mojibake::PIECE`
#[test]
fn a_damaged_line_above_64_kib_is_repaired_in_pieces_to_the_same_text() {
    let repaired = |bytes: usize| {
        let words = "LiÃ¨ge Ã©tait dÃ©jÃ  loin. ";
        let rest = "x".repeat(bytes % words.len());
        let line = words.repeat(bytes / words.len()) + &rest;
        assert_eq!(line.len(), bytes);
        let cleaned = cleaned_with(Options::default(), "", &format!("{line}\n"));
        assert_eq!(cleaned.text, "Liège était déjà loin. ".repeat(bytes / words.len()) + &rest + "\n");
        cleaned.edits.iter().filter(|edit| matches!(edit.cause, Cause::Fix(_))).count()
    };
    // An edit for each letter, and one for a piece.
    assert!(repaired(64 << 10) > 4000);
    assert!(repaired((64 << 10) + 1) < 10);
}

/// Such a piece is one edit, and so is what rules remove from it.
#[test]
fn parts_of_a_large_damaged_line_go() {
    let rules = rule("call", "contains = [\"call the pier\", \"déjà loin\"]\nremove = \"match\"");
    // The last part begins in the piece and ends behind it.
    let damaged = "LiÃ¨ge Ã©tait dÃ©jÃ  loin hier. ".repeat(400);
    let sound = "Liège était hier. ".repeat(400);
    let call = "call the pier ";
    for (before, between, behind) in [("", "", ""), (call, "", ""), ("", call, ""), ("", "", call), (call, call, call)]
    {
        let line = |text: &str| format!("{before}{text}{between}{text}{text}{behind}");
        let text = format!("{}\n", line(&damaged).repeat(3).trim_end());
        assert!(text.len() > 64 << 10);
        let cleaned = cleaned_with(Options::default(), &rules, &text);
        assert_eq!(cleaned.text, format!("{}\n", sound.repeat(9).trim_end()), "{before}|{between}|{behind}");
    }
}
