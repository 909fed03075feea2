//! Wanted repetitions and look-alikes of boilerplate are kept.
//!
//! Each test has a text that must not change, of a kind that a careless cleaner damages, and is named after it. The litany `"Lord, have
//! mercy on us.\nChrist, have mercy on us.\nLord, have mercy on us."` keeps its last line. Most of these texts are short; whole documents
//! of the same kinds are in `seeds/`.

mod about_boilerplate;
mod beside_boilerplate;
mod repetition;
mod scripts;

use std::sync::OnceLock;

use unboil::{Cleaner, Level, Options, Status};

/// Asserts that a text of canonical form, alone and as part of an article, comes out as it went in.
#[track_caller]
fn stays(text: &str) {
    static CLEANER: OnceLock<Cleaner> = OnceLock::new();
    let cleaner = CLEANER.get_or_init(|| {
        let rules = unboil::standard_rules();
        Cleaner::new(rules.into(), Options::default().level(Level::Careful))
    });
    // A literal is easier to read with its first line on a line of its own.
    let text = text.trim_start_matches('\n');
    let in_article = format!("{OPENING}\n\n{text}\n{CLOSING}\n");
    for document in [text, &in_article] {
        let cleaned = cleaner.clean_str(document);
        let causes: Vec<&str> = cleaned.edits.iter().map(|edit| edit.cause.id()).collect();
        assert_eq!(cleaned.text, document, "changed by {causes:?}");
        assert_eq!(cleaned.status, Status::Unchanged);
    }
}

const OPENING: &str =
    "The archive of the valley opened its doors last spring, and among its first visitors were two school classes.";
const CLOSING: &str =
    "What the visitors made of it all can be read in the guest book, which lies on a table beside the stairs.";
