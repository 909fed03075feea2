//! Files that survive a power cut: what must reach the disk, and in which order.
//!
//! Input: a folder, or a path whose folders are to be made. Output: names that are on the disk. A file that was
//! written, synced and renamed has its new name for certain only when its folder was synced too; and a new folder is
//! there for certain only when the one above it was.
//!
//! `out/a/b/x.txt` with neither `a` nor `b` → makes both, syncs `a` and `out`

use std::fs;
use std::io;
use std::path::Path;

/// Makes durable which names a folder holds.
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

/// Elsewhere than on Unix folders cannot be opened; the system takes care of names itself.
#[cfg(not(unix))]
pub(crate) fn sync_folder(_folder: &Path) -> io::Result<()> {
    Ok(())
}

/// Makes a folder and those above it, durably. One that is there costs a look.
///
/// # Errors
/// They cannot be made or synced.
pub(crate) fn make_folders(folder: &Path) -> io::Result<()> {
    if folder.as_os_str().is_empty() || folder.is_dir() {
        return Ok(());
    }
    let above = folder.parent().unwrap_or(Path::new(""));
    make_folders(above)?;
    match fs::create_dir(folder) {
        // Another thread was faster.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists && folder.is_dir() => Ok(()),
        Ok(()) => sync_folder(above),
        Err(error) => Err(error),
    }
}
