//! Composes an English name for a Chinese compound from its parts: a suggestion, never more.
//!
//! The parts are the longest pieces that the article or a termbase renders already, else words of
//! the lexicon. Before a noun a part takes its adjective (战略, strategic), as head its noun
//! (strategy). The order is the Chinese one; 的 turns it round with *of*, 与 becomes *and*.

mod options;

use crate::{
    domain::{Byte, Span},
    lexicon::Lexicon,
    text::is_han,
};

use super::{
    cues::{Cue, Cues},
    rendering::Stems,
};
use options::{EnglishForm, Senses};

/// How many compositions are offered.
pub const MOST_OFFERED: usize = 5;
/// How many are kept while composing.
const BEAM: usize = 24;
/// Longest compound, in parts.
const MOST_PARTS: usize = 9;

/// A name composed for a compound.
#[derive(Debug, Clone, PartialEq)]
pub struct Composition {
    /// The English.
    pub en: String,
    /// Product of the worths of its parts, 0..=1; higher is better.
    pub score: f64,
    /// The parts: `颠覆性 disruptive + 技术 technology`.
    pub parts: String,
}

/// Composes names.
#[derive(Debug)]
pub struct Composer<'a> {
    lexicon: &'a Lexicon,
    senses: Senses,
    cues: Cues,
    stems: Stems,
    /// The English half of the article, folded: renderings that it uses are preferred.
    english: Vec<String>,
}

/// A part of a compound.
#[derive(Debug)]
struct Part {
    span: Span<Byte>,
    kind: PartKind,
}

#[derive(Debug)]
enum PartKind {
    Word,
    /// Rendered already.
    Known(String),
    Of,
    And,
}

impl<'a> Composer<'a> {
    /// A composer over the lexicon alone.
    pub fn new(lexicon: &'a Lexicon) -> Self {
        Self {
            lexicon,
            senses: Senses::new(),
            cues: Cues::new(),
            stems: Stems::new(),
            english: Vec::new(),
        }
    }

    /// With the article's English, whose words are preferred.
    #[must_use]
    pub fn with_english(mut self, english: &str) -> Self {
        let mut words: Vec<String> =
            super::rendering::words_of(english).map(|w| self.stems.of(&w.to_lowercase())).collect();
        words.sort();
        words.dedup();
        self.english = words;
        self
    }

    /// The best compositions of `term`, best first; none where a part has no English.
    /// `known` renders a piece that the article or a termbase has.
    pub fn compose(&self, term: &str, known: &dyn Fn(&str) -> Option<String>) -> Vec<Composition> {
        let term = self.lexicon.simplified(term);
        let parts = self.parts(&term, known);
        if parts.is_empty() || parts.len() > MOST_PARTS {
            return Vec::new();
        }
        let mut beam = vec![(Vec::<String>::new(), 1.0_f64)];
        for (at, part) in parts.iter().enumerate() {
            let options = self.options_of(&term, &parts, at, part);
            if options.is_empty() {
                return Vec::new();
            }
            let mut next: Vec<(Vec<String>, f64)> = Vec::new();
            for (words, score) in &beam {
                for option in &options {
                    let mut words = words.clone();
                    words.push(option.en.clone());
                    next.push((words, score * option.worth));
                }
            }
            next.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
            next.truncate(BEAM);
            beam = next;
        }
        let mut out: Vec<Composition> = Vec::new();
        for (words, score) in beam {
            let en = ordered(&parts, &words);
            if out.iter().any(|c| super::fold::same_en(&c.en, &en)) {
                continue;
            }
            let shown: Vec<String> = parts
                .iter()
                .zip(&words)
                .filter(|(_, en)| !en.is_empty())
                .map(|(part, en)| format!("{} {en}", part.span.of(&term)))
                .collect();
            out.push(Composition { en, score, parts: shown.join(" + ") });
            if out.len() == MOST_OFFERED {
                break;
            }
        }
        out
    }

    /// Whether every part of `term` is of the discipline's own table or known already.
    pub fn is_at_home(&self, term: &str, known: &dyn Fn(&str) -> Option<String>) -> bool {
        self.parts(term, known).iter().all(|p| match &p.kind {
            PartKind::Known(_) | PartKind::Of | PartKind::And => true,
            PartKind::Word => self.senses.has(p.span.of(term)),
        })
    }

    /// Whether `word` is a verb of the dictionary that has no form before a noun: no name begins
    /// with one.
    pub fn is_bare_verb(&self, word: &str) -> bool {
        !self.senses.modifies(word)
            && self.lexicon.senses(word).iter().any(|sense| sense.starts_with("to "))
    }

    fn parts(&self, term: &str, known: &dyn Fn(&str) -> Option<String>) -> Vec<Part> {
        let words = self.lexicon.words(term);
        let mut parts = Vec::new();
        let mut at = 0;
        while let Some(first) = words.get(at) {
            let longest = (at + 1..words.len().min(at + 6)).rev().find_map(|last| {
                let span = first.cover(*words.get(last)?);
                // The whole is what is asked for.
                if span.len() == term.len() {
                    return None;
                }
                known(span.of(term)).map(|en| (last, span, en))
            });
            if let Some((last, span, en)) = longest {
                parts.push(Part { span, kind: PartKind::Known(en) });
                at = last + 1;
                continue;
            }
            let word = first.of(term);
            at += 1;
            if !word.chars().any(char::is_alphanumeric) {
                continue;
            }
            let kind = match self.cues.of(word) {
                Some(Cue::Of) => PartKind::Of,
                Some(Cue::And) => PartKind::And,
                _ if word.chars().any(is_han) => PartKind::Word,
                _ => PartKind::Known(word.to_owned()),
            };
            parts.push(Part { span: *first, kind });
        }
        parts
    }

    fn options_of(&self, term: &str, parts: &[Part], at: usize, part: &Part) -> Vec<EnglishForm> {
        let one = |en: &str| vec![EnglishForm { en: en.to_owned(), worth: 1.0 }];
        match &part.kind {
            PartKind::Known(en) => one(en),
            PartKind::Of => one(""),
            PartKind::And => one("and"),
            PartKind::Word => {
                let next = parts.get(at + 1).map(|p| &p.kind);
                let head = matches!(next, None | Some(PartKind::Of));
                let word = part.span.of(term);
                if !self.senses.tells(word) {
                    return Vec::new();
                }
                let behind = at
                    .checked_sub(1)
                    .and_then(|i| parts.get(i))
                    .is_some_and(|p| matches!(p.kind, PartKind::Word | PartKind::Known(_)));
                let head = head || behind && self.senses.names_action(word);
                let mut options = self.senses.options(word, head, self.lexicon, &self.stems);
                if options.is_empty() {
                    options = self.of_sub_words(word, head);
                }
                for option in &mut options {
                    let used = self
                        .stems
                        .of_sense(&option.en)
                        .iter()
                        .all(|s| self.english.binary_search(s).is_ok());
                    if used && !self.english.is_empty() {
                        option.worth *= 1.5;
                    }
                }
                options.sort_by(|a, b| b.worth.total_cmp(&a.worth).then_with(|| a.en.cmp(&b.en)));
                options
            }
        }
    }

    /// A word that nothing renders as a whole, from its longest parts.
    fn of_sub_words(&self, word: &str, head: bool) -> Vec<EnglishForm> {
        let subs = super::rendering::sub_words(word, self.lexicon);
        if subs.len() < 2 || !subs.iter().all(|sub| self.senses.tells(sub)) {
            return Vec::new();
        }
        let mut out = vec![EnglishForm { en: String::new(), worth: 0.5 }];
        for (at, sub) in subs.iter().enumerate() {
            let last = at + 1 == subs.len();
            let options = self.senses.options(sub, head && last, self.lexicon, &self.stems);
            let mut next = Vec::new();
            for before in &out {
                for option in options.iter().take(3) {
                    let blank = if before.en.is_empty() { "" } else { " " };
                    next.push(EnglishForm {
                        en: format!("{}{blank}{}", before.en, option.en),
                        worth: before.worth * option.worth,
                    });
                }
            }
            out = next;
        }
        out.sort_by(|a, b| b.worth.total_cmp(&a.worth).then_with(|| a.en.cmp(&b.en)));
        out.truncate(4);
        out
    }
}

/// The words in English order: what stands before 的 goes behind with *of*.
fn ordered(parts: &[Part], words: &[String]) -> String {
    let mut groups: Vec<Vec<&str>> = vec![Vec::new()];
    for (part, word) in parts.iter().zip(words) {
        if matches!(part.kind, PartKind::Of) {
            groups.push(Vec::new());
        } else if let Some(group) = groups.last_mut() {
            group.push(word);
        }
    }
    groups.retain(|g| !g.is_empty());
    let adjective = groups.len() == 2 && groups.first().is_some_and(|g| g.len() == 1);
    if adjective {
        return groups.concat().join(" ");
    }
    groups.reverse();
    groups.iter().map(|g| g.join(" ")).collect::<Vec<_>>().join(" of ")
}
