//! All exit codes of the command.
//!
//! A script can tell by the number alone whether nothing was written (2) or some inputs failed (3). Details are on standard
//! error.
//!
//! `unboil clean notes.txt photo.png -o out` → `notes.txt` is written, `photo.png` is reported as binary, exit code 3

/// Result of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Success, also if the reader of standard output closed the pipe early.
    Done,
    /// A check, a diff or a rule test found something.
    Found,
    /// Wrong arguments, configuration or rule. Nothing was written.
    Usage,
    /// Some inputs, outputs, the report or the rejects failed and were reported; the rest was written.
    SomeFailed,
    /// With `--strict`: rules would remove more of a document than the budget allows.
    OverBudget,
    /// The watcher was stopped by a signal and its grace period ran out, so work in progress was dropped. (A second
    /// signal ends it at once, with 128 plus the number of the signal.)
    #[cfg(feature = "watch")]
    RolledBack,
}

impl Exit {
    /// The exit code.
    pub(crate) const fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Found => 1,
            Self::Usage => 2,
            Self::SomeFailed => 3,
            Self::OverBudget => 4,
            #[cfg(feature = "watch")]
            Self::RolledBack => 5,
        }
    }
}
