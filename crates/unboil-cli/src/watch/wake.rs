//! Events of the system, which only wake the poller early.
//!
//! Goes in: IN. Comes out: a message when something may have happened there. Nothing depends on it: where there are no
//! events, too many, or too few watches left, a file waits for the next look instead.

use std::path::Path;

use crossbeam_channel::Sender;
use notify::{RecommendedWatcher, RecursiveMode, Watcher as _};

/// Why the watcher should look up from waiting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wake {
    /// Something may have happened in IN.
    Event,
    /// A signal to end.
    #[cfg_attr(not(unix), allow(dead_code, reason = "there are no signals"))]
    Stop,
}

/// Sends [`Wake::Event`]s for as long as it is kept; nothing where there are no events.
pub(crate) fn events(root: &Path, wake: Sender<Wake>) -> Option<RecommendedWatcher> {
    let handler = move |event: notify::Result<notify::Event>| {
        // Reads are events as well, and those of this program's own folder are of its own making.
        let is_own = |event: &notify::Event| {
            event.paths.iter().all(|path| path.components().any(|part| part.as_os_str() == super::state_folder::FOLDER))
        };
        if event.is_ok_and(|event| !event.kind.is_access() && !is_own(&event)) {
            // A full channel holds a message that does as well.
            let _ = wake.try_send(Wake::Event);
        }
    };
    let mut watcher = notify::recommended_watcher(handler).ok()?;
    watcher.watch(root, RecursiveMode::Recursive).ok()?;
    Some(watcher)
}
