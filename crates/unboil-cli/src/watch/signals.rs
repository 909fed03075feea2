//! Handles SIGINT, SIGTERM and SIGHUP.
//!
//! The first signal sends [`Wake::Stop`], which ends the watcher in an orderly way. The second exits at once with 128
//! plus the number of the signal. That is safe, since the watcher survives a kill at any point.

use std::io;
use std::thread;

use crossbeam_channel::Sender;
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

use super::wake::Wake;

/// Starts listening for signals. `clean_up` is called before the second signal ends the process.
///
/// # Errors
/// The system refuses the signal handler or the thread.
pub(crate) fn listen(wake: Sender<Wake>, clean_up: impl Fn() + Send + 'static) -> io::Result<()> {
    let hangup = if is_hangup_ignored() { None } else { Some(SIGHUP) };
    let mut signals = Signals::new([SIGINT, SIGTERM].into_iter().chain(hangup))?;
    thread::Builder::new().name("signals".into()).spawn(move || {
        let mut is_stopping = false;
        for signal in signals.forever() {
            if is_stopping {
                clean_up();
                std::process::exit(128 + signal);
            }
            is_stopping = true;
            let _ = wake.send(Wake::Stop);
        }
    })?;
    Ok(())
}

/// Whether this process was started to survive the end of its terminal, as with `nohup`. Known only on Linux.
fn is_hangup_ignored() -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let ignored = ignored.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or(0);
    // Signal 1 is the lowest bit.
    ignored & (1 << (SIGHUP - 1)) != 0
}
