//! Handles SIGINT and SIGTERM.
//!
//! The first signal sends [`Wake::Stop`], which ends the watcher in an orderly way. The second exits at once with 128
//! plus the number of the signal. That is safe, since the watcher survives a kill at any point.

use std::io;
use std::thread;

use crossbeam_channel::Sender;
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

use super::wake::Wake;

/// Starts listening for signals.
///
/// # Errors
/// The system refuses the signal handler or the thread.
pub(crate) fn listen(wake: Sender<Wake>) -> io::Result<()> {
    let mut signals = Signals::new([SIGINT, SIGTERM])?;
    thread::Builder::new().name("signals".into()).spawn(move || {
        let mut is_stopping = false;
        for signal in signals.forever() {
            if is_stopping {
                std::process::exit(128 + signal);
            }
            is_stopping = true;
            let _ = wake.send(Wake::Stop);
        }
    })?;
    Ok(())
}
