//! The folder watcher: the real binary, each test in folders of its own, killed and held at the steps where it matters.
//!
//! The tests are of Unix, for so are the signals, links and kills they are about.
#![cfg(unix)]

mod again;
mod clash;
mod failing;
mod kills;
mod odd;
mod reload;
mod reports;
#[path = "../cli/scene.rs"]
#[allow(dead_code, reason = "the command line's tests use all of it")]
mod scene;
mod signals;
mod status;
mod taking;
#[path = "../support/tools.rs"]
mod tools;
mod two;
mod watcher;
