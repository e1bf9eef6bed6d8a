//! Structure against gold: which parts of an article were found right.
//!
//! The gold is the `structure.json` of `corpora/gold` (`docs/STRUCTURE.md` describes it). Each field is
//! a list of items (a title is a list of one); an item is right where it equals the gold item at the
//! same number of occurrences, blanks inside runs of Han apart. Scores are counts, so that many
//! articles add up: precision = right / found, recall = right / gold.

use std::collections::BTreeMap;

use serde::Deserialize;
use thiserror::Error;

use crate::domain::{Article, Front, Passage, SectionForm};

/// Why a gold file cannot be used.
#[derive(Debug, Error)]
pub enum GoldError {
    /// No JSON of this shape.
    #[error("no structure gold: {0}")]
    Json(#[from] serde_json::Error),
    /// The article that the gold is about was not found in the file.
    #[error("the gold is of article {wanted}, but {found} were found in the file")]
    NoArticle {
        /// Number of the article, from 1.
        wanted: usize,
        /// How many articles there are.
        found: usize,
    },
}

/// A text in both languages.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct Pair {
    zh: Option<String>,
    en: Option<String>,
}

/// Lists in both languages.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct Lists {
    zh: Vec<String>,
    en: Vec<String>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct GoldSection {
    level: u8,
    marker: String,
    title: String,
    form: String,
}

/// The parts of one article as a careful reader finds them.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Gold {
    /// The sample, relative to the folder that holds the gold folder.
    pub file: String,
    /// Which article of the file, from 1.
    pub article: usize,
    title: Pair,
    subtitle: Pair,
    authors: Lists,
    affiliations: Lists,
    #[serde(rename = "abstract")]
    abstracts: Pair,
    keywords: Lists,
    fields: BTreeMap<String, String>,
    sections: Vec<GoldSection>,
    notes: usize,
    references: usize,
    foreign: Vec<String>,
}

impl Gold {
    /// Reads a gold file.
    ///
    /// # Errors
    /// JSON of another shape, with line and column.
    pub fn parse(json: &str) -> Result<Self, GoldError> {
        Ok(serde_json::from_str(json)?)
    }
}

/// How one field came out, added over articles.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct FieldScore {
    /// Items that the gold has.
    pub gold: usize,
    /// Items that were found.
    pub found: usize,
    /// Found items that the gold has.
    pub right: usize,
}

impl FieldScore {
    /// Right items of those found, 0..=1; 1 where nothing was found.
    pub fn precision(self) -> f64 {
        if self.found == 0 { 1.0 } else { self.right as f64 / self.found as f64 }
    }

    /// Right items of those in the gold, 0..=1; 1 where it has none.
    pub fn recall(self) -> f64 {
        if self.gold == 0 { 1.0 } else { self.right as f64 / self.gold as f64 }
    }

    /// Harmonic mean of precision and recall.
    pub fn f1(self) -> f64 {
        let (p, r) = (self.precision(), self.recall());
        if p + r > 0.0 { 2.0 * p * r / (p + r) } else { 0.0 }
    }
}

/// Scores of all fields, and the items that were wrong.
#[derive(Debug, Clone, Default)]
pub struct StructureScore {
    /// By field: `title-zh`, `keywords-en`, `sections`, …
    pub fields: BTreeMap<String, FieldScore>,
    /// One line an item that is missing (`-`) or not in the gold (`+`).
    pub differences: Vec<String>,
}

impl StructureScore {
    /// All fields together.
    pub fn total(&self) -> FieldScore {
        self.fields.values().fold(FieldScore::default(), |sum, field| FieldScore {
            gold: sum.gold + field.gold,
            found: sum.found + field.found,
            right: sum.right + field.right,
        })
    }

    /// Adds the comparison of one article.
    ///
    /// # Errors
    /// The file has no article of that number.
    pub fn add(&mut self, gold: &Gold, articles: &[Article]) -> Result<(), GoldError> {
        let article = articles
            .get(gold.article.saturating_sub(1))
            .ok_or(GoldError::NoArticle { wanted: gold.article.max(1), found: articles.len() })?;
        let name = format!("{}#{}", gold.file, gold.article.max(1));
        let one = |text: &Option<String>| text.iter().cloned().collect::<Vec<_>>();
        for (side, front) in [("zh", &article.zh), ("en", &article.en)] {
            let zh = side == "zh";
            let pick = |pair: &Pair| one(if zh { &pair.zh } else { &pair.en });
            let list = |lists: &Lists| if zh { lists.zh.clone() } else { lists.en.clone() };
            self.compare(
                &name,
                &format!("title-{side}"),
                &pick(&gold.title),
                &maybe(front.title.as_ref()),
            );
            self.compare(
                &name,
                &format!("subtitle-{side}"),
                &pick(&gold.subtitle),
                &maybe(front.subtitle.as_ref()),
            );
            self.compare(
                &name,
                &format!("authors-{side}"),
                &list(&gold.authors),
                &texts(&front.authors),
            );
            self.compare(
                &name,
                &format!("affiliations-{side}"),
                &list(&gold.affiliations),
                &texts(&front.affiliations),
            );
            self.compare(
                &name,
                &format!("abstract-{side}"),
                &pick(&gold.abstracts),
                &abstract_of(front),
            );
            self.compare(
                &name,
                &format!("keywords-{side}"),
                &list(&gold.keywords),
                &texts(&front.keywords),
            );
        }
        self.article_fields(&name, gold, article);
        Ok(())
    }

    fn article_fields(&mut self, name: &str, gold: &Gold, article: &Article) {
        let parts = &article.parts;
        for (field, found) in [
            ("clc", parts.clc.clone()),
            ("document_code", parts.document_code.clone()),
            ("article_number", parts.article_number.clone()),
            ("doi", parts.doi.clone()),
            ("editor", parts.editor.as_ref().map(|p| p.as_str().to_owned())),
            ("journal", parts.journal.clone()),
        ] {
            let wanted: Vec<String> = gold.fields.get(field).cloned().into_iter().collect();
            self.compare(name, field, &wanted, &found.into_iter().collect::<Vec<_>>());
        }
        let wanted: Vec<String> = gold
            .sections
            .iter()
            .map(|s| format!("{} {} {} {}", s.level, s.marker, s.title, s.form))
            .collect();
        let found: Vec<String> = article
            .sections
            .iter()
            .map(|s| {
                let form = if s.form == SectionForm::Line { "line" } else { "run-in" };
                format!("{} {} {} {form}", s.level, s.marker, s.title.as_str())
            })
            .collect();
        self.compare(name, "sections", &wanted, &found);
        let count = |n: usize| if n == 0 { Vec::new() } else { vec![n.to_string()] };
        self.compare(name, "notes", &count(gold.notes), &count(article.notes.len()));
        self.compare(name, "references", &count(gold.references), &count(article.references.len()));
        let foreign: Vec<String> = gold
            .foreign
            .iter()
            .filter(|begin| {
                !article.foreign.iter().any(|f| plain(f.text.as_str()).contains(&plain(begin)))
            })
            .cloned()
            .collect();
        let score = self.fields.entry("foreign".to_owned()).or_default();
        score.gold += gold.foreign.len();
        score.found += gold.foreign.len() - foreign.len();
        score.right += gold.foreign.len() - foreign.len();
        if gold.foreign.is_empty() {
            score.found += article.foreign.len();
            self.differences.extend(
                article.foreign.iter().map(|f| format!("{name} foreign + {}", f.text.as_str())),
            );
        }
        self.differences.extend(foreign.into_iter().map(|f| format!("{name} foreign - {f}")));
    }

    fn compare(&mut self, name: &str, field: &str, gold: &[String], found: &[String]) {
        let mut left: Vec<String> = gold.iter().map(|g| plain(g)).collect();
        let mut right = 0;
        for item in found {
            let item = plain(item);
            match left.iter().position(|g| *g == item) {
                Some(at) => {
                    left.remove(at);
                    right += 1;
                }
                None => self.differences.push(format!("{name} {field} + {item}")),
            }
        }
        self.differences.extend(left.into_iter().map(|g| format!("{name} {field} - {g}")));
        let score = self.fields.entry(field.to_owned()).or_default();
        score.gold += gold.len();
        score.found += found.len();
        score.right += right;
    }
}

fn maybe(passage: Option<&Passage>) -> Vec<String> {
    passage.into_iter().map(|p| p.as_str().to_owned()).collect()
}

fn texts(passages: &[Passage]) -> Vec<String> {
    passages.iter().map(|p| p.as_str().to_owned()).collect()
}

fn abstract_of(front: &Front) -> Vec<String> {
    maybe(front.abstract_text.as_ref())
}

/// The text with each run of blanks as one blank, and none beside a character that is no ASCII.
fn plain(text: &str) -> String {
    let mut out = String::new();
    let mut gap = false;
    for c in text.trim().chars() {
        if c.is_whitespace() {
            gap = true;
            continue;
        }
        if gap && c.is_ascii() && out.chars().next_back().is_some_and(|l| l.is_ascii()) {
            out.push(' ');
        }
        gap = false;
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_are_counted_once() {
        let mut score = StructureScore::default();
        let list = |items: &[&str]| items.iter().map(|i| (*i).to_owned()).collect::<Vec<_>>();
        score.compare("x", "keywords-zh", &list(&["甲", "乙"]), &list(&["甲", "甲", "丙"]));
        let field = score.fields["keywords-zh"];
        assert_eq!((field.gold, field.found, field.right), (2, 3, 1));
        assert_eq!(score.differences.len(), 3);
        assert!((field.recall() - 0.5).abs() < 1e-9);
    }

    #[test]
    fn a_gold_of_another_shape_is_refused() {
        assert!(Gold::parse("{\"article\": \"one\"}").is_err());
        let gold = Gold::parse("{\"article\": 2}").unwrap();
        assert!(StructureScore::default().add(&gold, &[]).is_err());
    }
}
