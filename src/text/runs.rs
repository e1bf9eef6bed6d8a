//! Runs of characters of one class.

use crate::domain::{Byte, Span};

/// The longest runs of characters for which `inside` holds, in order. `inside` is asked once for
/// each character, in order, so it may keep count of brackets.
///
/// ```
/// use duizhao::text::runs;
/// let found: Vec<&str> =
///     runs(" 甲 bc", |c| !c.is_whitespace()).into_iter().map(|s| s.of(" 甲 bc")).collect();
/// assert_eq!(found, ["甲", "bc"]);
/// ```
pub fn runs(text: &str, mut inside: impl FnMut(char) -> bool) -> Vec<Span<Byte>> {
    let mut found = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices() {
        match (start, inside(c)) {
            (None, true) => start = Some(at),
            (Some(from), false) => {
                found.push(Span::new(from, at));
                start = None;
            }
            _ => {}
        }
    }
    found.extend(start.map(|from| Span::new(from, text.len())));
    found
}
