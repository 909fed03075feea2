//! Tests of the binary, each in a folder of its own. The expected texts do not depend on particular rules.

mod archives;
#[cfg(unix)]
mod destinations;
mod documentation;
mod encodings;
#[cfg(target_os = "linux")]
mod escapes;
mod exit_codes;
mod failures;
mod folders;
mod formats;
#[cfg(target_os = "linux")]
mod hostile;
#[cfg(unix)]
mod in_place;
#[cfg(unix)]
mod json;
mod learn_update;
mod learning;
mod leftovers;
mod limits;
mod looking;
mod markdown;
#[cfg(target_os = "linux")]
mod memory;
#[cfg(unix)]
mod mistakes;
mod not_text;
mod options;
#[cfg(unix)]
mod overwriting;
mod pandas;
#[cfg(debug_assertions)]
mod panics;
#[cfg(unix)]
mod progress;
mod records;
mod reports;
mod review;
mod runs;
mod scene;
mod settings;
mod sites;
mod stats;
mod streams;
mod table_encodings;
#[cfg(feature = "parquet")]
mod tables;
#[path = "../support/tools.rs"]
mod tools;
#[cfg(unix)]
mod trust;
mod undo;
mod zip;
mod zips;
