//! The sources of a rule set: another rule set, folders, files, texts. Never the network.

use std::path::{Path, PathBuf};

use bytes::Bytes;

use super::extend::Extensions;
use super::layer::{Compiled, alone, layer};
use crate::error::RuleError;
use crate::ruleset::prebuilt;
use crate::ruleset::set::RuleSet;
use crate::ruleset::source::RuleFile;

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
    Path(PathBuf),
    Text(RuleFile),
}

impl RuleSet {
    /// Starts with no rules; see [`RuleSetBuilder::base`] for those of another set.
    #[must_use]
    pub fn builder() -> RuleSetBuilder {
        RuleSetBuilder::default()
    }
}

impl RuleSetBuilder {
    /// Sets the rules to add to, such as the standard packs. They are not compiled again. A second call replaces the base.
    #[must_use]
    pub fn base(mut self, base: RuleSet) -> Self {
        self.base = Some(base);
        self
    }

    /// Removes the base.
    #[must_use]
    pub fn without_base(mut self) -> Self {
        self.base = None;
        self
    }

    /// Adds all `*.toml` files below a folder, in the order of their names; or one rule file; or one file that
    /// [`prebuild`](Self::prebuild) made for the same base, which becomes part of it.
    #[must_use]
    pub fn dir(mut self, path: impl AsRef<Path>) -> Self {
        self.sources.push(Source::Path(path.as_ref().to_owned()));
        self
    }

    /// Adds the text of a rule file; `name` is its name in errors.
    #[must_use]
    pub fn source(mut self, name: impl Into<String>, toml: impl Into<String>) -> Self {
        self.sources.push(Source::Text(RuleFile::new(name.into(), toml.into().into())));
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
    /// A folder or file cannot be read, or a rule file is invalid; the error shows file, line and the marked text. Or a
    /// prebuilt file is damaged or was made by another version or for another base.
    pub fn build(self) -> Result<RuleSet, RuleError> {
        let adds_nothing = self.base.is_some() && self.extensions.iter().all(|extensions| extensions.defs.is_empty());
        let (base, files, extensions) = self.read()?;
        if files.is_empty() && adds_nothing {
            return Ok(base);
        }
        match layer(&base, files.clone(), &extensions)? {
            Compiled::Layer(layer) => Ok(base.add(*layer)),
            Compiled::ChangesBase(_) => {
                // The extensions come last, as if all files had been given together.
                let (configs, mut all): (Vec<RuleFile>, _) = base.files().cloned().partition(|file| file.is_config);
                all.extend(files);
                let mut all_extensions: Vec<Extensions> = configs.iter().map(Extensions::parse).collect();
                all_extensions.extend(extensions);
                Ok(RuleSet::default().add(alone(all, &all_extensions)?))
            }
        }
    }

    /// Reads and compiles what is added to the base, to bytes that [`dir`](Self::dir) accepts as a file and
    /// [`RuleSet::prebuilt`] as the standard packs. They hold the texts of the rule files too.
    ///
    /// # Errors
    /// As for [`build`](Self::build), or the rules change how the base finds its phrases, or the base was not prebuilt itself.
    pub fn prebuild(self) -> Result<Vec<u8>, RuleError> {
        let (base, files, extensions) = self.read()?;
        let Some(hash) = base.hash() else {
            return Err(RuleError::NotPrebuildable { reason: "the rules below them were not".to_owned() });
        };
        match layer(&base, files, &extensions)? {
            Compiled::Layer(layer) => Ok(prebuilt::write(&layer, hash)),
            Compiled::ChangesBase(name) => Err(RuleError::NotPrebuildable {
                reason: format!(
                    "they change what `{{{name}}}` may begin with, and other rules depend on it; use the folder itself"
                ),
            }),
        }
    }

    /// The base with all prebuilt files, the other rule files, and the extensions.
    fn read(self) -> Result<(RuleSet, Vec<RuleFile>, Vec<Extensions>), RuleError> {
        let mut base = self.base.unwrap_or_default();
        let mut files = Vec::new();
        for source in self.sources {
            match source {
                Source::Text(file) => files.push(file),
                Source::Path(path) => base = read(&path, base, &mut files)?,
            }
        }
        Ok((base, files, self.extensions))
    }
}

/// Reads rule files into `files`, and adds prebuilt ones to `base`.
fn read(path: &Path, mut base: RuleSet, files: &mut Vec<RuleFile>) -> Result<RuleSet, RuleError> {
    let name = || path.display().to_string();
    let fault = |source| RuleError::Unreadable { path: name(), source };
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
                base = read(&entry, base, files)?;
            }
        }
        return Ok(base);
    }
    let bytes = std::fs::read(path).map_err(fault)?;
    if prebuilt::is_prebuilt(&bytes) {
        let layer = prebuilt::read(Bytes::from(bytes), &base)
            .map_err(|reason| RuleError::Prebuilt { path: name(), reason: reason.to_string() })?;
        return Ok(base.add(layer));
    }
    let text = String::from_utf8(bytes).map_err(|_| {
        let not_text = std::io::Error::new(std::io::ErrorKind::InvalidData, "stream did not contain valid UTF-8");
        fault(not_text)
    })?;
    files.push(RuleFile::new(name(), text.into()));
    Ok(base)
}
