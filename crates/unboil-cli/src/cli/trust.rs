//! Limits the effects of an `unboil.toml` that was found rather than named with `--config`.
//!
//! Anyone may have written such a file: the folder may have been downloaded, or a parent folder may be writable by others. So it
//! may set how texts are cleaned, but not access anything outside its folder. A file named with `--config` is trusted. git does
//! the same: it reads no configuration of other users unless `safe.directory` allows it.
//!
//! `report = "/home/me/.bashrc"` in an `unboil.toml` that was found → refused

use std::env;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use crate::console::messages::{Problem, display_path};

/// Options whose effect is not limited to a folder: a list may name any file, and a deleted source cannot be recovered.
const NEVER: [&str; 2] = ["files-from", "delete"];

/// Checks the owner of a file that was found: the user who runs this, or root.
///
/// # Errors
/// It belongs to another user.
#[cfg(unix)]
pub(super) fn check_owner(path: &Path, file: &File) -> Result<(), Problem> {
    use std::os::unix::fs::MetadataExt as _;
    let reading = |error: std::io::Error| Problem::reading(display_path(path), &error);
    let user = rustix::process::geteuid().as_raw();
    // Under sudo, the files of the calling user are trusted like those of root, as in git.
    let caller = || env::var("SUDO_UID").ok().and_then(|uid| uid.parse().ok()).filter(|_| user == 0);
    let of_file = file.metadata().map_err(reading)?.uid();
    let of_link = fs::symlink_metadata(path).map_err(reading)?.uid();
    for owner in [of_file, of_link] {
        if owner != 0 && owner != user && Some(owner) != caller() {
            let what = format!("belongs to another user (uid {owner}) and is not read");
            let help = format!("to trust it, name it with --config {}; --isolated ignores it", display_path(path));
            return Err(Problem::with_help(display_path(path), what, help));
        }
    }
    Ok(())
}

/// On systems other than Unix, files have no numeric owner to compare.
#[cfg(not(unix))]
pub(super) fn check_owner(_path: &Path, _file: &File) -> Result<(), Problem> {
    Ok(())
}

/// Checks an option set by the file `config`, which was found. `location` is its value, if that is a path.
///
/// # Errors
/// The option may be set only by a file that the user named, or `location` is outside the folder of `config`.
pub(super) fn check_option(config: &Path, name: &str, location: Option<&Path>) -> Result<(), Problem> {
    if NEVER.contains(&name) {
        let what = format!("must not set `{name}`, since nobody named this file");
        return Err(Problem::with_help(display_path(config), what, help(config)));
    }
    location.map_or(Ok(()), |location| check_location(config, name, location))
}

/// Checks a location in the file `config`, which was found. Relative locations are below the current folder.
///
/// # Errors
/// It is outside the folder of `config`, possibly through a symbolic link.
pub(super) fn check_location(config: &Path, key: &str, location: &Path) -> Result<(), Problem> {
    let folder = config.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let is_inside = match (fs::canonicalize(folder), resolved(location)) {
        (Ok(folder), Some(location)) => location.starts_with(folder),
        _ => false,
    };
    if is_inside {
        return Ok(());
    }
    let what =
        format!("`{key}` leads to {}, outside of the folder of this file, which nobody named", display_path(location));
    Err(Problem::with_help(display_path(config), what, help(config)))
}

fn help(config: &Path) -> String {
    format!("to trust it, name it with --config {}; --isolated ignores it", display_path(config))
}

/// The location of a path with all links resolved, if something can be created there; `None` for a dangling link, and for
/// `..` after a component that does not exist.
fn resolved(location: &Path) -> Option<PathBuf> {
    let mut there = env::current_dir().ok()?.join(location);
    let mut missing = Vec::new();
    loop {
        if let Ok(base) = fs::canonicalize(&there) {
            return Some(missing.iter().rev().fold(base, |path, name| path.join(name)));
        }
        if fs::symlink_metadata(&there).is_ok_and(|metadata| metadata.is_symlink()) {
            return None;
        }
        missing.push(there.file_name()?.to_owned());
        there.pop();
    }
}
