//! What archives have in common: what their members are, and how members of records are read and written.
//!
//! A member that is a text is one record of its archive. A member that holds records is taken apart, so that its rows are cleaned,
//! reported and left out as those of a file, and memory does not depend on its size. The writer puts it together again from
//! [pieces](piece). Input: a member, by its name and its data. Output: records, each with its codec.
//!
//! `rows.jsonl` of two rows → begin `rows.jsonl`, row 1, row 2, end

mod content;
mod member_codec;
mod member_data;
mod member_records;
mod members;
pub(super) mod piece;

pub(super) use content::ContentWriter;
pub(super) use member_codec::UnreadCodec;
pub(super) use member_data::MemberData;
pub(super) use member_records::{MemberRecords, Opening};
pub(super) use members::{MemberKind, Members};

/// Bytes of a member that are passed on at once if it is copied.
pub(super) const COPIED_BYTES: u64 = 1 << 16;
