//! Tests of the folder watcher. Each runs the binary in folders of its own, and kills or pauses it at certain steps.
//!
//! Unix only, because they use signals, links and kills.
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
