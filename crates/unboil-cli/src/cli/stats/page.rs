//! Statistics as an HTML page: one file, no script, no network, light and dark.
//!
//! A bar is a grid cell with a width in per cent, so that the page prints and scales, and screen readers can read it.
//! All text is escaped, because names of sites and rules come from outside.

use std::fmt::Write as _;

use super::by::By;
use super::counts::{Totals, bytes, share};
use super::table::heading;
use crate::console::escape::is_control;

const STYLE: &str = "\
:root { color-scheme: light dark; --bar: light-dark(#2f6f9f, #6fb1dd); --rule: light-dark(#ddd, #444) }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
table { border-collapse: collapse; width: 100%; margin: 0 0 2rem }
th, td { padding: .2rem .6rem; text-align: right; border-bottom: 1px solid var(--rule); white-space: nowrap }
th:first-child, td:first-child { text-align: left; overflow-wrap: anywhere; white-space: normal }
td.bar { width: 40%; text-align: left }
td.bar i { display: block; height: .9em; background: var(--bar); border-radius: 2px }
@media (max-width: 40rem) { td.bar, th.bar { display: none } }";

/// The HTML page.
pub(crate) fn page(counts: &Totals, by: &[By], top: usize) -> String {
    let mut out = format!(
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n\
         <title>What was removed</title>\n<style>\n{STYLE}\n</style>\n<h1>What was removed</h1>\n<p>{}</p>\n",
        escaped(&heading(counts))
    );
    for &by in by {
        let groups = counts.by(by);
        let most = groups.first().map_or(0, |(_, count)| count.bytes);
        let _ = write!(
            out,
            "<h2>By {0}</h2>\n<table>\n<thead><tr><th>{0}<th>removals<th>bytes<th>documents<th class=\"bar\"></thead>\n<tbody>\n",
            by.name()
        );
        for (name, count) in groups.iter().take(top) {
            let _ = writeln!(
                out,
                "<tr><td>{}<td>{}<td>{}<td>{}<td class=\"bar\"><i style=\"width:{:.1}%\"></i>",
                escaped(name),
                count.removals,
                bytes(count.bytes),
                count.documents,
                share(count.bytes, most)
            );
        }
        out.push_str("</tbody>\n</table>\n");
        if groups.len() > top {
            let _ = writeln!(out, "<p>… and {} more</p>", groups.len() - top);
        }
    }
    out.push_str("</html>\n");
    out
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c if is_control(c) && c != '\n' => out.extend(c.escape_default()),
            c => out.push(c),
        }
    }
    out
}
