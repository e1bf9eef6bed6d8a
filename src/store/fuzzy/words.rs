//! The word-aware score of English: edit distance over words, where a word that is changed costs
//! what is changed of it.

use super::fold::fold;

/// Changed words that are alike by less count as another word.
const ALIKE: f64 = 0.5;
/// Words after which texts are compared by characters alone: the time grows with the square.
const MOST_WORDS: usize = 2_000;

/// The words and the punctuation marks of a text, as byte spans; blanks are left out. A run of
/// letters and digits is a word, with the apostrophes, hyphens and points inside it (don't, PM2.5);
/// a Chinese character is a word of its own.
pub fn tokens(text: &str) -> Vec<std::ops::Range<usize>> {
    let mut out: Vec<std::ops::Range<usize>> = Vec::new();
    let mut chars = text.char_indices().peekable();
    // Whether the last token is a word that goes on.
    let mut open = false;
    while let Some((at, c)) = chars.next() {
        let end = at + c.len_utf8();
        let is_word = c.is_alphanumeric() && !crate::text::is_han(c);
        let joins = matches!(c, '\'' | '’' | '-' | '.' | ',')
            && chars.peek().is_some_and(|(_, next)| {
                if matches!(c, '.' | ',') {
                    next.is_ascii_digit()
                } else {
                    next.is_ascii_alphanumeric()
                }
            });
        match out.last_mut() {
            Some(last) if open && last.end == at && (is_word || joins) => last.end = end,
            _ if c.is_whitespace() => open = false,
            _ => {
                out.push(at..end);
                open = is_word;
            }
        }
    }
    out
}

/// 0 to 100: 100 · (1 − d / l). d is the edit distance between the words of the folded texts, where
/// to insert or delete a word costs 1 and to change one costs 1 − `strsim::normalized_levenshtein`
/// of the two (1 where they are less than half alike); l is the number of words of the longer text.
/// So an inflection costs a part of a word, and another word costs as much whatever its length.
pub fn word_score(a: &str, b: &str) -> f64 {
    let (a, b) = (fold(a), fold(b));
    let words = |text: &str| -> Vec<String> {
        tokens(text).into_iter().filter_map(|span| text.get(span)).map(str::to_owned).collect()
    };
    let (a_words, b_words) = (words(&a), words(&b));
    let longest = a_words.len().max(b_words.len());
    if longest == 0 {
        return 100.0;
    }
    if longest > MOST_WORDS {
        return strsim::normalized_levenshtein(&a, &b) * 100.0;
    }
    let mut row: Vec<f64> = (0..=b_words.len()).map(|n| n as f64).collect();
    for (at, a) in a_words.iter().enumerate() {
        let mut diagonal = at as f64;
        let mut left = diagonal + 1.0;
        if let Some(first) = row.first_mut() {
            *first = left;
        }
        for (b, cell) in b_words.iter().zip(row.iter_mut().skip(1)) {
            let best = (diagonal + change_cost(a, b)).min(*cell + 1.0).min(left + 1.0);
            diagonal = *cell;
            *cell = best;
            left = best;
        }
    }
    (1.0 - row.last().copied().unwrap_or(0.0) / longest as f64) * 100.0
}

fn change_cost(a: &str, b: &str) -> f64 {
    if a == b {
        return 0.0;
    }
    // Words of such different lengths can't be half alike.
    let (short, long) = (a.len().min(b.len()), a.len().max(b.len()));
    if short * 2 < long && a.is_ascii() && b.is_ascii() {
        return 1.0;
    }
    let alike = strsim::normalized_levenshtein(a, b);
    if alike < ALIKE { 1.0 } else { 1.0 - alike }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<&str> {
        tokens(text).into_iter().filter_map(|span| text.get(span)).collect()
    }

    #[test]
    fn words_keep_their_inner_marks() {
        assert_eq!(
            words("Don't use PM2.5, 1,200 or 3.2%."),
            ["Don't", "use", "PM2.5", ",", "1,200", "or", "3.2", "%", "."]
        );
        assert_eq!(words("well-known 电缆 A"), ["well-known", "电", "缆", "A"]);
        assert_eq!(words(" "), Vec::<&str>::new());
    }

    #[test]
    fn another_word_costs_one_whatever_its_length() {
        let close = |a, b, right: f64| {
            assert!((word_score(a, b) - right).abs() < 1e-9, "{a} {b} {}", word_score(a, b));
        };
        close("six states signed it", "six states signed it", 100.0);
        close("six states signed it", "six governments signed it", 75.0);
        close("six states signed it", "six states did it", 75.0);
        // signed, sign: two of six letters.
        close("six states signed it", "six states sign it", 100.0 * (1.0 - 2.0 / 6.0 / 4.0));
        close("", "", 100.0);
        close("", "a b", 0.0);
    }
}
