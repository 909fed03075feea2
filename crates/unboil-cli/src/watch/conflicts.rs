//! Detects files that would have the same output.
//!
//! With `--compress zstd`, `a.txt.gz` and `a.txt` both become `a.txt.zst`. One would silently overwrite the other, so
//! only one of them is cleaned: the file that already has its output, otherwise the first by name. A restart
//! therefore decides as the previous run did. The input is the files of a scan and those that have left IN; the
//! output is the files that must not be cleaned, each with the file whose output it would replace.
//!
//! `a.txt`, `a.txt.gz`, `b.txt` → `a.txt.gz` conflicts with `a.txt`

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use super::work::Outcome;
use crate::console::messages::{Problem, display_path};
use crate::run::naming::Naming;

/// Collects the files of a scan.
#[derive(Debug)]
pub(super) struct Conflicts {
    /// How outputs are named; `None` if no two files can have the same output.
    naming: Option<Naming>,
    /// For each output its sources, and whether the output already belongs to that source.
    sources: HashMap<PathBuf, Vec<(bool, PathBuf)>>,
}

/// A file that must not be cleaned.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Conflict {
    pub path: PathBuf,
    pub output: PathBuf,
    pub other: PathBuf,
}

impl Conflicts {
    pub(super) fn new(naming: Naming) -> Self {
        Self { naming: naming.is_ambiguous().then_some(naming), sources: HashMap::new() }
    }

    /// Adds a file. `has_output` says that its output exists or is being written.
    pub(super) fn see(&mut self, path: &Path, has_output: bool) {
        if let Some(naming) = self.naming {
            self.sources.entry(naming.of_path(path)).or_default().push((has_output, path.to_path_buf()));
        }
    }

    /// Returns the conflicts, sorted by path. `left` are cleaned files that have left IN; they count while their
    /// output exists.
    pub(super) fn end<'l>(
        self,
        left: impl Iterator<Item = &'l PathBuf>,
        is_there: impl Fn(&Path) -> bool,
    ) -> Vec<Conflict> {
        let Self { naming: Some(naming), mut sources } = self else { return Vec::new() };
        // If every source already has its output, there is no conflict to resolve.
        if sources.values().flatten().any(|(has_output, _)| !has_output) {
            for path in left {
                let output = naming.of_path(path);
                if let Some(sources) = sources.get_mut(&output)
                    && sources.iter().all(|(_, source)| source != path)
                    && is_there(&output)
                {
                    sources.push((true, path.clone()));
                }
            }
        }
        let mut conflicts = Vec::new();
        for (output, mut sources) in sources {
            sources.sort_by(|a, b| (!a.0, &a.1).cmp(&(!b.0, &b.1)));
            let mut sources = sources.into_iter().map(|(_, path)| path);
            let Some(first) = sources.next() else { continue };
            conflicts.extend(sources.map(|path| Conflict { path, output: output.clone(), other: first.clone() }));
        }
        conflicts.sort_by(|a, b| a.path.cmp(&b.path));
        conflicts
    }
}

impl Conflict {
    /// The outcome to commit for this file.
    pub(super) fn outcome(&self) -> Outcome {
        let what =
            format!("its output {} is already the output of {}", display_path(&self.output), display_path(&self.other));
        Outcome::Refused(Problem::with_help(display_path(&self.path), what, "use another name"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::compression::Compression;
    use crate::run::naming::OutputForm;

    fn conflicts(compress: Option<Compression>, files: &[(&str, bool)], left: &[&str]) -> Vec<(String, String)> {
        let mut conflicts = Conflicts::new(Naming { compress, output_form: OutputForm::Same, is_named: false });
        files.iter().for_each(|(path, has_output)| conflicts.see(Path::new(path), *has_output));
        let left: Vec<PathBuf> = left.iter().map(PathBuf::from).collect();
        let conflicts = conflicts.end(left.iter(), |output| output != Path::new("gone.zst"));
        conflicts.iter().map(|conflict| (display_path(&conflict.path), display_path(&conflict.other))).collect()
    }

    #[test]
    fn the_file_with_an_output_wins_otherwise_the_first_by_name() {
        let zstd = Some(Compression::Zstd);
        let pair = |a: &str, b: &str| vec![(a.to_owned(), b.to_owned())];
        let (plain, packed) = ("d/a.txt", "d/a.txt.gz");
        assert_eq!(conflicts(zstd, &[(packed, false), (plain, false), ("a.txt", false)], &[]), pair(packed, plain));
        assert_eq!(conflicts(zstd, &[(packed, true), (plain, false)], &[]), pair(plain, packed));
        assert_eq!(conflicts(None, &[(packed, false), (plain, false)], &[]), []);
    }
    #[test]
    fn files_that_left_count_while_their_output_exists() {
        let zstd = Some(Compression::Zstd);
        assert_eq!(conflicts(zstd, &[("a", false)], &["a.gz"]), [("a".to_owned(), "a.gz".to_owned())]);
        assert_eq!(conflicts(zstd, &[("gone", false)], &["gone.gz"]), []);
        assert_eq!(conflicts(zstd, &[("a.gz", true)], &["a.gz"]), [], "it is the same file again");
    }
}
