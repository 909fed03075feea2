//! A hasher for keys that already are hashes, or small numbers.

use xxhash_rust::xxh3::xxh3_64;

/// Builds an [`IdentityHasher`].
#[derive(Debug, Clone, Copy, Default)]
pub struct BuildIdentityHasher;

/// Spreads the bits of a number by a multiplication. The standard hasher protects against chosen keys; use this one only
/// where the keys cannot be chosen by an attacker.
#[derive(Debug, Default)]
pub struct IdentityHasher(u64);

impl std::hash::BuildHasher for BuildIdentityHasher {
    type Hasher = IdentityHasher;

    fn build_hasher(&self) -> IdentityHasher {
        IdentityHasher::default()
    }
}

impl std::hash::Hasher for IdentityHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = xxh3_64(bytes);
    }

    fn write_u64(&mut self, hash: u64) {
        // The table uses the high and the low bits; the product spreads the bits in which small numbers differ.
        self.0 = hash.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ hash >> 32;
    }
}
