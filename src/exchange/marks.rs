//! What stands at a `<` of an XML file: told from the next few bytes, without parsing.

use memchr::{memchr, memmem};

/// What stands at a `<`; bytes are counted from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    /// A record begins; its start tag ends at this byte, and whether it is empty (`/>`).
    Start { tag_end: usize, empty: bool },
    /// The record that is open ends at this byte.
    End { end: usize },
    /// Something to pass over, up to this byte.
    Other { end: usize },
    /// The text ends before it can be told.
    More,
}

impl Mark {
    /// The mark with its bytes counted from where the `<` stands at `at`.
    pub(super) fn moved(self, at: usize) -> Self {
        match self {
            Self::Start { tag_end, empty } => Self::Start { tag_end: at + tag_end, empty },
            Self::End { end } => Self::End { end: at + end },
            Self::Other { end } => Self::Other { end: at + end },
            Self::More => Self::More,
        }
    }
}

/// Tells marks.
#[derive(Debug)]
pub(super) struct Marks {
    /// Names of the elements that are records.
    names: &'static [&'static str],
    /// The record's name, once one has begun.
    name: &'static str,
    /// Ends that are known not to come any more: of comments, CDATA, instructions, document types.
    /// Looking for them again at every beginning would take quadratic time.
    never: [bool; 4],
}

impl Marks {
    /// Marks where the elements of these names are records.
    pub(super) fn new(names: &'static [&'static str]) -> Self {
        Self { names, name: "", never: [false; 4] }
    }

    /// What stands at the `<` that `rest` begins with; `open` is whether a record is open, `ended`
    /// whether nothing follows `rest`.
    pub(super) fn at(&mut self, rest: &[u8], open: bool, ended: bool) -> Mark {
        if !ended && rest.len() < 16 {
            return Mark::More;
        }
        let name = rest.get(1..).unwrap_or_default();
        match name.first() {
            Some(b'/') if open => self.end(name.get(1..).unwrap_or_default()),
            Some(b'/') => Mark::Other { end: 2 },
            Some(b'!' | b'?') => self.aside(rest, ended),
            _ => self.start(name, open),
        }
    }

    /// Whether `rest` begins with a record that is not empty, as far as its name tells.
    pub(super) fn begins(&self, rest: &[u8]) -> bool {
        let Some(name) = rest.strip_prefix(b"<") else { return false };
        self.names.iter().any(|known| {
            let after = name.strip_prefix(known.as_bytes());
            after.and_then(<[u8]>::first).is_some_and(|b| b.is_ascii_whitespace() || *b == b'>')
        })
    }

    /// An end tag; `close` follows its `</`.
    fn end(&self, close: &[u8]) -> Mark {
        if let Some(after) = close.strip_prefix(self.name.as_bytes()) {
            let blanks = after.iter().take_while(|b| b.is_ascii_whitespace()).count();
            if after.get(blanks) == Some(&b'>') {
                return Mark::End { end: 2 + self.name.len() + blanks + 1 };
            }
        }
        Mark::Other { end: 2 }
    }

    /// A start tag; `name` follows its `<`.
    fn start(&mut self, name: &[u8], open: bool) -> Mark {
        for known in self.names {
            if let Some(after) = name.strip_prefix(known.as_bytes())
                && after
                    .first()
                    .is_some_and(|b| b.is_ascii_whitespace() || matches!(b, b'>' | b'/'))
            {
                let Some(end) = tag_end(after) else { return Mark::More };
                if !open {
                    self.name = known;
                }
                return Mark::Start {
                    tag_end: 1 + known.len() + end,
                    empty: after.get(end.wrapping_sub(2)) == Some(&b'/'),
                };
            }
        }
        Mark::Other { end: 1 }
    }

    /// A comment, CDATA, an instruction or a document type.
    fn aside(&mut self, rest: &[u8], ended: bool) -> Mark {
        let until = |skip: usize, end: &[u8]| {
            let inside = rest.get(skip..).unwrap_or_default();
            memmem::find(inside, end).map(|found| skip + found + end.len())
        };
        let starts = [&b"<!--"[..], b"<![CDATA[", b"<?", b"<!DOCTYPE"];
        let Some(kind) = starts.iter().position(|start| rest.starts_with(start)) else {
            return Mark::Other { end: 1 };
        };
        if self.never.get(kind) == Some(&true) {
            return Mark::Other { end: 1 };
        }
        let end = match kind {
            0 => until(4, b"-->"),
            1 => until(9, b"]]>"),
            2 => until(2, b"?>"),
            _ => doctype_end(rest),
        };
        if let Some(end) = end {
            return Mark::Other { end };
        }
        if let Some(never) = self.never.get_mut(kind).filter(|_| ended) {
            *never = true;
        }
        Mark::More
    }
}

/// The byte behind the `>` of a start tag; `>` in quotes is no end.
fn tag_end(tag: &[u8]) -> Option<usize> {
    let mut quote = None;
    for (at, byte) in tag.iter().enumerate() {
        match (quote, *byte) {
            (None, b'"' | b'\'') => quote = Some(*byte),
            (Some(q), b) if q == b => quote = None,
            (None, b'>') => return Some(at + 1),
            // No attribute holds a `<`: a quote is missing.
            (_, b'<') => return Some(at),
            _ => {}
        }
    }
    None
}

/// The byte behind a document type declaration, its own declarations included.
fn doctype_end(text: &[u8]) -> Option<usize> {
    let close = memchr(b'>', text)?;
    match memchr(b'[', text.get(..close)?) {
        None => Some(close + 1),
        Some(open) => {
            let mut from = open;
            loop {
                let end = from + memchr(b']', text.get(from..)?)?;
                let after = text.get(end + 1..)?;
                let blanks = after.iter().take_while(|b| b.is_ascii_whitespace()).count();
                match after.get(blanks) {
                    Some(b'>') => return Some(end + 1 + blanks + 1),
                    Some(_) => from = end + 1,
                    None => return None,
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(rest: &str, open: bool) -> Mark {
        let mut marks = Marks::new(&["tu"]);
        marks.at(b"<tu a=\"1\">", false, true);
        marks.at(rest.as_bytes(), open, true)
    }

    #[test]
    fn marks_are_told_from_their_first_bytes() {
        assert_eq!(mark("<tu a='>'/>x", false), Mark::Start { tag_end: 11, empty: true });
        assert_eq!(mark("<tuv>", true), Mark::Other { end: 1 });
        assert_eq!(mark("</tu >x", true), Mark::End { end: 6 });
        assert_eq!(mark("</tu >x", false), Mark::Other { end: 2 });
        assert_eq!(mark("</tuv>", true), Mark::Other { end: 2 });
        assert_eq!(mark("<!-- > -->x", true), Mark::Other { end: 10 });
        assert_eq!(mark("<![CDATA[</tu>]]>x", true), Mark::Other { end: 17 });
        assert_eq!(mark("<!DOCTYPE a [<!ELEMENT b ANY>]>x", false), Mark::Other { end: 31 });
        assert_eq!(mark("<tu a='1'", false), Mark::More);
        assert_eq!(mark("<!-- ", true), Mark::More);
    }
}
