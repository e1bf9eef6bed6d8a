//! Markdown, as MinerU, Pandoc and people write it: headings, images, tables, formulas and front
//! matter are told apart; what stands inside a line is left as it is.

use super::lines;
use crate::{
    domain::{Block, BlockKind, Byte, Document, MappedText, Span},
    format::html,
};

/// Whether a file without a Markdown ending is Markdown all the same: it has a heading with a blank
/// after its marks, or an image.
pub(super) fn is_likely(text: &str) -> bool {
    text.lines().any(|line| {
        let marked = line.starts_with('#')
            && heading(line).is_some()
            && line.trim_start_matches('#').starts_with(' ');
        marked || line.starts_with("![") && image(line.trim_end()).is_some()
    })
}

/// One block for each line that is not blank; a table is one block.
pub(super) fn read(text: String, encoding: &str) -> Document {
    let mut document = Document::new(text, "markdown", encoding);
    let lines: Vec<(usize, &str)> = lines::lines(document.text()).collect();
    let mut reader = Reader { text: document.text(), lines: &lines, next: 0, blocks: Vec::new() };
    reader.front_matter();
    while reader.next < lines.len() {
        reader.block();
    }
    document.blocks = reader.blocks;
    document
}

struct Reader<'a> {
    text: &'a str,
    lines: &'a [(usize, &'a str)],
    next: usize,
    blocks: Vec<Block>,
}

impl Reader<'_> {
    fn push(&mut self, kind: BlockKind, span: Span<Byte>) {
        let text = span.of(self.text);
        if !text.trim().is_empty() {
            let text = MappedText::verbatim(text, span.start());
            self.blocks.push(Block { kind, text, page: None });
        }
    }

    /// YAML between two lines of `---` at the head of the file.
    fn front_matter(&mut self) {
        let Some((_, "---")) = self.lines.first() else { return };
        let closing = self.lines.iter().skip(1).take(200).position(|(_, line)| {
            let line = line.trim_end();
            line == "---" || line == "..."
        });
        let Some(length) = closing else { return };
        for &(start, line) in self.lines.get(1..=length).unwrap_or_default() {
            let (kind, from) = match line.strip_prefix("title:") {
                Some(value) => (BlockKind::Heading(1), line.len() - value.trim_start().len()),
                None => (BlockKind::Furniture, 0),
            };
            let value = line.get(from..).unwrap_or_default();
            let quotes = usize::from(from > 0 && value.len() > 1 && value.starts_with(['"', '\'']));
            let end = start + line.trim_end().len() - quotes;
            self.push(kind, Span::new(start + from + quotes, end));
        }
        self.next = length + 2;
    }

    fn block(&mut self) {
        let Some(&(start, line)) = self.lines.get(self.next) else { return };
        let here = self.next;
        self.next += 1;
        let trimmed = line.trim();
        if trimmed.is_empty() || is_rule(trimmed) {
            return;
        }
        if trimmed.starts_with("```") || trimmed.starts_with("~~~") {
            return self.fence(trimmed.get(..3).unwrap_or_default());
        }
        if let Some((level, span)) = heading(line) {
            return self.push(BlockKind::Heading(level), span.shifted(start));
        }
        if starts_tag(trimmed, "<table")
            || starts_tag(trimmed, "<html") && trimmed.contains("<table")
        {
            return self.html_table(here);
        }
        if trimmed.starts_with('|') || self.delimiter_row(here + 1) && line.contains('|') {
            return self.pipe_table(here);
        }
        if trimmed == "$$" {
            return self.formula();
        }
        if trimmed.len() > 4 && trimmed.starts_with("$$") && trimmed.ends_with("$$") {
            let inside = start + (line.len() - line.trim_start().len()) + 2;
            return self.push(BlockKind::Formula, Span::new(inside, inside + trimmed.len() - 4));
        }
        if let Some(alt) = image(trimmed) {
            let at = start + (line.len() - line.trim_start().len());
            return self.push(BlockKind::Caption, alt.shifted(at));
        }
        if let Some((_, under)) = self.lines.get(self.next)
            && is_setext(under)
        {
            self.next += 1;
            return self.push(BlockKind::Heading(1), Span::new(start, start + line.len()));
        }
        let marker = quote_marker(line);
        let mut text = MappedText::default();
        text.push_verbatim(line.get(marker..).unwrap_or_default(), start + marker);
        let text = without_images(&text);
        if !text.as_str().trim().is_empty() {
            self.blocks.push(Block { kind: BlockKind::Text, text, page: None });
        }
    }

    /// Lines of code up to the closing fence; an unclosed fence is taken for no fence.
    fn fence(&mut self, mark: &str) {
        let rest = self.lines.get(self.next..).unwrap_or_default();
        let Some(length) = rest.iter().position(|(_, line)| line.trim_start().starts_with(mark))
        else {
            return;
        };
        for &(start, line) in rest.get(..length).unwrap_or_default() {
            self.push(BlockKind::Text, Span::new(start, start + line.len()));
        }
        self.next += length + 1;
    }

    /// A formula between two lines of `$$`; an unclosed one is text.
    fn formula(&mut self) {
        let rest = self.lines.get(self.next..).unwrap_or_default();
        let close = rest.iter().take(60).position(|(_, line)| line.trim() == "$$");
        let Some(length) = close else { return };
        if let (Some((start, _)), Some((end, last))) =
            (rest.first(), rest.get(length.saturating_sub(1)))
            && length > 0
        {
            self.push(BlockKind::Formula, Span::new(*start, end + last.len()));
        }
        self.next += length + 1;
    }

    /// A table in HTML, from the line `first` to the one that closes it.
    fn html_table(&mut self, first: usize) {
        let rest = self.lines.get(first..).unwrap_or_default();
        // An unclosed table ends with the next blank line.
        let last = rest
            .iter()
            .position(|(_, line)| line.contains("</table") || line.trim().is_empty())
            .unwrap_or(rest.len().saturating_sub(1));
        let (Some((start, _)), Some((end, line))) = (rest.first(), rest.get(last)) else { return };
        let span = Span::new(*start, end + line.len());
        let html = MappedText::verbatim(span.of(self.text), span.start());
        let text = html::table_text(&html);
        if !text.as_str().trim().is_empty() {
            self.blocks.push(Block { kind: BlockKind::Table, text, page: None });
        }
        self.next = first + last + 1;
    }

    fn delimiter_row(&self, at: usize) -> bool {
        self.lines.get(at).is_some_and(|(_, line)| {
            line.contains('|')
                && line.contains("--")
                && line.chars().all(|c| matches!(c, '|' | '-' | ':' | ' ' | '\t'))
        })
    }

    /// A pipe table: all lines from `first` that hold a pipe. A lone one is text
    /// (`| 114 | 《刊名》`).
    fn pipe_table(&mut self, first: usize) {
        let rest = self.lines.get(first..).unwrap_or_default();
        let rows = rest.iter().take_while(|(_, line)| line.contains('|')).count().max(1);
        if rows < 2 {
            let (start, line) = rest.first().copied().unwrap_or_default();
            return self.push(BlockKind::Text, Span::new(start, start + line.len()));
        }
        let mut text = MappedText::default();
        for nth in 0..rows {
            if self.delimiter_row(first + nth) {
                continue;
            }
            let Some(&(start, line)) = rest.get(nth) else { continue };
            if !text.is_empty() {
                text.push_standing_for("\n", Span::new(start.saturating_sub(1), start));
            }
            push_cells(&mut text, line, start);
        }
        if !text.is_empty() {
            self.blocks.push(Block { kind: BlockKind::Table, text, page: None });
        }
        self.next = first + rows;
    }
}

fn push_cells(text: &mut MappedText, line: &str, start: usize) {
    let inside = line.trim().trim_start_matches('|');
    let inside = inside.strip_suffix('|').unwrap_or(inside);
    let mut at = start + line.find(inside).unwrap_or(0);
    for (nth, cell) in inside.split('|').enumerate() {
        if nth > 0 {
            text.push_standing_for("\t", Span::new(at - 1, at));
        }
        let lead = cell.len() - cell.trim_start().len();
        text.push_verbatim(cell.trim(), at + lead);
        at += cell.len() + 1;
    }
}

fn starts_tag(line: &str, tag: &str) -> bool {
    line.get(..tag.len()).is_some_and(|head| head.eq_ignore_ascii_case(tag))
}

/// A thematic break.
fn is_rule(line: &str) -> bool {
    ['-', '*', '_'].iter().any(|mark| {
        line.len() >= 3
            && line.chars().all(|c| c == *mark || c == ' ')
            && line.chars().filter(|c| c == mark).count() >= 3
    })
}

fn is_setext(line: &str) -> bool {
    let line = line.trim();
    line.len() >= 3 && line.bytes().all(|b| b == b'=')
}

/// The level of an ATX heading and the span of its text in `line`. A blank after the marks may be
/// missing before Chinese, as many write it.
pub(super) fn heading(line: &str) -> Option<(u8, Span<Byte>)> {
    let indent = line.len() - line.trim_start().len();
    let body = line.get(indent..)?;
    let level = body.bytes().take_while(|b| *b == b'#').count();
    if !(1..=6).contains(&level) {
        return None;
    }
    let after = body.get(level..)?;
    if after.starts_with(|c: char| c.is_ascii() && !matches!(c, ' ' | '\t')) {
        return None;
    }
    let text = after.trim();
    let text = match text.trim_end_matches('#') {
        closed if closed.len() < text.len() && closed.ends_with(' ') => closed.trim_end(),
        _ => text,
    };
    let start = indent + level + (after.len() - after.trim_start().len());
    (!text.is_empty()).then(|| (level as u8, Span::new(start, start + text.len())))
}

/// A line that is one image: the span of its alternative text.
fn image(line: &str) -> Option<Span<Byte>> {
    let span = image_at(line, 0)?;
    (span.1 == line.len()).then_some(span.0)
}

/// An image that begins at the byte `at`: its alternative text, and the byte after it.
fn image_at(line: &str, at: usize) -> Option<(Span<Byte>, usize)> {
    let inside = line.get(at..)?.strip_prefix("![")?;
    let close = inside.find("](")?;
    let alt = inside.get(..close)?;
    let target = inside.get(close + 2..)?;
    let end = target.find(')')?;
    let start = at + 2;
    Some((Span::new(start, start + alt.len()), start + close + 2 + end + 1))
}

/// Images inside a line go: they are no text.
fn without_images(text: &MappedText) -> MappedText {
    let mut edits = Vec::new();
    let mut from = 0;
    while let Some(found) = text.as_str().get(from..).and_then(|rest| rest.find("![")) {
        let at = from + found;
        match image_at(text.as_str(), at) {
            Some((_, end)) => {
                edits.push((Span::new(at, end), String::new()));
                from = end;
            }
            None => break,
        }
    }
    if edits.is_empty() { text.clone() } else { text.replaced(&edits) }
}

/// Length of the block quote's marks that begin a line.
fn quote_marker(line: &str) -> usize {
    let body = line.trim_start();
    if !body.starts_with('>') {
        return 0;
    }
    let inside = body.trim_start_matches(['>', ' ']);
    line.len() - inside.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blocks(text: &str) -> Vec<(BlockKind, String)> {
        let document = read(text.to_owned(), "UTF-8");
        document
            .blocks
            .iter()
            .map(|b| {
                // Every verbatim stretch must be what stands in the file.
                assert!(b.text.source().end() <= text.len());
                (b.kind, b.text.as_str().to_owned())
            })
            .collect()
    }

    fn one(text: &str) -> (BlockKind, String) {
        let mut found = blocks(text);
        assert_eq!(found.len(), 1, "{found:?}");
        found.remove(0)
    }

    #[test]
    fn headings_lose_their_marks() {
        assert_eq!(one("# 标题  \n"), (BlockKind::Heading(1), "标题".into()));
        assert_eq!(one("## 一、引言 ##"), (BlockKind::Heading(2), "一、引言".into()));
        assert_eq!(one("##引言"), (BlockKind::Heading(2), "引言".into()));
        assert_eq!(one("标题\n====\n"), (BlockKind::Heading(1), "标题".into()));
        assert_eq!(one("#1 anchor"), (BlockKind::Text, "#1 anchor".into()));
        assert_eq!(one("# C#"), (BlockKind::Heading(1), "C#".into()));
    }

    #[test]
    fn images_are_captions_or_nothing() {
        assert_eq!(one("![图1 框架](a.jpg)"), (BlockKind::Caption, "图1 框架".into()));
        assert_eq!(blocks("![](images/x.jpg)  \n"), []);
        assert_eq!(one("见图![](x.png)所示"), (BlockKind::Text, "见图所示".into()));
    }

    #[test]
    fn tables() {
        let table = "| 年 | 数 |\n|---|:-:|\n| 2020 | 3 |\n\n后文";
        assert_eq!(
            blocks(table),
            [
                (BlockKind::Table, "年\t数\n2020\t3".to_owned()),
                (BlockKind::Text, "后文".to_owned())
            ]
        );
        assert_eq!(
            one("<table><tr><td>年</td><td>数</td></tr></table>"),
            (BlockKind::Table, "年\t数".into())
        );
        assert_eq!(one("| 114 | 《刊名》").0, BlockKind::Text);
        assert_eq!(blocks("关键词：a|b\n正文").len(), 2);
    }

    #[test]
    fn formulas_rules_quotes_and_front_matter() {
        assert_eq!(one("$$\nx = 1\n$$"), (BlockKind::Formula, "x = 1".into()));
        assert_eq!(one("> 引文"), (BlockKind::Text, "引文".into()));
        assert_eq!(one("---\n\n正文\n\n***"), (BlockKind::Text, "正文".into()));
        assert_eq!(
            blocks("---\ntitle: \"题名\"\nauthor: 甲\n---\n正文"),
            [
                (BlockKind::Heading(1), "题名".to_owned()),
                (BlockKind::Furniture, "author: 甲".to_owned()),
                (BlockKind::Text, "正文".to_owned())
            ]
        );
    }

    #[test]
    fn markdown_is_known_by_its_content() {
        assert!(is_likely("\n# 标题\n正文"));
        assert!(is_likely("正文\n![](a.png)\n"));
        assert!(is_likely("正文\n# 1.1 数据\n"));
        assert!(!is_likely("#标签 正文\n"));
    }

    #[test]
    fn lines_are_right() {
        let document = read("# 题\r\n\r\n正文\r\n> 引\r\n".to_owned(), "UTF-8");
        let lines: Vec<u32> =
            document.blocks.iter().map(|b| document.lines_of(b.text.source()).first).collect();
        assert_eq!(lines, [1, 3, 4]);
    }
}
