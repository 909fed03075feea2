//! Wanted repetition and look-alikes stay.
//!
//! In goes a text an author wrote, out must come the same text: each test is a kind of text that a careless cleaner
//! damages, named for what it is. The litany `"Lord, have mercy on us.\nChrist, have mercy on us.\nLord, have mercy on
//! us."` keeps its last line. Most of these live where the text is short and the surroundings are everything: a whole
//! document of the same kind may stand in `seeds/` too.

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
