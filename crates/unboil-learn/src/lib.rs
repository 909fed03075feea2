//! Learns what a site prints on its pages, for [unboil](https://docs.rs/unboil).
//!
//! Input: the texts of pages, by site. Output: for each site a rule file that removes the lines that recur on its pages, with the
//! evidence for each. Rules say on how many pages their lines appear; people can read, correct and share them. The result depends
//! on the texts only.
//!
//! ```
//! use unboil_learn::{Samples, learn};
//!
//! let mut samples = Samples::default();
//! samples.add("example.com", "Menu\nThe ferry to the islands sailed at seven with forty people on board, the harbour said.\nShare this\n");
//! samples.add("example.com", "Menu\nA new bakery opened in the old mill, and it sold out on its first morning, as we saw.\nShare this\n");
//! let (host, sample) = samples.sites().next().unwrap();
//! let learned = learn(host, sample).unwrap();
//! assert!(learned.text.contains("why = \"appears on 2 of 2 pages\""));
//! ```

mod copies;
mod corpus;
mod evidence;
mod learning;
mod notes;
mod pack;
mod pages;
mod quoted;
mod recurring;
mod rule_file;
mod sample;
mod shared;
mod similar;
mod slots;
mod trial;
mod update;

pub use corpus::{learn_all, normalizer, on_all_cores, site_name, sites_to_learn};
pub use evidence::Evidence;
pub use learning::{Learned, file_name, learn, learn_with, update};
pub use sample::{Sample, Samples};
pub use shared::{SharedLine, shared_lines};
pub use update::{UpdateError, Updated};
