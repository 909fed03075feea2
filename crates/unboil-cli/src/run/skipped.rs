//! The notes on what was not read because of its name: files in folders that were skipped, members of archives that were copied.
//!
//! `a.py`, `b.py`, `Makefile` → `skipped 3 files with names other than … (2 .py, 1 Makefile)`

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::console::count::{count, verb};
use crate::console::messages::{Messages, display_path};

/// Kinds of names that are listed.
const MOST_KINDS: usize = 5;

/// Says how many files were skipped, and with `-v` which.
pub(crate) fn tell_skipped(skipped: &[PathBuf], messages: Messages) {
    if !skipped.is_empty() {
        messages.note(summary(skipped));
    }
    for path in skipped {
        messages.detail(format_args!("{}: skipped", display_path(path)));
    }
}

fn summary(skipped: &[PathBuf]) -> String {
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    for path in skipped {
        *kinds.entry(kind_of_name(path)).or_default() += 1;
    }
    let files = count(skipped.len(), "file");
    let listed = listed(&kinds);
    format!("skipped {files} with names other than those of texts and records ({listed}); to read one, name it")
}

/// The note on members of archives, by the kind of their names; nothing if there are none.
pub(crate) fn copied_members(kinds: &BTreeMap<String, usize>) -> Option<String> {
    let all = kinds.values().sum();
    let listed = listed(kinds);
    (all > 0).then(|| {
        format!(
            "copied {} that {} neither text nor records ({listed})",
            count(all, "archive member"),
            verb(all, "is", "are")
        )
    })
}

/// The most frequent kinds of names.
fn listed(kinds: &BTreeMap<String, usize>) -> String {
    let mut kinds: Vec<_> = kinds.iter().collect();
    kinds.sort_by_key(|(_, files)| std::cmp::Reverse(**files));
    let mut listed: Vec<_> = kinds.iter().take(MOST_KINDS).map(|(kind, files)| format!("{files} {kind}")).collect();
    if kinds.len() > MOST_KINDS {
        listed.push("…".to_owned());
    }
    listed.join(", ")
}

/// The extension, or the name of a file without one.
pub(super) fn kind_of_name(path: &Path) -> String {
    match path.extension() {
        Some(extension) => format!(".{}", extension.to_string_lossy()),
        None => path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
    }
}
