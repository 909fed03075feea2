//! Every system call that touches the files of a run fails in turn, with each error that the system could give.
//!
//! `strace` makes the real binary see the error. After each fault the files are compared with those of an undisturbed run: no
//! source is lost, no file under its final name is half-written, the exit code is the documented one, a message names the file, and
//! a second run finishes the work.
#![cfg(target_os = "linux")]

mod clean;
mod durable;
mod fault;
mod full_disk;
mod in_place;
mod injection;
mod job;
#[cfg(feature = "watch")]
mod output_folder;
mod restore;
#[path = "../cli/scene.rs"]
#[allow(dead_code, reason = "the command line's tests use all of it")]
mod scene;
mod short;
#[path = "../support/tools.rs"]
mod tools;
mod trace;
mod tree;
mod verdict;
#[cfg(feature = "watch")]
mod watch;
