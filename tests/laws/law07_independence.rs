//! Law 7: threads, the order of documents and earlier documents change nothing.

use std::num::NonZero;

use proptest::prelude::*;
use unboil::{Cleaner, Level, RuleSet};

use crate::support::{cases, cleaner, standard};
use crate::{packs, texts};

const FILE: &str = "tests/laws/proptest-regressions/law07.txt";

/// One cleaner on three threads, each with the documents in an order of its own.
fn on_threads(cleaner: &Cleaner, documents: &[String], want: &[String]) -> Result<(), TestCaseError> {
    let turned: Vec<Vec<String>> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..3)
            .map(|turn| {
                scope.spawn(move || {
                    let mut got = vec![String::new(); documents.len()];
                    for step in 0..documents.len() {
                        let at = if turn == 2 { documents.len() - 1 - step } else { (step + turn) % documents.len() };
                        got[at] = cleaner.clean_str(&documents[at]).text.into_owned();
                    }
                    got
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().expect("cleaning does not panic")).collect()
    });
    for got in turned {
        prop_assert_eq!(&*got, want);
    }
    for threads in 1..=3 {
        let many: Vec<_> = cleaner.clean_many(documents, NonZero::new(threads)).into_iter().map(|c| c.text).collect();
        prop_assert_eq!(&*many, want);
    }
    Ok(())
}

proptest! {
    #![proptest_config(cases(200, FILE))]

    #[test]
    fn with_the_standard_packs(documents in prop::collection::vec(texts::spliced(), 1..6)) {
        let cleaner = standard(Level::Careful);
        let want: Vec<String> = documents.iter().map(|text| cleaner.clone().clean_str(text).text.into_owned()).collect();
        on_threads(cleaner, &documents, &want)?;
    }

    #[test]
    fn with_random_packs(pack in packs::pack(packs::ALL), documents in prop::collection::vec(packs::text(), 1..6)) {
        let want: Vec<String> =
            documents.iter().map(|text| cleaner(&pack.rules(), Level::Careful).clean_str(text).text.into_owned()).collect();
        on_threads(&cleaner(&pack.rules(), Level::Careful), &documents, &want)?;
    }
}

/// What is shared between threads can be.
#[test]
fn rules_and_cleaners_are_shared() {
    fn shared<T: Send + Sync>() {}
    shared::<RuleSet>();
    shared::<Cleaner>();
}
