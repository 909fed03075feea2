//! Long rule files, read a piece at a time.
//!
//! Goes in: the text of a rule file. Comes out: what stands before its first table, and its tables, some kilobytes at once,
//! each piece a TOML document of its own. The TOML reader makes tokens, events and a map of all it is given: of a file with 20,000
//! rules 110 MB, most of the time it takes to compile them; of a piece they fit the cache and go when the piece is done.
//!
//! Only what is right is read so. A file of which a piece cannot be read is read whole, by who calls this, for the fault in
//! it, or because a `[[rule]]` stood inside of a text.
//!
//! `about = …`, `lang = …`, `[[rule]]` …, `[[rule]]` … → `about = … lang = …`; `[[rule]] … [[rule]] …`

use memchr::memmem;
use serde::Deserialize;

use super::schema::{EchoDef, FileDef, PlaceholderDef, RepeatDef, RuleDef, Text};

/// What stands before the tables.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct HeadDef {
    about: Text,
    lang: Text,
}

/// Some tables of a rule file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PieceDef {
    #[serde(default)]
    pub(super) placeholder: Vec<PlaceholderDef>,
    #[serde(default)]
    pub(super) rule: Vec<RuleDef>,
    #[serde(default)]
    pub(super) echo: Vec<EchoDef>,
    #[serde(default)]
    pub(super) repeat: Vec<RepeatDef>,
}

/// A rule file in pieces.
#[derive(Debug)]
pub(super) struct Pieces<'t> {
    /// What stands before its first table.
    pub(super) head: &'t str,
    /// The others, and the byte of the file each begins at.
    pub(super) tables: Vec<(usize, &'t str)>,
}

/// A piece has at least so many bytes, if the file has: some hundred rules, read in a few hundred kilobytes.
const PIECE: usize = 32 << 10;

impl<'t> Pieces<'t> {
    /// Cuts where a table of rules begins.
    pub(super) fn of(text: &'t str) -> Self {
        let mut cuts = Vec::new();
        for at in memmem::find_iter(text.as_bytes(), "[[") {
            let is_far = cuts.last().is_none_or(|last| at - last >= PIECE);
            if is_far && (at == 0 || text.as_bytes().get(at - 1) == Some(&b'\n')) && is_table(text, at) {
                cuts.push(at);
            }
        }
        let ends = cuts.iter().skip(1).copied().chain([text.len()]);
        let tables = cuts.iter().zip(ends).filter_map(|(&from, to)| Some((from, text.get(from..to)?))).collect();
        let head = cuts.first().map_or(text, |&first| text.get(..first).unwrap_or_default());
        Self { head, tables }
    }

    /// What the head says; nothing where it is at fault, or says something of rules, which no table may add to then.
    pub(super) fn head(&self) -> Option<FileDef> {
        let HeadDef { about, lang } = toml::from_str(self.head).ok()?;
        Some(FileDef { about, lang, placeholder: Vec::new(), rule: Vec::new(), echo: Vec::new(), repeat: Vec::new() })
    }

    /// The placeholders of the pieces that seem to hold some; nothing where such a piece is at fault.
    pub(super) fn placeholders(&self) -> Option<Vec<PlaceholderDef>> {
        let mut all = Vec::new();
        for (_, text) in &self.tables {
            if memmem::find(text.as_bytes(), b"placeholder").is_some() {
                all.extend(toml::from_str::<PieceDef>(text).ok()?.placeholder);
            }
        }
        Some(all)
    }
}

/// Whether the line that begins at byte `at` opens a table of rules, and says nothing else.
fn is_table(text: &str, at: usize) -> bool {
    let line = text.get(at..).and_then(|rest| rest.lines().next()).unwrap_or_default();
    matches!(line.trim_end(), "[[rule]]" | "[[echo]]" | "[[repeat]]" | "[[placeholder]]")
}
