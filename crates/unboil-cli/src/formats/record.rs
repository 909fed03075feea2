//! What a format and its caller exchange: the texts of a record, and why a record is rejected.

use std::fmt::Display;

/// The bytes of a text, by the kind of their container.
#[derive(Debug, Clone, Copy)]
pub(crate) enum TextContent<'t> {
    /// A whole file, in any encoding.
    File(&'t [u8]),
    /// A block of bytes in a record, in any encoding. It ends with a line end only if it did before.
    Block(&'t [u8]),
    /// A string of a record. It never ends with a line end: that would be one more character of the string.
    String(&'t str),
}

/// A text that a format found in a record.
#[derive(Debug, Clone)]
pub(crate) struct SourceText<'t> {
    pub content: TextContent<'t>,
    /// Its URL.
    pub address: Option<&'t str>,
    /// The id of its record, as JSON.
    pub id: Option<&'t str>,
    /// What names its record for people, the best first, if the caller asked for it.
    pub titles: Vec<&'t str>,
    /// Its field, if the record holds several texts.
    pub field: Option<&'t str>,
    /// Whether it is Markdown.
    pub is_markdown: bool,
    /// Warnings about data lost in reading, or left as it is.
    pub warnings: Vec<String>,
}

impl<'t> SourceText<'t> {
    /// A whole file.
    pub(crate) fn file(bytes: &'t [u8]) -> Self {
        Self::new(TextContent::File(bytes))
    }

    /// A block of bytes.
    pub(crate) fn block(bytes: &'t [u8]) -> Self {
        Self::new(TextContent::Block(bytes))
    }

    /// A string.
    pub(crate) fn string(text: &'t str) -> Self {
        Self::new(TextContent::String(text))
    }

    fn new(content: TextContent<'t>) -> Self {
        Self {
            content,
            address: None,
            id: None,
            titles: Vec::new(),
            field: None,
            is_markdown: false,
            warnings: Vec::new(),
        }
    }
}

/// The replacement of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum NewText {
    /// Text, which is written in UTF-8.
    Text(String),
    /// The bytes of a file or a block, in any encoding.
    Bytes(Vec<u8>),
}

impl NewText {
    /// The bytes in place of a file or a block.
    pub(crate) fn into_bytes(self) -> Vec<u8> {
        match self {
            Self::Text(text) => text.into_bytes(),
            Self::Bytes(bytes) => bytes,
        }
    }

    /// The text in place of a string.
    ///
    /// # Panics
    /// It is the bytes of a file: the replacement of a [`TextContent::String`] must be text.
    pub(crate) fn into_text(self) -> String {
        match self {
            Self::Text(text) => text,
            Self::Bytes(_) => panic!("a string is replaced by text"),
        }
    }
}

/// The function that a format calls for each text of a record; the result takes the place of the text. If it fails, the
/// format fails with the same error, unless it can leave the record unchanged.
pub(crate) type Replace<'r> = dyn FnMut(SourceText<'_>) -> Result<NewText, Reject> + 'r;

/// Why a record is rejected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reject {
    /// The reason, in words that complete "it …".
    pub what: String,
    pub cause: RejectCause,
    /// How many documents are lost with the record.
    pub documents: usize,
}

/// The cause of a rejection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RejectCause {
    /// The record.
    Record,
    /// The record is valid, but its text is null or missing.
    Missing,
    /// It holds no readable text. A format in which a record cannot be left out keeps it unchanged.
    NotText,
    /// The encoding: some bytes are not valid in it.
    BadBytes,
    /// A bug in this program.
    Bug,
}

impl Reject {
    /// A record that loses one document.
    pub(crate) fn new(what: impl Display, cause: RejectCause) -> Self {
        Self { what: what.to_string(), cause, documents: 1 }
    }
}

impl From<String> for Reject {
    fn from(what: String) -> Self {
        Self { what, cause: RejectCause::Record, documents: 1 }
    }
}

impl From<&str> for Reject {
    fn from(what: &str) -> Self {
        what.to_owned().into()
    }
}

/// A document that has more bytes than `limit`.
pub(crate) fn too_large(bytes: u64, limit: u64) -> Reject {
    format!("has {bytes} bytes, more than --max-doc-bytes allows ({limit})").into()
}
