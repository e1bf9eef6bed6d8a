//! Merges the entries of many articles by concept.
//!
//! The merge keeps every rendering with its count of articles and its grade, so that merging in
//! any order or grouping gives the same: counts add, grades take the best, evidence takes the
//! smallest pieces of each kind.

use std::collections::BTreeMap;

use crate::domain::{Evidence, EvidenceKind, Grade, Rendering, TermEntry, TermStatus};

use super::{fold, ledger};

/// Most pieces of evidence of one kind that an entry keeps: an archive must not grow with its
/// articles.
const MOST_EVIDENCE: usize = 8;
/// Head of the remark that says how the renderings are spread.
const SPREAD: &str = "Renderings by article: ";

/// See [`super::merge`].
pub(super) fn merge(entries: Vec<TermEntry>) -> Vec<TermEntry> {
    let mut by_zh: BTreeMap<String, Vec<TermEntry>> = BTreeMap::new();
    for entry in entries {
        by_zh.entry(fold::fold_zh(&entry.zh)).or_default().push(entry);
    }
    let mut merged: Vec<TermEntry> = by_zh.into_values().filter_map(concept).collect();
    ledger::sort(&mut merged);
    merged
}

/// The renderings of an entry, each with its count and grade.
fn renderings(entry: &TermEntry) -> Vec<Rendering> {
    if !entry.renderings.is_empty() {
        return entry.renderings.clone();
    }
    let one = |en: &str, grade: Grade, kinds: Vec<EvidenceKind>| Rendering {
        en: en.to_owned(),
        articles: entry.articles,
        grade,
        kinds,
    };
    if entry.grade == Grade::Conflict {
        return std::iter::once(entry.en.as_str())
            .chain(entry.en_also.iter().map(String::as_str))
            .map(|en| {
                let own = |e: &&Evidence| ledger::same_rendering(&e.en_quote, en);
                one(en, Grade::B, kinds_of(entry.evidence.iter().filter(own)))
            })
            .collect();
    }
    vec![one(&entry.en, entry.grade, kinds_of(entry.evidence.iter()))]
}

/// Renderings that are one, and what they add up to.
struct Cluster {
    forms: Vec<Rendering>,
}

impl Cluster {
    fn grade(&self) -> Grade {
        self.forms.iter().map(|f| f.grade).min().unwrap_or(Grade::D)
    }

    /// The kinds of evidence for any of its forms, those of suggestions left out.
    fn kinds(&self) -> Vec<EvidenceKind> {
        let better = self.forms.iter().filter(|f| f.grade < Grade::D);
        let mut kinds: Vec<EvidenceKind> = better.flat_map(|f| f.kinds.iter().copied()).collect();
        kinds.sort_unstable();
        kinds.dedup();
        kinds
    }

    fn articles(&self) -> u32 {
        self.forms.iter().map(|f| f.articles).sum()
    }

    /// The form that is shown: the best grade, then the full form before its acronym, then the form
    /// most used, then the first by text.
    fn shown(&self) -> &str {
        let shorter =
            |en: &str| self.forms.iter().any(|f| super::acronym::matches_initials(en, &f.en));
        self.forms
            .iter()
            .min_by_key(|f| {
                (f.grade == Grade::D, shorter(&f.en), f.grade, u32::MAX - f.articles, f.en.clone())
            })
            .map_or("", |f| f.en.as_str())
    }
}

/// The entries of one concept, merged as they come: a few are in memory at a time, however many
/// articles have it.
#[derive(Debug, Default)]
pub struct Concept {
    entries: Vec<TermEntry>,
}

/// Entries that are merged at a time.
const AT_ONCE: usize = 64;

impl Concept {
    /// Takes in an entry of the concept.
    pub fn add(&mut self, entry: TermEntry) {
        self.entries.push(entry);
        if self.entries.len() >= AT_ONCE {
            let merged = concept(std::mem::take(&mut self.entries));
            self.entries.extend(merged);
        }
    }

    /// The merged entry; `None` where there was none.
    pub fn finish(self) -> Option<TermEntry> {
        concept(self.entries)
    }
}

/// Merges the entries of one concept.
pub(super) fn concept(mut entries: Vec<TermEntry>) -> Option<TermEntry> {
    if entries.len() == 1 {
        let mut entry = entries.pop()?;
        limit(&mut entry.evidence);
        return Some(entry);
    }
    entries.sort_by(|a, b| {
        (a.grade, &a.zh, &a.en, &a.evidence).cmp(&(b.grade, &b.zh, &b.en, &b.evidence))
    });
    let decided =
        entries.iter().find(|e| matches!(e.status, TermStatus::Approved | TermStatus::Rejected));
    let decided = decided.map(|e| (e.en.clone(), e.status, e.decision.clone()));
    let mut forms: BTreeMap<String, Rendering> = BTreeMap::new();
    for form in entries.iter().flat_map(renderings) {
        let there = forms.entry(form.en.clone()).or_insert_with(|| Rendering {
            articles: 0,
            kinds: Vec::new(),
            ..form.clone()
        });
        there.articles += form.articles;
        there.grade = there.grade.min(form.grade);
        there.kinds.extend(form.kinds);
        there.kinds.sort_unstable();
        there.kinds.dedup();
    }
    let better = forms.values().any(|f| f.grade < Grade::D && !f.en.is_empty());
    // Suggestions give way to anything better, and nothing to any suggestion.
    forms.retain(|en, f| !better || f.grade < Grade::D && !en.is_empty());
    if forms.len() > 1 {
        forms.remove("");
    }
    let mut clusters = clustered(forms.into_values().collect());
    clusters.sort_by(|a, b| {
        (a.grade() != Grade::S, a.grade() > Grade::B, b.articles(), a.shown()).cmp(&(
            b.grade() != Grade::S,
            b.grade() > Grade::B,
            a.articles(),
            b.shown(),
        ))
    });
    let articles = entries.iter().map(|e| e.articles).sum();
    if better {
        for suggestion in entries.iter_mut().filter(|e| e.grade == Grade::D) {
            suggestion.en.clear();
            suggestion.en_also.clear();
        }
    }
    let mut out = entries.first()?.clone();
    out.articles = articles;
    for entry in entries.into_iter().skip(1) {
        out.zh_also.push(entry.zh);
        out.zh_also.extend(entry.zh_also);
        out.en_also.push(entry.en);
        out.en_also.extend(entry.en_also);
        out.evidence.extend(entry.evidence);
        out.against.extend(entry.against);
        out.acronym = match (out.acronym.take(), entry.acronym) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
    }
    limit(&mut out.evidence);
    let main = clusters.first()?;
    out.en_also.push(std::mem::replace(&mut out.en, main.shown().to_owned()));
    out.grade = ledger::joint_grade(main.grade(), &main.kinds());
    let rivals: Vec<&Cluster> = clusters.iter().skip(1).filter(|c| c.grade() <= Grade::B).collect();
    if main.grade() != Grade::S && main.grade() <= Grade::B && !rivals.is_empty() {
        out.grade = Grade::Conflict;
    }
    out.status = if out.grade == Grade::D { TermStatus::Suggested } else { TermStatus::Proposed };
    out.against.retain(|a| !a.starts_with(SPREAD));
    if clusters.len() > 1 && out.grade != Grade::D {
        let spread: Vec<String> = clusters
            .iter()
            .map(|c| format!("\u{201c}{}\u{201d} in {}", c.shown(), c.articles()))
            .collect();
        out.against.push(format!("{SPREAD}{}.", spread.join(", ")));
    }
    out.renderings = clusters.into_iter().flat_map(|c| c.forms).collect();
    out.renderings.sort_by(|a, b| (b.articles, &a.en).cmp(&(a.articles, &b.en)));
    if out.renderings.len() < 2 && out.renderings.first().is_none_or(|r| r.grade == out.grade) {
        out.renderings.clear();
    }
    if let Some((en, status, decision)) = decided {
        out.decision = decision;
        out.en = en;
        out.status = status;
        out.grade = Grade::S;
    }
    ledger::finish(&mut out);
    Some(out)
}

/// The kinds of pieces of evidence, sorted, each once.
fn kinds_of<'e>(evidence: impl Iterator<Item = &'e Evidence>) -> Vec<EvidenceKind> {
    // A row that nobody verified is a suggestion.
    let verified =
        |e: &&Evidence| e.kind != EvidenceKind::Termbase || !e.en_quote.ends_with("unverified");
    let mut kinds: Vec<EvidenceKind> = evidence.filter(verified).map(|e| e.kind).collect();
    kinds.sort_unstable();
    kinds.dedup();
    kinds
}

/// Keeps the smallest pieces of each kind.
fn limit(evidence: &mut Vec<Evidence>) {
    evidence.sort();
    evidence.dedup();
    let mut kind = None;
    let mut kept = 0;
    evidence.retain(|e| {
        if kind != Some(e.kind) {
            kind = Some(e.kind);
            kept = 0;
        }
        kept += 1;
        kept <= MOST_EVIDENCE
    });
}

/// Groups renderings that are one, whatever their order: what is the same as one of a group is of
/// the group.
fn clustered(forms: Vec<Rendering>) -> Vec<Cluster> {
    let mut clusters: Vec<Cluster> = Vec::new();
    for form in forms {
        let (mut same, other): (Vec<Cluster>, Vec<Cluster>) = clusters
            .into_iter()
            .partition(|c| c.forms.iter().any(|f| ledger::same_rendering(&f.en, &form.en)));
        let mut forms: Vec<Rendering> = same.drain(..).flat_map(|c| c.forms).collect();
        forms.push(form);
        clusters = other;
        clusters.push(Cluster { forms });
    }
    clusters
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Place;

    fn entry(article: &str, zh: &str, en: &str, grade: Grade, kind: EvidenceKind) -> TermEntry {
        let place = Place { article: article.to_owned(), ..Place::default() };
        let evidence = Evidence { kind, zh_quote: zh.to_owned(), en_quote: en.to_owned(), place };
        TermEntry::new(zh, en, grade, evidence)
    }

    fn archive() -> Vec<TermEntry> {
        use EvidenceKind::{Aligned, Composed, Gloss, Keyword};
        vec![
            entry("a", "供应链", "supply chain", Grade::B, Keyword),
            entry("b", "供应链", "Supply Chains", Grade::B, Keyword),
            entry("c", "供应链", "supply-chain", Grade::B, Gloss),
            entry("a", "韩国", "South Korea", Grade::B, Keyword),
            entry("b", "韩国", "South Korea", Grade::B, Keyword),
            entry("c", "韩国", "ROK", Grade::B, Keyword),
            entry("a", "世界贸易组织", "World Trade Organization", Grade::B, Gloss),
            entry("b", "世界贸易组织", "WTO", Grade::B, Keyword),
            entry("a", "去风险", "risk removal", Grade::D, Composed),
            entry("b", "去风险", "de-risking", Grade::C, Aligned),
        ]
    }

    #[test]
    fn variants_are_folded_and_true_ones_kept_with_counts() {
        let merged = merge(archive());
        let by = |zh: &str| merged.iter().find(|e| e.zh == zh).unwrap();
        assert_eq!((by("供应链").grade, by("供应链").articles), (Grade::A, 3));
        let korea = by("韩国");
        assert_eq!((korea.grade, korea.en.as_str()), (Grade::Conflict, "South Korea"));
        assert!(
            korea.against[0].contains("\u{201c}South Korea\u{201d} in 2, \u{201c}ROK\u{201d} in 1")
        );
        assert_eq!(by("世界贸易组织").en, "World Trade Organization");
        assert_ne!(by("世界贸易组织").grade, Grade::Conflict);
        assert_eq!((by("去风险").en.as_str(), by("去风险").grade), ("de-risking", Grade::C));
    }

    #[test]
    fn order_and_grouping_do_not_matter() {
        let all = merge(archive());
        let mut reversed = archive();
        reversed.reverse();
        assert_eq!(all, merge(reversed));
        let mut by_one: BTreeMap<String, Concept> = BTreeMap::new();
        for entry in archive() {
            by_one.entry(fold::fold_zh(&entry.zh)).or_default().add(entry);
        }
        let mut by_one: Vec<TermEntry> = by_one.into_values().filter_map(Concept::finish).collect();
        ledger::sort(&mut by_one);
        assert_eq!(all, by_one);
        for cut in 1..archive().len() {
            let mut left = archive();
            let right = left.split_off(cut);
            let mut parts = merge(left);
            parts.extend(merge(right));
            assert_eq!(all, merge(parts), "cut at {cut}");
        }
    }
}
