//! Rewrites members that are texts.

use std::path::Path;

use super::super::archive::MemberKind;
use super::super::archive::piece::Piece;
use super::super::record::{Reject, RejectCause, Replace, SourceText};
use super::super::record_codec::{MemberPlace, RecordCodec};
use super::header::{BLOCK, MemberHeaders, resized};

/// Rewrites members.
pub(super) struct TarCodec {
    /// Tells what the name of a member says.
    pub kind: fn(&Path) -> MemberKind,
}

/// The headers of a member that is one record.
fn headers(record: &[u8]) -> Option<MemberHeaders<'_>> {
    match Piece::read(record)? {
        Piece::Whole(member) => MemberHeaders::parse(member),
        _ => None,
    }
}

impl RecordCodec for TarCodec {
    fn rewrite(&self, record: &[u8], replace: &mut Replace<'_>, out: &mut Vec<u8>) -> Result<(), Reject> {
        let member = headers(record).ok_or("has a header that cannot be read")?;
        let data = member.data().ok_or("has a header that cannot be read")?;
        let is_markdown = match (self.kind)(Path::new(&member.path)) {
            MemberKind::Text => Some(false),
            MemberKind::Markdown => Some(true),
            MemberKind::Records(_) | MemberKind::Other => None,
        };
        let is_markdown = is_markdown.filter(|_| !member.has_pax_size);
        let new = is_markdown.map(|is_markdown| replace(SourceText { is_markdown, ..SourceText::file(data) }));
        let new = match new {
            Some(Ok(new)) => Some(new.into_bytes()).filter(|new| new != data),
            // Members that are not text, such as pictures, are kept.
            Some(Err(reject)) if matches!(reject.cause, RejectCause::NotText | RejectCause::BadBytes) => None,
            Some(Err(reject)) => return Err(reject),
            None => None,
        };
        let Some(new) = new else {
            out.extend_from_slice(record);
            return Ok(());
        };
        Piece::Whole(member.before).write(out);
        out.extend_from_slice(resized(member.header, new.len() as u64).as_bytes());
        out.extend_from_slice(&new);
        out.resize(out.len() + new.len().next_multiple_of(BLOCK) - new.len(), 0);
        Ok(())
    }

    /// An archive is a whole.
    fn keeps_all_others(&self) -> bool {
        true
    }

    fn location(&self, record: &[u8], number: u64) -> String {
        match headers(record) {
            Some(member) => format!(":{}", member.path),
            None => format!(":{number}"),
        }
    }

    fn raw(&self, record: &[u8]) -> Vec<u8> {
        record.get(1..).unwrap_or_default().to_vec()
    }

    fn member(&self, record: &[u8]) -> Option<MemberPlace> {
        Some(MemberPlace { path: headers(record)?.path, row: None })
    }

    fn copied_member(&self, record: &[u8]) -> Option<String> {
        headers(record).map(|member| member.path)
    }
}
