//! `[[rules.extend]]` of an `unboil.toml`: phrases for a rule that stands elsewhere.
//!
//! Goes in: the rules as they are built, and the extensions. Comes out: more patterns of the same rules, whose places
//! lead to the `unboil.toml`.
//!
//! `id = "en/newsletter-signup"`, `line = ["join our list"]` → the rule also takes "Join our list".

use serde::Deserialize;

use super::assemble::Builder;
use super::schema::Text;
use crate::diagnostic::Fault;
use crate::ruleset::model::{RuleFile, RuleKind};
use unboil_text::suggest::nearest;

/// `[[rules.extend]]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExtendDef {
    pub id: Text,
    #[serde(default)]
    line: Vec<Text>,
    #[serde(default)]
    start: Vec<Text>,
    #[serde(default)]
    end: Vec<Text>,
    #[serde(default)]
    contains: Vec<Text>,
    #[serde(default)]
    unless: Vec<Text>,
}

/// What an `unboil.toml` adds to rules.
#[derive(Debug, Clone)]
pub struct Extensions {
    /// The path of the file.
    pub name: String,
    /// Its text.
    pub text: String,
    /// Its `[[rules.extend]]` tables.
    pub defs: Vec<ExtendDef>,
}

impl Builder {
    /// Adds what a file extends; returns what is wrong with it.
    pub(super) fn extend_all(&mut self, extensions: &Extensions) -> Vec<Fault> {
        let faults = extensions.defs.iter().filter_map(|def| self.extend(def).err()).collect();
        self.files.push(RuleFile {
            name: extensions.name.clone(),
            text: extensions.text.clone().into(),
            about: String::new(),
            lang: "any".to_owned(),
            is_config: true,
        });
        faults
    }

    fn extend(&mut self, def: &ExtendDef) -> Result<(), Fault> {
        let id = def.id.get_ref();
        let Some(&rule) = self.ids.get(id.as_str()) else {
            let fault = Fault::new(format!("there is no rule `{id}`"), def.id.span());
            return Err(match nearest(id, self.ids.keys().map(|id| &**id)) {
                Some(near) => fault.help(format!("did you mean `{near}`?")),
                None => fault.help("name a rule in full, such as `en/newsletter-signup`"),
            });
        };
        if [&def.line, &def.start, &def.end, &def.contains, &def.unless].iter().all(|phrases| phrases.is_empty()) {
            return Err(Fault::new(format!("nothing is added to `{id}`"), def.id.span())
                .help("give it one of line, start, end, contains, unless"));
        }
        let mut unless = self.unless(&def.unless)?;
        let Some(RuleKind::Phrases(action)) = self.rules.get_mut(rule as usize).map(|rule| &mut rule.kind) else {
            return Err(Fault::new(format!("`{id}` looks for no phrases"), def.id.span())
                .label("it is an [[echo]] or a [[repeat]]")
                .help("switch it off with `ignore` and write one of your own"));
        };
        action.unless.append(&mut unless);
        self.phrases(rule, [&def.line, &def.start, &def.end, &def.contains])?;
        Ok(())
    }
}
