//! Pairs that stand together in the aligned sentences of several articles, and hardly apart.
//!
//! The measure is log-Dice, 14 + log2(2f / (a + b)): f articles have both in one bead, a have the
//! Chinese and b the English in any bead (Rychlý, A Lexicographer-Friendly Association Score, 2008).
//! A pair is taken where each is the other's best.

use crate::{
    domain::{Evidence, EvidenceKind, Grade, Place, Span, TermEntry},
    lexicon::Lexicon,
    terms::{
        front,
        place::{english_around, sentence_around},
        rendering::Stems,
    },
};

/// Fewer articles than this are chance.
pub const LEAST_ARTICLES: u32 = 3;
/// Pairs of a lower log-Dice (14 is the highest) are chance: 13 is a Dice of one half.
pub const LEAST_LOG_DICE: f64 = 13.0;
/// As [`LEAST_LOG_DICE`], where no word of the pair is translated by the lexicon: a Dice of .84.
const LEAST_UNSUPPORTED: f64 = 13.75;
/// Quotes that are kept of a Chinese candidate: of the third article that has it and those behind it.
pub const MOST_QUOTES: usize = 3;

/// An aligned sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quote {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
    /// Where.
    pub place: Place,
}

/// A candidate's best counterpart so far.
#[derive(Debug, Clone, Copy)]
pub struct Best {
    /// Log-Dice.
    pub score: f64,
    /// Length of the counterpart, in bytes.
    pub len: usize,
    /// Where the counterpart was met first, and so which it is.
    pub first: u64,
    /// In how many articles the two stand together.
    pub together: u32,
}

impl Best {
    /// The higher score is better, then the longer counterpart, then the one met first.
    pub fn is_better(&self, than: &Self) -> bool {
        let by_score = self.score.total_cmp(&than.score);
        by_score.then(self.len.cmp(&than.len)).then(than.first.cmp(&self.first)).is_gt()
    }
}

/// Two candidates, each the other's best.
#[derive(Debug, Clone, PartialEq)]
pub struct Associated<'a> {
    /// The Chinese.
    pub zh: &'a str,
    /// In how many articles it is.
    pub zh_articles: u32,
    /// The English.
    pub en: &'a str,
    /// In how many articles it is.
    pub en_articles: u32,
    /// In how many articles they stand together.
    pub together: u32,
    /// Sentences that have the Chinese.
    pub quotes: &'a [Quote],
}

impl Associated<'_> {
    /// The entry of the pair; `None` where it may be chance, or no quote has both.
    pub fn entry(&self, lexicon: &Lexicon) -> Option<TermEntry> {
        let score = log_dice(self.together, self.zh_articles, self.en_articles);
        let support = front::likeness(self.zh, self.en, lexicon, &Stems::new());
        let least = if support > 0.0 { LEAST_LOG_DICE } else { LEAST_UNSUPPORTED };
        if score < least {
            return None;
        }
        let lower = self.en.to_lowercase();
        let (quote, at) = self.quotes.iter().find_map(|quote| {
            let at = quote.en.to_lowercase().find(&lower)?;
            Some((quote, at))
        })?;
        let en_span = Span::new(at.min(quote.en.len()), (at + lower.len()).min(quote.en.len()));
        let from = quote.zh.find(self.zh)?;
        let zh_span = Span::new(from, from + self.zh.len());
        let told = format!(
            "{} \u{2014} together in {} articles; the Chinese in {}, the English in {}; log-Dice {score:.1}",
            english_around(&quote.en, en_span),
            self.together,
            self.zh_articles,
            self.en_articles,
        );
        let evidence = Evidence {
            kind: EvidenceKind::Archive,
            zh_quote: sentence_around(&quote.zh, zh_span),
            en_quote: told,
            place: quote.place.clone(),
        };
        let mut entry = TermEntry::new(self.zh, self.en, Grade::C, evidence);
        entry.articles = self.together;
        Some(entry)
    }
}

/// Log-Dice of two candidates that stand together in so many articles.
pub fn log_dice(together: u32, zh_articles: u32, en_articles: u32) -> f64 {
    let both = f64::from(zh_articles) + f64::from(en_articles);
    14.0 + libm::log2(2.0 * f64::from(together) / both)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn log_dice_is_14_where_two_are_never_apart() {
        assert!((log_dice(4, 4, 4) - 14.0).abs() < 1e-9);
        assert!((log_dice(2, 4, 4) - 13.0).abs() < 1e-9);
    }
}
