//! How many documents lose which share of their text.
//!
//! `[0.0, 0.05, 0.31]` → nothing: 1, up to 10 %: 1, 30 to 40 %: 1

/// Documents by the share that rules remove: nothing, then tenths.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Histogram([usize; 11]);

impl Histogram {
    /// Adds a document of which rules remove `part` of `whole` bytes.
    pub(super) fn add(&mut self, part: usize, whole: usize) {
        let tenth = if part == 0 { 0 } else { (part.saturating_mul(10).div_ceil(whole.max(1))).clamp(1, 10) };
        self.0[tenth] += 1;
    }

    /// Each share with its documents, the smallest first.
    pub(super) fn rows(&self) -> impl Iterator<Item = (String, usize)> {
        self.0.iter().enumerate().map(|(tenth, &documents)| {
            let name = match tenth {
                0 => "nothing".to_owned(),
                1 => "up to 10 %".to_owned(),
                _ => format!("{} to {} %", (tenth - 1) * 10, tenth * 10),
            };
            (name, documents)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_in_the_tenth_that_it_ends() {
        let mut all = Histogram::default();
        for (part, whole) in [(0, 0), (0, 9), (1, 1000), (100, 1000), (101, 1000), (1000, 1000), (7, 0)] {
            all.add(part, whole);
        }
        assert_eq!(all.0, [2, 2, 1, 0, 0, 0, 0, 0, 0, 0, 2]);
        let names: Vec<_> = all.rows().map(|(name, _)| name).take(3).collect();
        assert_eq!(names, ["nothing", "up to 10 %", "10 to 20 %"]);
    }
}
