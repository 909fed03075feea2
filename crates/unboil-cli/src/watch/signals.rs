//! Signals that end the watcher: the first in order, the second at once.
//!
//! Goes in: SIGINT, SIGTERM. Comes out: [`Wake::Stop`] for the first; the end of the process for the second, with 128 and the
//! number of the signal as its exit code. An end at once is as safe as a kill, for which everything is made.

use std::io;
use std::thread;

use crossbeam_channel::Sender;
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

use super::wake::Wake;

/// Listens from now on.
///
/// # Errors
/// The system does not let it.
pub(crate) fn listen(wake: Sender<Wake>) -> io::Result<()> {
    let mut signals = Signals::new([SIGINT, SIGTERM])?;
    thread::Builder::new().name("signals".into()).spawn(move || {
        let mut is_told = false;
        for signal in signals.forever() {
            if is_told {
                std::process::exit(128 + signal);
            }
            is_told = true;
            let _ = wake.send(Wake::Stop);
        }
    })?;
    Ok(())
}
