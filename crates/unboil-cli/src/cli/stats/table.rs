//! Tables for a terminal.

use std::fmt::Write as _;

use super::by::By;
use super::counts::{Totals, bytes, share};

/// Width of the longest bar, in cells.
const BAR: f64 = 20.0;

/// A heading, then one table per grouping.
pub(crate) fn tables(counts: &Totals, by: &[By], top: usize) -> String {
    let mut out = heading(counts);
    out.push('\n');
    for &by in by {
        let groups = counts.by(by);
        let most = groups.first().map_or(0, |(_, count)| count.bytes).max(1);
        let width = groups.iter().take(top).map(|(name, _)| name.chars().count()).max().unwrap_or(0).max(8);
        let _ = writeln!(out, "\n{:width$}  {:>9}  {:>9}  {:>9}", by.name(), "removals", "bytes", "documents");
        for (name, count) in groups.iter().take(top) {
            let bar = "█".repeat((count.bytes as f64 * BAR / most as f64).ceil() as usize);
            let line = format!(
                "{name:width$}  {:>9}  {:>9}  {:>9}  {bar}",
                count.removals,
                bytes(count.bytes),
                count.documents
            );
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
    let Totals { documents, changed, failed, over_budget, decoded, all, .. } = counts;
    let mut line = format!(
        "{documents} documents, {changed} changed; rules took {} of {} ({:.1} %) from {} of them",
        bytes(all.bytes),
        bytes(*decoded),
        share(all.bytes, *decoded),
        all.documents,
    );
    for (count, what) in [(failed, "failed"), (over_budget, "over budget")] {
        if *count > 0 {
            let _ = write!(line, "; {count} {what}");
        }
    }
    line
}
