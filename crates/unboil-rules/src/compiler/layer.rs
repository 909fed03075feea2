//! Compiles rule files to a layer on top of a rule set: parses them all, then compiles; or reports everything that is wrong, each
//! fault with its file and place.
//!
//! The rules of the base are not compiled again. Their phrases keep their tables, and placeholders that the new files extend
//! get larger tables. In two cases the phrases of the base would have to be indexed differently, see
//! [`placeholders`](super::placeholders); then the caller compiles everything from the texts.

use super::assemble::Builder;
use super::extend::Extensions;
use super::schema::FileDef;
use crate::diagnostic::{Fault, toml_fault};
use crate::error::{RuleError, RuleFault};
use crate::ruleset::set::{Layer, RuleSet};
use crate::ruleset::source::RuleFile;

/// A rule file and what it says.
pub(super) type Parsed = (RuleFile, FileDef);

/// What compiling a layer comes to.
pub(super) enum Compiled {
    /// The layer.
    Layer(Box<Layer>),
    /// The phrases of the base have to be indexed anew, because of the placeholder of this name.
    ChangesBase(String),
}

/// Compiles rule files, and what `unboil.toml` files add to rules, to a layer on top of `base`.
pub(super) fn layer(base: &RuleSet, files: Vec<RuleFile>, extensions: &[Extensions]) -> Result<Compiled, RuleError> {
    let mut parsed = Vec::with_capacity(files.len());
    for file in files {
        let def: FileDef = toml::from_str(file.text())
            .map_err(|error| toml_fault(&error, file.text()).in_file(&file.name, file.text()))?;
        parsed.push((file, def));
    }
    let mut builder = Builder::new(base);
    if let Some(name) = builder.placeholders(&parsed)? {
        return Ok(Compiled::ChangesBase(name));
    }
    // One bad rule does not hide the next: an author sees them all.
    let mut all = FoundFaults::default();
    for (mut file, def) in parsed {
        let first = builder.rules.len();
        let faults = builder.file(builder.file_number(), &def);
        all.add(faults, &file.name, file.text());
        file.rules = builder.rules.len() - first;
        builder.source.files.push((def.about.get_ref().clone(), def.lang.get_ref().clone()));
        builder.files.push(file);
    }
    for config in extensions {
        let faults = builder.extend_all(config);
        all.add(faults, &config.name, &config.text);
    }
    if !all.faults.is_empty() {
        return Err(RuleError::Invalid { report: all.reports.join("\n\n"), faults: all.faults });
    }
    Ok(Compiled::Layer(Box::new(builder.finish())))
}

/// The faults of all files, and how they are shown.
#[derive(Default)]
struct FoundFaults {
    reports: Vec<String>,
    faults: Vec<RuleFault>,
}

impl FoundFaults {
    fn add(&mut self, faults: Vec<Fault>, name: &str, text: &str) {
        for fault in faults {
            self.faults.push(fault.place_in(name, text));
            self.reports.push(fault.render(name, text, None));
        }
    }
}

/// Compiles rule files to a set of their own.
pub(super) fn alone(files: Vec<RuleFile>, extensions: &[Extensions]) -> Result<Layer, RuleError> {
    match layer(&RuleSet::default(), files, extensions)? {
        Compiled::Layer(layer) => Ok(*layer),
        Compiled::ChangesBase(name) => unreachable!("no rules have no placeholder `{name}`"),
    }
}
