//! How much evidence a line needs, and where each figure comes from.
//!
//! The figures were measured on 402 pages of 48 news sites in 26 languages with 2 to 6 pages each (three texts a page, 333 of them
//! labelled), site by site, so that no line was judged by what another site prints. "Wanted" is a line of the article.
//!
//! | evidence | result |
//! | --- | --- |
//! | two pages | of 14,700 labelled lines that recur, 6 are wanted besides menu entries of a Japanese page that its article names |
//! | three pages | loses 40 % of the gain: half of the sites have two pages |
//! | a share of the pages, 1/3 to 1/2 | removes no less; two pages of six are the smallest share that was measured |
//! | zone (before, between, after prose) | no difference: 8,465 and 3 wanted, 1,336 and 1, 4,927 and 0 |
//! | length: one word, or prose | no difference, except for the next row |
//! | always above prose that varies, and not always below the same line | the 6 wanted lines (datelines), for fewer than 68 of 15,700 others |
//! | spread over time | all wanted lines recur months apart; 3,195 others within a month: a demand for it protects nothing |
//! | alone between prose and lines that vary | no wanted line in the data; kept for what recipes and minutes print there, at a cost of 0.0007 F1 |
//!
//! Folds by site are in `docs/learn.md`; `benches/learning/folds.py` makes them.

/// How much evidence a rule needs. The default is what `unboil learn` uses; other values are for measuring.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Evidence {
    /// The fewest pages with a line of a rule. One page proves nothing.
    pub pages: usize,
    /// A strong rule needs a line on one of this many pages. A line on fewer pages is written as a weak rule, which acts only next
    /// to other findings.
    pub share: usize,
    /// Pages count as copies of one article if at least one of this many different shingles of their own prose is shared. Between 1
    /// in 2 and 4 in 5 the measured result is the same, so the more careful figure is used.
    pub copy_share: usize,
    /// The most lines of a slot; 0 for no slots. On full pages slots of one line gain 0.006 F1, of three 0.010, of eight 0.014, of
    /// thirty 0.016, all at no harm beyond that of the lines themselves.
    pub slot_lines: usize,
    /// The fewest pages on which two lines enclose a slot. With three pages half of the gain is lost and no line less is harmed.
    pub slot_pages: usize,
    /// The most bytes of a line. Cookie notices, the longest lines that recur in the data, have up to 2,000.
    pub bytes: usize,
    /// Whether lines stay that always stand above prose that varies.
    pub keeps_above_prose: bool,
    /// Whether lines stay that always stand alone between prose and lines that vary.
    pub keeps_alone: bool,
    /// Whether lines stay that stand between lines of prose on some page.
    pub keeps_between_prose: bool,
}

impl Default for Evidence {
    fn default() -> Self {
        Self {
            pages: 2,
            share: 3,
            copy_share: 2,
            slot_lines: 8,
            slot_pages: 2,
            bytes: 4096,
            keeps_above_prose: true,
            keeps_alone: true,
            keeps_between_prose: false,
        }
    }
}

/// The words of a shingle. Shorter ones are shared by articles about one subject.
pub(crate) const SHINGLE_WORDS: usize = 5;

/// The most pages of a site that are looked at. A share of a third is known to within six hundredths from as many, and a site of ten
/// million pages needs no more memory than one of 256.
pub(crate) const MOST_PAGES: usize = 256;

/// The most texts of one line that are kept, for placeholders and examples.
pub(crate) const MOST_TEXTS: usize = 8;
