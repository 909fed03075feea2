//! Rule files to a [`RuleSet`]: parsed, then compiled; or all that is wrong, each fault with its file and place.

use std::borrow::Cow;

use super::assemble::Builder;
use super::extend::Extensions;
use super::schema::FileDef;
use crate::diagnostic::toml_fault;
use crate::error::RuleError;
use crate::ruleset::model::{RuleFile, RuleSet};
use crate::ruleset::prebuilt;

/// A rule file: its name, its text, and what it says.
pub(super) type Parsed = (String, Cow<'static, str>, FileDef);

/// Compiles rule files, given as name and text, and what `unboil.toml` files add to rules.
pub(super) fn build(files: Vec<(String, Cow<'static, str>)>, extensions: &[Extensions]) -> Result<RuleSet, RuleError> {
    let mut parsed = Vec::with_capacity(files.len());
    for (name, text) in files {
        let def: FileDef = toml::from_str(&text).map_err(|e| toml_fault(&e, &text).in_file(&name, &text))?;
        parsed.push((name, text, def));
    }
    let mut builder = Builder::default();
    builder.placeholders(&parsed)?;
    // One bad rule does not hide the next: an author sees them all.
    let mut reports = Vec::new();
    for (name, text, def) in parsed {
        let file = builder.files.len();
        reports.extend(builder.file(file, &def).into_iter().map(|fault| fault.in_file(&name, &text).to_string()));
        let (about, lang) = (def.about.get_ref().clone(), def.lang.get_ref().clone());
        builder.files.push(RuleFile { name, text, about, lang, is_config: false });
    }
    for config in extensions {
        let faults = builder.extend_all(config);
        reports.extend(faults.into_iter().map(|fault| fault.in_file(&config.name, &config.text).to_string()));
    }
    if reports.is_empty() { Ok(builder.finish()) } else { Err(RuleError::Invalid { report: reports.join("\n\n") }) }
}

/// Compiles rule files, given as name and text, to the bytes that [`RuleSet::prebuilt`] reads.
///
/// # Errors
/// A file is at fault.
pub fn save(files: Vec<(String, Cow<'static, str>)>) -> Result<Vec<u8>, RuleError> {
    Ok(prebuilt::write(&build(files, &[])?))
}
