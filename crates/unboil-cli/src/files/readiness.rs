//! Whether standard input can be read without waiting.

/// Whether standard input has data or has ended, so that reading it does not wait for another program. `false` if the system does
/// not tell.
#[cfg(unix)]
pub(crate) fn is_stdin_ready() -> bool {
    use rustix::event::{PollFd, PollFlags, Timespec, poll};
    let stdin = std::io::stdin();
    let mut wanted = [PollFd::new(&stdin, PollFlags::IN)];
    let now = Timespec { tv_sec: 0, tv_nsec: 0 };
    poll(&mut wanted, Some(&now)).is_ok_and(|ready| ready > 0)
}

/// The same where there is no portable way to ask.
#[cfg(not(unix))]
pub(crate) fn is_stdin_ready() -> bool {
    false
}
