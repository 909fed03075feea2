//! Replaces the texts of a row.

use super::row::TableEntry;
use crate::console::count::{count, verb};
use crate::formats::fields::Fields;
use crate::formats::input_format::RecordCodec;
use crate::formats::record::{Reject, RejectCause, Replace, SourceText, too_large};

/// Rewrites rows.
pub(super) struct ParquetCodec {
    pub fields: Fields,
    /// Maximum size of a text, in bytes.
    pub limit: u64,
}

impl RecordCodec for ParquetCodec {
    fn rewrite(&self, record: &[u8], replace: &mut Replace<'_>, out: &mut Vec<u8>) -> Result<(), Reject> {
        let row = match read(record) {
            TableEntry::Row(row) => row,
            TableEntry::LostGroup(lost) => {
                let (rows, are) = (count(lost.rows, "row"), verb(lost.rows, "is", "are"));
                let what = format!("cannot be read: {}; its {rows} {are} left out", lost.why);
                return Err(Reject { documents: lost.rows.max(1), ..what.into() });
            }
        };
        let texts =
            || row.cells.iter().enumerate().flat_map(|(n, cell)| cell.values.iter().map(move |value| (n, *value)));
        let count = texts().count();
        if count == 0 {
            let names: Vec<_> = self.fields.texts.iter().map(|path| format!("\"{path}\"")).collect();
            return Err(Reject::new(format!("has no {}", names.join(" or ")), RejectCause::Missing));
        }
        let mut clean = Vec::with_capacity(count);
        for (field, value) in texts() {
            if value.len() as u64 > self.limit {
                let cause = RejectCause::NotText;
                return Err(Reject { cause, ..too_large(value.len() as u64, self.limit) });
            }
            let text = std::str::from_utf8(value).map_err(|error| {
                let what = format!("is not valid UTF-8 at byte {}", error.valid_up_to() + 1);
                Reject::new(what, RejectCause::NotText)
            })?;
            let new = replace(SourceText {
                address: row.address,
                id: row.id,
                titles: row.titles.clone(),
                field: (count > 1).then(|| self.fields.texts[field].as_str()),
                is_markdown: self.fields.texts[field].is_markdown(),
                ..SourceText::string(text)
            })?;
            clean.push(new.into_text());
        }
        row.write(clean.iter().map(String::as_bytes), out);
        Ok(())
    }

    fn help(&self) -> &'static str {
        "fix the row; its text is kept unchanged"
    }

    fn location(&self, record: &[u8], number: u64) -> String {
        match read(record) {
            TableEntry::LostGroup(lost) => {
                let last = (lost.first + lost.rows as u64).saturating_sub(1);
                format!(": row group {} (rows {} to {last})", lost.group, lost.first)
            }
            TableEntry::Row(_) => format!(":{number}"),
        }
    }

    /// A row has other columns, so it cannot be left out.
    fn keeps_rejected(&self) -> bool {
        true
    }

    /// Its texts, one per line.
    fn raw(&self, record: &[u8]) -> Vec<u8> {
        match read(record) {
            TableEntry::Row(row) => {
                row.cells.iter().flat_map(|cell| cell.values.iter().copied()).collect::<Vec<_>>().join(&b'\n')
            }
            TableEntry::LostGroup(_) => Vec::new(),
        }
    }
}

fn read(record: &[u8]) -> TableEntry<'_> {
    TableEntry::read(record).expect("rows are written by this program")
}
