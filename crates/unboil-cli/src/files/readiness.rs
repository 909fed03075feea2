//! Whether standard input can be read without waiting.

/// How long to wait for a program that writes without pause: longer than it takes to be scheduled on a busy machine, and hardly
/// noticed if the program itself waits.
#[cfg(unix)]
const WAIT_NANOSECONDS: i64 = 200_000_000;

/// Whether standard input soon has data or has ended, so that reading it does not wait for long. `false` if the system does not
/// tell.
#[cfg(unix)]
pub(crate) fn is_stdin_ready() -> bool {
    use rustix::event::{PollFd, PollFlags, Timespec, poll};
    let stdin = std::io::stdin();
    let mut wanted = [PollFd::new(&stdin, PollFlags::IN)];
    let wait = Timespec { tv_sec: 0, tv_nsec: WAIT_NANOSECONDS };
    poll(&mut wanted, Some(&wait)).is_ok_and(|ready| ready > 0)
}

/// The same where there is no portable way to ask.
#[cfg(not(unix))]
pub(crate) fn is_stdin_ready() -> bool {
    false
}
