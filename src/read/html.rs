//! HTML: pages of journals and repositories, and what word processors save as such.
//!
//! Places are those of the file. Scripts, styles, controls and pinyin over characters are no text;
//! navigation, page feet and margins are furniture.

use super::{ReadError, flatten, markdown, markers};
use crate::{
    domain::{Block, BlockKind, Byte, Document, MappedText, Span},
    format::html::{Table, Token, Tokens, attribute, push_shown},
};

/// Whether the text is an HTML page.
pub(super) fn is_likely(text: &str) -> bool {
    let head = text.trim_start();
    let head = head.get(..head.floor_char_boundary(1024)).unwrap_or_default().to_lowercase();
    head.starts_with("<!doctype html")
        || head.starts_with("<html")
        || head.starts_with("<head")
        || head.starts_with("<?xml") && head.contains("<html")
        || head.starts_with("<!--") && head.contains("<html")
}

/// The encoding that a page or an XML file declares in its first bytes.
pub(super) fn declared_encoding(bytes: &[u8]) -> Option<String> {
    let head: String = bytes.iter().take(2048).map(|b| char::from(*b)).collect();
    let head = head.to_lowercase();
    if !head.trim_start().starts_with(['<', '\u{ef}']) {
        return None;
    }
    for key in ["charset=", "encoding="] {
        let Some((_, after)) = head.split_once(key) else { continue };
        let after = after.trim_start_matches(['"', '\'', ' ']);
        let end = after.find(|c: char| !(c.is_ascii_alphanumeric() || "-_:.".contains(c)));
        return after.get(..end.unwrap_or(after.len())).map(str::to_owned);
    }
    None
}

/// Blocks in the order of the page. Where the page stands in next to no lines, places count blocks.
pub(super) fn read(text: String, encoding: &str) -> Result<Document, ReadError> {
    let mut document = Document::new(text, "html", encoding);
    let mut reader = Reader::new(document.text());
    reader.tokens();
    if reader.skipped.is_some() {
        // An element that is never closed would swallow the rest: then nothing is skipped.
        reader = Reader::new(document.text());
        reader.skips = false;
        reader.tokens();
    }
    document.blocks = reader.finish();
    if document.blocks.iter().all(|block| block.kind == BlockKind::Furniture) {
        return Err(ReadError::NoText);
    }
    Ok(flatten::unless_lines_tell(document))
}

/// Elements whose inside is no text of the page.
const SKIPPED: &[&str] = &[
    "template", "svg", "math", "button", "select", "datalist", "object", "audio", "video",
    "canvas", "rt", "rp", "noscript",
];

/// Elements whose text is beside the article.
const FURNITURE: &[&str] = &["nav", "footer", "aside", "title", "menu"];

/// Elements that stand in a line of text.
const INLINE: &[&str] = &[
    "a",
    "abbr",
    "acronym",
    "b",
    "bdi",
    "bdo",
    "big",
    "center-inline",
    "cite",
    "code",
    "del",
    "dfn",
    "em",
    "font",
    "i",
    "img",
    "input",
    "ins",
    "kbd",
    "label",
    "mark",
    "nobr",
    "o:p",
    "q",
    "rb",
    "ruby",
    "s",
    "samp",
    "small",
    "span",
    "st1:place",
    "strike",
    "strong",
    "sub",
    "sup",
    "tt",
    "u",
    "var",
    "wbr",
    "meta",
    "link",
    "base",
    "script",
    "style",
];

/// A table that is open, read in both ways until it is known which it is.
struct OpenTable {
    /// How many blocks there were before it.
    first_block: usize,
    table: Table,
    /// Whether something shows that it only lays out the page.
    is_layout: bool,
    longest_cell_bytes: usize,
    cell_bytes: usize,
}

struct Reader<'a> {
    text: &'a str,
    source: MappedText,
    blocks: Vec<Block>,
    paragraph: MappedText,
    heading: Option<u8>,
    caption: bool,
    /// Whether elements are skipped.
    skips: bool,
    /// The open element whose inside is skipped, and how many of its name are open in it.
    skipped: Option<(&'a str, usize)>,
    /// How many of each furniture element are open.
    furniture: [usize; FURNITURE.len()],
    tables: Vec<OpenTable>,
    /// The paragraph up to the raised text that is open.
    before_raised: Option<MappedText>,
    preformatted: bool,
}

impl<'a> Reader<'a> {
    fn new(text: &'a str) -> Self {
        Self {
            text,
            source: MappedText::verbatim(text, 0),
            blocks: Vec::new(),
            paragraph: MappedText::default(),
            heading: None,
            caption: false,
            skips: true,
            skipped: None,
            furniture: [0; FURNITURE.len()],
            tables: Vec::new(),
            before_raised: None,
            preformatted: false,
        }
    }

    fn tokens(&mut self) {
        for token in Tokens::new(self.text) {
            self.token(token);
        }
    }

    fn token(&mut self, token: Token<'a>) {
        if let Some((name, depth)) = &mut self.skipped {
            match token {
                Token::Open { name: inner, closed: false, .. }
                    if inner.eq_ignore_ascii_case(name) =>
                {
                    *depth += 1;
                }
                Token::Close { name: inner } if inner.eq_ignore_ascii_case(name) => {
                    *depth -= 1;
                    if *depth == 0 {
                        self.skipped = None;
                    }
                }
                _ => {}
            }
            return;
        }
        match token {
            Token::Text(span) => self.shown(span),
            Token::Open { name, attributes, closed } => self.open(name, attributes, closed),
            Token::Close { name } => self.close(name),
            Token::Raw(_) => {}
        }
    }

    fn shown(&mut self, span: Span<Byte>) {
        if self.preformatted {
            let mut at = span.start();
            for (nth, line) in span.of(self.text).split('\n').enumerate() {
                if nth > 0 {
                    self.end_paragraph();
                }
                let span = Span::new(at, at + line.len());
                push_shown(&mut self.paragraph, &self.source, span);
                at += line.len() + 1;
            }
            return;
        }
        push_shown(&mut self.paragraph, &self.source, span);
        if !self.caption
            && let Some(open) = self.tables.last_mut()
        {
            open.table.push_shown(&self.source, span);
            open.cell_bytes += span.of(self.text).trim().len();
            open.longest_cell_bytes = open.longest_cell_bytes.max(open.cell_bytes);
        }
    }

    fn open(&mut self, name: &'a str, attributes: &str, closed: bool) {
        let lower = name.to_ascii_lowercase();
        if self.skips && SKIPPED.contains(&lower.as_str()) {
            if !closed {
                self.skipped = Some((name, 1));
            }
            return;
        }
        match lower.as_str() {
            "sup" => {
                self.end_raised();
                self.before_raised = Some(std::mem::take(&mut self.paragraph));
            }
            "br" => {
                self.end_paragraph();
                self.table_tag(&lower);
            }
            _ if INLINE.contains(&lower.as_str()) => {}
            // Deeper tables are read as part of the one they stand in.
            "table" if self.tables.len() < MAX_TABLES => {
                self.end_paragraph();
                if let Some(outer) = self.tables.last_mut() {
                    outer.is_layout = true;
                }
                self.tables.push(OpenTable {
                    first_block: self.blocks.len(),
                    table: Table::default(),
                    is_layout: attribute(attributes, "role") == Some("presentation"),
                    longest_cell_bytes: 0,
                    cell_bytes: 0,
                });
            }
            "tr" | "td" | "th" => {
                self.end_paragraph();
                self.table_tag(&lower);
            }
            _ => {
                self.end_paragraph();
                if !closed && let Some(count) = self.furniture_count(&lower) {
                    *count += 1;
                }
                self.heading = heading_level(&lower);
                self.caption = matches!(lower.as_str(), "caption" | "figcaption");
                self.preformatted |= lower == "pre";
                if self.heading.is_some()
                    && let Some(open) = self.tables.last_mut()
                {
                    open.is_layout = true;
                }
            }
        }
    }

    fn furniture_count(&mut self, name: &str) -> Option<&mut usize> {
        let nth = FURNITURE.iter().position(|furniture| *furniture == name)?;
        self.furniture.get_mut(nth)
    }

    fn in_furniture(&self) -> bool {
        self.furniture.iter().any(|count| *count > 0)
    }

    fn table_tag(&mut self, name: &str) {
        if let Some(open) = self.tables.last_mut() {
            open.table.open(name);
            if name != "br" {
                open.cell_bytes = 0;
            }
        }
    }

    fn close(&mut self, name: &'a str) {
        let lower = name.to_ascii_lowercase();
        match lower.as_str() {
            "sup" => self.end_raised(),
            _ if INLINE.contains(&lower.as_str()) => {}
            "table" => {
                self.end_paragraph();
                self.end_table();
            }
            _ => {
                self.end_paragraph();
                self.heading = None;
                self.caption = false;
                self.preformatted &= lower != "pre";
                if let Some(count) = self.furniture_count(&lower) {
                    *count = count.saturating_sub(1);
                }
            }
        }
    }

    /// Joins raised text, marked as such, to the text before it.
    fn end_raised(&mut self) {
        let Some(before) = self.before_raised.take() else { return };
        let inside = std::mem::replace(&mut self.paragraph, before);
        let (open, close) = markers::raised(inside.as_str());
        let place = inside.source();
        // One piece with its marks: raised text is short, and a page may have very much of it.
        if open.is_empty() {
            self.paragraph.push(&inside);
        } else {
            let text = format!("{open}{}{close}", inside.as_str());
            self.paragraph.push_standing_for(&text, place);
        }
    }

    fn end_paragraph(&mut self) {
        self.end_raised();
        let text = std::mem::take(&mut self.paragraph).trimmed();
        if text.is_empty() {
            return;
        }
        let mut kind = match self.heading {
            _ if self.in_furniture() => BlockKind::Furniture,
            Some(level) => BlockKind::Heading(level),
            None if self.caption => BlockKind::Caption,
            None => BlockKind::Text,
        };
        let mut text = text;
        // Pages that were made from Markdown line by line keep its marks.
        if kind == BlockKind::Text
            && let Some((level, span)) = markdown::heading(text.as_str())
        {
            kind = BlockKind::Heading(level);
            text = text.slice(span);
        }
        self.blocks.push(Block { kind, text, page: None });
    }

    /// A table of short cells in columns is a table; any other only places text on the page.
    fn end_table(&mut self) {
        let Some(open) = self.tables.pop() else { return };
        let text = open.table.finish();
        let is_table = !open.is_layout
            && text.as_str().contains('\t')
            && open.longest_cell_bytes <= LONGEST_CELL_BYTES;
        if is_table {
            let captions: Vec<Block> = self
                .blocks
                .split_off(open.first_block.min(self.blocks.len()))
                .into_iter()
                .filter(|block| block.kind == BlockKind::Caption)
                .collect();
            self.blocks.extend(captions);
            let kind = if self.in_furniture() { BlockKind::Furniture } else { BlockKind::Table };
            if !text.as_str().trim().is_empty() {
                self.blocks.push(Block { kind, text, page: None });
            }
        }
    }

    fn finish(mut self) -> Vec<Block> {
        self.end_paragraph();
        self.blocks
    }
}

/// The deepest nesting of tables: pages laid out by tables have some ten.
const MAX_TABLES: usize = 64;

/// A cell with more text than this is a paragraph that a table places on the page.
const LONGEST_CELL_BYTES: usize = 400;

fn heading_level(name: &str) -> Option<u8> {
    match name.as_bytes() {
        [b'h', level @ b'1'..=b'6'] => Some(level - b'0'),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(html: &str) -> Vec<(BlockKind, String)> {
        let document = read(html.to_owned(), "UTF-8").unwrap();
        document.blocks.iter().map(|b| (b.kind, b.text.as_str().to_owned())).collect()
    }

    #[test]
    fn paragraphs_headings_and_furniture() {
        assert_eq!(
            found(
                "<html><head><title>期刊</title><style>p{}</style></head><body><nav><ul><li>首页</ul></nav>\n\
                 <h1>题名</h1><div>第一<b>段</b>，<a href=x>链接</a><br>&nbsp;&nbsp;另起</div>\n<p># 小节<p>续<footer>版权</footer>"
            ),
            [
                (BlockKind::Furniture, "期刊".to_owned()),
                (BlockKind::Furniture, "首页".to_owned()),
                (BlockKind::Heading(1), "题名".to_owned()),
                (BlockKind::Text, "第一段，链接".to_owned()),
                (BlockKind::Text, "另起".to_owned()),
                (BlockKind::Heading(1), "小节".to_owned()),
                (BlockKind::Text, "续".to_owned()),
                (BlockKind::Furniture, "版权".to_owned()),
            ]
        );
    }

    #[test]
    fn raised_text_pinyin_and_scripts() {
        assert_eq!(
            found(
                "<p>李玲<sup>1,2</sup>说<sup>①</sup>，见<sup>[3]</sup>，<ruby>关<rp>(</rp><rt>guān</rt><rp>)</rp></ruby>系\
                 <script>x</script><svg><text>图</text></svg>CO<sub>2</sub></p>"
            ),
            [(BlockKind::Text, "李玲^{1,2}说^①，见[3]，关系CO2".to_owned())]
        );
    }

    #[test]
    fn tables_of_data_and_of_layout() {
        assert_eq!(
            found("<table><caption>表1</caption><tr><th>年<th>数<tr><td>2020<td>3</table><p>后"),
            [
                (BlockKind::Caption, "表1".to_owned()),
                (BlockKind::Table, "年\t数\n2020\t3".to_owned()),
                (BlockKind::Text, "后".to_owned()),
            ]
        );
        let long = "长".repeat(200);
        assert_eq!(
            found(&format!("<table><tr><td>栏</td><td><p>题名</p><p>{long}</p></td></tr></table>")),
            [
                (BlockKind::Text, "栏".to_owned()),
                (BlockKind::Text, "题名".to_owned()),
                (BlockKind::Text, long),
            ]
        );
    }

    #[test]
    fn a_page_of_furniture_has_no_text() {
        assert_eq!(read("<html><title>x</title></html>".into(), "UTF-8"), Err(ReadError::NoText));
    }

    #[test]
    fn an_element_never_closed_swallows_nothing() {
        assert_eq!(
            found("<p>前<button>按<p>后"),
            [
                (BlockKind::Text, "前".to_owned()),
                (BlockKind::Text, "按".to_owned()),
                (BlockKind::Text, "后".to_owned())
            ]
        );
    }

    #[test]
    fn declared_encodings() {
        let meta =
            b"<html><meta http-equiv=\"Content-Type\" content=\"text/html; charset=GB2312\">";
        assert_eq!(declared_encoding(meta).as_deref(), Some("gb2312"));
        let xml = b"<?xml version=\"1.0\" encoding='Big5'?><article/>";
        assert_eq!(declared_encoding(xml).as_deref(), Some("big5"));
        assert_eq!(declared_encoding("用 charset=gbk 的文件".as_bytes()), None);
    }
}
