//! The folded view and words, character by character.
//!
//! Input: a line. Output: its characters, and for each the characters that it is compared as: `Größe…` is `g r ö s s e . . .`, and each
//! of these refers to the character it came from.

/// What a character counts as.
fn folded(c: char) -> String {
    let same = match c {
        '‘' | '’' | '‛' | '′' | 'ʼ' | '´' => "'",
        '“' | '”' | '„' | '‟' | '″' | '«' | '»' => "\"",
        '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' | '﹘' | '﹣' => "-",
        '…' => "...",
        '、' | '،' => ",",
        '。' | '۔' => ".",
        '؟' => "?",
        'ß' | 'ẞ' => "ss",
        'ı' | 'İ' => "i",
        'ё' | 'Ё' => "е",
        'ς' | 'Σ' => "σ",
        'ά' | 'Ά' => "α",
        'ﬁ' => "fi",
        'ﬃ' => "ffi",
        'أ' | 'إ' | 'آ' | 'ٱ' => "ا",
        'ى' | 'ی' => "ي",
        'ک' => "ك",
        'ة' => "ه",
        'ـ' | '\u{64B}'..='\u{652}' | '\u{670}' => "",
        '\u{200C}'..='\u{200F}' | '\u{61C}' | '\u{2066}'..='\u{2069}' | '\u{FE00}'..='\u{FE0F}' => "",
        'ｼ' => "シ",
        'ｪ' => "ェ",
        'ｱ' => "ア",
        '\u{FF01}'..='\u{FF5E}' => {
            return char::from_u32(u32::from(c) - 0xFEE0).into_iter().flat_map(char::to_lowercase).collect();
        }
        '٠'..='٩' => return digit(c, '٠'),
        '۰'..='۹' => return digit(c, '۰'),
        '०'..='९' => return digit(c, '०'),
        _ => return c.to_lowercase().collect(),
    };
    same.to_owned()
}

fn digit(c: char, zero: char) -> String {
    (u32::from(c) - u32::from(zero)).to_string()
}

/// Folds a text.
pub(super) fn fold(text: &str) -> String {
    text.chars().map(folded).collect()
}

/// Whether a character belongs to a word. Marks stand inside words, joiners too.
pub(super) fn is_word(c: char) -> bool {
    c.is_alphanumeric()
        || matches!(c, '\u{300}'..='\u{36F}' | '\u{610}'..='\u{61A}' | '\u{64B}'..='\u{65F}' | '\u{E38}'..='\u{E4E}' | '\u{94D}' | '\u{93C}')
        || matches!(c, '\u{200C}' | '\u{200D}')
}

/// Whether a script is written without spaces: Thai and Lao, Khmer, Burmese, kana, Han.
pub(super) fn is_wide(c: char) -> bool {
    matches!(c, '\u{E00}'..='\u{EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}' | '\u{3005}'..='\u{3007}')
        || matches!(c, '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{FF66}'..='\u{FF9F}')
}

/// How many words a text has; two characters of a script without spaces are one, or four where the script is an alphabet.
pub(super) fn words(text: &str) -> usize {
    let chars: Vec<char> = text.chars().collect();
    let begins = |i: usize| {
        is_word(chars[i]) && !is_wide(chars[i]) && (i == 0 || !is_word(chars[i - 1]) || is_wide(chars[i - 1]))
    };
    let words = (0..chars.len()).filter(|&i| begins(i)).count();
    let wide = chars.iter().filter(|&&c| is_word(c) && is_wide(c)).count();
    let alphabetic = chars.iter().filter(|&&c| is_word(c) && matches!(c, '\u{E00}'..='\u{17FF}') && is_wide(c)).count();
    words + (2 * wide - alphabetic).div_ceil(4)
}

/// A line, and the same folded. Places are numbers of characters, not bytes.
pub(super) struct Line {
    pub(super) chars: Vec<char>,
    /// Folded characters, each with the place it came from.
    pub(super) folded: Vec<(char, usize)>,
}

impl Line {
    pub(super) fn new(text: &str) -> Self {
        let chars: Vec<char> = text.chars().collect();
        let all = chars.iter().enumerate();
        let folded = all.flat_map(|(at, &c)| folded(c).chars().map(|f| (f, at)).collect::<Vec<_>>()).collect();
        Self { chars, folded }
    }

    /// The folded place where the characters from place `at` on begin.
    pub(super) fn folded_at(&self, at: usize) -> usize {
        self.folded.iter().position(|&(_, from)| from >= at).unwrap_or(self.folded.len())
    }

    /// The place of the character that the folded one at `at` came from.
    pub(super) fn source(&self, at: usize) -> usize {
        self.folded.get(at).map_or(self.chars.len(), |&(_, from)| from)
    }

    /// The place where a match that ends at folded place `at` ends, if it does not end inside a character.
    pub(super) fn end(&self, at: usize) -> Option<usize> {
        let inside = at > 0 && at < self.folded.len() && self.folded[at - 1].1 == self.folded[at].1;
        (!inside).then(|| self.source(at))
    }

    /// The same, but before characters that fold to nothing: a search stops with the last character it needs.
    pub(super) fn nearest_end(&self, at: usize) -> Option<usize> {
        self.end(at)?;
        Some(at.checked_sub(1).map_or(0, |last| self.folded[last].1 + 1))
    }

    /// Whether a word may begin or end at a place.
    pub(super) fn boundary(&self, at: usize) -> bool {
        let (Some(&before), Some(&after)) = (at.checked_sub(1).and_then(|b| self.chars.get(b)), self.chars.get(at))
        else {
            return true;
        };
        !is_word(before) || !is_word(after) || is_wide(before) || is_wide(after)
    }

    /// Whether a capital follows a small letter there.
    pub(super) fn glue(&self, at: usize) -> bool {
        at > 0 && self.chars.get(at).is_some_and(|c| c.is_uppercase()) && self.chars[at - 1].is_lowercase()
    }

    /// The places where the line begins and ends that phrases are compared with: without bullets, brackets, colons.
    pub(super) fn key(&self) -> (usize, usize) {
        let has = |c: char| self.chars.contains(&c);
        let around = |c: char, opening: bool| {
            let alone = match c {
                '«' => !opening || !has('»'),
                '‹' => !opening || !has('›'),
                '»' => opening || !has('«'),
                '›' => opening || !has('‹'),
                _ => false,
            };
            alone || !(is_word(c) || MEANING.contains(c))
        };
        let Some(from) = self.chars.iter().position(|&c| !around(c, true)) else { return (0, self.chars.len()) };
        let Some(last) = (from..self.chars.len()).rev().find(|&at| !around(self.chars[at], false)) else {
            return (0, self.chars.len());
        };
        (from, last + 1)
    }

    /// The characters of a stretch.
    pub(super) fn text(&self, from: usize, to: usize) -> String {
        self.chars[from..to].iter().collect()
    }
}

/// Signs that carry a meaning of their own.
const MEANING: &str = "\"'‘’‚‛“”„‟«»‹›「」『』`´′″?¿؟？@#&%=+©®™℠$€£¥₹₽₩{}";
