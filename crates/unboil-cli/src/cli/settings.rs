//! `[options]` of `unboil.toml`: long options, as if given on the command line.
//!
//! The options of the file are inserted before those of the user, without those that the user gave too, so that the
//! command line takes precedence option by option. Every option can therefore be set in the file, without further
//! code.
//!
//! `unboil clean in -o out`, `[options]` with `jobs = 4` → `unboil clean --jobs=4 in -o out`

use std::any::TypeId;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::error::{ContextKind, ContextValue};
use clap::parser::ValueSource;
use clap::{Arg, ArgAction, ArgMatches, Command};
use unboil::{Config, Setting};

use super::config::LoadedConfig;
use super::trust;
use crate::console::messages::Problem;

/// Options that cannot be set in the file: they select the source of settings, or replace the run by another action.
const NOT_IN_FILES: [&str; 6] = ["config", "isolated", "dump-config", "help", "version", "in-place"];

/// The options of a subcommand, and those that the user gave.
pub(crate) struct Call<'c> {
    /// The whole command line.
    pub command: &'c Command,
    /// The subcommand.
    pub name: &'c str,
    /// The arguments of the user.
    pub matches: &'c ArgMatches,
}

impl Call<'_> {
    /// The arguments of the user, preceded by those of the file.
    ///
    /// # Errors
    /// The file has an unknown option or an invalid value; or it was found rather than named, and has a path outside its folder.
    pub(crate) fn with_settings(&self, loaded: &LoadedConfig, args: &[OsString]) -> Result<Vec<OsString>, Problem> {
        let LoadedConfig { config, found } = loaded;
        let help = "`unboil help clean` names the options; leave out the dashes before them";
        let Some(at) = args.iter().position(|arg| arg == self.name) else { return Ok(args.to_vec()) };
        let mut all: Vec<OsString> = args.get(..=at).unwrap_or_default().to_vec();
        for setting in config.settings() {
            let options = || self.command.get_subcommands().flat_map(options);
            let known = || options().filter_map(Arg::get_long);
            if !options().any(|option| is_called(option, &setting.name)) {
                let what = format!("unknown option `{}`", setting.name);
                return Err(config.fault(setting, &what, known(), help).into());
            }
            let Some((subcommand, option)) = self.option(&setting.name) else { continue };
            let given = words(option, setting);
            // Parsed alone, so that an invalid value is reported with its place in the file.
            let mut call = vec![OsString::from(self.name)];
            call.extend(given.iter().cloned());
            if let Err(error) = subcommand.clone().ignore_errors(false).try_get_matches_from(call)
                && is_value_error(error.kind())
            {
                let text = error.to_string();
                let what = text.lines().next().unwrap_or_default().trim_start_matches("error: ").to_owned();
                let help = value_help(&error).unwrap_or_else(|| help.to_owned());
                return Err(config.fault(setting, &what, std::iter::empty(), &help).into());
            }
            if self.matches.value_source(option.get_id().as_str()) != Some(ValueSource::CommandLine) {
                if let Some(path) = found {
                    check_trust(path, option, setting)?;
                }
                all.extend(given);
            }
        }
        all.extend(args.get(at + 1..).unwrap_or_default().iter().cloned());
        Ok(all)
    }

    /// A configuration file equivalent to this call, which was given `config`.
    pub(crate) fn dump(&self, config: Option<&Config>) -> String {
        let Some(subcommand) = self.command.find_subcommand(self.name) else { return String::new() };
        let mut table = toml::Table::new();
        for option in options(subcommand) {
            let (Some(long), Ok(Some(values))) =
                (option.get_long(), self.matches.try_get_raw(option.get_id().as_str()))
            else {
                continue;
            };
            let values: Vec<String> = values.map(|value| value.to_string_lossy().into_owned()).collect();
            let value = match (option.get_action(), values.as_slice()) {
                (ArgAction::SetTrue, [one]) if one == "false" => continue,
                (ArgAction::SetTrue, _) => toml::Value::Boolean(true),
                (ArgAction::Append, _) => toml::Value::Array(values.into_iter().map(toml::Value::String).collect()),
                (_, [one]) => {
                    one.parse::<i64>().map_or_else(|_| toml::Value::String(one.clone()), toml::Value::Integer)
                }
                _ => continue,
            };
            table.insert(long.to_owned(), value);
        }
        let mut file = toml::Table::new();
        file.extend(config.and_then(rules_of).map(|rules| ("rules".to_owned(), toml::Value::Table(rules))));
        file.insert("options".into(), toml::Value::Table(table));
        toml::to_string(&file).expect("a table of tables is TOML")
    }

    fn option(&self, long: &str) -> Option<(&Command, &Arg)> {
        let subcommand = self.command.find_subcommand(self.name)?;
        let option = options(subcommand).find(|option| is_called(option, long))?;
        Some((subcommand, option))
    }
}

/// The `[rules]` of a configuration file, with its folders relative to the working directory.
fn rules_of(config: &Config) -> Option<toml::Table> {
    let mut file: toml::Table = config.text().parse().ok()?;
    let toml::Value::Table(mut rules) = file.remove("rules")? else { return None };
    if let Some(dirs) = rules.get_mut("dirs") {
        let paths = config.dirs().map(|dir| toml::Value::String(dir.to_string_lossy().into_owned()));
        *dirs = toml::Value::Array(paths.collect());
    }
    Some(rules)
}

/// Checks an option of a file that was found at `path`. Every option that takes a path reads or writes there.
fn check_trust(path: &Path, option: &Arg, setting: &Setting) -> Result<(), Problem> {
    let is_path = option.get_action().takes_values() && option.get_value_parser().type_id() == TypeId::of::<PathBuf>();
    if is_path {
        setting.values.iter().try_for_each(|value| trust::check_option(path, &setting.name, Some(Path::new(value))))
    } else {
        trust::check_option(path, &setting.name, None)
    }
}

/// Options of a subcommand that can be set in the file.
fn options(subcommand: &Command) -> impl Iterator<Item = &Arg> {
    subcommand.get_arguments().filter(|arg| arg.get_long().is_some_and(|long| !NOT_IN_FILES.contains(&long)))
}

/// Whether `long` is the name of an option or another name of it.
fn is_called(option: &Arg, long: &str) -> bool {
    option.get_long() == Some(long) || option.get_all_aliases().is_some_and(|aliases| aliases.contains(&long))
}

/// A setting as arguments.
fn words(option: &Arg, setting: &Setting) -> Vec<OsString> {
    let long = format!("--{}", setting.name);
    if !option.get_action().takes_values() {
        return match setting.values.as_slice() {
            [on] if on == "false" => Vec::new(),
            [on] if on == "true" => vec![long.into()],
            // clap refuses these values with a reason.
            values => vec![format!("{long}={}", values.join(",")).into()],
        };
    }
    setting.values.iter().map(|value| format!("{long}={value}").into()).collect()
}

/// What clap says about the values that an option has.
fn value_help(error: &clap::Error) -> Option<String> {
    let listed = |value: &ContextValue| match value {
        ContextValue::String(one) => Some(format!("`{one}`")),
        ContextValue::Strings(all) if !all.is_empty() => {
            Some(all.iter().map(|one| format!("`{one}`")).collect::<Vec<_>>().join(", "))
        }
        _ => None,
    };
    let near = error.get(ContextKind::SuggestedValue).and_then(listed).map(|near| format!("did you mean {near}?"));
    near.or_else(|| error.get(ContextKind::ValidValue).and_then(listed).map(|all| format!("the values are {all}")))
}

/// Whether the option itself is invalid, and not just missing others that it requires.
fn is_value_error(kind: clap::error::ErrorKind) -> bool {
    use clap::error::ErrorKind as Kind;
    matches!(
        kind,
        Kind::InvalidValue
            | Kind::ValueValidation
            | Kind::TooManyValues
            | Kind::TooFewValues
            | Kind::WrongNumberOfValues
            | Kind::NoEquals
    )
}

/// Whether the configuration is needed before the call is complete.
pub(crate) fn config_of(matches: &ArgMatches) -> (Option<&Path>, bool) {
    let path = matches.try_get_one::<std::path::PathBuf>("config").ok().flatten();
    let isolated = matches.try_get_one::<bool>("isolated").ok().flatten().copied().unwrap_or(false);
    (path.map(std::path::PathBuf::as_path), isolated)
}
