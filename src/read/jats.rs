//! JATS (NISO Z39.96) and its forerunner NLM: journal articles in XML.
//!
//! The front matter is laid out as a journal prints it (see [`front`]), so that all formats meet
//! the same structure finder; body, notes and references follow in order.

mod front;

use super::{ReadError, flatten, markers};
use crate::{
    domain::{Block, BlockKind, Document, MappedText, Span},
    format::{
        html::Table,
        xml_tree::{Element, Node, Tree, XmlFault, XmlFaultKind, push_text},
    },
};

/// Blocks in reading order. Where the file has next to no lines, places count blocks.
pub(super) fn read(text: String, encoding: &str) -> Result<Document, ReadError> {
    let mut document = Document::new(text, "jats", encoding);
    document.blocks = blocks(&document)?;
    if document.blocks.is_empty() {
        return Err(ReadError::NoText);
    }
    Ok(flatten::unless_lines_tell(document))
}

fn blocks(document: &Document) -> Result<Vec<Block>, ReadError> {
    let tree = Tree::parse(document.text()).map_err(|fault| refusal(document, fault))?;
    let root = tree.root();
    let articles = match root.name() {
        "article" => vec![root],
        _ => root.descendants("article"),
    };
    if articles.is_empty() {
        return Err(ReadError::Unsupported {
            kind: format!("an XML file with the root element <{}>", root.name()),
            hint: "of XML only JATS (<article>) is read; save the text as .txt, .md or .html"
                .to_owned(),
        });
    }
    let mut reader = Reader { blocks: Vec::new() };
    for article in articles {
        reader.article(article);
    }
    Ok(reader.blocks)
}

fn refusal(document: &Document, fault: XmlFault) -> ReadError {
    let line = document.line_of(fault.at);
    match fault.kind {
        XmlFaultKind::Malformed(reason) => {
            ReadError::Malformed { format: "XML", line: Some(line), reason }
        }
        XmlFaultKind::Bomb(reason) => {
            ReadError::Bomb { kind: "XML entity", reason, line: Some(line) }
        }
        XmlFaultKind::External(name) => ReadError::ExternalEntity { name, line },
    }
}

/// A paragraph that is being read.
#[derive(Default)]
struct Paragraph<'t> {
    text: MappedText,
    /// Footnotes that stand inside it.
    notes: Vec<Element<'t>>,
}

struct Reader {
    blocks: Vec<Block>,
}

impl Reader {
    fn push(&mut self, kind: BlockKind, text: &MappedText) {
        let text = text.trimmed();
        if !text.is_empty() {
            self.blocks.push(Block { kind, text, page: None });
        }
    }

    fn article(&mut self, article: Element<'_>) {
        for part in article.elements() {
            match part.name() {
                "front" | "front-stub" => self.blocks.extend(front::blocks(part)),
                "body" | "back" => self.flow(part, 1),
                "sub-article" | "response" => self.article(part),
                _ => {}
            }
        }
    }

    /// The block-level content of an element; `depth` is that of its sections.
    fn flow(&mut self, parent: Element<'_>, depth: u8) {
        for element in parent.elements() {
            self.block(element, depth);
        }
    }

    fn block(&mut self, element: Element<'_>, depth: u8) {
        match element.name() {
            "sec" | "ack" | "app" | "app-group" | "glossary" | "notes" | "bio" => {
                self.flow(element, (depth + 1).min(6));
            }
            "title" => self.push(BlockKind::Heading((depth).min(6)), &element_text(element)),
            "p" | "disp-quote" | "verse-group" | "speech" | "statement" | "attrib" | "def"
            | "term" | "preformat" | "list-item" | "boxed-text" | "license-p" => {
                self.paragraph(element, depth);
            }
            "list" | "def-list" | "def-item" | "fn-group" | "sec-meta" => {
                self.flow(element, depth);
            }
            "fn" => self.note(element),
            "fig" | "fig-group" | "table-wrap" | "table-wrap-group" => self.figure(element),
            "table" => self.table(element),
            "disp-formula" | "disp-formula-group" => {
                self.push(BlockKind::Formula, &formula(element));
            }
            "ref-list" => self.references(element, depth),
            "label" | "object-id" | "sec-type" | "graphic" | "media" | "supplementary-material" => {
            }
            _ => self.paragraph(element, depth),
        }
    }

    /// Text with its inline elements; blocks that stand inside it break it.
    fn paragraph(&mut self, element: Element<'_>, depth: u8) {
        let mut paragraph = Paragraph::default();
        for child in element.children() {
            match child {
                Node::Element(inner) if is_block(inner.name()) => {
                    self.end_paragraph(&mut paragraph);
                    self.block(inner, depth);
                }
                _ => inline(child, &mut paragraph),
            }
        }
        self.end_paragraph(&mut paragraph);
    }

    fn end_paragraph(&mut self, paragraph: &mut Paragraph<'_>) {
        let Paragraph { text, notes } = std::mem::take(paragraph);
        self.push(BlockKind::Text, &text);
        for note in notes {
            self.note(note);
        }
    }

    /// A note, all its paragraphs in one block, its label in front.
    fn note(&mut self, element: Element<'_>) {
        self.push(BlockKind::Note, &element_text(element));
    }

    fn figure(&mut self, element: Element<'_>) {
        let mut caption = MappedText::default();
        for part in element.elements() {
            match part.name() {
                "label" | "caption" => {
                    if !caption.is_empty() {
                        let at = part.at();
                        caption.push_standing_for(" ", Span::new(at, at));
                    }
                    caption.push(&element_text(part));
                }
                _ => {}
            }
        }
        self.push(BlockKind::Caption, &caption);
        for part in element.elements() {
            match part.name() {
                "fig" | "table-wrap" | "alternatives" => self.figure(part),
                "table" => self.table(part),
                "table-wrap-foot" => self.push(BlockKind::Caption, &element_text(part)),
                _ => {}
            }
        }
    }

    fn table(&mut self, element: Element<'_>) {
        let mut table = Table::default();
        table_cells(element, &mut table);
        self.push(BlockKind::Table, &table.finish());
    }

    fn references(&mut self, list: Element<'_>, depth: u8) {
        let title = list.child("title").map_or_else(
            || MappedText::standing_for("参考文献", Span::new(list.at(), list.at())),
            element_text,
        );
        self.push(BlockKind::Heading(depth.min(6)), &title);
        for reference in list.elements() {
            match reference.name() {
                "ref" => self.push(BlockKind::Text, &element_text(reference)),
                "ref-list" => self.references(reference, (depth + 1).min(6)),
                "p" => self.paragraph(reference, depth),
                _ => {}
            }
        }
    }
}

fn is_block(name: &str) -> bool {
    matches!(
        name,
        "p" | "list"
            | "def-list"
            | "fig"
            | "fig-group"
            | "table-wrap"
            | "disp-formula"
            | "disp-quote"
            | "boxed-text"
            | "verse-group"
            | "sec"
            | "title"
    )
}

/// Appends inline content.
fn inline<'t>(node: Node<'t>, out: &mut Paragraph<'t>) {
    let element = match node {
        Node::Text(text, span) => return push_text(&mut out.text, text, span),
        Node::Reference(text, span) => return out.text.push_standing_for(text, span),
        Node::Element(element) => element,
    };
    match element.name() {
        "fn" => {
            out.notes.push(element);
            if let Some(label) = element.child("label") {
                raise(label, out);
            }
        }
        "xref" if matches!(element.attribute("ref-type"), "fn" | "aff" | "corresp") => {
            raise(element, out);
        }
        "sup" if element.child("xref").is_none() => raise(element, out),
        "inline-formula" | "disp-formula" => out.text.push(&formula(element)),
        "break" => {
            let at = element.at();
            out.text.push_standing_for(" ", Span::new(at, at));
        }
        "alternatives" => {
            if let Some(first) = element.elements().next() {
                inline(Node::Element(first), out);
            }
        }
        "graphic" | "inline-graphic" | "media" | "inline-media" | "object-id" | "index-term" => {}
        _ => {
            for child in element.children() {
                inline(child, out);
            }
        }
    }
}

/// Raised text, marked as such.
fn raise<'t>(element: Element<'t>, out: &mut Paragraph<'t>) {
    let inside = element.text();
    let (open, close) = markers::raised(inside.as_str());
    let span = inside.source();
    if open.is_empty() {
        out.text.push(&inside);
    } else {
        out.text.push_standing_for(&format!("{open}{}{close}", inside.as_str()), span);
    }
}

/// All text of an element in one run: parts that stand apart (a label and its paragraph, two
/// paragraphs, the parts of a reference) get a blank between them.
fn element_text(element: Element<'_>) -> MappedText {
    let mut out = Paragraph::default();
    for child in element.children() {
        if let Node::Element(part) = child
            && !out.text.is_empty()
            && !out.text.as_str().ends_with([' ', '\n'])
            && (is_block(part.name()) || matches!(part.name(), "mixed-citation" | "citation"))
        {
            let at = part.at();
            out.text.push_standing_for(" ", Span::new(at, at));
        }
        match child {
            Node::Element(part) if part.name() == "element-citation" => {
                out.text.push(&citation(part));
            }
            Node::Element(part) if is_block(part.name()) => out.text.push(&element_text(part)),
            child => inline(child, &mut out),
        }
    }
    out.text.trimmed()
}

/// A citation in elements without punctuation: its parts with full stops between them.
fn citation(element: Element<'_>) -> MappedText {
    let mut out = MappedText::default();
    for part in element.elements() {
        let text = part.text();
        if text.is_empty() {
            continue;
        }
        let at = part.at();
        out.push_standing_for(if out.is_empty() { " " } else { ". " }, Span::new(at, at));
        out.push(&text);
    }
    out
}

/// A formula in TeX where there is TeX, else its characters.
fn formula(element: Element<'_>) -> MappedText {
    match element.descendants("tex-math").first() {
        Some(tex) => tex.text(),
        None => element.text(),
    }
}

fn table_cells(element: Element<'_>, table: &mut Table) {
    for part in element.elements() {
        match part.name() {
            "tr" => {
                table.open("tr");
                table_cells(part, table);
            }
            "td" | "th" => {
                table.open("td");
                table.push(&element_text(part));
            }
            "thead" | "tbody" | "tfoot" => table_cells(part, table),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests;
