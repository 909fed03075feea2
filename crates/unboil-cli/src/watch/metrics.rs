//! The status as metrics, in the text format of Prometheus.
//!
//! Input: a status. Output: a file for the textfile collector of the node exporter, or any agent that reads files. The watcher
//! opens no network port. Counters of all starts have the suffix `_total`; those since the start have `run` in their names.
//!
//! ```text
//! # HELP unboil_watch_documents_total Documents of cleaned files since IN was first watched.
//! # TYPE unboil_watch_documents_total counter
//! unboil_watch_documents_total 12
//! ```

use std::fmt::Write as _;
use std::time::UNIX_EPOCH;

use super::status_record::{State, Status};
use super::totals::WatchTotals;

/// A counter: its name, what it counts, and its value.
type Counter = (&'static str, &'static str, fn(&WatchTotals) -> u64);

/// What is counted, for all starts and for this one.
const COUNTERS: [Counter; 8] = [
    ("files_cleaned", "Files that were cleaned", |totals| totals.done),
    ("files_failed", "Files that were given up", |totals| totals.failed),
    ("documents", "Documents of cleaned files", |totals| totals.documents),
    ("documents_changed", "Documents whose clean text differs", |totals| totals.changed),
    ("documents_failed", "Documents that failed and are not in the output", |totals| totals.failed_documents),
    ("documents_over_budget", "Documents of which rules would have removed too much", |totals| totals.over_budget),
    ("documents_missing", "Records whose text is null or missing", |totals| totals.missing),
    ("source_bytes", "Bytes of the sources of cleaned files", |totals| totals.bytes),
];

/// The metrics of a status.
pub(crate) fn metrics(status: &Status) -> String {
    let mut text = String::new();
    for (name, help, value) in COUNTERS {
        add(
            &mut text,
            &format!("{name}_total"),
            "counter",
            &format!("{help} since IN was first watched"),
            value(&status.total),
        );
        add(&mut text, &format!("run_{name}"), "gauge", &format!("{help} since this start"), value(&status.run));
    }
    let mut gauge = |name: &str, help: &str, value: Option<u64>| {
        if let Some(value) = value {
            add(&mut text, name, "gauge", help, value);
        }
    };
    gauge("files_waiting", "Files that wait to be cleaned", Some(status.waiting as u64));
    gauge("files_in_progress", "Files that are being cleaned", Some(status.in_work as u64));
    let oldest = status.oldest_waiting_seconds.unwrap_or(0);
    gauge("oldest_waiting_seconds", "How long the oldest waiting file has been waiting", Some(oldest));
    let last = [&status.run, &status.total].map(|totals| totals.last_success.as_deref().and_then(timestamp));
    gauge("run_last_success_timestamp_seconds", "When a file was last cleaned since this start", last[0]);
    gauge("last_success_timestamp_seconds", "When a file was last cleaned", last[1]);
    gauge(
        "last_error_timestamp_seconds",
        "When the last error occurred",
        status.last_error_at.as_deref().and_then(timestamp),
    );
    gauge("start_timestamp_seconds", "When the watcher started", timestamp(&status.started));
    gauge("updated_timestamp_seconds", "When these metrics were written", timestamp(&status.updated));
    gauge("healthy", "Whether files are cleaned", Some(u64::from(status.state.is_healthy())));
    head(&mut text, "state", "gauge", "The state of the watcher; 1 for the current one");
    for state in State::WRITTEN {
        let value = u64::from(state == status.state);
        let _ = writeln!(text, "{PREFIX}state{{state=\"{}\"}} {value}", state.key());
    }
    text
}

const PREFIX: &str = "unboil_watch_";

fn add(text: &mut String, name: &str, kind: &str, help: &str, value: u64) {
    head(text, name, kind, help);
    let _ = writeln!(text, "{PREFIX}{name} {value}");
}

fn head(text: &mut String, name: &str, kind: &str, help: &str) {
    let _ = writeln!(text, "# HELP {PREFIX}{name} {help}.\n# TYPE {PREFIX}{name} {kind}");
}

/// Seconds since 1970.
fn timestamp(time: &str) -> Option<u64> {
    Some(humantime::parse_rfc3339(time).ok()?.duration_since(UNIX_EPOCH).ok()?.as_secs())
}
