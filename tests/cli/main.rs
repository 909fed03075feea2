//! The real binary, each test in a folder of its own. What is expected of the text is only what any rules leave alone.

mod failures;
mod folders;
mod formats;
mod options;
mod records;
mod runs;
mod scene;
mod settings;
mod sites;
mod streams;
