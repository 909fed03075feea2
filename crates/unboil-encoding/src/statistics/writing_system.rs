//! Which writing system a letter belongs to, as far as the statistics tell them apart.
//!
//! `ü` is Latin, `ж` Cyrillic, and `·` is not a letter.

/// The writing system of a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum WritingSystem {
    Latin,
    Cyrillic,
    Greek,
    Hebrew,
    Arabic,
    Thai,
    Other,
}

impl WritingSystem {
    /// Those with letter statistics.
    pub(crate) const ALPHABETS: [Self; 6] =
        [Self::Latin, Self::Cyrillic, Self::Greek, Self::Hebrew, Self::Arabic, Self::Thai];

    /// Its index in [`ALPHABETS`](Self::ALPHABETS).
    pub(crate) const fn index(self) -> Option<usize> {
        match self {
            Self::Latin => Some(0),
            Self::Cyrillic => Some(1),
            Self::Greek => Some(2),
            Self::Hebrew => Some(3),
            Self::Arabic => Some(4),
            Self::Thai => Some(5),
            Self::Other => None,
        }
    }

    /// The writing system of a letter; `None` for other characters. Marks on letters count as letters.
    pub(crate) fn of(c: char) -> Option<Self> {
        match c {
            'ª' | 'º' | 'ˆ' | '˜' | 'ˇ' => None,
            'A'..='Z' | 'a'..='z' | '\u{C0}'..='\u{24F}' | '\u{1E00}'..='\u{1EFF}' if c.is_alphabetic() => {
                Some(Self::Latin)
            }
            '\u{300}'..='\u{36F}' => Some(Self::Latin),
            '\u{370}'..='\u{3FF}' | '\u{1F00}'..='\u{1FFF}' if c.is_alphabetic() => Some(Self::Greek),
            '\u{400}'..='\u{52F}' if c.is_alphabetic() => Some(Self::Cyrillic),
            '\u{5B0}'..='\u{5BD}' | '\u{5BF}'..='\u{5F2}' => Some(Self::Hebrew),
            '\u{620}'..='\u{65F}' | '\u{66E}'..='\u{6D3}' | '\u{FB50}'..='\u{FEFE}' => Some(Self::Arabic),
            '\u{E01}'..='\u{E3A}' | '\u{E40}'..='\u{E4E}' => Some(Self::Thai),
            _ => c.is_alphabetic().then_some(Self::Other),
        }
    }

    /// The writing system of this name in the data.
    pub(crate) fn named(name: &str) -> Self {
        match name {
            "Latin" => Self::Latin,
            "Cyrillic" => Self::Cyrillic,
            "Greek" => Self::Greek,
            "Hebrew" => Self::Hebrew,
            "Arabic" => Self::Arabic,
            "Thai" => Self::Thai,
            _ => Self::Other,
        }
    }
}
