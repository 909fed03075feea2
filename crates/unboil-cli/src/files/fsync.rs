//! Files that survive a power cut: what must reach the disk, and in which order.
//!
//! Goes in: a folder, or a path whose folders are to be made. Comes out: names that are on the disk. A file that was
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
    match fs::File::open(folder)?.sync_all() {
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

/// A place where tests have the process killed or held, to see that the next start makes up for it, and what happens meanwhile.
/// `UNBOIL_TEST_STOP_AT=renamed` kills it when it comes to the step of that name, `renamed:3` when it does so for the third
/// time; `UNBOIL_TEST_WAIT_AT=renamed` has it make a file of that name where it runs and wait until somebody removes it. Not in
/// release builds.
#[cfg(all(debug_assertions, unix, feature = "watch"))]
pub(crate) fn stop_at(step: &str) {
    use std::sync::OnceLock;
    use std::sync::atomic::{AtomicU32, Ordering};
    static STOP: OnceLock<Option<(String, AtomicU32)>> = OnceLock::new();
    static WAIT: OnceLock<Option<(String, AtomicU32)>> = OnceLock::new();
    let is_due = |place: &OnceLock<Option<(String, AtomicU32)>>, variable: &str| {
        let place = place.get_or_init(|| {
            let place = std::env::var(variable).ok()?;
            let (name, count) = place.split_once(':').unwrap_or((&place, "1"));
            Some((name.to_owned(), AtomicU32::new(count.parse().ok()?)))
        });
        place.as_ref().is_some_and(|(name, left)| name == step && left.fetch_sub(1, Ordering::SeqCst) == 1)
    };
    if is_due(&STOP, "UNBOIL_TEST_STOP_AT") {
        let _ = signal_hook::low_level::raise(9);
    }
    if is_due(&WAIT, "UNBOIL_TEST_WAIT_AT") && fs::write(step, "").is_ok() {
        while Path::new(step).exists() {
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
    }
}

/// Nothing stops a release build.
#[cfg(not(all(debug_assertions, unix, feature = "watch")))]
pub(crate) fn stop_at(_step: &str) {}
