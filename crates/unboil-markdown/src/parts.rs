//! The parts of a document that matter for its rules: which bytes are markup, and what belongs together.

use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag};
use unboil_text::Span;

/// What the parser found. All spans are bytes of the source.
#[derive(Debug, Default)]
pub(crate) struct Parts {
    /// Markup around text.
    pub markup: Vec<Span>,
    /// Code, tables, HTML and metadata.
    pub protected: Vec<Span>,
    /// Quotes, with the marks of their lines.
    pub quotes: Vec<Span>,
    /// Links, emphasis, and headings with a line below.
    pub elements: Vec<Element>,
    /// Items of lists.
    pub items: Vec<Item>,
}

/// An item of a list: if its first line goes, all of it goes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Item {
    /// Its first line, without blank space at the end.
    pub first: Span,
    /// All of it, without blank space and blank lines at the end.
    pub whole: Span,
}

/// Text with markup around it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Element {
    pub whole: Span,
    pub content: Span,
    /// Whether a part of its text must not go.
    pub is_indivisible: bool,
}

/// The extensions that scraping services and converters write: tables, `~~struck out~~`, task lists and metadata.
const EXTENSIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_YAML_STYLE_METADATA_BLOCKS)
    .union(Options::ENABLE_PLUSES_DELIMITED_METADATA_BLOCKS);

/// An element whose end is still to come.
struct Open {
    kind: Kind,
    whole: Span,
    /// Its text without the markup inside.
    content: Option<Span>,
    /// Its text with the markup inside.
    inner: Option<Span>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Inline,
    Heading,
    /// What stays as it is written, such as the text of an image.
    Verbatim,
    Other,
}

impl Parts {
    pub(crate) fn of(source: &str) -> Self {
        let mut parts = Self::default();
        let mut open: Vec<Open> = Vec::new();
        let (mut verbatim, mut behind) = (0_usize, 0);
        for (event, Range { start, end }) in Parser::new_ext(source, EXTENSIONS).into_offset_iter() {
            let mut whole = Span::new(start, end);
            match event {
                Event::Start(tag) => {
                    let kind = parts.start(&tag, whole);
                    verbatim += usize::from(kind == Kind::Verbatim);
                    open.push(Open { kind, whole, content: None, inner: None });
                }
                Event::End(_) => {
                    let Some(closed) = open.pop() else { continue };
                    verbatim -= usize::from(closed.kind == Kind::Verbatim);
                    if verbatim == 0 {
                        let seen = parts.end(source, &closed);
                        grow(&mut open, seen, closed.whole);
                        behind = behind.max(if seen.is_some() { closed.whole.end } else { 0 });
                    }
                }
                Event::Html(_) | Event::Rule => {}
                _ if verbatim > 0 => {}
                _ => {
                    // An escaped character is text without its backslash.
                    if matches!(event, Event::Text(_)) && start > behind && source[..start].ends_with('\\') {
                        whole.start -= 1;
                        parts.markup.push(Span::new(start - 1, start));
                    }
                    if matches!(event, Event::HardBreak) && source[start..].starts_with('\\') {
                        parts.markup.push(Span::new(start, start + 1));
                    }
                    grow(&mut open, Some(whole), whole);
                    behind = end;
                }
            }
        }
        trim(source, &mut parts.items);
        parts
    }

    /// Takes note of a block; returns the kind of the element.
    fn start(&mut self, tag: &Tag<'_>, whole: Span) -> Kind {
        match tag {
            Tag::CodeBlock(_) | Tag::Table(_) | Tag::HtmlBlock | Tag::MetadataBlock(_) => self.protected.push(whole),
            Tag::BlockQuote(_) => self.quotes.push(whole),
            Tag::Item => self.items.push(Item { first: whole, whole }),
            Tag::Heading { .. } => return Kind::Heading,
            Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. } => return Kind::Inline,
            Tag::Image { .. } => return Kind::Verbatim,
            _ => {}
        }
        Kind::Other
    }

    /// Takes note of an element that ends; returns the text of it that the line around it shows, if it is a part of a line.
    fn end(&mut self, source: &str, closed: &Open) -> Option<Span> {
        let (whole, (Some(content), Some(inner))) = (closed.whole, (closed.content, closed.inner)) else {
            return matches!(closed.kind, Kind::Inline | Kind::Verbatim).then_some(closed.whole);
        };
        let line_end = whole.start + source[whole.range()].trim_end_matches(['\r', '\n']).len();
        // Only its own markup: to look at that of what is inside again would take quadratic time.
        let before = Span::new(whole.start, inner.start.max(whole.start));
        let after = Span::new(inner.end.min(line_end), line_end);
        let is_one_line = [before, after].iter().all(|span| !source[span.range()].contains('\n'));
        if is_one_line && matches!(closed.kind, Kind::Inline | Kind::Heading) {
            self.markup.extend([before, after]);
        }
        match closed.kind {
            Kind::Inline => self.elements.push(Element { whole, content, is_indivisible: false }),
            // The line below makes the heading.
            Kind::Heading if !is_one_line => self.elements.push(Element { whole, content, is_indivisible: true }),
            Kind::Heading | Kind::Verbatim | Kind::Other => {}
        }
        match closed.kind {
            Kind::Inline if is_one_line => Some(content),
            Kind::Inline | Kind::Verbatim => Some(whole),
            Kind::Heading | Kind::Other => None,
        }
    }
}

/// Adds text to the innermost open element; `whole` is the text with its markup.
fn grow(open: &mut [Open], text: Option<Span>, whole: Span) {
    if let (Some(around), Some(text)) = (open.last_mut(), text) {
        let content = around.content.get_or_insert(text);
        content.end = content.end.max(text.end);
        let inner = around.inner.get_or_insert(whole);
        inner.end = inner.end.max(whole.end);
    }
}

/// Ends items before blank space. Items that begin on the same line, or end together, are looked at once.
fn trim(source: &str, items: &mut [Item]) {
    let (mut line, mut end) = (Span::new(0, 0), (usize::MAX, 0));
    for Item { first, whole } in items {
        if end.0 != whole.end {
            end = (whole.end, source[..whole.end].trim_end().len());
        }
        whole.end = end.1.max(whole.start);
        if !(line.start..line.end).contains(&whole.start) {
            let newline = source[whole.start..].find('\n').map_or(source.len(), |newline| whole.start + newline);
            line = Span::new(whole.start, source[..newline].trim_end().len());
        }
        first.end = line.end.clamp(whole.start, whole.end);
    }
}
