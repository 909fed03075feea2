//! Tables for a terminal.

use std::fmt::Write as _;

use super::by::By;
use super::counts::{Totals, bytes, share};
use crate::console::count::count;
use crate::console::escape::Escaped;

/// Width of the longest bar, in cells.
const BAR: f64 = 20.0;

/// A heading, then one table per grouping.
pub(crate) fn tables(counts: &Totals, by: &[By], top: usize) -> String {
    let mut out = heading(counts);
    out.push('\n');
    for &by in by {
        let groups: Vec<(Escaped, _)> =
            counts.by(by).into_iter().map(|(name, sums)| (Escaped::line(name), sums)).collect();
        let most = groups.first().map_or(0, |(_, sums)| sums.bytes).max(1);
        let width = groups.iter().take(top).map(|(name, _)| name.as_str().chars().count()).max().unwrap_or(0).max(8);
        let _ = writeln!(out, "\n{:width$}  {:>9}  {:>9}  {:>9}", by.name(), "removals", "bytes", "documents");
        for (name, sums) in groups.iter().take(top) {
            let bar = "█".repeat((sums.bytes as f64 * BAR / most as f64).ceil() as usize);
            let line =
                format!("{name:width$}  {:>9}  {:>9}  {:>9}  {bar}", sums.removals, bytes(sums.bytes), sums.documents);
            let _ = writeln!(out, "{}", line.trim_end());
        }
        if groups.len() > top {
            let _ = writeln!(out, "… and {} more (--top)", groups.len() - top);
        }
    }
    out
}

/// The totals in one line.
pub(crate) fn heading(counts: &Totals) -> String {
    let Totals { documents, changed, failed, over_budget, missing, decoded, all, .. } = counts;
    let mut line = format!(
        "{}, {changed} changed; rules removed {} of {} ({:.1} %) from {} of them",
        count(*documents, "document"),
        bytes(all.bytes),
        bytes(*decoded),
        share(all.bytes, *decoded),
        all.documents,
    );
    for (number, what) in [(failed, "failed"), (over_budget, "over budget"), (missing, "without text")] {
        if *number > 0 {
            let _ = write!(line, "; {number} {what}");
        }
    }
    line
}
