//! The source of a document.

/// Where a document comes from, and where its clean text is written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DocumentSource {
    /// The `id` of its record, if that has one.
    pub id: Option<String>,
    /// Its file, as it was named.
    pub path: String,
    /// Its row, from 1, if it is a record.
    pub row: Option<u64>,
    /// The path of its member, if its file is an archive.
    pub member: Option<String>,
    /// Its row in the member, from 1, if the member holds records.
    pub member_row: Option<u64>,
    /// The field of the text, if its row holds several texts.
    pub field: Option<String>,
    /// The path of its output, below the output folder.
    pub output: Option<String>,
    /// The host of its URL, if it has one.
    pub site: Option<String>,
    /// The delimiter of its table, if another one could be recognized in the output.
    pub delimiter: Option<char>,
}

impl DocumentSource {
    /// A whole file.
    #[must_use]
    pub fn file(path: impl Into<String>) -> Self {
        Self { path: path.into(), ..Self::default() }
    }

    /// The name of the document: the record's, or its place.
    #[must_use]
    pub fn name(&self) -> String {
        self.id.clone().unwrap_or_else(|| self.place())
    }

    /// The location of the document: the path, followed by a colon and the row.
    #[must_use]
    pub fn place(&self) -> String {
        match self.row {
            Some(row) => format!("{}:{row}", self.path),
            None => self.path.clone(),
        }
    }
}
