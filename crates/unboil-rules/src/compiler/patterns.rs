//! Compiles phrases and expressions of rules: each is added to the search structure for its position and beginning.
//!
//! `line = ["share this"]` → the table of whole lines; `start = ["posted {date}"]` → the trie at the start of the trimmed line;
//! `contains = ["all rights reserved"]` → the trie of literals anywhere; `line = ["{name} | {agency}"]` → lines with the rare
//! character `|`.

use super::assemble::{Builder, empty};
use super::first_sets::first_bytes_of;
use super::literal;
use super::phrase::{self, PhraseFault};
use super::schema::Text;
use crate::diagnostic::Fault;
use crate::ruleset::model::RuleId;
use crate::ruleset::pattern::{Check, Pattern, Position};
use crate::ruleset::placeholder::LazyRegex;
use crate::ruleset::source::{Phrase, SourcePattern};
use crate::ruleset::token::Token;
use unboil_text::fold::is_word;
use unboil_text::suggest::nearest;
use unboil_text::trim::trimmed_phrase;
use unboil_text::word_starts::can_begin;

impl Builder<'_> {
    /// The phrases of `line`, `start`, `end` and `contains`.
    pub(super) fn phrases(&mut self, rule: RuleId, [line, start, end, contains]: [&[Text]; 4]) -> Result<(), Fault> {
        let positions = [Position::Line, Position::Start, Position::End, Position::Contains];
        for (phrases, position) in [line, start, end, contains].into_iter().zip(positions) {
            for written in phrases {
                self.phrase(rule, written, position)?;
            }
        }
        Ok(())
    }

    fn phrase(&mut self, rule: RuleId, written: &Text, position: Position) -> Result<(), Fault> {
        let (left, right) = position.is_trimmed();
        let tokens = self.tokens(written, left, right)?;
        if let [Token::Placeholder(number)] = *tokens
            && self.placeholders[number].words.is_some()
        {
            return Err(Fault::new("this phrase matches any short line", written.span())
                .label("brackets and other marks around a line are ignored")
                .help("give it a word"));
        }
        let number = self.next_pattern(written)?;
        let at_start = left;
        let is_line = position == Position::Line;
        let found = if is_line { Check::EndOfLine } else { Check::EndOfWord };
        let confirmed = |tokens: &[Token]| Check::Tokens(position, tokens.to_vec());
        let check = match &*tokens {
            [Token::Literal(line)] if is_line => {
                self.index.whole_line(line, number);
                found
            }
            [Token::Literal(literal), ..] if at_start => {
                self.index.begins_with_literal(literal.as_bytes(), number);
                found
            }
            [Token::Placeholder(first), ..] if at_start => {
                if let Some(prefixes) = self.prefixes.of(*first, &self.placeholders) {
                    if self.indexed_placeholders.insert(*first) {
                        self.index.prefixes(prefixes);
                    }
                    self.index.begins_with_placeholder(number);
                    found
                } else {
                    // `{name} …` may begin with any word, so something that follows is looked for.
                    match (is_line, self.rarest(&tokens), phrase::scan_literal(&tokens)) {
                        (true, Some((RARE | BRACKET, characters)), _) => {
                            self.index.by_rare_character(characters, number);
                            found
                        }
                        (_, _, Some(literal)) => {
                            self.index.literal(literal, number);
                            confirmed(&tokens)
                        }
                        (true, rarest, None) => {
                            let characters = rarest.map_or_else(Vec::new, |(_, characters)| characters);
                            self.index.by_rare_character(characters, number);
                            found
                        }
                        (false, _, None) => {
                            return Err(Fault::new("this phrase has no word to look for", written.span())
                                .help("a `start` needs a literal of 3 bytes or more that begins where a word begins"));
                        }
                    }
                }
            }
            [Token::Literal(literal), ..] => {
                if !literal.chars().next().is_some_and(can_begin) {
                    return Err(Fault::new(
                        "this phrase must begin with a letter, a digit or one of ( [ @ # ©",
                        written.span(),
                    )
                    .help("`end` and `contains` are looked for where words begin"));
                }
                // The first literal where it can be looked for, else another one: then the matcher looks back for it.
                let words = literal.trim_end();
                let first = if words.len() < phrase::MIN_SCAN_BYTES { literal } else { words };
                let scanned =
                    if first.len() < phrase::MIN_SCAN_BYTES { phrase::scan_literal(&tokens) } else { Some(first) };
                let Some(scanned) = scanned else {
                    return Err(Fault::new("this phrase has no word to look for", written.span())
                        .help("use `line`, or a phrase with a text of 3 bytes or more"));
                };
                self.index.literal(scanned, number);
                confirmed(&tokens)
            }
            _ => {
                return Err(Fault::new("this phrase must begin with a word, not a placeholder", written.span())
                    .help("`end` and `contains` are looked for by their first word"));
            }
        };
        self.push(rule, check, Phrase::Tokens(position, tokens), written);
        Ok(())
    }

    /// The number of the next pattern.
    fn next_pattern(&self, written: &Text) -> Result<u32, Fault> {
        u32::try_from(self.base.patterns_len() + self.patterns.len())
            .map_err(|_| Fault::new("there are more than 4,294,967,295 phrases", written.span()))
    }

    fn push(&mut self, rule: RuleId, check: Check, phrase: Phrase, written: &Text) {
        self.patterns.push(Pattern { rule, check });
        self.source.patterns.push(SourcePattern {
            rule,
            phrase,
            written: written.get_ref().as_str().into(),
            file: self.file_number(),
            at: written.span(),
        });
    }

    /// The rarest set of characters of which `tokens` need one to match, and how rare they are.
    fn rarest(&self, tokens: &[Token]) -> Option<(u8, Vec<char>)> {
        let mut found = Vec::new();
        for token in tokens {
            match token {
                Token::Literal(literal) => {
                    let signs = literal.chars().filter(|&c| !is_word(c) && !c.is_whitespace());
                    found.extend(signs.map(|c| (rank(c), vec![c])));
                }
                Token::Placeholder(number) => match self.prefixes.of(*number, &self.placeholders) {
                    Some(known) if known.literals.is_empty() => {
                        let signs: Vec<char> = known.bytes.iter().filter(u8::is_ascii).map(char::from).collect();
                        found.push((signs.iter().map(|&c| rank(c)).max()?, signs));
                    }
                    _ => {}
                },
            }
        }
        found.into_iter().min()
    }

    /// A regular expression, found by a literal that every match contains.
    pub(super) fn regex(&mut self, rule: RuleId, written: &Text, search: bool) -> Result<(), Fault> {
        let pattern = if search { written.get_ref().clone() } else { format!(r"\A(?:{})\z", written.get_ref()) };
        LazyRegex::check(&pattern).map_err(|e| regex_fault(written, &e))?;
        let Some(literals) = literal::required(written.get_ref(), !search) else {
            return Err(Fault::new("this regular expression has no literal to search for", written.span()).help(
                "every match must contain a text of 3 bytes or more that begins where a word begins; a leading \\b helps",
            ));
        };
        let number = self.next_pattern(written)?;
        for literal in literals {
            self.index.literal(&literal, number);
        }
        // Few patterns are expressions. Boxed, they keep the list of all patterns small.
        let first = first_bytes_of(&pattern);
        let regex = Box::new(LazyRegex::new(pattern, first));
        let (check, phrase) = match search {
            true => (Check::SearchRegex(regex), Phrase::SearchRegex),
            false => (Check::WholeRegex(regex), Phrase::WholeRegex),
        };
        self.push(rule, check, phrase, written);
        Ok(())
    }

    pub(super) fn tokens(&self, written: &Text, left: bool, right: bool) -> Result<Vec<Token>, Fault> {
        let canonical = phrase::canonical(written.get_ref());
        phrase::parse(trimmed_phrase(&canonical, left, right), &self.names).map_err(|fault| match fault {
            PhraseFault::Empty => empty(written),
            PhraseFault::Unclosed => {
                Fault::new("`{` without `}`", written.span()).help("write `{{` for a literal brace")
            }
            PhraseFault::NoSuchPlaceholder(name) => {
                let fault = Fault::new(format!("unknown placeholder `{{{name}}}`"), written.span());
                match nearest(&name, self.placeholders.iter().map(|known| known.name.as_str())) {
                    Some(near) => fault.help(format!("did you mean `{{{near}}}`?")),
                    None => fault.help("define it with [[placeholder]], or write `{{` for a brace"),
                }
            }
        })
    }
}

/// How often a character occurs in short lines: seldom, sometimes, in most.
const RARE: u8 = 0;
const BRACKET: u8 = 1;
const STOP: u8 = 2;

fn rank(c: char) -> u8 {
    match c {
        '.' | ',' | '-' | '\'' | '"' | ':' => STOP,
        '(' | ')' | '[' | ']' => BRACKET,
        _ if is_word(c) => STOP,
        _ => RARE,
    }
}

/// The fault for a regular expression that cannot be built.
pub(super) fn regex_fault(written: &Text, error: &regex::Error) -> Fault {
    match error {
        regex::Error::CompiledTooBig(limit) => Fault::new("this regular expression is too large", written.span())
            .label(format!("needs more than {} KiB when built", limit / 1024))
            .help("use phrases and placeholders, or smaller counts"),
        other => {
            // The crate's message has several lines; the last one says what is wrong.
            let text = other.to_string();
            let last = text.rsplit_once('\n').map_or(&*text, |(_, last)| last).trim_start_matches("error: ").to_owned();
            Fault::new("invalid regular expression", written.span())
                .label(last)
                .help("the syntax is that of the Rust crate regex; in a \"…\" string write \\\\ for a backslash")
        }
    }
}
