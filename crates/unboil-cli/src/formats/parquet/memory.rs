//! Limits the memory that the columns of a row group take.
//!
//! Input: decoded values. Output: an error beyond the limit. A dictionary value can be shared by thousands of rows and is in
//! memory once. So a file of some kilobytes can represent gigabytes of text, which is harmless as long as it is not copied.

use std::cell::RefCell;
use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use parquet::data_type::ByteArray;
use parquet::errors::{ParquetError, Result};

/// Memory that the columns of a row group may take, unless a single document may be larger. Row groups of other programs have
/// some hundred megabytes. Bytes.
const GROUP_BYTES: u64 = 1 << 30;

/// The memory of the columns of a row group.
pub(super) struct Memory {
    budget: Arc<Budget>,
    /// The addresses of the values counted so far.
    counted: RefCell<HashSet<usize>>,
}

/// How much memory may be used, and how much is.
pub(super) struct Budget {
    limit: u64,
    used: AtomicU64,
    /// What the pages need at most that were read since memory was last counted.
    reserved: AtomicU64,
}

impl Budget {
    /// Adds bytes that are used until the row group is read.
    ///
    /// # Errors
    /// It is more than may be used.
    pub(super) fn add(&self, bytes: usize) -> Result<()> {
        self.used.store(self.used().saturating_add(bytes as u64), Ordering::Relaxed);
        self.check()
    }

    /// Adds bytes that may be used until [`Memory::add_decoded`] counts what is used.
    ///
    /// # Errors
    /// It is more than may be used.
    pub(super) fn reserve(&self, bytes: usize) -> Result<()> {
        let reserved = self.reserved.load(Ordering::Relaxed).saturating_add(bytes as u64);
        self.reserved.store(reserved, Ordering::Relaxed);
        self.check()
    }

    fn used(&self) -> u64 {
        self.used.load(Ordering::Relaxed)
    }

    fn is_exceeded(&self) -> bool {
        self.used().saturating_add(self.reserved.load(Ordering::Relaxed)) > self.limit
    }

    fn check(&self) -> Result<()> {
        if self.is_exceeded() { Err(ParquetError::General(self.what())) } else { Ok(()) }
    }

    /// The error message, with a remedy.
    fn what(&self) -> String {
        format!(
            "its texts take more than {} bytes of memory; write the file with smaller row groups, or give a larger \
             --max-doc-bytes",
            self.limit
        )
    }
}

impl Memory {
    /// No memory used yet. `max_doc_bytes` is the maximum size of a document.
    pub(super) fn new(max_doc_bytes: u64) -> Self {
        Self::limited(max_doc_bytes.max(GROUP_BYTES))
    }

    fn limited(limit: u64) -> Self {
        let budget = Budget { limit, used: AtomicU64::new(0), reserved: AtomicU64::new(0) };
        Self { budget: Arc::new(budget), counted: RefCell::default() }
    }

    /// The same memory, for a reader of pages.
    pub(super) fn budget(&self) -> Arc<Budget> {
        self.budget.clone()
    }

    /// Adds bytes.
    ///
    /// # Errors
    /// It is more than may be used.
    pub(super) fn add(&self, bytes: usize) -> Result<()> {
        self.budget.add(bytes)
    }

    /// Adds bytes of decoded rows, in place of what was reserved for them.
    ///
    /// # Errors
    /// It is more than may be used.
    pub(super) fn add_decoded(&self, bytes: usize) -> Result<()> {
        self.budget.reserved.store(0, Ordering::Relaxed);
        self.budget.add(bytes)
    }

    /// Adds values. Each is counted once, however many rows share it.
    ///
    /// # Errors
    /// It is more than may be used.
    pub(super) fn add_values(&self, values: &[ByteArray]) -> Result<()> {
        let mut counted = self.counted.borrow_mut();
        let new = values.iter().filter(|value| counted.insert(value.data().as_ptr().addr()));
        let bytes = new.map(ByteArray::len).sum();
        drop(counted);
        self.add(bytes)
    }

    /// Whether the limit is exceeded.
    pub(super) fn is_exceeded(&self) -> bool {
        self.budget.is_exceeded()
    }

    /// The error message, with a remedy.
    pub(super) fn what(&self) -> String {
        self.budget.what()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_counted_once_however_many_rows_have_it() {
        let value = ByteArray::from(vec![b'a'; 60]);
        let memory = Memory::limited(100);
        assert!(memory.add_values(&vec![value.clone(); 1000]).is_ok() && !memory.is_exceeded());
        assert!(memory.add(40).is_ok());
        assert!(memory.add_values(&[ByteArray::from(vec![b'a'; 1])]).is_err() && memory.is_exceeded());
        assert!(memory.what().starts_with("its texts take more than 100 bytes of memory; "));
    }
    #[test]
    fn what_is_reserved_counts_until_it_is_decoded() {
        let memory = Memory::limited(100);
        let pages = memory.budget();
        assert!(pages.reserve(80).is_ok() && pages.reserve(30).is_err() && memory.is_exceeded());
        assert!(memory.add_decoded(60).is_ok() && !memory.is_exceeded());
        assert!(pages.reserve(41).is_err());
    }
}
