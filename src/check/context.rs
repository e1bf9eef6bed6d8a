//! What every rule works on, and how it reports.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    domain::{
        ArticleRecord, Byte, Document, Finding, LineRange, Part, Passage, Quote, RecordedBead,
        Segment, Severity, Side, Span,
    },
    lexicon::Lexicon,
};

use super::{damage, fingerprint::fingerprint, lexical::Lexical, rules::rule, settings::Settings};

/// The article under check, and the findings so far.
pub(super) struct Context<'a> {
    pub(super) record: &'a ArticleRecord,
    pub(super) document: &'a Document,
    pub(super) settings: &'a Settings,
    pub(super) lexical: Lexical<'a>,
    is_english_damaged: bool,
    findings: Vec<Finding>,
    seen: BTreeSet<String>,
    /// Notes so far, by rule.
    notes: BTreeMap<String, usize>,
}

/// How many notes of one rule are told of an article; the last one says how many more there are.
const MOST_NOTES: usize = 8;

/// One bead of the abstract with the text of its sides.
#[derive(Debug, Clone)]
pub(super) struct BeadText<'a> {
    pub(super) bead: &'a RecordedBead,
    pub(super) zh: Vec<&'a Segment>,
    pub(super) en: Vec<&'a Segment>,
}

impl BeadText<'_> {
    /// The joined text of a side: Chinese joined by nothing, English by a blank.
    pub(super) fn text(&self, side: Side) -> String {
        let (segments, between) = match side {
            Side::Zh => (&self.zh, ""),
            Side::En => (&self.en, " "),
        };
        segments.iter().map(|s| s.as_str()).collect::<Vec<_>>().join(between)
    }

    /// The whole of a side as a quote, or none where it is empty.
    pub(super) fn quote(&self, side: Side) -> Option<Quote> {
        let segments = match side {
            Side::Zh => &self.zh,
            Side::En => &self.en,
        };
        let lines = segments
            .iter()
            .map(|s| s.passage.lines)
            .reduce(|a, b| LineRange { first: a.first.min(b.first), last: a.last.max(b.last) })?;
        Some(Quote { side, text: self.text(side), lines })
    }

    /// Both sides as quotes, Chinese first.
    pub(super) fn quotes(&self) -> Vec<Quote> {
        self.quote(Side::Zh).into_iter().chain(self.quote(Side::En)).collect()
    }
}

impl<'a> Context<'a> {
    pub(super) fn new(
        record: &'a ArticleRecord,
        document: &'a Document,
        lexicon: &'a Lexicon,
        settings: &'a Settings,
    ) -> Self {
        let lexical = Lexical::new(lexicon);
        let text = record.article.en.abstract_text.as_ref();
        let is_english_damaged =
            text.is_some_and(|t| damage::is_run_together(&lexical, t.as_str()));
        Self {
            record,
            document,
            settings,
            lexical,
            is_english_damaged,
            findings: Vec::new(),
            seen: BTreeSet::new(),
            notes: BTreeMap::new(),
        }
    }

    /// Whether OCR ran the English abstract's words together: what it lacks may be what was not read.
    pub(super) fn is_english_damaged(&self) -> bool {
        self.is_english_damaged
    }

    /// Reports a finding of the rule `id`, unless the settings switch it off or the same rule has
    /// quoted the same text already.
    pub(super) fn report(&mut self, id: &str, message: String, hint: &str, quotes: Vec<Quote>) {
        self.report_at_most(Severity::Error, id, message, hint, quotes);
    }

    /// Reports a finding that the file's damage may have made: a note, whatever the rule's severity.
    pub(super) fn report_in_doubt(
        &mut self,
        id: &str,
        message: String,
        hint: &str,
        quotes: Vec<Quote>,
    ) {
        self.report_at_most(Severity::Note, id, message, hint, quotes);
    }

    fn report_at_most(
        &mut self,
        most: Severity,
        id: &str,
        message: String,
        hint: &str,
        quotes: Vec<Quote>,
    ) {
        let Some(severity) = rule(id).and_then(|rule| self.settings.severity(rule)) else {
            return;
        };
        let severity = severity.min(most);
        let fingerprint = fingerprint(id, &quotes, "");
        if !self.seen.insert(fingerprint.clone()) {
            return;
        }
        // Notes must not drown what is louder: past a few of one rule they are only counted.
        if severity == Severity::Note {
            let count = self.notes.entry(id.to_owned()).or_default();
            *count += 1;
            if *count > MOST_NOTES {
                return;
            }
        }
        self.findings.push(Finding {
            rule: id.to_owned(),
            severity,
            message,
            hint: hint.to_owned(),
            quotes,
            fingerprint,
            file: self.record.source.file.clone(),
            article: self.record.id.clone(),
        });
    }

    /// The findings, sorted by line, then rule, then quotes.
    pub(super) fn finish(mut self) -> Vec<Finding> {
        for (id, count) in &self.notes {
            let more = count.saturating_sub(MOST_NOTES);
            if more > 0
                && let Some(last) = self.findings.iter_mut().rev().find(|f| f.rule == *id)
            {
                last.message = format!("{} (and {more} more of this rule)", last.message);
            }
        }
        self.findings.sort_by(|a, b| {
            let key = |f: &Finding| (f.first_line(), f.rule.clone());
            key(a).cmp(&key(b)).then_with(|| a.quotes.cmp(&b.quotes))
        });
        self.findings
    }

    /// The sentence beads of the abstract, in order.
    pub(super) fn sentence_beads(&self) -> Vec<BeadText<'a>> {
        let record = self.record;
        let pick = |segments: &'a [Segment], ids: &[crate::domain::SegmentId]| {
            ids.iter().filter_map(|id| segments.get(id.0 as usize)).collect::<Vec<_>>()
        };
        record
            .beads
            .iter()
            .filter(|bead| bead.part == Part::Abstract)
            .map(|bead| BeadText {
                bead,
                zh: pick(&record.segments_zh, &bead.zh),
                en: pick(&record.segments_en, &bead.en),
            })
            .collect()
    }

    /// The part of `passage` in `span` as a quote, with its own lines.
    pub(super) fn quote(&self, side: Side, passage: &Passage, span: Span<Byte>) -> Quote {
        let source = passage.text.source_span(span);
        let lines = self.document.lines_of(source);
        Quote { side, text: span.of(passage.as_str()).to_owned(), lines }
    }

    /// The part in `span`, widened by some characters on both sides, so that a reader finds it.
    pub(super) fn quote_around(&self, side: Side, passage: &Passage, span: Span<Byte>) -> Quote {
        let width = match side {
            Side::Zh => 8,
            Side::En => 24,
        };
        self.quote(side, passage, widened(passage.as_str(), span, width))
    }
}

/// A whole passage as a quote.
pub(super) fn whole(side: Side, passage: &Passage) -> Quote {
    Quote { side, text: passage.as_str().to_owned(), lines: passage.lines }
}

/// `span` with up to `chars` characters more on both sides; a Latin word is never cut.
fn widened(text: &str, span: Span<Byte>, chars: usize) -> Span<Byte> {
    let before = text.get(..span.start()).unwrap_or_default();
    let after = text.get(span.end()..).unwrap_or_default();
    let mut start =
        before.char_indices().rev().take(chars).last().map_or(span.start(), |(at, _)| at);
    let mut end =
        span.end() + after.char_indices().take(chars).last().map_or(0, |(at, c)| at + c.len_utf8());
    let latin = |c: char| c.is_ascii_alphanumeric();
    while let Some(c) = text.get(..start).and_then(|t| t.chars().next_back())
        && latin(c)
        && text.get(start..).and_then(|t| t.chars().next()).is_some_and(latin)
    {
        start -= c.len_utf8();
    }
    while let Some(c) = text.get(end..).and_then(|t| t.chars().next())
        && latin(c)
        && text.get(..end).and_then(|t| t.chars().next_back()).is_some_and(latin)
    {
        end += c.len_utf8();
    }
    Span::new(start, end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quote_is_widened_by_whole_words() {
        let text = "an international threepronged framework";
        let at = text.find("three").unwrap();
        let span = widened(text, Span::new(at, at + "threepronged".len()), 4);
        assert_eq!(span.of(text), "international threepronged framework");
    }
}
