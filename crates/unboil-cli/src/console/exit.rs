//! Every exit code of the command, in one place.
//!
//! Goes in: how the run ended. Comes out: the number the shell sees. A script tells "you called it wrongly" (2) from
//! "one of a thousand files was bad" (3) by the number alone; what is what stands on standard error.
//!
//! `unboil clean notes.txt photo.png -o out` → `notes.txt` is written, `photo.png` is named as binary, exit 3.

use std::process::ExitCode;

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// All done. A reader that closed the pipe early is no error.
    Done,
    /// A check, a diff or a rule test found something.
    Found,
    /// Wrong call, configuration or rule. Nothing was written.
    Usage,
    /// Some inputs failed and were named; the rest was written.
    SomeFailed,
    /// With `--strict`: rules wanted more of a document than the budget allows.
    OverBudget,
    /// A watcher was told to end, and the time for what was under way ran out: it was dropped. (One that is told twice
    /// ends at once, with 128 and the number of the signal, as shells count it.)
    #[cfg(feature = "watch")]
    RolledBack,
}

impl Exit {
    /// The number for the shell.
    const fn code(self) -> u8 {
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

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}
