//! Lists the rule files under `rules/` for the library to build in, so that adding one changes no Rust file, and compiles
//! them, so that no program has to when it starts. So it does with the tables of characters that matching looks up.
//!
//! The compiler is the library's own: the modules it consists of are compiled into this script too. A pack that does not
//! compile leaves the compiled form empty; then the library compiles the text and tells the fault.

#![allow(dead_code, unused_imports, unreachable_pub, missing_docs, reason = "the library uses the rest")]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

#[path = "src/category.rs"]
mod category;
#[path = "src/compiler/mod.rs"]
mod compiler;
#[path = "src/config.rs"]
mod config;
/// Phrases are text; nobody decoded them wrongly.
mod decode {
    pub(crate) fn reread(_: &[u8], _: &str) -> Option<String> {
        None
    }

    pub(crate) fn is_natural(_: &str) -> bool {
        false
    }

    pub(crate) fn is_rare_han(_: char) -> bool {
        true
    }
}
#[path = "src/document.rs"]
mod document;
#[path = "src/error.rs"]
mod error;
#[path = "src/lanes.rs"]
mod lanes;
#[path = "src/level.rs"]
mod level;
/// Of the lints only their names are known here.
#[path = "src/lint"]
mod lint {
    mod kind;
    pub use kind::LintKind;
}
#[path = "src/matcher/mod.rs"]
mod matcher;
#[path = "src/normalize/mod.rs"]
mod normalize;
#[path = "src/segment/mod.rs"]
mod segment;
#[path = "src/selection.rs"]
mod selection;
#[path = "src/site.rs"]
mod site;
/// What is being made.
mod standard {
    pub(crate) const FILES: &[(&str, &str)] = &[];
    pub(crate) static COMPILED: &[u8] = &[];
    pub(crate) static FOLDED: &[u8] = &[];
    pub(crate) static CLASSES: &[u8] = &[];
    pub(crate) static FINGERPRINT: &[u8] = &[];
}
#[path = "src/text.rs"]
mod text;

pub use compiler::{RuleSet, RuleSetBuilder};
pub use config::{CONFIG_FILE, Config};
pub use error::Error;
pub use level::Level;

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=rules");
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default()).join("rules");
    let mut files = Vec::new();
    collect(&root, "toml", &mut files)?;
    files.sort();
    let mut code = String::from("&[\n");
    let mut texts = Vec::with_capacity(files.len());
    for file in &files {
        let name = file.strip_prefix(&root).unwrap_or(file).to_string_lossy().replace('\\', "/");
        writeln!(code, "    ({name:?}, include_str!({:?})),", file.to_string_lossy()).map_err(io::Error::other)?;
        texts.push((format!("rules/{name}"), fs::read_to_string(file)?.into()));
    }
    code.push_str("]\n");
    let compiled = compiler::save(texts).unwrap_or_else(|fault| {
        println!("cargo::warning=the standard packs do not compile: {}", fault.to_string().replace('\n', " "));
        Vec::new()
    });
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    fs::write(out.join("folded.bin"), matcher::fold::folded_table())?;
    fs::write(out.join("classes.bin"), matcher::fold::class_table())?;
    fs::write(out.join("fingerprint.bin"), fingerprint(&compiled)?)?;
    fs::write(out.join("standard_rules.rs"), code)?;
    fs::write(out.join("standard_rules.bin"), compiled)
}

/// The library's modules above that are one file.
const MODULES: [&str; 9] = ["category", "config", "document", "error", "lanes", "level", "selection", "site", "text"];

/// A hash of the version, of the compiled packs and of all that compiles rules: this script's own modules.
fn fingerprint(compiled: &[u8]) -> io::Result<Vec<u8>> {
    let mut all = env!("CARGO_PKG_VERSION").as_bytes().to_vec();
    all.extend(compiled);
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default()).join("src");
    let mut sources: Vec<PathBuf> = MODULES.iter().map(|module| root.join(module).with_extension("rs")).collect();
    for folder in ["compiler", "matcher", "normalize", "segment"] {
        collect(&root.join(folder), "rs", &mut sources)?;
    }
    sources.sort();
    for source in sources {
        all.extend(fs::read(source)?);
    }
    Ok(xxhash_rust::xxh3::xxh3_128(&all).to_le_bytes().to_vec())
}

fn collect(dir: &Path, extension: &str, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(dir)? {
        let path = entry?.path();
        if path.is_dir() {
            println!("cargo::rerun-if-changed={}", path.display());
            collect(&path, extension, files)?;
        } else if path.extension().is_some_and(|e| e == extension) {
            files.push(path);
        }
    }
    Ok(())
}
