//! `[[rules.extend]]` of an `unboil.toml`: phrases for a rule that stands elsewhere.
//!
//! Goes in: the rules as they are built, and the extensions. Comes out: more patterns of the same rules, whose places
//! lead to the `unboil.toml`.
//!
//! `id = "en/newsletter-signup"`, `line = ["join our list"]` → the rule also takes "Join our list".

use serde::Deserialize;

use super::build::Builder;
use super::report::{Fault, nearest};
use super::ruleset::{RuleFile, RuleKind};
use super::schema::Text;
use crate::config::Config;

/// `[[rules.extend]]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ExtendDef {
    pub(crate) id: Text,
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

impl Builder {
    /// Adds what `config` extends; returns what is wrong with it.
    pub(super) fn overlay(&mut self, config: &Config) -> Vec<Fault> {
        let faults = config.extends().iter().filter_map(|def| self.extend(def).err()).collect();
        self.files.push(RuleFile::config(config));
        faults
    }

    fn extend(&mut self, def: &ExtendDef) -> Result<(), Fault> {
        let id = def.id.get_ref();
        let Some(&rule) = self.ids.get(id.as_str()) else {
            let fault = Fault::new(format!("there is no rule `{id}`"), def.id.span());
            return Err(match nearest(id, self.ids.keys().map(|id| &**id)) {
                Some(near) => fault.help(format!("did you mean `{near}`?")),
                None => fault
                    .help("name a rule in full, such as `en/newsletter-signup`; `unboil rules list` names them all"),
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
