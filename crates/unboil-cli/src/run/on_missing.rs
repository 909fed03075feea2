//! `--on-missing`: what happens to records whose text is null or missing.

use clap::ValueEnum;

/// What to do with a record that holds no text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum OnMissing {
    /// Write it unchanged and count it
    #[default]
    Pass,
    /// Leave it out and count it; in Parquet it fails, because a row has other columns
    Drop,
    /// It fails, as a record that is not valid
    Fail,
}
