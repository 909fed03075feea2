//! What the command says on standard error, in one form: `unboil: PLACE: what happened; the way out`.
//!
//! Goes in: a place (a path, a path with a row, nothing), what happened, and what the user can do. Comes out: one line.
//! Errors are always shown, for a document that failed must have a name; warnings and summaries go with `-q`.
//! A path is shown so that it stays one line and can be told apart: control characters and bytes that are no UTF-8 are
//! written as escapes.
//!
//! `unboil: in/a.txt: permission denied; check who may read it`

use std::fmt::{self, Display};
use std::io::{self, Write as _};
use std::path::Path;

/// One thing that went wrong: where, what, and the way out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Problem {
    place: String,
    what: String,
    way_out: Option<String>,
}

impl Problem {
    /// Where it happened.
    pub(crate) fn place(&self) -> &str {
        &self.place
    }

    /// What happened.
    pub(crate) fn what(&self) -> &str {
        &self.what
    }

    /// A problem without a way out to name.
    pub(crate) fn new(place: impl Into<String>, what: impl Into<String>) -> Self {
        Self { place: place.into(), what: what.into(), way_out: None }
    }

    /// A problem and what the user can do about it.
    pub(crate) fn with_way_out(place: impl Into<String>, what: impl Into<String>, way_out: impl Into<String>) -> Self {
        Self { place: place.into(), what: what.into(), way_out: Some(way_out.into()) }
    }

    /// What the system said when something was read.
    pub(crate) fn reading(place: impl Into<String>, error: &io::Error) -> Self {
        use io::ErrorKind as Kind;
        let way_out = match error.kind() {
            Kind::NotFound => Some("check the spelling, or where the link points"),
            Kind::PermissionDenied => Some("check who may read it"),
            _ => None,
        };
        Self { place: place.into(), what: format!("cannot read: {}", cause(error)), way_out: way_out.map(Into::into) }
    }

    /// What the system said when something was written.
    pub(crate) fn writing(place: impl Into<String>, error: &io::Error) -> Self {
        use io::ErrorKind as Kind;
        let way_out = match error.kind() {
            Kind::StorageFull | Kind::QuotaExceeded => Some("free some space or write elsewhere"),
            Kind::FileTooLarge => Some("raise the limit (ulimit -f) or write elsewhere"),
            Kind::PermissionDenied | Kind::ReadOnlyFilesystem => Some("check who may write there, or write elsewhere"),
            Kind::IsADirectory | Kind::NotADirectory | Kind::AlreadyExists => Some("move it or write elsewhere"),
            _ => None,
        };
        // Only the making of folders meets something that exists; files replace what is there.
        let what = match error.kind() {
            Kind::NotADirectory | Kind::AlreadyExists => "a file stands where a folder is needed".to_owned(),
            _ => cause(error),
        };
        Self { place: place.into(), what: format!("cannot write: {what}"), way_out: way_out.map(Into::into) }
    }
}

impl Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.place.is_empty() {
            write!(f, "{}: ", self.place)?;
        }
        f.write_str(&self.what)?;
        match &self.way_out {
            Some(way_out) => write!(f, "; {way_out}"),
            None => Ok(()),
        }
    }
}

/// Where messages go.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Messages {
    /// Say nothing but errors.
    pub quiet: bool,
}

impl Messages {
    /// Names what failed.
    pub(crate) fn error(self, problem: &Problem) {
        say(format_args!("{problem}"));
    }

    /// Names what was done all the same, but may not be what the user wants.
    pub(crate) fn warning(self, problem: &Problem) {
        if !self.quiet {
            say(format_args!("warning: {problem}"));
        }
    }

    /// Tells how the run went.
    pub(crate) fn note(self, text: impl Display) {
        if !self.quiet {
            say(format_args!("{text}"));
        }
    }
}

/// A standard error that is closed or full is no reason to stop, so its errors are dropped.
fn say(text: fmt::Arguments<'_>) {
    let _ = io::stderr().lock().write_all(format!("unboil: {text}\n").as_bytes());
}

/// The system's reason in words; its number is dropped, for it says no more and differs between systems.
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

/// Why bytes cannot be decoded, and the option that cleans them all the same.
pub(crate) fn decoding(error: &unboil::Error) -> String {
    if error.is_binary() { format!("{error}; use --force to clean it all the same") } else { error.to_string() }
}

/// A path on one line: control characters and bytes that are no UTF-8 become escapes (`\n`, `\xFF`).
pub(crate) fn shown(path: &Path) -> String {
    let mut line = String::new();
    for chunk in path.as_os_str().as_encoded_bytes().utf8_chunks() {
        for c in chunk.valid().chars() {
            if c.is_control() { line.extend(c.escape_default()) } else { line.push(c) }
        }
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
    fn a_problem_is_place_what_and_way_out() {
        let problem = Problem::with_way_out("a.txt", "is binary", "use --force");
        assert_eq!(problem.to_string(), "a.txt: is binary; use --force");
        assert_eq!(Problem::new("", "no inputs").to_string(), "no inputs");
    }

    #[test]
    fn a_path_is_shown_on_one_line() {
        assert_eq!(shown(Path::new("a\nb/ü.txt")), "a\\nb/ü.txt");
    }

    #[cfg(unix)]
    #[test]
    fn bytes_that_are_no_utf8_are_escaped() {
        use std::{ffi::OsStr, os::unix::ffi::OsStrExt as _};
        assert_eq!(shown(Path::new(OsStr::from_bytes(b"a\xFFb"))), "a\\xFFb");
    }

    #[test]
    fn the_systems_number_is_not_shown() {
        assert!(!cause(&io::Error::from_raw_os_error(40)).contains("os error"));
    }
}
