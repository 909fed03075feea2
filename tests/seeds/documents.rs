//! Pairs of documents, found by folder, and how two texts differ.

use std::fs;
use std::path::{Path, PathBuf};

/// A document and what it must become.
pub(crate) struct Document {
    pub(crate) name: String,
    pub(crate) dirty: Vec<u8>,
    pub(crate) clean: String,
}

/// An entry of `seeds/known-failures.toml`.
pub(crate) struct KnownFailure {
    pub(crate) name: String,
    pub(crate) reason: String,
}

fn seeds() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds")
}

/// The names of the documents in a folder of `seeds/`, sorted.
pub(crate) fn names(folder: &str) -> Vec<String> {
    names_in(&seeds().join(folder), ".txt")
}

fn names_in(folder: &Path, ending: &str) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.strip_suffix(ending).map(str::to_owned))
        .collect();
    names.sort();
    names
}

fn read(path: &Path) -> Vec<u8> {
    fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn read_text(path: &Path) -> String {
    String::from_utf8(read(path)).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The documents of the project.
pub(crate) fn project() -> Vec<Document> {
    let pair = |name: String| Document {
        dirty: read(&seeds().join("dirty").join(format!("{name}.txt"))),
        clean: read_text(&seeds().join("clean").join(format!("{name}.txt"))),
        name,
    };
    names("dirty").into_iter().map(pair).collect()
}

/// Whole pages, of this folder and of one beside the checkout where there is such a folder.
pub(crate) fn pages() -> Vec<Document> {
    let checkout = Path::new(env!("CARGO_MANIFEST_DIR"));
    let own = pages_in(&checkout.join("tests/seeds/pages"));
    assert!(own.len() >= 4, "the pages are not where this test looks for them");
    own.into_iter().chain(pages_in(&checkout.join("../shared/seeds"))).collect()
}

fn pages_in(folder: &Path) -> Vec<Document> {
    let pair = |name: String| Document {
        dirty: read(&folder.join(format!("{name}.txt"))),
        clean: read_text(&folder.join(format!("{name}.gold.txt"))),
        name,
    };
    names_in(folder, ".gold.txt").into_iter().map(pair).collect()
}

/// Writes every clean document anew.
pub(crate) fn bless(clean: impl Fn(&[u8]) -> Result<String, String>) {
    for name in names("dirty") {
        let dirty = read(&seeds().join("dirty").join(format!("{name}.txt")));
        let text = clean(&dirty).unwrap_or_else(|refused| panic!("{name}: {refused}"));
        let path = seeds().join("clean").join(format!("{name}.txt"));
        fs::write(&path, text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    }
}

/// What `seeds/known-failures.toml` lists.
pub(crate) fn known_failures() -> Vec<KnownFailure> {
    let table: toml::Table =
        read_text(&seeds().join("known-failures.toml")).parse().expect("known-failures.toml is TOML");
    let cases = table.get("case").and_then(toml::Value::as_array).into_iter().flatten();
    let text = |case: &toml::Value, key: &str| {
        case.get(key).and_then(toml::Value::as_str).unwrap_or_else(|| panic!("a case without {key}: {case}")).to_owned()
    };
    cases.map(|case| KnownFailure { name: text(case, "name"), reason: text(case, "reason") }).collect()
}

/// The first lines in which two texts differ, if they differ.
pub(crate) fn difference(want: &str, got: &str) -> Option<String> {
    if want == got {
        return None;
    }
    let (want, got): (Vec<&str>, Vec<&str>) = (want.split('\n').collect(), got.split('\n').collect());
    let same = want.iter().zip(&got).take_while(|(w, g)| w == g).count();
    // As many lines behind as tell a reader whether something was lost or left.
    let show = |lines: &[&str]| lines.iter().skip(same).take(6).map(|l| format!("    {l:?}\n")).collect::<String>();
    Some(format!("line {} should be\n{}  but is\n{}", same + 1, show(&want), show(&got)))
}
