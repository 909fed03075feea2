//! A set of places of lines, one bit each.

/// Places of lines.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PlaceSet {
    words: Vec<u64>,
}

impl PlaceSet {
    /// Adds a place.
    pub fn insert(&mut self, place: usize) {
        let word = place / 64;
        if word >= self.words.len() {
            self.words.resize(word + 1, 0);
        }
        self.words[word] |= 1 << (place % 64);
    }

    /// The places, in order.
    pub fn iter(&self) -> impl Iterator<Item = usize> {
        self.words.iter().enumerate().flat_map(|(number, &word)| {
            let mut left = word;
            std::iter::from_fn(move || {
                let bit = left.trailing_zeros();
                left &= left.wrapping_sub(1);
                (bit < 64).then_some(number * 64 + bit as usize)
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_come_out_in_order() {
        let mut places = PlaceSet::default();
        assert_eq!(places.iter().next(), None);
        [130, 0, 63, 64, 0].into_iter().for_each(|place| places.insert(place));
        assert_eq!(places.iter().collect::<Vec<_>>(), [0, 63, 64, 130]);
    }
}
