//! What inputs hold and what outputs shall: the arguments that say so, for every command that reads documents.
//!
//! Goes in: `--format`, `--field`, `--compress` and their kind. Comes out: the [`Format`] and [`Fields`] they mean.
//!
//! `--format jsonl --field page.body,title` → JSON Lines, two texts a record

use clap::{Args, ValueEnum};

use crate::formats::Format;
use crate::formats::compression::Compression;
use crate::formats::jsonl::{FieldPath, Fields};
use crate::run::Output;

/// What is in them.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Format")]
pub(crate) struct Form {
    /// Format of the input [default: by extension, then by the first bytes, else text]
    #[arg(long)]
    pub format: Option<FormatName>,
    /// Fields of a record that hold text: text, page.body, messages[].content, a column
    #[arg(long, value_name = "PATH,…", value_delimiter = ',', default_value = "text")]
    pub field: Vec<FieldPath>,
    /// Field of a record that holds its name
    #[arg(long, value_name = "PATH", default_value = "id")]
    pub id_field: FieldPath,
    /// Field of a record that holds its URL; rules with `site` then apply to records of that site
    #[arg(long, value_name = "PATH")]
    pub source_field: Option<FieldPath>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum FormatName {
    /// One document per file
    Text,
    /// JSON Lines: an object with a "text" field per row
    Jsonl,
    /// Comma-separated values with a header
    Csv,
    /// Tab-separated values with a header
    Tsv,
    /// A web archive; the conversion records (WET) are documents
    Warc,
    /// An archive of text files
    Tar,
    /// A table with a string column
    Parquet,
    /// Any of these in; out come rows of spans that would go, as Dolma reads them. Standard input is JSON Lines
    Attributes,
}

impl Form {
    /// The form of every input; without it name and content tell.
    pub(crate) fn format(&self) -> Option<Format> {
        Some(match self.format? {
            FormatName::Text => Format::Text,
            FormatName::Jsonl => Format::Jsonl,
            FormatName::Csv => Format::Csv,
            FormatName::Tsv => Format::Tsv,
            FormatName::Warc => Format::Warc,
            FormatName::Tar => Format::Tar,
            FormatName::Parquet => Format::Parquet,
            FormatName::Attributes => return None,
        })
    }

    /// What comes out.
    pub(crate) fn output(&self) -> Output {
        match self.format {
            Some(FormatName::Attributes) => Output::Attributes,
            _ => Output::Texts,
        }
    }

    /// What of a record counts.
    pub(crate) fn fields(&self) -> Fields {
        Fields { texts: self.field.clone(), id: self.id_field.clone(), source: self.source_field.clone() }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum CompressName {
    None,
    Gzip,
    Zstd,
    Bzip2,
    Xz,
}

impl From<CompressName> for Compression {
    fn from(name: CompressName) -> Self {
        match name {
            CompressName::None => Self::None,
            CompressName::Gzip => Self::Gzip,
            CompressName::Zstd => Self::Zstd,
            CompressName::Bzip2 => Self::Bzip2,
            CompressName::Xz => Self::Xz,
        }
    }
}
