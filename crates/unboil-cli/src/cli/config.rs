//! Where rules come from: the standard packs, `--rules`, and the `unboil.toml` of the project.
//!
//! Goes in: arguments and the folder the command runs in. Comes out: a builder of rules, and the configuration. The file
//! is looked for here and in the folders above, as cargo and ruff do; the first one found is the only one read.
//!
//! in `site/news/2020` with a `site/unboil.toml` → that file; its `dirs` are below `site`

use std::env;
use std::path::{Path, PathBuf};

use clap::Args;
use unboil::{CONFIG_FILE, Config, RuleSet, RuleSetBuilder};

use crate::console::messages::{Problem, shown};

/// What to do about an unknown name of a rule.
pub(super) const RULES_HELP: &str = "`unboil rules list` names them all";

/// Which rules.
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

impl Sources {
    /// The rules, not yet compiled, and the configuration.
    ///
    /// # Errors
    /// The configuration cannot be read or used.
    pub(crate) fn load(&self) -> Result<(RuleSetBuilder, Option<Config>), Problem> {
        let config = self.configuration()?;
        let mut builder = RuleSet::builder().base(unboil::standard_rules());
        if let Some(config) = &config {
            builder = builder.config(config);
        }
        if self.no_default_rules {
            builder = builder.without_base();
        }
        for dir in &self.rules {
            builder = builder.dir(dir);
        }
        Ok((builder, config))
    }

    /// The same, compiled.
    ///
    /// # Errors
    /// As for [`load`](Self::load), or a rule is at fault.
    pub(crate) fn compile(&self) -> Result<RuleSet, Problem> {
        let (builder, config) = self.load()?;
        let at_fault = |error: unboil::RuleError| Problem::new("", error.to_string());
        let rules = builder.build().map_err(at_fault)?;
        if let Some(config) = config {
            config.select(&rules, RULES_HELP).map_err(at_fault)?;
            config.ignore(&rules, RULES_HELP).map_err(at_fault)?;
        }
        Ok(rules)
    }

    /// Whether there are rules of the user's own.
    pub(crate) fn has_own(&self, config: Option<&Config>) -> bool {
        !self.rules.is_empty() || config.is_some_and(|config| config.dirs().next().is_some())
    }

    /// The files and folders that decide which rules there are: to look at for changes.
    #[cfg(feature = "watch")]
    pub(crate) fn places(&self) -> Vec<PathBuf> {
        let mut places = self.rules.clone();
        if let Ok(Some(config)) = self.configuration() {
            places.extend(config.dirs());
        }
        places.extend(self.config.clone().or_else(|| if self.isolated { None } else { found_upwards() }));
        places
    }

    fn configuration(&self) -> Result<Option<Config>, Problem> {
        configuration(self.config.as_deref(), self.isolated)
    }
}

/// The configuration: the file that is named, or the nearest one, or none.
///
/// # Errors
/// It cannot be read or used.
pub(crate) fn configuration(named: Option<&Path>, isolated: bool) -> Result<Option<Config>, Problem> {
    let path = match named {
        Some(path) => path.to_path_buf(),
        None if isolated => return Ok(None),
        None => match found_upwards() {
            Some(path) => path,
            None => return Ok(None),
        },
    };
    let text = std::fs::read_to_string(&path).map_err(|error| Problem::reading(shown(&path), &error))?;
    Config::parse(path.to_string_lossy(), text).map(Some).map_err(|error| Problem::new("", error.to_string()))
}

/// The nearest `unboil.toml`, in this folder or one above; in this folder by its name alone, so that messages are short.
fn found_upwards() -> Option<PathBuf> {
    if Path::new(CONFIG_FILE).is_file() {
        return Some(PathBuf::from(CONFIG_FILE));
    }
    let here = env::current_dir().ok()?;
    here.ancestors().skip(1).map(|folder| folder.join(CONFIG_FILE)).find(|path| path.is_file())
}
