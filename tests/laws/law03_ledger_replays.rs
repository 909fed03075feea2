//! Law 3: the ledger applied to the decoded text is the output; undone, it is the decoded text, byte for byte.

use proptest::prelude::*;
use unboil::{Cleaner, Edit, Level, replay};

use crate::support::{cases, cleaner, standard};
use crate::{packs, texts};

const FILE: &str = "tests/laws/proptest-regressions/law03.txt";

/// The decoded text from the output, the edits and what stood where they changed something.
fn undo(output: &str, edits: &[(Edit, String)]) -> Option<String> {
    let mut decoded = String::new();
    let (mut from, mut at) = (0, 0);
    for (edit, was) in edits {
        let kept = edit.span.start.checked_sub(at)?;
        decoded.push_str(output.get(from..from + kept)?);
        decoded.push_str(was);
        from += kept + edit.content.len();
        at = edit.span.end;
    }
    decoded.push_str(output.get(from..)?);
    Some(decoded)
}

fn forth_and_back(cleaner: &Cleaner, bytes: &[u8]) -> Result<(), TestCaseError> {
    let cleaned = cleaner.clean(bytes).expect("with force on nothing is refused");
    let decoded = cleaner.decode(bytes).expect("with force on nothing is refused").text;
    prop_assert_eq!(replay(&decoded, &cleaned.edits), Ok(cleaned.text.to_string()), "{:?}", cleaned.edits);
    let mut kept = Vec::with_capacity(cleaned.edits.len());
    for edit in cleaned.edits {
        let Some(was) = decoded.get(edit.span.range()) else {
            return Err(TestCaseError::fail(format!("{edit:?} cuts a character")));
        };
        let was = was.to_owned();
        kept.push((edit, was));
    }
    let undone = undo(&cleaned.text, &kept);
    prop_assert_eq!(undone.as_deref(), Some(&*decoded), "{:?}", kept);
    Ok(())
}

proptest! {
    #![proptest_config(cases(2000, FILE))]

    #[test]
    fn from_any_bytes(bytes in texts::bytes()) {
        forth_and_back(standard(Level::Careful), &bytes)?;
    }

    #[test]
    fn with_the_standard_packs(text in texts::spliced()) {
        forth_and_back(standard(Level::Bold), text.as_bytes())?;
    }
}

proptest! {
    #![proptest_config(cases(5000, FILE))]

    #[test]
    fn with_random_packs(pack in packs::pack(packs::ALL), text in packs::text(), loose in any::<bool>()) {
        // Loose line ends and spaces give rewrites and cuts that touch.
        let text = if loose { text.replace('\n', " \r\n\u{301}") } else { text };
        forth_and_back(&cleaner(&pack.rules(), Level::Careful), text.as_bytes())?;
    }
}
