//! Options about the format of inputs and outputs, for every command that reads documents.
//!
//! Turns `--format`, `--field`, `--compress` and the like into a [`Format`], [`Settings`] and [`Documents`].
//!
//! `--format jsonl --field page.body,title` → JSON Lines, two texts a record

use std::path::PathBuf;
use std::sync::Arc;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Args, ValueEnum};
use unboil::Encoding;

use crate::formats::Format;
use crate::formats::compression::Compression;
use crate::formats::fields::{FieldPath, Fields};
use crate::formats::input_format::Settings;
use crate::run::documents::Documents;
use crate::run::on_missing::OnMissing;

/// The field of the name of a record, if none is given.
const NAME_FIELD: &str = "id";

/// The format of inputs.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Format")]
pub(crate) struct FormatOptions {
    /// Format of the input [default: by extension, then by the first bytes, else text]
    #[arg(long, value_parser = formats())]
    pub format: Option<Format>,
    /// Fields of a record that hold text: text, page.body, messages[].content, a column
    #[arg(long, visible_alias = "column", value_name = "PATH,…", value_delimiter = ',', default_value = "text")]
    pub field: Vec<FieldPath>,
    /// Field of a record that holds its name
    #[arg(long, value_name = "PATH", default_value = NAME_FIELD)]
    pub id_field: FieldPath,
    /// Field of a record that holds its URL; rules with `site` apply to records of that site [default: url, if there is one]
    #[arg(long, value_name = "PATH")]
    pub source_field: Option<FieldPath>,
    /// Character between the fields of CSV and TSV, or `tab` [default: in CSV by the header, in TSV a tab]
    #[arg(long, value_name = "CHAR", value_parser = delimiter)]
    pub delimiter: Option<u8>,
}

impl FormatOptions {
    /// How to read records, in `encoding` if one was named. Documents larger than `max_doc_bytes` are rejected.
    pub(crate) fn settings(&self, max_doc_bytes: u64, encoding: Option<Encoding>) -> Settings {
        let (texts, id, source) = (self.field.clone(), self.id_field.clone(), self.source_field.clone());
        let mut fields = Fields { texts, id, source, is_source_optional: false, titles: Vec::new() };
        fields.look_for_source();
        Settings { fields, max_doc_bytes, delimiter: self.delimiter, encoding, force: false, members: Arc::default() }
    }

    /// All documents of `paths`, in `encoding` if one was named. `force` also reads what is not text.
    pub(crate) fn documents(
        &self,
        paths: Vec<PathBuf>,
        on_missing: OnMissing,
        encoding: Option<Encoding>,
        force: bool,
    ) -> Documents {
        let settings = Settings { force, ..self.settings(u64::MAX, encoding) };
        Documents { paths, format: self.format, settings, on_missing }
    }
}

/// The documents of a command that writes no outputs.
#[derive(Debug, Args)]
pub(crate) struct DocumentOptions {
    /// Files and folders [default: standard input, also `-`]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    format: FormatOptions,
}

impl DocumentOptions {
    /// Files and folders.
    pub(crate) fn paths(&self) -> &[PathBuf] {
        &self.paths
    }

    /// The documents, with `more` paths and, if no field was named, the site in `field` or where it usually is.
    pub(crate) fn documents_with_sites(&self, more: &[PathBuf], field: Option<FieldPath>) -> Documents {
        let mut documents = self.format.documents([&self.paths, more].concat(), OnMissing::Pass, None, false);
        let fields = &mut documents.settings.fields;
        if let Some(field) = field.filter(|_| fields.is_source_optional) {
            fields.source = Some(field);
            fields.is_source_optional = false;
        }
        documents
    }

    /// Lets records be named by their titles or by their URLs; by the field of `--id-field`, if it names one.
    pub(crate) fn look_for_titles(&self, documents: &mut Documents) {
        let fields = &mut documents.settings.fields;
        if self.format.id_field.as_str() == NAME_FIELD {
            fields.look_for_titles();
        } else {
            fields.titles = vec![fields.id.clone()];
        }
    }

    /// The documents, in `encoding` if one was named. `force` also reads what is not text.
    pub(crate) fn documents(&self, on_missing: OnMissing, encoding: Option<Encoding>, force: bool) -> Documents {
        self.format.documents(self.paths.clone(), on_missing, encoding, force)
    }
}

/// The byte of `--delimiter`.
fn delimiter(written: &str) -> Result<u8, &'static str> {
    match written.as_bytes() {
        b"tab" | b"\\t" => Ok(b'\t'),
        &[byte] if byte.is_ascii() && !matches!(byte, b'"' | b'\n' | b'\r' | 0) => Ok(byte),
        _ => Err("write one ASCII character that is neither a quote nor a line end, such as ';', or `tab`"),
    }
}

/// The names of all formats, with what they are.
fn formats() -> impl TypedValueParser<Value = Format> {
    let names = Format::all().map(|format| PossibleValue::new(format.name).help(format.about));
    PossibleValuesParser::new(names).map(|name| Format::named(&name).expect("the parser accepts names of formats only"))
}

/// How to compress outputs, as an option names it.
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
