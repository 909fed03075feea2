//! The fixes in their order, applied line by line.

use std::borrow::Cow;

use super::log::Log;
use super::mojibake::{self, Damage, Repair};
use super::page::Page;
use super::script::Script;
use super::{characters, lines, nfc, scan, spaces};
use unboil_text::Span;

/// The fixes of a line, in order. Each gets what the one before it made, writes its own text and notes its steps; one
/// that has nothing to do says `false` and writes nothing.
const FIXES: [fn(&str, &mut String, &mut Script) -> bool; 3] = [characters::fix, nfc::fix, spaces::fix];

/// Brings `text` into canonical form. Each change is told to `log`; a text that only loses its beginning or end, or
/// nothing at all, is borrowed.
pub fn normalize<'t, L: Log>(text: &'t str, log: &mut L) -> Cow<'t, str> {
    normalize_with(text, true, log)
}

/// The same, and without `repair` mojibake stays as it is.
pub fn normalize_with<'t, L: Log>(text: &'t str, repair: bool, log: &mut L) -> Cow<'t, str> {
    let mut page = Page::new(text, log);
    let mut desk = Desk::new(L::KEEPS, repair);
    let mut is_next_line = None;
    let mut at = 0;
    while at < text.len() {
        let suspect = scan::first_suspect(text, at);
        let dirty = suspect.map_or(text.len(), |suspect| line_start(text, at, suspect));
        if dirty > at {
            page.keep_lines(Span::new(at, dirty));
            at = dirty;
        }
        if suspect.is_none() {
            break;
        }
        let line = lines::line_at(text, at, || *is_next_line.get_or_insert_with(|| lines::is_next_line(text)));
        page.line(line, if line.busy { desk.fix(&text[line.content.range()]) } else { None });
        at = line.ending.end;
    }
    page.finish()
}

/// Where the line begins that `at` is in, but not before `from`.
fn line_start(text: &str, from: usize, at: usize) -> usize {
    memchr::memrchr(b'\n', &text.as_bytes()[from..at]).map_or(from, |newline| from + newline + 1)
}

/// Where one line at a time is worked on. Its memory is used again for the next line.
struct Desk {
    now: String,
    next: String,
    script: Script,
    step: Script,
    changed: bool,
    repair: Option<Repair>,
}

impl Desk {
    fn new(keeps: bool, repair: bool) -> Self {
        Self {
            now: String::new(),
            next: String::new(),
            script: Script::new(keeps),
            step: Script::new(keeps),
            changed: false,
            repair: repair.then(Repair::default),
        }
    }

    /// What `line` becomes, and how; nothing if it stays as it is.
    fn fix(&mut self, line: &str) -> Option<(&str, &Script)> {
        self.changed = false;
        self.script.clear();
        let mut is_settled = self.repair(line).1;
        // A repair may bring to light what other fixes look for, and they may put mojibake together (`&Atilde;&copy;`).
        // Each repair makes the line shorter, so this ends.
        while !is_settled {
            let mut changed = false;
            for fix in FIXES {
                changed |= self.step(line, fix);
            }
            if !changed {
                break;
            }
            let (repaired, settled) = self.repair(line);
            is_settled = settled || !repaired;
        }
        self.changed.then_some((&self.now, &self.script))
    }

    /// Reads mojibake back, layer by layer. Says whether there was any, and whether nothing is left for other fixes.
    fn repair(&mut self, line: &str) -> (bool, bool) {
        let Some(mut repair) = self.repair.take() else { return (false, false) };
        let (mut repaired, mut is_settled) = (false, false);
        while !is_settled {
            let mut damage: Option<Damage> = None;
            self.step(line, |was, now, script| {
                damage = repair.fix(was, now, script);
                damage.is_some()
            });
            let Some(damage) = damage else { break };
            repaired = true;
            if !damage.whole {
                self.step(line, |was, now, script| mojibake::fix_lossy(was, damage, now, script));
            }
            // Most repaired lines are canonical now, and this is the fastest way to know.
            is_settled = scan::first_suspect(&self.now, 0).is_none();
        }
        self.repair = Some(repair);
        (repaired, is_settled)
    }

    /// Applies one fix and says whether it changed anything.
    fn step(&mut self, line: &str, fix: impl FnOnce(&str, &mut String, &mut Script) -> bool) -> bool {
        self.next.clear();
        self.step.clear();
        let changed = fix(if self.changed { &self.now } else { line }, &mut self.next, &mut self.step);
        if changed {
            std::mem::swap(&mut self.now, &mut self.next);
            self.script.then(&self.step);
            self.changed = true;
        }
        changed
    }
}
