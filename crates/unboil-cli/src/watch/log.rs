//! The log of the watcher on standard error: one line per event, as text or as JSON.
//!
//! `{"time":"2026-05-01T08:00:00Z","level":"info","event":"cleaned","file":"a.txt","documents":1,…}`

use std::path::Path;
use std::time::SystemTime;

use clap::ValueEnum;
use serde_json::{Map, Value};

use super::file_name::JsonPath;
use crate::console::answer::json_line;
use crate::console::escape::Escaped;
use crate::console::messages::{Messages, Problem, display_path, print_raw};

/// Format of log lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum LogFormat {
    /// For people.
    Text,
    /// JSON Lines.
    Json,
}

/// Severity of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Level {
    Info,
    Warning,
    Error,
}

/// Writes log lines.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Log {
    pub format: LogFormat,
    pub messages: Messages,
}

impl Log {
    /// Writes the line of an event. `what` describes it in words, `fields` is a JSON object with its data.
    pub(crate) fn emit(self, level: Level, event: &str, file: Option<&Path>, what: &str, fields: Value) {
        if !self.messages.has_summaries() && level != Level::Error {
            return;
        }
        if self.format == LogFormat::Text {
            let problem = Problem::new(file.map(display_path).unwrap_or_default(), what);
            return match level {
                Level::Info => self.messages.note(problem),
                Level::Warning => self.messages.warning(&problem),
                Level::Error => self.messages.error(&problem),
            };
        }
        let mut line = Map::new();
        line.insert("time".into(), now().into());
        let level = match level {
            Level::Info => "info",
            Level::Warning => "warning",
            Level::Error => "error",
        };
        line.insert("level".into(), level.into());
        line.insert("event".into(), event.into());
        if let Some(file) = file {
            let name = serde_json::to_value(JsonPath(file.to_path_buf()));
            line.insert("file".into(), name.unwrap_or_default());
        }
        line.insert("message".into(), what.into());
        if let Value::Object(fields) = fields {
            line.extend(fields);
        }
        // A log that cannot be written does not stop the watcher.
        print_raw(&Escaped::lines(&json_line(&Value::Object(line))));
    }
}

/// The current time in RFC 3339 format.
pub(crate) fn now() -> String {
    humantime::format_rfc3339_millis(SystemTime::now()).to_string()
}
