//! The names of the fixes, as the ledger reports them.

/// What kind of change the normalizer made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Fix {
    /// UTF-8 that was read as another code page was read back.
    Mojibake,
    /// An HTML character reference became its character.
    Entity,
    /// A C1 control became the character Windows-1252 has in its place.
    C1,
    /// A control character or a terminal escape sequence went.
    Control,
    /// An invisible character (zero-width space, soft hyphen, byte order mark …) went.
    Invisible,
    /// A sequence became its composed form (NFC).
    Nfc,
    /// White space became one space, or went at the ends of a line.
    Spaces,
    /// A line end became `\n`, or blank lines went.
    Lines,
}

impl Fix {
    /// The name in reports, such as `normalize/nfc`.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Mojibake => "normalize/mojibake",
            Self::Entity => "normalize/entity",
            Self::C1 => "normalize/c1",
            Self::Control => "normalize/control",
            Self::Invisible => "normalize/invisible",
            Self::Nfc => "normalize/nfc",
            Self::Spaces => "normalize/spaces",
            Self::Lines => "normalize/lines",
        }
    }
}
