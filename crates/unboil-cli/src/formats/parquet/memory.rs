//! Limits the memory that the columns of a row group take.
//!
//! Input: decoded values. Output: an error beyond the limit. A dictionary value can be shared by thousands of rows and is in
//! memory once. So a file of some kilobytes can represent gigabytes of text, which is harmless as long as it is not copied.

use std::cell::{Cell, RefCell};
use std::collections::HashSet;

use parquet::data_type::ByteArray;
use parquet::errors::{ParquetError, Result};

/// Memory that the columns of a row group may take, unless a single document may be larger. Row groups of other programs have
/// some hundred megabytes. Bytes.
const GROUP_BYTES: u64 = 1 << 30;

/// The memory of the columns of a row group.
pub(super) struct Memory {
    limit: u64,
    used: Cell<u64>,
    /// The addresses of the values counted so far.
    counted: RefCell<HashSet<usize>>,
}

impl Memory {
    /// No memory used yet. `max_doc_bytes` is the maximum size of a document.
    pub(super) fn new(max_doc_bytes: u64) -> Self {
        Self::limited(max_doc_bytes.max(GROUP_BYTES))
    }

    fn limited(limit: u64) -> Self {
        Self { limit, used: Cell::new(0), counted: RefCell::default() }
    }

    /// Adds bytes.
    ///
    /// # Errors
    /// It is more than may be used.
    pub(super) fn add(&self, bytes: usize) -> Result<()> {
        self.used.set(self.used.get().saturating_add(bytes as u64));
        if self.is_exceeded() { Err(ParquetError::General(self.what())) } else { Ok(()) }
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
        self.used.get() > self.limit
    }

    /// The error message, with a remedy.
    pub(super) fn what(&self) -> String {
        format!(
            "its texts take more than {} bytes of memory; write the file with smaller row groups, or give a larger \
             --max-doc-bytes",
            self.limit
        )
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
}
