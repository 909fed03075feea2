//! Rewrites members that are texts.

use std::path::Path;

use super::super::archive::MemberKind;
use super::super::record::{Reject, RejectCause, Replace, SourceText};
use super::super::record_codec::{MemberPlace, RecordCodec};
use super::whole::WholeMember;

/// Rewrites members.
pub(super) struct ZipCodec {
    /// Tells what the name of a member says.
    pub kind: fn(&Path) -> MemberKind,
}

impl RecordCodec for ZipCodec {
    fn rewrite(&self, record: &[u8], replace: &mut Replace<'_>, out: &mut Vec<u8>) -> Result<(), Reject> {
        let member = WholeMember::read(record).ok_or("is not what was read")?;
        if let Some((hash, text)) = member.text {
            let is_markdown = matches!((self.kind)(Path::new(member.path)), MemberKind::Markdown);
            match replace(SourceText { is_markdown, ..SourceText::file(text) }) {
                Ok(new) => {
                    WholeMember { text: Some((hash, &new.into_bytes())), ..member }.write(out);
                    return Ok(());
                }
                // Members that are not text, such as pictures, are kept.
                Err(reject) if matches!(reject.cause, RejectCause::NotText | RejectCause::BadBytes) => {}
                Err(reject) => return Err(reject),
            }
        }
        out.extend_from_slice(record);
        Ok(())
    }

    /// An archive is a whole.
    fn keeps_all_others(&self) -> bool {
        true
    }

    fn keeps_rejected(&self) -> bool {
        true
    }

    fn help(&self) -> &'static str {
        "it stays as it is"
    }

    fn location(&self, record: &[u8], number: u64) -> String {
        match WholeMember::read(record) {
            Some(member) => format!(":{}", member.path),
            None => format!(":{number}"),
        }
    }

    fn raw(&self, record: &[u8]) -> Vec<u8> {
        let text = WholeMember::read(record).and_then(|member| member.text);
        text.map(|(_, text)| text.to_vec()).unwrap_or_default()
    }

    fn member(&self, record: &[u8]) -> Option<MemberPlace> {
        Some(MemberPlace { path: WholeMember::read(record)?.path.to_owned(), row: None })
    }

    fn copied_member(&self, record: &[u8]) -> Option<String> {
        WholeMember::read(record).map(|member| member.path.to_owned())
    }
}
