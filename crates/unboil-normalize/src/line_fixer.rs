//! The fixes of a line, applied until nothing changes.

use crate::edit_script::{Changes, EditScript};
use crate::fixes::mojibake::{Damage, Repair, fix_lossy};
use crate::fixes::{Fix, Fixes};
use crate::{char_walk, scan};

/// Fixes one line at a time. Its memory is used again for the next line.
pub(crate) struct LineFixer {
    now: String,
    next: String,
    script: EditScript<Fix>,
    step: EditScript<Fix>,
    changes: Changes,
    changed: bool,
    repair: Option<Repair>,
}

impl LineFixer {
    /// A fixer that records changes if `keeps` is set, and repairs mojibake if `repair` is set.
    pub(crate) fn new(keeps: bool, repair: bool) -> Self {
        Self {
            now: String::new(),
            next: String::new(),
            script: EditScript::new(keeps),
            step: EditScript::new(keeps),
            changes: Changes::new(keeps),
            changed: false,
            repair: repair.then(Repair::default),
        }
    }

    /// What `line` becomes, and by which steps. `None` if it stays as it is.
    pub(crate) fn fix(&mut self, line: &str) -> Option<(&str, &EditScript<Fix>)> {
        self.changed = false;
        self.script.clear();
        let mut is_settled = self.repair(line).1;
        // A repair may uncover what other fixes look for, and they may complete mojibake (`&Atilde;&copy;`). Each repair makes
        // the line shorter, so this ends.
        while !is_settled {
            let mut changed = self.walk(line);
            for &(fix, rewrite) in Fixes::LINE_REWRITES.iter().flatten() {
                changed |= self.apply(line, fix, rewrite);
            }
            if !changed {
                break;
            }
            let (repaired, settled) = self.repair(line);
            is_settled = settled || !repaired;
        }
        self.changed.then_some((&self.now, &self.script))
    }

    /// Repairs mojibake, layer by layer. Returns whether there was any, and whether no other fix has anything to do.
    fn repair(&mut self, line: &str) -> (bool, bool) {
        let Some(mut repair) = self.repair.take() else { return (false, false) };
        let (mut repaired, mut is_settled) = (false, false);
        while !is_settled {
            let mut damage: Option<Damage> = None;
            self.apply(line, Fix::Mojibake, |was, now, changes| {
                damage = repair.fix::<Fixes>(was, now, changes);
                damage.is_some()
            });
            let Some(damage) = damage else { break };
            repaired = true;
            if !damage.complete {
                self.apply(line, Fix::Mojibake, |was, now, changes| fix_lossy(was, damage, now, changes));
            }
            // Most repaired lines are canonical now, and this is the fastest way to know.
            is_settled = scan::first_suspect(&self.now, 0).is_none();
        }
        self.repair = Some(repair);
        (repaired, is_settled)
    }

    /// Fixes single characters. Returns whether anything changed.
    fn walk(&mut self, line: &str) -> bool {
        self.next.clear();
        self.step.clear();
        let changed = char_walk::fix(if self.changed { &self.now } else { line }, &mut self.next, &mut self.step);
        if changed {
            self.script.then(&self.step, |fix| fix);
            self.accept();
        }
        changed
    }

    /// Applies `fix` and returns whether anything changed.
    fn apply(&mut self, line: &str, fix: Fix, rewrite: impl FnOnce(&str, &mut String, &mut Changes) -> bool) -> bool {
        self.next.clear();
        self.changes.clear();
        let changed = rewrite(if self.changed { &self.now } else { line }, &mut self.next, &mut self.changes);
        if changed {
            self.script.then(&self.changes, |()| fix);
            self.accept();
        }
        changed
    }

    /// Makes the next text of the line its text.
    fn accept(&mut self) {
        std::mem::swap(&mut self.now, &mut self.next);
        self.changed = true;
    }
}
