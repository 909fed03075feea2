//! Golden files: a folder of inputs, what each gives, and what it gave when somebody last looked.

use std::path::{Path, PathBuf};
use std::{env, fs};

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/rules").join(name)
}

/// Whether golden files are rewritten.
pub(crate) fn blessing() -> bool {
    env::var_os("UNBOIL_BLESS").is_some()
}

/// Compares what `give` makes of each `NAME.toml` of the folder with `NAME.txt`. `give` gets the file's name and text.
pub(crate) fn check(name: &str, give: impl Fn(&str, &str) -> String) {
    let mut inputs: Vec<PathBuf> = fs::read_dir(folder(name)).unwrap().map(|entry| entry.unwrap().path()).collect();
    inputs.retain(|path| path.extension().is_some_and(|e| e == "toml"));
    inputs.sort();
    assert!(!inputs.is_empty());
    let mut differing = Vec::new();
    for input in &inputs {
        let file = input.file_name().unwrap().to_str().unwrap();
        let mut got = give(file, &fs::read_to_string(input).unwrap());
        got.push('\n');
        let golden = input.with_extension("txt");
        if blessing() {
            fs::write(&golden, &got).unwrap();
        } else if fs::read_to_string(&golden).unwrap_or_default() != got {
            differing.push(format!("{file}\n{got}"));
        }
    }
    assert!(differing.is_empty(), "not as in their .txt (UNBOIL_BLESS=1 rewrites):\n\n{}", differing.join("\n"));
}
