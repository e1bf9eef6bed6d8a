//! An XML document as a tree whose texts know their places.
//!
//! Built on `quick-xml`'s events: well-formedness is checked, no other file is ever read, and
//! entities are bounded (see [`super::xml_entities`]).

use quick_xml::{Reader, events::Event};

use super::{
    html::attribute,
    xml_entities::{Entities, EntityFault},
};
use crate::domain::{Byte, MappedText, Span};

/// The deepest nesting that is read: deeper files are made to exhaust the stack.
const MAX_DEPTH: usize = 100;

/// No node.
const NONE: u32 = u32::MAX;

/// Why a text is no tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct XmlFault {
    /// Byte at which it goes wrong.
    pub at: usize,
    /// What is wrong.
    pub kind: XmlFaultKind,
}

/// What is wrong with an XML text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum XmlFaultKind {
    /// It is not well-formed.
    Malformed(String),
    /// It grows beyond all bounds.
    Bomb(String),
    /// It uses an entity that stands for another file.
    External(String),
}

#[derive(Debug, Clone, Copy)]
enum Kind {
    /// Where the name and the attributes stand.
    Element { name_len: u32, tag_len: u32 },
    /// Text as it stands.
    Text { len: u32 },
    /// A reference; index into the literals.
    Literal { len: u32, index: u32 },
}

#[derive(Debug, Clone, Copy)]
struct NodeData {
    /// Where it begins in the text (after `<` for an element).
    at: u32,
    kind: Kind,
    first_child: u32,
    next: u32,
}

/// A tree over a text.
#[derive(Debug)]
pub struct Tree<'a> {
    text: &'a str,
    nodes: Vec<NodeData>,
    literals: Vec<String>,
    root: u32,
}

/// An element of a tree.
#[derive(Debug, Clone, Copy)]
pub struct Element<'t> {
    tree: &'t Tree<'t>,
    index: u32,
}

/// A child of an element.
#[derive(Debug, Clone, Copy)]
pub enum Node<'t> {
    /// An element.
    Element(Element<'t>),
    /// Text as it stands there.
    Text(&'t str, Span<Byte>),
    /// What a reference (`&lt;`) stands for, and where it stands.
    Reference(&'t str, Span<Byte>),
}

impl<'a> Tree<'a> {
    /// Reads `text`.
    ///
    /// # Errors
    /// See [`XmlFaultKind`].
    pub fn parse(text: &'a str) -> Result<Self, XmlFault> {
        let mut builder = Builder {
            tree: Tree { text, nodes: Vec::new(), literals: Vec::new(), root: NONE },
            open: Vec::new(),
            last_child: NONE,
            entities: Entities::default(),
        };
        let mut reader = Reader::from_str(text);
        loop {
            let before = reader.buffer_position() as usize;
            let event = reader.read_event().map_err(|error| XmlFault {
                at: (reader.error_position() as usize).min(text.len()),
                kind: XmlFaultKind::Malformed(error.to_string()),
            })?;
            let after = reader.buffer_position() as usize;
            match event {
                Event::Eof => break,
                event => builder.event(event, before, after)?,
            }
        }
        let tree = builder.tree;
        if tree.root == NONE || !builder.open.is_empty() {
            let reason = "it ends before its root element does".to_owned();
            return Err(XmlFault { at: text.len(), kind: XmlFaultKind::Malformed(reason) });
        }
        Ok(tree)
    }

    /// The root element.
    pub fn root(&'a self) -> Element<'a> {
        Element { tree: self, index: self.root }
    }

    fn node(&self, index: u32) -> Option<&NodeData> {
        self.nodes.get(index as usize)
    }
}

struct Builder<'a> {
    tree: Tree<'a>,
    open: Vec<u32>,
    /// The last child of the innermost open element so far.
    last_child: u32,
    entities: Entities,
}

impl Builder<'_> {
    fn event(&mut self, event: Event<'_>, before: usize, after: usize) -> Result<(), XmlFault> {
        match event {
            Event::Start(start) => {
                if self.open.len() >= MAX_DEPTH {
                    let reason = format!("elements are nested more than {MAX_DEPTH} deep");
                    return Err(XmlFault { at: before, kind: XmlFaultKind::Bomb(reason) });
                }
                let index = self.element(before, after, start.name().as_ref().len());
                self.open.push(index);
                self.last_child = NONE;
            }
            Event::Empty(start) => {
                self.element(before, after, start.name().as_ref().len());
            }
            Event::End(_) => {
                self.last_child = self.open.pop().unwrap_or(NONE);
            }
            Event::Text(_) => self.text(before, after),
            // `<![CDATA[` … `]]>`
            Event::CData(_) => self.text(before + 9, after.saturating_sub(3)),
            Event::DocType(doctype) => self.entities.declare(&doctype),
            Event::GeneralRef(name) => self.reference(&name, before, after)?,
            _ => {}
        }
        Ok(())
    }

    fn append(&mut self, node: NodeData) -> u32 {
        let index = self.tree.nodes.len() as u32;
        self.tree.nodes.push(node);
        if let Some(previous) = self.tree.nodes.get_mut(self.last_child as usize) {
            previous.next = index;
        } else if let Some(parent) = self.open.last()
            && let Some(parent) = self.tree.nodes.get_mut(*parent as usize)
        {
            parent.first_child = index;
        }
        self.last_child = index;
        index
    }

    fn element(&mut self, before: usize, after: usize, name_len: usize) -> u32 {
        let at = before + 1;
        let kind = Kind::Element {
            name_len: name_len as u32,
            tag_len: after.saturating_sub(1).saturating_sub(at) as u32,
        };
        let top = self.open.is_empty();
        // What follows the root element (comments) has no place in the tree.
        if top {
            self.last_child = NONE;
        }
        let index = self.append(NodeData { at: at as u32, kind, first_child: NONE, next: NONE });
        if top && self.tree.root == NONE {
            self.tree.root = index;
        }
        index
    }

    fn text(&mut self, from: usize, to: usize) {
        if self.open.is_empty() || to <= from {
            return;
        }
        let kind = Kind::Text { len: (to - from) as u32 };
        self.append(NodeData { at: from as u32, kind, first_child: NONE, next: NONE });
    }

    fn reference(&mut self, name: &str, before: usize, after: usize) -> Result<(), XmlFault> {
        let fault = |kind| XmlFault { at: before, kind };
        let literal = match self.entities.resolve(name) {
            Ok(text) => text,
            Err(EntityFault::Unknown) => format!("&{name};"),
            Err(EntityFault::External) => {
                return Err(fault(XmlFaultKind::External(name.to_owned())));
            }
            Err(EntityFault::Bomb(reason)) => return Err(fault(XmlFaultKind::Bomb(reason))),
        };
        if !self.open.is_empty() {
            let index = self.tree.literals.len() as u32;
            self.tree.literals.push(literal);
            let kind = Kind::Literal { len: (after - before) as u32, index };
            self.append(NodeData { at: before as u32, kind, first_child: NONE, next: NONE });
        }
        Ok(())
    }
}

impl<'t> Element<'t> {
    /// The name without its prefix.
    pub fn name(self) -> &'t str {
        let (name, _) = self.tag();
        name.rsplit_once(':').map_or(name, |(_, local)| local)
    }

    /// Name and attributes as written.
    fn tag(self) -> (&'t str, &'t str) {
        let Some(node) = self.tree.node(self.index) else { return ("", "") };
        let Kind::Element { name_len, tag_len } = node.kind else { return ("", "") };
        let at = node.at as usize;
        let name_end = at + name_len as usize;
        let tag_end = at + tag_len as usize;
        (
            Span::<Byte>::new(at, name_end).of(self.tree.text),
            Span::<Byte>::new(name_end, tag_end).of(self.tree.text),
        )
    }

    /// The value of an attribute, named as written (`xml:lang`), or `""`.
    pub fn attribute(self, name: &str) -> &'t str {
        attribute(self.tag().1, name).unwrap_or("")
    }

    /// The byte at which it begins.
    pub fn at(self) -> usize {
        self.tree.node(self.index).map_or(0, |node| node.at as usize)
    }

    /// Its children in order.
    pub fn children(self) -> impl Iterator<Item = Node<'t>> {
        let tree = self.tree;
        let mut next = tree.node(self.index).map_or(NONE, |node| node.first_child);
        std::iter::from_fn(move || {
            let index = next;
            let node = tree.node(index)?;
            next = node.next;
            let at = node.at as usize;
            Some(match node.kind {
                Kind::Element { .. } => Node::Element(Element { tree, index }),
                Kind::Text { len } => {
                    let span = Span::new(at, at + len as usize);
                    Node::Text(span.of(tree.text), span)
                }
                Kind::Literal { len, index } => {
                    let text = tree.literals.get(index as usize).map_or("", String::as_str);
                    Node::Reference(text, Span::new(at, at + len as usize))
                }
            })
        })
    }

    /// Its child elements in order.
    pub fn elements(self) -> impl Iterator<Item = Element<'t>> {
        self.children().filter_map(|child| match child {
            Node::Element(element) => Some(element),
            _ => None,
        })
    }

    /// The first child element of that name.
    pub fn child(self, name: &str) -> Option<Element<'t>> {
        self.elements().find(|element| element.name() == name)
    }

    /// The descendants of that name, in order; what stands inside one of them is not looked at.
    pub fn descendants(self, name: &str) -> Vec<Element<'t>> {
        let mut found = Vec::new();
        self.collect(name, &mut found);
        found
    }

    fn collect(self, name: &str, found: &mut Vec<Element<'t>>) {
        for element in self.elements() {
            if element.name() == name {
                found.push(element);
            } else {
                element.collect(name, found);
            }
        }
    }

    /// All its text, with runs of blanks made one blank.
    pub fn text(self) -> MappedText {
        let mut out = MappedText::default();
        self.push_text(&mut out);
        out.trimmed()
    }

    fn push_text(self, out: &mut MappedText) {
        for child in self.children() {
            match child {
                Node::Text(text, span) => push_text(out, text, span),
                Node::Reference(text, span) => out.push_standing_for(text, span),
                Node::Element(element) => element.push_text(out),
            }
        }
    }
}

/// Appends text that stands in `span`, each run of blanks as one blank.
pub fn push_text(out: &mut MappedText, text: &str, span: Span<Byte>) {
    let blank = |c: char| matches!(c, ' ' | '\t' | '\n' | '\r');
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let words = rest.find(blank).unwrap_or(rest.len());
        out.push_verbatim(rest.get(..words).unwrap_or_default(), span.start() + at);
        let blanks = rest.get(words..).unwrap_or_default();
        let len = blanks.find(|c: char| !blank(c)).unwrap_or(blanks.len());
        if len > 0 && !out.is_empty() && !out.as_str().ends_with([' ', '\n', '\t']) {
            let from = span.start() + at + words;
            out.push_standing_for(" ", Span::new(from, from + len));
        }
        at += words + len;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn texts_know_their_places() {
        let text = "<?xml version=\"1.0\"?>\n<!DOCTYPE a [<!ENTITY j '学报'>]>\n<a x:lang=\"zh\"><p>甲 &lt;\n 乙</p><q/><![CDATA[<丙>]]>&j;</a>\n<!-- end -->";
        let tree = Tree::parse(text).unwrap();
        let root = tree.root();
        assert_eq!((root.name(), root.attribute("x:lang")), ("a", "zh"));
        let all = root.text();
        assert_eq!(all.as_str(), "甲 < 乙<丙>学报");
        for wanted in ["甲", "乙", "丙"] {
            let at = all.as_str().find(wanted).unwrap();
            assert_eq!(all.source_span(Span::new(at, at + wanted.len())).of(text), wanted);
        }
        let at = all.as_str().find('学').unwrap();
        assert_eq!(all.source_span(Span::new(at, at + 3)).of(text), "&j;");
        assert_eq!(root.elements().map(Element::name).collect::<Vec<_>>(), ["p", "q"]);
    }

    #[test]
    fn faults_are_placed() {
        let fault = Tree::parse("<a>\n<b></c></a>").unwrap_err();
        assert!(matches!(fault.kind, XmlFaultKind::Malformed(_)));
        assert!(fault.at >= 4, "{fault:?}");
        assert!(Tree::parse("<a><b>").is_err());
        assert!(Tree::parse("").is_err());
        let external = "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>";
        assert_eq!(Tree::parse(external).unwrap_err().kind, XmlFaultKind::External("x".to_owned()));
        let deep = "<a>".repeat(100_000);
        assert!(matches!(Tree::parse(&deep).unwrap_err().kind, XmlFaultKind::Bomb(_)));
    }

    proptest! {
        #[test]
        fn any_text_ends(text in "(<a>|</a>|<b/>|&x;|&lt;|<!\\[CDATA\\[|\\]\\]>|<!--|-->|<!DOCTYPE a \\[|\\]>|[甲乙 ]){0,30}") {
            if let Ok(tree) = Tree::parse(&text) {
                let _ = tree.root().text();
            }
        }
    }
}
