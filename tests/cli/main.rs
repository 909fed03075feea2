//! The real binary, each test in a folder of its own. What is expected of the text is only what any rules leave alone.

mod encodings;
mod failures;
mod folders;
mod options;
mod records;
mod scene;
mod streams;
