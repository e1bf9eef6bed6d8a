//! Translation units of an article: what its beads and positions become.

use crate::{
    domain::{
        ArticleRecord, Document, EvidenceKind, LineRange, Part, Passage, Place, Relation, Segment,
        Side, TermEntry, TranslationUnit, UnitFlag,
    },
    text,
};

// The three below are set by hand, not calibrated: pairs by position carry no score that could be.
// They say no more than that such a pair is wrong only where the author or the OCR erred.

/// A title in each language of one article.
const TITLE_PROBABILITY: f64 = 0.97;
/// Keyword lists of equal length, by position.
const KEYWORD_PROBABILITY: f64 = 0.97;
/// An author's name whose pinyin is the English name.
const AUTHOR_PROBABILITY: f64 = 0.99;

/// The units of a record, in the order title, authors, keywords, abstract, clauses, body.
pub fn of_record(record: &ArticleRecord, document: &Document) -> Vec<TranslationUnit> {
    let maker = Maker { record, document };
    let mut units = Vec::new();
    units.extend(maker.title());
    units.extend(maker.of_terms(EvidenceKind::Author, Part::Author, AUTHOR_PROBABILITY));
    units.extend(maker.of_terms(EvidenceKind::Keyword, Part::Keyword, KEYWORD_PROBABILITY));
    units.extend(maker.beads(Part::Abstract, &record.segments_zh, &record.segments_en));
    units.extend(maker.beads(Part::Clause, &record.clauses_zh, &record.clauses_en));
    units.extend(maker.body());
    units
}

struct Maker<'a> {
    record: &'a ArticleRecord,
    document: &'a Document,
}

impl Maker<'_> {
    fn unit(
        &self,
        zh: (String, LineRange),
        en: (String, LineRange),
        part: Part,
        probability: f64,
    ) -> TranslationUnit {
        TranslationUnit {
            zh: zh.0,
            en: en.0,
            zh_printed: None,
            part,
            relation: Relation::Parallel,
            shape: "1-1".to_owned(),
            score_nats: 0.0,
            probability,
            flags: Vec::new(),
            script: self.record.article.script,
            place: Place {
                file: self.record.source.file.clone(),
                article: self.record.id.clone(),
                zh_lines: zh.1,
                en_lines: en.1,
            },
        }
    }

    fn title(&self) -> Option<TranslationUnit> {
        let article = &self.record.article;
        let whole = |side: Side| {
            let front = article.front(side);
            let title = front.title.as_ref()?;
            let mut text = title.as_str().to_owned();
            let mut lines = title.lines;
            if let Some(subtitle) = &front.subtitle {
                text.push_str(if side == Side::Zh { "——" } else { ": " });
                text.push_str(subtitle.as_str());
                lines.last = lines.last.max(subtitle.lines.last);
            }
            Some((text, lines))
        };
        let zh = whole(Side::Zh)?;
        let printed = article.zh.title.as_ref().filter(|_| article.zh.subtitle.is_none());
        let printed = printed.and_then(|title| self.printed(&[title]));
        let unit = self.unit(zh, whole(Side::En)?, Part::Title, TITLE_PROBABILITY);
        Some(TranslationUnit { zh_printed: printed, ..unit })
    }

    /// Pairs that the terms stage found by position and checked: authors and keywords.
    fn of_terms(&self, kind: EvidenceKind, part: Part, probability: f64) -> Vec<TranslationUnit> {
        let of_kind = |entry: &TermEntry| {
            entry.evidence.iter().find(|e| e.kind == kind).map(|e| e.place.clone())
        };
        let mut found: Vec<(Place, &TermEntry)> = self
            .record
            .terms
            .iter()
            .filter(|entry| !entry.en.is_empty())
            .filter_map(|entry| of_kind(entry).map(|place| (place, entry)))
            .collect();
        let front = &self.record.article.zh;
        let printed = if part == Part::Author { &front.authors } else { &front.keywords };
        let rank = |zh: &str| printed.iter().position(|p| p.as_str() == zh).unwrap_or(usize::MAX);
        found.sort_by_key(|(_, entry)| rank(&entry.zh));
        found
            .into_iter()
            .map(|(place, entry)| {
                let lowered = if entry.against.is_empty() { probability } else { 0.5 };
                self.unit(
                    (entry.zh.clone(), place.zh_lines),
                    (entry.en.clone(), place.en_lines),
                    part,
                    lowered,
                )
            })
            .collect()
    }

    fn beads(&self, part: Part, zh: &[Segment], en: &[Segment]) -> Vec<TranslationUnit> {
        let mut units = Vec::new();
        for recorded in self.record.beads.iter().filter(|b| b.part == part) {
            let bead = &recorded.bead;
            let pick = |all: &[Segment], range: &std::ops::Range<u32>| -> Vec<Passage> {
                all.get(range.start as usize..range.end as usize)
                    .unwrap_or_default()
                    .iter()
                    .map(|s| s.passage.clone())
                    .collect()
            };
            let (zh, en) = (pick(zh, &bead.zh), pick(en, &bead.en));
            if zh.is_empty() || en.is_empty() {
                continue;
            }
            let printed = self.printed(&zh.iter().collect::<Vec<_>>());
            let (zh, en) = (joined(&zh, ""), joined(&en, " "));
            let flags = flags(&zh.0, &en.0);
            let unit = self.unit(zh, en, part, bead.probability.unwrap_or(0.5));
            units.push(TranslationUnit {
                zh_printed: printed,
                shape: bead.shape(),
                score_nats: bead.score_nats,
                flags,
                ..unit
            });
        }
        units
    }

    /// The Chinese as it stands in the file, where clean-up changed it and it is of one piece.
    fn printed(&self, passages: &[&Passage]) -> Option<String> {
        let (first, last) = (passages.first()?, passages.last()?);
        let source = first.text.source().cover(last.text.source());
        let lines = self.document.lines_of(source);
        let printed = source.of(self.document.text()).trim();
        let cleaned: String = passages.iter().map(|p| p.as_str()).collect();
        // Text of several lines has page furniture or line ends in it: no sentence of a source file.
        (lines.first == lines.last && !printed.is_empty() && printed != cleaned)
            .then(|| printed.to_owned())
    }

    fn body(&self) -> Vec<TranslationUnit> {
        let english = |link: &crate::domain::BodyLink| {
            let id = link.en?;
            self.record.segments_en.iter().find(|s| s.id == id)
        };
        self.record
            .links
            .iter()
            .filter_map(|link| english(link).map(|en| (link, en)))
            .map(|(link, en)| {
                let unit = self.unit(
                    (link.body.as_str().to_owned(), link.body.passage.lines),
                    (en.as_str().to_owned(), en.passage.lines),
                    Part::Body,
                    link.score,
                );
                TranslationUnit { relation: Relation::Comparable, ..unit }
            })
            .collect()
    }
}

fn joined(passages: &[Passage], with: &str) -> (String, LineRange) {
    let text = passages.iter().map(Passage::as_str).collect::<Vec<_>>().join(with);
    let first = passages.iter().map(|p| p.lines.first).min().unwrap_or(0);
    let last = passages.iter().map(|p| p.lines.last).max().unwrap_or(0);
    (text, LineRange { first, last })
}

/// What argues against a pair of texts, sorted.
fn flags(zh: &str, en: &str) -> Vec<UnitFlag> {
    let mut found = Vec::new();
    if missing_half(zh, en) {
        found.push(UnitFlag::MissingHalf);
    }
    if damaged(zh) || damaged(en) {
        found.push(UnitFlag::Damaged);
    }
    found.sort();
    found
}

/// English letters a Han character outside of which one side says much less than the other. Set by
/// hand, wide: translated abstracts mostly lie between 2 and 5.
fn missing_half(zh: &str, en: &str) -> bool {
    let han = text::count_han(zh);
    let letters = en.chars().filter(|c| c.is_alphabetic()).count();
    if han < 10 {
        return false;
    }
    let ratio = letters as f64 / han as f64;
    !(1.2..=7.0).contains(&ratio)
}

/// Unreadable characters, or English run together into words that no language has.
fn damaged(text: &str) -> bool {
    text.contains('\u{fffd}')
        || text.split(|c: char| !c.is_ascii_alphabetic()).any(|word| word.len() > 30)
}
