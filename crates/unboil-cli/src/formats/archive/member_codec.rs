//! The codecs of the pieces of a member of records.

use std::sync::Arc;

use super::super::fields::Fields;
use super::super::record::{Reject, RejectCause, Replace};
use super::super::record_codec::{MemberPlace, RecordCodec};
use super::piece::{Piece, ROW_PREFIX};

/// Rewrites rows of a member with the codec of its format.
#[derive(Clone)]
pub(super) struct MemberCodec {
    pub path: String,
    pub codec: Arc<dyn RecordCodec>,
    /// Whether the archive says about the member what cannot be written again in the same bytes.
    pub is_unusual: bool,
}

fn row(piece: &[u8]) -> (u64, &[u8]) {
    match Piece::read(piece) {
        Some(Piece::Row { number, record }) => (number, record),
        _ => (0, piece),
    }
}

impl RecordCodec for MemberCodec {
    fn rewrite(&self, record: &[u8], replace: &mut Replace<'_>, out: &mut Vec<u8>) -> Result<(), Reject> {
        let (prefix, record) = record.split_at_checked(ROW_PREFIX).ok_or("is not what was read")?;
        out.extend_from_slice(prefix);
        self.codec.rewrite(record, replace, out)
    }

    fn fields(&self) -> Option<&Fields> {
        self.codec.fields()
    }

    fn has_field(&self, record: &[u8]) -> Option<bool> {
        self.codec.has_field(row(record).1)
    }

    fn found_fields(&self, record: &[u8]) -> Vec<(String, usize)> {
        self.codec.found_fields(row(record).1)
    }

    fn encoding(&self) -> Option<&'static str> {
        self.codec.encoding()
    }

    fn delimiter(&self) -> Option<u8> {
        self.codec.delimiter()
    }

    fn help(&self) -> &'static str {
        self.codec.help()
    }

    fn location(&self, record: &[u8], _number: u64) -> String {
        let (number, record) = row(record);
        format!(":{}{}", self.path, self.codec.location(record, number))
    }

    fn keeps_rejected(&self) -> bool {
        self.codec.keeps_rejected()
    }

    fn raw(&self, record: &[u8]) -> Vec<u8> {
        self.codec.raw(row(record).1)
    }

    fn member(&self, record: &[u8]) -> Option<MemberPlace> {
        Some(MemberPlace { path: self.path.clone(), row: Some(row(record).0) })
    }

    fn is_unusual(&self) -> bool {
        self.is_unusual || self.codec.is_unusual()
    }
}

/// Stands for a member that cannot be read and stays as it is.
pub(in crate::formats) struct UnreadCodec {
    pub path: String,
    /// Why; a phrase that completes "it …".
    pub what: String,
}

impl RecordCodec for UnreadCodec {
    fn rewrite(&self, _record: &[u8], _replace: &mut Replace<'_>, _out: &mut Vec<u8>) -> Result<(), Reject> {
        Err(Reject::new(&self.what, RejectCause::NotText))
    }

    fn help(&self) -> &'static str {
        "it stays as it is"
    }

    fn location(&self, _record: &[u8], _number: u64) -> String {
        format!(":{}", self.path)
    }

    fn keeps_rejected(&self) -> bool {
        true
    }

    /// Nothing: it is in the output.
    fn raw(&self, _record: &[u8]) -> Vec<u8> {
        Vec::new()
    }

    fn member(&self, _record: &[u8]) -> Option<MemberPlace> {
        Some(MemberPlace { path: self.path.clone(), row: None })
    }
}
