//! Renders a fault in a rule file: file, line, the marked text, one suggestion.

use std::ops::Range;

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

use unboil_text::suggest::nearest;

use crate::error::{RuleError, RuleFault};

/// A fault at a place in a rule file.
#[derive(Debug)]
pub struct Fault {
    /// What is wrong, in one line.
    pub title: String,
    /// The bytes of the file to mark.
    pub span: Range<usize>,
    /// The text beside the mark; may be empty.
    pub label: String,
    /// The suggestion; may be empty.
    pub help: String,
}

impl Fault {
    /// A fault without label and suggestion.
    pub fn new(title: impl Into<String>, span: Range<usize>) -> Self {
        Self { title: title.into(), span, label: String::new(), help: String::new() }
    }

    /// Adds the text beside the mark.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    /// Adds the suggestion.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = help.into();
        self
    }

    /// The error that shows `self` in the text of the file called `name`.
    pub fn in_file(self, name: &str, text: &str) -> RuleError {
        let faults = vec![self.place_in(name, text)];
        RuleError::Invalid { report: self.render(name, text, None), faults }
    }

    /// Itself as a value, in the text of the file called `name`.
    pub(crate) fn place_in(&self, name: &str, text: &str) -> RuleFault {
        let before = &text[..self.span.start.min(text.len())];
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let some = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
        RuleFault {
            file: name.to_owned(),
            line: memchr::memchr_iter(b'\n', before.as_bytes()).count() + 1,
            column: before[line_start..].chars().count() + 1,
            title: self.title.clone(),
            label: some(&self.label),
            help: some(&self.help),
        }
    }

    /// The same as the warning of the lint of that name.
    pub fn warning(self, lint: &str, name: &str, text: &str) -> String {
        self.render(name, text, Some(lint))
    }

    pub(crate) fn render(self, name: &str, text: &str, lint: Option<&str>) -> String {
        let end = self.span.end.min(text.len());
        let span = self.span.start.min(end)..end;
        // The renderer reads all of the text that it is given, which takes seconds for a thousand reports about files of two thousand
        // lines. So it is given the marked lines only.
        let from = text[..span.start].rfind('\n').map_or(0, |at| at + 1);
        let to = text[span.end..].find('\n').map_or(text.len(), |at| span.end + at);
        let number = memchr::memchr_iter(b'\n', &text.as_bytes()[..from]).count() + 1;
        let lines = &text[from..to];
        let span = span.start - from..span.end - from;
        let mut mark = AnnotationKind::Primary.span(span);
        if !self.label.is_empty() {
            mark = mark.label(self.label);
        }
        let title = match lint {
            Some(lint) => Level::WARNING.primary_title(self.title).id(lint),
            None => Level::ERROR.primary_title(self.title),
        };
        let mut group = title.element(Snippet::source(lines).line_start(number).path(name).annotation(mark));
        if !self.help.is_empty() {
            group = group.element(Level::HELP.message(self.help));
        }
        Renderer::plain().render(&[group])
    }
}

/// The fault behind an error of the TOML reader.
pub fn toml_fault(error: &toml::de::Error, text: &str) -> Fault {
    let span = error.span().unwrap_or(0..text.len().min(1));
    let message = error.message();
    // serde words an unknown key as: unknown field `x`, expected one of `a`, `b`; its names are in backticks.
    let mut names = message.split('`').skip(1).step_by(2);
    if let (true, Some(found)) = (message.starts_with("unknown "), names.next()) {
        let known: Vec<&str> = names.collect();
        let what = if message.starts_with("unknown field") { "key" } else { "value" };
        let fault = Fault::new(format!("unknown {what} `{found}`"), span).label(format!("no such {what}"));
        return match nearest(found, known.iter().copied()) {
            Some(near) => fault.help(format!("did you mean `{near}`?")),
            None => fault.help(format!("expected one of {}", known.join(", "))),
        };
    }
    let first = message.split_once('\n').map_or(message, |(first, _)| first);
    // serde's own words for the rest: missing field `x`; invalid type: integer `3`, expected a string; duplicate field `x`.
    if let (true, Some(name)) = (first.starts_with("missing field"), first.split('`').nth(1)) {
        // The span is the whole table; its head is enough to find it.
        let head = text[span.clone()].find('\n').map_or(span.end, |end| span.start + end);
        let fault = Fault::new(format!("the key `{name}` is missing"), span.start..head);
        return fault.label("in this table").help(format!("add {name} = {}", example(name)));
    }
    if let Some((found, wanted)) = first.strip_prefix("invalid type: ").and_then(|m| m.split_once(", expected ")) {
        let fault = Fault::new(format!("{} is of the wrong type", plain(found)), span)
            .label(format!("expected {}", plain(wanted)));
        return match wanted {
            "a string" => fault.help("write it in quotes: \"…\""),
            "a sequence" => fault.help("write it as a list: [\"…\"]"),
            "a boolean" => fault.help("write true or false, without quotes"),
            "usize" => fault.help("write a whole number from 0, without quotes"),
            _ => fault.help("see rules/README.md for the expected value"),
        };
    }
    if let (true, Some(found)) = (first.starts_with("invalid value"), first.split('`').nth(1)) {
        return Fault::new(format!("`{found}` is not allowed here"), span).help("write a whole number from 0");
    }
    if first.contains("duplicate") {
        return Fault::new(first.to_owned(), span)
            .help("a key may stand once in a table; take one out, or make one list of both");
    }
    Fault::new(first.to_owned(), span)
        .help("the file must be TOML: texts in quotes, lists in [ ], a [[rule]] line before each rule")
}

/// serde's name of a type, in plain words.
fn plain(words: &str) -> String {
    words
        .replace("a sequence", "a list")
        .replace("sequence", "a list")
        .replace("usize", "a whole number")
        .replace("map", "a table")
}

/// An example value for a missing key.
fn example(name: &str) -> &'static str {
    match name {
        "lang" => "\"en\", or \"any\"",
        "min_words" | "min" | "max" => "5",
        "unit" => "\"line\"",
        _ => "\"…\"",
    }
}
