//! Unicode's own test of normal forms, through the fast paths. The file comes with the ICU normalizer's crate, where
//! cargo unpacks it; without it the test says so and passes.

use super::{checked, is_canonical};
use std::collections::HashSet;
use std::path::PathBuf;

/// `NormalizationTest.txt` of the Unicode Character Database.
fn test_file() -> Option<String> {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".cargo")))?;
    let registries = std::fs::read_dir(home.join("registry/src")).ok()?;
    let crates = registries.filter_map(|dir| std::fs::read_dir(dir.ok()?.path()).ok()).flatten();
    let mut files: Vec<PathBuf> = crates
        .filter_map(|dir| Some(dir.ok()?.path()))
        .filter(|dir| dir.file_name().is_some_and(|name| name.to_string_lossy().starts_with("icu_normalizer-")))
        .map(|dir| dir.join("tests/data/NormalizationTest.txt"))
        .filter(|file| file.is_file())
        .collect();
    files.sort();
    std::fs::read_to_string(files.pop()?).ok()
}

#[test]
fn the_normalization_test_of_unicode_passes() {
    let Some(file) = test_file() else {
        eprintln!("skipped: no NormalizationTest.txt in cargo's registry");
        return;
    };
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
                    // What goes or becomes a space does so in every form.
                    assert_eq!(got, checked(want), "{line}");
                }
                // Far from the end of the text, where the fast path is.
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
