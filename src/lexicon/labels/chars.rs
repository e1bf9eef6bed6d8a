//! The characters of a text, for scanning.

/// The characters of a text with their bytes, for scanning back and forth.
pub(super) struct Chars<'a> {
    pub(super) text: &'a str,
    pub(super) at: Vec<(usize, char)>,
}

impl<'a> Chars<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, at: text.char_indices().collect() }
    }

    pub(super) fn get(&self, index: usize) -> Option<char> {
        self.at.get(index).map(|c| c.1)
    }

    pub(super) fn byte(&self, index: usize) -> usize {
        self.at.get(index).map_or(self.text.len(), |c| c.0)
    }

    pub(super) fn skip_blanks(&self, mut index: usize) -> usize {
        while self.get(index).is_some_and(is_blank) {
            index += 1;
        }
        index
    }
}

pub(super) fn is_blank(c: char) -> bool {
    c.is_whitespace() || c == '\u{feff}' || c == '\u{200b}'
}

/// Full-width Latin folded, lower case.
pub(super) fn folded(c: char) -> char {
    let c = match u32::from(c) {
        code @ 0xff01..=0xff5e => char::from_u32(code - 0xfee0).unwrap_or(c),
        _ => c,
    };
    c.to_ascii_lowercase()
}
