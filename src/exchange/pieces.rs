//! An XML file of many records, cut into the records and what stands between them.
//!
//! Cutting comes before parsing: so a record that is not well-formed spoils itself alone, a file
//! that breaks off gives all its whole records, and no record, however long, is held in memory
//! beyond a bound.

use std::{
    io::{self, Read},
    ops::Range,
};

use memchr::{memchr, memchr_iter};

use super::{
    decode::Decoded,
    marks::{Mark, Marks},
};
use crate::format::xml::is_clean;

/// The longest record that is read. Trados and memoQ stop at a few thousand characters a segment.
pub const MAX_RECORD_BYTES: usize = 8 << 20;

/// A piece of a file; its text is [`Pieces::text`] of the range until the next piece is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// What stands before, between and behind records.
    Between(Range<usize>),
    /// A whole record, with its tags.
    Record(Range<usize>),
    /// The beginning of a record in which another begins, or the file ends.
    Broken(Range<usize>, Break),
}

/// How a record is broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Break {
    /// The file ends in it.
    End,
    /// Another record begins in it.
    Nested,
    /// It is longer than [`MAX_RECORD_BYTES`].
    TooLong,
}

/// A text that begins with a record, see [`Pieces::ahead`].
#[derive(Debug, Clone, Copy)]
pub struct Ahead<'p> {
    /// All that is in memory from the record on.
    pub text: &'p str,
    /// Where it begins in memory.
    pub from: usize,
    /// 1-based line of the record.
    pub line: u32,
    /// Whether it holds no character that XML cannot hold.
    pub is_clean: bool,
}

/// The pieces of a text.
#[derive(Debug)]
pub struct Pieces<R> {
    /// The text.
    pub source: Decoded<R>,
    marks: Marks,
    buffer: String,
    /// Where the next piece begins.
    at: usize,
    /// Lines up to where the next piece begins.
    next_line: u32,
    /// The line of the last piece.
    line: u32,
    ended: bool,
    /// All in memory is text that XML can hold.
    is_clean: bool,
    /// What is left of a record that was too long is passed over.
    skipping: bool,
}

impl<R: Read> Pieces<R> {
    /// The pieces of `source`, records being the elements of these names.
    pub fn new(source: Decoded<R>, names: &'static [&'static str]) -> Self {
        Self {
            source,
            marks: Marks::new(names),
            buffer: String::new(),
            at: 0,
            next_line: 1,
            line: 1,
            ended: false,
            is_clean: true,
            skipping: false,
        }
    }

    /// The text of a piece.
    pub fn text(&self, range: &Range<usize>) -> &str {
        self.buffer.get(range.clone()).unwrap_or_default()
    }

    /// The 1-based line at which the last piece begins.
    pub fn line(&self) -> u32 {
        self.line
    }

    /// The next piece.
    ///
    /// # Errors
    /// The reader's.
    pub fn next_piece(&mut self) -> io::Result<Option<Piece>> {
        if self.skipping && !self.skip()? {
            return Ok(None);
        }
        self.line = self.next_line;
        let mut from = self.at;
        let mut open = false;
        loop {
            if from - self.at > MAX_RECORD_BYTES {
                return Ok(Some(self.too_long(from, open)));
            }
            let found = memchr(b'<', self.bytes_from(from)).map(|at| from + at);
            let Some(at) = found else {
                from = self.buffer.len();
                if self.more(&mut from)? {
                    continue;
                }
                return Ok(self.rest(open));
            };
            match self.mark(at, open) {
                Mark::More => {
                    if self.buffer.len() - self.at > MAX_RECORD_BYTES {
                        return Ok(Some(self.too_long(self.buffer.len(), open)));
                    }
                    from = at;
                    let was_ended = self.ended;
                    if !self.more(&mut from)? && was_ended {
                        // A `<` that begins nothing.
                        from += 1;
                    }
                }
                Mark::Other { end } => from = end,
                Mark::End { end } if open => return Ok(Some(Piece::Record(self.take(end)))),
                Mark::End { end } => from = end,
                Mark::Start { .. } if open => {
                    return Ok(Some(Piece::Broken(self.take(at), Break::Nested)));
                }
                Mark::Start { .. } if at > self.at => {
                    return Ok(Some(Piece::Between(self.take(at))));
                }
                Mark::Start { tag_end, empty } => {
                    if empty {
                        return Ok(Some(Piece::Record(self.take(tag_end))));
                    }
                    open = true;
                    from = tag_end;
                }
            }
        }
    }

    /// What is in memory from the next record on, where nothing but blanks stands before it. To
    /// read a record from here spares cutting it out; where that fails (it is broken, or not all in
    /// memory) [`Pieces::next_piece`] cuts it out as if nothing had been tried.
    pub fn ahead(&self) -> Option<Ahead<'_>> {
        if self.skipping {
            return None;
        }
        let rest = self.buffer.get(self.at..).unwrap_or_default();
        let text = rest.trim_ascii_start();
        self.marks.begins(text.as_bytes()).then(|| {
            let before = rest.as_bytes().get(..rest.len() - text.len()).unwrap_or_default();
            let newlines = memchr_iter(b'\n', before).count();
            Ahead {
                text,
                from: self.at + before.len(),
                line: self.next_line.saturating_add(newlines as u32),
                is_clean: self.is_clean,
            }
        })
    }

    /// Makes what stands before `end` (counted as [`Ahead::from`] is) the last piece; it begins at
    /// `line`, and the next at `next_line`.
    pub fn pass(&mut self, end: usize, line: u32, next_line: u32) {
        self.at = end.min(self.buffer.len());
        self.line = line;
        self.next_line = next_line;
    }

    fn bytes_from(&self, from: usize) -> &[u8] {
        self.buffer.as_bytes().get(from..).unwrap_or_default()
    }

    /// Makes `..end` the piece and what follows the rest.
    fn take(&mut self, end: usize) -> Range<usize> {
        let range = self.at..end;
        let newlines = memchr_iter(b'\n', self.text(&range).as_bytes()).count();
        self.next_line = self.next_line.saturating_add(newlines as u32);
        self.at = end;
        range
    }

    /// What stands at the `<` at `at`.
    fn mark(&mut self, at: usize, open: bool) -> Mark {
        let rest = self.buffer.as_bytes().get(at..).unwrap_or_default();
        self.marks.at(rest, open, self.ended).moved(at)
    }

    fn rest(&mut self, open: bool) -> Option<Piece> {
        if self.at >= self.buffer.len() {
            return None;
        }
        let range = self.take(self.buffer.len());
        Some(if open { Piece::Broken(range, Break::End) } else { Piece::Between(range) })
    }

    /// Reads more text; `from` keeps its place in it.
    fn more(&mut self, from: &mut usize) -> io::Result<bool> {
        if self.ended {
            return Ok(false);
        }
        if self.at > 0 {
            self.buffer.drain(..self.at);
            *from -= self.at;
            self.at = 0;
        }
        // A chunk may hold no whole character.
        loop {
            let before = self.buffer.len();
            if !self.source.fill(&mut self.buffer)? {
                self.ended = true;
                return Ok(false);
            }
            if self.buffer.len() > before {
                self.is_clean = is_clean(&self.buffer);
                return Ok(true);
            }
        }
    }

    fn too_long(&mut self, end: usize, open: bool) -> Piece {
        let end = (0..=end).rev().find(|end| self.buffer.is_char_boundary(*end)).unwrap_or(0);
        let range = self.take(end);
        self.skipping = true;
        if open { Piece::Broken(range, Break::TooLong) } else { Piece::Between(range) }
    }

    /// Passes over the rest of a record (or of what stands between) that is too long, up to its end
    /// or the next record; `false` where the file ends first.
    fn skip(&mut self) -> io::Result<bool> {
        loop {
            let mut keep = None;
            let mut from = self.at;
            while let Some(at) = memchr(b'<', self.bytes_from(from)).map(|at| from + at) {
                match self.mark(at, true) {
                    Mark::Start { .. } => {
                        self.take(at);
                        self.skipping = false;
                        return Ok(true);
                    }
                    Mark::End { end } => {
                        self.take(end);
                        self.skipping = false;
                        return Ok(true);
                    }
                    Mark::Other { end } => from = end,
                    Mark::More => {
                        keep = Some(at);
                        break;
                    }
                }
            }
            // What may be the beginning of a tag stays, as far as a tag may be long.
            let end = self.buffer.len();
            let keep = keep.filter(|at| end - at < 4096).unwrap_or(end);
            self.take(keep);
            let mut from = self.at;
            let was_ended = self.ended;
            if !self.more(&mut from)? && was_ended {
                self.take(self.buffer.len());
                return Ok(false);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(text: &str) -> Vec<(u32, String)> {
        let source = Decoded::new(text.as_bytes(), None).unwrap();
        let mut pieces = Pieces::new(source, &["tu"]);
        let mut found = Vec::new();
        while let Some(piece) = pieces.next_piece().unwrap() {
            let (mark, range) = match &piece {
                Piece::Between(range) => ("-", range),
                Piece::Record(range) => ("+", range),
                Piece::Broken(range, Break::End) => ("end", range),
                Piece::Broken(range, Break::Nested) => ("nested", range),
                Piece::Broken(range, Break::TooLong) => ("long", range),
            };
            let text = pieces.text(range);
            let shown: String = text.chars().take(40).collect();
            found.push((pieces.line(), format!("{mark}{shown}")));
        }
        found
    }

    fn told(all: &[(u32, &str)]) -> Vec<(u32, String)> {
        all.iter().map(|(line, text)| (*line, (*text).to_owned())).collect()
    }

    #[test]
    fn records_are_cut_out() {
        assert_eq!(
            pieces("<b>\n<tu a='>'>\n1</tu><!-- <tu> --><tu/> <tuv><tu >2</tu\n></b>"),
            told(&[
                (1, "-<b>\n"),
                (2, "+<tu a='>'>\n1</tu>"),
                (3, "-<!-- <tu> -->"),
                (3, "+<tu/>"),
                (3, "- <tuv>"),
                (3, "+<tu >2</tu\n>"),
                (4, "-</b>"),
            ])
        );
    }

    #[test]
    fn broken_records_spoil_themselves_alone() {
        assert_eq!(
            pieces("<tu>1<tu>2</tu>\n<tu>3<![CDATA[</tu>]]></tu><tu>4 <seg>x"),
            told(&[
                (1, "nested<tu>1"),
                (1, "+<tu>2</tu>"),
                (1, "-\n"),
                (2, "+<tu>3<![CDATA[</tu>]]></tu>"),
                (2, "end<tu>4 <seg>x"),
            ])
        );
        assert_eq!(pieces("<!-- <tu>1</tu>"), told(&[(1, "-<!-- "), (1, "+<tu>1</tu>")]));
        assert_eq!(pieces(""), told(&[]));
    }

    #[test]
    fn a_record_beyond_the_bound_is_passed_over() {
        let long = format!("<tu>\n{}\n</tu>\n<tu>2</tu>", "甲\n".repeat(MAX_RECORD_BYTES / 2));
        let found = pieces(&long);
        let lines = MAX_RECORD_BYTES as u32 / 2;
        assert_eq!(
            found.first().map(|(line, text)| (*line, text.starts_with("long<tu>"))),
            Some((1, true))
        );
        assert_eq!(found.last(), Some(&(lines + 4, "+<tu>2</tu>".to_owned())));
        let comment = format!("<!-- {} --><tu>1</tu>", "x".repeat(2 * MAX_RECORD_BYTES));
        assert_eq!(pieces(&comment).last(), Some(&(1, "+<tu>1</tu>".to_owned())));
    }

    #[test]
    fn a_document_type_with_declarations_is_passed_over() {
        let text = "<!DOCTYPE tmx [<!ENTITY a \"]<tu>\">\n] >\n<tu>1</tu>";
        assert_eq!(pieces(text).last(), Some(&(3, "+<tu>1</tu>".to_owned())));
    }
}
