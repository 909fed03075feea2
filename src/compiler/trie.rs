//! Phrases by their common beginnings: the names of the months of thirty languages are one walk over the text, and all
//! forms of a date that begin with a day look for that day once.
//!
//! `Get {title}`, `Get it`, numbered 0 and 1 → from the root by `g`, `e`, `t`, ` ` to a node that goes on with `i` and
//! with the placeholder. Built once from sorted phrases into four flat lists, so that a walk stays in few cache lines
//! (nodes with lists of their own took five times the memory).

use super::phrase::Token;

/// Phrases, each with a number.
#[derive(Debug)]
pub(crate) struct Trie {
    /// A node's things begin here and end where the next node's begin; one node more than there are.
    nodes: Vec<Node>,
    /// What follows on a folded byte, sorted by it within a node.
    bytes: Vec<(u8, u32)>,
    /// What follows on a placeholder.
    holes: Vec<(usize, u32)>,
    /// The numbers of the phrases that end at a node.
    ends: Vec<u32>,
}

#[derive(Debug, Clone, Copy)]
struct Node {
    bytes: u32,
    holes: u32,
    ends: u32,
}

/// A step through a phrase. Bytes sort before placeholders.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    Byte(u8),
    Hole(usize),
}

impl Trie {
    /// The number of the node where phrases begin.
    pub(crate) const ROOT: u32 = 0;

    /// Builds it from phrases and their numbers.
    pub(crate) fn build<'t>(phrases: impl IntoIterator<Item = (&'t [Token], u32)>) -> Self {
        let mut sorted: Vec<(Vec<Step>, u32)> = phrases.into_iter().map(|(tokens, n)| (steps(tokens), n)).collect();
        sorted.sort_unstable();
        let mut trie = Self { nodes: Vec::new(), bytes: Vec::new(), holes: Vec::new(), ends: Vec::new() };
        // Nodes in the order they are numbered, each with the phrases that pass it and how many steps led to it.
        let mut todo = vec![(0, sorted.len(), 0)];
        let mut next = 0;
        while let Some(&(from, to, depth)) = todo.get(next) {
            trie.nodes.push(trie.here());
            let mut at = from;
            while at < to {
                let step = sorted[at].0.get(depth).copied();
                let same = sorted[at..to].partition_point(|(steps, _)| steps.get(depth).copied() == step);
                let child = todo.len() as u32;
                match step {
                    None => trie.ends.extend(sorted[at..at + same].iter().map(|(_, number)| *number)),
                    Some(Step::Byte(byte)) => trie.bytes.push((byte, child)),
                    Some(Step::Hole(hole)) => trie.holes.push((hole, child)),
                }
                if step.is_some() {
                    todo.push((at, at + same, depth + 1));
                }
                at += same;
            }
            next += 1;
        }
        trie.nodes.push(trie.here());
        trie
    }

    fn here(&self) -> Node {
        // Fewer than 2^32: a phrase file of that size is not read.
        Node { bytes: self.bytes.len() as u32, holes: self.holes.len() as u32, ends: self.ends.len() as u32 }
    }

    /// Whether it holds no phrase.
    pub(crate) fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    fn node(&self, at: u32) -> (Node, Node) {
        let at = at as usize;
        (self.nodes[at], self.nodes[at + 1])
    }

    /// The numbers of the phrases that end at a node.
    #[inline]
    pub(crate) fn ends(&self, at: u32) -> &[u32] {
        let (node, next) = self.node(at);
        &self.ends[node.ends as usize..next.ends as usize]
    }

    /// The placeholders that follow at a node, with the nodes behind them.
    #[inline]
    pub(crate) fn holes(&self, at: u32) -> &[(usize, u32)] {
        let (node, next) = self.node(at);
        &self.holes[node.holes as usize..next.holes as usize]
    }

    /// The folded bytes that follow at a node, sorted, with the nodes behind them.
    #[inline]
    pub(crate) fn bytes(&self, at: u32) -> &[(u8, u32)] {
        let (node, next) = self.node(at);
        &self.bytes[node.bytes as usize..next.bytes as usize]
    }

    /// The node that follows on a folded byte.
    #[inline]
    pub(crate) fn on(&self, at: u32, byte: u8) -> Option<u32> {
        let bytes = self.bytes(at);
        // Most nodes lie inside a phrase and have one way on.
        if let [(only, to)] = bytes {
            return (*only == byte).then_some(*to);
        }
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
        let mut todo: Vec<(u32, Vec<u8>)> = if self.nodes.len() > 1 {
            self.bytes(Self::ROOT).iter().map(|&(b, to)| (to, vec![b])).collect()
        } else {
            Vec::new()
        };
        while let Some((at, so_far)) = todo.pop() {
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
        let mut at = Trie::ROOT;
        for byte in text.bytes() {
            at = trie.on(at, byte)?;
        }
        Some(trie.ends(at).to_vec())
    }

    #[test]
    fn every_phrase_is_found_where_it_ends() {
        let lit = |text: &str| vec![Token::Lit(text.into())];
        let with_hole = vec![Token::Lit("ab".into()), Token::Hole(7), Token::Lit("c".into())];
        let phrases = [lit("ab"), lit("abc"), lit("abd"), lit("b"), with_hole, lit("ab")];
        let trie = Trie::build(phrases.iter().map(Vec::as_slice).zip(0..));
        assert_eq!(walk(&trie, "ab"), Some(vec![0, 5]));
        assert_eq!(walk(&trie, "abd"), Some(vec![2]));
        assert_eq!(walk(&trie, "a"), Some(vec![]));
        assert_eq!(walk(&trie, "abx"), None);
        let ab = trie.on(trie.on(Trie::ROOT, b'a').unwrap(), b'b').unwrap();
        let [(7, behind)] = *trie.holes(ab) else { panic!("a placeholder follows") };
        assert_eq!(trie.ends(trie.on(behind, b'c').unwrap()), [4]);
        let mut first = trie.first_literals();
        first.sort();
        assert_eq!(first, [b"ab".to_vec(), b"b".to_vec()]);
    }
}
