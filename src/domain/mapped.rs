//! Text with a way back to where it was printed.

use serde::{Deserialize, Serialize};

use super::span::{Byte, Span};

/// A run of text and where it came from.
///
/// A *verbatim* piece (`len == source_len`, `verbatim`) maps byte by byte; any
/// other piece maps as a whole to its source range.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Piece {
    /// First byte in the text.
    at: usize,
    /// Bytes in the text.
    len: usize,
    /// First byte in the document.
    source: usize,
    /// Bytes in the document.
    source_len: usize,
    /// Whether text and source are the same bytes.
    verbatim: bool,
}

/// A string each of whose bytes maps to a byte range of the document it was read from.
///
/// Clean-up edits the text and keeps the map, so every later span (a sentence, a
/// term) can name the lines it was printed on.
///
/// ```
/// use duizhao::domain::{MappedText, Span};
/// let printed = "人 工智能";
/// let text = MappedText::verbatim(printed, 100);
/// let mended = text.replaced(&[(Span::new(3, 4), String::new())]);
/// assert_eq!(mended.as_str(), "人工智能");
/// assert_eq!(mended.source_span(Span::new(0, 6)), Span::new(100, 107));
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MappedText {
    text: String,
    pieces: Vec<Piece>,
}

impl MappedText {
    /// `text` as it stands in the document from byte `source` on.
    pub fn verbatim(text: &str, source: usize) -> Self {
        let mut out = Self::default();
        out.push_verbatim(text, source);
        out
    }

    /// `text` that stands for the document's bytes `source` (decoded, unescaped or mended).
    pub fn standing_for(text: &str, source: Span<Byte>) -> Self {
        let mut out = Self::default();
        out.push_standing_for(text, source);
        out
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether there is no text.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Length in bytes.
    pub fn len_bytes(&self) -> usize {
        self.text.len()
    }

    /// Appends text that stands in the document from byte `source` on.
    pub fn push_verbatim(&mut self, text: &str, source: usize) {
        if text.is_empty() {
            return;
        }
        if let Some(last) = self.pieces.last_mut()
            && last.verbatim
            && last.source + last.source_len == source
        {
            last.len += text.len();
            last.source_len += text.len();
        } else {
            self.pieces.push(Piece {
                at: self.text.len(),
                len: text.len(),
                source,
                source_len: text.len(),
                verbatim: true,
            });
        }
        self.text.push_str(text);
    }

    /// Appends text that stands for the document's bytes `source`.
    pub fn push_standing_for(&mut self, text: &str, source: Span<Byte>) {
        if text.is_empty() {
            return;
        }
        self.pieces.push(Piece {
            at: self.text.len(),
            len: text.len(),
            source: source.start(),
            source_len: source.len(),
            verbatim: false,
        });
        self.text.push_str(text);
    }

    /// Appends another mapped text.
    pub fn push(&mut self, other: &Self) {
        for piece in &other.pieces {
            let text = Span::<Byte>::new(piece.at, piece.at + piece.len).of(&other.text);
            if piece.verbatim {
                self.push_verbatim(text, piece.source);
            } else {
                self.push_standing_for(
                    text,
                    Span::new(piece.source, piece.source + piece.source_len),
                );
            }
        }
    }

    /// The part of the text in `span` (bytes of [`as_str`](Self::as_str)), map and all.
    /// A span that cuts a character or leaves the text gives an empty text.
    #[must_use]
    pub fn slice(&self, span: Span<Byte>) -> Self {
        let mut out = Self::default();
        if self.text.get(span.range()).is_none() {
            return out;
        }
        let first = self.pieces.partition_point(|p| p.at + p.len <= span.start());
        for piece in self.pieces.get(first..).unwrap_or_default() {
            if piece.at >= span.end() {
                break;
            }
            let from = span.start().max(piece.at);
            let to = span.end().min(piece.at + piece.len);
            let text = Span::<Byte>::new(from, to).of(&self.text);
            if piece.verbatim {
                out.push_verbatim(text, piece.source + (from - piece.at));
            } else {
                out.push_standing_for(
                    text,
                    Span::new(piece.source, piece.source + piece.source_len),
                );
            }
        }
        out
    }

    /// The text with blanks (as `char::is_whitespace`) taken off both ends.
    #[must_use]
    pub fn trimmed(&self) -> Self {
        let start = self.text.len() - self.text.trim_start().len();
        let end = self.text.trim_end().len();
        self.slice(Span::new(start, end.max(start)))
    }

    /// The text with each `(span, with)` replaced. Edits must be sorted and apart;
    /// one that overlaps an earlier one, or cuts a character, is left out.
    #[must_use]
    pub fn replaced(&self, edits: &[(Span<Byte>, String)]) -> Self {
        let mut out = Self::default();
        let mut at = 0;
        for (span, with) in edits {
            if span.start() < at || self.text.get(span.range()).is_none() {
                continue;
            }
            out.push(&self.slice(Span::new(at, span.start())));
            out.push_standing_for(with, self.source_span(*span));
            at = span.end();
        }
        out.push(&self.slice(Span::new(at, self.text.len())));
        out
    }

    /// The smallest range of the document that covers the text's bytes `span`.
    /// An empty span gives the empty range at its place.
    pub fn source_span(&self, span: Span<Byte>) -> Span<Byte> {
        let mut covered: Option<Span<Byte>> = None;
        let first = self.pieces.partition_point(|p| p.at + p.len <= span.start());
        for piece in self.pieces.get(first..).unwrap_or_default() {
            let at_edge = span.is_empty() && piece.at <= span.start();
            if piece.at >= span.end() && !at_edge {
                break;
            }
            let here = if piece.verbatim {
                let from = span.start().max(piece.at) - piece.at;
                let to = span.end().min(piece.at + piece.len) - piece.at;
                Span::new(piece.source + from, piece.source + to)
            } else {
                Span::new(piece.source, piece.source + piece.source_len)
            };
            covered = Some(covered.map_or(here, |c| c.cover(here)));
            if span.is_empty() {
                return Span::new(here.start(), here.start());
            }
        }
        covered.unwrap_or_else(|| {
            let end = self.pieces.last().map_or(0, |p| p.source + p.source_len);
            Span::new(end, end)
        })
    }

    /// The range of the document that the whole text covers.
    pub fn source(&self) -> Span<Byte> {
        self.source_span(Span::new(0, self.text.len()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_keep_the_way_back() {
        let text = MappedText::verbatim("合作主体的海 底电缆", 50);
        let at = "合作主体的海".len();
        let mended = text.replaced(&[(Span::new(at, at + 1), String::new())]);
        assert_eq!(mended.as_str(), "合作主体的海底电缆");
        let word = mended.as_str().find("海底").unwrap();
        assert_eq!(mended.source_span(Span::new(word, word + 6)), Span::new(50 + 15, 50 + 22));
    }

    #[test]
    fn a_join_covers_both_places() {
        let mut text = MappedText::verbatim("抢修与维", 10);
        text.push(&MappedText::verbatim("护规则", 90));
        assert_eq!(text.as_str(), "抢修与维护规则");
        assert_eq!(text.source_span(Span::new(9, 15)), Span::new(19, 93));
    }

    #[test]
    fn a_replacement_maps_as_a_whole() {
        let text = MappedText::verbatim("Indo-Paci\u{6600}c", 0);
        let at = "Indo-Paci".len();
        let mended = text.replaced(&[(Span::new(at, at + 3), "fi".to_owned())]);
        assert_eq!(mended.as_str(), "Indo-Pacific");
        assert_eq!(mended.source_span(Span::new(at, at + 1)), Span::new(at, at + 3));
    }
}
