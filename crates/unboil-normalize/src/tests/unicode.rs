//! Unicode's own test of normal forms, through the fast paths. The file is part of the ICU normalizer's package, which cargo
//! has unpacked somewhere.

use super::{checked, is_canonical};
use std::collections::HashSet;
use std::path::Path;
use std::process::Command;

/// `NormalizationTest.txt` of the Unicode Character Database.
fn test_file() -> String {
    let arguments = ["metadata", "--offline", "--format-version", "1"];
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
    let cargo = Command::new(env!("CARGO")).args(arguments).args(["--manifest-path", manifest]).output();
    let metadata = String::from_utf8(cargo.expect("cargo runs").stdout).expect("cargo writes UTF-8");
    let package =
        metadata.split("\"name\":\"icu_normalizer\",\"version\"").nth(1).expect("the package in the metadata");
    let path = package.split("\"manifest_path\":\"").nth(1).and_then(|rest| rest.split('"').next());
    let folder = Path::new(path.expect("its manifest")).parent().expect("its folder");
    std::fs::read_to_string(folder.join("tests/data/NormalizationTest.txt")).expect("its test data")
}

#[test]
fn the_normalization_test_of_unicode_passes() {
    let file = test_file();
    let text = |field: &str| -> String {
        field.split(' ').filter_map(|code| char::from_u32(u32::from_str_radix(code, 16).ok()?)).collect()
    };
    let mut alone: HashSet<char> = HashSet::new();
    let mut compared = 0;
    let mut part = 0;
    for line in file.lines().map(|line| line.split('#').next().unwrap_or_default().trim()) {
        if let Some(number) = line.strip_prefix("@Part") {
            part = number.parse().expect("a number");
            continue;
        }
        let fields: Vec<String> = line.split(';').map(text).collect();
        let [source, nfc, nfd, nfkc, nfkd, ..] = fields.as_slice() else { continue };
        if part == 1 {
            alone.extend(source.chars());
        }
        for (forms, want) in [([source, nfc, nfd].as_slice(), nfc), ([nfkc, nfkd].as_slice(), nfkc)] {
            let want_line = format!("{want}\n");
            for form in forms {
                let got = checked(form);
                if is_canonical(&want_line) {
                    assert_eq!(got, want_line, "{line}");
                    compared += 1;
                } else {
                    // A character that is removed or becomes a space does so in every form.
                    assert_eq!(got, checked(want), "{line}");
                }
                // Far from the end of the text, where the fast path is taken.
                let far =
                    format!("{form} and a line of more than one chunk of sixty-four bytes, so that all is seen\n");
                assert_eq!(checked(&far), checked(&far.replacen(form.as_str(), want, 1)), "{line}");
            }
        }
    }
    assert!(compared > 90_000, "{compared} comparisons only");
    for c in (' '..=char::MAX).filter(|c| !alone.contains(c)) {
        let line = format!("{c}\n");
        if is_canonical(&line) {
            assert_eq!(checked(&line), line, "{c:?}");
        }
    }
}
