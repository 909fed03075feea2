//! Tests of the folder watcher. Each runs the binary in folders of its own, and kills or pauses it at certain steps.
//!
//! They need Unix (signals, links, kills). Those that stop the watcher at a step need a debug build of the command.
#![cfg(unix)]
#![cfg_attr(not(debug_assertions), allow(dead_code, reason = "only tests that hold the watcher use all of it"))]

mod again;
mod clash;
mod deliveries;
mod documentation;
mod failing;
#[cfg(target_os = "linux")]
mod faults;
#[cfg(debug_assertions)]
mod kills;
mod odd;
mod reload;
mod reports;
#[path = "../cli/scene.rs"]
#[allow(dead_code, reason = "the command line's tests use all of it")]
mod scene;
#[cfg(debug_assertions)]
mod signals;
mod status;
mod taking;
#[path = "../support/tools.rs"]
mod tools;
mod trust;
mod two;
mod watcher;
