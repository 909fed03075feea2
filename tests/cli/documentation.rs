//! Each test that the documentation of promises and limits names exists.

use std::fs;
use std::path::Path;

/// Folders of tests, whose modules are named without their folder.
const FOLDERS: [&str; 4] = ["tests/cli", "tests/watch", "tests/faults", "tests/limits"];

/// Tests in backquotes, such as `failures::a_full_disk_leaves_no_partial_file` or `trust::a_configuration_*`.
#[test]
fn the_tests_that_promises_name_exist() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut named = 0;
    for document in ["SECURITY.md", "docs/internals.md"] {
        let text = fs::read_to_string(root.join(document)).unwrap();
        // Names of constants are written alike; those of tests have several words.
        let is_test =
            |name: &&str| name.contains('_') && !name.contains(|sign: char| sign.is_ascii_uppercase() || sign == ' ');
        for (module, test) in text.split('`').filter_map(|code| code.split_once("::").filter(|(_, name)| is_test(name)))
        {
            let sources: Vec<String> = FOLDERS
                .iter()
                .filter_map(|folder| fs::read_to_string(root.join(folder).join(format!("{module}.rs"))).ok())
                .collect();
            let wanted = match test.strip_suffix('*') {
                Some(start) => format!("\nfn {start}"),
                None => format!("\nfn {test}()"),
            };
            assert!(
                sources.iter().any(|source| source.contains(&wanted)),
                "{document}: {module}::{test} does not exist"
            );
            named += 1;
        }
    }
    assert!(named > 30, "{named} tests are named");
}
