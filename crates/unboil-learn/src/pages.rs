//! The lines of a site's pages, with what makes two lines the same.
//!
//! Input: a sample. Output: the lines of each page. Two lines have the same key if they differ only in case, in the signs around them
//! and in their numbers.
//!
//! `▶ 12 Comments` and `3 comments` → the key `0 comments`

use std::collections::HashMap;

use unboil_text::fold::fold;
use unboil_text::trim::trimmed;
use unboil_text::words;

use crate::sample::Sample;

/// Number of a key.
pub(crate) type KeyNumber = u32;

/// A line of a page that has letters or digits.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PageLine<'s> {
    pub key: KeyNumber,
    pub text: &'s str,
    /// Its number among the lines of the page that are not blank, as rules count them.
    pub number: usize,
    pub is_prose: bool,
}

/// The pages of a site.
#[derive(Debug)]
pub(crate) struct Pages<'s> {
    pub pages: Vec<Vec<PageLine<'s>>>,
    pub keys: Vec<Box<str>>,
}

impl<'s> Pages<'s> {
    /// Reads the pages of a sample.
    pub(crate) fn read(sample: &'s Sample) -> Self {
        let mut numbers: HashMap<Box<str>, KeyNumber> = HashMap::new();
        let mut keys = Vec::new();
        let pages = sample.pages().map(|text| {
            let lines = text.lines().map(str::trim).filter(|line| !line.is_empty()).enumerate();
            let lines = lines.filter_map(|(number, text)| {
                let key = key(text)?.into_boxed_str();
                let key = *numbers.entry(key).or_insert_with_key(|key| {
                    keys.push(key.clone());
                    // A sample has fewer lines than 32 bits can count.
                    (keys.len() - 1) as KeyNumber
                });
                Some(PageLine { key, text, number, is_prose: words::prose(text) })
            });
            lines.collect()
        });
        let pages = pages.collect();
        Self { pages, keys }
    }
}

/// The key of a line; `None` if it has neither letters nor digits.
pub(crate) fn key(line: &str) -> Option<String> {
    let folded = fold(&line[trimmed(line).range()]);
    let mut key = String::with_capacity(folded.len());
    let mut rest = folded.chars().peekable();
    while let Some(c) = rest.next() {
        if !c.is_numeric() {
            key.push(c);
            continue;
        }
        key.push('0');
        // 1,204 and 12:30 are one number, and so is a date in digits.
        while let Some(&next) = rest.peek() {
            let mut after = rest.clone();
            after.next();
            let joins = matches!(next, '.' | ',' | ':') && after.next().is_some_and(char::is_numeric);
            if !next.is_numeric() && !joins {
                break;
            }
            rest.next();
        }
    }
    key.contains(char::is_alphanumeric).then_some(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_differ_in_case_signs_or_numbers_are_one() {
        for (line, want) in [
            ("▶ 12 Comments", Some("0 comments")),
            ("3 comments", Some("0 comments")),
            ("Updated 12:30, 3.4.2021", Some("updated 0, 0")),
            ("v2beta", Some("v0beta")),
            ("***", None),
        ] {
            assert_eq!(key(line).as_deref(), want, "{line}");
        }
    }
}
