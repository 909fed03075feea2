//! Which bytes of the source a view hides, and how the places of both texts belong together.

use std::collections::HashSet;

use unboil_text::Span;

use crate::parts::Parts;

/// The hidden bytes: sorted, disjoint, not empty, none of them a line end.
#[derive(Debug, Default)]
pub(crate) struct Hidden {
    spans: Vec<Span>,
    /// For each of them the place in the view where it is missing.
    places: Vec<usize>,
}

impl Hidden {
    /// The markup of `parts` outside of what is protected, and the marks of quotes. A line that consists of markup stays visible,
    /// unless it is a blank line of a quote.
    pub(crate) fn of(source: &str, parts: &Parts, protected: &[Span]) -> Self {
        let mut all = quote_marks(source, &parts.quotes);
        let marks = all.len();
        all.extend_from_slice(&parts.markup);
        let mut all: Vec<(Span, bool)> = all.into_iter().enumerate().map(|(i, span)| (span, i < marks)).collect();
        all.retain(|(span, _)| !span.is_empty() && !overlaps(protected, *span));
        all.sort_by_key(|(span, _)| (span.start, span.end));

        let mut hidden = Self::default();
        let mut rest = &all[..];
        while let Some((first, _)) = rest.first() {
            let end = line_end(source, first.start);
            let (line, behind) = rest.split_at(rest.partition_point(|(span, _)| span.start < end));
            rest = behind;
            hidden.add_line(source, first.start, end, line);
        }
        let mut before = 0;
        for span in &hidden.spans {
            hidden.places.push(span.start - before);
            before += span.len();
        }
        hidden
    }

    /// Hides `spans` in the line that goes on from `start` to `end`.
    fn add_line(&mut self, source: &str, start: usize, end: usize, spans: &[(Span, bool)]) {
        let from = self.spans.len();
        for (span, _) in spans {
            match self.spans[from..].last_mut() {
                Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
                _ => self.spans.push(*span),
            }
        }
        let line_start = source[..start].rfind('\n').map_or(0, |newline| newline + 1);
        let mut visible = Span::new(line_start, line_start);
        let is_blank = self.spans[from..].iter().chain([&Span::new(end, end)]).all(|span| {
            visible.end = span.start;
            let is_blank = source[visible.range()].trim().is_empty();
            visible.start = span.end;
            is_blank
        });
        if is_blank && !source[line_start..end].chars().all(|c| c == '>' || c.is_whitespace()) {
            self.spans.truncate(from);
            // The marks of a quote are hidden even so.
            self.spans.extend(spans.iter().filter(|(_, is_mark)| *is_mark).map(|(span, _)| *span));
        }
    }

    /// The source without the hidden bytes.
    pub(crate) fn without(&self, source: &str) -> String {
        let mut text = String::with_capacity(source.len());
        let mut from = 0;
        for span in &self.spans {
            text.push_str(&source[from..span.start]);
            from = span.end;
        }
        text.push_str(&source[from..]);
        text
    }

    /// The byte of the source for a byte of the view: before what is hidden there.
    pub(crate) fn before(&self, place: usize) -> usize {
        self.source(place, self.places.partition_point(|&hidden| hidden < place))
    }

    /// The same, behind what is hidden there.
    pub(crate) fn behind(&self, place: usize) -> usize {
        self.source(place, self.places.partition_point(|&hidden| hidden <= place))
    }

    fn source(&self, place: usize, hidden_before: usize) -> usize {
        match hidden_before.checked_sub(1) {
            Some(last) => self.spans[last].end + (place - self.places[last]),
            None => place,
        }
    }
}

/// The end of the line that the byte `at` is in, without its line end.
fn line_end(source: &str, at: usize) -> usize {
    source[at..].find('\n').map_or(source.len(), |newline| at + newline)
}

/// Whether a span shares bytes with one of `sorted`, which are disjoint.
pub(crate) fn overlaps(sorted: &[Span], span: Span) -> bool {
    let next = sorted.partition_point(|other| other.end <= span.start);
    sorted.get(next).is_some_and(|other| other.start < span.end)
}

/// `> ` and `>` at the beginning of the lines of quotes, and behind list markers.
fn quote_marks(source: &str, quotes: &[Span]) -> Vec<Span> {
    let mut marks = Vec::new();
    // The beginnings of marks: those of quotes within others are found with them, unless they are behind a list marker.
    let mut found: HashSet<usize> = HashSet::new();
    let mut done = 0;
    for quote in quotes.iter().filter(|quote| !quote.is_empty()) {
        let mut at = quote.start;
        while at < quote.end && !found.contains(&at) {
            let line_end = line_end(source, at);
            let mut from = at;
            while let Some(mark) = source[from..line_end].find(|c: char| !c.is_whitespace()) {
                let mark = from + mark;
                if !source[mark..].starts_with('>') {
                    break;
                }
                let is_spaced = source[mark + 1..line_end].starts_with(' ');
                from = mark + 1 + usize::from(is_spaced);
                found.insert(mark);
                marks.push(Span::new(mark, from));
            }
            at = line_end + 1;
            // The other lines of a quote within another were looked at with it.
            if at <= done {
                break;
            }
        }
        done = done.max(quote.end);
    }
    marks
}
