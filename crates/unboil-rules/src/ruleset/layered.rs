//! A list in layers: the numbers of a layer continue those of the layers below.
//!
//! `[a, b]` below `[c]` → number 2 is `c`.

use serde::de::DeserializeOwned;

use super::lazy_list::LazyList;

/// Lists, one per layer, numbered as one list.
#[derive(Debug)]
pub(crate) struct Layered<T> {
    /// Each with the number of its first element.
    layers: Vec<(usize, LazyList<T>)>,
    len: usize,
}

impl<T> Layered<T> {
    /// Puts a list on top.
    pub(crate) fn add(&mut self, list: LazyList<T>) {
        let first = self.len;
        self.len += list.len();
        self.layers.push((first, list));
    }

    /// How many elements there are in all layers.
    pub(crate) fn len(&self) -> usize {
        self.len
    }
}

impl<T: DeserializeOwned> Layered<T> {
    /// The element of that number.
    ///
    /// # Panics
    /// There are not that many.
    #[inline]
    pub(crate) fn at(&self, number: usize) -> &T {
        let mut layers = self.layers.iter().rev();
        let (first, list) = layers.find(|(first, _)| *first <= number).expect("numbers come from the list itself");
        &list[number - first]
    }

    /// All elements, from the lowest layer up.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &T> + Clone {
        self.layers.iter().flat_map(|(_, list)| list.iter())
    }
}

impl<T> Default for Layered<T> {
    fn default() -> Self {
        Self { layers: Vec::new(), len: 0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_go_on_from_layer_to_layer() {
        let mut list = Layered::default();
        for layer in [vec![0, 1], vec![], vec![2], vec![3, 4]] {
            list.add(LazyList::from(layer));
        }
        assert_eq!(list.len(), 5);
        assert!(list.iter().copied().eq(0..5));
        assert!((0..5).all(|number| *list.at(number) == number));
    }
}
