//! What a format provides to rewrite its records.
//!
//! Input: a record, and a function for its texts. Output: the record with other texts, and what messages and reports say about it. A
//! codec runs on any thread; a [`RawRecord`](super::batch::RawRecord) may bring its own.

use std::fmt;

use super::fields::Fields;
use super::record::{Reject, Replace};

/// The place of a document in an archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct MemberPlace {
    /// The path of its member.
    pub path: String,
    /// The row of the member, from 1, if the member holds records.
    pub row: Option<u64>,
}

/// Rewrites records.
pub(crate) trait RecordCodec: Send + Sync {
    /// Appends `record` to `out`, with each of its texts replaced by the result of `replace`. Every other byte is kept. Called
    /// again with the new record and the old texts, it gives the old record, unless that was spelled in a way that the format
    /// does not write; the report tries this for each record.
    ///
    /// # Errors
    /// The record has no document, or `replace` fails. What was appended by then must not be used.
    fn rewrite(&self, record: &[u8], replace: &mut Replace<'_>, out: &mut Vec<u8>) -> Result<(), Reject>;

    /// The fields of its texts, if a record may lack them; nothing if they were found when the input was opened.
    fn fields(&self) -> Option<&Fields> {
        None
    }

    /// Whether a record has at least one of the [`fields`](Self::fields), with any value; nothing if it does not tell.
    fn has_field(&self, _record: &[u8]) -> Option<bool> {
        None
    }

    /// The fields that a record has, with the length of their texts; 0 for other values. Bytes.
    fn found_fields(&self, _record: &[u8]) -> Vec<(String, usize)> {
        Vec::new()
    }

    /// The name of the encoding that strings of its records were decoded from; nothing for UTF-8.
    fn encoding(&self) -> Option<&'static str> {
        None
    }

    /// The delimiter of a table, if another one could be recognized in the output.
    fn delimiter(&self) -> Option<u8> {
        None
    }

    /// What the user can do about a record that was rejected.
    fn help(&self) -> &'static str {
        "fix the record; it is left out"
    }

    /// The location of a record, to be appended to the name of its input. `number` is that of the row, line or record, from 1.
    fn location(&self, _record: &[u8], number: u64) -> String {
        format!(":{number}")
    }

    /// Whether a rejected record is kept unchanged in the output, because it cannot be left out.
    fn keeps_rejected(&self) -> bool {
        false
    }

    /// Whether an output has every record of its input except rejected ones, so that a missing or added record means the output
    /// was modified. Rows may be removed from an output individually.
    fn keeps_all_others(&self) -> bool {
        false
    }

    /// Whether what is around its records cannot be written again in the same bytes once a record has changed, so that only texts can
    /// be restored.
    fn is_unusual(&self) -> bool {
        false
    }

    /// What `--rejects` keeps of a record.
    fn raw(&self, record: &[u8]) -> Vec<u8> {
        record.to_vec()
    }

    /// Where a record is in an archive.
    fn member(&self, _record: &[u8]) -> Option<MemberPlace> {
        None
    }

    /// The path of a member of an archive that is copied because it is neither text nor records.
    fn copied_member(&self, _record: &[u8]) -> Option<String> {
        None
    }
}

impl fmt::Debug for dyn RecordCodec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a codec")
    }
}
