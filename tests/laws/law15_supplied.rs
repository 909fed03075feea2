//! Law 15: removals that a caller supplies are made, the result is canonical, and the ledger replays and accounts for every byte.

use std::sync::Arc;

use proptest::prelude::*;
use unboil::{Category, Cleaner, Ledger, LedgerFault, Options, Removal, RuleSet, Span, Status, replay};

use crate::support::{cases, normalized, standard_rules};
use crate::{packs, texts};

const FILE: &str = "tests/laws/proptest-regressions/law15.txt";

fn removal(start: usize, end: usize) -> Removal {
    Removal { span: Span::new(start, end), id: "caller/found".into(), category: Category::Promo }
}

/// Removals at the characters that `cuts` counts, alternating with what stays.
fn removals(text: &str, cuts: &[u8]) -> Vec<Removal> {
    let mut places = text.char_indices().map(|(at, _)| at).chain([text.len()]);
    let mut place = || -> Option<usize> { places.next() };
    let mut found = Vec::new();
    for pair in cuts.chunks_exact(2) {
        let Some(start) = (0..=pair[0] % 40).map_while(|_| place()).last() else { break };
        let Some(end) = (0..=pair[1] % 20).map_while(|_| place()).last() else { break };
        found.push(removal(start, end));
    }
    found
}

fn holds(rules: &Arc<RuleSet>, text: &str, cuts: &[u8]) -> Result<(), TestCaseError> {
    let cleaner = Cleaner::new(Arc::clone(rules), Options::default());
    let removals = removals(text, cuts);
    let cleaned = cleaner.clean_without(text, &removals).expect("they are sorted");
    prop_assert_eq!(replay(text, &cleaned.edits), Ok(cleaned.text.to_string()), "{:?}", &cleaned.edits);
    prop_assert!(Ledger::new(text, &cleaned.edits).check().is_ok(), "{:?}", &cleaned.edits);
    prop_assert_eq!(normalized(&cleaned.text), &*cleaned.text);
    if cleaned.status != Status::OverBudget {
        for Removal { span, .. } in &removals {
            let is_removed = |at: usize| cleaned.edits.iter().any(|edit| edit.span.start <= at && at < edit.span.end);
            prop_assert!(span.range().all(is_removed), "{:?} {:?}", span, &cleaned.edits);
        }
    }
    let unrecorded = Cleaner::new(Arc::clone(rules), Options::default().record_edits(false));
    let unrecorded = unrecorded.clean_without(text, &removals).expect("they are sorted");
    prop_assert_eq!(
        (unrecorded.text, unrecorded.status, unrecorded.removals),
        (cleaned.text, cleaned.status, cleaned.removals)
    );
    let (none, plain) = (cleaner.clean_without(text, &[]).expect("no removal is wrong"), cleaner.clean_str(text));
    prop_assert_eq!((none.text, none.edits, none.status), (plain.text, plain.edits, plain.status));
    Ok(())
}

proptest! {
    #![proptest_config(cases(400, FILE))]

    #[test]
    fn with_the_standard_packs(text in texts::spliced(), cuts in prop::collection::vec(any::<u8>(), 0..12)) {
        holds(standard_rules(), &text, &cuts)?;
    }
}

proptest! {
    #![proptest_config(cases(2000, FILE))]

    #[test]
    fn with_random_packs(pack in packs::pack(packs::ALL), text in packs::text(), cuts in prop::collection::vec(any::<u8>(), 0..12)) {
        holds(&pack.rules(), &text, &cuts)?;
    }
}

#[test]
fn removals_that_are_no_parts_of_the_text_are_refused() {
    let cleaner = Cleaner::new(Arc::clone(standard_rules()), Options::default());
    let refused = |removals: &[Removal]| cleaner.clean_without("Café au lait", removals).unwrap_err();
    assert_eq!(refused(&[removal(0, 99)]), LedgerFault::Outside { span: Span::new(0, 99) });
    assert_eq!(refused(&[removal(3, 5), removal(2, 3)]), LedgerFault::Overlap { at: 2 });
    assert_eq!(refused(&[removal(0, 4)]), LedgerFault::Grapheme { at: 4 });
}

#[test]
fn beyond_the_budget_nothing_is_removed() {
    let text = "The ferry  sailed from the pier.\n\n".repeat(10) + "Leave a Reply\n";
    let cleaner = Cleaner::new(Arc::clone(standard_rules()), Options::default());
    let most = text.find("Leave").unwrap();
    let cleaned = cleaner.clean_without(&text, &[removal(0, most)]).unwrap();
    assert_eq!((cleaned.status, &*cleaned.text), (Status::OverBudget, &*text.replace("  ", " ")));
    assert!(cleaned.removals.is_empty());
    let cleaned = cleaner.clean_without(&text, &[removal(0, most / 2)]).unwrap();
    assert_eq!(cleaned.status, Status::Cleaned);
}
