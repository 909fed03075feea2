//! Markdown, cleaned with the standard rules: nothing but removals by rules, twice is once, and explaining it never fails.
#![no_main]

use std::sync::OnceLock;

use unboil::{Cause, Cleaner, Explainer, Ledger, Level, replay};

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    static CLEANER: OnceLock<Cleaner> = OnceLock::new();
    static EXPLAINER: OnceLock<Explainer<'static>> = OnceLock::new();
    let Ok(text) = std::str::from_utf8(data) else { return };
    let cleaner = CLEANER.get_or_init(|| unboil_fuzz::standard(Level::Bold).for_markdown());
    let cleaned = cleaner.clean_str(text);
    assert!(cleaned.edits.iter().all(|edit| edit.content.is_empty() && matches!(edit.cause, Cause::Rule { .. })));
    assert_eq!(replay(text, &cleaned.edits).as_deref(), Ok(&*cleaned.text));
    Ledger::new(text, &cleaned.edits).check().expect("the edits account for every byte");
    assert_eq!(cleaner.clean_str(&cleaned.text).text, cleaned.text, "cleaned twice");
    if text.len() < 300 {
        let _ = EXPLAINER.get_or_init(|| Explainer::new(cleaner)).explain(text);
    }
});
