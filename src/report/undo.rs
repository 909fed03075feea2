//! Applies edits backwards, to get the decoded text.

use std::fmt;

use super::hash::hash;
use super::original::original_bytes;
use super::reader::Reported;
use super::restores::Restores;

/// Why a text cannot be restored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum UndoError {
    /// The document failed when it was cleaned, so there is no text to restore.
    Failed,
    /// The text differs from the one that was written, by its hash.
    OtherText,
    /// Encoding gives bytes other than those that were read: the report was changed.
    OtherBytes,
    /// The edits do not fit the text, or give a text other than the decoded one: the report was changed.
    OtherEdits,
}

impl fmt::Display for UndoError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Failed => "the document could not be cleaned, so there is nothing to restore",
            Self::OtherText => "is not the text that the report is about: its hash differs",
            Self::OtherBytes => "the encoding does not lead back to the bytes that were read; the report was changed",
            Self::OtherEdits => "the edits do not lead back to the text that was cleaned; the report was changed",
        })
    }
}

impl std::error::Error for UndoError {}

impl Reported {
    /// The decoded text from the clean one, byte for byte.
    ///
    /// # Errors
    /// `clean` is not the output of this document, or the edits were changed.
    pub fn undo(&self, clean: &str) -> Result<String, UndoError> {
        let hashes = self.document.hashes.as_ref().ok_or(UndoError::Failed)?;
        if hash(clean.as_bytes()) != hashes.output {
            return Err(UndoError::OtherText);
        }
        let decoded = self.back(clean).ok_or(UndoError::OtherEdits)?;
        if hash(decoded.as_bytes()) == hashes.decoded { Ok(decoded) } else { Err(UndoError::OtherEdits) }
    }

    /// The bytes of the input from the decoded text; its UTF-8 if only the text can be restored.
    ///
    /// # Errors
    /// The bytes differ from those of the document: the report was changed.
    pub fn original(&self, decoded: String) -> Result<Vec<u8>, UndoError> {
        let (Some(encoding), Some(Restores::Bytes)) = (&self.document.encoding, self.document.restores) else {
            return Ok(decoded.into_bytes());
        };
        let hashes = self.document.hashes.as_ref().ok_or(UndoError::Failed)?;
        let bytes = match (&*encoding.name, encoding.bom) {
            // Most inputs are already UTF-8.
            ("UTF-8", 0) => decoded.into_bytes(),
            (name, bom) => original_bytes(name, bom, &decoded).ok_or(UndoError::OtherBytes)?,
        };
        let wanted = hashes.input.as_ref().unwrap_or(&hashes.decoded);
        if hash(&bytes) == *wanted { Ok(bytes) } else { Err(UndoError::OtherBytes) }
    }

    fn back(&self, clean: &str) -> Option<String> {
        let mut decoded = String::with_capacity(clean.len());
        // Positions up to which the clean text is read and the decoded text is restored.
        let (mut from, mut at) = (0_usize, 0_usize);
        for edit in &self.edits {
            let to = from.checked_add(edit.start.checked_sub(at)?)?;
            let rewritten = to.checked_add(edit.now.len())?;
            decoded.push_str(clean.get(from..to)?);
            if clean.get(to..rewritten)? != edit.now || edit.end.checked_sub(edit.start)? != edit.was.len() {
                return None;
            }
            decoded.push_str(&edit.was);
            (from, at) = (rewritten, edit.end);
        }
        decoded.push_str(clean.get(from..)?);
        Some(decoded)
    }
}
