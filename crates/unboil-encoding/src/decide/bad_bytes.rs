//! The option that says what becomes of invalid byte sequences.

/// What becomes of a document in which some byte sequences are not valid in its encoding.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum BadBytes {
    /// Each bad sequence becomes U+FFFD and is counted in
    /// [`bad_sequences`](crate::EncodingDecision::bad_sequences).
    #[default]
    Replace,
    /// The document is refused with [`DecodeError::BadBytes`](crate::DecodeError::BadBytes).
    Fail,
}
