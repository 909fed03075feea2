//! Files as the command reads and writes them.

pub(crate) mod file_id;
pub(crate) mod fsync;
pub(crate) mod inputs;
pub(crate) mod output;
pub(crate) mod quarantine;
pub(crate) mod reading;
mod unnamed;
