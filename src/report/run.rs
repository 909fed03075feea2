//! What ran: the version, the packs by their hashes, the options.

use std::time::{SystemTime, UNIX_EPOCH};

use super::hash::hash;
use super::record::{OptionsRecord, PackRecord, RunRecord, SCHEMA};
use crate::cleaner::Cleaner;
use crate::options::Options;
use unboil_rules::Category;
use unboil_rules::Level;
use unboil_rules::RuleSet;
use unboil_rules::Selection;

impl RunRecord {
    /// The run of a cleaner. A reproducible one does not say when.
    #[must_use]
    pub fn new(cleaner: &Cleaner, reproducible: bool) -> Self {
        let now = || SystemTime::now().duration_since(UNIX_EPOCH).ok().map(|since| since.as_secs());
        Self {
            schema: SCHEMA.to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            packs: packs(cleaner.rules()),
            options: cleaner.options().into(),
            started: if reproducible { None } else { now() },
        }
    }
}

/// The standard packs as one, then each file.
fn packs(rules: &RuleSet) -> Vec<PackRecord> {
    let mut packs = Vec::new();
    let (standard, own): (Vec<_>, Vec<_>) = rules.files().partition(|file| file.is_standard);
    if !standard.is_empty() {
        let mut text = Vec::new();
        for file in &standard {
            for part in [&file.name, file.text()] {
                text.extend_from_slice(part.as_bytes());
                text.push(0);
            }
        }
        packs.push(PackRecord {
            name: "standard".into(),
            rules: standard.iter().map(|file| file.rules).sum(),
            hash: hash(&text),
        });
    }
    packs.extend(own.into_iter().map(|file| PackRecord {
        name: file.name.clone(),
        rules: file.rules,
        hash: hash(file.text().as_bytes()),
    }));
    packs
}

impl From<&Options> for OptionsRecord {
    fn from(options: &Options) -> Self {
        let names = |categories: &[Category]| categories.iter().map(|category| category.name().to_owned()).collect();
        Self {
            level: match options.level {
                Level::Careful => "careful".into(),
                Level::Bold => "bold".into(),
            },
            budget: options.budget,
            keep: names(&options.keep),
            drop: names(&options.only),
            select: options.select.as_ref().map(sorted),
            ignore: sorted(&options.ignore),
            encoding: options.encoding.map(|encoding| encoding.name().to_owned()),
            force: options.force,
        }
    }
}

fn sorted(selection: &Selection) -> Vec<String> {
    let mut ids: Vec<String> = selection.ids().map(str::to_owned).collect();
    ids.sort_unstable();
    ids
}
