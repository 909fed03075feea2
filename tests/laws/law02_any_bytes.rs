//! Law 2: any bytes give valid canonical output, and no panic.

use proptest::prelude::*;
use unboil::{Level, Options};

use crate::canonical::fault;
use crate::support::{cases, cleaner, standard};
use crate::{packs, texts};

const FILE: &str = "tests/laws/proptest-regressions/law02.txt";

proptest! {
    #![proptest_config(cases(2500, FILE))]

    #[test]
    fn any_bytes_become_canonical_text(bytes in texts::bytes()) {
        let cleaned = standard(Level::Careful).clean(&bytes).expect("with force on nothing is refused");
        prop_assert_eq!(fault(&cleaned.text), None);
    }

    #[test]
    fn spliced_text_becomes_canonical_text(text in texts::spliced()) {
        prop_assert_eq!(fault(&standard(Level::Bold).clean_str(&text).text), None);
    }

    /// Recording costs memory, never another answer.
    #[test]
    fn the_text_is_the_same_when_nothing_is_recorded(pack in packs::pack(packs::ALL), text in packs::text()) {
        let rules = pack.rules();
        let recorded = cleaner(&rules, Level::Careful).clean_str(&text);
        prop_assert_eq!(fault(&recorded.text), None);
        let quick = unboil::Cleaner::new(rules, Options::default().record_edits(false)).clean_str(&text);
        prop_assert_eq!(quick.text, recorded.text);
        prop_assert_eq!(quick.status, recorded.status);
        prop_assert!(quick.edits.is_empty());
    }
}
