//! What letters follow each other in which language: the statistics by which code pages are told apart.
//!
//! Goes in: `data/encodings/letters.txt`, made by the script beside it from translated programs and manuals. Comes out:
//! costs, minus the logarithm of a probability, in steps of 0.15 nats. The file is read when the first guess is made; text
//! that is UTF-8 never needs it.
//!
//! Example: in German `ü` after `f` costs 24 steps, in Russian neither is a letter.

use std::sync::LazyLock;

/// Steps of 0.15 nats.
pub(crate) type Cost = u32;

/// Steps in a nat, for numbers that are written in nats.
pub(crate) const STEPS_PER_NAT: f64 = 1.0 / 0.15;

/// Letters of one alphabet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Script {
    Latin,
    Cyrillic,
    Greek,
    Hebrew,
    Arabic,
    Thai,
    Other,
}

impl Script {
    /// Those with letter statistics.
    pub(crate) const ALPHABETS: [Self; 6] =
        [Self::Latin, Self::Cyrillic, Self::Greek, Self::Hebrew, Self::Arabic, Self::Thai];

    /// Its place among them.
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

    /// The script of a letter; `None` for what is no letter. Marks that sit on letters count as letters.
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

    fn named(name: &str) -> Self {
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

/// A language with an alphabet.
#[derive(Debug)]
pub(crate) struct Language {
    pub name: &'static str,
    pub script: Script,
    /// What it costs to suppose it.
    pub prior: Cost,
    /// Its letters, small, in order; the class of a letter is its place here and one more.
    alphabet: Vec<char>,
    /// A row for each class before, a byte for each class after.
    rows: Vec<&'static [u8]>,
    /// Characters beyond ASCII that are no letters, in order, and their costs, where the language has its own.
    marks: Vec<(char, [Cost; 4])>,
}

impl Language {
    /// Its letters.
    pub(crate) fn alphabet(&self) -> &[char] {
        &self.alphabet
    }

    /// The marks that cost something else in it than elsewhere.
    pub(crate) fn own_marks(&self) -> impl Iterator<Item = char> {
        self.marks.iter().map(|&(c, _)| c)
    }

    /// The class of a small letter; class 0 is all that is no letter, and `None` a letter the language has not.
    pub(crate) fn class(&self, small: char) -> Option<u8> {
        let place = self.alphabet.binary_search(&small).ok()?;
        u8::try_from(place + 1).ok()
    }

    /// What a class after another costs.
    pub(crate) fn cost(&self, before: u8, now: u8) -> Cost {
        match (before, now) {
            // Not counted: runs of spaces say nothing about a language.
            (0, 0) => 5,
            _ => self.rows.get(usize::from(before)).and_then(|row| row.get(usize::from(now))).map_or(93, |&b| cost(b)),
        }
    }
}

/// Languages of thousands of characters that have statistics: Chinese in two scripts, Japanese, Korean.
pub(crate) const SIGNS: usize = 4;

/// A character of such a language that is in no tier: 11 nats, as the rarest of the tiers cost 8 and there are some
/// thousands more.
const RARE_SIGN: u8 = 73;

/// The commonest characters of these languages, in tiers.
#[derive(Debug)]
pub(crate) struct Signs {
    /// The costs in each language, by the number of the character; those beyond are rare.
    costs: Vec<[u8; SIGNS]>,
}

impl Default for Signs {
    fn default() -> Self {
        Self { costs: vec![[RARE_SIGN; SIGNS]; 0x1_0000] }
    }
}

impl Signs {
    /// What a character costs in each of them, whatever stands before it.
    #[inline]
    pub(crate) fn costs(&self, c: char) -> [u8; SIGNS] {
        self.costs.get(c as usize).copied().unwrap_or([RARE_SIGN; SIGNS])
    }

    /// Whether a character is in no tier of any of them.
    pub(crate) fn is_rare(&self, c: char) -> bool {
        self.costs(c) == [RARE_SIGN; SIGNS]
    }

    fn put(&mut self, language: usize, c: char, cost: Cost) {
        if let Some(place) = self.costs.get_mut(c as usize).and_then(|costs| costs.get_mut(language)) {
            *place = u8::try_from(cost).unwrap_or(u8::MAX);
        }
    }
}

/// All of it.
#[derive(Debug, Default)]
pub(crate) struct Letters {
    pub languages: Vec<Language>,
    pub signs: Signs,
    /// Characters beyond ASCII that are no letters, in order, each with its costs between no letters, before one, after
    /// one, between two.
    marks: Vec<(char, [Cost; 4])>,
    /// A small, a capital letter after no letter; after a small one; after a capital one.
    case: [[Cost; 2]; 3],
}

static LETTERS: LazyLock<Letters> = LazyLock::new(|| {
    let mut letters = Letters::parse(include_str!("../data/encodings/letters.txt"));
    for (mark, pages) in Letters::parse(include_str!("../data/encodings/pages.txt")).marks {
        match letters.marks.binary_search_by_key(&mark, |&(known, _)| known) {
            Ok(place) => {
                if let Some((_, costs)) = letters.marks.get_mut(place) {
                    costs.iter_mut().zip(pages).for_each(|(cost, page)| *cost = page.min(*cost));
                }
            }
            Err(place) => letters.marks.insert(place, (mark, pages)),
        }
    }
    letters
});

impl Letters {
    /// The statistics that are built in.
    pub(crate) fn get() -> &'static Self {
        &LETTERS
    }

    fn parse(text: &'static str) -> Self {
        let mut letters = Self::default();
        let mut signs = 0;
        let mut lines = text.lines().filter(|line| !line.starts_with("# "));
        while let Some(line) = lines.next() {
            let mut words = line.split(' ');
            match (words.next(), words.next(), words.next(), words.next()) {
                (Some("case"), Some(a), Some(b), Some(c)) => letters.case = [a, b, c].map(costs),
                (Some("mark"), Some(mark), Some(list), None) => {
                    letters.marks.extend(mark.chars().next().map(|c| (c, costs(list))));
                }
                (Some("own"), Some(mark), Some(list), None) => {
                    if let (Some(language), Some(c)) = (letters.languages.last_mut(), mark.chars().next()) {
                        language.marks.push((c, costs(list)));
                    }
                }
                (Some("language"), Some(name), Some(script), Some(prior)) => {
                    let alphabet: Vec<char> = lines.next().unwrap_or_default().chars().collect();
                    let rows = lines.by_ref().take(alphabet.len() + 1).map(str::as_bytes).collect();
                    let [prior] = costs(prior);
                    letters.languages.push(Language {
                        name,
                        script: Script::named(script),
                        prior,
                        alphabet,
                        rows,
                        marks: Vec::new(),
                    });
                }
                (Some("signs"), Some(_), Some(_), None) => {
                    for (tier, list) in lines.by_ref().take(4).filter_map(|tier| tier.split_once(' ')) {
                        let [cost] = costs(tier);
                        list.chars().for_each(|c| letters.signs.put(signs, c, cost));
                    }
                    signs += 1;
                }
                _ => {}
            }
        }
        letters
    }

    /// The marks that have costs in all languages.
    pub(crate) fn marks(&self) -> impl Iterator<Item = char> {
        self.marks.iter().map(|&(c, _)| c)
    }

    /// What a character costs that is no letter, where letters stand before and after it or not; `None` for one that
    /// text as good as never has.
    pub(crate) fn mark(&self, language: &Language, c: char, before: bool, after: bool) -> Option<Cost> {
        let of = |marks: &[(char, [Cost; 4])]| {
            let place = marks.binary_search_by_key(&c, |&(mark, _)| mark).ok()?;
            let (_, costs) = marks.get(place)?;
            costs.get(usize::from(before) * 2 + usize::from(after)).copied()
        };
        match (of(&self.marks), of(&language.marks)) {
            (Some(all), Some(own)) => Some(all.min(own)),
            (all, own) => all.or(own),
        }
    }

    /// What a letter's case costs after no letter (0), a small one (1), a capital one (2).
    pub(crate) fn case(&self, before: usize, capital: bool) -> Cost {
        self.case.get(before).map_or(0, |row| row[usize::from(capital)])
    }
}

fn cost(byte: u8) -> Cost {
    Cost::from(byte.saturating_sub(b'!'))
}

fn costs<const N: usize>(list: &str) -> [Cost; N] {
    let mut found = [0; N];
    found.iter_mut().zip(list.bytes()).for_each(|(place, byte)| *place = cost(byte));
    found
}

#[cfg(test)]
mod tests {
    use super::{Letters, RARE_SIGN, SIGNS, Script};

    #[test]
    fn the_file_is_whole() {
        let letters = Letters::get();
        assert!(letters.languages.len() > 40);
        for language in &letters.languages {
            assert!(language.alphabet.is_sorted(), "{}", language.name);
            assert_eq!(language.rows.len(), language.alphabet.len() + 1, "{}", language.name);
            assert!(language.rows.iter().all(|row| row.len() == language.rows.len()), "{}", language.name);
            let own = language.alphabet.iter().filter(|&&c| Script::of(c) == Some(language.script)).count();
            assert!(own >= 22, "{} has {own}", language.name);
        }
        assert!(letters.marks.is_sorted_by_key(|&(mark, _)| mark));
        for language in 0..SIGNS {
            let known = letters.signs.costs.iter().filter(|costs| costs[language] != RARE_SIGN).count();
            assert!(known > 600, "{known}");
        }
    }

    #[test]
    fn common_pairs_cost_less() {
        let letters = Letters::get();
        let german = letters.languages.iter().find(|language| language.name == "de").expect("German");
        let pair = |a, b| german.cost(german.class(a).expect("a letter"), german.class(b).expect("a letter"));
        assert!(pair('f', 'ü') + 10 < pair('q', 'ü'));
        assert_eq!(german.class('ж'), None);
        assert!(letters.case(1, true) > letters.case(2, true));
    }
}
