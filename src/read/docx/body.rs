//! Paragraphs, tables and notes of a Word document.

use std::collections::BTreeMap;

use quick_xml::events::{BytesStart, Event};

use super::{
    super::{ReadError, markers},
    package::{Package, attribute},
    styles::{Styles, outline_level},
};
use crate::domain::BlockKind;

/// Stands in a paragraph's text where it refers to a note, until notes are numbered. XML cannot
/// hold it, so no text does.
pub(super) const NOTE_PLACE: char = '\u{1}';

/// A cell with more characters than this is a paragraph that a table places on the page.
const LONGEST_CELL_CHARS: usize = 130;

/// A footnote or endnote: its kind (`footnotes`, `endnotes`) and its id in the file.
pub(super) type NoteId = (&'static str, String);

/// A reference to a note.
pub(super) struct NoteReference {
    pub(super) id: NoteId,
    /// Whether the text has a mark of its own for it.
    pub(super) own_mark: bool,
}

/// A paragraph or table.
pub(super) struct Paragraph {
    pub(super) kind: BlockKind,
    /// Its text, with [`NOTE_PLACE`] for each of its notes and newlines for its line breaks.
    pub(super) text: String,
    pub(super) notes: Vec<NoteReference>,
    /// Its end was deleted: what follows is of it.
    goes_on: bool,
}

/// The paragraphs of the main part, or `None` where there is no such part.
pub(super) fn paragraphs(
    package: &mut Package<'_>,
    part: &str,
    styles: &Styles,
) -> Result<Option<Vec<Paragraph>>, ReadError> {
    let mut reader = Reader::new(styles);
    let there = package.events(part, |event| {
        reader.event(event);
        Ok(())
    })?;
    Ok(there.map(|()| reader.done))
}

/// The texts of the notes of a part (`footnotes` or `endnotes`).
pub(super) fn notes(
    package: &mut Package<'_>,
    part: &str,
    kind: &'static str,
) -> Result<BTreeMap<NoteId, String>, ReadError> {
    let styles = Styles::new();
    let mut found = BTreeMap::new();
    let mut reader = Reader::new(&styles);
    let mut id = None;
    package.events(part, |event| {
        match event {
            Event::Start(start)
                if matches!(start.local_name().as_ref(), "footnote" | "endnote") =>
            {
                let apart = attribute(start, "type").is_some_and(|t| t != "normal");
                id = attribute(start, "id").filter(|_| !apart);
                reader.done.clear();
            }
            Event::End(end) if matches!(end.local_name().as_ref(), "footnote" | "endnote") => {
                let texts: Vec<String> = reader
                    .done
                    .drain(..)
                    .map(|paragraph| paragraph.text.replace([NOTE_PLACE, '\n'], " "))
                    .collect();
                if let Some(id) = id.take() {
                    found.insert((kind, id), texts.join(" ").trim().to_owned());
                }
            }
            event => reader.event(event),
        }
        Ok(())
    })?;
    Ok(found)
}

/// Elements whose inside is no text of the document: deletions, the old place of what was moved,
/// field codes, what stands for a drawing where it cannot be shown, pinyin.
const SKIPPED: &[&str] = &[
    "del",
    "moveFrom",
    "delText",
    "instrText",
    "delInstrText",
    "Fallback",
    "pPrChange",
    "rPrChange",
    "sectPrChange",
    "tblPrChange",
    "rt",
    "pict-fallback",
];

#[derive(Default)]
struct OpenParagraph {
    text: String,
    raised: String,
    level: Option<u8>,
    notes: Vec<NoteReference>,
    /// Its end was deleted: the next paragraph goes on from it.
    goes_on: bool,
}

impl OpenParagraph {
    fn end_raised(&mut self) {
        if self.raised.is_empty() {
            return;
        }
        let raised = std::mem::take(&mut self.raised);
        let (open, close) = markers::raised(&raised);
        self.text.push_str(open);
        self.text.push_str(raised.trim());
        self.text.push_str(close);
    }
}

#[derive(Default)]
struct Run {
    text: String,
    raised: bool,
    hidden: bool,
}

/// A table that is open.
struct OpenTable {
    first: usize,
    rows: String,
    cell: String,
    cells: usize,
    is_layout: bool,
}

struct Reader<'a> {
    styles: &'a Styles,
    done: Vec<Paragraph>,
    /// Open paragraphs, the inmost last: a text box stands inside a paragraph.
    paragraphs: Vec<OpenParagraph>,
    runs: Vec<Run>,
    tables: Vec<OpenTable>,
    in_text: bool,
    /// Depth below a skipped element.
    skipped: usize,
}

impl<'a> Reader<'a> {
    fn new(styles: &'a Styles) -> Self {
        Self {
            styles,
            done: Vec::new(),
            paragraphs: Vec::new(),
            runs: Vec::new(),
            tables: Vec::new(),
            in_text: false,
            skipped: 0,
        }
    }

    fn event(&mut self, event: &Event<'_>) {
        if self.skipped > 0 {
            match event {
                Event::Start(_) => self.skipped += 1,
                Event::End(_) => self.skipped -= 1,
                _ => {}
            }
            return;
        }
        match event {
            Event::Start(start) if SKIPPED.contains(&start.local_name().as_ref()) => {
                self.skipped = 1;
            }
            Event::Start(start) => {
                self.property(start);
                self.open(start.local_name().as_ref());
            }
            Event::Empty(start) => {
                self.property(start);
                let name = start.local_name();
                // `<w:p/>` and `<w:tc/>` are as good as open and closed.
                self.open(name.as_ref());
                self.close(name.as_ref());
            }
            Event::End(end) => self.close(end.local_name().as_ref()),
            Event::Text(text) if self.in_text => self.push(text),
            Event::CData(text) if self.in_text => self.push(text),
            Event::GeneralRef(name) if self.in_text => {
                let c = crate::format::xml_entities::Entities::default().resolve(name);
                self.push(&c.unwrap_or_else(|_| "\u{fffd}".to_owned()));
            }
            _ => {}
        }
    }

    fn push(&mut self, text: &str) {
        if let Some(run) = self.runs.last_mut() {
            run.text.push_str(text);
        } else if let Some(paragraph) = self.paragraphs.last_mut() {
            // Formulas have their text outside runs of words.
            paragraph.end_raised();
            paragraph.text.push_str(text);
        }
    }

    fn open(&mut self, name: &str) {
        match name {
            "p" => self.paragraphs.push(OpenParagraph::default()),
            "r" => self.runs.push(Run::default()),
            "t" => self.in_text = true,
            "tbl" => {
                if let Some(outer) = self.tables.last_mut() {
                    outer.is_layout = true;
                }
                self.tables.push(OpenTable {
                    first: self.done.len(),
                    rows: String::new(),
                    cell: String::new(),
                    cells: 0,
                    is_layout: false,
                });
            }
            "tr" => {
                if let Some(table) = self.tables.last_mut() {
                    table.cells = 0;
                    if !table.rows.is_empty() {
                        table.rows.push('\n');
                    }
                }
            }
            "tab" | "ptab" if !self.runs.is_empty() => self.push("\t"),
            "br" | "cr" => self.push("\n"),
            "noBreakHyphen" => self.push("-"),
            _ => {}
        }
    }

    /// What an element's attributes say of the paragraph or run it stands in.
    fn property(&mut self, start: &BytesStart<'_>) {
        let value = |name: &str| attribute(start, name);
        let off = || value("val").is_some_and(|v| matches!(v.as_str(), "0" | "false" | "off"));
        match start.local_name().as_ref() {
            "pStyle" => {
                let level = value("val").and_then(|id| self.styles.get(&id).copied());
                if let Some(paragraph) = self.paragraphs.last_mut() {
                    paragraph.level = level;
                }
            }
            "outlineLvl" => {
                if let Some(paragraph) = self.paragraphs.last_mut() {
                    paragraph.level = outline_level(start);
                }
            }
            // The deletion of a paragraph's end stands among its properties.
            "del" | "moveFrom" if self.runs.is_empty() => {
                if let Some(paragraph) = self.paragraphs.last_mut() {
                    paragraph.goes_on = true;
                }
            }
            "vertAlign" => {
                let raised = value("val").as_deref() == Some("superscript");
                if let Some(run) = self.runs.last_mut() {
                    run.raised = raised;
                }
            }
            "vanish" => {
                let hidden = !off();
                if let Some(run) = self.runs.last_mut() {
                    run.hidden = hidden;
                }
            }
            "sym" => {
                if let Some(c) = symbol(value("font").as_deref(), value("char").as_deref()) {
                    self.push(c.encode_utf8(&mut [0; 4]));
                }
            }
            name @ ("footnoteReference" | "endnoteReference") => {
                let kind = if name == "endnoteReference" { "endnotes" } else { "footnotes" };
                let own_mark = value("customMarkFollows").is_some_and(|v| v != "0" && v != "false");
                let id = value("id").unwrap_or_default();
                self.end_run_text();
                if let Some(paragraph) = self.paragraphs.last_mut() {
                    paragraph.end_raised();
                    paragraph.text.push(NOTE_PLACE);
                    paragraph.notes.push(NoteReference { id: (kind, id), own_mark });
                }
            }
            _ => {}
        }
    }

    /// Moves the text of the open run into its paragraph.
    fn end_run_text(&mut self) {
        let (Some(run), Some(paragraph)) = (self.runs.last_mut(), self.paragraphs.last_mut())
        else {
            return;
        };
        let text = std::mem::take(&mut run.text);
        if run.hidden || text.is_empty() {
            return;
        }
        if run.raised {
            paragraph.raised.push_str(&text);
        } else {
            paragraph.end_raised();
            paragraph.text.push_str(&text);
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "t" => self.in_text = false,
            "r" => {
                self.end_run_text();
                self.runs.pop();
            }
            "p" => self.end_paragraph(),
            "tc" => {
                if let Some(table) = self.tables.last_mut() {
                    let cell = std::mem::take(&mut table.cell);
                    table.is_layout |= cell.chars().count() > LONGEST_CELL_CHARS;
                    if table.cells > 0 {
                        table.rows.push('\t');
                    }
                    table.cells += 1;
                    table.rows.push_str(cell.trim());
                }
            }
            "tbl" => self.end_table(),
            _ => {}
        }
    }

    fn end_paragraph(&mut self) {
        let Some(mut paragraph) = self.paragraphs.pop() else { return };
        paragraph.end_raised();
        if let Some(table) = self.tables.last_mut() {
            if !table.cell.is_empty() {
                table.cell.push(' ');
            }
            table.cell.push_str(&paragraph.text.replace('\n', " "));
        }
        if paragraph.text.trim().is_empty() {
            return;
        }
        let kind = paragraph.level.map_or(BlockKind::Text, BlockKind::Heading);
        let first = self.tables.last().map_or(0, |t| t.first);
        match self.done.get_mut(first..).and_then(<[Paragraph]>::last_mut).filter(|p| p.goes_on) {
            Some(before) => {
                before.text.push_str(&paragraph.text);
                before.notes.extend(paragraph.notes);
                before.goes_on = paragraph.goes_on;
            }
            None => self.done.push(Paragraph {
                kind,
                text: paragraph.text,
                notes: paragraph.notes,
                goes_on: paragraph.goes_on,
            }),
        }
    }

    /// A table of short cells is a table; any other only places its paragraphs on the page.
    fn end_table(&mut self) {
        let Some(table) = self.tables.pop() else { return };
        if table.is_layout {
            return;
        }
        let inside = self.done.split_off(table.first.min(self.done.len()));
        let notes = inside.into_iter().flat_map(|paragraph| paragraph.notes).collect();
        if !table.rows.trim().is_empty() {
            let kind = BlockKind::Table;
            self.done.push(Paragraph { kind, text: table.rows, notes, goes_on: false });
        }
    }
}

/// A character of a symbol font. Of these only the circled numbers of Wingdings are text.
fn symbol(font: Option<&str>, code: Option<&str>) -> Option<char> {
    let code = u32::from_str_radix(code?, 16).ok()? & 0xff;
    match (font?, code) {
        ("Wingdings", 0x81..=0x8a) => char::from_u32(0x2460 + code - 0x81),
        ("Wingdings", 0x8c..=0x95) => char::from_u32(0x2776 + code - 0x8c),
        _ => None,
    }
}
