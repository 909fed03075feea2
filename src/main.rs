//! The `unboil` command.
fn main() {}
