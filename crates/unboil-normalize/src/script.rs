//! Which bytes a fix changed, and how the changes of several fixes add up.
//!
//! Each fix turns one text into the next and notes its steps. [`Script::then`] joins the steps of two fixes into those
//! of both together: entity `&eacute;` → `é` (bytes 1..9 → 1..3) and then NFC over 0..5 make one step over 0..11, while
//! steps that only touch stay apart. A joined step carries the fix that acted first.

use super::fix::Fix;
use unboil_text::Span;

/// The bytes `from` of one text became the bytes `to` of the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Step {
    pub from: Span,
    pub to: Span,
    pub fix: Fix,
}

/// Steps in the order of the text; they never overlap. What lies between is unchanged.
#[derive(Debug)]
pub(crate) struct Script {
    on: bool,
    steps: Vec<Step>,
}

impl Script {
    /// An empty script; one that is not `on` stays empty.
    pub(crate) fn new(on: bool) -> Self {
        Self { on, steps: Vec::new() }
    }

    /// Whether it takes steps.
    pub(crate) fn is_on(&self) -> bool {
        self.on
    }

    /// Forgets all steps.
    pub(crate) fn clear(&mut self) {
        self.steps.clear();
    }

    /// The steps.
    pub(crate) fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// Adds a step after the others. If it comes from the same bytes as the last one, the two are one, and so are two
    /// removals for the same reason next to each other: a line may hold a gigabyte of NULs.
    pub(crate) fn push(&mut self, from: Span, to: Span, fix: Fix) {
        if !self.on {
            return;
        }
        match self.steps.last_mut() {
            Some(last) if last.from == from => last.to.end = to.end,
            Some(last) if is_more(last, from, to, fix) => last.from.end = from.end,
            _ => self.steps.push(Step { from, to, fix }),
        }
    }

    /// Takes back what was done from position `to` of the new text on, and says where in the old text that began.
    pub(crate) fn rewind(&mut self, to: usize) -> usize {
        let mut start = None;
        // A removal exactly at `to` happened before the character that stands there.
        while let Some(step) = self.steps.pop_if(|s| s.to.end > to) {
            start = (step.to.start == to && !step.to.is_empty()).then_some(step.from.start);
        }
        start.unwrap_or_else(|| back(self.steps.last(), to))
    }

    /// Makes this script, which leads from a first text to a second, lead on to the third that `next` leads to.
    pub(crate) fn then(&mut self, next: &Self) {
        if next.steps.is_empty() {
            return;
        }
        if self.steps.is_empty() {
            self.steps.extend_from_slice(&next.steps);
            return;
        }
        let first = std::mem::take(&mut self.steps);
        let (mut a, mut b) = (first.iter().peekable(), next.steps.iter().peekable());
        // The last step of each that is behind us: they map positions of the second text to the others.
        let (mut done_a, mut done_b) = (None, None);
        loop {
            // The stretch of the second text that the next steps touch. Steps that overlap are taken together.
            let Some(start) =
                [a.peek().map(|s| s.to.start), b.peek().map(|s| s.from.start)].into_iter().flatten().min()
            else {
                return;
            };
            let from_start = match a.peek() {
                Some(step) if step.to.start == start => step.from.start,
                _ => back(done_a, start),
            };
            // The removal of the first script at the very start comes alone, before a step of the second one there.
            let alone = a.peek().is_some_and(|s| s.to.is_empty() && s.to.start == start);
            let to_start = match b.peek() {
                Some(step) if step.from.start == start && !alone => step.to.start,
                _ => forth(done_b, start),
            };
            let (mut end, mut fix, mut fresh) = (start, None::<Fix>, true);
            loop {
                if let Some(step) = a.next_if(|s| s.to.start < end || fresh && s.to.start == start) {
                    (end, done_a) = (end.max(step.to.end), Some(step));
                    fix = Some(fix.map_or(step.fix, |f| f.min(step.fix)));
                } else if let Some(step) = b.next_if(|s| s.from.start < end || fresh && s.from.start == start) {
                    (end, done_b) = (end.max(step.from.end), Some(step));
                    fix = Some(fix.map_or(step.fix, |f| f.min(step.fix)));
                } else {
                    break;
                }
                fresh = false;
            }
            let from = Span::new(from_start, back(done_a, end));
            let to = Span::new(to_start, forth(done_b, end));
            if let Some(fix) = fix {
                self.steps.push(Step { from, to, fix });
            }
        }
    }
}

/// A position after `step` in the new text, as a position in the old text.
fn back(step: Option<&Step>, at: usize) -> usize {
    step.map_or(at, |s| at - s.to.end + s.from.end)
}

/// A position after `step` in the old text, as a position in the new text.
fn forth(step: Option<&Step>, at: usize) -> usize {
    step.map_or(at, |s| at - s.from.end + s.to.end)
}

/// Whether a step goes on with the removal that `last` is.
fn is_more(last: &Step, from: Span, to: Span, fix: Fix) -> bool {
    last.fix == fix && last.from.end == from.start && last.to == to && to.is_empty()
}
