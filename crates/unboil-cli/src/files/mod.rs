//! Files as the command reads and writes them.

pub(crate) mod atomic;
pub(crate) mod attributes;
pub(crate) mod directory;
pub(crate) mod file_id;
pub(crate) mod file_mode;
pub(crate) mod fsync;
pub(crate) mod hash;
pub(crate) mod inputs;
pub(crate) mod leftovers;
pub(crate) mod location;
pub(crate) mod named_file;
pub(crate) mod output_folder;
pub(crate) mod quarantine;
pub(crate) mod readiness;
pub(crate) mod reading;
pub(crate) mod temporary_name;
