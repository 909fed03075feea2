//! Files as the command reads and writes them.

pub(crate) mod atomic;
pub(crate) mod directory;
pub(crate) mod file_id;
pub(crate) mod fsync;
pub(crate) mod hash;
pub(crate) mod inputs;
pub(crate) mod output_folder;
pub(crate) mod quarantine;
pub(crate) mod reading;
