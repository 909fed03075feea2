//! Cleaning with the standard rules: twice is once, the edits give the output, and what they replaced gives the input back.
#![no_main]

use std::sync::OnceLock;

use unboil::{Cleaner, Decoded, Explainer, Ledger, Level, replay};

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let Some((&how, bytes)) = data.split_first() else { return };
    let cleaner = unboil_fuzz::standard(if how & 1 == 0 { Level::Careful } else { Level::Bold });
    let decoded = cleaner.decode(bytes).expect("forced");
    let cleaned = cleaner.clean_decoded(&decoded);
    let again = cleaner.clean_str(&cleaned.text);
    assert_eq!(again.text, cleaned.text, "cleaned twice");
    assert!(again.edits.is_empty());
    assert_eq!(replay(&decoded.text, &cleaned.edits).as_deref(), Ok(&*cleaned.text));
    let ledger = Ledger::new(&decoded.text, &cleaned.edits);
    ledger.check().expect("the edits account for every byte");
    assert_eq!(unboil_fuzz::undone(&cleaned.text, &ledger), decoded.text);
    // Explaining tries all rules on each line, which takes much longer.
    if how & 6 == 6 { explained(cleaner, &decoded) } else { record(cleaner, &decoded) }
});

/// The text of a record gets no final newline.
fn record(cleaner: &Cleaner, decoded: &Decoded<'_>) {
    let cleaned = cleaner.clean_record(decoded);
    assert_eq!(replay(&decoded.text, &cleaned.edits).as_deref(), Ok(&*cleaned.text));
    assert_eq!(cleaner.clean_record(&(&*cleaned.text).into()).text, cleaned.text, "a record, cleaned twice");
}

/// An explanation never fails, and leaves the text alone.
fn explained(cleaner: &'static Cleaner, decoded: &Decoded<'_>) {
    static EXPLAINERS: [OnceLock<Explainer<'static>>; 2] = [const { OnceLock::new() }; 2];
    let bold = std::ptr::eq(cleaner, unboil_fuzz::standard(Level::Bold));
    let _ = EXPLAINERS[usize::from(bold)].get_or_init(|| Explainer::new(cleaner)).explain(&decoded.text);
}
