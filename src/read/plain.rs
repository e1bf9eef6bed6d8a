//! Plain text: one block a line.

use super::lines;
use crate::domain::{Block, BlockKind, Document, MappedText};

/// One block for each line that is not blank, byte for byte as it stands (indents too: they tell
/// where a paragraph of a hard-wrapped text begins). A form feed, which `pdftotext` writes between
/// pages, begins a new page.
pub(super) fn read(text: String, encoding: &str) -> Document {
    let mut document = Document::new(text, "text", encoding);
    let paged = document.text().contains('\x0c');
    let mut page = 1;
    let mut blocks = Vec::new();
    for (start, line) in lines::lines(document.text()) {
        let mut start = start;
        for (nth, piece) in line.split('\x0c').enumerate() {
            page += u32::from(nth > 0);
            if !piece.trim().is_empty() {
                blocks.push(Block {
                    kind: BlockKind::Text,
                    text: MappedText::verbatim(piece, start),
                    page: paged.then_some(page),
                });
            }
            start += piece.len() + 1;
        }
    }
    document.blocks = blocks;
    document
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::LineRange;

    #[test]
    fn lines_are_blocks_and_know_their_numbers() {
        let document = read("标题\r\n\r\n　　第一段，\r\n第二行。\r\n \n末行".to_owned(), "UTF-8");
        let texts: Vec<&str> = document.blocks.iter().map(|b| b.text.as_str()).collect();
        assert_eq!(texts, ["标题", "　　第一段，", "第二行。", "末行"]);
        let lines: Vec<LineRange> =
            document.blocks.iter().map(|b| document.lines_of(b.text.source())).collect();
        assert_eq!(lines.iter().map(|l| l.first).collect::<Vec<_>>(), [1, 3, 4, 6]);
        assert_eq!(document.blocks[0].page, None);
    }

    #[test]
    fn form_feeds_are_pages() {
        let document = read("一\n\x0c二\n三\x0c四".to_owned(), "UTF-8");
        let pages: Vec<(&str, Option<u32>)> =
            document.blocks.iter().map(|b| (b.text.as_str(), b.page)).collect();
        assert_eq!(pages, [("一", Some(1)), ("二", Some(2)), ("三", Some(2)), ("四", Some(3))]);
        let four = &document.blocks[3].text;
        assert_eq!(four.source().of(document.text()), "四");
    }
}
