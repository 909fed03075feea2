//! The fixes that look at single characters, in one walk: entities, C1, controls, invisible characters.
//!
//! A line goes in and comes out without them: `Tom &am<U+200B>p; Ann` → `Tom & Ann`. They are one walk because each can
//! finish what another began: a zero-width space hides an entity, an entity stands for a control. So what goes, goes
//! at once, and references are looked for at the end of the *output*, where they are complete; what a reference stands
//! for takes the same way. In the end the output holds nothing that one of these fixes would change.
//!
//! The work is linear: looking back is bounded by the longest reference, and each reference takes away more than it gives.

use super::chars::{Class, Kind, class_at, kind, kind_at};
use super::fix::Fix;
use super::script::Script;
use super::{controls, entities, invisible};
use unboil_text::Span;
use unboil_text::simd::{between, is, seek};

/// Writes the fixed `line` to `out` (which is empty) and the changes to `script`. Without a change it says `false`.
pub(crate) fn fix(line: &str, out: &mut String, script: &mut Script) -> bool {
    let clean = plain_len(line, 0);
    if clean == line.len() {
        return false;
    }
    let seen = Walk::new(line, out, script, true).run();
    // Direction marks stay only with a right-to-left letter, which may have come out of an entity.
    if seen.directions && !invisible::has_right_to_left(out) {
        out.clear();
        script.clear();
        Walk::new(line, out, script, false).run();
        return true;
    }
    seen.changed
}

/// A character on its way to the output.
#[derive(Debug, Clone, Copy)]
struct Piece {
    c: char,
    /// The bytes of the line it comes from.
    from: Span,
    /// Why it is not what stands there.
    fix: Option<Fix>,
}

/// What a walk came across.
#[derive(Debug, Clone, Copy, Default)]
struct Seen {
    /// A direction mark.
    directions: bool,
    /// Something that changed.
    changed: bool,
}

struct Walk<'l> {
    line: &'l str,
    out: &'l mut String,
    script: &'l mut Script,
    /// Where in the output a reference begins that may go on.
    open: Option<usize>,
    /// What is still to be put, last first.
    queue: Vec<Piece>,
    keep_directions: bool,
    seen: Seen,
}

impl<'l> Walk<'l> {
    fn new(line: &'l str, out: &'l mut String, script: &'l mut Script, keep_directions: bool) -> Self {
        out.reserve(line.len());
        let queue = Vec::new();
        Self { line, out, script, open: None, queue, keep_directions, seen: Seen::default() }
    }

    fn run(mut self) -> Seen {
        let bytes = self.line.as_bytes();
        let mut at = 0;
        loop {
            if self.open.is_none() {
                let end = at + plain_len(self.line, at);
                self.out.push_str(&self.line[at..end]);
                at = end;
            }
            let Some(c) = self.line[at..].chars().next() else { break };
            let len = if c == '\u{1B}' { controls::escape_len(&bytes[at..]) } else { c.len_utf8() };
            self.take(c, Span::new(at, at + len), None);
            at += len;
        }
        while let Some(open) = self.open
            && let Some(meaning) = entities::unclosed(&self.out[open..], None)
        {
            self.replace(open, meaning, self.line.len());
            self.put_all();
        }
        self.seen
    }

    /// A character of the line, or one that a reference stands for.
    fn take(&mut self, c: char, from: Span, fix: Option<Fix>) {
        let piece = match kind(c) {
            Kind::Drop(why) => return self.drop(from, fix.unwrap_or(why)),
            Kind::Direction => {
                self.seen.directions = true;
                if !self.keep_directions {
                    return self.drop(from, fix.unwrap_or(Fix::Invisible));
                }
                Piece { c, from, fix }
            }
            Kind::Become(c, why) => Piece { c, from, fix: fix.or(Some(why)) },
            // A reference to a line end makes no line.
            Kind::LineEnd => Piece { c: ' ', from, fix: fix.or(Some(Fix::Lines)) },
            Kind::Keep | Kind::Space => Piece { c, from, fix },
        };
        self.queue.push(piece);
        if fix.is_none() {
            self.put_all();
        }
    }

    fn drop(&mut self, from: Span, fix: Fix) {
        self.seen.changed = true;
        let at = self.out.len();
        self.script.push(from, Span::new(at, at), fix);
    }

    /// Puts what is queued to the output, and what comes of it.
    fn put_all(&mut self) {
        while let Some(piece) = self.queue.pop() {
            let Some(open) = self.open else {
                self.append(piece);
                continue;
            };
            let tail = &self.out[open..];
            if piece.c == ';' {
                self.append(piece);
                self.open = None;
                if let Some(meaning) = entities::closed(&self.out[open..]) {
                    self.replace(open, meaning, piece.from.end);
                }
            } else if entities::continues(tail, piece.c) {
                let long = tail.len() >= entities::LONGEST;
                self.append(piece);
                if long {
                    self.open = None;
                }
            } else if let Some(meaning) = entities::unclosed(tail, Some(piece.c)) {
                self.queue.push(piece);
                self.replace(open, meaning, piece.from.start);
            } else {
                self.open = None;
                self.append(piece);
            }
        }
    }

    fn append(&mut self, piece: Piece) {
        let at = self.out.len();
        self.out.push(piece.c);
        if piece.c == '&' {
            self.open = Some(at);
        }
        if let Some(fix) = piece.fix {
            self.seen.changed = true;
            self.script.push(piece.from, Span::new(at, self.out.len()), fix);
        }
    }

    /// Takes the output back to the reference that begins at `open` and queues what it stands for.
    fn replace(&mut self, open: usize, meaning: entities::Meaning, line_end: usize) {
        let from = Span::new(self.script.rewind(open), line_end);
        self.out.truncate(open);
        self.open = entities::open_at(self.out);
        let (first, second) = meaning;
        if let Some(c) = second {
            self.take(c, from, Some(Fix::Entity));
        }
        self.take(first, from, Some(Fix::Entity));
    }
}

/// How many bytes from `at` on hold nothing for these fixes.
fn plain_len(line: &str, at: usize) -> usize {
    let bytes = line.as_bytes();
    let mut end = at;
    while end < bytes.len() {
        if bytes[end].is_ascii() {
            let found = seek(bytes, end, |b, _| {
                let control = between(b, 0, 0x08) | between(b, 0x0A, 0x1F);
                b | control | is(b, b'&') | is(b, 0x7F)
            });
            match found {
                Some(found) if !bytes[found].is_ascii() => end = found,
                Some(found) => return found - at,
                None => return bytes.len() - at,
            }
        }
        let (class, len) = class_at(bytes, end);
        // NFC and spaces are for later fixes.
        if class == Class::Other && !matches!(kind_at(line, end), Kind::Keep | Kind::Space) {
            break;
        }
        end += len;
    }
    end - at
}
