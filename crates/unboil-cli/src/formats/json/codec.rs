//! Rewrites values that are records.

use super::super::fields::Fields;
use super::super::jsonl::JsonlCodec;
use super::super::record::{Reject, Replace};
use super::super::record_codec::RecordCodec;
use super::values::ValueScanner;

/// Rewrites elements.
pub(super) struct JsonCodec {
    element: JsonlCodec,
    /// Whether each has a name before it.
    has_names: bool,
}

impl JsonCodec {
    /// For the texts in these fields.
    pub(super) fn new(fields: Fields, has_names: bool) -> Self {
        Self { element: JsonlCodec::new(fields), has_names }
    }

    /// What is before a value, and the value.
    fn split<'r>(&self, record: &'r [u8]) -> (&'r [u8], &'r [u8]) {
        let (before, value) = separated(record);
        if !self.has_names {
            return (before, value);
        }
        let colon = before.len() + ValueScanner::new().scan(value);
        let is_between = |byte: &u8| byte.is_ascii_whitespace() || *byte == b':';
        let gap = record[colon..].iter().take_while(|byte| is_between(byte)).count();
        record.split_at(colon + gap)
    }
}

/// What separates a value from the one before, and the value.
pub(super) fn separated(record: &[u8]) -> (&[u8], &[u8]) {
    let start = record.iter().position(|byte| !byte.is_ascii_whitespace() && *byte != b',');
    record.split_at(start.unwrap_or(record.len()))
}

impl RecordCodec for JsonCodec {
    fn rewrite(&self, record: &[u8], replace: &mut Replace<'_>, out: &mut Vec<u8>) -> Result<(), Reject> {
        let (before, value) = self.split(record);
        out.extend_from_slice(before);
        self.element.rewrite(value, replace, out)
    }

    fn fields(&self) -> Option<&Fields> {
        self.element.fields()
    }

    fn has_field(&self, record: &[u8]) -> Option<bool> {
        self.element.has_field(self.split(record).1)
    }

    fn found_fields(&self, record: &[u8]) -> Vec<(String, usize)> {
        self.element.found_fields(self.split(record).1)
    }

    /// The value alone.
    fn raw(&self, record: &[u8]) -> Vec<u8> {
        self.split(record).1.to_vec()
    }
}
