//! The pages from which a site is learned, and the samples of all sites.
//!
//! Input: the texts of pages in canonical form. Output: for each site, the [`MOST_PAGES`] different texts with the smallest hashes. Which
//! these are depends on the texts only: not on their order, on threads, or on how a corpus was split. So samples of parts of a
//! corpus merge into exactly the sample of the whole, and memory is bounded for a site of any size. A text that occurs again counts
//! once.
//!
//! pages a, b, a → sample {a, b}, 3 seen

use std::collections::BTreeMap;
use std::io::{self, BufRead, Write};

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

use crate::evidence::MOST_PAGES;

/// The pages of a site.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sample {
    /// By the hash of the text. Of two texts with the same hash, the smaller one.
    pages: BTreeMap<u64, Box<str>>,
    seen: u64,
}

impl Sample {
    /// Adds a page.
    pub fn add(&mut self, text: &str) {
        self.seen += 1;
        self.keep(xxh3_64(text.as_bytes()), text);
    }

    fn keep(&mut self, hash: u64, text: &str) {
        if self.pages.len() == MOST_PAGES && self.pages.last_key_value().is_some_and(|(&last, _)| last < hash) {
            return;
        }
        let page = self.pages.entry(hash).or_insert_with(|| text.into());
        if **page > *text {
            *page = text.into();
        }
        if self.pages.len() > MOST_PAGES {
            self.pages.pop_last();
        }
    }

    /// Adds the pages of another part of the corpus.
    pub fn merge(&mut self, other: &Self) {
        self.seen += other.seen;
        for (&hash, text) in &other.pages {
            self.keep(hash, text);
        }
    }

    /// How many pages were added, with those that are not in the sample.
    #[must_use]
    pub fn seen(&self) -> u64 {
        self.seen
    }

    /// The different texts in the sample, in the order of their hashes.
    pub(crate) fn pages(&self) -> impl ExactSizeIterator<Item = &str> {
        self.pages.values().map(AsRef::as_ref)
    }
}

/// The samples of all sites of a corpus, by host. The empty host is that of documents without a site.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Samples(BTreeMap<String, Sample>);

/// A line of the file of samples.
#[derive(Serialize, Deserialize)]
struct StoredSample<'s> {
    site: String,
    seen: u64,
    #[serde(borrow)]
    pages: Vec<std::borrow::Cow<'s, str>>,
}

impl Samples {
    /// Adds a page of a site.
    pub fn add(&mut self, host: &str, text: &str) {
        match self.0.get_mut(host) {
            Some(sample) => sample.add(text),
            None => self.0.entry(host.to_owned()).or_default().add(text),
        }
    }

    /// Adds the samples of another part of the corpus.
    pub fn merge(&mut self, other: &Self) {
        for (host, sample) in &other.0 {
            self.0.entry(host.clone()).or_default().merge(sample);
        }
    }

    /// The sites by host, sorted.
    pub fn sites(&self) -> impl Iterator<Item = (&str, &Sample)> {
        self.0.iter().map(|(host, sample)| (host.as_str(), sample))
    }

    /// Writes the samples as JSON Lines, one site a line.
    ///
    /// # Errors
    /// `out` cannot be written.
    pub fn write(&self, mut out: impl Write) -> io::Result<()> {
        for (host, sample) in &self.0 {
            let pages = sample.pages().map(Into::into).collect();
            let stored = StoredSample { site: host.clone(), seen: sample.seen, pages };
            serde_json::to_writer(&mut out, &stored)?;
            out.write_all(b"\n")?;
        }
        out.flush()
    }

    /// Adds the samples that [`write`](Self::write) has written.
    ///
    /// # Errors
    /// `input` cannot be read or is not a file of samples; the error names the line.
    pub fn read(&mut self, input: impl BufRead) -> io::Result<()> {
        for (line, number) in input.lines().zip(1..) {
            let line = line?;
            let fault = |error: serde_json::Error| {
                let what = format!("line {number} is not a sample that `unboil learn --counts` wrote: {error}");
                io::Error::new(io::ErrorKind::InvalidData, what)
            };
            let stored: StoredSample<'_> = serde_json::from_str(&line).map_err(fault)?;
            let sample = self.0.entry(stored.site).or_default();
            sample.seen += stored.seen;
            for page in &stored.pages {
                sample.keep(xxh3_64(page.as_bytes()), page);
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_large_site_keeps_as_many_pages_as_are_looked_at() {
        let mut sample = Sample::default();
        (0..1000).for_each(|number| sample.add(&format!("page {number}")));
        assert_eq!((sample.pages().len(), sample.seen()), (MOST_PAGES, 1000));
    }

    #[test]
    fn what_was_written_is_read() {
        let mut samples = Samples::default();
        samples.add("example.com", "A \"quoted\" line\u{1}\nand another");
        samples.add("", "no site");
        let mut written = Vec::new();
        samples.write(&mut written).unwrap();
        let mut read = Samples::default();
        read.read(&*written).unwrap();
        assert_eq!(read, samples);
        let error = read.read(&b"{}\n"[..]).unwrap_err().to_string();
        assert!(error.contains("line 1 is not a sample"), "{error}");
    }

    proptest! {
        /// Splitting, order and merging change nothing, also beyond the size of a sample.
        #[test]
        fn parts_merge_into_the_whole(
            pages in prop::collection::vec((0..3_u8, 0..600_u16), 0..900),
            parts in prop::collection::vec(0..4_usize, 900),
            written in any::<bool>(),
        ) {
            let text = |page: &u16| format!("text of page {page}");
            let mut whole = Samples::default();
            pages.iter().for_each(|(site, page)| whole.add(&site.to_string(), &text(page)));
            let mut split = vec![Samples::default(); 4];
            for ((site, page), part) in pages.iter().zip(&parts).rev() {
                split[*part].add(&site.to_string(), &text(page));
            }
            let mut merged = Samples::default();
            for part in &split {
                if written {
                    let mut bytes = Vec::new();
                    part.write(&mut bytes).unwrap();
                    merged.read(&*bytes).unwrap();
                } else {
                    merged.merge(part);
                }
            }
            prop_assert_eq!(merged, whole);
        }
    }
}
