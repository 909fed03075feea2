//! Each guarantee of the documentation names tests that exist.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

#[test]
fn each_guarantee_names_tests_that_exist() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let text = fs::read_to_string(root.join("docs/watch.md")).unwrap();
    let guarantees = text.split("## Guarantees").nth(1).unwrap().split("\n## ").next().unwrap();
    let mut sources: BTreeMap<String, String> = BTreeMap::new();
    let mut count = 0;
    for guarantee in guarantees.split("\n").fold(Vec::<String>::new(), |mut all, line| {
        if line.starts_with(|c: char| c.is_ascii_digit()) {
            all.push(String::new());
        }
        if let Some(last) = all.last_mut() {
            last.push_str(line);
            last.push('\n');
        }
        all
    }) {
        count += 1;
        let tests = guarantee.split_once("Tests:").map_or("", |(_, tests)| tests);
        let tests: Vec<&str> = tests.split('`').filter(|name| name.contains("::")).collect();
        assert!(!tests.is_empty(), "no test: {guarantee}");
        for test in tests {
            let (module, name) = test.split_once("::").unwrap();
            let source = sources.entry(module.to_owned()).or_insert_with(|| {
                let in_folder = |folder| fs::read_to_string(root.join(folder).join(format!("{module}.rs")));
                let source = in_folder("tests/watch").or_else(|_| in_folder("tests/faults"));
                source.unwrap_or_else(|error| panic!("{test}: {error}"))
            });
            assert!(source.contains(&format!("#[test]\nfn {name}()")), "{test} does not exist");
        }
    }
    assert!(count > 15, "{count} guarantees");
}
