//! Pairs that stand together in the aligned sentences of several articles, and hardly apart.
//!
//! The measure is log-Dice, 14 + log2(2f / (a + b)): f articles have both in one bead, a have the
//! Chinese and b the English in any bead (Rychlý, A Lexicographer-Friendly Association Score, 2008).
//! A pair is taken where each is the other's best.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::candidates::{chinese_candidates, english_candidates};
use crate::{
    domain::{
        ArticleRecord, Evidence, EvidenceKind, Grade, Part, Place, Segment, SegmentId, Span,
        TermEntry,
    },
    lexicon::Lexicon,
    terms::{
        aligned,
        cues::Cues,
        front,
        place::{english_around, sentence_around},
        rendering::Stems,
    },
};

/// Fewer articles than this are chance.
const LEAST_ARTICLES: u32 = 3;
/// Pairs of a lower log-Dice (14 is the highest) are chance: 13 is a Dice of one half.
const LEAST_LOG_DICE: f64 = 13.0;
/// As [`LEAST_LOG_DICE`], where no word of the pair is translated by the lexicon: a Dice of .84.
const LEAST_UNSUPPORTED: f64 = 13.75;
/// Quotes that are kept of a Chinese candidate.
const MOST_QUOTES: usize = 3;

/// A candidate of either language.
#[derive(Debug, Default)]
struct Candidate {
    /// How many articles have it.
    articles: u32,
    /// The last of them.
    last: u32,
    /// Its form, kept once it is seen often enough.
    text: String,
    /// The beads that have it; of Chinese candidates alone.
    beads: Vec<u32>,
    /// Sentences that have it, from different articles; of Chinese candidates alone.
    quotes: Vec<Quote>,
}

/// An aligned sentence.
#[derive(Debug, Clone)]
struct Quote {
    zh: String,
    en: String,
    place: Place,
}

/// The candidates of one language, numbered as they come.
#[derive(Debug, Default)]
struct Candidates {
    by_hash: HashMap<u64, u32>,
    all: Vec<Candidate>,
}

impl Candidates {
    /// Notes that article `article` has the candidate of this key; its number.
    fn note(&mut self, key: &str, form: &str, article: u32) -> u32 {
        let next = self.all.len() as u32;
        let id = *self.by_hash.entry(fnv1a(key)).or_insert(next);
        if id == next {
            self.all.push(Candidate::default());
        }
        if let Some(candidate) = self.all.get_mut(id as usize) {
            if candidate.last != article {
                candidate.last = article;
                candidate.articles += 1;
            }
            if candidate.articles >= LEAST_ARTICLES && candidate.text.is_empty() {
                form.clone_into(&mut candidate.text);
            }
        }
        id
    }

    fn get(&self, id: u32) -> Option<&Candidate> {
        self.all.get(id as usize)
    }
}

/// What stands where, of all articles so far: numbers of candidates, no text but that of the
/// frequent ones.
#[derive(Debug)]
pub(super) struct Associations {
    zh: Candidates,
    en: Candidates,
    /// The English candidates of each bead.
    beads: Vec<Vec<u32>>,
    /// The article of each bead.
    article_of: Vec<u32>,
    /// Hashes of the abstracts seen: an article that is there twice is one article.
    seen: BTreeSet<u64>,
    /// How many articles there are; the first is 1.
    articles: u32,
    cues: Cues,
    stems: Stems,
}

impl Associations {
    pub(super) fn new() -> Self {
        Self {
            zh: Candidates::default(),
            en: Candidates::default(),
            beads: Vec::new(),
            article_of: Vec::new(),
            seen: BTreeSet::new(),
            articles: 0,
            cues: Cues::new(),
            stems: Stems::new(),
        }
    }

    /// Takes in the aligned sentences of an article.
    pub(super) fn add(&mut self, record: &ArticleRecord, lexicon: &Lexicon) {
        let Some(text) = &record.article.zh.abstract_text else { return };
        if record.beads.is_empty() || !self.seen.insert(fnv1a(text.as_str())) {
            return;
        }
        self.articles += 1;
        let by_id = |segments: &[Segment]| -> BTreeMap<SegmentId, usize> {
            segments.iter().enumerate().map(|(at, s)| (s.id, at)).collect()
        };
        let (zh_ids, en_ids) = (by_id(&record.segments_zh), by_id(&record.segments_en));
        for bead in record.beads.iter().filter(|b| b.part != Part::Clause) {
            let zh = aligned::joined(&bead.zh, &zh_ids, &record.segments_zh, "");
            let en = aligned::joined(&bead.en, &en_ids, &record.segments_en, " ");
            let (Some(zh), Some(en)) = (zh, en) else { continue };
            let place = Place {
                file: record.source.file.clone(),
                article: record.id.clone(),
                zh_lines: zh.lines,
                en_lines: en.lines,
            };
            self.bead(zh.as_str(), en.as_str(), &place, lexicon);
        }
    }

    fn bead(&mut self, zh: &str, en: &str, place: &Place, lexicon: &Lexicon) {
        let number = self.beads.len() as u32;
        let article = self.articles;
        let english: BTreeSet<u32> = english_candidates(en)
            .iter()
            .map(|(key, form)| self.en.note(key, form, article))
            .collect();
        self.beads.push(english.into_iter().collect());
        self.article_of.push(article);
        for form in chinese_candidates(zh, lexicon, &self.cues) {
            let id = self.zh.note(form, form, article);
            let Some(candidate) = self.zh.all.get_mut(id as usize) else { continue };
            if candidate.beads.last() != Some(&number) {
                candidate.beads.push(number);
            }
            let known = candidate.quotes.iter().any(|q| q.place.article == place.article);
            if candidate.articles >= LEAST_ARTICLES
                && candidate.quotes.len() < MOST_QUOTES
                && !known
            {
                let quote = Quote { zh: zh.to_owned(), en: en.to_owned(), place: place.clone() };
                candidate.quotes.push(quote);
            }
        }
    }

    /// In how many articles each English candidate stands in a bead with this Chinese one.
    fn together(&self, candidate: &Candidate) -> BTreeMap<u32, u32> {
        let mut counts: BTreeMap<u32, (u32, u32)> = BTreeMap::new();
        for bead in &candidate.beads {
            let article = self.article_of.get(*bead as usize).copied().unwrap_or(0);
            for en in self.beads.get(*bead as usize).into_iter().flatten() {
                if self.en.get(*en).is_none_or(|e| e.articles < LEAST_ARTICLES) {
                    continue;
                }
                let (count, last) = counts.entry(*en).or_default();
                if *last != article {
                    *last = article;
                    *count += 1;
                }
            }
        }
        counts.into_iter().map(|(en, (count, _))| (en, count)).collect()
    }

    /// The associated pairs, in the order in which their Chinese was met.
    pub(super) fn entries(&self, lexicon: &Lexicon) -> Vec<TermEntry> {
        // Of each English candidate the best Chinese, and the pairs that are best for the Chinese.
        let mut best_zh: HashMap<u32, Scored> = HashMap::new();
        let mut best_en: Vec<(u32, Scored)> = Vec::new();
        for (id, candidate) in self.zh.all.iter().enumerate() {
            if candidate.articles < LEAST_ARTICLES {
                continue;
            }
            let id = id as u32;
            let mut best: Option<Scored> = None;
            for (en, count) in self.together(candidate) {
                let Some(english) = self.en.get(en) else { continue };
                if count < LEAST_ARTICLES {
                    continue;
                }
                let score = log_dice(count, candidate.articles, english.articles);
                let scored = |other: u32, len: usize| Scored { score, len, other, count };
                let for_zh = scored(en, english.text.len());
                if best.as_ref().is_none_or(|b| for_zh.is_better(b)) {
                    best = Some(for_zh);
                }
                let for_en = scored(id, candidate.text.len());
                let there = best_zh.entry(en).or_insert_with(|| for_en.clone());
                if for_en.is_better(there) {
                    *there = for_en;
                }
            }
            best_en.extend(best.map(|b| (id, b)));
        }
        best_en
            .into_iter()
            .filter(|(zh, best)| best_zh.get(&best.other).is_some_and(|b| b.other == *zh))
            .filter_map(|(zh, best)| self.entry(zh, &best, lexicon))
            .collect()
    }

    fn entry(&self, zh: u32, best: &Scored, lexicon: &Lexicon) -> Option<TermEntry> {
        let (chinese, english) = (self.zh.get(zh)?, self.en.get(best.other)?);
        let support = front::likeness(&chinese.text, &english.text, lexicon, &self.stems);
        let least = if support > 0.0 { LEAST_LOG_DICE } else { LEAST_UNSUPPORTED };
        if best.score < least {
            return None;
        }
        let lower = english.text.to_lowercase();
        let (quote, at) = chinese.quotes.iter().find_map(|quote| {
            let at = quote.en.to_lowercase().find(&lower)?;
            Some((quote, at))
        })?;
        let en_span = Span::new(at.min(quote.en.len()), (at + lower.len()).min(quote.en.len()));
        let from = quote.zh.find(&chinese.text)?;
        let zh_span = Span::new(from, from + chinese.text.len());
        let told = format!(
            "{} \u{2014} together in {} articles; the Chinese in {}, the English in {}; log-Dice {:.1}",
            english_around(&quote.en, en_span),
            best.count,
            chinese.articles,
            english.articles,
            best.score
        );
        let evidence = Evidence {
            kind: EvidenceKind::Archive,
            zh_quote: sentence_around(&quote.zh, zh_span),
            en_quote: told,
            place: quote.place.clone(),
        };
        let mut entry = TermEntry::new(&chinese.text, &english.text, Grade::C, evidence);
        entry.articles = best.count;
        Some(entry)
    }
}

/// A candidate's best counterpart so far.
#[derive(Debug, Clone)]
struct Scored {
    score: f64,
    /// Length of the counterpart, in bytes.
    len: usize,
    other: u32,
    count: u32,
}

impl Scored {
    /// The higher score is better, then the longer counterpart, then the one met first.
    fn is_better(&self, than: &Self) -> bool {
        let by_score = self.score.total_cmp(&than.score);
        by_score.then(self.len.cmp(&than.len)).then(than.other.cmp(&self.other)).is_gt()
    }
}

fn log_dice(together: u32, zh: u32, en: u32) -> f64 {
    14.0 + libm::log2(2.0 * f64::from(together) / (f64::from(zh) + f64::from(en)))
}

/// FNV-1a, 64 bits: the same on every machine.
fn fnv1a(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn log_dice_is_14_where_two_are_never_apart() {
        assert!((log_dice(4, 4, 4) - 14.0).abs() < 1e-9);
        assert!((log_dice(2, 4, 4) - 13.0).abs() < 1e-9);
    }

    #[test]
    fn a_pair_of_three_articles_is_found_and_one_article_three_times_is_none() {
        let lexicon = Lexicon::builtin();
        let pairs = [
            ("潮汐闸门需要维护。", "Tidal sluice gates need maintenance."),
            ("港口更新了潮汐闸门。", "The port renewed its tidal sluice gates."),
            ("潮汐闸门的成本很高。", "The cost of tidal sluice gates is high."),
        ];
        let mut found = Associations::new();
        for (at, (zh, en)) in pairs.iter().enumerate() {
            found.articles += 1;
            let place = Place { article: format!("a{at}"), ..Place::default() };
            found.bead(zh, en, &place, lexicon);
        }
        let entries = found.entries(lexicon);
        let shown: Vec<String> = entries.iter().map(|e| format!("{}={}", e.zh, e.en)).collect();
        assert_eq!(shown, ["潮汐闸门=tidal sluice gates"]);
        assert_eq!((entries[0].articles, entries[0].grade), (3, Grade::C));
        assert!(entries[0].evidence[0].en_quote.contains("in 3 articles"), "{entries:?}");
        let mut once = Associations::new();
        once.articles = 1;
        for _ in 0..3 {
            once.bead(pairs[0].0, pairs[0].1, &Place::default(), lexicon);
        }
        assert!(once.entries(lexicon).is_empty());
    }
}
