//! Where rules come from: the standard packs, folders, texts. Files only, never the network.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use super::cache::Place;
use super::files::build;
use super::prebuilt;
use super::ruleset::{RuleFile, RuleSet};
use crate::config::{CONFIG_FILE, Config};
use crate::error::{Error, Kind};

/// Collects rule files and compiles them.
///
/// ```
/// use unboil::RuleSet;
/// let rules = RuleSet::builder()
///     .source("mine.toml", r#"
///         about = "Mine"
///         lang = "en"
///         [[rule]]
///         id = "shrug"
///         category = "promo"
///         why = "Our own sign-off."
///         line = ["that is all, folks"]
///         removes = ["That is all, folks!"]
///         keeps = ["He said that is all."]
///     "#)
///     .build()?;
/// assert!(rules.ids().any(|id| id == "en/shrug"));
/// # Ok::<(), unboil::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct RuleSetBuilder {
    standard: bool,
    sources: Vec<Source>,
    configs: Vec<Config>,
    cache: Option<PathBuf>,
}

#[derive(Debug, Clone)]
enum Source {
    Dir(PathBuf),
    Text { name: String, text: String },
}

impl RuleSet {
    /// Starts with the standard packs.
    #[must_use]
    pub fn builder() -> RuleSetBuilder {
        RuleSetBuilder { standard: true, sources: Vec::new(), configs: Vec::new(), cache: None }
    }

    /// The standard packs.
    ///
    /// # Errors
    /// None with the packs this version ships; tests see to that.
    pub fn standard() -> Result<Self, Error> {
        Self::builder().build()
    }
}

impl RuleSetBuilder {
    /// Whether the standard packs are part of the set (they are by default).
    #[must_use]
    pub fn standard(mut self, on: bool) -> Self {
        self.standard = on;
        self
    }

    /// Adds all `*.toml` files below a folder, in the order of their names; or one file.
    #[must_use]
    pub fn dir(mut self, path: impl AsRef<Path>) -> Self {
        self.sources.push(Source::Dir(path.as_ref().to_owned()));
        self
    }

    /// Adds the text of a rule file; `name` is what errors call it.
    #[must_use]
    pub fn source(mut self, name: impl Into<String>, toml: impl Into<String>) -> Self {
        self.sources.push(Source::Text { name: name.into(), text: toml.into() });
        self
    }

    /// Adds the extensions of an `unboil.toml`.
    pub(crate) fn overlay(mut self, config: Config) -> Self {
        self.configs.push(config);
        self
    }

    /// Keeps compiled sets below `folder`, which is made if need be, and takes them from there as long as the rule files and
    /// unboil are the same: 20,000 rules are there after milliseconds. Without it nothing is written. Whoever may write
    /// there may say what goes from texts, as in the rule files themselves; what is damaged is not used.
    ///
    /// A folder that cannot be read or written is no error: then rules are compiled as without it.
    #[must_use]
    pub fn cache(mut self, folder: impl Into<PathBuf>) -> Self {
        self.cache = Some(folder.into());
        self
    }

    /// The same, and all that is known of rules is there from the first: compiled now, from their texts.
    pub(crate) fn without_cache(self) -> Self {
        Self { cache: None, ..self }
    }

    /// Reads and compiles.
    ///
    /// # Errors
    /// A folder or file cannot be read, or a rule file is at fault; the error shows file, line and the marked text.
    pub fn build(self) -> Result<RuleSet, Error> {
        let as_shipped = self.sources.is_empty() && self.configs.iter().all(|config| config.extends().is_empty());
        if self.standard
            && as_shipped
            && let Some(rules) = prebuilt::load()
        {
            return Ok(rules);
        }
        let mut own = Vec::new();
        for source in self.sources {
            match source {
                Source::Text { name, text } => own.push((name, text.into())),
                Source::Dir(path) => read(&path, &mut own)?,
            }
        }
        // What an `unboil.toml` adds to rules is not kept.
        let folder = self.cache.filter(|_| self.configs.iter().all(|config| config.extends().is_empty()));
        let place = folder.and_then(|folder| Place::of(&folder, self.standard, &own));
        let standard = if self.standard { prebuilt::files() } else { Vec::new() };
        let standard_files = standard.len();
        let mut rules = match place.as_ref().and_then(Place::load) {
            Some(mut rules) => {
                rules.put_texts(standard.into_iter().chain(own).map(|(_, text)| text));
                rules.files.extend(self.configs.iter().map(RuleFile::config));
                rules
            }
            None => {
                let rules = build(standard.into_iter().chain(own).collect(), &self.configs)?;
                place.iter().for_each(|place| place.keep(&rules));
                rules
            }
        };
        rules.standard_files = standard_files;
        Ok(rules)
    }
}

fn read(path: &Path, files: &mut Vec<(String, Cow<'static, str>)>) -> Result<(), Error> {
    let fault = |source| Error::from(Kind::RuleFile { path: path.display().to_string(), source });
    if path.is_dir() {
        let mut entries: Vec<PathBuf> = Vec::new();
        for entry in std::fs::read_dir(path).map_err(fault)? {
            entries.push(entry.map_err(fault)?.path());
        }
        entries.sort();
        for entry in entries {
            // An `unboil.toml` beside the rules says how to use rules; it has none.
            let is_config = entry.file_name().is_some_and(|name| name == CONFIG_FILE);
            if entry.is_dir() || (entry.extension().is_some_and(|e| e == "toml") && !is_config) {
                read(&entry, files)?;
            }
        }
        return Ok(());
    }
    let text = std::fs::read_to_string(path).map_err(fault)?;
    files.push((path.display().to_string(), text.into()));
    Ok(())
}
