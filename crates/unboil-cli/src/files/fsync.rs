//! Files that survive a power cut: what must reach the disk, and in which order.
//!
//! Input: a folder, or a path whose folders must be created. Output: names that are on the disk. A file that was
//! written, synced and renamed has its new name on the disk only after its folder was synced too; a new folder, only after
//! its parent was.
//!
//! `out/a/b/x.txt` without `a` and `b` → creates both, syncs `a` and `out`

use std::fs;
use std::io;
use std::path::Path;

/// Makes the names in a folder durable.
///
/// # Errors
/// It cannot be opened or synced.
#[cfg(unix)]
pub(crate) fn sync_folder(folder: &Path) -> io::Result<()> {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    sync_open_folder(&fs::File::open(folder)?)
}

/// The same for a folder that is open.
///
/// # Errors
/// It cannot be synced.
#[cfg(unix)]
pub(crate) fn sync_open_folder(folder: &fs::File) -> io::Result<()> {
    match folder.sync_all() {
        // File systems that cannot sync a folder say so; there is nothing better to do then.
        Err(error) if matches!(error.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported) => Ok(()),
        synced => synced,
    }
}

/// On systems other than Unix folders cannot be opened; the system makes names durable itself.
#[cfg(not(unix))]
pub(crate) fn sync_folder(_folder: &Path) -> io::Result<()> {
    Ok(())
}

/// Creates a folder and its parents, durably. For an existing one, this costs one system call.
///
/// # Errors
/// They cannot be created or synced.
pub(crate) fn make_folders(folder: &Path) -> io::Result<()> {
    if folder.as_os_str().is_empty() || folder.is_dir() {
        return Ok(());
    }
    let above = folder.parent().unwrap_or(Path::new(""));
    make_folders(above)?;
    match fs::create_dir(folder) {
        // Another thread has created it.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists && folder.is_dir() => Ok(()),
        Ok(()) => sync_folder(above),
        Err(error) => Err(error),
    }
}
