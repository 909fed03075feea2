//! `unboil.toml`: the configuration of a project.
//!
//! Input: the text of the file. Output: folders of rules, options, and extensions of single rules; or an error that shows the place.
//! Names of rules are checked as soon as the rules are loaded.
//!
//! ```toml
//! [rules]
//! dirs = ["our-rules"]                           # below the folder of this file
//! ignore = ["en/newsletter-signup", "byline"]    # ids or categories
//!
//! [[rules.extend]]
//! id = "en/share-this-piece"
//! line = ["pass it on"]
//!
//! [options]                                      # long options of the command, without their dashes
//! source-field = "url"
//! jobs = 4
//! ```
//!
//! `[options]` is only parsed here. The command knows which options there are.

use std::ops::Range;
use std::path::{Path, PathBuf};

use toml::Spanned;

use crate::category::{Category, UnknownCategory};
use crate::compiler::Extensions;
use crate::compiler::builder::RuleSetBuilder;
use crate::diagnostic::{Fault, toml_fault};
use crate::error::RuleError;
use crate::level::Level;
use crate::ruleset::set::RuleSet;
use crate::selection::Selection;
use crate::syntax::config_file::{ConfigDef, RulesDef};
use crate::syntax::values::Text;
use unboil_text::suggest::nearest;

/// The name of the file that is looked for.
pub const CONFIG_FILE: &str = "unboil.toml";

/// An `unboil.toml` that was read.
#[derive(Debug, Clone)]
pub struct Config {
    name: String,
    text: String,
    rules: RulesDef,
    options: Vec<Setting>,
    keep: Vec<Category>,
    drop: Vec<Category>,
}

/// An entry of `[options]`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Setting {
    /// The name of the option.
    pub name: String,
    /// Its values as texts: one, or those of a list; `true` and `false` for a switch.
    pub values: Vec<String>,
    /// The place of the name in the file, in bytes.
    span: Range<usize>,
}

impl Config {
    /// Reads a file's text; `name` is its path, which errors show and `dirs` are relative to.
    ///
    /// ```
    /// let config = unboil_rules::Config::parse("unboil.toml", "[rules]\nlevel = \"bold\"")?;
    /// assert_eq!(config.level(), Some(unboil_rules::Level::Bold));
    /// # Ok::<(), unboil_rules::RuleError>(())
    /// ```
    ///
    /// # Errors
    /// It is not valid TOML, has an unknown key or category, or contradicts itself; the error shows the place.
    pub fn parse(name: impl Into<String>, text: impl Into<String>) -> Result<Self, RuleError> {
        let (name, text) = (name.into(), text.into());
        let def: ConfigDef = toml::from_str(&text).map_err(|error| toml_fault(&error, &text).in_file(&name, &text))?;
        let categories = |names: &[Text]| names.iter().map(category).collect::<Result<Vec<_>, _>>();
        let read = || -> Result<_, Fault> {
            let (keep, drop) = (categories(&def.rules.keep)?, categories(&def.rules.drop)?);
            apart(&def.rules.keep, &def.rules.drop, ("keep", "drop"))?;
            apart(&def.rules.select, &def.rules.ignore, ("select", "ignore"))?;
            Ok((keep, drop, def.options.iter().map(setting).collect::<Result<_, _>>()?))
        };
        let (keep, drop, options) = read().map_err(|fault| fault.in_file(&name, &text))?;
        Ok(Self { name, text, rules: def.rules, options, keep, drop })
    }

    /// The path it was read from.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The entries of `[options]`, in the order of their names.
    #[must_use]
    pub fn settings(&self) -> &[Setting] {
        &self.options
    }

    /// An error about one of them, which shows its place and suggests the nearest of the names in `known`, or shows `help` if none is
    /// near.
    #[must_use]
    pub fn fault<'k>(
        &self,
        setting: &Setting,
        what: &str,
        known: impl Iterator<Item = &'k str>,
        help: &str,
    ) -> RuleError {
        let fault = Fault::new(what, setting.span.clone());
        let fault = match nearest(&setting.name, known) {
            Some(near) => fault.help(format!("did you mean `{near}`?")),
            None => fault.help(help),
        };
        fault.in_file(&self.name, &self.text)
    }

    /// The folders of rules it adds, relative to the working directory of the process.
    pub fn dirs(&self) -> impl Iterator<Item = PathBuf> {
        let folder = Path::new(&self.name).parent().unwrap_or(Path::new(""));
        self.rules.dirs.iter().map(move |dir| folder.join(dir.get_ref()))
    }

    /// Whether the standard packs are used; `None` if the file does not say.
    #[must_use]
    pub fn default_rules(&self) -> Option<bool> {
        self.rules.default
    }

    /// The level; `None` if the file does not say.
    #[must_use]
    pub fn level(&self) -> Option<Level> {
        self.rules.level
    }

    /// The categories that are kept.
    #[must_use]
    pub fn keep(&self) -> &[Category] {
        &self.keep
    }

    /// The only categories that are removed; empty means all.
    #[must_use]
    pub fn drop_only(&self) -> &[Category] {
        &self.drop
    }

    /// The only rules that are active; `None` if the file does not say. `help` is shown for an unknown name if no name is near.
    ///
    /// # Errors
    /// A name is unknown; the error shows the place.
    pub fn select(&self, rules: &RuleSet, help: &str) -> Result<Option<Selection>, RuleError> {
        if self.rules.select.is_empty() { Ok(None) } else { self.selection(rules, &self.rules.select, help).map(Some) }
    }

    /// The rules that are switched off. `help` is shown for an unknown name if no name is near.
    ///
    /// # Errors
    /// A name is unknown, or a rule is both extended and switched off; the error shows the place.
    pub fn ignore(&self, rules: &RuleSet, help: &str) -> Result<Selection, RuleError> {
        let ignored = self.selection(rules, &self.rules.ignore, help)?;
        for def in &self.rules.extend {
            let Ok(extended) = rules.selection([def.id.get_ref()]) else { continue };
            let category = rules.named(def.id.get_ref()).map(|rule| rule.category);
            let kept = category.is_some_and(|category| self.keep.contains(&category));
            let off = if extended.without(&ignored).is_empty() {
                "ignore"
            } else if kept {
                "keep"
            } else {
                continue;
            };
            let fault = Fault::new(format!("`{}` is extended and disabled", def.id.get_ref()), def.id.span())
                .label(format!("disabled by `{off}`"))
                .help(format!("remove it from `{off}`, or remove the extension"));
            return Err(fault.in_file(&self.name, &self.text));
        }
        Ok(ignored)
    }

    fn selection(&self, rules: &RuleSet, names: &[Text], help: &str) -> Result<Selection, RuleError> {
        for name in names {
            if let Err(unknown) = rules.selection([name.get_ref()]) {
                let fault = Fault::new(format!("unknown rule, category or language `{}`", unknown.name), name.span());
                let fault = match unknown.near {
                    Some(near) => fault.help(format!("did you mean `{near}`?")),
                    None => fault.help(help),
                };
                return Err(fault.in_file(&self.name, &self.text));
            }
        }
        Ok(rules.selection(names.iter().map(|name| name.get_ref())).expect("each name was found a moment ago"))
    }
}

impl RuleSetBuilder {
    /// Adds the folders of an `unboil.toml` and its extensions, and removes the base if it says so.
    #[must_use]
    pub fn config(self, config: &Config) -> Self {
        let mut builder = if config.default_rules() == Some(false) { self.without_base() } else { self };
        for dir in config.dirs() {
            builder = builder.dir(dir);
        }
        builder.extensions(Extensions {
            name: config.name.clone(),
            text: config.text.clone(),
            defs: config.rules.extend.clone(),
        })
    }
}

fn setting((name, value): (&Spanned<String>, &toml::Value)) -> Result<Setting, Fault> {
    let text = |value: &toml::Value| match value {
        toml::Value::String(text) => Some(text.clone()),
        toml::Value::Integer(number) => Some(number.to_string()),
        toml::Value::Float(number) => Some(number.to_string()),
        toml::Value::Boolean(on) => Some(on.to_string()),
        _ => None,
    };
    let values = match value {
        toml::Value::Array(values) => values.iter().map(text).collect(),
        value => text(value).map(|text| vec![text]),
    };
    let fault = || {
        Fault::new(format!("`{}` must be a text, a number, or a list of these", name.get_ref()), name.span())
            .help("write an option as on the command line: jobs = 4, field = [\"text\"]")
    };
    Ok(Setting { name: name.get_ref().clone(), values: values.ok_or_else(fault)?, span: name.span() })
}

fn category(name: &Text) -> Result<Category, Fault> {
    name.get_ref().parse().map_err(|unknown: UnknownCategory| unknown.at(name.span()))
}

/// Checks that no name is in both lists.
fn apart(first: &[Text], second: &[Text], (one, other): (&str, &str)) -> Result<(), Fault> {
    match second.iter().find(|name| first.iter().any(|f| f.get_ref() == name.get_ref())) {
        Some(name) => Err(Fault::new(format!("`{}` is in `{one}` and in `{other}`", name.get_ref()), name.span())
            .label(format!("`{one}` has it too"))
            .help("remove it from one of them")),
        None => Ok(()),
    }
}
