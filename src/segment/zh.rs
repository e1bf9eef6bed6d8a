//! Chinese sentences: they end at 。！？ and their half-width forms, not inside titles and brackets.

use crate::text::is_han;

const CLOSING: &str = "”’」』）)】》〉］]";
/// Longest bracket that is kept whole, in characters; a longer one was never closed.
const LONGEST_BRACKET_CHARS: usize = 200;
/// Longest clause after a closing quote that still belongs to it: 发言人说。
const REPORT_CHARS: usize = 14;
/// Verbs that such a clause has.
const REPORTING: &[char] = &['说', '道', '称', '问', '答', '喊', '說', '稱', '問'];
const REPORTING_WORDS: &[&str] = &["表示", "指出", "强调", "認為", "认为", "強調", "写道", "寫道"];

/// Byte positions after which a sentence ends, in order.
pub(super) fn sentence_ends(text: &str) -> Vec<usize> {
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    let get = |index: usize| chars.get(index).map(|c| c.1);
    let mut ends = Vec::new();
    let mut index = 0;
    let mut quotes = 0_usize;
    while let Some(c) = get(index) {
        match c {
            '"' => quotes += 1,
            '《' | '（' | '(' | '〈' | '［' | '[' => {
                if let Some(close) = bracket_end(&chars, index) {
                    index = close + 1;
                    continue;
                }
            }
            _ => {}
        }
        if !is_end(&chars, index) {
            index += 1;
            continue;
        }
        let mut after = index + 1;
        let mut closed = false;
        while let Some(next) = get(after) {
            if is_end(&chars, after) {
                after += 1;
            } else if CLOSING.contains(next) || next == '"' && quotes % 2 == 1 {
                quotes += usize::from(next == '"');
                closed |= matches!(next, '”' | '’' | '」' | '』' | '"');
                after += 1;
            } else {
                break;
            }
        }
        let joins = closed && !introduced(&chars, index) && reports(&chars, after)
            || get(after).is_some_and(|n| matches!(n, '，' | ',' | '、' | '；' | ';' | '的'));
        if !joins {
            ends.push(chars.get(after).map_or(text.len(), |c| c.0));
        }
        index = after;
    }
    ends
}

/// Whether the character at `index` ends a sentence.
fn is_end(chars: &[(usize, char)], index: usize) -> bool {
    let get = |i: usize| chars.get(i).map(|c| c.1);
    let before = index.checked_sub(1).and_then(get);
    let after = get(index + 1);
    match get(index) {
        Some('。' | '！' | '？' | '｡') => true,
        Some('!' | '?') => {
            after.is_none_or(|c| !c.is_ascii_alphanumeric() && !matches!(c, '=' | '&' | '/'))
        }
        // A stop between Han is 。 as OCR reads it; beside a digit or letter it is none.
        Some('.' | '．') => {
            before.is_some_and(is_han) && after.is_none_or(|c| is_han(c) || c.is_whitespace())
        }
        _ => false,
    }
}

/// The index of the bracket that closes the one at `index`, where it is near.
fn bracket_end(chars: &[(usize, char)], index: usize) -> Option<usize> {
    let kind = |c: char| match c {
        '《' | '》' => 0,
        '〈' | '〉' => 1,
        '（' | '(' | '）' | ')' => 2,
        _ => 3,
    };
    let open = kind(chars.get(index)?.1);
    let mut depth = 0_usize;
    for (at, (_, c)) in chars.iter().enumerate().skip(index).take(LONGEST_BRACKET_CHARS) {
        match c {
            '《' | '〈' | '（' | '(' | '［' | '[' if kind(*c) == open => depth += 1,
            '》' | '〉' | '）' | ')' | '］' | ']' if kind(*c) == open => {
                depth -= 1;
                if depth == 0 {
                    return Some(at);
                }
            }
            _ => {}
        }
    }
    None
}

/// Longest quotation that is looked through for its beginning, in characters.
const LONGEST_QUOTATION_CHARS: usize = 300;

/// Whether a colon introduces the quotation that ends at `index`: who speaks was said before it (他问：“…？”).
fn introduced(chars: &[(usize, char)], index: usize) -> bool {
    let open = (0..index)
        .rev()
        .take(LONGEST_QUOTATION_CHARS)
        .find(|i| chars.get(*i).is_some_and(|c| matches!(c.1, '“' | '「' | '『' | '"' | '‘')));
    open.and_then(|i| (0..i).rev().filter_map(|i| chars.get(i)).find(|c| !c.1.is_whitespace()))
        .is_some_and(|c| matches!(c.1, '：' | ':'))
}

/// Whether a short clause that reports the speech follows: 发言人说。
fn reports(chars: &[(usize, char)], from: usize) -> bool {
    let clause: String = chars
        .iter()
        .skip(from)
        .take(REPORT_CHARS)
        .map(|c| c.1)
        .take_while(|c| !"。！？，,；!?".contains(*c))
        .collect();
    clause.ends_with(REPORTING) || REPORTING_WORDS.iter().any(|w| clause.ends_with(w))
}
