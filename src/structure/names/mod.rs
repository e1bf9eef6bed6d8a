//! Names of authors: Chinese names in a line, names in pinyin, and whether the two agree.

mod agree;
mod en;
mod runs;
mod spelled;
mod zh;

pub(super) use agree::agrees;
pub(super) use en::{is_author_line_en, names_en};
pub(super) use runs::glued_names;
pub(super) use spelled::spelled;
pub(super) use zh::{before_place, is_author_line_zh, is_name_zh, names_zh};

/// Marks that OCR and print put after a name.
fn is_mark(c: char) -> bool {
    c.is_ascii_digit()
        || crate::text::markers::superscript(c).is_some()
        || crate::text::markers::circled(c).is_some()
        // ʰ, ᵃ: raised letters.
        || matches!(c, '\u{2b0}'..='\u{2ff}' | '\u{1d43}'..='\u{1d6a}')
        || "*＊†‡§#'’‘“”\"」』}{^$~`°.\\丨|‧•∗＃⁎".contains(c)
}

fn is_separator(c: char) -> bool {
    c.is_whitespace() || "，,、；;／/".contains(c)
}
