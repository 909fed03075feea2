//! Phrases by their common beginnings: the names of the months of thirty languages are one walk over the text, and all
//! forms of a date that begin with a day look for that day once.
//!
//! `Get {title}`, `Get it`, numbered 0 and 1 → from the root by `g` to a node with the label `et ` that goes on with `i`
//! and with the placeholder. Built once from sorted phrases; a node stands before those it leads to, so a walk touches
//! few cache lines (a node for every byte, in rows, cost a cache miss a byte).

use serde::{Deserialize, Serialize};

use super::phrase::Token;

/// Phrases, each with a number.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Trie {
    nodes: Vec<Node>,
    /// The labels of all nodes.
    labels: Vec<u8>,
    /// What follows on a folded byte, sorted by it within a node.
    bytes: Vec<(u8, u32)>,
    /// What follows on a placeholder.
    holes: Vec<(usize, u32)>,
    /// The numbers of the phrases that end at a node.
    ends: Vec<u32>,
}

/// Ranges of the trie's lists: where they begin, and how many there are.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
struct Node {
    label: (u32, u32),
    bytes: (u32, u32),
    holes: (u32, u32),
    ends: (u32, u32),
}

/// A step through a phrase. Bytes sort before placeholders.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    Byte(u8),
    Hole(usize),
}

type Phrases = [(Vec<Step>, u32)];

impl Trie {
    /// The number of the node where phrases begin; its label is empty.
    pub(crate) const ROOT: u32 = 0;

    /// Builds it from phrases and their numbers.
    pub(crate) fn build<'t>(phrases: impl IntoIterator<Item = (&'t [Token], u32)>) -> Self {
        let mut sorted: Vec<(Vec<Step>, u32)> = phrases.into_iter().map(|(tokens, n)| (steps(tokens), n)).collect();
        sorted.sort_unstable();
        let mut trie = Self {
            nodes: vec![Node::default()],
            labels: Vec::new(),
            bytes: Vec::new(),
            holes: Vec::new(),
            ends: Vec::new(),
        };
        // A node, the phrases that pass it, and how many steps led to it; the next one is always its first child.
        let mut todo: Vec<(u32, &Phrases, usize)> = vec![(Self::ROOT, &sorted, 0)];
        while let Some((node, phrases, depth)) = todo.pop() {
            let first = todo.len();
            trie.node(node, phrases, depth, &mut todo);
            todo[first..].reverse();
        }
        trie
    }

    /// Fills node `at` and says what is to be done for those that follow it. Lists are shorter than 2^32: rule files of
    /// that size are not read.
    fn node<'p>(&mut self, at: u32, phrases: &'p Phrases, depth: usize, todo: &mut Vec<(u32, &'p Phrases, usize)>) {
        let mut depth = depth;
        let mut node = Node { label: (self.labels.len() as u32, 0), ..Node::default() };
        if at != Self::ROOT
            && let [first, .., last] | [first @ last] = phrases
        {
            // Sorted, so what the first and the last have in common all have.
            let common = first.0[depth..].iter().zip(&last.0[depth..]).take_while(|(a, b)| a == b);
            let label = common.map_while(|(step, _)| if let Step::Byte(byte) = step { Some(*byte) } else { None });
            self.labels.extend(label);
            node.label.1 = self.labels.len() as u32 - node.label.0;
            depth += node.label.1 as usize;
        }
        node.bytes.0 = self.bytes.len() as u32;
        node.holes.0 = self.holes.len() as u32;
        node.ends.0 = self.ends.len() as u32;
        for same in phrases.chunk_by(|a, b| a.0.get(depth) == b.0.get(depth)) {
            let child = self.nodes.len() as u32;
            match same[0].0.get(depth) {
                None => self.ends.extend(same.iter().map(|(_, number)| *number)),
                Some(step) => {
                    match step {
                        Step::Byte(byte) => self.bytes.push((*byte, child)),
                        Step::Hole(hole) => self.holes.push((*hole, child)),
                    }
                    self.nodes.push(Node::default());
                    todo.push((child, same, depth + 1));
                }
            }
        }
        node.bytes.1 = self.bytes.len() as u32 - node.bytes.0;
        node.holes.1 = self.holes.len() as u32 - node.holes.0;
        node.ends.1 = self.ends.len() as u32 - node.ends.0;
        self.nodes[at as usize] = node;
    }

    /// Whether it holds no phrase.
    pub(crate) fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The folded bytes that must follow at a node before anything else does.
    #[inline]
    pub(crate) fn label(&self, at: u32) -> &[u8] {
        part(&self.labels, self.nodes[at as usize].label)
    }

    /// The numbers of the phrases that end at a node, behind its label.
    #[inline]
    pub(crate) fn ends(&self, at: u32) -> &[u32] {
        part(&self.ends, self.nodes[at as usize].ends)
    }

    /// The placeholders that follow at a node, with the nodes behind them.
    #[inline]
    pub(crate) fn holes(&self, at: u32) -> &[(usize, u32)] {
        part(&self.holes, self.nodes[at as usize].holes)
    }

    /// The folded bytes that follow at a node, sorted, with the nodes behind them.
    #[inline]
    pub(crate) fn bytes(&self, at: u32) -> &[(u8, u32)] {
        part(&self.bytes, self.nodes[at as usize].bytes)
    }

    /// The node that follows on a folded byte.
    #[inline]
    pub(crate) fn on(&self, at: u32, byte: u8) -> Option<u32> {
        let bytes = self.bytes(at);
        bytes.binary_search_by_key(&byte, |(b, _)| *b).ok().map(|i| bytes[i].1)
    }

    /// The placeholders that stand anywhere in its phrases.
    pub(super) fn all_holes(&self) -> impl Iterator<Item = usize> {
        self.holes.iter().map(|(hole, _)| *hole)
    }

    /// The literals that phrases begin with, up to where they end or a placeholder follows; none for those that begin
    /// with a placeholder.
    pub(super) fn first_literals(&self) -> Vec<Vec<u8>> {
        let mut literals = Vec::new();
        let mut todo: Vec<(u32, Vec<u8>)> = self.bytes(Self::ROOT).iter().map(|&(b, to)| (to, vec![b])).collect();
        while let Some((at, mut so_far)) = todo.pop() {
            so_far.extend(self.label(at));
            if !self.ends(at).is_empty() || !self.holes(at).is_empty() {
                // What goes on from here begins with the same literal.
                literals.push(so_far);
                continue;
            }
            for &(byte, to) in self.bytes(at) {
                let mut longer = so_far.clone();
                longer.push(byte);
                todo.push((to, longer));
            }
        }
        literals
    }
}

#[inline]
fn part<T>(list: &[T], (from, len): (u32, u32)) -> &[T] {
    &list[from as usize..][..len as usize]
}

impl Default for Trie {
    fn default() -> Self {
        Self::build([])
    }
}

fn steps(tokens: &[Token]) -> Vec<Step> {
    let mut steps = Vec::new();
    for token in tokens {
        match token {
            Token::Lit(literal) => steps.extend(literal.bytes().map(Step::Byte)),
            Token::Hole(hole) => steps.push(Step::Hole(*hole)),
        }
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::*;

    fn walk(trie: &Trie, text: &str) -> Option<Vec<u32>> {
        let (mut node, mut rest) = (Trie::ROOT, text.as_bytes());
        loop {
            rest = rest.strip_prefix(trie.label(node))?;
            let [byte, behind @ ..] = rest else { return Some(trie.ends(node).to_vec()) };
            (node, rest) = (trie.on(node, *byte)?, behind);
        }
    }

    #[test]
    fn every_phrase_is_found_where_it_ends() {
        let lit = |text: &str| vec![Token::Lit(text.into())];
        let with_hole = vec![Token::Lit("ab".into()), Token::Hole(7), Token::Lit("c".into())];
        let phrases = [lit("ab"), lit("abc"), lit("abd"), lit("b"), with_hole, lit("ab")];
        let trie = Trie::build(phrases.iter().map(Vec::as_slice).zip(0..));
        assert_eq!(walk(&trie, "ab"), Some(vec![0, 5]));
        assert_eq!(walk(&trie, "abd"), Some(vec![2]));
        assert_eq!(walk(&trie, "a"), None);
        assert_eq!(walk(&trie, "abx"), None);
        let ab = trie.on(Trie::ROOT, b'a').unwrap();
        let [(7, behind)] = *trie.holes(ab) else { panic!("a placeholder follows") };
        assert_eq!((trie.label(behind), trie.ends(behind)), (b"c".as_slice(), [4].as_slice()));
        let mut first = trie.first_literals();
        first.sort();
        assert_eq!(first, [b"ab".to_vec(), b"b".to_vec()]);
    }
}
