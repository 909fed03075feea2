//! Which removals leave valid Markdown behind.

use unboil_text::Span;

use crate::hidden::overlaps;
use crate::parts::{Element, Item};

/// Rounds after which nothing is removed from a document. Each round keeps what is around something that was kept, so only lists within
/// more lists than this need more. Set by hand.
const ROUNDS: usize = 16;

/// Drops the removals that leave half of an element or the lines below the first line of a list item, and widens those that take
/// all text of an element to its markup. All spans are bytes of the source.
pub(crate) fn settle(source: &str, elements: &[Element], items: &[Item], removals: &mut [Option<Span>]) {
    for _ in 0..ROUNDS {
        let regions = regions(source, removals);
        let halved = elements.iter().filter(|element| is_halved(&regions, element)).map(|element| element.whole);
        let orphaned = items.iter().filter_map(|item| orphaned(&regions, item));
        let mut kept: Vec<Span> = halved.chain(orphaned).collect();
        if kept.is_empty() {
            return widen(&regions, elements, removals);
        }
        kept.sort_unstable();
        let mut merged: Vec<Span> = Vec::new();
        for span in kept {
            match merged.last_mut() {
                Some(last) if span.start < last.end => last.end = last.end.max(span.end),
                _ => merged.push(span),
            }
        }
        for removal in removals.iter_mut().filter(|removal| removal.is_some_and(|span| overlaps(&merged, span))) {
            *removal = None;
        }
    }
    removals.fill(None);
}

/// The removals, joined where only blank space or the marks of a quote are between them.
fn regions(source: &str, removals: &[Option<Span>]) -> Vec<Span> {
    let mut regions: Vec<Span> = Vec::new();
    for removal in removals.iter().flatten() {
        let is_next = |last: &&mut Span| source[last.end..removal.start].chars().all(|c| c == '>' || c.is_whitespace());
        match regions.last_mut().filter(is_next) {
            Some(last) => last.end = removal.end,
            None => regions.push(*removal),
        }
    }
    regions
}

/// The region that holds all of `span`.
fn holds(regions: &[Span], span: Span) -> bool {
    let last = regions.partition_point(|region| region.start <= span.start);
    last.checked_sub(1).is_some_and(|last| regions[last].end >= span.end)
}

/// Whether regions take a part of the element, but neither all its text nor only some of its text.
fn is_halved(regions: &[Span], Element { whole, content, is_indivisible }: &Element) -> bool {
    if !overlaps(regions, *whole) || holds(regions, *content) {
        return false;
    }
    if *is_indivisible {
        return true;
    }
    let first = regions.partition_point(|region| region.end <= whole.start);
    let behind = regions.partition_point(|region| region.start < whole.end);
    regions[first].start < content.start || regions[behind - 1].end > content.end
}

/// The first line of a list item, if it goes and something of the item stays.
fn orphaned(regions: &[Span], Item { first, whole }: &Item) -> Option<Span> {
    (!first.is_empty() && holds(regions, *first) && !holds(regions, *whole)).then_some(*first)
}

/// Removes the markup of elements together with their text.
fn widen(regions: &[Span], elements: &[Element], removals: &mut [Option<Span>]) {
    let gone = elements.iter().filter(|element| !element.content.is_empty() && holds(regions, element.content));
    let mut wholes: Vec<Span> = gone.map(|element| element.whole).collect();
    if wholes.is_empty() {
        return;
    }
    wholes.sort_unstable();
    let mut places: Vec<usize> = (0..removals.len()).filter(|&i| removals[i].is_some()).collect();
    let span = |removals: &[Option<Span>], i: usize| removals[i].expect("only those that are removed are listed");
    for whole in wholes {
        let first = places.partition_point(|&i| span(removals, i).end <= whole.start);
        let behind = places.partition_point(|&i| span(removals, i).start < whole.end);
        let (Some(&first), Some(&last)) = (places.get(first), behind.checked_sub(1).and_then(|last| places.get(last)))
        else {
            continue;
        };
        if first > last {
            continue;
        }
        let (start, end) = (span(removals, first).start.min(whole.start), span(removals, last).end.max(whole.end));
        removals[first] = Some(Span::new(start, span(removals, first).end));
        removals[last] = Some(Span::new(span(removals, last).start, end));
    }
    // The line below a heading may have been removed as well.
    let mut end = 0;
    places.retain(|&i| {
        let Span { start, end: own } = span(removals, i);
        let start = start.max(end);
        removals[i] = (start < own).then_some(Span::new(start, own));
        end = end.max(own);
        start < own
    });
}
