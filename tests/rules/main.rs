//! What rule authors see: every error, every lint, the commands for rules, the configuration. Errors and lints are golden
//! files: `NAME.toml` gives `NAME.txt`; `UNBOIL_BLESS=1` rewrites them, and the diff is read before it is kept.

mod commands;
mod config;
mod errors;
mod evidence;
mod golden;
mod lint;
#[path = "../cli/scene.rs"]
#[allow(dead_code)]
mod scene;
mod schema;
