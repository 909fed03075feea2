//! Files that would have the same output.
//!
//! Goes in: all files that a look found, and those that have left. Comes out: those that must not be cleaned, each with the one
//! whose output it would replace. With `--compress zstd`, `a.txt.gz` and `a.txt` both become `a.txt.zst`: one stays, and nobody would
//! know which. It is the one that has its output already, or else the first by name: so a restart decides as the run before.
//!
//! `a.txt`, `a.txt.gz`, `b.txt` → `a.txt.gz` clashes with `a.txt`

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use super::work::Outcome;
use crate::console::messages::{Problem, shown};
use crate::run::naming::Naming;

/// Finds them, while a look goes on.
#[derive(Debug)]
pub(super) struct Conflicts {
    /// How outputs are called, if two can be called the same.
    naming: Option<Naming>,
    /// By output: the sources, and whether the output is theirs already.
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

    /// A file was found; `has_output`: its output is there, or being made.
    pub(super) fn see(&mut self, path: &Path, has_output: bool) {
        if let Some(naming) = self.naming {
            self.sources.entry(naming.of_path(path)).or_default().push((has_output, path.to_path_buf()));
        }
    }

    /// Those that clash, sorted. `left` are files that were cleaned and are not there any more; what became of them counts as
    /// long as it is there.
    pub(super) fn end<'l>(
        self,
        left: impl Iterator<Item = &'l PathBuf>,
        is_there: impl Fn(&Path) -> bool,
    ) -> Vec<Conflict> {
        let Self { naming: Some(naming), mut sources } = self else { return Vec::new() };
        // Where all that is there has its output, there is nothing to look for.
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
    /// What becomes of the file.
    pub(super) fn outcome(&self) -> Outcome {
        let what = format!("its output {} is already that of {}", shown(&self.output), shown(&self.other));
        Outcome::Refused(Problem::with_way_out(shown(&self.path), what, "drop it under another name"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::compression::Compression;
    use crate::run::naming::OutputForm;

    fn conflicts(compress: Option<Compression>, files: &[(&str, bool)], left: &[&str]) -> Vec<(String, String)> {
        let mut conflicts = Conflicts::new(Naming { compress, output_form: OutputForm::Same });
        files.iter().for_each(|(path, has_output)| conflicts.see(Path::new(path), *has_output));
        let left: Vec<PathBuf> = left.iter().map(PathBuf::from).collect();
        let conflicts = conflicts.end(left.iter(), |output| output != Path::new("gone.zst"));
        conflicts.iter().map(|conflict| (shown(&conflict.path), shown(&conflict.other))).collect()
    }

    #[test]
    fn the_one_that_has_its_output_stays_or_else_the_first_by_name() {
        let zstd = Some(Compression::Zstd);
        let pair = |a: &str, b: &str| vec![(a.to_owned(), b.to_owned())];
        let (plain, packed) = ("d/a.txt", "d/a.txt.gz");
        assert_eq!(conflicts(zstd, &[(packed, false), (plain, false), ("a.txt", false)], &[]), pair(packed, plain));
        assert_eq!(conflicts(zstd, &[(packed, true), (plain, false)], &[]), pair(plain, packed));
        assert_eq!(conflicts(None, &[(packed, false), (plain, false)], &[]), []);
    }
    #[test]
    fn what_has_left_counts_as_long_as_its_output_is_there() {
        let zstd = Some(Compression::Zstd);
        assert_eq!(conflicts(zstd, &[("a", false)], &["a.gz"]), [("a".to_owned(), "a.gz".to_owned())]);
        assert_eq!(conflicts(zstd, &[("gone", false)], &["gone.gz"]), []);
        assert_eq!(conflicts(zstd, &[("a.gz", true)], &["a.gz"]), [], "it is the same file again");
    }
}
