//! The number of threads of `--jobs`.

use std::num::NonZeroUsize;
use std::str::FromStr;

/// A number of threads, at least 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Threads(NonZeroUsize);

impl Threads {
    /// One for each core that this process may use.
    fn all() -> Self {
        Self(std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN))
    }

    /// The number; without one, that of all cores.
    pub(super) fn or_all(threads: Option<Self>) -> usize {
        threads.unwrap_or_else(Self::all).0.get()
    }
}

impl FromStr for Threads {
    type Err = &'static str;

    /// 0 means all cores, as in rg and make.
    fn from_str(number: &str) -> Result<Self, Self::Err> {
        let number: usize = number.parse().map_err(|_| "write a number of threads, such as 4; 0 means all cores")?;
        Ok(NonZeroUsize::new(number).map_or_else(Self::all, Self))
    }
}
