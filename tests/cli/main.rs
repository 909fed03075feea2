//! The real binary, each test in a folder of its own. What is expected of the text is only what any rules leave alone.

mod failures;
mod folders;
mod looking;
mod options;
mod records;
mod reports;
mod scene;
mod sites;
mod streams;
