//! Watches a folder and cleans the files dropped into it.
//!
//! For each file below IN, an output is written below OUT. It gets its final name only when it is complete and
//! durable. The guarantees are listed in `docs/watch.md`.
//!
//! [`scan`] lists the folder, and [`queue`] decides which files are stable. [`work`] cleans a file on a worker
//! thread. [`engine`] is the main loop: it scans, dispatches tasks, receives results, writes them to the [`journal`]
//! and has [`source_mover`] move the sources. Everything except cleaning happens on one thread in a fixed order, so
//! that the next start can continue after a kill at any point: an output is valid once it has its final name, and a
//! source is moved only when the journal says that its output is durable.
//!
//! `in/a.txt` unchanged → `out/.unboil-….tmp`, fsync, `out/a.txt`, fsync, a line in `in/.unboil/journal`, `done/a.txt`

mod commit;
mod conflicts;
mod delivery;
mod engine;
mod file_name;
mod identity;
mod journal;
mod locked_input;
mod log;
mod metrics;
mod plan;
mod queue;
mod rules;
mod scan;
#[cfg(unix)]
mod signals;
mod source_mover;
mod state_folder;
mod status;
mod status_record;
mod totals;
mod wake;
mod work;

pub(crate) use engine::run;
#[cfg(fuzzing)]
pub(crate) use journal::contents_of as journal_contents;
pub(crate) use log::{Log, LogFormat};
pub(crate) use plan::{After, Ended, Plan, Version};
pub(crate) use rules::Rules;
pub(crate) use status::describe;
