//! MinerU content lists: a JSON array of items in reading order, each with its type, text, heading
//! level and page.

use super::{ReadError, flatten};
use crate::{
    domain::{Block, BlockKind, Byte, Document, MappedText, Span},
    format::{
        html,
        json::{self, Event, Events, JsonError},
    },
};

/// Whether the text opens like a JSON array of objects or an object; Chinese text often opens with
/// a bracket too (`[摘要]`).
pub(super) fn is_likely(text: &str) -> bool {
    let text = text.trim_start();
    let second = text.get(1..).map(str::trim_start).and_then(|rest| rest.chars().next());
    match text.chars().next() {
        Some('[') => matches!(second, Some('{' | ']')),
        Some('{') => matches!(second, Some('"' | '}')),
        _ => false,
    }
}

/// One item of the list, its strings mapped to the file.
#[derive(Default)]
struct Item {
    kind: String,
    level: Option<u8>,
    page: Option<u32>,
    text: Vec<MappedText>,
    captions: Vec<MappedText>,
    footnotes: Vec<MappedText>,
    table: Vec<MappedText>,
}

/// Blocks in the order of the list. Where the whole list stands in one line, places count blocks.
pub(super) fn read(text: String, encoding: &str) -> Result<Document, ReadError> {
    let mut document = Document::new(text, "mineru", encoding);
    let items = items(document.text()).map_err(|fault| match fault {
        Fault::Json(error) => ReadError::Malformed {
            format: "JSON",
            line: Some(document.line_of(error.at)),
            reason: error.to_string(),
        },
        Fault::NoList => ReadError::Unsupported {
            kind: "JSON that is no MinerU content list".to_owned(),
            hint: "give MinerU's *_content_list.json (an array of objects with \"type\" and \
                   \"text\"), or its Markdown"
                .to_owned(),
        },
    })?;
    document.blocks = items.into_iter().flat_map(blocks).collect();
    if document.blocks.is_empty() {
        return Err(ReadError::NoText);
    }
    Ok(flatten::unless_lines_tell(document))
}

enum Fault {
    Json(JsonError),
    NoList,
}

fn items(text: &str) -> Result<Vec<Item>, Fault> {
    let mut items = Vec::new();
    let mut item = Item::default();
    let mut key = "";
    let mut depth = 0_usize;
    let mut typed = 0_usize;
    for (nth, event) in Events::new(text).enumerate() {
        let event = event.map_err(Fault::Json)?;
        if nth == 0 && event != Event::BeginArray {
            return Err(Fault::NoList);
        }
        match event {
            Event::BeginArray => depth += 1,
            Event::BeginObject => {
                depth += 1;
                if depth == 2 {
                    item = Item::default();
                }
            }
            Event::EndArray => depth -= 1,
            Event::EndObject => {
                depth -= 1;
                if depth == 1 {
                    typed += usize::from(!item.kind.is_empty());
                    items.push(std::mem::take(&mut item));
                }
            }
            Event::Key(span) if depth == 2 => key = span.of(text),
            Event::String(span) if depth == 2 || depth == 3 => item.string(key, text, span),
            Event::Scalar(span) if depth == 2 => item.scalar(key, span.of(text)),
            _ => {}
        }
    }
    // A list of other things (records, rows) has no types.
    if typed * 2 < items.len() || items.is_empty() { Err(Fault::NoList) } else { Ok(items) }
}

impl Item {
    fn string(&mut self, key: &str, text: &str, span: Span<Byte>) {
        let value = || json::unescape(text, span);
        match key {
            "type" => value().as_str().clone_into(&mut self.kind),
            "text" | "list_items" | "code_body" | "content" => self.text.push(value()),
            "img_caption" | "image_caption" | "table_caption" | "code_caption" => {
                self.captions.push(value());
            }
            "img_footnote" | "image_footnote" | "table_footnote" => self.footnotes.push(value()),
            "table_body" => self.table.push(value()),
            _ => {}
        }
    }

    fn scalar(&mut self, key: &str, value: &str) {
        match key {
            "text_level" => self.level = value.parse().ok().filter(|level| *level > 0),
            "page_idx" => {
                self.page = value.parse::<u32>().ok().and_then(|page| page.checked_add(1));
            }
            _ => {}
        }
    }
}

/// The blocks of an item: captions above, then its body, then its footnotes.
fn blocks(item: Item) -> Vec<Block> {
    let body = match item.kind.as_str() {
        "equation" | "interline_equation" => BlockKind::Formula,
        "header" | "footer" | "page_number" | "aside_text" | "discarded" => BlockKind::Furniture,
        "page_footnote" => BlockKind::Note,
        _ => item.level.map_or(BlockKind::Text, |level| BlockKind::Heading(level.min(6))),
    };
    let mut out = Vec::new();
    let mut push = |kind: BlockKind, text: MappedText| {
        if !text.as_str().trim().is_empty() {
            out.push(Block { kind, text, page: item.page });
        }
    };
    for caption in item.captions {
        push(BlockKind::Caption, caption);
    }
    for text in item.text {
        if body == BlockKind::Formula {
            push(body, text);
            continue;
        }
        for line in split_lines(&text) {
            push(body, line);
        }
    }
    for table in item.table {
        push(BlockKind::Table, html::table_text(&table));
    }
    for footnote in item.footnotes {
        push(BlockKind::Caption, footnote);
    }
    out
}

/// The lines of a text, as the Markdown of the same article has them.
fn split_lines(text: &MappedText) -> Vec<MappedText> {
    if !text.as_str().contains('\n') {
        return vec![text.clone()];
    }
    let mut at = 0;
    text.as_str()
        .split('\n')
        .map(|line| {
            let span = Span::new(at, at + line.len());
            at += line.len() + 1;
            text.slice(span)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::PlaceUnit;

    const LIST: &str = r#"[
    {"type": "text", "text": "题名", "text_level": 1, "page_idx": 0},
    {"type": "text", "text": "第一行\n第\u4e8c行", "page_idx": 0},
    {"type": "image", "img_path": "a.jpg", "img_caption": ["图1 框架"], "img_footnote": [], "page_idx": 1},
    {"type": "table", "table_caption": ["表1"], "table_body": "<table><tr><td>年<\/td><td>数<\/td><\/tr><\/table>", "page_idx": 1},
    {"type": "equation", "text": "$$\nx\n$$", "text_format": "latex", "page_idx": 1},
    {"type": "page_number", "text": "114", "page_idx": 1},
    {"type": "page_footnote", "text": "① 注", "page_idx": 1}
]"#;

    #[test]
    fn items_become_blocks() {
        let document = read(LIST.to_owned(), "UTF-8").unwrap();
        let found: Vec<(BlockKind, &str, Option<u32>, u32)> = document
            .blocks
            .iter()
            .map(|b| {
                let line = document.lines_of(b.text.source()).first;
                (b.kind, b.text.as_str(), b.page, line)
            })
            .collect();
        assert_eq!(
            found,
            [
                (BlockKind::Heading(1), "题名", Some(1), 2),
                (BlockKind::Text, "第一行", Some(1), 3),
                (BlockKind::Text, "第二行", Some(1), 3),
                (BlockKind::Caption, "图1 框架", Some(2), 4),
                (BlockKind::Caption, "表1", Some(2), 5),
                (BlockKind::Table, "年\t数", Some(2), 5),
                (BlockKind::Formula, "$$\nx\n$$", Some(2), 6),
                (BlockKind::Furniture, "114", Some(2), 7),
                (BlockKind::Note, "① 注", Some(2), 8),
            ]
        );
        assert_eq!(document.place_unit, PlaceUnit::Line);
    }

    #[test]
    fn a_list_in_one_line_counts_blocks() {
        let document = read(LIST.replace('\n', " "), "UTF-8").unwrap();
        assert_eq!(document.place_unit, PlaceUnit::Block);
        let lines: Vec<u32> =
            document.blocks.iter().map(|b| document.lines_of(b.text.source()).first).collect();
        assert_eq!(lines.get(..5), Some([1, 2, 3, 4, 5].as_slice()));
        assert!(document.text().starts_with("题名\n第一行\n"));
    }

    #[test]
    fn faults_have_lines_and_other_json_is_refused() {
        let broken = read("[\n{\"type\": \"text\"\n\"text\": 1}]".to_owned(), "UTF-8").unwrap_err();
        assert_eq!(broken.line(), Some(3));
        for other in ["{\"title\": \"题\"}", "[]", "[{\"a\": 1}]", "[1, 2]"] {
            let error = read(other.to_owned(), "UTF-8").unwrap_err();
            assert!(matches!(error, ReadError::Unsupported { .. }), "{other}: {error:?}");
        }
    }

    #[test]
    fn a_bracketed_label_is_no_json() {
        assert!(is_likely(" [\n {\"type\""));
        assert!(!is_likely("[摘要] 本文"));
        assert!(!is_likely("[1] 参考文献"));
    }
}
