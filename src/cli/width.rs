//! How wide text is on a terminal: Chinese characters take two columns.

/// Columns of a character.
pub fn of_char(c: char) -> usize {
    match c as u32 {
        0..=0x1f | 0x7f..=0x9f | 0x300..=0x36f | 0x200b..=0x200f | 0xfe00..=0xfe0f => 0,
        // Hangul, radicals, kana, Han, compatibility and full-width forms, emoji, planes 2 and 3.
        0x1100..=0x115f
        | 0x2e80..=0x303e
        | 0x3041..=0xa4cf
        | 0xac00..=0xd7a3
        | 0xf900..=0xfaff
        | 0xfe30..=0xfe4f
        | 0xff00..=0xff60
        | 0xffe0..=0xffe6
        | 0x1f300..=0x1faff
        | 0x2_0000..=0x3_fffd => 2,
        _ => 1,
    }
}

/// Columns of a text.
pub fn of(text: &str) -> usize {
    text.chars().map(of_char).sum()
}

/// The end of `text` that fits `columns`, with … where it was cut, and blanks before it.
pub fn end(text: &str, columns: usize) -> String {
    let text = one_line(text);
    if of(&text) <= columns {
        return format!("{}{text}", " ".repeat(columns - of(&text)));
    }
    let mut kept: Vec<char> = Vec::new();
    let mut width = 1;
    for c in text.chars().rev() {
        if width + of_char(c) > columns {
            break;
        }
        width += of_char(c);
        kept.push(c);
    }
    let kept: String = kept.into_iter().rev().collect();
    format!("{}…{kept}", " ".repeat(columns.saturating_sub(width)))
}

/// The start of `text` that fits `columns`, with … where it was cut, and blanks behind it.
pub fn start(text: &str, columns: usize) -> String {
    let text = one_line(text);
    if of(&text) <= columns {
        return format!("{text}{}", " ".repeat(columns - of(&text)));
    }
    let mut kept = String::new();
    let mut width = 1;
    for c in text.chars() {
        if width + of_char(c) > columns {
            break;
        }
        width += of_char(c);
        kept.push(c);
    }
    format!("{kept}…{}", " ".repeat(columns.saturating_sub(width)))
}

/// `text` without line breaks, tabs and other control characters, which would break a table (and
/// might steer the terminal).
pub fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_align_whatever_the_script() {
        for text in ["海底电缆的治理", "submarine cables", "海底 cable，", "é\u{301}", ""]
        {
            for columns in [4, 5, 9, 40] {
                assert_eq!(of(&end(text, columns)), columns, "{text} {columns}");
                assert_eq!(of(&start(text, columns)), columns, "{text} {columns}");
            }
        }
        assert_eq!(end("海底电缆", 5), "…电缆");
        assert_eq!(start("海底电缆", 6), "海底… ");
        assert_eq!(one_line("a\n\u{1b}[31mb"), "a  [31mb");
    }
}
