//! What `strace` saw of a run: which system call touched which file.
//!
//! Input: the lines of `strace -f -y`. Output: the calls, numbered for each thread and each name, since that is how `strace` counts
//! when it injects a fault.
//!
//! `7 fsync(5</tmp/x/out/a.txt>) = 0` → the first `fsync` of the first thread, of `/tmp/x/out/a.txt`

use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// A system call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Call {
    pub name: String,
    /// Its number among the calls of that name in its thread, from 1.
    pub number: usize,
    /// The files that it names, or the one that it has open.
    pub paths: Vec<PathBuf>,
    /// Whether `strace` let it fail.
    pub is_injected: bool,
}

impl Call {
    /// Whether it touches something below `root`.
    pub(crate) fn is_below(&self, root: &Path) -> bool {
        self.paths.iter().any(|path| path.starts_with(root) && path != root)
    }
}

/// The calls of a trace, in order. Relative paths are those of `root`.
pub(crate) fn calls(trace: &str, root: &Path) -> Vec<Call> {
    let mut calls = Vec::<Call>::new();
    let mut counts = HashMap::<(String, String), usize>::new();
    let mut unfinished = HashMap::<String, usize>::new();
    for line in trace.lines() {
        let Some((thread, rest)) = line.split_once(' ') else { continue };
        let rest = rest.trim_start();
        let is_injected = rest.contains("(INJECTED)");
        if rest.starts_with("<... ") {
            if let Some(begun) = unfinished.remove(thread).filter(|_| is_injected) {
                calls[begun].is_injected = true;
            }
            continue;
        }
        let Some((name, arguments)) = rest.split_once('(') else { continue };
        if !name.chars().all(|sign| sign.is_ascii_alphanumeric() || sign == '_') {
            continue;
        }
        let number = counts.entry((thread.to_owned(), name.to_owned())).or_default();
        *number += 1;
        if arguments.contains("<unfinished ...>") {
            unfinished.insert(thread.to_owned(), calls.len());
        }
        let paths = paths(name, arguments, root);
        calls.push(Call { name: name.to_owned(), number: *number, paths, is_injected });
    }
    calls
}

/// The files that the arguments of a call name.
fn paths(name: &str, arguments: &str, root: &Path) -> Vec<PathBuf> {
    const WITH_PATHS: [&str; 5] = ["open", "rename", "link", "mkdir", "stat"];
    let has_paths = WITH_PATHS.iter().any(|part| name.contains(part));
    let (mut paths, mut folder) = (Vec::new(), root.to_path_buf());
    let mut rest = arguments;
    while let Some(start) = rest.find(['<', '"']) {
        let is_open = rest[start..].starts_with('<');
        let begun = &rest[start + 1..];
        let Some(end) = begun.find(if is_open { '>' } else { '"' }) else { break };
        let path = Path::new(&begun[..end]);
        if !is_open {
            paths.push(folder.join(path));
        } else if has_paths {
            folder = path.to_path_buf();
        } else {
            return vec![path.to_path_buf()];
        }
        rest = &begun[end + 1..];
        // What an opened file is called comes after its result.
        if rest.starts_with(" = ") || rest.starts_with(") = ") {
            break;
        }
    }
    paths
}

#[test]
fn calls_are_numbered_by_thread_and_have_their_paths() {
    let trace = r#"7 openat(AT_FDCWD</x>, "in/a.txt", O_RDONLY) = 5</x/in/a.txt>
8 openat(AT_FDCWD</x>, "/proc/self", O_RDONLY) = 6</proc/1>
7 fsync(5</x/in/a.txt> <unfinished ...>
8 renameat(4</x/in>, "a", 5</x/out>, "b") = 0
7 <... fsync resumed>) = -1 EIO (Input/output error) (INJECTED)
7 openat(4</x/in>, "c", O_RDONLY) = -1 ENOENT (No such file or directory)
7 write(5</x/out/b>, "\"</etc/passwd>\"", 15) = 15
7 mkdir("out", 0777) = 0"#;
    let calls = calls(trace, Path::new("/x"));
    let seen = |call: &Call| format!("{} {} {:?} {}", call.name, call.number, call.paths, call.is_injected);
    assert_eq!(
        calls.iter().map(seen).collect::<Vec<_>>(),
        [
            "openat 1 [\"/x/in/a.txt\"] false",
            "openat 1 [\"/proc/self\"] false",
            "fsync 1 [\"/x/in/a.txt\"] true",
            "renameat 1 [\"/x/in/a\", \"/x/out/b\"] false",
            "openat 2 [\"/x/in/c\"] false",
            "write 1 [\"/x/out/b\"] false",
            "mkdir 1 [\"/x/out\"] false",
        ]
    );
    assert!(calls[0].is_below(Path::new("/x")) && !calls[1].is_below(Path::new("/x")));
}
