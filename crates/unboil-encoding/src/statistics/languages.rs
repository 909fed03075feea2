//! Which letters follow each other in which language: the statistics by which code pages are told apart.
//!
//! A cost is minus the logarithm of a probability, in steps of 0.15 nats. The costs are from `data/encodings/letters.txt`,
//! made by the script beside it from translated programs and manuals. The file is parsed for the first guess; UTF-8 never
//! needs it.
//!
//! Example: in German `ü` after `f` costs 24 steps; in Russian neither is a letter.

use super::writing_system::WritingSystem;
use std::sync::LazyLock;

/// A cost, in steps of 0.15 nats.
pub(crate) type Cost = u32;

/// Steps in a nat, for constants that are written in nats.
pub(crate) const STEPS_PER_NAT: f64 = 1.0 / 0.15;

/// A language with an alphabet.
#[derive(Debug)]
pub(crate) struct Language {
    pub name: &'static str,
    pub script: WritingSystem,
    /// The cost of assuming it.
    pub prior: Cost,
    /// Its letters, in lower case, in order. The class of a letter is its index here plus one.
    alphabet: Vec<char>,
    /// A row for each class before, a byte for each class after.
    rows: Vec<&'static [u8]>,
    /// non-ASCII Characters that are not letters, in order, and their costs, if the language has its own.
    marks: Vec<(char, [Cost; 4])>,
}

impl Language {
    /// Its letters.
    pub(crate) fn alphabet(&self) -> &[char] {
        &self.alphabet
    }

    /// The marks whose costs differ from those of other languages.
    pub(crate) fn own_marks(&self) -> impl Iterator<Item = char> {
        self.marks.iter().map(|&(c, _)| c)
    }

    /// The class of a lower-case letter. Class 0 is everything that is not a letter; `None` is a letter that the language does
    /// not have.
    pub(crate) fn class(&self, small: char) -> Option<u8> {
        let place = self.alphabet.binary_search(&small).ok()?;
        u8::try_from(place + 1).ok()
    }

    /// The cost of class `now` after class `before`.
    pub(crate) fn cost(&self, before: u8, now: u8) -> Cost {
        match (before, now) {
            // Not counted from the data: runs of spaces say nothing about a language.
            (0, 0) => 5,
            _ => cost(self.rows[usize::from(before)][usize::from(now)]),
        }
    }
}

/// How many languages with thousands of characters have statistics: Chinese in two writing systems, Japanese, Korean.
pub(crate) const SIGNS: usize = 4;

/// The cost of a character of such a language that is in no tier: 11 nats, because the rarest tier costs 8 and there are
/// some thousands more characters.
const RARE_SIGN: u8 = 73;

/// The commonest characters of these languages, in tiers.
#[derive(Debug)]
pub(crate) struct Signs {
    /// The costs in each language, by code point; characters beyond are rare.
    costs: Vec<[u8; SIGNS]>,
}

impl Default for Signs {
    fn default() -> Self {
        Self { costs: vec![[RARE_SIGN; SIGNS]; 0x1_0000] }
    }
}

impl Signs {
    /// The cost of a character in each of them, whatever is before it.
    #[inline]
    pub(crate) fn costs(&self, c: char) -> [u8; SIGNS] {
        self.costs.get(c as usize).copied().unwrap_or([RARE_SIGN; SIGNS])
    }

    /// Whether a character is in no tier of any of them.
    pub(crate) fn is_rare(&self, c: char) -> bool {
        self.costs(c) == [RARE_SIGN; SIGNS]
    }

    fn put(&mut self, language: usize, c: char, cost: Cost) {
        self.costs[c as usize][language] = u8::try_from(cost).expect("a cost of the data");
    }
}

/// All statistics.
#[derive(Debug, Default)]
pub(crate) struct Statistics {
    pub languages: Vec<Language>,
    pub signs: Signs,
    /// non-ASCII Characters that are not letters, in order, each with its costs between no letters, before one, after one,
    /// between two.
    marks: Vec<(char, [Cost; 4])>,
    /// The cost of a small and of a capital letter after no letter, after a small one, after a capital one.
    case: [[Cost; 2]; 3],
}

static STATISTICS: LazyLock<Statistics> = LazyLock::new(|| {
    let mut statistics = Statistics::parse(include_str!("../../data/encodings/letters.txt"));
    for (mark, pages) in Statistics::parse(include_str!("../../data/encodings/pages.txt")).marks {
        match statistics.marks.binary_search_by_key(&mark, |&(known, _)| known) {
            Ok(place) => {
                let (_, costs) = &mut statistics.marks[place];
                costs.iter_mut().zip(pages).for_each(|(cost, page)| *cost = page.min(*cost));
            }
            Err(place) => statistics.marks.insert(place, (mark, pages)),
        }
    }
    statistics
});

impl Statistics {
    /// The built-in statistics.
    pub(crate) fn get() -> &'static Self {
        &STATISTICS
    }

    fn parse(text: &'static str) -> Self {
        let mut statistics = Self::default();
        let mut signs = 0;
        let mut lines = text.lines().filter(|line| !line.starts_with("# "));
        while let Some(line) = lines.next() {
            let mut words = line.split(' ');
            match (words.next(), words.next(), words.next(), words.next()) {
                (Some("case"), Some(a), Some(b), Some(c)) => statistics.case = [a, b, c].map(costs),
                (Some("mark"), Some(mark), Some(list), None) => {
                    statistics.marks.push((only_char(mark), costs(list)));
                }
                (Some("own"), Some(mark), Some(list), None) => {
                    let language = statistics.languages.last_mut().expect("a language before its marks");
                    language.marks.push((only_char(mark), costs(list)));
                }
                (Some("language"), Some(name), Some(script), Some(prior)) => {
                    let alphabet: Vec<char> = lines.next().expect("an alphabet").chars().collect();
                    let rows = lines.by_ref().take(alphabet.len() + 1).map(str::as_bytes).collect();
                    let [prior] = costs(prior);
                    statistics.languages.push(Language {
                        name,
                        script: WritingSystem::named(script),
                        prior,
                        alphabet,
                        rows,
                        marks: Vec::new(),
                    });
                }
                (Some("signs"), Some(_), Some(_), None) => {
                    for (tier, list) in lines.by_ref().take(4).filter_map(|tier| tier.split_once(' ')) {
                        let [cost] = costs(tier);
                        list.chars().for_each(|c| statistics.signs.put(signs, c, cost));
                    }
                    signs += 1;
                }
                _ => assert!(line.is_empty() || line.starts_with('#'), "not a line of the statistics: {line}"),
            }
        }
        statistics
    }

    /// The marks that have costs in all languages.
    pub(crate) fn marks(&self) -> impl Iterator<Item = char> {
        self.marks.iter().map(|&(c, _)| c)
    }

    /// The cost of a character that is not a letter, with or without a letter before and after it. `None` for one that text
    /// hardly ever has.
    pub(crate) fn mark(&self, language: &Language, c: char, before: bool, after: bool) -> Option<Cost> {
        let of = |marks: &[(char, [Cost; 4])]| {
            let place = marks.binary_search_by_key(&c, |&(mark, _)| mark).ok()?;
            Some(marks[place].1[usize::from(before) * 2 + usize::from(after)])
        };
        match (of(&self.marks), of(&language.marks)) {
            (Some(all), Some(own)) => Some(all.min(own)),
            (all, own) => all.or(own),
        }
    }

    /// The cost of a letter's case after no letter (0), a small one (1), a capital one (2).
    pub(crate) fn case(&self, before: usize, capital: bool) -> Cost {
        self.case[before][usize::from(capital)]
    }
}

fn only_char(word: &str) -> char {
    word.chars().next().expect("words are not empty")
}

/// A cost of the data, written as one printable ASCII character, so that none is above 93.
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
    use super::{RARE_SIGN, SIGNS, Statistics, WritingSystem};

    #[test]
    fn the_file_is_whole() {
        let letters = Statistics::get();
        assert!(letters.languages.len() > 40);
        for language in &letters.languages {
            assert!(language.alphabet.is_sorted(), "{}", language.name);
            assert_eq!(language.rows.len(), language.alphabet.len() + 1, "{}", language.name);
            assert!(language.rows.iter().all(|row| row.len() == language.rows.len()), "{}", language.name);
            let own = language.alphabet.iter().filter(|&&c| WritingSystem::of(c) == Some(language.script)).count();
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
        let letters = Statistics::get();
        let german = letters.languages.iter().find(|language| language.name == "de").expect("German");
        let pair = |a, b| german.cost(german.class(a).expect("a letter"), german.class(b).expect("a letter"));
        assert!(pair('f', 'ü') + 10 < pair('q', 'ü'));
        assert_eq!(german.class('ж'), None);
        assert!(letters.case(1, true) > letters.case(2, true));
    }
}
