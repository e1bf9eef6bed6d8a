//! Number words of English.

const BELOW_TWENTY: [&str; 20] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];
const TENS: [&str; 8] =
    ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

/// The value of one number word (lower case) below a hundred: `zero` to `nineteen`, `twenty` to
/// `ninety` by tens.
pub fn english_cardinal(word: &str) -> Option<u64> {
    let place = |words: &[&str]| words.iter().position(|w| *w == word).map(|at| at as u64);
    place(&BELOW_TWENTY).or_else(|| place(&TENS).map(|at| 20 + 10 * at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_below_a_hundred() {
        for (word, value) in [("zero", 0), ("nineteen", 19), ("twenty", 20), ("ninety", 90)] {
            assert_eq!(english_cardinal(word), Some(value), "{word}");
        }
        assert_eq!(english_cardinal("hundred"), None);
    }
}
