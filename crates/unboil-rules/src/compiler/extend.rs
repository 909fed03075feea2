//! `[[rules.extend]]` of an `unboil.toml`: further phrases for a rule of another file.
//!
//! Input: the rules of the layer and of its base, and the extensions. Output: more patterns of the same rules, whose positions are in
//! the `unboil.toml`. A rule of the base that gets more `unless` is copied into the layer.
//!
//! `id = "en/newsletter-signup"`, `line = ["join our list"]` → the rule also removes "Join our list".

use super::assemble::{Builder, RuleContext};
use crate::conditions::Unless;
use crate::diagnostic::Fault;
use crate::ruleset::model::{Rule, RuleKind};
use crate::ruleset::source::RuleFile;
use crate::syntax::config_file::{ConfigDef, ExtendDef};
use unboil_text::suggest::nearest;

/// What an `unboil.toml` adds to rules.
#[derive(Debug, Clone)]
pub(crate) struct Extensions {
    /// The path of the file.
    pub(crate) name: String,
    /// Its text.
    pub(crate) text: String,
    /// Its `[[rules.extend]]` tables.
    pub(crate) defs: Vec<ExtendDef>,
}

impl Extensions {
    /// The extensions of an `unboil.toml` that was used before.
    pub(super) fn parse(file: &RuleFile) -> Self {
        let def: ConfigDef = toml::from_str(file.text()).expect("this text was read before");
        Self { name: file.name.clone(), text: file.text().to_owned(), defs: def.rules.extend }
    }
}

impl Builder<'_> {
    /// Adds what a file extends; returns what is wrong with it.
    pub(super) fn extend_all(&mut self, extensions: &Extensions) -> Vec<Fault> {
        let faults = extensions.defs.iter().filter_map(|def| self.extend(def).err()).collect();
        let file = RuleFile::new(extensions.name.clone(), extensions.text.clone().into());
        self.files.push(RuleFile { is_config: true, ..file });
        self.source.files.push((String::new(), "any".to_owned()));
        faults
    }

    fn extend(&mut self, def: &ExtendDef) -> Result<(), Fault> {
        let id = def.id.get_ref();
        let Some(rule) = self.id(id) else {
            let fault = Fault::new(format!("unknown rule `{id}`"), def.id.span());
            let known = self.base.rules().chain(&self.rules).flat_map(Rule::names);
            return Err(match nearest(id, known) {
                Some(near) => fault.help(format!("did you mean `{near}`?")),
                None => fault.help("name a rule in full, such as `en/newsletter-signup`"),
            });
        };
        if [&def.line, &def.start, &def.end, &def.contains, &def.unless].iter().all(|phrases| phrases.is_empty()) {
            return Err(Fault::new(format!("nothing is added to `{id}`"), def.id.span())
                .help("give it one of line, start, end, contains, unless"));
        }
        let unless = Unless::of(&def.unless, &RuleContext { builder: self, id: &def.id, lang: "any" })?;
        let known = match (rule as usize).checked_sub(self.base.len()) {
            Some(own) => self.rules.get(own),
            None => Some(self.base.rule(rule)),
        };
        // A rule that has a fault has an id and nothing else.
        if !known.is_some_and(|rule| matches!(rule.kind, RuleKind::Phrases(_))) {
            return Err(Fault::new(format!("`{id}` has no phrases"), def.id.span())
                .label("it is a detector")
                .help("disable it with `ignore` and write your own rule"));
        }
        if let Some(Unless(mut phrases)) = unless {
            let rule = match (rule as usize).checked_sub(self.base.len()) {
                Some(own) => &mut self.rules[own],
                None => self.changed.entry(rule).or_insert_with(|| self.base.rule(rule).clone()),
            };
            if let RuleKind::Phrases(action) = &mut rule.kind {
                action.conditions.unless.get_or_insert_default().0.append(&mut phrases);
            }
        }
        self.phrases(rule, [&def.line, &def.start, &def.end, &def.contains])?;
        Ok(())
    }
}
