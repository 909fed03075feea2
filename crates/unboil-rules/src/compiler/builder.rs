//! Where rules come from: another rule set, folders, texts. Files only, never the network.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use super::extend::Extensions;
use super::files::build;
use crate::error::RuleError;
use crate::ruleset::model::RuleSet;

/// Collects rule files and compiles them.
///
/// ```
/// use unboil_rules::RuleSet;
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
/// # Ok::<(), unboil_rules::RuleError>(())
/// ```
#[derive(Debug, Default)]
pub struct RuleSetBuilder {
    base: Option<RuleSet>,
    sources: Vec<Source>,
    extensions: Vec<Extensions>,
}

#[derive(Debug, Clone)]
enum Source {
    Dir(PathBuf),
    Text { name: String, text: String },
}

impl RuleSet {
    /// Starts with no rules; see [`RuleSetBuilder::base`] for those of another set.
    #[must_use]
    pub fn builder() -> RuleSetBuilder {
        RuleSetBuilder::default()
    }
}

impl RuleSetBuilder {
    /// The set to add rules to, such as the standard packs. There is one base at most; a second call replaces it.
    #[must_use]
    pub fn base(mut self, base: RuleSet) -> Self {
        self.base = Some(base);
        self
    }

    /// Takes the base away again.
    #[must_use]
    pub fn without_base(mut self) -> Self {
        self.base = None;
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
    pub(crate) fn extensions(mut self, extensions: Extensions) -> Self {
        self.extensions.push(extensions);
        self
    }

    /// Reads and compiles.
    ///
    /// # Errors
    /// A folder or file cannot be read, or a rule file is at fault; the error shows file, line and the marked text.
    pub fn build(self) -> Result<RuleSet, RuleError> {
        let base = match self.base {
            Some(base) if self.sources.is_empty() && self.extensions.iter().all(|e| e.defs.is_empty()) => {
                return Ok(base);
            }
            base => base,
        };
        let mut files: Vec<(String, Cow<'static, str>)> = Vec::new();
        files.extend(base.iter().flat_map(|base| &base.files).map(|file| (file.name.clone(), file.text.clone())));
        let standard_files = base.map_or(0, |base| base.standard_files);
        for source in self.sources {
            match source {
                Source::Text { name, text } => files.push((name, text.into())),
                Source::Dir(path) => read(&path, &mut files)?,
            }
        }
        let mut rules = build(files, &self.extensions)?;
        rules.standard_files = standard_files;
        Ok(rules)
    }
}

fn read(path: &Path, files: &mut Vec<(String, Cow<'static, str>)>) -> Result<(), RuleError> {
    let fault = |source| RuleError::Unreadable { path: path.display().to_string(), source };
    if path.is_dir() {
        let mut entries: Vec<PathBuf> = Vec::new();
        for entry in std::fs::read_dir(path).map_err(fault)? {
            entries.push(entry.map_err(fault)?.path());
        }
        entries.sort();
        for entry in entries {
            // An `unboil.toml` beside the rules says how to use rules; it has none.
            let is_config = entry.file_name().is_some_and(|name| name == "unboil.toml");
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
