//! Unpaired brackets and quotation marks.

use crate::domain::{Byte, Passage, Side, Span};

use super::super::context::Context;

const PAIRS: &[(char, char)] = &[
    ('(', ')'),
    ('（', '）'),
    ('[', ']'),
    ('［', '］'),
    ('【', '】'),
    ('〔', '〕'),
    ('《', '》'),
    ('〈', '〉'),
    ('「', '」'),
    ('『', '』'),
    ('“', '”'),
];

/// Reports brackets that open and never close, or close and never opened.
pub(super) fn check(context: &mut Context<'_>) {
    let mut places: Vec<(Side, &Passage)> = Vec::new();
    places.extend(super::front(context, Side::Zh).into_iter().map(|p| (Side::Zh, p)));
    places.extend(super::front(context, Side::En).into_iter().map(|p| (Side::En, p)));
    // A paragraph with more than one is OCR's, and which one is at fault cannot be told.
    let body = &context.record.article.body;
    places.extend(body.iter().filter(|p| unpaired(p.as_str()).len() == 1).map(|p| (Side::Zh, p)));
    for (side, passage) in places {
        for (span, c) in unpaired(passage.as_str()) {
            let quote = context.quote_around(side, passage, span);
            let message = format!("{c} has no partner");
            context.report("bracket-unpaired", message, "", vec![quote]);
        }
    }
}

/// The class in which brackets of both widths pair: OCR mixes （ with ).
fn class(c: char) -> Option<(usize, bool)> {
    let narrow = match c {
        '（' => '(',
        '）' => ')',
        '［' => '[',
        '］' => ']',
        c => c,
    };
    PAIRS.iter().enumerate().find_map(|(at, (open, close))| {
        (narrow == *open).then_some((at, true)).or((narrow == *close).then_some((at, false)))
    })
}

/// Brackets without a partner. A bracket after a list number (`1）`, `（1`, `a)`) needs none.
fn unpaired(text: &str) -> Vec<(Span<Byte>, char)> {
    let mut open: Vec<(usize, Span<Byte>, char)> = Vec::new();
    let mut lone = Vec::new();
    let mut before = ['\n'; 2];
    let mut in_formula = false;
    for (at, c) in text.char_indices() {
        let span = Span::new(at, at + c.len_utf8());
        if c == '$' {
            in_formula = !in_formula;
        }
        if let Some((class, opens)) = class(c).filter(|_| !in_formula) {
            if opens {
                open.push((class, span, c));
            } else if let Some(partner) = open.iter().rposition(|(other, ..)| *other == class) {
                // What opened since then never closes.
                lone.extend(open.drain(partner..).skip(1).map(|(_, span, c)| (span, c)));
            } else if !is_list_mark(before, class) {
                lone.push((span, c));
            }
        }
        before = [before[1], c];
    }
    lone.extend(open.into_iter().map(|(_, span, c)| (span, c)));
    lone.sort_by_key(|(span, _)| span.start());
    lone
}

/// `1)`, `12）`, `a)`, `①)`: a list's mark, at the head or after a blank or punctuation.
fn is_list_mark(before: [char; 2], class: usize) -> bool {
    let [two, one] = before;
    class == 0 && (one.is_numeric() || one.is_ascii_lowercase() && !two.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lone(text: &str) -> Vec<char> {
        unpaired(text).into_iter().map(|(_, c)| c).collect()
    }

    #[test]
    fn pairs_of_both_widths() {
        assert!(lone("人工智能（AI)与《战略》“甲（乙）”").is_empty());
        assert_eq!(lone("人工智能（AI与合作"), ['（']);
        assert_eq!(lone("“甲（乙”"), ['（']);
        assert!(lone("1）方法；2）结果 a) first").is_empty());
    }
}
