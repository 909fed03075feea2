//! Statistics as an HTML page: one file, no script, no network, light and dark, in the style of the review page.
//!
//! A bar is a cell with a width in per cent, so that the page prints and scales. The policy forbids styles of elements, so each width is a
//! class. All text is escaped, because names of sites, rules and documents come from outside.

use std::fmt::Write as _;

use super::by::By;
use super::counts::{Count, LostDocument, Totals, bytes, share};
use super::links::ReviewLinks;
use crate::console::count::{grouped, plural, verb};
use crate::pages::{self, escaped, policy};

const STYLE: &str = include_str!("page.css");

/// The HTML page. `review` is a review page of the same documents.
pub(crate) fn page(counts: &Totals, by: &[By], top: usize, review: Option<&ReviewLinks>) -> String {
    let widths: String = (1..=100).fold(String::new(), |mut out, width| {
        let _ = writeln!(out, ".w{width} {{ width: {width}% }}");
        out
    });
    let style = format!("{}{STYLE}{widths}", pages::STYLE);
    let page = StatsPage { counts, top, review };
    let tables: String = by.iter().map(|&by| page.groups(by)).collect();
    format!(
        "<!doctype html><!-- unboil stats -->\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"referrer\" content=\"no-referrer\">\n\
         <title>unboil stats</title>\n<style>{style}</style>\n</head>\n<body>\n\
         <header><div class=\"brand\"><h1>unboil <em>stats</em></h1><p id=\"sum\">{sum}</p>{link}</div></header>\n\
         <main class=\"overview\">\n<h2>What was removed</h2>\n<p>{sentence}</p>\n{figures}\
         <div class=\"tables\">\n{histogram}{tables}{largest}</div>\n</main>\n</body>\n</html>\n",
        policy = policy(&style, None),
        sum = page.sum(),
        link = page.review_link(),
        sentence = page.sentence(),
        figures = page.figures(),
        histogram = page.histogram(),
        largest = page.largest(),
    )
}

struct StatsPage<'p> {
    counts: &'p Totals,
    top: usize,
    review: Option<&'p ReviewLinks>,
}

impl StatsPage<'_> {
    fn sum(&self) -> String {
        let Totals { documents, decoded, all, .. } = self.counts;
        let (removed, whole) = (bytes(all.bytes), bytes(*decoded));
        format!(
            "{}; {removed} of {whole} removed ({:.1} %)",
            things(*documents, "document"),
            share(all.bytes, *decoded)
        )
    }

    fn review_link(&self) -> String {
        let link = |review: &ReviewLinks| {
            format!("<span class=\"spacer\"></span><a href=\"{}\">review page</a>", escaped(&review.address))
        };
        self.review.map(link).unwrap_or_default()
    }

    /// Why two numbers of documents differ: not every change is made by a rule.
    fn sentence(&self) -> String {
        let Totals { documents, changed, all, .. } = self.counts;
        let only = changed.saturating_sub(all.documents);
        let normalized = match only {
            0 => String::new(),
            _ => format!("; {} {} normalized only", grouped(only), verb(only, "was", "were")),
        };
        let of = things(*documents, "document");
        format!(
            "Of {of}, {} changed. Rules removed text from {}{normalized}.",
            grouped(*changed),
            grouped(all.documents)
        )
    }

    fn figures(&self) -> String {
        let Totals { documents, changed, failed, over_budget, missing, all, decoded, .. } = self.counts;
        let mut out = "<dl class=\"figures\">\n".to_owned();
        let always = [
            ("documents", grouped(*documents)),
            ("changed", grouped(*changed)),
            ("removals by rules", grouped(all.removals)),
            ("bytes removed", bytes(all.bytes)),
            ("of the text", format!("{:.1} %", share(all.bytes, *decoded))),
        ];
        let others = [("failed", failed), ("over budget", over_budget), ("without text", missing)];
        let others =
            others.into_iter().filter(|(_, number)| **number > 0).map(|(name, number)| (name, grouped(*number)));
        for (name, figure) in always.into_iter().chain(others) {
            let _ = writeln!(out, "<div><dt>{name}</dt><dd>{figure}</dd></div>");
        }
        out + "</dl>\n"
    }

    fn histogram(&self) -> String {
        let rows: Vec<_> = self.counts.shares.rows().collect();
        let most = rows.iter().map(|(_, documents)| *documents).max().unwrap_or(0);
        let mut out = begin("Share removed from each document", "short", &["share removed", "", "documents"]);
        for (name, documents) in rows {
            let (bar, documents) = (bar("", documents, most), grouped(documents));
            let _ = writeln!(out, "<tr><th scope=\"row\">{name}</th>{bar}<td>{documents}</td></tr>");
        }
        out + END
    }

    fn groups(&self, by: By) -> String {
        let groups = self.counts.by(by);
        if by == By::Site && groups.iter().all(|(name, _)| *name == Totals::NO_SITE) {
            return format!("<section>\n<h3>By site</h3>\n{NO_SITES}</section>\n");
        }
        let most = groups.first().map_or(0, |(_, count)| count.bytes);
        let kind = if by == By::Category { "short" } else { "" };
        let heads = [by.name(), "", "removals", "bytes", "documents"];
        let mut out = begin(&format!("By {}", by.name()), kind, &heads);
        for &(name, Count { removals, bytes: size, documents }) in groups.iter().take(self.top) {
            let (key, mark) = match by {
                By::Category => ("category", self.mark(name)),
                By::Rule => {
                    ("rule", self.counts.category_of(name).map(|category| self.mark(category)).unwrap_or_default())
                }
                By::Site => ("filter", String::new()),
            };
            let is_name = by != By::Site || name != Totals::NO_SITE;
            let name = self.linked(name, is_name.then_some((key, name)), None);
            let _ = writeln!(
                out,
                "<tr><th scope=\"row\">{name}</th>{}<td class=\"removals\">{}</td><td>{}</td><td>{}</td></tr>",
                bar(&mark, size, most),
                grouped(removals),
                bytes(size),
                grouped(documents),
            );
        }
        out += "</tbody>\n</table>\n";
        if groups.len() > self.top {
            let _ = writeln!(
                out,
                "<p class=\"faint\">… and {} more (<code>--top</code>)</p>",
                grouped(groups.len() - self.top)
            );
        }
        out + "</section>\n"
    }

    fn largest(&self) -> String {
        let largest = self.counts.largest();
        let most = largest.first().map_or(0, |document| document.bytes);
        let mut out = begin("Documents that lost most", "", &["document", "", "bytes", "share"]);
        for LostDocument { name, place, field, bytes: size, decoded } in largest {
            // The id of a record says little without its file.
            let at =
                if name == place { String::new() } else { format!("<bdi class=\"at faint\">{}</bdi>", escaped(place)) };
            let name = self.linked(name, Some(("document", place)), field.as_deref());
            let (bar, share) = (bar("", *size, most), share(*size, *decoded));
            let _ = writeln!(
                out,
                "<tr><th scope=\"row\">{name}{at}</th>{bar}<td>{}</td><td>{share:.0} %</td></tr>",
                bytes(*size)
            );
        }
        out + END
    }

    /// A name, as a link into the review page if there is one.
    fn linked(&self, name: &str, to: Option<(&str, &str)>, field: Option<&str>) -> String {
        match (self.review, to) {
            (Some(review), Some((key, value))) => {
                format!("<a href=\"{}\"><bdi>{}</bdi></a>", escaped(&review.link(key, value, field)), escaped(name))
            }
            _ => format!("<bdi>{}</bdi>", escaped(name)),
        }
    }

    /// The classes of the mark of a category, which are numbered from the largest one.
    fn mark(&self, category: &str) -> String {
        let rank = self.counts.by(By::Category).iter().position(|(name, _)| *name == category);
        rank.map(|rank| format!("category c{rank}")).unwrap_or_default()
    }
}

const NO_SITES: &str = "<p class=\"faint\">No document has an address. \
    <code>unboil clean --source-field</code> names the field that holds it.</p>\n";
const END: &str = "</tbody>\n</table>\n</section>\n";

/// The beginning of a section with a table. The column of bars has no name: they show the figures beside them.
fn begin(title: &str, kind: &str, heads: &[&str]) -> String {
    let mut out = format!("<section>\n<h3>{title}</h3>\n<table class=\"{kind}\">\n<thead><tr>");
    for head in heads {
        out += &match *head {
            "" => "<td class=\"bar\"></td>".to_owned(),
            "removals" => "<th scope=\"col\" class=\"removals\">removals</th>".to_owned(),
            head => format!("<th scope=\"col\">{head}</th>"),
        };
    }
    out + "</tr></thead>\n<tbody>\n"
}

/// A cell with a bar. Whatever is more than nothing is at least one per cent wide.
fn bar(mark: &str, part: usize, most: usize) -> String {
    let width = (share(part, most).round() as usize).max(usize::from(part > 0));
    match width {
        0 => "<td class=\"bar\"></td>".to_owned(),
        _ => format!("<td class=\"bar\"><span class=\"track\"><i class=\"{mark} w{width}\"></i></span></td>"),
    }
}

/// `1,904 documents`.
fn things(number: usize, noun: &str) -> String {
    format!("{} {}", grouped(number), plural(number, noun))
}
