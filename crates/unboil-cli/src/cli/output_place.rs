//! Where `clean` writes: standard output, a file, or a folder.
//!
//! Input: the value of `-o`, and the inputs. Output: the place. `-o NAME` is a file if the input is a single file or standard input, as
//! with `cp` and most commands; an existing folder, or a name that ends in `/`, is a folder.
//!
//! `clean a.txt -o b.txt` → the file `b.txt`; `clean a.txt -o b/` → `b/a.txt`; `clean a.txt c.txt -o b` → `b/a.txt`, `b/c.txt`

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use crate::console::messages::{Problem, display_path};
use crate::files::reading::is_stdin;
use crate::formats::Format;
use crate::formats::compression::Compression;

/// Where outputs are written, if not over the inputs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum OutputPlace {
    /// Standard output.
    Stdout,
    /// Files below this folder, named after the inputs.
    Folder(PathBuf),
    /// One file.
    File(PathBuf),
}

impl OutputPlace {
    /// The place that `output`, the value of `-o`, means for these inputs. `is_list` says whether there are more in a list.
    ///
    /// # Errors
    /// Standard input has no file name to use in a folder.
    pub(super) fn of(output: Option<&Path>, paths: &[PathBuf], is_list: bool) -> Result<Self, Problem> {
        let Some(output) = output.filter(|path| !is_stdin(path)) else { return Ok(Self::Stdout) };
        let has_stdin = paths.iter().any(|path| is_stdin(path)) || (paths.is_empty() && !is_list);
        let is_one = match paths {
            [] => !is_list,
            [path] => !is_list && !path.is_dir(),
            _ => false,
        };
        let is_folder = output.is_dir() || output.as_os_str().as_encoded_bytes().ends_with(b"/");
        match (is_one && !is_folder, has_stdin) {
            (true, _) => Ok(Self::File(output.to_path_buf())),
            (false, false) => Ok(Self::Folder(output.to_path_buf())),
            (false, true) => {
                let help = "name a file with -o, or name the inputs";
                Err(Problem::with_help("", "standard input has no file name to use in a folder", help))
            }
        }
    }

    /// The folder that outputs are written below. It is empty for a file in the current folder.
    pub(super) fn root(&self) -> Option<&Path> {
        match self {
            Self::Stdout => None,
            Self::Folder(folder) => Some(folder),
            Self::File(file) => file.parent(),
        }
    }

    /// The name of the only output, if the user gave it.
    pub(super) fn file_name(&self) -> Option<&OsStr> {
        match self {
            Self::File(file) => file.file_name(),
            Self::Stdout | Self::Folder(_) => None,
        }
    }

    /// The compression that the name of the file asks for.
    pub(super) fn compression(&self) -> Option<Compression> {
        self.file_name().map(|name| Compression::of_name(Path::new(name)))
    }

    /// Checks that the name of a file does not promise another format than that of the input `path`; `wanted` is the one of `--format`.
    ///
    /// # Errors
    /// It does, or the file has no name.
    pub(super) fn check_format(&self, path: Option<&Path>, wanted: Option<Format>) -> Result<(), Problem> {
        let Self::File(file) = self else { return Ok(()) };
        let place = || display_path(file);
        let Some(name) = file.file_name() else {
            return Err(Problem::with_help(place(), "has no file name", "name a file or a folder with -o"));
        };
        let Some(promised) = Format::of_path(Path::new(name)) else { return Ok(()) };
        let found = wanted.or_else(|| path.and_then(Format::of_path));
        match found {
            Some(found) if found != promised && !(is_text(found) && is_text(promised)) => {
                let what = format!("has the extension of {}, but the input is {}", promised.name, found.name);
                Err(Problem::with_help(place(), what, "unboil does not convert formats; choose another extension"))
            }
            _ => Ok(()),
        }
    }
}

fn is_text(format: Format) -> bool {
    format == Format::TEXT || format == Format::MARKDOWN
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_input_has_a_file_and_several_have_a_folder() {
        let place = |output: &str, paths: &[&str]| {
            let paths: Vec<PathBuf> = paths.iter().map(PathBuf::from).collect();
            OutputPlace::of(Some(Path::new(output)), &paths, false)
        };
        let file = |name: &str| Ok(OutputPlace::File(name.into()));
        let folder = |name: &str| Ok(OutputPlace::Folder(name.into()));
        assert_eq!(place("-", &["a.txt"]), Ok(OutputPlace::Stdout));
        assert_eq!(place("b.txt", &["a.txt"]), file("b.txt"));
        assert_eq!(place("b.txt", &[]), file("b.txt"));
        assert_eq!(place("b/", &["a.txt"]), folder("b/"));
        assert_eq!(place("src", &["a.txt"]), folder("src"));
        assert_eq!(place("b", &["a.txt", "c.txt"]), folder("b"));
        assert_eq!(place("b", &["src"]), folder("b"));
        assert!(place("b/", &[]).is_err());
        assert!(place("b", &["a.txt", "-"]).is_err());
        assert_eq!(OutputPlace::File("a/b.txt".into()).root(), Some(Path::new("a")));
        assert_eq!(OutputPlace::File("b.txt".into()).root(), Some(Path::new("")));
    }
}
