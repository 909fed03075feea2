//! Phrases by their common beginnings: the names of the months of thirty languages are one walk over the text, and all
//! forms of a date that begin with a day look for that day once.
//!
//! `Get {title}`, `Get it`, numbered 0 and 1 → from the root by `g` to a node with the label `et ` that goes on with `i`
//! and with the placeholder. Built once from sorted phrases; a node stands before those it leads to, so a walk touches
//! few cache lines (a node for every byte, in rows, cost a cache miss a byte).

use bytes::Bytes;

use super::codec::{Numbers, Reader, Table, Writer, pair};
use super::token::Token;

/// Phrases, each with a number.
#[derive(Debug, Clone)]
pub struct Trie {
    /// Of each node, as numbers of four bytes: where its label begins in the labels and how long it is; its first child
    /// and how many follow on a byte; where its placeholders begin and how many there are; its ends in the same way.
    /// The children on bytes stand before those on placeholders, all behind each other.
    nodes: Table<32>,
    /// The labels of all nodes.
    labels: Bytes,
    /// For each node the folded byte that leads to it, sorted among the children of a node.
    bytes: Bytes,
    /// The placeholders that lead to children, node by node.
    holes: Table<4>,
    /// The numbers of the phrases that end at a node.
    ends: Table<4>,
}

/// What a trie is made of while it is.
#[derive(Default)]
struct Draft {
    nodes: Vec<Node>,
    labels: Vec<u8>,
    bytes: Vec<u8>,
    holes: Vec<u32>,
    ends: Vec<u32>,
}

/// Ranges of the trie's lists: where they begin, and how many there are.
#[derive(Debug, Clone, Copy, Default)]
struct Node {
    label: (u32, u32),
    children: (u32, u32),
    holes: (u32, u32),
    ends: (u32, u32),
}

impl Node {
    fn row(&self) -> [u8; 32] {
        let mut row = [0; 32];
        let pairs = [self.label, self.children, self.holes, self.ends];
        for (to, from) in row.as_chunks_mut::<4>().0.iter_mut().zip(pairs.into_iter().flat_map(|(a, b)| [a, b])) {
            *to = from.to_le_bytes();
        }
        row
    }
}

/// A phrase to be sorted in: its steps as a range of all steps, and its number.
type Phrase = (u32, u32, u32);

/// A step through a phrase is a folded byte, or this and the number of a placeholder. Bytes sort before placeholders.
const HOLE: u32 = 1 << 8;

impl Trie {
    /// The number of the node where phrases begin; its label is empty.
    pub const ROOT: u32 = 0;

    /// Builds it from phrases and their numbers.
    pub fn build<'t>(phrases: impl IntoIterator<Item = (&'t [Token], u32)>) -> Self {
        let mut steps = Vec::new();
        let phrases = phrases.into_iter().map(|(tokens, number)| {
            let from = steps.len() as u32;
            for token in tokens {
                match token {
                    Token::Literal(literal) => steps.extend(literal.bytes().map(u32::from)),
                    Token::Placeholder(hole) => steps.push(HOLE + *hole as u32),
                }
            }
            (from, steps.len() as u32, number)
        });
        let phrases = phrases.collect();
        Self::sorted_in(&steps, phrases)
    }

    /// Builds it from folded texts and their numbers.
    pub fn of_texts<'t>(texts: impl IntoIterator<Item = (&'t [u8], u32)>) -> Self {
        let mut steps = Vec::new();
        let phrases = texts.into_iter().map(|(text, number)| {
            let from = steps.len() as u32;
            steps.extend(text.iter().copied().map(u32::from));
            (from, steps.len() as u32, number)
        });
        let phrases = phrases.collect();
        Self::sorted_in(&steps, phrases)
    }

    /// Lists are shorter than 2^32: rule files of that size are not read.
    fn sorted_in(steps: &[u32], mut phrases: Vec<Phrase>) -> Self {
        let of = |&(from, to, _): &Phrase| &steps[from as usize..to as usize];
        phrases.sort_unstable_by(|a, b| of(a).cmp(of(b)).then(a.2.cmp(&b.2)));
        let mut draft = Draft { nodes: vec![Node::default()], bytes: vec![0], ..Draft::default() };
        // A node, the phrases that pass it, and how many steps led to it; the next one is always its first child.
        let mut todo: Vec<(u32, &[Phrase], usize)> = vec![(Self::ROOT, &phrases, 0)];
        while let Some((node, phrases, depth)) = todo.pop() {
            let first = todo.len();
            draft.node(steps, node, phrases, depth, &mut todo);
            todo[first..].reverse();
        }
        Self {
            nodes: draft.nodes.iter().map(Node::row).collect(),
            labels: draft.labels.into(),
            bytes: draft.bytes.into(),
            holes: draft.holes.into_iter().collect(),
            ends: draft.ends.into_iter().collect(),
        }
    }

    /// Saves it for [`read`](Self::read).
    pub fn save(&self, to: &mut Writer) {
        to.table(&self.nodes);
        to.bytes(&self.labels);
        to.bytes(&self.bytes);
        to.table(&self.holes);
        to.table(&self.ends);
    }

    /// What was saved; nothing where it was something else.
    pub fn read(from: &mut Reader) -> Option<Self> {
        Some(Self {
            nodes: from.table()?,
            labels: from.bytes()?,
            bytes: from.bytes()?,
            holes: from.table()?,
            ends: from.table()?,
        })
    }

    /// Whether it holds no phrase.
    pub fn is_empty(&self) -> bool {
        self.ends.rows().is_empty()
    }

    /// One of the four ranges of a node; an empty one where there is no such node.
    #[inline(always)]
    fn range<const AT: usize>(&self, at: u32) -> (u32, u32) {
        let ranges = self.nodes.get(at as usize).map(|row| row.as_chunks().0);
        ranges.and_then(|ranges| ranges.get(AT)).map_or((0, 0), |range| pair(*range))
    }

    /// The folded bytes that must follow at a node before anything else does.
    #[inline]
    pub fn label(&self, at: u32) -> &[u8] {
        part(&self.labels, self.range::<0>(at))
    }

    /// The numbers of the phrases that end at a node, behind its label.
    #[inline]
    pub fn ends(&self, at: u32) -> Numbers<'_> {
        let (from, len) = self.range::<3>(at);
        Numbers::of(&self.ends, from, len)
    }

    /// The placeholders that follow at a node, with the nodes behind them.
    #[inline]
    pub fn holes(&self, at: u32) -> impl Iterator<Item = (usize, u32)> {
        let ((first, bytes), (from, len)) = (self.range::<1>(at), self.range::<2>(at));
        Numbers::of(&self.holes, from, len).iter().map(|hole| hole as usize).zip(first + bytes..)
    }

    /// The folded bytes that follow at a node, sorted, with the nodes behind them.
    #[inline]
    pub fn bytes(&self, at: u32) -> impl Iterator<Item = (u8, u32)> {
        let children = self.range::<1>(at);
        part(&self.bytes, children).iter().copied().zip(children.0..)
    }

    /// The node that follows on a folded byte.
    #[inline]
    pub fn on(&self, at: u32, byte: u8) -> Option<u32> {
        let children = self.range::<1>(at);
        let found = part(&self.bytes, children).binary_search(&byte).ok()?;
        Some(children.0 + found as u32)
    }

    /// The placeholders that stand anywhere in its phrases.
    pub fn all_holes(&self) -> impl Iterator<Item = usize> {
        self.holes.rows().iter().map(|hole| u32::from_le_bytes(*hole) as usize)
    }

    /// The literals that phrases begin with, up to where they end or a placeholder follows; none for those that begin
    /// with a placeholder.
    pub fn first_literals(&self) -> Vec<Vec<u8>> {
        let mut literals = Vec::new();
        let mut todo: Vec<(u32, Vec<u8>)> = self.bytes(Self::ROOT).map(|(b, to)| (to, vec![b])).collect();
        while let Some((at, mut so_far)) = todo.pop() {
            so_far.extend(self.label(at));
            if !self.ends(at).is_empty() || self.holes(at).next().is_some() {
                // What goes on from here begins with the same literal.
                literals.push(so_far);
                continue;
            }
            for (byte, to) in self.bytes(at) {
                let mut longer = so_far.clone();
                longer.push(byte);
                todo.push((to, longer));
            }
        }
        literals
    }
}

impl Draft {
    /// Fills node `at` and says what is to be done for those that follow it.
    fn node<'p>(
        &mut self,
        steps: &[u32],
        at: u32,
        phrases: &'p [Phrase],
        depth: usize,
        todo: &mut Vec<(u32, &'p [Phrase], usize)>,
    ) {
        let of = |&(from, to, _): &Phrase| &steps[from as usize..to as usize];
        let mut depth = depth;
        let mut node = Node { label: (self.labels.len() as u32, 0), ..Node::default() };
        if at != Trie::ROOT
            && let [first, .., last] | [first @ last] = phrases
        {
            // Sorted, so what the first and the last have in common all have.
            let common = of(first)[depth..].iter().zip(&of(last)[depth..]).take_while(|(a, b)| a == b);
            self.labels.extend(common.map_while(|(step, _)| u8::try_from(*step).ok()));
            node.label.1 = self.labels.len() as u32 - node.label.0;
            depth += node.label.1 as usize;
        }
        node.children.0 = self.nodes.len() as u32;
        node.holes.0 = self.holes.len() as u32;
        node.ends.0 = self.ends.len() as u32;
        for same in phrases.chunk_by(|a, b| of(a).get(depth) == of(b).get(depth)) {
            let Some(&step) = of(&same[0]).get(depth) else {
                self.ends.extend(same.iter().map(|(.., number)| *number));
                continue;
            };
            todo.push((self.nodes.len() as u32, same, depth + 1));
            self.nodes.push(Node::default());
            match u8::try_from(step) {
                Ok(byte) => {
                    self.bytes.push(byte);
                    node.children.1 += 1;
                }
                Err(_) => {
                    self.bytes.push(0);
                    self.holes.push(step - HOLE);
                }
            }
        }
        node.holes.1 = self.holes.len() as u32 - node.holes.0;
        node.ends.1 = self.ends.len() as u32 - node.ends.0;
        self.nodes[at as usize] = node;
    }
}

/// A part of the list; nothing of it where it ends before.
#[inline(always)]
fn part(list: &[u8], (from, len): (u32, u32)) -> &[u8] {
    list.get(from as usize..from as usize + len as usize).unwrap_or_default()
}

impl Default for Trie {
    fn default() -> Self {
        Self::build([])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn walk(trie: &Trie, text: &str) -> Option<Vec<u32>> {
        let (mut node, mut rest) = (Trie::ROOT, text.as_bytes());
        loop {
            rest = rest.strip_prefix(trie.label(node))?;
            let [byte, behind @ ..] = rest else { return Some(trie.ends(node).iter().collect()) };
            (node, rest) = (trie.on(node, *byte)?, behind);
        }
    }

    #[test]
    fn every_phrase_is_found_where_it_ends() {
        let lit = |text: &str| vec![Token::Literal(text.into())];
        let with_hole = vec![Token::Literal("ab".into()), Token::Placeholder(7), Token::Literal("c".into())];
        let phrases = [lit("ab"), lit("abc"), lit("abd"), lit("b"), with_hole, lit("ab")];
        let trie = Trie::build(phrases.iter().map(Vec::as_slice).zip(0..));
        assert_eq!(walk(&trie, "ab"), Some(vec![0, 5]));
        assert_eq!(walk(&trie, "abd"), Some(vec![2]));
        assert_eq!(walk(&trie, "a"), None);
        assert_eq!(walk(&trie, "abx"), None);
        let ab = trie.on(Trie::ROOT, b'a').unwrap();
        let [(7, behind)] = *trie.holes(ab).collect::<Vec<_>>() else { panic!("a placeholder follows") };
        assert_eq!(trie.label(behind), b"c");
        assert!(trie.ends(behind).iter().eq([4]));
        let mut first = trie.first_literals();
        first.sort();
        assert_eq!(first, [b"ab".to_vec(), b"b".to_vec()]);
        let mut saved = Writer::default();
        trie.save(&mut saved);
        let read = Trie::read(&mut Reader::new(saved.finish().into())).unwrap();
        assert_eq!(walk(&read, "ab"), Some(vec![0, 5]));
    }
}
