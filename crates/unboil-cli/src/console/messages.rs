//! Messages on standard error, in one form: `unboil: LOCATION: what happened; help`.
//!
//! The location is a path, a path with a row, or empty. Errors are always printed, because a failed document must be
//! named; `-q` suppresses warnings and summaries. A message consists of [`Escaped`] text: control
//! characters, bidirectional controls and invalid UTF-8 are printed as escapes.
//!
//! `unboil: in/a.txt: permission denied; check who may read it`

use std::fmt::{self, Display};
use std::io::{self, Write as _};
use std::path::Path;

use super::escape::Escaped;
use super::input_refusal::InputRefusal;

/// An error or warning: where it happened, what happened, and what the user can do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Problem {
    place: Escaped,
    what: Escaped,
    help: Option<Escaped>,
    is_partial: bool,
    is_transient: bool,
}

impl Problem {
    /// Where it happened.
    pub(crate) fn place(&self) -> &str {
        self.place.as_str()
    }

    /// What happened.
    pub(crate) fn what(&self) -> &str {
        self.what.as_str()
    }

    /// A problem without help.
    pub(crate) fn new(place: impl AsRef<str>, what: impl AsRef<str>) -> Self {
        Self {
            place: Escaped::line(place.as_ref()),
            what: Escaped::line(what.as_ref()),
            help: None,
            is_partial: false,
            is_transient: false,
        }
    }

    /// A problem with help: what the user can do.
    pub(crate) fn with_help(place: impl AsRef<str>, what: impl AsRef<str>, help: impl AsRef<str>) -> Self {
        Self { help: Some(Escaped::line(help.as_ref())), ..Self::new(place, what) }
    }

    fn of_system(place: impl AsRef<str>, what: &str, help: Option<&str>) -> Self {
        Self { help: help.map(Escaped::line), ..Self::new(place, what) }
    }

    /// A write error of standard output, which may hold a part of the answer.
    pub(crate) fn stdout(error: &io::Error) -> Self {
        Self { is_partial: true, ..Self::writing("<stdout>", error) }
    }

    /// The same problem, where something was written before it happened.
    pub(crate) fn partial(self) -> Self {
        Self { is_partial: true, ..self }
    }

    /// Whether something was written before it happened.
    pub(crate) fn is_partial(&self) -> bool {
        self.is_partial
    }

    /// A read error of the system.
    pub(crate) fn reading(place: impl AsRef<str>, error: &io::Error) -> Self {
        use io::ErrorKind as Kind;
        if let Some(refused) = InputRefusal::of(error) {
            return Self::with_help(place, &refused.what, &refused.help);
        }
        let help = match error.kind() {
            Kind::NotFound => Some("check the spelling, or where the link points"),
            Kind::PermissionDenied => Some("check who may read it"),
            _ => None,
        };
        let problem = Self::of_system(place, &format!("cannot read: {}", cause(error)), help);
        Self { is_transient: is_transient(error), ..problem }
    }

    /// A write error of the system.
    pub(crate) fn writing(place: impl AsRef<str>, error: &io::Error) -> Self {
        use io::ErrorKind as Kind;
        let help = match error.kind() {
            Kind::StorageFull | Kind::QuotaExceeded => Some("free some space or write elsewhere"),
            Kind::FileTooLarge => Some("raise the limit (ulimit -f) or write elsewhere"),
            Kind::PermissionDenied | Kind::ReadOnlyFilesystem => Some("check who may write there, or write elsewhere"),
            Kind::IsADirectory | Kind::NotADirectory | Kind::AlreadyExists => Some("move it or write elsewhere"),
            _ => None,
        };
        // Only creating folders can meet an existing file; writing a file replaces it.
        let what = match error.kind() {
            Kind::NotADirectory | Kind::AlreadyExists => "a file is in the place of a folder".to_owned(),
            _ => cause(error),
        };
        Self { is_transient: true, ..Self::of_system(place, &format!("cannot write: {what}"), help) }
    }

    /// Whether the same attempt may succeed later: the system refused it, not the content of a file.
    #[cfg_attr(not(feature = "watch"), allow(dead_code, reason = "only the watcher tries again"))]
    pub(crate) fn is_transient(&self) -> bool {
        self.is_transient
    }
}

/// A fault in rules or in an unboil.toml, which shows the place on several lines.
impl From<unboil::RuleError> for Problem {
    fn from(error: unboil::RuleError) -> Self {
        if let unboil::RuleError::Unreadable { path, source } = &error {
            return Self::reading(path, source);
        }
        let report = error.to_string();
        Self { what: Escaped::lines(report.strip_prefix("error: ").unwrap_or(&report)), ..Self::new("", "") }
    }
}

/// The same, where an example could not be cleaned either.
impl From<unboil::Error> for Problem {
    fn from(error: unboil::Error) -> Self {
        if let unboil::Error::Rules(error) = error {
            return error.into();
        }
        Self { what: Escaped::lines(&error.to_string()), ..Self::new("", "") }
    }
}

impl Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.place.as_str().is_empty() {
            write!(f, "{}: ", self.place)?;
        }
        f.write_str(self.what.as_str())?;
        match &self.help {
            Some(help) => write!(f, "; {help}"),
            None => Ok(()),
        }
    }
}

/// Prints messages: those of its level and of the levels before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Messages {
    /// Nothing.
    Silent,
    /// Errors.
    Errors,
    /// Warnings and summaries.
    Summaries,
    /// Each input, and each file that is skipped.
    Details,
}

impl Messages {
    /// Prints an error.
    pub(crate) fn error(self, problem: &Problem) {
        if self >= Self::Errors {
            write_line(ERROR, problem);
        }
    }

    /// Prints a warning.
    pub(crate) fn warning(self, problem: &Problem) {
        if self >= Self::Summaries {
            write_line(WARNING, format_args!("warning: {problem}"));
        }
    }

    /// Prints a summary or progress message.
    pub(crate) fn note(self, text: impl Display) {
        if self >= Self::Summaries {
            write_line(NOTE, Escaped::line(&text.to_string()));
        }
    }

    /// Prints a detail: what `-v` adds.
    pub(crate) fn detail(self, text: impl Display) {
        if self.has_details() {
            write_line(NOTE, Escaped::line(&text.to_string()));
        }
    }

    /// Whether details are printed.
    pub(crate) fn has_details(self) -> bool {
        self >= Self::Details
    }

    /// Whether summaries are printed.
    pub(crate) fn has_summaries(self) -> bool {
        self >= Self::Summaries
    }
}

/// Styles of the name before a message, as escape sequences: those that clap uses for errors, and bold.
const ERROR: &str = "\x1b[1;31m";
const WARNING: &str = "\x1b[1;33m";
const NOTE: &str = "\x1b[1m";

/// Prints a line that begins with the name of the program in this style. A closed or full standard error is ignored.
fn write_line(style: &str, text: impl Display) {
    let text = Escaped::lines(&format!("{text}\n"));
    let _ = write_to_stderr(&format!("{style}unboil:\x1b[0m {text}"));
}

/// Prints text as it is, such as a line of a log in JSON.
pub(crate) fn print_raw(text: &Escaped) {
    let _ = write_to_stderr(text.as_str());
}

/// Prints the refusal of a call, after the name of the program.
pub(crate) fn print_refusal(text: &Escaped) {
    write_line(ERROR, text.as_str().trim_end());
}

/// Writes text with styles, which are left out where nothing shows them. In one call, so that lines of several threads do not mix.
fn write_to_stderr(text: &str) -> io::Result<()> {
    anstream::stderr().lock().write_all(text.as_bytes())
}

/// Whether an error comes from the system, or from data that ends too early, whose end may be still to come; possibly with
/// words of a decoder around it.
fn is_transient(error: &io::Error) -> bool {
    let inner = |error: &io::Error| match error.get_ref()? {
        inner if inner.is::<io::Error>() => inner.downcast_ref::<io::Error>().map(is_transient),
        inner => inner.source()?.downcast_ref::<io::Error>().map(is_transient),
    };
    error.raw_os_error().is_some() || error.kind() == io::ErrorKind::UnexpectedEof || inner(error) == Some(true)
}

/// The reason of a system error in words, without its number, which differs between systems.
fn cause(error: &io::Error) -> String {
    use io::ErrorKind as Kind;
    let words = match error.kind() {
        Kind::NotFound => "no such file or folder",
        Kind::PermissionDenied => "permission denied",
        Kind::StorageFull => "no space left on the disk",
        Kind::QuotaExceeded => "the disk quota is used up",
        Kind::FileTooLarge => "the file would be larger than allowed",
        Kind::ReadOnlyFilesystem => "the file system is read-only",
        Kind::IsADirectory => "a folder has that name",
        Kind::NotADirectory => "a part of the path is not a folder",
        _ => {
            let text = error.to_string();
            return text.split(" (os error").next().unwrap_or(&text).to_owned();
        }
    };
    words.to_owned()
}

/// A decoding error, with the option that overrides it.
pub(crate) fn decoding(error: &unboil::Error) -> String {
    if error.is_binary() { format!("{error}; use --force to clean it all the same") } else { error.to_string() }
}

/// A path on one line: control characters and invalid UTF-8 are escapes (`\n`, `\xFF`).
pub(crate) fn display_path(path: &Path) -> String {
    let mut line = String::new();
    for chunk in path.as_os_str().as_encoded_bytes().utf8_chunks() {
        line.push_str(Escaped::line(chunk.valid()).as_str());
        for byte in chunk.invalid() {
            line.push_str(&format!("\\x{byte:02X}"));
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_is_location_description_and_hint() {
        let problem = Problem::with_help("a.txt", "is binary", "use --force");
        assert_eq!(problem.to_string(), "a.txt: is binary; use --force");
        assert_eq!(Problem::new("", "no inputs").to_string(), "no inputs");
    }

    #[test]
    fn text_in_a_problem_is_escaped() {
        let problem = Problem::with_help("m.tar:y\u{1B}]0;PWN\u{7}.txt", "no \u{202E}column", "expected a\u{2066}\n");
        let text = r"m.tar:y\u{1b}]0;PWN\u{7}.txt: no \u{202e}column; expected a\u{2066}\n";
        assert_eq!(problem.to_string(), text);
    }

    #[test]
    fn a_path_is_printed_on_one_line() {
        assert_eq!(display_path(Path::new("a\nb/ü.txt")), "a\\nb/ü.txt");
    }

    #[cfg(unix)]
    #[test]
    fn invalid_utf8_is_escaped() {
        use std::{ffi::OsStr, os::unix::ffi::OsStrExt as _};
        assert_eq!(display_path(Path::new(OsStr::from_bytes(b"a\xFFb"))), "a\\xFFb");
    }

    #[test]
    fn the_number_of_a_system_error_is_not_printed() {
        assert!(!cause(&io::Error::from_raw_os_error(40)).contains("os error"));
    }
}
