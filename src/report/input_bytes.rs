//! The bytes that a document was decoded from, as a report describes them.

use super::hash::hash;
use super::restores::Restores;
use unboil_encoding::EncodingDecision;

/// The bytes that a document was decoded from.
///
/// ```
/// use unboil::report::{InputBytes, Restores};
/// let decoded = unboil::Cleaner::standard().decode(b"\xEF\xBB\xBFBoats.")?;
/// let input = InputBytes::of(b"\xEF\xBB\xBFBoats.", &decoded.text, &decoded.encoding);
/// assert_eq!((input.length, input.restores), (9, Restores::Bytes));
/// # Ok::<(), unboil::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct InputBytes {
    /// Number of bytes.
    pub length: usize,
    /// Whether they can be restored.
    pub restores: Restores,
    /// Their hash, unless they are the decoded text or cannot be restored.
    pub hash: Option<String>,
}

impl InputBytes {
    /// `bytes`, which were decoded to `text`.
    #[must_use]
    pub fn of(bytes: &[u8], text: &str, encoding: &EncodingDecision) -> Self {
        let restores = Restores::of(bytes, text, encoding);
        let is_plain = bytes == text.as_bytes();
        let hash = (restores == Restores::Bytes && !is_plain).then(|| hash(bytes));
        Self { length: bytes.len(), restores, hash }
    }

    /// A string of `length` bytes, which was given as text.
    #[must_use]
    pub fn string(length: usize) -> Self {
        Self { length, restores: Restores::Bytes, hash: None }
    }

    /// The same if something around the document cannot be restored.
    #[must_use]
    pub fn as_text(self) -> Self {
        Self { restores: Restores::Text, hash: None, ..self }
    }
}
