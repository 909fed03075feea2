//! Cleans the documents of a record.
//!
//! Input: a record. Output: the record with clean texts, and the result for each document. A panic while cleaning a document
//! rejects only its record.
//!
//! two fields of a row → two clean texts, one document counted

use std::path::Path;

use unboil::report::{InputBytes, Restores};
use unboil::{Cleaned, Cleaner, Site, Status};

use super::cleaned_document::CleanedDocument;
use super::counts::Counts;
use super::on_missing::OnMissing;
use super::record_stream::rewrite;
use super::skipped::kind_of_name;
use crate::console::count::{count, verb};
use crate::console::messages::decoding;
use crate::fault_injection::panic_on;
use crate::formats::batch::{Batch, RawRecord, RecordKind};
use crate::formats::input_format::RecordCodec;
use crate::formats::record::{NewText, Reject, RejectCause, SourceText, TextContent};
use crate::panics;

/// A warning about a document that was cleaned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Warning {
    pub what: String,
    pub help: Option<&'static str>,
}

/// A record that was cleaned.
#[derive(Debug, Default)]
pub(crate) struct CleanedRecord {
    /// Its documents, if they are kept.
    pub documents: Vec<CleanedDocument>,
    pub warnings: Vec<Warning>,
    /// Whether its text is null or missing.
    pub is_missing: bool,
    holds_document: bool,
    is_changed: bool,
    /// Its original texts, if documents are kept and it is part of its input.
    originals: Vec<NewText>,
}

/// Cleans records.
pub(crate) struct RecordCleaner<'c> {
    pub cleaner: &'c Cleaner,
    /// Larger documents are rejected. Bytes.
    pub limit: u64,
    /// What happens to records without text.
    pub on_missing: OnMissing,
    /// Whether documents are kept.
    pub keeps_documents: bool,
}

impl RecordCleaner<'_> {
    /// Appends the cleaned record of `batch` to `out`, and counts its documents.
    ///
    /// # Errors
    /// The record is not valid, has no text that it must have, or a document cannot be cleaned. What was appended must not be used.
    pub(crate) fn clean(
        &self,
        batch: &Batch,
        record: &RawRecord,
        codec: &dyn RecordCodec,
        out: &mut Vec<u8>,
        counts: &mut Counts,
    ) -> Result<CleanedRecord, Reject> {
        let start = out.len();
        let cleaned = panics::catch(|| {
            let mut cleaned = CleanedRecord::default();
            let is_part = record.number > 0;
            let mut replace = |text: SourceText<'_>| self.replace(text, is_part, &mut cleaned, counts);
            rewrite(batch, record, codec, self.limit, &mut replace, out)?;
            if let Some(encoding) = codec.encoding() {
                // `restore` reads the clean file in the same encoding.
                cleaned.documents.iter_mut().for_each(|document| document.cleaned.encoding.encoding = encoding);
            }
            let delimiter = codec.delimiter().map(char::from);
            cleaned.documents.iter_mut().for_each(|document| document.delimiter = delimiter);
            if is_part && !cleaned.documents.is_empty() {
                cleaned.try_restoring(codec, batch.bytes_of(record), &out[start..]);
            }
            Ok(cleaned)
        });
        let cleaned = cleaned.unwrap_or_else(|panic| {
            Err(Reject::new(format!("cannot be cleaned: {panic}; please report this"), RejectCause::Bug))
        });
        let cleaned = match cleaned {
            Err(reject) if reject.cause == RejectCause::Missing => {
                out.truncate(start);
                self.missing(reject, batch.bytes_of(record), codec, out)
            }
            other => other,
        };
        match &cleaned {
            Ok(cleaned) => {
                counts.documents += usize::from(cleaned.holds_document || cleaned.is_missing);
                counts.changed += usize::from(cleaned.is_changed);
                counts.missing += usize::from(cleaned.is_missing);
                let is_copied = record.kind == RecordKind::Document && !cleaned.holds_document && !cleaned.is_missing;
                if let Some(path) = is_copied.then(|| codec.copied_member(batch.bytes_of(record))).flatten() {
                    *counts.copied_members.entry(kind_of_name(Path::new(&path))).or_default() += 1;
                }
            }
            Err(reject) => {
                counts.documents += reject.documents;
                counts.failed += reject.documents;
            }
        }
        cleaned
    }

    /// A record without text, of these bytes.
    fn missing(
        &self,
        reject: Reject,
        record: &[u8],
        codec: &dyn RecordCodec,
        out: &mut Vec<u8>,
    ) -> Result<CleanedRecord, Reject> {
        let is_dropped = match self.on_missing {
            OnMissing::Pass => false,
            OnMissing::Drop if codec.keeps_rejected() => {
                let what = format!("{}, and a row of this format cannot be left out", reject.what);
                return Err(Reject { what, cause: RejectCause::Record, ..reject });
            }
            OnMissing::Drop => true,
            OnMissing::Fail => return Err(Reject { cause: RejectCause::Record, ..reject }),
        };
        if !is_dropped {
            out.extend_from_slice(record);
        }
        Ok(CleanedRecord { is_missing: true, is_changed: is_dropped, ..CleanedRecord::default() })
    }

    /// The clean text in place of `text`. `is_part` says whether it is in a record that is a part of its input.
    fn replace(
        &self,
        text: SourceText<'_>,
        is_part: bool,
        record: &mut CleanedRecord,
        counts: &mut Counts,
    ) -> Result<NewText, Reject> {
        let is_field = matches!(text.content, TextContent::String(_));
        counts.with_address += usize::from(is_field && text.address.is_some());
        counts.without_address += usize::from(is_field && text.address.is_none());
        let site = text.address.and_then(|address| address.parse::<Site>().ok());
        let there = site.as_ref().map(|site| self.cleaner.for_site(site));
        let cleaner = there.as_ref().unwrap_or(self.cleaner);
        let for_markdown = text.is_markdown.then(|| cleaner.for_markdown());
        let cleaner = for_markdown.as_ref().unwrap_or(cleaner);
        let (bytes, is_record) = match text.content {
            TextContent::File(bytes) => (bytes, false),
            TextContent::Block(bytes) => (bytes, !bytes.ends_with(b"\n")),
            TextContent::String(string) => (string.as_bytes(), true),
        };
        panic_on(bytes);
        let decoded = match text.content {
            TextContent::String(string) => string.into(),
            _ => cleaner.decode(bytes).map_err(|error| {
                let cause = if error.is_bad_bytes() { RejectCause::BadBytes } else { RejectCause::NotText };
                Reject::new(decoding(&error), cause)
            })?,
        };
        let cleaned = if is_record { cleaner.clean_record(&decoded) } else { cleaner.clean_decoded(&decoded) };
        let is_changed = cleaned.text.as_bytes() != bytes;
        record.holds_document = true;
        record.is_changed |= is_changed;
        record.warnings.extend(text.warnings.into_iter().map(|what| Warning { what, help: None }));
        record.warnings.extend(warnings(&cleaned));
        counts.over_budget += usize::from(cleaned.status == Status::OverBudget);
        for (category, count) in &cleaned.removals {
            *counts.removals.entry(*category).or_default() += count;
        }
        if !self.keeps_documents {
            return Ok(NewText::Text(cleaned.text.into_owned()));
        }
        if is_part {
            record.originals.push(match text.content {
                TextContent::String(string) => NewText::Text(string.to_owned()),
                TextContent::File(bytes) | TextContent::Block(bytes) => NewText::Bytes(bytes.to_vec()),
            });
        }
        let cleaned = cleaned.into_owned();
        let clean = cleaned.text.to_string();
        record.documents.push(CleanedDocument {
            site: site.map(|site| site.host().to_owned()),
            id: text.id.map(str::to_owned),
            titles: text.titles.iter().copied().chain(text.address).map(str::to_owned).collect(),
            field: text.field.map(str::to_owned),
            input: match text.content {
                TextContent::String(_) => InputBytes::string(bytes.len()),
                _ => InputBytes::of(bytes, &decoded.text, &decoded.encoding),
            },
            decoded: decoded.text.into_owned(),
            cleaned,
            is_record,
            is_markdown: text.is_markdown,
            delimiter: None,
            is_changed,
        });
        Ok(NewText::Text(clean))
    }
}

impl CleanedRecord {
    /// Puts the old texts back into the new record, as `unboil restore` does. If the result differs from the old record, which
    /// may be spelled in a way that the format does not write, only texts can be restored.
    fn try_restoring(&mut self, codec: &dyn RecordCodec, old: &[u8], new: &[u8]) {
        let mut originals = std::mem::take(&mut self.originals).into_iter();
        let mut restored = Vec::with_capacity(old.len());
        let mut restore =
            |_: SourceText<'_>| originals.next().ok_or_else(|| Reject::from("has more texts than before"));
        let is_record = codec.rewrite(new, &mut restore, &mut restored).is_ok() && restored == old;
        if !is_record
            || codec.is_unusual()
            || self.documents.iter().any(|document| document.input.restores != Restores::Bytes)
        {
            for document in &mut self.documents {
                document.input = document.input.clone().as_text();
            }
        }
    }
}

fn warnings(cleaned: &Cleaned<'_>) -> impl Iterator<Item = Warning> {
    let encoding = &cleaned.encoding;
    let bad_bytes = (encoding.bad_sequences > 0).then(|| Warning {
        what: format!(
            "{} {} not {} and became U+FFFD",
            count(encoding.bad_sequences, "byte sequence"),
            verb(encoding.bad_sequences, "is", "are"),
            encoding.encoding
        ),
        help: Some("if it is in another encoding, name that with --encoding"),
    });
    let over_budget = (cleaned.status == Status::OverBudget).then(|| Warning {
        what: "rules would remove more of it than the budget allows".to_owned(),
        help: Some("it was only normalized"),
    });
    bad_bytes.into_iter().chain(over_budget)
}
