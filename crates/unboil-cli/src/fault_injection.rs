//! Faults that tests ask for, to check that a run survives them. Only debug builds have them; in a release build nothing of
//! them is compiled.
//!
//! - `UNBOIL_TEST_STOP_AT=renamed` kills the process at the step of that name, `renamed:3` when it comes there for the third time.
//! - `UNBOIL_TEST_WAIT_AT=renamed` creates a file of that name in the current folder and waits until it is removed.
//! - `UNBOIL_TEST_PANIC_ON=word` panics on each document that contains the word.

#[cfg(debug_assertions)]
mod enabled {
    use std::env;
    use std::sync::OnceLock;

    /// Kills or holds the process if a test asked for that at this step.
    #[cfg(unix)]
    pub(crate) fn stop_at(step: &str) {
        use std::path::Path;
        use std::sync::atomic::{AtomicU32, Ordering};
        static STOP: OnceLock<Option<(String, AtomicU32)>> = OnceLock::new();
        static WAIT: OnceLock<Option<(String, AtomicU32)>> = OnceLock::new();
        let is_due = |place: &OnceLock<Option<(String, AtomicU32)>>, variable: &str| {
            let place = place.get_or_init(|| {
                let place = env::var(variable).ok()?;
                let (name, count) = place.split_once(':').unwrap_or((&place, "1"));
                Some((name.to_owned(), AtomicU32::new(count.parse().ok()?)))
            });
            place.as_ref().is_some_and(|(name, left)| name == step && left.fetch_sub(1, Ordering::SeqCst) == 1)
        };
        if is_due(&STOP, "UNBOIL_TEST_STOP_AT") {
            let _ = signal_hook::low_level::raise(9);
        }
        if is_due(&WAIT, "UNBOIL_TEST_WAIT_AT") && std::fs::write(step, "").is_ok() {
            while Path::new(step).exists() {
                std::thread::sleep(std::time::Duration::from_millis(5));
            }
        }
    }

    /// Does nothing where a process cannot be killed.
    #[cfg(not(unix))]
    pub(crate) fn stop_at(_step: &str) {}

    /// Panics if a test asked for that on this document.
    pub(crate) fn panic_on(document: &[u8]) {
        static WORD: OnceLock<Option<String>> = OnceLock::new();
        if let Some(word) = WORD.get_or_init(|| env::var("UNBOIL_TEST_PANIC_ON").ok())
            && memchr::memmem::find(document, word.as_bytes()).is_some()
        {
            panic!("a test asked for this");
        }
    }
}

#[cfg(not(debug_assertions))]
mod disabled {
    /// Does nothing.
    pub(crate) fn stop_at(_step: &str) {}

    /// Does nothing.
    pub(crate) fn panic_on(_document: &[u8]) {}
}

#[cfg(not(debug_assertions))]
pub(crate) use disabled::{panic_on, stop_at};
#[cfg(debug_assertions)]
pub(crate) use enabled::{panic_on, stop_at};
