//! Punctuation by language: half-width marks in Chinese, full-width ones in English. One note an
//! article and kind, with its first place and a count.

use crate::{
    domain::{Byte, Passage, Side, Span},
    text::chars::is_han,
};

use super::super::context::Context;

/// Runs the rules of punctuation.
pub(super) fn check(context: &mut Context<'_>) {
    let chinese = super::chinese(context);
    let english = super::front(context, Side::En);
    summary(context, Side::Zh, &chinese, half_width, "half-width punctuation in Chinese text");
    summary(context, Side::En, &english, full_width, "full-width punctuation in English text");
}

fn summary(
    context: &mut Context<'_>,
    side: Side,
    passages: &[&Passage],
    find: fn(&str) -> Vec<Span<Byte>>,
    what: &str,
) {
    let mut first = None;
    let mut count = 0_usize;
    for passage in passages {
        let places = find(passage.as_str());
        count += places.len();
        if let (None, Some(span)) = (&first, places.first()) {
            first = Some(context.quote_around(side, passage, *span));
        }
    }
    if let Some(quote) = first {
        let rule = if side == Side::Zh { "punctuation-zh" } else { "punctuation-en" };
        let message = format!("{what}: {count} {}", if count == 1 { "place" } else { "places" });
        context.report(rule, message, "the first place is quoted", vec![quote]);
    }
}

/// `,` `;` `:` `?` `!` after a Han character.
fn half_width(text: &str) -> Vec<Span<Byte>> {
    let mut before = ' ';
    let mut found = Vec::new();
    for (at, c) in text.char_indices() {
        if matches!(c, ',' | ';' | ':' | '?' | '!') && is_han(before) {
            found.push(Span::new(at, at + 1));
        }
        before = c;
    }
    found
}

/// `，` `。` `；` `：` `（` `）` `、` after a Latin letter or digit.
fn full_width(text: &str) -> Vec<Span<Byte>> {
    let mut before = ' ';
    let mut found = Vec::new();
    for (at, c) in text.char_indices() {
        if matches!(c, '，' | '。' | '；' | '：' | '、' | '？' | '！')
            && (before.is_ascii_alphanumeric() || before == ')')
        {
            found.push(Span::new(at, at + c.len_utf8()));
        }
        before = c;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_language_has_its_own() {
        assert_eq!(half_width("背景下,美国将AI, 确立").len(), 1);
        assert_eq!(full_width("policy，defense，人工").len(), 2);
    }
}
