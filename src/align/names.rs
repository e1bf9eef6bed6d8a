//! Names: English words that may be Chinese characters in pinyin.

use std::{cell::RefCell, collections::HashMap};

use crate::{
    domain::{Byte, Span},
    lexicon::Lexicon,
    text::is_han,
};

/// A name has at most so many characters in one word (`Zhuge`, `Qingyang`, `Badaling`).
const MOST_CHARS: usize = 4;

/// Readings of one character that are tried: the rest are rare.
const MOST_READINGS: usize = 3;

/// Finds, in Chinese text, the characters that English names may stand for.
#[derive(Debug)]
pub(super) struct NameMatcher<'a> {
    lexicon: &'a Lexicon,
    nodes: Vec<Node>,
    readings: RefCell<HashMap<char, Vec<&'static str>>>,
}

/// A letter of the tree of names.
#[derive(Debug, Default)]
struct Node {
    children: Vec<(u8, usize)>,
    /// The name that ends here, in lower case.
    name: Option<Box<str>>,
}

/// Characters that read as a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Occurrence<'n> {
    /// Where they stand.
    pub(super) span: Span<Byte>,
    /// The name, in lower case.
    pub(super) name: &'n str,
}

impl<'a> NameMatcher<'a> {
    /// `names` in lower case. English words of the lexicon are no names: *China* is not 吃那.
    pub(super) fn new<'n>(lexicon: &'a Lexicon, names: impl Iterator<Item = &'n str>) -> Self {
        let mut nodes = vec![Node::default()];
        for name in names {
            let plain = name.len() > 1 && name.bytes().all(|b| b.is_ascii_lowercase());
            if !plain || lexicon.is_english_word(name) {
                continue;
            }
            let mut at = 0;
            for letter in name.bytes() {
                at = child(&nodes, at, letter).unwrap_or_else(|| {
                    let next = nodes.len();
                    nodes.push(Node::default());
                    if let Some(node) = nodes.get_mut(at) {
                        node.children.push((letter, next));
                    }
                    next
                });
            }
            if let Some(node) = nodes.get_mut(at) {
                node.name = Some(name.into());
            }
        }
        Self { lexicon, nodes, readings: RefCell::default() }
    }

    /// Names from left to right, the longest at each place, none overlapping.
    pub(super) fn find(&self, text: &str) -> Vec<Occurrence<'_>> {
        let mut found = Vec::new();
        if self.nodes.len() == 1 {
            return found;
        }
        let mut free_from = 0;
        for (at, c) in text.char_indices() {
            if at < free_from || !is_han(c) {
                continue;
            }
            let rest = Span::<Byte>::new(at, text.len()).of(text);
            let mut best = None;
            self.walk(0, rest, 0, MOST_CHARS, &mut best);
            if let Some((len, name)) = best {
                found.push(Occurrence { span: Span::new(at, at + len), name });
                free_from = at + len;
            }
        }
        found
    }

    /// Goes on from `node` with the characters of `rest`; `best` keeps the longest name.
    fn walk<'n>(
        &'n self,
        node: usize,
        rest: &str,
        len: usize,
        chars_left: usize,
        best: &mut Option<(usize, &'n str)>,
    ) {
        let Some(c) = rest.chars().next().filter(|c| is_han(*c) && chars_left > 0) else { return };
        let readings = self.readings_of(c);
        for reading in readings.iter().take(MOST_READINGS) {
            let mut at = Some(node);
            for letter in reading.bytes() {
                at = at.and_then(|at| child(&self.nodes, at, letter));
            }
            let Some(next) = at else { continue };
            let end = len + c.len_utf8();
            let name = self.nodes.get(next).and_then(|n| n.name.as_deref());
            if let Some(name) = name
                && best.is_none_or(|(longest, _)| end > longest)
            {
                *best = Some((end, name));
            }
            self.walk(next, rest.get(c.len_utf8()..).unwrap_or(""), end, chars_left - 1, best);
        }
    }

    fn readings_of(&self, c: char) -> Vec<&'static str> {
        let mut cache = self.readings.borrow_mut();
        cache.entry(c).or_insert_with(|| self.lexicon.readings(c)).clone()
    }
}

fn child(nodes: &[Node], at: usize, letter: u8) -> Option<usize> {
    let children = &nodes.get(at)?.children;
    children.iter().find(|(l, _)| *l == letter).map(|(_, next)| *next)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_by_their_sound() {
        let names = ["muye", "zhou", "china", "qingyang"];
        let matcher = NameMatcher::new(Lexicon::builtin(), names.into_iter());
        let text = "周牧野与何清扬吃那";
        let found: Vec<(&str, &str)> =
            matcher.find(text).iter().map(|o| (o.span.of(text), o.name)).collect();
        assert_eq!(found, [("周", "zhou"), ("牧野", "muye"), ("清扬", "qingyang")]);
    }
}
