//! The kinds of lint findings, by name. Rule files use the names: `allow = { too-common = "the reason" }`.

use std::fmt;

use serde::Deserialize;

/// A kind of finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum LintKind {
    /// A whole line of one word, or of placeholders alone, that acts everywhere and alone.
    TooCommon,
    /// One word at the beginning, at the end or anywhere in a line, that acts everywhere and alone.
    TooShort,
    /// The same phrase in two rules that act on the same lines.
    Duplicate,
    /// A phrase all of whose lines another phrase matches too.
    Shadowed,
    /// The beginning of a line with a bullet, bracket or arrow, which matching ignores.
    LostMark,
    /// A whole line that is only a placeholder once the signs around it are ignored.
    BarePlaceholder,
    /// A phrase that matches no line.
    NeverMatches,
    /// A phrase that matches a `keeps` example of another rule.
    HitsKeeps,
    /// A regular expression that is slow or large without need.
    SlowRegex,
    /// A language that does not exist.
    UnknownLanguage,
    /// A file below the folder of another language.
    WrongFolder,
    /// `near` names a rule that does not exist.
    UnknownNear,
    /// A phrase that labelled records have on one site only.
    OneSite,
    /// A phrase or detector that takes many lines, with few sites in labelled records to support it.
    BigBite,
    /// An `allow` that is not needed, or has no reason.
    StaleAllow,
}

impl LintKind {
    /// All of them.
    pub const ALL: &[Self] = &[
        Self::TooCommon,
        Self::TooShort,
        Self::Duplicate,
        Self::Shadowed,
        Self::LostMark,
        Self::BarePlaceholder,
        Self::NeverMatches,
        Self::HitsKeeps,
        Self::SlowRegex,
        Self::UnknownLanguage,
        Self::WrongFolder,
        Self::UnknownNear,
        Self::OneSite,
        Self::BigBite,
        Self::StaleAllow,
    ];

    /// Whether it is advice on style only: the rule works, but could be shorter or more specific.
    #[must_use]
    pub const fn is_advice(self) -> bool {
        matches!(
            self,
            Self::TooCommon
                | Self::TooShort
                | Self::Duplicate
                | Self::Shadowed
                | Self::LostMark
                | Self::BarePlaceholder
                | Self::OneSite
                | Self::BigBite
        )
    }

    /// Whether it is found only with the evidence of labelled records.
    #[must_use]
    pub const fn needs_evidence(self) -> bool {
        matches!(self, Self::OneSite | Self::BigBite)
    }

    /// The name in rule files and reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::TooCommon => "too-common",
            Self::TooShort => "too-short",
            Self::Duplicate => "duplicate",
            Self::Shadowed => "shadowed",
            Self::LostMark => "lost-mark",
            Self::BarePlaceholder => "bare-placeholder",
            Self::NeverMatches => "never-matches",
            Self::HitsKeeps => "hits-keeps",
            Self::SlowRegex => "slow-regex",
            Self::UnknownLanguage => "unknown-language",
            Self::WrongFolder => "wrong-folder",
            Self::UnknownNear => "unknown-near",
            Self::OneSite => "one-site",
            Self::BigBite => "big-bite",
            Self::StaleAllow => "stale-allow",
        }
    }
}

impl fmt::Display for LintKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
