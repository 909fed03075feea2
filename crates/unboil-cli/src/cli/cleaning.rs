//! Options of all subcommands that clean: which rules, at which level, in which encoding.
//!
//! They are turned into a [`Cleaner`] with compiled rules, so that an invalid rule ends the run before anything is
//! written.
//!
//! `--rules my-rules --keep byline,credit --level bold`

use std::sync::Arc;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser as _};
use clap::{Args, ValueEnum};
use unboil::{BadBytes, Category, Cleaner, Config, DEFAULT_BUDGET, Encoding, Level, Options, RuleSet, Selection, Site};
use unboil_learn::Learned;

use super::config::{RULES_HELP, Sources};
use super::format_options::FormatOptions;
use crate::console::messages::Problem;
use crate::formats::input_format::Settings;
use crate::run::on_missing::OnMissing;

/// Options of cleaning.
#[derive(Debug, Args)]
#[command(next_help_heading = "Cleaning")]
pub(crate) struct Cleaning {
    #[command(flatten)]
    sources: Sources,
    /// Use only these rules: ids (en/byline), names in any language (reading-time), categories, languages (en,any)
    #[arg(long, value_name = "RULE,…", value_delimiter = ',')]
    select: Vec<String>,
    /// Do not use these rules: ids, names in any language, categories, languages
    #[arg(long, value_name = "RULE,…", value_delimiter = ',')]
    ignore: Vec<String>,
    /// Keep these categories in the text
    #[arg(long, value_name = "CATEGORY,…", value_delimiter = ',', value_parser = categories())]
    keep: Vec<Category>,
    /// Remove only these categories
    #[arg(long, value_name = "CATEGORY,…", value_delimiter = ',', value_parser = categories(), hide_possible_values = true)]
    drop: Vec<Category>,
    /// How much to remove: `careful` (the default) keeps a line in doubt, `bold` also removes what is very likely
    /// boilerplate
    #[arg(long, value_enum)]
    level: Option<LevelName>,
    /// Largest share of a document (0 to 1) that rules may remove; beyond it the document is only normalized, with a
    /// warning
    #[arg(long, value_name = "SHARE", default_value_t = DEFAULT_BUDGET, value_parser = share)]
    budget: f64,
    /// Encoding of the input (utf-8, windows-1252, shift_jis, …) instead of detecting it, also of tables and
    /// JSON; a byte order mark counts more
    #[arg(long, value_name = "LABEL", value_parser = encoding)]
    encoding: Option<Encoding>,
    /// What to do with a document that has bytes which are invalid in its encoding
    #[arg(long, value_enum, value_name = "WHAT", default_value = "replace")]
    on_bad_bytes: OnBadBytes,
    /// What to do with a record whose text is null or missing; an empty text, as in an empty field of CSV, is not missing
    #[arg(long, value_enum, value_name = "WHAT", default_value = "pass")]
    on_missing: OnMissing,
    /// Host or URL the documents come from; rules with `site` apply to documents of their host
    #[arg(long, value_name = "HOST|URL", value_parser = site)]
    site: Option<Site>,
    /// Clean the input even if it looks like binary data, markup, source code, subtitles or mail
    #[arg(long)]
    force: bool,
    /// Do not repair mojibake (`LiÃ¨ge` for `Liège`)
    #[arg(long)]
    no_repair: bool,
    /// Keep the white space at the beginning of lines, as code and nested lists need it
    #[arg(long)]
    keep_indent: bool,
    /// Only remove what rules match, and normalize nothing
    #[arg(long)]
    only_rules: bool,
    /// Texts are Markdown, also those of records: rules see lines without markup; code and tables stay, and nothing is
    /// normalized [default: for `.md`, and fields named `markdown`]
    #[arg(long)]
    markdown: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum LevelName {
    Careful,
    Bold,
}

/// What to do with a document that has invalid bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum OnBadBytes {
    /// The document fails; the others are still cleaned
    Fail,
    /// Replace them with U+FFFD and count them in a warning
    Replace,
    /// The document fails, and its bytes are copied below the --quarantine folder
    Quarantine,
}

impl Cleaning {
    /// Compiles the rules. The command line takes precedence over `unboil.toml`, key by key; `--select` also over its
    /// `ignore`.
    ///
    /// # Errors
    /// A rule file or the configuration cannot be read or is invalid, or a name does not exist.
    pub(crate) fn cleaner(&self) -> Result<Cleaner, Problem> {
        self.cleaner_recording(true, &[])
    }

    /// As [`cleaner`](Self::cleaner), but records changes only with `edits`, and adds the rules of `learned`.
    ///
    /// # Errors
    /// As for [`cleaner`](Self::cleaner).
    pub(crate) fn cleaner_recording(&self, edits: bool, learned: &[Learned]) -> Result<Cleaner, Problem> {
        let (mut builder, config) = self.sources.load()?;
        for Learned { file, text, .. } in learned {
            builder = builder.source(file, text);
        }
        let rules = builder.build()?;
        let options = self.options(&rules, config.as_ref())?.record_edits(edits);
        let cleaner = Cleaner::new(Arc::new(rules), options);
        Ok(match &self.site {
            Some(site) => cleaner.for_site(site),
            None => cleaner,
        })
    }

    /// As [`cleaner_recording`](Self::cleaner_recording), for a process that ends with it. Its memory is never freed,
    /// because freeing takes as long as cleaning a small document. A fuzzed process does not end with it.
    ///
    /// # Errors
    /// As for [`cleaner`](Self::cleaner).
    pub(crate) fn cleaner_to_the_end(&self, edits: bool, learned: &[Learned]) -> Result<Cleaner, Problem> {
        let cleaner = self.cleaner_recording(edits, learned)?;
        if !cfg!(fuzzing) {
            std::mem::forget(cleaner.clone());
        }
        Ok(cleaner)
    }

    /// Files and folders of the rules, without the standard packs.
    pub(crate) fn places(&self) -> Vec<std::path::PathBuf> {
        self.sources.places()
    }

    /// The site of all documents, for comparing runs.
    pub(crate) fn site(&self) -> String {
        self.site.as_ref().map(ToString::to_string).unwrap_or_default()
    }

    /// Whether what is not text is cleaned as well.
    pub(crate) fn is_forced(&self) -> bool {
        self.force
    }

    /// How to read inputs of this format.
    pub(crate) fn settings(&self, format: &FormatOptions, max_doc_bytes: u64) -> Settings {
        Settings { force: self.force, ..format.settings(max_doc_bytes, self.encoding) }
    }

    /// The encoding that was named.
    pub(crate) fn encoding(&self) -> Option<Encoding> {
        self.encoding
    }

    /// What happens to records without text.
    pub(crate) fn on_missing(&self) -> OnMissing {
        self.on_missing
    }

    /// Whether documents with invalid bytes are quarantined.
    pub(crate) fn is_quarantining(&self) -> bool {
        self.on_bad_bytes == OnBadBytes::Quarantine
    }

    fn options(&self, rules: &RuleSet, config: Option<&Config>) -> Result<Options, Problem> {
        let named = |option, names: &[String]| {
            rules.selection(names).map_err(|error| {
                let place = format!("{option} {}", error.name);
                match error.near {
                    Some(_) => Problem::new(place, error.to_string()),
                    None => Problem::with_help(place, error.to_string(), RULES_HELP),
                }
            })
        };
        let level = match self.level {
            Some(LevelName::Careful) => Some(Level::Careful),
            Some(LevelName::Bold) => Some(Level::Bold),
            None => config.and_then(Config::level),
        };
        let (of_file_select, of_file_ignore) = match config {
            // Names in the file are checked even if the command line overrides them.
            Some(config) => (config.select(rules, RULES_HELP)?, config.ignore(rules, RULES_HELP)?),
            None => (None, Selection::default()),
        };
        let select = if self.select.is_empty() { of_file_select } else { Some(named("--select", &self.select)?) };
        let ignore = if !self.ignore.is_empty() {
            named("--ignore", &self.ignore)?
        } else if self.select.is_empty() {
            of_file_ignore
        } else {
            Selection::default()
        };
        if let Some(both) = self.keep.iter().find(|category| self.drop.contains(category)) {
            return Err(contradiction(both.name(), "--keep", "--drop"));
        }
        if let Some(both) = self.select.iter().find(|name| self.ignore.contains(name)) {
            return Err(contradiction(both, "--select", "--ignore"));
        }
        // What the command line says of a category counts more than what the file says.
        let or_file = |own: &[Category], file: fn(&Config) -> &[Category], other: &[Category]| match config {
            Some(config) if own.is_empty() => {
                file(config).iter().filter(|category| !other.contains(category)).copied().collect()
            }
            _ => own.to_vec(),
        };
        Ok(Options::default()
            .encoding(self.encoding)
            .bad_bytes(match self.on_bad_bytes {
                OnBadBytes::Replace => BadBytes::Replace,
                OnBadBytes::Fail | OnBadBytes::Quarantine => BadBytes::Fail,
            })
            .force(self.force)
            .repair(!self.no_repair)
            .keep_indent(self.keep_indent)
            .only_rules(self.only_rules)
            .markdown(self.markdown)
            .level(level.unwrap_or_default())
            .keep(or_file(&self.keep, Config::keep, &self.drop))
            .only(or_file(&self.drop, Config::drop_only, &[]))
            .select(select)
            .ignore(ignore)
            .budget(self.budget))
    }
}

/// The error for a name that two options have that exclude each other.
fn contradiction(name: &str, one: &str, other: &str) -> Problem {
    Problem::with_help("", format!("`{name}` is in {one} and in {other}"), "remove it from one of them")
}

/// Uses clap's possible values, so that clap lists them and suggests the nearest.
pub(crate) fn categories() -> impl clap::builder::TypedValueParser<Value = Category> {
    let names = Category::ALL.iter().map(|category| PossibleValue::new(category.name()));
    PossibleValuesParser::new(names).try_map(|name| name.parse::<Category>().map_err(|error| error.to_string()))
}

fn share(share: &str) -> Result<f64, String> {
    let number = share.parse::<f64>().ok().filter(|number| (0.0..=1.0).contains(number));
    number.ok_or_else(|| "give a number from 0 (remove nothing) to 1 (all), such as 0.5".into())
}

/// The site of `--site`.
pub(crate) fn site(address: &str) -> Result<Site, String> {
    address.parse().map_err(|error: unboil::NoHost| error.to_string())
}

/// The encoding that a label of the command line names.
///
/// # Errors
/// There is none.
pub(super) fn encoding(label: &str) -> Result<Encoding, String> {
    Encoding::for_label(label).ok_or_else(|| {
        "unknown encoding; use a label of the WHATWG Encoding Standard, such as windows-1252, or one of \
         `unboil encodings list`"
            .into()
    })
}
