//! How raised characters and references to notes are written in text, where the format has them as
//! markup: in the shapes that clean-up knows from printed pages.

/// Circled numbers run from ① to ㊿ in three ranges.
fn circled(number: u32) -> Option<char> {
    let code = match number {
        1..=20 => 0x2460 + number - 1,
        21..=35 => 0x3251 + number - 21,
        36..=50 => 0x32b1 + number - 36,
        _ => return None,
    };
    char::from_u32(code)
}

/// The mark of the note `number`, as it begins the note: `①`, past ㊿ `[51]`.
pub(super) fn note_mark(number: u32) -> String {
    circled(number).map_or_else(|| format!("[{number}]"), String::from)
}

/// A reference to the note `number` in running text: `^①`, past ㊿ `^{51}`.
pub(super) fn note_reference(number: u32) -> String {
    circled(number).map_or_else(|| format!("^{{{number}}}"), |mark| format!("^{mark}"))
}

/// Whether `c` is a circled number.
pub(super) fn is_circled(c: char) -> bool {
    matches!(c, '①'..='⑳' | '\u{3251}'..='\u{325f}' | '\u{32b1}'..='\u{32bf}' | '❶'..='❿')
}

/// The marks to put around raised text: `^{` and `}`, or `^` alone before a circled number. Raised
/// citations in brackets (`[3]`) get none: printed text has them on the line as well.
pub(super) fn raised(text: &str) -> (&'static str, &'static str) {
    let text = text.trim();
    match text.chars().next() {
        None | Some('[' | '［' | '〔') => ("", ""),
        Some(c) if is_circled(c) => ("^", ""),
        _ => ("^{", "}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks() {
        assert_eq!((note_reference(2), note_mark(2)), ("^②".into(), "②".into()));
        assert_eq!(note_reference(36), "^㊱");
        assert_eq!((note_reference(51), note_mark(51)), ("^{51}".into(), "[51]".into()));
        assert_eq!(raised("①"), ("^", ""));
        assert_eq!(raised("1,2"), ("^{", "}"));
        assert_eq!(raised("[3]"), ("", ""));
    }
}
