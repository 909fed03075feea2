//! Rule files: an error that names the file, or a rule set with which a text can be cleaned.
#![no_main]

use std::sync::Arc;

use unboil::{Catalog, Cleaner, Level, Options, RuleSet, Scope, lint, replay};

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let Ok(toml) = std::str::from_utf8(data) else { return };
    let builder = || RuleSet::builder().source("pack.toml", toml);
    let rules = match builder().build() {
        Ok(rules) => Arc::new(rules),
        Err(error) => {
            assert!(error.to_string().contains("pack.toml"), "{error}");
            return;
        }
    };
    let texts = texts(&rules);
    let cleaner = Cleaner::new(Arc::clone(&rules), Options::default().level(Level::Bold));
    for text in &texts {
        let cleaned = cleaner.clean_str(text);
        assert_eq!(replay(text, &cleaned.edits).as_deref(), Ok(&*cleaned.text));
        assert_eq!(cleaner.clean_str(&cleaned.text).text, cleaned.text, "cleaned twice: {text:?}");
    }
    let _ = lint(&rules, Scope::Own);
    // What `unboil rules compile` writes cleans as the rules do.
    let path = unboil_fuzz::folder().join("pack.rules");
    std::fs::write(&path, builder().prebuild().expect("no base")).expect("a scratch file");
    let read = RuleSet::builder().dir(&path).build().expect("what was written");
    let read = Cleaner::new(Arc::new(read), Options::default().level(Level::Bold));
    for text in &texts {
        assert_eq!(read.clean_str(text).text, cleaner.clean_str(text).text);
    }
});

/// The examples of the rules, one by one and as one text, between lines that no rule is about.
fn texts(rules: &RuleSet) -> Vec<String> {
    let catalog = Catalog::new(rules);
    let mut texts = vec!["The ferry left at dusk.\n\nShare\nShare\n\n• 12 May 2020\n".to_owned()];
    for rule in catalog.iter() {
        texts.extend(rule.removes().chain(rule.keeps()).map(|example| example.text.to_owned()));
    }
    texts.push(texts.join("\n\n"));
    texts
}
