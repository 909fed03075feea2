//! Phrases in a radix tree: the month names of thirty languages are found in one walk over the text, and all forms of a
//! date that begin with a day look for that day once.
//!
//! `Get {title}`, `Get it`, numbered 0 and 1 → from the root, `g` leads to a node with the label `et `, whose children are `i`
//! and the placeholder. Built once from sorted phrases; a node is stored before its children, so a walk touches few cache
//! lines (one node per byte, in rows, cost a cache miss per byte).

use bytes::Bytes;

use super::codec::{Numbers, Reader, RowTable, Writer, pair};
use super::token::Token;

/// Phrases, each with a number.
#[derive(Debug, Clone)]
pub struct Trie {
    /// For each node, numbers of four bytes: start and length of its label; its first child and how many children follow on
    /// a byte; start and number of its placeholders; start and number of its ends. The children of a node are adjacent,
    /// those on bytes before those on placeholders.
    nodes: RowTable<32>,
    /// The labels of all nodes.
    labels: Bytes,
    /// For each node the folded byte that leads to it, sorted among the children of a node.
    bytes: Bytes,
    /// The placeholders that lead to children, node by node.
    placeholders: RowTable<4>,
    /// The numbers of the phrases that end at a node.
    ends: RowTable<4>,
}

/// A trie under construction.
#[derive(Default)]
struct Draft {
    nodes: Vec<Node>,
    labels: Vec<u8>,
    bytes: Vec<u8>,
    placeholders: Vec<u32>,
    ends: Vec<u32>,
}

/// Ranges of the trie's lists, each as start and length.
#[derive(Debug, Clone, Copy, Default)]
struct Node {
    label: (u32, u32),
    children: (u32, u32),
    placeholders: (u32, u32),
    ends: (u32, u32),
}

impl Node {
    fn row(&self) -> [u8; 32] {
        let mut row = [0; 32];
        let pairs = [self.label, self.children, self.placeholders, self.ends];
        for (to, from) in row.as_chunks_mut::<4>().0.iter_mut().zip(pairs.into_iter().flat_map(|(a, b)| [a, b])) {
            *to = from.to_le_bytes();
        }
        row
    }
}

/// A phrase to insert: its steps as a range of all steps, and its number.
type NumberedPhrase = (u32, u32, u32);

/// A step through a phrase is a folded byte, or this plus the number of a placeholder. Bytes sort before placeholders.
const PLACEHOLDER: u32 = 1 << 8;

impl Trie {
    /// The number of the node where phrases begin; its label is empty.
    pub const ROOT: u32 = 0;

    /// Builds it from phrases and their numbers.
    pub(crate) fn build<'t>(phrases: impl IntoIterator<Item = (&'t [Token], u32)>) -> Self {
        let mut steps = Vec::new();
        let phrases = phrases.into_iter().map(|(tokens, number)| {
            let from = steps.len() as u32;
            for token in tokens {
                match token {
                    Token::Literal(literal) => steps.extend(literal.bytes().map(u32::from)),
                    Token::Placeholder(number) => steps.push(PLACEHOLDER + *number as u32),
                }
            }
            (from, steps.len() as u32, number)
        });
        let phrases = phrases.collect();
        Self::sorted_in(&steps, phrases)
    }

    /// Builds it from folded texts and their numbers.
    pub(crate) fn of_texts<'t>(texts: impl IntoIterator<Item = (&'t [u8], u32)>) -> Self {
        let mut steps = Vec::new();
        let phrases = texts.into_iter().map(|(text, number)| {
            let from = steps.len() as u32;
            steps.extend(text.iter().copied().map(u32::from));
            (from, steps.len() as u32, number)
        });
        let phrases = phrases.collect();
        Self::sorted_in(&steps, phrases)
    }

    /// Lists are shorter than 2^32: rule files are not that large.
    fn sorted_in(steps: &[u32], mut phrases: Vec<NumberedPhrase>) -> Self {
        let of = |&(from, to, _): &NumberedPhrase| &steps[from as usize..to as usize];
        phrases.sort_unstable_by(|a, b| of(a).cmp(of(b)).then(a.2.cmp(&b.2)));
        let mut draft = Draft { nodes: vec![Node::default()], bytes: vec![0], ..Draft::default() };
        // A node, the phrases that pass it, and how many steps led to it; the next one is always its first child.
        let mut todo: Vec<(u32, &[NumberedPhrase], usize)> = vec![(Self::ROOT, &phrases, 0)];
        while let Some((node, phrases, depth)) = todo.pop() {
            let first = todo.len();
            draft.node(steps, node, phrases, depth, &mut todo);
            todo[first..].reverse();
        }
        Self {
            nodes: draft.nodes.iter().map(Node::row).collect(),
            labels: draft.labels.into(),
            bytes: draft.bytes.into(),
            placeholders: draft.placeholders.into_iter().collect(),
            ends: draft.ends.into_iter().collect(),
        }
    }

    /// Saves it for [`read`](Self::read).
    pub(crate) fn save(&self, to: &mut Writer) {
        to.table(&self.nodes);
        to.bytes(&self.labels);
        to.bytes(&self.bytes);
        to.table(&self.placeholders);
        to.table(&self.ends);
    }

    /// Reads a saved trie; `None` if the bytes are not one.
    pub(crate) fn read(from: &mut Reader) -> Option<Self> {
        Some(Self {
            nodes: from.table()?,
            labels: from.bytes()?,
            bytes: from.bytes()?,
            placeholders: from.table()?,
            ends: from.table()?,
        })
    }

    /// Whether it holds no phrase.
    pub fn is_empty(&self) -> bool {
        self.ends.rows().is_empty()
    }

    /// One of the four ranges of a node.
    #[inline(always)]
    fn range<const AT: usize>(&self, at: u32) -> (u32, u32) {
        pair(self.nodes.rows()[at as usize].as_chunks().0[AT])
    }

    /// The folded bytes that must come first at a node.
    #[inline]
    pub fn label(&self, at: u32) -> &[u8] {
        part(&self.labels, self.range::<0>(at))
    }

    /// The numbers of the phrases that end at a node, after its label.
    #[inline]
    pub fn ends(&self, at: u32) -> Numbers<'_> {
        let (from, len) = self.range::<3>(at);
        Numbers::of(&self.ends, from, len)
    }

    /// The placeholders that follow at a node, with the nodes they lead to.
    #[inline]
    pub fn placeholders(&self, at: u32) -> impl Iterator<Item = (usize, u32)> {
        let ((first, bytes), (from, len)) = (self.range::<1>(at), self.range::<2>(at));
        Numbers::of(&self.placeholders, from, len).iter().map(|number| number as usize).zip(first + bytes..)
    }

    /// The folded bytes that follow at a node, sorted, with the nodes they lead to.
    #[inline]
    pub(crate) fn bytes(&self, at: u32) -> impl Iterator<Item = (u8, u32)> {
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

    /// The placeholders used anywhere in its phrases.
    pub(crate) fn all_placeholders(&self) -> impl Iterator<Item = usize> {
        self.placeholders.rows().iter().map(|number| u32::from_le_bytes(*number) as usize)
    }

    /// The phrases, with their numbers, sorted.
    pub(crate) fn phrases(&self) -> Vec<(Vec<Token>, u32)> {
        let mut phrases = Vec::new();
        // A node, and the tokens and the unfinished literal that lead to it.
        let mut todo: Vec<(u32, Vec<Token>, Vec<u8>)> = vec![(Self::ROOT, Vec::new(), Vec::new())];
        while let Some((at, tokens, mut literal)) = todo.pop() {
            literal.extend(self.label(at));
            let finished = || {
                let mut tokens = tokens.clone();
                if !literal.is_empty() {
                    let text = String::from_utf8(literal.clone()).expect("phrases are text");
                    tokens.push(Token::Literal(text.into()));
                }
                tokens
            };
            phrases.extend(self.ends(at).iter().map(|number| (finished(), number)));
            let first = todo.len();
            for (byte, to) in self.bytes(at) {
                todo.push((to, tokens.clone(), [literal.as_slice(), &[byte]].concat()));
            }
            for (number, to) in self.placeholders(at) {
                let mut tokens = finished();
                tokens.push(Token::Placeholder(number));
                todo.push((to, tokens, Vec::new()));
            }
            todo[first..].reverse();
        }
        phrases
    }

    /// The literals that phrases begin with, up to their end or their first placeholder; none for phrases that begin with
    /// a placeholder.
    pub(crate) fn first_literals(&self) -> Vec<Vec<u8>> {
        let mut literals = Vec::new();
        let mut todo: Vec<(u32, Vec<u8>)> = self.bytes(Self::ROOT).map(|(b, to)| (to, vec![b])).collect();
        while let Some((at, mut so_far)) = todo.pop() {
            so_far.extend(self.label(at));
            if !self.ends(at).is_empty() || self.placeholders(at).next().is_some() {
                // Longer phrases begin with the same literal.
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
    /// Fills node `at` and adds its children to `todo`.
    fn node<'p>(
        &mut self,
        steps: &[u32],
        at: u32,
        phrases: &'p [NumberedPhrase],
        depth: usize,
        todo: &mut Vec<(u32, &'p [NumberedPhrase], usize)>,
    ) {
        let of = |&(from, to, _): &NumberedPhrase| &steps[from as usize..to as usize];
        let mut depth = depth;
        let mut node = Node { label: (self.labels.len() as u32, 0), ..Node::default() };
        if at != Trie::ROOT
            && let [first, .., last] | [first @ last] = phrases
        {
            // The phrases are sorted, so all share what the first and the last have in common.
            let common = of(first)[depth..].iter().zip(&of(last)[depth..]).take_while(|(a, b)| a == b);
            self.labels.extend(common.map_while(|(step, _)| u8::try_from(*step).ok()));
            node.label.1 = self.labels.len() as u32 - node.label.0;
            depth += node.label.1 as usize;
        }
        node.children.0 = self.nodes.len() as u32;
        node.placeholders.0 = self.placeholders.len() as u32;
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
                    self.placeholders.push(step - PLACEHOLDER);
                }
            }
        }
        node.placeholders.1 = self.placeholders.len() as u32 - node.placeholders.0;
        node.ends.1 = self.ends.len() as u32 - node.ends.0;
        self.nodes[at as usize] = node;
    }
}

/// A part of a list.
#[inline(always)]
fn part(list: &[u8], (from, len): (u32, u32)) -> &[u8] {
    &list[from as usize..from as usize + len as usize]
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
        let with_placeholder = vec![Token::Literal("ab".into()), Token::Placeholder(7), Token::Literal("c".into())];
        let phrases = [lit("ab"), lit("abc"), lit("abd"), lit("b"), with_placeholder, lit("ab")];
        let trie = Trie::build(phrases.iter().map(Vec::as_slice).zip(0..));
        assert_eq!(walk(&trie, "ab"), Some(vec![0, 5]));
        assert_eq!(walk(&trie, "abd"), Some(vec![2]));
        assert_eq!(walk(&trie, "a"), None);
        assert_eq!(walk(&trie, "abx"), None);
        let ab = trie.on(Trie::ROOT, b'a').unwrap();
        let [(7, behind)] = *trie.placeholders(ab).collect::<Vec<_>>() else { panic!("a placeholder follows") };
        assert_eq!(trie.label(behind), b"c");
        assert!(trie.ends(behind).iter().eq([4]));
        let mut first = trie.first_literals();
        first.sort();
        assert_eq!(first, [b"ab".to_vec(), b"b".to_vec()]);
        let mut saved = Writer::default();
        trie.save(&mut saved);
        let read = Trie::read(&mut Reader::new(saved.finish().into())).unwrap();
        assert_eq!(walk(&read, "ab"), Some(vec![0, 5]));
        let again = read.phrases();
        let mut want: Vec<_> = phrases.into_iter().zip(0..).collect();
        want.sort_by_key(|(_, number)| [0, 2, 3, 5, 4, 1][*number as usize]);
        assert_eq!(again, want);
    }
}
