//! The content of the status file.

use serde::{Deserialize, Serialize};

use super::totals::WatchTotals;

/// State of the watcher.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum State {
    /// It cleans files.
    Running,
    /// IN is missing or was replaced; the watcher waits.
    InputAway,
    /// OUT is missing or was replaced; the watcher waits.
    OutputAway,
    /// OUT or another folder for outputs cannot be written; the watcher waits.
    OutputUnwritable,
    /// The journal cannot be written; the watcher waits.
    JournalUnwritable,
    /// It received a signal and finishes the files in progress.
    Stopping,
    /// It has exited.
    Stopped,
    /// It exited without writing a final status. Set by the reader, never written.
    Killed,
    /// It is running, but its status is outdated. Set by the reader, never written.
    Stuck,
}

impl State {
    /// The states that are written to files.
    pub(crate) const WRITTEN: [Self; 7] = [
        Self::Running,
        Self::Stopping,
        Self::Stopped,
        Self::InputAway,
        Self::OutputAway,
        Self::OutputUnwritable,
        Self::JournalUnwritable,
    ];

    /// Its name in files: `input-away`.
    pub(crate) fn key(self) -> String {
        self.name().replace(' ', "-")
    }

    /// Whether a health check passes.
    pub(crate) const fn is_healthy(self) -> bool {
        matches!(self, Self::Running | Self::Stopping)
    }

    /// The name for people: `running`, `input away`.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::InputAway => "input away",
            Self::OutputAway => "output away",
            Self::OutputUnwritable => "output unwritable",
            Self::JournalUnwritable => "journal unwritable",
            Self::Stopping => "stopping",
            Self::Stopped => "stopped",
            Self::Killed => "killed",
            Self::Stuck => "stuck",
        }
    }
}

/// The content of the status file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Status {
    pub pid: u32,
    pub state: State,
    /// Times are in RFC 3339 format.
    pub started: String,
    pub updated: String,
    /// Files that wait.
    pub waiting: usize,
    /// How long the file that has waited longest has been waiting.
    pub oldest_waiting_seconds: Option<u64>,
    /// Files that are being cleaned.
    pub in_work: usize,
    /// Sums since the start.
    #[serde(flatten)]
    pub run: WatchTotals,
    /// Sums since IN was first watched.
    pub total: WatchTotals,
    /// Files cleaned or given up in the last minute.
    pub per_minute: f64,
    /// Version of rules and options.
    pub version: String,
    pub last_error: Option<String>,
    pub last_error_at: Option<String>,
}
