//! The data of a member, which is read by a format and given back when the format cannot read it.

use std::io::{self, Read};
use std::sync::{Arc, Mutex, MutexGuard};

/// The data of a member. Clones read from the same place.
pub(in crate::formats) struct MemberData<R>(Arc<Mutex<MemberState<R>>>);

struct MemberState<R> {
    inner: R,
    /// What was read while it is not known whether a format can read it.
    seen: Option<Vec<u8>>,
}

impl<R> Clone for MemberData<R> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<R> MemberData<R> {
    pub(in crate::formats) fn new(inner: R) -> Self {
        Self(Arc::new(Mutex::new(MemberState { inner, seen: Some(Vec::new()) })))
    }

    /// A panic in a reader is caught, and what it read is not used any more.
    fn lock(&self) -> MutexGuard<'_, MemberState<R>> {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// What was read so far. What follows is not kept.
    pub(in crate::formats) fn take_seen(&self) -> Vec<u8> {
        self.lock().seen.take().unwrap_or_default()
    }

    /// Calls `read` with what is left.
    pub(in crate::formats) fn with<T>(&self, read: impl FnOnce(&mut R) -> T) -> T {
        read(&mut self.lock().inner)
    }
}

impl<R: Read> Read for MemberData<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut state = self.lock();
        let count = state.inner.read(buffer)?;
        if let Some(seen) = &mut state.seen {
            seen.extend_from_slice(&buffer[..count]);
        }
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_format_could_not_read_is_given_back() {
        let mut data = MemberData::new(&b"abcdef"[..]);
        data.clone().read_exact(&mut [0; 2]).unwrap();
        assert_eq!(data.take_seen(), b"ab");
        data.read_exact(&mut [0; 2]).unwrap();
        assert_eq!((data.take_seen(), data.with(|rest| rest.len())), (Vec::new(), 2));
    }
}
