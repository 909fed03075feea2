//! How a fault in a rule file is shown to its author: file, line, the marked text, one suggestion.

use std::ops::Range;

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

use crate::error::{Error, Kind};

/// A fault at a place in a rule file.
#[derive(Debug)]
pub(crate) struct Fault {
    /// What is wrong, in one line.
    pub title: String,
    /// The bytes of the file it is about.
    pub span: Range<usize>,
    /// What stands beside the mark; may be empty.
    pub label: String,
    /// The way out; may be empty.
    pub help: String,
}

impl Fault {
    pub(crate) fn new(title: impl Into<String>, span: Range<usize>) -> Self {
        Self { title: title.into(), span, label: String::new(), help: String::new() }
    }

    pub(crate) fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = help.into();
        self
    }

    /// The error that shows `self` in the text of the file called `name`.
    pub(crate) fn in_file(self, name: &str, text: &str) -> Error {
        let end = self.span.end.min(text.len());
        let span = self.span.start.min(end)..end;
        let mut mark = AnnotationKind::Primary.span(span);
        if !self.label.is_empty() {
            mark = mark.label(self.label);
        }
        let mut group =
            Level::ERROR.primary_title(self.title).element(Snippet::source(text).path(name).annotation(mark));
        if !self.help.is_empty() {
            group = group.element(Level::HELP.message(self.help));
        }
        Error::from(Kind::Rules { report: Renderer::plain().render(&[group]) })
    }
}

/// The fault behind an error of the TOML reader.
pub(crate) fn toml_fault(error: &toml::de::Error, text: &str) -> Fault {
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
            None => fault.help(format!("there are {}", known.join(", "))),
        };
    }
    Fault::new(message.lines().next().unwrap_or_default().to_owned(), span)
}

/// The one of `known` that `found` is most likely a slip of the pen for.
///
/// A slip is at most a third of the letters, by Damerau-Levenshtein distance, as rustc's own suggestions count it.
pub(crate) fn nearest<'k>(found: &str, known: impl Iterator<Item = &'k str>) -> Option<&'k str> {
    known
        .map(|name| (strsim::damerau_levenshtein(found, name), name))
        .filter(|(distance, name)| *distance <= found.chars().count().max(name.chars().count()).max(3) / 3)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}
