//! A folder that cleans itself: files are dropped in, clean ones come out, for as long as it is left running.
//!
//! Goes in: a [`Plan`] of folders and times, and a way to compile rules. Comes out: for each file below IN one below OUT,
//! complete and durable under its final name, and a line of log. What is promised stands in `docs/watch.md`.
//!
//! [`scan`] lists the folder and [`queue`] decides which files have come to rest. [`work`] cleans one, on a thread of its
//! own. [`engine`] goes round and round: look, hand out, take results, write them to the [`journal`], [`source_mover`] the sources.
//! Everything but the cleaning happens on one thread, in one order, so that a kill between any two steps leaves
//! something that the next start understands: an output counts when it has its name, a source moves when the journal says
//! that its output is there.
//!
//! `in/a.txt` at rest → `out/.unboil-….tmp`, fsync, `out/a.txt`, fsync, a line in `in/.unboil/journal`, `done/a.txt`

mod commit;
mod conflicts;
mod engine;
mod file_name;
mod identity;
mod journal;
mod locked_input;
mod log;
mod plan;
mod queue;
mod rules;
mod scan;
#[cfg(unix)]
mod signals;
mod source_mover;
mod state_folder;
mod status;
mod wake;
mod work;

pub(crate) use engine::run;
pub(crate) use log::{Log, LogFormat};
pub(crate) use plan::{After, Ended, Plan, Version};
pub(crate) use rules::Rules;
pub(crate) use status::show;
