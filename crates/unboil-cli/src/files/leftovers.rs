//! Removes the temporary files of interrupted runs.
//!
//! Input: temporary files as they are created. Output: their removal when a signal ends the process or, if it was killed, when
//! the next run writes to the folder. A process holds a lock on each of its temporary files, which the system releases however
//! the process ends. A file without a lock will therefore never be completed.
//!
//! `out/.unboil-x7Rq2a.tmp` of a killed run → removed when the next run begins its first file in `out`

use std::collections::BTreeSet;
use std::fs::{File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The temporary files of this process.
static OWN: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());
/// The folders in which this process has looked for leftovers.
static SWEPT: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());
/// Whether this process removes leftovers.
static SWEEPS: AtomicBool = AtomicBool::new(false);

/// A temporary file that is removed if a signal ends the process before this is dropped.
#[derive(Debug)]
pub(super) struct Registration(PathBuf);

impl Drop for Registration {
    fn drop(&mut self) {
        own().remove(&self.0);
    }
}

fn own() -> MutexGuard<'static, BTreeSet<PathBuf>> {
    OWN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Creates a temporary file in `folder` and registers it. `create` returns it with its path, `lock` gives access to it.
///
/// # Errors
/// Those of `create`.
pub(super) fn register<T>(
    folder: &Path,
    mut create: impl FnMut() -> io::Result<(T, PathBuf)>,
    file: impl Fn(&T) -> &File,
) -> io::Result<(T, Registration)> {
    if SWEEPS.load(Ordering::Relaxed) {
        sweep_once(folder);
    }
    // Held while the file is created, so that a signal in between finds it.
    let mut own = own();
    loop {
        let (created, path) = create()?;
        // Another process that looks for leftovers may have locked the file first and will remove it. On file systems without
        // locks, nothing is swept either.
        if cfg!(unix) && matches!(file(&created).try_lock(), Err(TryLockError::WouldBlock)) {
            continue;
        }
        own.insert(path.clone());
        return Ok((created, Registration(path)));
    }
}

/// Removes temporary files from now on: those of this process on a signal that ends it, those of others that were killed.
#[cfg(unix)]
pub(crate) fn remove_from_now_on() {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    use signal_hook::iterator::Signals;
    if SWEEPS.swap(true, Ordering::Relaxed) {
        return;
    }
    let ignored = ignored_signals();
    let wanted: Vec<i32> =
        [SIGINT, SIGTERM, SIGHUP].into_iter().filter(|signal| ignored & (1 << (signal - 1)) == 0).collect();
    let Ok(mut signals) = Signals::new(wanted) else { return };
    // Without the thread, the next run removes what is left.
    let _ = std::thread::Builder::new().name("signals".into()).spawn(move || {
        if let Some(signal) = signals.forever().next() {
            // Stays locked, so that no file is created after this.
            let own = own();
            for path in own.iter() {
                let _ = std::fs::remove_file(path);
            }
            let _ = signal_hook::low_level::emulate_default_handler(signal);
        }
    });
}

/// Systems other than Unix have no such signals and a different kind of lock.
#[cfg(not(unix))]
pub(crate) fn remove_from_now_on() {}

/// The signals that this process was told to ignore (`nohup`, `&` in a script), as bits. They must stay ignored.
#[cfg(unix)]
fn ignored_signals() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or(0)
}

/// Removes what killed processes of the same user left in `folder`, unless this process has already done so.
fn sweep_once(folder: &Path) {
    let is_new = SWEPT.lock().unwrap_or_else(PoisonError::into_inner).insert(folder.to_path_buf());
    #[cfg(unix)]
    if is_new {
        // A file that cannot be removed does no harm, because no run reads it.
        let Ok(entries) = std::fs::read_dir(folder) else { return };
        for entry in entries.flatten().filter(|entry| super::temporary_name::is_temporary(&entry.file_name())) {
            let _ = remove_leftover(&entry.path());
        }
    }
    #[cfg(not(unix))]
    let _ = is_new;
}

#[cfg(unix)]
fn remove_leftover(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _};
    let flags = rustix::fs::OFlags::NOFOLLOW | rustix::fs::OFlags::NONBLOCK;
    let file = File::options().read(true).custom_flags(flags.bits() as i32).open(path)?;
    let metadata = file.metadata()?;
    if !metadata.is_file() || metadata.uid() != rustix::process::geteuid().as_raw() || file.try_lock().is_err() {
        return Ok(());
    }
    // It may have been replaced since it was opened.
    let now = std::fs::symlink_metadata(path)?;
    if (now.dev(), now.ino()) == (metadata.dev(), metadata.ino()) { std::fs::remove_file(path) } else { Ok(()) }
}
