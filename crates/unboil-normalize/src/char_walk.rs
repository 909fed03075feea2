//! The fixes that change single characters, in one walk over a line: entities, C1, controls, invisible characters, and
//! whatever else has a [`TextFix::action`](crate::text_fix::TextFix::action).
//!
//! `Tom &am<U+200B>p; Ann` → `Tom & Ann`. They share a walk because each can complete what another one changes: a
//! zero-width space hides an entity, an entity stands for a control. So a character is removed when it is met, and references
//! are looked for at the end of the *output*, where they are complete. What a reference stands for is treated like a
//! character of the line. In the end the output has nothing that one of these fixes would change.
//!
//! The walk is linear: looking back is bounded by the longest reference, and each reference removes more than it adds.

use crate::char_table::{Characters, NfcClass};
use crate::edit_script::EditScript;
use crate::fixes::{Fix, Fixes, control, entity, invisible};
use crate::text_fix::Action;
use unboil_text::Span;
use unboil_text::simd::seek;

/// Writes the fixed `line` to `out` (which is empty) and the changes to `script`. Returns `false`, perhaps with an unchanged
/// copy in `out`, if there is nothing to do.
pub(crate) fn fix(line: &str, out: &mut String, script: &mut EditScript<Fix>) -> bool {
    let clean = plain_len(line, 0);
    if clean == line.len() {
        return false;
    }
    let seen = CharWalk::new(line, out, script, true).run();
    // Direction marks stay only with a right-to-left letter, which may have come out of an entity.
    if seen.directions && !invisible::has_right_to_left(out) {
        out.clear();
        script.clear();
        CharWalk::new(line, out, script, false).run();
        return true;
    }
    seen.changed
}

/// A character on its way to the output.
#[derive(Debug, Clone, Copy)]
struct QueuedChar {
    c: char,
    /// The bytes of the line it comes from.
    from: Span,
    /// The fix that changed it, if one did.
    fix: Option<Fix>,
}

/// What a walk found.
#[derive(Debug, Clone, Copy, Default)]
struct Seen {
    /// Whether there was a direction mark.
    directions: bool,
    /// Whether something changed.
    changed: bool,
}

struct CharWalk<'l> {
    line: &'l str,
    out: &'l mut String,
    script: &'l mut EditScript<Fix>,
    /// Where in the output a reference begins that may continue.
    open: Option<usize>,
    /// What is still to be written, last first.
    queue: Vec<QueuedChar>,
    keep_directions: bool,
    seen: Seen,
}

impl<'l> CharWalk<'l> {
    fn new(line: &'l str, out: &'l mut String, script: &'l mut EditScript<Fix>, keep_directions: bool) -> Self {
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
            let len = if c == '\u{1B}' { control::escape_len(&bytes[at..]) } else { c.len_utf8() };
            self.take(c, Span::new(at, at + len), None);
            at += len;
        }
        while let Some(open) = self.open
            && let Some(meaning) = entity::unclosed::<Fixes>(&self.out[open..], None)
        {
            self.replace(open, meaning, self.line.len());
            self.write_all();
        }
        self.seen
    }

    /// A character of the line, or one that a reference stands for.
    fn take(&mut self, c: char, from: Span, fix: Option<Fix>) {
        let queued = match Fixes::action(c) {
            Some((by, Action::Remove)) => return self.remove(from, fix.unwrap_or(by)),
            Some((by, Action::Direction)) => {
                self.seen.directions = true;
                if !self.keep_directions {
                    return self.remove(from, fix.unwrap_or(by));
                }
                QueuedChar { c, from, fix }
            }
            Some((by, Action::Become(c))) => QueuedChar { c, from, fix: fix.or(Some(by)) },
            // A reference to a line end makes no line.
            Some((by, Action::LineEnd)) => QueuedChar { c: ' ', from, fix: fix.or(Some(by)) },
            Some((_, Action::Space)) | None => QueuedChar { c, from, fix },
        };
        self.queue.push(queued);
        if fix.is_none() {
            self.write_all();
        }
    }

    fn remove(&mut self, from: Span, fix: Fix) {
        self.seen.changed = true;
        let at = self.out.len();
        self.script.push_by(from, Span::new(at, at), fix);
    }

    /// Writes what is queued, and what references in it stand for, to the output.
    fn write_all(&mut self) {
        while let Some(queued) = self.queue.pop() {
            let Some(open) = self.open else {
                self.append(queued);
                continue;
            };
            let tail = &self.out[open..];
            if queued.c == ';' {
                self.append(queued);
                self.open = None;
                if let Some(meaning) = entity::closed(&self.out[open..]) {
                    self.replace(open, meaning, queued.from.end);
                }
            } else if entity::continues(tail, queued.c) {
                let long = tail.len() >= entity::LONGEST;
                self.append(queued);
                if long {
                    self.open = None;
                }
            } else if let Some(meaning) = entity::unclosed::<Fixes>(tail, Some(queued.c)) {
                self.queue.push(queued);
                self.replace(open, meaning, queued.from.start);
            } else {
                self.open = None;
                self.append(queued);
            }
        }
    }

    fn append(&mut self, queued: QueuedChar) {
        let at = self.out.len();
        self.out.push(queued.c);
        if queued.c == '&' {
            self.open = Some(at);
        }
        if let Some(fix) = queued.fix {
            self.seen.changed = true;
            self.script.push_by(queued.from, Span::new(at, self.out.len()), fix);
        }
    }

    /// Removes the reference that begins at `open` from the output and queues what it stands for.
    fn replace(&mut self, open: usize, meaning: entity::Meaning, line_end: usize) {
        let from = Span::new(self.script.rewind(open), line_end);
        self.out.truncate(open);
        self.open = entity::open_at(self.out);
        let (first, second) = meaning;
        if let Some(c) = second {
            self.take(c, from, Some(Fix::Entity));
        }
        self.take(first, from, Some(Fix::Entity));
    }
}

/// How many bytes from `at` on have nothing for these fixes.
fn plain_len(line: &str, at: usize) -> usize {
    let bytes = line.as_bytes();
    let mut end = at;
    while end < bytes.len() {
        if bytes[end].is_ascii() {
            let found = seek(bytes, end, |b, _| b | Fixes::WALKED_BYTES.lanes(b));
            match found {
                Some(found) if !bytes[found].is_ascii() => end = found,
                Some(found) => return found - at,
                None => return bytes.len() - at,
            }
        }
        let (class, len) = Fixes::class_at(bytes, end);
        // NFC and spaces come later.
        if class == NfcClass::Other && !matches!(Fixes::action_at(line, end), None | Some((_, Action::Space))) {
            break;
        }
        end += len;
    }
    end - at
}
