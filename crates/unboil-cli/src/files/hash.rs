//! The content of a file as a hash: XXH3, 128 bits.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

use xxhash_rust::xxh3::Xxh3;

/// Bytes read at once.
const CHUNK: usize = 1 << 16;

/// Length and hash of a file's bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct FileHash {
    /// Bytes.
    pub length: u64,
    pub hash: u128,
}

/// Hashes the file `path`.
///
/// # Errors
/// It cannot be opened or read.
pub(crate) fn hash_file(path: &Path) -> io::Result<FileHash> {
    hash_open_file(File::open(path)?)
}

/// Hashes the rest of an open file.
///
/// # Errors
/// It cannot be read.
pub(crate) fn hash_open_file(mut file: File) -> io::Result<FileHash> {
    let (mut state, mut length, mut buffer) = (Xxh3::new(), 0, vec![0; CHUNK]);
    loop {
        match file.read(&mut buffer) {
            Ok(0) => return Ok(FileHash { length, hash: state.digest128() }),
            Ok(count) => {
                state.update(&buffer[..count]);
                length += count as u64;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}
