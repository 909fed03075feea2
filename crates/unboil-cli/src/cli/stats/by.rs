//! How statistics are grouped.

use clap::ValueEnum;

/// A way to group removals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum By {
    Category,
    Rule,
    /// Host of the document's URL (--source-field, or --id-field url)
    Site,
}

impl By {
    pub(super) const ALL: [Self; 3] = [Self::Category, Self::Rule, Self::Site];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Category => "category",
            Self::Rule => "rule",
            Self::Site => "site",
        }
    }
}
