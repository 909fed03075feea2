//! Whole documents: what `seeds/dirty/NAME.txt` holds must become `seeds/clean/NAME.txt`, byte for byte.
//!
//! Documents are found by folder, so a new pair needs no line of Rust. `UNBOIL_BLESS=1 cargo test --test seeds` writes
//! the clean files anew; the difference is read before it is kept. Documents listed in `seeds/known-failures.toml` must
//! fail, and each document must come out the same whatever encoding, line ends, spaces or normal form it comes in.
//!
//! In `pages` beside this file, `NAME.txt` must become `NAME.gold.txt` in the same way; so must the pages of `../shared/seeds`, where
//! there is such a folder beside the checkout.

mod documents;
mod variants;

use documents::{Document, difference, known_failures, pages, project};
use unboil::{Cleaner, Options};

fn cleaner() -> Cleaner {
    Cleaner::new(unboil::standard_rules().into(), Options::default())
}

/// What a document becomes, or why it becomes nothing.
fn clean(cleaner: &Cleaner, bytes: &[u8]) -> Result<String, String> {
    cleaner.clean(bytes).map(|cleaned| cleaned.text.into_owned()).map_err(|error| format!("refused: {error}"))
}

/// Why a document does not become its clean text, if it does not.
fn fault(cleaner: &Cleaner, document: &Document, bytes: &[u8]) -> Option<String> {
    match clean(cleaner, bytes) {
        Ok(got) => difference(&document.clean, &got),
        Err(refused) => Some(refused),
    }
}

#[track_caller]
fn none(faults: Vec<String>) {
    assert!(faults.is_empty(), "{}", faults.join("\n\n"));
}

#[test]
fn dirty_documents_come_out_clean() {
    let cleaner = cleaner();
    let known = known_failures();
    if std::env::var_os("UNBOIL_BLESS").is_some() {
        documents::bless(|bytes| clean(&cleaner, bytes));
        return;
    }
    let mut faults = Vec::new();
    for document in project() {
        let fault = fault(&cleaner, &document, &document.dirty);
        match (fault, known.iter().find(|case| case.name == document.name)) {
            (Some(fault), None) => faults.push(format!("{}:\n{fault}", document.name)),
            (None, Some(case)) => faults.push(format!(
                "{} comes out right now (it was listed because: {}); take it out of seeds/known-failures.toml",
                document.name, case.reason
            )),
            _ => {}
        }
    }
    none(faults);
}

#[test]
fn known_failures_name_documents() {
    let documents = project();
    for case in known_failures() {
        assert!(documents.iter().any(|d| d.name == case.name), "there is no seeds/dirty/{}.txt", case.name);
        assert!(!case.reason.trim().is_empty(), "{} is listed without a reason", case.name);
    }
}

#[test]
fn every_dirty_document_has_a_clean_one() {
    let (dirty, clean) = (documents::names("dirty"), documents::names("clean"));
    assert_eq!(dirty, clean);
    assert!(!dirty.is_empty(), "seeds/dirty holds no documents");
}

#[test]
fn variants_of_project_documents_come_out_the_same() {
    let cleaner = cleaner();
    let known = known_failures();
    let mut faults = Vec::new();
    for document in project().into_iter().filter(|d| known.iter().all(|case| case.name != d.name)) {
        let decoded = cleaner.decode(&document.dirty).expect("a document of the project is text").text.into_owned();
        for (name, bytes) in variants::of(&decoded) {
            if let Some(fault) = fault(&cleaner, &document, &bytes) {
                faults.push(format!("{} as {name}:\n{fault}", document.name));
            }
        }
    }
    none(faults);
}

#[test]
fn pages_come_out_clean_in_every_variant() {
    let cleaner = cleaner();
    let mut faults = Vec::new();
    for document in pages() {
        let as_it_is = std::iter::once(("it is", document.dirty.clone()));
        let decoded = cleaner.decode(&document.dirty).expect("a page is text").text.into_owned();
        for (name, bytes) in as_it_is.chain(variants::of(&decoded)) {
            if let Some(fault) = fault(&cleaner, &document, &bytes) {
                faults.push(format!("{} as {name}:\n{fault}", document.name));
                if name == "it is" {
                    // Its variants would say the same eight times more.
                    break;
                }
            }
        }
    }
    none(faults);
}
