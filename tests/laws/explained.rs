//! `explain` reports for each line what cleaning does to it.

use std::sync::OnceLock;

use proptest::prelude::*;
use unboil::{Cleaner, Explainer, Level, LineOutcome, Status};

use crate::support::{cases, cleaner, standard};
use crate::{packs, texts};

const FILE: &str = "tests/laws/proptest-regressions/explained.txt";

fn as_explained(cleaner: &Cleaner, explainer: &Explainer<'_>, text: &str) -> Result<(), TestCaseError> {
    let cleaned = cleaner.clean_str(text);
    let explanation = explainer.explain(text);
    let mut left = Vec::new();
    let mut number = 1;
    for line in &explanation.lines {
        prop_assert!(line.number >= number && line.number <= explanation.count, "{:?}", line);
        number = line.number;
        match &line.outcome {
            LineOutcome::Kept | LineOutcome::Spared { .. } => left.push(line.text.as_str()),
            LineOutcome::Cut { left: rest, .. } => left.push(rest),
            _ => {}
        }
    }
    let output: Vec<&str> = cleaned.text.lines().filter(|line| !line.is_empty()).collect();
    prop_assert_eq!(left, output);
    if matches!(cleaned.status, Status::OverBudget | Status::Unsettled) {
        prop_assert_eq!(explanation.status, cleaned.status);
    }
    Ok(())
}

proptest! {
    #![proptest_config(cases(1000, FILE))]

    #[test]
    fn with_the_standard_packs(text in texts::spliced()) {
        // Made once, because its automaton of whole lines takes a tenth of a second.
        static EXPLAINER: OnceLock<Explainer<'static>> = OnceLock::new();
        let cleaner = standard(Level::Careful);
        as_explained(cleaner, EXPLAINER.get_or_init(|| Explainer::new(cleaner)), &text)?;
    }

    #[test]
    fn with_random_packs(pack in packs::pack(packs::ALL), text in packs::text(), loose in any::<bool>()) {
        let text = if loose { text.replace('\n', " \r\n\u{301}") } else { text };
        let cleaner = cleaner(&pack.rules(), Level::Careful);
        as_explained(&cleaner, &Explainer::new(&cleaner), &text)?;
    }
}
