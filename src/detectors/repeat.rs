//! Lines, and groups of lines, that come again.
//!
//! `a b c b c d` with a window of two or more keeps `a b c d`: the second `b c` follows the first at once. `a b a c`
//! keeps all: a refrain, an answer, a label comes again at a distance.
//!
//! One pass over the lines that stand, against the lines already kept: whatever is compared with stays, so a second
//! run finds nothing.

use super::spare;
use crate::document::Document;
use unboil_rules::ruleset::model::{Repeat, Unit};

/// Marks in `gone` the lines of `alive` that are a repetition by `repeat`. `alive` and `gone` go by place; lines that
/// are marked already are looked through.
pub(crate) fn find(
    document: &Document<'_>,
    alive: &[u32],
    repeat: &Repeat,
    gone: &[bool],
    mut mark: impl FnMut(usize),
) {
    if repeat.doubled > 0.0 && !doubled(document, alive, repeat.min_words, repeat.doubled) {
        return;
    }
    let places = (0..alive.len()).filter(|&at| !gone[at]);
    match repeat.unit {
        Unit::Group(window) => groups(document, alive, &places.collect::<Vec<_>>(), repeat, window, &mut mark),
        Unit::Anywhere => anywhere(document, alive, places, repeat, &mut mark),
    }
}

/// Whether at least `share` of the different lines of `min_words` words or more stand more than once.
///
/// Different lines are counted, not copies: an interview that puts three questions to each of ten people repeats most
/// of its lines, but few of its different ones.
fn doubled(document: &Document<'_>, alive: &[u32], min_words: usize, share: f64) -> bool {
    let mut copies = vec![0u32; document.len()];
    let mut again = 0;
    for &i in alive {
        let copies = &mut copies[document.first_copy(i as usize)];
        *copies += 1;
        again += usize::from(*copies == 2 && document.has_words(i as usize, min_words));
    }
    if again == 0 {
        return false;
    }
    // Words are counted only until there are too many different lines for the share.
    let most = again as f64 / share;
    let mut different = 0;
    for &i in alive {
        let first = std::mem::take(&mut copies[document.first_copy(i as usize)]) > 0;
        different += usize::from(first && document.has_words(i as usize, min_words));
        if different as f64 > most {
            return false;
        }
    }
    true
}

fn same(document: &Document<'_>, a: usize, b: usize) -> bool {
    document.hash(a) == document.hash(b) && document.line(a) == document.line(b)
}

fn spared(document: &Document<'_>, alive: &[u32], at: usize, repeat: &Repeat) -> bool {
    let line = document.line(alive[at] as usize);
    (repeat.spare_tables && spare::table_row(line))
        || (repeat.spare_code && spare::code(line))
        || (repeat.spare_verse && spare::verse(document, alive, at))
}

fn groups(
    document: &Document<'_>,
    alive: &[u32],
    places: &[usize],
    repeat: &Repeat,
    window: usize,
    mark: &mut impl FnMut(usize),
) {
    let line = |place: usize| alive[place] as usize;
    let mut kept: Vec<usize> = Vec::with_capacity(places.len());
    let mut next = 0;
    'lines: while let Some(&place) = places.get(next) {
        // A group is not known by a line that no other line is like.
        let widest = if document.stands_once(line(place)) { 0 } else { window };
        for width in 1..=widest.min(kept.len()).min(places.len() - next) {
            let (before, now) = (&kept[kept.len() - width..], &places[next..next + width]);
            // The first line decides nearly always; the rest is compared only where it agrees.
            if !same(document, line(before[0]), line(now[0]))
                || !before.iter().zip(now).all(|(&a, &b)| same(document, line(a), line(b)))
            {
                continue;
            }
            let words: usize = now.iter().map(|&p| document.words(line(p))).sum();
            if words >= repeat.min_words && !now.iter().all(|&p| spared(document, alive, p, repeat)) {
                now.iter().for_each(|&p| mark(p));
                next += width;
                continue 'lines;
            }
        }
        kept.push(place);
        next += 1;
    }
}

fn anywhere(
    document: &Document<'_>,
    alive: &[u32],
    places: impl Iterator<Item = usize>,
    repeat: &Repeat,
    mark: &mut impl FnMut(usize),
) {
    // The first of the copies that stand, by the first in the document.
    let mut first = vec![usize::MAX; document.len()];
    for place in places {
        let line = alive[place] as usize;
        if document.stands_once(line) {
            continue;
        }
        let before = &mut first[document.first_copy(line)];
        if *before == usize::MAX {
            *before = line;
        }
        let before = *before;
        if before != line
            && same(document, before, line)
            && document.has_words(line, repeat.min_words)
            && !spared(document, alive, place, repeat)
        {
            mark(place);
        }
    }
}
