//! Classes of characters.

/// Whether `c` is a Han character (Unified Ideographs with extensions, compatibility ideographs,
/// 〇 and 々).
pub fn is_han(c: char) -> bool {
    matches!(
        u32::from(c),
        0x4e00..=0x9fff
            | 0x3400..=0x4dbf
            | 0xf900..=0xfaff
            | 0x20000..=0x3134f
            | 0x3007
            | 0x3005
    )
}

/// Whether `c` is punctuation of Chinese text (CJK symbols, full-width forms, curly quotes).
pub fn is_han_punctuation(c: char) -> bool {
    matches!(
        c,
        '、' | '。'
            | '〃'
            | '〈'..='】'
            | '〔'..='\u{301f}'
            | '，'
            | '；'
            | '：'
            | '？'
            | '！'
            | '（'
            | '）'
            | '［'
            | '］'
            | '｛'
            | '｝'
            | '“'
            | '”'
            | '‘'
            | '’'
            | '…'
            | '—'
            | '·'
            | '～'
    )
}

/// How many Han characters `text` has.
pub fn count_han(text: &str) -> usize {
    text.chars().filter(|c| is_han(*c)).count()
}
