//! Phrases and expressions of rules: each is put where the matcher will look for it, by what it begins with.
//!
//! `line = ["share this"]` → the table of whole lines; `start = ["posted {date}"]` → the trie of what begins at a key;
//! `contains = ["all rights reserved"]` → the automaton; `line = ["{name} | {agency}"]` → the lines that hold the sign `|`.

use super::assemble::{Builder, empty};
use super::first_sets::first_bytes_of;
use super::literal;
use super::phrase::{self, PhraseFault};
use super::schema::Text;
use crate::diagnostic::Fault;
use crate::ruleset::model::{Part, Pattern, RuleId};
use crate::ruleset::placeholder::LazyRegex;
use crate::ruleset::token::Token;
use unboil_text::fold::is_word;
use unboil_text::suggest::nearest;
use unboil_text::trim::phrase_key;
use unboil_text::word_starts::can_begin;

impl Builder {
    /// The phrases of `line`, `start`, `end` and `contains`.
    pub(super) fn phrases(&mut self, rule: RuleId, [line, start, end, contains]: [&[Text]; 4]) -> Result<(), Fault> {
        let parts: [fn(Vec<Token>) -> Part; 4] = [Part::Line, Part::Start, Part::End, Part::Contains];
        for (phrases, part) in [line, start, end, contains].into_iter().zip(parts) {
            for written in phrases {
                self.phrase(rule, written, part)?;
            }
        }
        Ok(())
    }

    fn phrase(&mut self, rule: RuleId, written: &Text, part: fn(Vec<Token>) -> Part) -> Result<(), Fault> {
        let part = part(Vec::new());
        let (left, right) = match part {
            Part::Line(_) => (true, true),
            Part::Start(_) => (true, false),
            Part::End(_) => (false, true),
            _ => (false, false),
        };
        let tokens = self.tokens(written, left, right)?;
        if let [Token::Placeholder(hole)] = &*tokens
            && self.placeholders[*hole].words.is_some()
        {
            return Err(Fault::new("this phrase stands for any short line", written.span())
                .label("brackets and other signs around a line do not count")
                .help("give it a word"));
        }
        let number = u32::try_from(self.patterns.len())
            .map_err(|_| Fault::new("there are more than 4,294,967,295 phrases", written.span()))?;
        let at_key = matches!(part, Part::Line(_) | Part::Start(_));
        let mut confirmed = false;
        match (&part, &*tokens) {
            (Part::Line(_), [Token::Literal(line)]) => self.index.whole_line(line, number),
            (_, [Token::Literal(literal), ..]) if at_key => {
                self.index.begins_with_literal(literal.as_bytes(), number);
            }
            (_, tokens @ [Token::Placeholder(hole), ..]) if at_key => match self.beginnings.get(*hole) {
                Some(Some(known)) => {
                    if self.key_holes.insert(*hole) {
                        self.index.beginnings(known);
                    }
                    self.index.begins_with_hole(number);
                }
                // `{name} …` may begin with any word, so something that follows is looked for.
                _ => match (&part, self.signs(tokens), phrase::scan_literal(tokens)) {
                    (Part::Line(_), Some((RARE | BRACKET, signs)), _) => self.index.signed(signs, number),
                    (_, _, Some(literal)) => {
                        confirmed = true;
                        self.index.literal(literal, number);
                    }
                    (Part::Line(_), signs, None) => {
                        self.index.signed(signs.map(|(_, signs)| signs).unwrap_or_default(), number);
                    }
                    _ => {
                        return Err(Fault::new("this phrase has no word to look for", written.span())
                            .help("a `start` needs a literal of 3 bytes or more that begins where a word begins"));
                    }
                },
            },
            (_, tokens @ [Token::Literal(literal), ..]) => {
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
                    if first.len() < phrase::MIN_SCAN_BYTES { phrase::scan_literal(tokens) } else { Some(first) };
                let Some(scanned) = scanned else {
                    return Err(Fault::new("this phrase has no word to look for", written.span())
                        .help("use `line`, or a phrase with a text of 3 bytes or more"));
                };
                confirmed = true;
                self.index.literal(scanned, number);
            }
            _ => {
                return Err(Fault::new("this phrase must begin with a word, not a placeholder", written.span())
                    .help("`end` and `contains` are looked for by their first word"));
            }
        }
        let part = match part {
            Part::Start(_) => Part::Start(tokens),
            Part::End(_) => Part::End(tokens),
            Part::Contains(_) => Part::Contains(tokens),
            _ => Part::Line(tokens),
        };
        self.push(rule, part, confirmed, written);
        Ok(())
    }

    fn push(&mut self, rule: RuleId, part: Part, confirmed: bool, written: &Text) {
        self.patterns.push(Pattern {
            rule,
            part,
            confirmed,
            written: written.get_ref().as_str().into(),
            file: self.files.len(),
            at: written.span(),
        });
    }

    /// The rarest signs without one of which `tokens` cannot match, and how rare they are.
    fn signs(&self, tokens: &[Token]) -> Option<(u8, Vec<char>)> {
        let mut found = Vec::new();
        for token in tokens {
            match token {
                Token::Literal(literal) => {
                    let signs = literal.chars().filter(|&c| !is_word(c) && !c.is_whitespace());
                    found.extend(signs.map(|c| (rank(c), vec![c])));
                }
                Token::Placeholder(hole) => match self.beginnings.get(*hole) {
                    Some(Some(known)) if known.literals.is_empty() => {
                        let signs: Vec<char> = known.bytes.iter().filter(u8::is_ascii).map(char::from).collect();
                        found.push((signs.iter().map(|&c| rank(c)).max()?, signs));
                    }
                    _ => {}
                },
            }
        }
        found.into_iter().min()
    }

    /// A regular expression, found by a literal that every match of it holds.
    pub(super) fn regex(&mut self, rule: RuleId, written: &Text, search: bool) -> Result<(), Fault> {
        let pattern = if search { written.get_ref().clone() } else { format!(r"\A(?:{})\z", written.get_ref()) };
        LazyRegex::check(&pattern).map_err(|e| regex_fault(written, &e))?;
        let Some(literals) = literal::required(written.get_ref(), !search) else {
            return Err(Fault::new("this regular expression holds no literal to look for", written.span()).help(
                "every match must hold a text of 3 bytes or more that begins where a word begins; a leading \\b helps",
            ));
        };
        let number = u32::try_from(self.patterns.len())
            .map_err(|_| Fault::new("there are more than 4,294,967,295 phrases", written.span()))?;
        for literal in literals {
            self.index.literal(&literal, number);
        }
        // Few patterns are expressions, and a boxed one keeps the list of all of them small.
        let first = first_bytes_of(&pattern);
        let regex = Box::new(LazyRegex::new(pattern, first));
        let part = if search { Part::SearchRegex(regex) } else { Part::WholeRegex(regex) };
        self.push(rule, part, true, written);
        Ok(())
    }

    pub(super) fn tokens(&self, written: &Text, left: bool, right: bool) -> Result<Vec<Token>, Fault> {
        let canonical = phrase::canonical(written.get_ref());
        phrase::parse(phrase_key(&canonical, left, right), &self.names).map_err(|fault| match fault {
            PhraseFault::Empty => empty(written),
            PhraseFault::Unclosed => {
                Fault::new("`{` without `}`", written.span()).help("write `{{` for a brace that stands in the text")
            }
            PhraseFault::NoSuchPlaceholder(name) => {
                let fault = Fault::new(format!("there is no placeholder `{{{name}}}`"), written.span());
                match nearest(&name, self.names.keys().map(String::as_str)) {
                    Some(near) => fault.help(format!("did you mean `{{{near}}}`?")),
                    None => fault.help("define it with [[placeholder]], or write `{{` for a brace"),
                }
            }
        })
    }
}

/// How often a sign stands in short lines: seldom, now and then, in most.
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

/// What to say of a regular expression that cannot be built.
pub(super) fn regex_fault(written: &Text, error: &regex::Error) -> Fault {
    match error {
        regex::Error::CompiledTooBig(limit) => Fault::new("this regular expression is too large", written.span())
            .label(format!("needs more than {} KiB when built", limit / 1024))
            .help("use phrases and placeholders, or smaller counts"),
        other => {
            // The crate's text is a picture of several lines; its last line says what is wrong.
            let text = other.to_string();
            let last = text.lines().next_back().unwrap_or_default().trim_start_matches("error: ").to_owned();
            Fault::new("this is no regular expression", written.span())
                .label(last)
                .help("it is read as by the Rust crate regex; in a \"…\" string write \\\\ for a backslash")
        }
    }
}
