//! The output as it grows: spans of the input that stay, and the text that replaces the others.
//!
//! Spans that follow each other are merged, so nothing is copied until something in the middle changes: a text that only
//! loses its ends is a slice of the input. Blank lines are decided here, because what becomes of one depends on the next
//! line: `\n\na\n\n\nb\n\n` → `a\n\nb\n`.

use crate::edit_script::EditScript;
use crate::fixes::Fix;
use crate::line_split::Line;
use crate::log::Log;
use std::borrow::Cow;
use unboil_text::Span;

/// The output of one text.
pub(crate) struct Output<'t, 'l, L> {
    text: &'t str,
    log: &'l mut L,
    /// What was written, once the output is not a slice of the text any more.
    out: Option<String>,
    /// The span of the text that follows it.
    run: Span,
    /// The last removal, which the next one may continue.
    removal: Option<(Span, Fix)>,
    /// Whether a line was written.
    begun: bool,
    /// The line end of a blank line that is not decided yet.
    blank: Option<Span>,
}

impl<'t, 'l, L: Log> Output<'t, 'l, L> {
    /// The empty output for `text`.
    pub(crate) fn new(text: &'t str, log: &'l mut L) -> Self {
        let run = Span::new(0, 0);
        Self { text, log, out: None, run, removal: None, begun: false, blank: None }
    }

    /// Appends lines that are canonical, the first of them not blank.
    pub(crate) fn keep_lines(&mut self, lines: Span) {
        self.settle_blank();
        self.begun = true;
        let part = &self.text[lines.range()];
        if part.ends_with("\n\n") {
            self.keep(Span::new(lines.start, lines.end - 1));
            self.blank = Some(Span::new(lines.end - 1, lines.end));
        } else {
            self.keep(lines);
            if !part.ends_with('\n') {
                self.end_line(Span::new(lines.end, lines.end));
            }
        }
    }

    /// Appends `line`, which became `now` by the steps of the script, or stays as it is.
    pub(crate) fn line(&mut self, line: Line, now: Option<(&str, &EditScript<Fix>)>) {
        let empty = now.map_or(line.content.is_empty(), |(now, _)| now.is_empty());
        if empty {
            // This blank line replaces the one before it.
            if let Some(blank) = self.blank.take() {
                self.log_change(blank, "", Fix::Lines);
            }
        } else {
            self.settle_blank();
        }
        match now {
            Some((now, script)) => {
                self.log_steps(line.content.start, now, script);
                self.keep_or_write(line.content, now);
            }
            None => self.keep(line.content),
        }
        if !empty {
            self.begun = true;
            self.end_line(line.ending);
        } else if self.begun && !line.ending.is_empty() {
            self.blank = Some(line.ending);
        } else {
            self.log_change(line.ending, "", Fix::Lines);
        }
    }

    /// The complete text.
    pub(crate) fn finish(mut self) -> Cow<'t, str> {
        if let Some(blank) = self.blank.take() {
            self.log_change(blank, "", Fix::Lines);
        }
        self.log_removal();
        match self.out {
            None => Cow::Borrowed(&self.text[self.run.range()]),
            Some(mut out) => {
                out.push_str(&self.text[self.run.range()]);
                Cow::Owned(out)
            }
        }
    }

    /// Keeps the blank line that was not decided yet.
    fn settle_blank(&mut self) {
        if let Some(blank) = self.blank.take() {
            self.end_line(blank);
        }
    }

    /// Appends a line end: `\n` in place of `ending`.
    fn end_line(&mut self, ending: Span) {
        match &self.text[ending.range()] {
            "\n" => self.keep(ending),
            "\r\n" => {
                self.log_change(Span::new(ending.start, ending.start + 1), "", Fix::Lines);
                self.keep(Span::new(ending.start + 1, ending.end));
            }
            _ => {
                self.log_change(ending, "\n", Fix::Lines);
                self.write("\n");
            }
        }
    }

    /// Appends a span of the text.
    fn keep(&mut self, span: Span) {
        if self.run.is_empty() {
            self.run = span;
        } else if self.run.end == span.start {
            self.run.end = span.end;
        } else if !span.is_empty() {
            self.write("");
            self.run = span;
        }
    }

    /// Appends what became of a span of the text, which often is its beginning or end.
    fn keep_or_write(&mut self, span: Span, now: &str) {
        let was = &self.text[span.range()];
        if was.ends_with(now) {
            self.keep(Span::new(span.end - now.len(), span.end));
        } else if was.starts_with(now) {
            self.keep(Span::new(span.start, span.start + now.len()));
        } else {
            self.write(now);
        }
    }

    /// Appends what is not in the text.
    fn write(&mut self, now: &str) {
        let out = self.out.get_or_insert_with(|| String::with_capacity(self.text.len() + 1));
        out.push_str(&self.text[self.run.range()]);
        out.push_str(now);
        self.run = Span::default();
    }

    fn log_steps(&mut self, start: usize, now: &str, script: &EditScript<Fix>) {
        for step in script.steps() {
            let span = Span::new(start + step.from.start, start + step.from.end);
            self.log_change(span, &now[step.to.range()], step.fix);
        }
    }

    /// Logs a change. Removals by the same fix next to each other are merged.
    fn log_change(&mut self, span: Span, now: &str, fix: Fix) {
        if !L::KEEPS || (span.is_empty() && now.is_empty()) {
            return;
        }
        match &mut self.removal {
            Some((last, by)) if now.is_empty() && last.end == span.start && *by == fix => last.end = span.end,
            _ => {
                self.log_removal();
                if now.is_empty() {
                    self.removal = Some((span, fix));
                } else {
                    self.log.rewrite(span, now, fix);
                }
            }
        }
    }

    fn log_removal(&mut self) {
        if let Some((span, fix)) = self.removal.take() {
            self.log.rewrite(span, "", fix);
        }
    }
}
