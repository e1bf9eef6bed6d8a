//! Whether the two texts were given the wrong way round.

use crate::text::is_han;

/// Whether the text given as Chinese looks like English and the other like Chinese. Where either is
/// too short to tell, they count as right.
///
/// ```
/// use duizhao::align::are_swapped;
/// assert!(are_swapped(&["This is English."], &["这是中文。"]));
/// assert!(!are_swapped(&["这是中文。"], &["This is English."]));
/// assert!(!are_swapped(&[], &["这是中文。"]));
/// ```
pub fn are_swapped(zh: &[&str], en: &[&str]) -> bool {
    is_english(zh) && is_chinese(en)
}

/// Han characters and Latin letters, a letter for what it says: a word of five letters is some two
/// characters.
fn counts(text: &[&str]) -> (usize, usize) {
    let chars = || text.iter().flat_map(|sentence| sentence.chars());
    (chars().filter(|c| is_han(*c)).count(), chars().filter(char::is_ascii_alphabetic).count())
}

fn is_english(text: &[&str]) -> bool {
    let (han, letters) = counts(text);
    letters >= 8 && letters > 5 * han
}

fn is_chinese(text: &[&str]) -> bool {
    let (han, letters) = counts(text);
    han >= 3 && 3 * han > letters
}
