//! Which encoding bytes are most likely in, by the statistics of letters and words.

pub(crate) mod guess;
mod languages;
pub(crate) mod plausible;
pub(crate) mod redecode;
mod sample;
mod score_table;
mod scores;
mod writing_system;
