//! File system events, used only to scan earlier.
//!
//! Correctness does not depend on events. If the system reports none, too many or runs out of watches, a file is
//! found by the next regular scan.

use std::path::Path;

use crossbeam_channel::Sender;
use notify::{RecommendedWatcher, RecursiveMode, Watcher as _};

/// Why the engine is woken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wake {
    /// Something may have changed in IN.
    Event,
    /// A signal asks the watcher to stop.
    #[cfg_attr(not(unix), allow(dead_code, reason = "there are no signals"))]
    Stop,
}

/// Sends [`Wake::Event`] for changes in `root` while the returned watcher is alive. `None` if the system has no
/// events.
pub(crate) fn events(root: &Path, wake: Sender<Wake>) -> Option<RecommendedWatcher> {
    let handler = move |event: notify::Result<notify::Event>| {
        // Ignore reads, and changes in the watcher's own state folder.
        let is_own = |event: &notify::Event| {
            event.paths.iter().all(|path| path.components().any(|part| part.as_os_str() == super::state_folder::FOLDER))
        };
        if event.is_ok_and(|event| !event.kind.is_access() && !is_own(&event)) {
            // If the channel is full, a wake-up is already pending.
            let _ = wake.try_send(Wake::Event);
        }
    };
    let mut watcher = notify::recommended_watcher(handler).ok()?;
    watcher.watch(root, RecursiveMode::Recursive).ok()?;
    Some(watcher)
}
