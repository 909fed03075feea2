//! The options that say how to clean, for every subcommand that cleans: which rules, how boldly, which encoding.
//!
//! Goes in: arguments. Comes out: a [`Cleaner`] with its rules compiled, so that a bad rule ends the run before anything
//! is written.
//!
//! `--rules my-rules --keep byline,credit --level bold`

use std::path::PathBuf;
use std::sync::Arc;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser as _};
use clap::{Args, ValueEnum};
use encoding_rs::Encoding;
use unboil::{Category, Cleaner, Level, Options, RuleSet};

/// How to clean.
#[derive(Debug, Args)]
#[command(next_help_heading = "Cleaning")]
pub(crate) struct Cleaning {
    /// Add the rule files below DIR; may be given more than once
    #[arg(long, value_name = "DIR")]
    rules: Vec<PathBuf>,
    /// Leave out the rules that come with unboil
    #[arg(long)]
    no_default_rules: bool,
    /// Leave these categories in the text
    #[arg(long, value_name = "CATEGORY,…", value_delimiter = ',', value_parser = categories())]
    keep: Vec<Category>,
    /// Take only these categories out of the text
    #[arg(long, value_name = "CATEGORY,…", value_delimiter = ',', value_parser = categories(), hide_possible_values = true)]
    drop: Vec<Category>,
    /// How much to dare: `careful` leaves what it is not sure of, `bold` also takes what is most likely surplus
    #[arg(long, value_enum, default_value = "careful")]
    level: LevelName,
    /// The encoding of the input (utf-8, windows-1252, shift_jis …) instead of a guess; rows of JSON Lines are UTF-8
    #[arg(long, value_name = "LABEL", value_parser = encoding)]
    encoding: Option<&'static Encoding>,
    /// Clean even what looks like binary data
    #[arg(long)]
    force: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum LevelName {
    Careful,
    Bold,
}

impl Cleaning {
    /// Compiles the rules.
    ///
    /// # Errors
    /// A rule file cannot be read or used.
    pub(crate) fn cleaner(&self) -> Result<Cleaner, unboil::Error> {
        let mut rules = RuleSet::builder().standard(!self.no_default_rules);
        for dir in &self.rules {
            rules = rules.dir(dir);
        }
        Ok(Cleaner::new(Arc::new(rules.build()?), self.options()))
    }

    fn options(&self) -> Options {
        let level = match self.level {
            LevelName::Careful => Level::Careful,
            LevelName::Bold => Level::Bold,
        };
        Options::default()
            .encoding(self.encoding)
            .force(self.force)
            .level(level)
            .keep(self.keep.iter().copied())
            .drop_only(self.drop.iter().copied())
            .edits(false)
    }
}

/// By way of clap's known values, which make it list them and suggest the nearest.
fn categories() -> impl clap::builder::TypedValueParser<Value = Category> {
    let names = Category::ALL.iter().map(|category| PossibleValue::new(category.name()));
    PossibleValuesParser::new(names).try_map(|name| name.parse::<Category>().map_err(|error| error.to_string()))
}

fn encoding(label: &str) -> Result<&'static Encoding, String> {
    Encoding::for_label_no_replacement(label.as_bytes()).ok_or_else(|| {
        "no such encoding; the labels are those of the WHATWG Encoding Standard, such as windows-1252".into()
    })
}
