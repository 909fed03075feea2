//! Sources of rules: the standard packs, `--rules`, and the `unboil.toml` of the project.
//!
//! The file is searched in the current folder and its parents, as cargo and ruff do; only the first one found is
//! read. Its effects are limited ([`trust`]) unless it is named with `--config`.
//!
//! In `site/news/2020` with a `site/unboil.toml` → that file; its `dirs` are relative to `site`

use std::env;
use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use clap::Args;
use unboil::{CONFIG_FILE, Config, RuleSet, RuleSetBuilder};

use super::trust;
use crate::console::messages::{Problem, display_path};

/// Hint for an unknown rule name.
pub(super) const RULES_HELP: &str = "`unboil rules list` prints all rules";

/// Options that select rules.
#[derive(Debug, Args)]
pub(crate) struct Sources {
    /// Add the rule files below DIR, or a file written by `unboil rules compile`; can be repeated
    #[arg(long, value_name = "DIR")]
    rules: Vec<PathBuf>,
    /// Do not use the standard rules
    #[arg(long)]
    no_default_rules: bool,
    /// Read FILE instead of the unboil.toml in this folder or one above it
    #[arg(long, value_name = "FILE", conflicts_with = "isolated")]
    config: Option<PathBuf>,
    /// Do not read an unboil.toml
    #[arg(long)]
    isolated: bool,
}

/// The standard rules, or only their placeholders.
pub(crate) fn standard(has_rules: bool) -> RuleSet {
    if has_rules { unboil::standard_rules() } else { unboil::standard_placeholders() }
}

impl Sources {
    /// Loads the configuration and prepares the rules without compiling them.
    ///
    /// # Errors
    /// The configuration cannot be read or is invalid.
    pub(crate) fn load(&self) -> Result<(RuleSetBuilder, Option<Config>), Problem> {
        let config = self.configuration()?;
        let has_standard = !self.no_default_rules && config.as_ref().and_then(Config::default_rules) != Some(false);
        let mut builder = RuleSet::builder().base(standard(has_standard));
        if let Some(config) = &config {
            builder = builder.config(config);
        }
        for dir in &self.rules {
            builder = builder.dir(dir);
        }
        Ok((builder, config))
    }

    /// Loads and compiles the rules.
    ///
    /// # Errors
    /// As for [`load`](Self::load), or a rule is invalid.
    pub(crate) fn compile(&self) -> Result<RuleSet, Problem> {
        let (builder, config) = self.load()?;
        let rules = builder.build()?;
        if let Some(config) = config {
            config.select(&rules, RULES_HELP)?;
            config.ignore(&rules, RULES_HELP)?;
        }
        Ok(rules)
    }

    /// Whether there are rules besides the standard packs.
    pub(crate) fn has_own(&self, config: Option<&Config>) -> bool {
        !self.rules.is_empty() || config.is_some_and(|config| config.dirs().next().is_some())
    }

    /// Files and folders that the rules are read from, without the standard packs.
    pub(crate) fn places(&self) -> Vec<PathBuf> {
        let mut places = self.rules.clone();
        if let Ok(Some(config)) = self.configuration() {
            places.extend(config.dirs());
        }
        places.extend(self.config.clone().or_else(|| if self.isolated { None } else { found_upwards() }));
        places
    }

    fn configuration(&self) -> Result<Option<Config>, Problem> {
        Ok(configuration(self.config.as_deref(), self.isolated)?.map(|loaded| loaded.config))
    }
}

/// A configuration file that was read.
pub(crate) struct LoadedConfig {
    pub config: Config,
    /// Its path, if it was found rather than named; its paths must then stay inside its folder.
    pub found: Option<PathBuf>,
}

/// The given configuration file, or the nearest one, if there is one.
///
/// # Errors
/// It cannot be read or is invalid; or it was found, and belongs to another user or names folders outside its own.
pub(crate) fn configuration(named: Option<&Path>, isolated: bool) -> Result<Option<LoadedConfig>, Problem> {
    let found = if named.is_none() && !isolated { found_upwards() } else { None };
    let Some(path) = named.or(found.as_deref()) else { return Ok(None) };
    let reading = |error: std::io::Error| Problem::reading(display_path(path), &error);
    let mut file = File::open(path).map_err(reading)?;
    if found.is_some() {
        trust::check_owner(path, &file)?;
    }
    let mut text = String::new();
    file.read_to_string(&mut text).map_err(reading)?;
    let config = Config::parse(path.to_string_lossy(), text).map_err(Problem::from)?;
    if found.is_some() {
        config.dirs().try_for_each(|dir| trust::check_location(path, "dirs", &dir))?;
    }
    Ok(Some(LoadedConfig { config, found }))
}

/// The nearest `unboil.toml` in this folder or a parent. In this folder it has no path, so that messages are short.
fn found_upwards() -> Option<PathBuf> {
    if Path::new(CONFIG_FILE).is_file() {
        return Some(PathBuf::from(CONFIG_FILE));
    }
    let here = env::current_dir().ok()?;
    here.ancestors().skip(1).map(|folder| folder.join(CONFIG_FILE)).find(|path| path.is_file())
}
