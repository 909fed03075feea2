//! Why an input is not read, as the source of a read error that carries it to the message.
//!
//! `page.html` → `unboil: page.html: is HTML; extract its text first, for example with trafilatura; …`

use std::fmt;
use std::io;

/// An input that is not read, and what the user can do.
#[derive(Debug)]
pub(crate) struct InputRefusal {
    pub what: String,
    pub help: String,
}

impl InputRefusal {
    /// The reason of a read error, if it is one.
    pub(super) fn of(error: &io::Error) -> Option<&Self> {
        error.get_ref()?.downcast_ref()
    }
}

impl fmt::Display for InputRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}; {}", self.what, self.help)
    }
}

impl std::error::Error for InputRefusal {}

impl From<InputRefusal> for io::Error {
    fn from(refused: InputRefusal) -> Self {
        Self::new(io::ErrorKind::InvalidData, refused)
    }
}
