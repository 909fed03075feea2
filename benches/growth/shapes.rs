//! Texts that would reveal work that grows faster than the text: one sign or one line again and again, long lines, short lines, and
//! lines that nearly match a rule.

use crate::words::Dice;

/// A kind of text.
pub(crate) struct Shape {
    pub(crate) name: &'static str,
    make: fn(usize) -> String,
    /// The expected result, where it is known in advance.
    pub(crate) want: Option<fn(&str) -> String>,
}

impl Shape {
    /// A text of about `size` bytes.
    pub(crate) fn text(&self, size: usize) -> String {
        (self.make)(size)
    }
}

/// The shape that others are compared with.
pub(crate) const PROSE: &str = "many blocks of prose";

const fn known(name: &'static str, make: fn(usize) -> String, want: fn(&str) -> String) -> Shape {
    Shape { name, make, want: Some(want) }
}

const fn any(name: &'static str, make: fn(usize) -> String) -> Shape {
    Shape { name, make, want: None }
}

pub(crate) const SHAPES: &[Shape] = &[
    known("one line of prose", |size| prose(size, " "), same),
    known("many lines of prose", |size| prose(size, "\n"), same),
    known(PROSE, |size| prose(size, "\n\n"), same),
    known("one line without a space", |size| "a".repeat(size - 1) + "\n", same),
    known("one line comes again and again", again, once),
    known("a rule acts in every block", dirty, prose_alone),
    // One sign.
    any("opening guillemets", |size| of("«", size)),
    any("single opening guillemets", |size| of("‹", size)),
    any("closing guillemets", |size| of("»", size)),
    any("brackets", |size| of("[", size)),
    any("stars", |size| of("*", size)),
    any("quotation marks", |size| of("\"", size)),
    any("spaces that do not break", |size| of("\u{a0}", size)),
    any("combining marks", |size| of("a\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}", size)),
    any("decomposed accents", |size| of("e\u{301}", size)),
    any("decomposed syllables", |size| of("\u{1112}\u{1161}\u{11ab}", size)),
    any("emoji that are joined", |size| of("👩\u{200d}👩\u{200d}👧\u{200d}👦", size)),
    // Lines of one word or one sign.
    any("lines of one letter", |size| of("a\n", size)),
    any("lines of one sharp s", |size| of("ß\n", size)),
    any("lines of one entity", |size| of("&#x41;\n", size)),
    any("two lines in turn", |size| of("Share\nHome\n", size)),
    any("weak words", |size| of("Home\nNews\nSport\nMore\nContact\n", size)),
    any("counts in lines", |size| of("1 2 3 min 4 of 5\n", size)),
    any("different short lines", |size| lines(size, |dice, number| format!("{}{number}", dice.of("pier mill canal")))),
    any("date lines", |size| lines(size, |_, number| format!("{} March {}", number % 28 + 1, 1900 + number % 130))),
    any("lines that nearly match", |size| lines(size, |_, number| format!("{number} comments on"))),
    any("lists of stories", |size| {
        lines(size, |dice, number| match number % 6 {
            0 => "Related".to_owned(),
            _ => format!("{} {} {number} {}", dice.of("Old New"), dice.of("pier mill canal"), dice.of("opens closes")),
        })
    }),
    any("blocks of equal lines", |size| lines(size, |_, number| format!("line {} of the list", number % 100))),
    // One line of what a rule looks for.
    any("copyright notices in one line", |size| of("© 2020 All rights reserved ", size)),
    any("copyright notices in lines", |size| of("© 2020 All rights reserved\n", size)),
    any("credits in one line", |size| of("(AP Photo) ", size)),
    any("calls in one line", |size| of("Follow us on Twitter or ", size)),
    any("buttons in one line", |size| of("Click here to read more. ", size)),
    any("names in one line", |size| of("by Ann Lee and ", size)),
    any("sources in one line", |size| of("via Twitter, ", size)),
    any("dates in one line", |size| {
        lines(size, |_, number| format!("{} March 2020", number % 28 + 1)).replace('\n', " ")
    }),
    any("links in one line", |size| of("http://example.com/a ", size)),
    any("first words of phrases in one line", |size| of("a the of by in ", size)),
    // Bytes that were misread, and scripts.
    any("letters misread once", |size| of("cafÃ© Ã¼ber ", size)),
    any("letters misread three times", |size| of("cafÃƒÆ’Ã‚Â© ", size)),
    any("random letters beyond ASCII", |size| random(size, 0xa0, 0x60)),
    any("random letters of Latin scripts", |size| random(size, 0xc0, 0xc0)),
    any("random letters of many scripts", |size| random(size, 0x100, 0xd000)),
    any("entities in entities", |size| of("&amp;amp;amp;", size)),
    any("one line of Thai", |size| of("ภาษาไทยเป็นภาษา", size)),
    any("one line of Chinese", |size| of("北京今天天气很好", size)),
];

/// `part` until there are `size` bytes.
fn of(part: &str, size: usize) -> String {
    part.repeat(size.div_ceil(part.len()))
}

/// Lines until there are `size` bytes. Texts of different sizes have different lines, so that none is known from a text before.
fn lines(size: usize, line: fn(&mut Dice, usize) -> String) -> String {
    let (mut dice, mut text, mut number) = (Dice::new(size as u64), String::new(), size);
    while text.len() < size {
        text.push_str(&line(&mut dice, number));
        text.push('\n');
        number += 1;
    }
    text
}

/// Lines of random characters of the `count` code points from `first` on.
fn random(size: usize, first: u32, count: usize) -> String {
    let (mut dice, mut text) = (Dice::new(size as u64), String::new());
    while text.len() < size {
        let any = |dice: &mut Dice| u32::try_from(dice.below(count)).ok().and_then(|at| char::from_u32(first + at));
        text.extend((0..RANDOM).filter_map(|_| any(&mut dice)));
        text.push('\n');
    }
    text
}

/// Characters of a line of random ones. How much work such a line takes depends on what is in it, so a text has many.
const RANDOM: usize = 200;

/// Sentences separated by `between`.
fn prose(size: usize, between: &str) -> String {
    let mut dice = Dice::new(size as u64);
    let mut text = dice.sentence();
    while text.len() + 1 < size {
        text.push_str(between);
        text.push_str(&dice.sentence());
    }
    text.push('\n');
    text
}

/// Prose with a sign-up line after every fourth paragraph.
fn dirty(size: usize) -> String {
    let clean = prose(size, "\n\n");
    let blocks: Vec<&str> = clean.trim_end().split("\n\n").collect();
    blocks.chunks(4).map(|four| four.join("\n\n")).collect::<Vec<_>>().join("\n\nSign up for our newsletter\n\n") + "\n"
}

/// The same sentence on every line.
fn again(size: usize) -> String {
    let line = Dice::new(3).sentence() + "\n";
    line.repeat(size.div_ceil(line.len()))
}

fn same(made: &str) -> String {
    made.to_owned()
}

fn prose_alone(made: &str) -> String {
    made.replace("Sign up for our newsletter\n\n", "")
}

fn once(made: &str) -> String {
    made.lines().next().unwrap_or_default().to_owned() + "\n"
}
