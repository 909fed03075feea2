//! Which bytes were changed, and how the changes of several fixes add up.
//!
//! A fix turns one text into the next and notes its steps as [`Changes`]; its caller knows which fix it was.
//! [`EditScript::then`] joins the steps of two fixes into those of both together: entity `&eacute;` → `é` (bytes 1..9 →
//! 1..3) and then NFC over 0..5 make one step over 0..11, while steps that only touch stay apart. A joined step carries the
//! fix that is first in the order of the registry.

use unboil_text::Span;

/// The bytes `from` of one text became the bytes `to` of the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Step<F> {
    pub from: Span,
    pub to: Span,
    /// The fix that did it.
    pub fix: F,
}

/// Steps in the order of the text; they never overlap. What is between them is unchanged.
#[derive(Debug)]
pub(crate) struct EditScript<F> {
    on: bool,
    steps: Vec<Step<F>>,
}

/// The steps of one fix.
pub(crate) type Changes = EditScript<()>;

impl Changes {
    /// Adds a step after the others.
    pub(crate) fn push(&mut self, from: Span, to: Span) {
        self.push_by(from, to, ());
    }
}

impl<F: Copy + Ord> EditScript<F> {
    /// An empty script. One that is not `on` stays empty.
    pub(crate) fn new(on: bool) -> Self {
        Self { on, steps: Vec::new() }
    }

    /// Whether steps are recorded.
    pub(crate) fn is_on(&self) -> bool {
        self.on
    }

    /// Removes all steps.
    pub(crate) fn clear(&mut self) {
        self.steps.clear();
    }

    /// The steps.
    pub(crate) fn steps(&self) -> &[Step<F>] {
        &self.steps
    }

    /// Adds a step after the others. A step from the same bytes as the last one is merged with it, and so are removals by
    /// the same fix next to each other: a line may hold a gigabyte of NULs.
    pub(crate) fn push_by(&mut self, from: Span, to: Span, fix: F) {
        if !self.on {
            return;
        }
        match self.steps.last_mut() {
            Some(last) if last.from == from => last.to.end = to.end,
            Some(last) if is_more(last, from, to, fix) => last.from.end = from.end,
            _ => self.steps.push(Step { from, to, fix }),
        }
    }

    /// Removes the steps from byte `to` of the new text on. Returns where in the old text they began.
    pub(crate) fn rewind(&mut self, to: usize) -> usize {
        let mut start = None;
        // A removal exactly at `to` happened before the character there.
        while let Some(step) = self.steps.pop_if(|s| s.to.end > to) {
            start = (step.to.start == to && !step.to.is_empty()).then_some(step.from.start);
        }
        start.unwrap_or_else(|| back(self.steps.last(), to))
    }

    /// Makes this script, which leads from a first text to a second, lead to the third that `next` leads to. `fix_of` says
    /// which fix did a step of `next`.
    pub(crate) fn then<G: Copy>(&mut self, next: &EditScript<G>, fix_of: impl Fn(G) -> F) {
        if next.steps.is_empty() {
            return;
        }
        if self.steps.is_empty() {
            self.steps.extend(next.steps.iter().map(|&Step { from, to, fix }| Step { from, to, fix: fix_of(fix) }));
            return;
        }
        let first = std::mem::take(&mut self.steps);
        let (mut a, mut b) = (first.iter().peekable(), next.steps.iter().peekable());
        // The last step of each that is already joined: they map positions of the second text to the others.
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
            // A removal of the first script at the very start is a step of its own, before one of the second script there.
            let alone = a.peek().is_some_and(|s| s.to.is_empty() && s.to.start == start);
            let to_start = match b.peek() {
                Some(step) if step.from.start == start && !alone => step.to.start,
                _ => forth(done_b, start),
            };
            let (mut end, mut fix, mut fresh) = (start, None::<F>, true);
            loop {
                if let Some(step) = a.next_if(|s| s.to.start < end || fresh && s.to.start == start) {
                    (end, done_a) = (end.max(step.to.end), Some(step));
                    fix = Some(fix.map_or(step.fix, |f| f.min(step.fix)));
                } else if let Some(step) = b.next_if(|s| s.from.start < end || fresh && s.from.start == start) {
                    (end, done_b) = (end.max(step.from.end), Some(step));
                    let by = fix_of(step.fix);
                    fix = Some(fix.map_or(by, |f| f.min(by)));
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
fn back<F>(step: Option<&Step<F>>, at: usize) -> usize {
    step.map_or(at, |s| at - s.to.end + s.from.end)
}

/// A position after `step` in the old text, as a position in the new text.
fn forth<F>(step: Option<&Step<F>>, at: usize) -> usize {
    step.map_or(at, |s| at - s.from.end + s.to.end)
}

/// Whether a step continues the removal `last`.
fn is_more<F: PartialEq>(last: &Step<F>, from: Span, to: Span, fix: F) -> bool {
    last.fix == fix && last.from.end == from.start && last.to == to && to.is_empty()
}
