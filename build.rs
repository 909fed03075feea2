//! Compiles the rule files under `rules/` into the tables that the library embeds, so that no program compiles them at start-up.
//!
//! Writes `packs.bin` to `OUT_DIR`, the tables and the texts of the files, and `placeholders.bin`, those of the files named
//! `placeholders.toml`, which have no rules. Without the feature `standard-rules`, nothing.

#[cfg(feature = "standard-rules")]
fn main() -> std::io::Result<()> {
    packs::compile()
}

#[cfg(not(feature = "standard-rules"))]
fn main() {}

#[cfg(feature = "standard-rules")]
mod packs {
    use std::path::{Path, PathBuf};
    use std::{env, fs, io};

    use unboil_rules::RuleSet;

    pub(super) fn compile() -> io::Result<()> {
        println!("cargo::rerun-if-changed=rules");
        let variable =
            |name| env::var_os(name).map(PathBuf::from).ok_or_else(|| io::Error::other(format!("no {name}")));
        let root = variable("CARGO_MANIFEST_DIR")?.join("rules");
        let mut files = Vec::new();
        collect(&root, &mut files)?;
        files.sort();
        let out = variable("OUT_DIR")?;
        fs::write(out.join("packs.bin"), compiled(&root, files.iter())?)?;
        let placeholders = files.iter().filter(|file| file.ends_with("placeholders.toml"));
        fs::write(out.join("placeholders.bin"), compiled(&root, placeholders)?)
    }

    fn compiled<'f>(root: &Path, files: impl Iterator<Item = &'f PathBuf>) -> io::Result<Vec<u8>> {
        let mut rules = RuleSet::builder();
        for file in files {
            let name = file.strip_prefix(root).unwrap_or(file).to_string_lossy().replace('\\', "/");
            rules = rules.source(format!("rules/{name}"), fs::read_to_string(file)?);
        }
        rules.prebuild().map_err(|error| {
            // Cargo shows a panic's or an error's text only in part; this line shows all of it.
            eprintln!("{error}");
            io::Error::other("the standard packs do not compile; the fault is shown above")
        })
    }

    fn collect(dir: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
        for entry in fs::read_dir(dir)? {
            let path = entry?.path();
            if path.is_dir() {
                println!("cargo::rerun-if-changed={}", path.display());
                collect(&path, files)?;
            } else if path.extension().is_some_and(|e| e == "toml") {
                files.push(path);
            }
        }
        Ok(())
    }
}
