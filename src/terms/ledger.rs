//! Gathers what is found, one concept together, and grades it.

use std::collections::BTreeMap;

use crate::domain::{Evidence, EvidenceKind, Grade, TermEntry, TermStatus};

use super::{acronym, decisions::Decisions, fold};

/// One pair as found, with its evidence.
#[derive(Debug, Clone)]
pub(super) struct Found {
    /// Chinese, surface form.
    pub(super) zh: String,
    /// English; empty where there is none.
    pub(super) en: String,
    /// Acronym, where stated.
    pub(super) acronym: Option<String>,
    /// The grade that this piece of evidence gives alone.
    pub(super) grade: Grade,
    /// The evidence.
    pub(super) evidence: Evidence,
    /// Other forms of the Chinese.
    pub(super) zh_also: Vec<String>,
    /// Other forms of the English.
    pub(super) en_also: Vec<String>,
    /// What argues against it.
    pub(super) against: Vec<String>,
}

impl Found {
    pub(super) fn new(zh: &str, en: &str, grade: Grade, evidence: Evidence) -> Self {
        Self {
            zh: zh.to_owned(),
            en: en.to_owned(),
            acronym: None,
            grade,
            evidence,
            zh_also: Vec::new(),
            en_also: Vec::new(),
            against: Vec::new(),
        }
    }
}

/// Everything found in one article.
#[derive(Debug)]
pub(super) struct Ledger<'d> {
    by_zh: BTreeMap<String, Vec<Found>>,
    decisions: &'d Decisions,
}

impl<'d> Ledger<'d> {
    /// An empty ledger that takes in nothing an editor rejected.
    pub(super) fn new(decisions: &'d Decisions) -> Self {
        Self { by_zh: BTreeMap::new(), decisions }
    }

    /// Whether an editor wants no entry with this English for `zh`.
    pub(super) fn rejects(&self, zh: &str, en: &str) -> bool {
        self.decisions.rejects(zh, en)
    }

    pub(super) fn add(&mut self, mut found: Found) {
        if self.rejects(&found.zh, &found.en) {
            return;
        }
        found.en_also.retain(|en| !self.decisions.rejects(&found.zh, en));
        self.by_zh.entry(fold::fold_zh(&found.zh)).or_default().push(found);
    }

    pub(super) fn extend(&mut self, found: impl IntoIterator<Item = Found>) {
        for one in found {
            self.add(one);
        }
    }

    /// Whether there is an entry for `zh` with English.
    pub(super) fn has(&self, zh: &str) -> bool {
        self.by_zh.get(&fold::fold_zh(zh)).is_some_and(|f| f.iter().any(|f| !f.en.is_empty()))
    }

    /// The English of `zh` that is more than a suggestion: the best grade, the full form before
    /// an acronym.
    pub(super) fn rendering(&self, zh: &str) -> Option<&str> {
        self.by_zh
            .get(&fold::fold_zh(zh))?
            .iter()
            .filter(|f| f.grade < Grade::D && !f.en.is_empty())
            .min_by_key(|f| (f.acronym.as_deref() == Some(f.en.as_str()), f.grade))
            .map(|f| f.en.as_str())
    }

    /// The entries, sorted by grade, then Chinese.
    pub(super) fn into_entries(self) -> Vec<TermEntry> {
        let mut entries: Vec<TermEntry> = self.by_zh.into_values().filter_map(entry).collect();
        sort(&mut entries);
        entries
    }
}

/// Sorts entries by grade, then Chinese, then English.
pub(super) fn sort(entries: &mut [TermEntry]) {
    entries.sort_by(|a, b| {
        (a.grade, a.zh.as_str(), a.en.as_str()).cmp(&(b.grade, b.zh.as_str(), b.en.as_str()))
    });
}

/// Whether two renderings are one concept's: spelling apart, or one short for the other.
pub(super) fn same_rendering(a: &str, b: &str) -> bool {
    fold::same_en(a, b)
        || acronym::matches_initials(a, b)
        || acronym::matches_initials(b, a)
        || acronym::is_short_for(a, b)
        || acronym::is_short_for(b, a)
}

/// Whether a kind is a statement by the author (or an editor), not an inference.
pub(super) fn is_stated(kind: EvidenceKind) -> bool {
    matches!(
        kind,
        EvidenceKind::Keyword
            | EvidenceKind::Title
            | EvidenceKind::Author
            | EvidenceKind::Gloss
            | EvidenceKind::Acronym
            | EvidenceKind::Footnote
    )
}

/// The grade of evidence that agrees: the best grade alone, raised to A where a statement is joined
/// by another kind. `kinds` are those whose evidence is better than a suggestion.
pub(super) fn joint_grade(best: Grade, kinds: &[EvidenceKind]) -> Grade {
    let independent = kinds
        .iter()
        .filter(|k| {
            is_stated(**k)
                || matches!(
                    k,
                    EvidenceKind::Termbase | EvidenceKind::Aligned | EvidenceKind::Archive
                )
        })
        // A gloss and an acronym in brackets are one kind: what is wrong with one is with the other.
        .filter(|k| **k != EvidenceKind::Acronym || !kinds.contains(&EvidenceKind::Gloss))
        .count();
    let stated = kinds.iter().any(|k| is_stated(*k));
    if matches!(best, Grade::B | Grade::C) && stated && independent >= 2 { Grade::A } else { best }
}

/// One rendering and what speaks for it.
struct Cluster {
    found: Vec<Found>,
    grade: Grade,
}

fn entry(mut found: Vec<Found>) -> Option<TermEntry> {
    found.sort_by(|a, b| {
        (a.grade, &a.evidence, &a.en, &a.zh).cmp(&(b.grade, &b.evidence, &b.en, &b.zh))
    });
    let mut clusters: Vec<Cluster> = Vec::new();
    for one in found {
        let home = clusters.iter_mut().find(|c| {
            c.found.iter().any(|f| {
                same_rendering(&f.en, &one.en)
                    || f.acronym.is_some() && f.acronym == one.acronym
                    || one.acronym.as_ref().is_some_and(|a| same_rendering(a, &f.en))
                    || one.en_also.iter().any(|e| same_rendering(e, &f.en))
            })
        });
        match home {
            Some(cluster) => cluster.found.push(one),
            None => clusters.push(Cluster { grade: one.grade, found: vec![one] }),
        }
    }
    for cluster in &mut clusters {
        let best = cluster.found.iter().map(|f| f.grade).min().unwrap_or(Grade::D);
        let mut kinds: Vec<EvidenceKind> =
            cluster.found.iter().filter(|f| f.grade < Grade::D).map(|f| f.evidence.kind).collect();
        kinds.sort_unstable();
        kinds.dedup();
        cluster.grade = joint_grade(best, &kinds);
    }
    // A tie keeps the order of grade and evidence.
    clusters.sort_by_key(|c| c.grade);
    let mut clusters = clusters.into_iter();
    let main = clusters.next()?;
    let mut out = of_cluster(main);
    for other in clusters {
        rival(&mut out, other);
    }
    finish(&mut out);
    Some(out)
}

fn of_cluster(cluster: Cluster) -> TermEntry {
    let Cluster { found, grade } = cluster;
    // The full form before an acronym, then the better grade, then the form met most.
    let acronyms: Vec<&str> = found.iter().filter_map(|f| f.acronym.as_deref()).collect();
    let is_short = |en: &str| acronyms.contains(&en);
    let en = found
        .iter()
        .filter(|f| f.grade < Grade::D || grade == Grade::D)
        .min_by_key(|f| (is_short(&f.en), f.grade, f.en.is_empty()))
        .map(|f| f.en.clone())
        .unwrap_or_default();
    let zh = found.first().map(|f| f.zh.clone()).unwrap_or_default();
    let mut entry = TermEntry {
        zh,
        en,
        zh_also: Vec::new(),
        en_also: Vec::new(),
        acronym: found.iter().find_map(|f| f.acronym.clone()),
        grade,
        status: if grade == Grade::D { TermStatus::Suggested } else { TermStatus::Proposed },
        evidence: Vec::new(),
        against: Vec::new(),
        articles: 1,
        renderings: Vec::new(),
        decision: None,
    };
    for one in found {
        entry.zh_also.push(one.zh);
        entry.zh_also.extend(one.zh_also);
        entry.en_also.push(one.en);
        entry.en_also.extend(one.en_also);
        entry.against.extend(one.against);
        entry.evidence.push(one.evidence);
    }
    entry
}

/// Takes in a rendering that is not the entry's: a conflict where both are stated, a word against
/// it where the other is only inferred, nothing where it is a suggestion.
fn rival(entry: &mut TermEntry, other: Cluster) {
    let Some(first) = other.found.first() else { return };
    if first.en.is_empty() {
        return;
    }
    let lines = first.evidence.place.en_lines.first.max(first.evidence.place.zh_lines.first);
    match other.grade {
        Grade::D | Grade::Conflict => {}
        Grade::C => entry.against.push(format!(
            "An aligned sentence renders it \u{201c}{}\u{201d} (line {lines}).",
            first.en
        )),
        _ => {
            let decided = entry.grade == Grade::S;
            let established = entry.evidence.iter().all(|e| e.kind == EvidenceKind::Termbase)
                || other.found.iter().all(|f| f.evidence.kind == EvidenceKind::Termbase);
            if decided || established {
                entry.against.push(format!(
                    "The {} has \u{201c}{}\u{201d} (line {lines}).",
                    first.evidence.kind.name(),
                    first.en
                ));
            } else {
                entry.grade = Grade::Conflict;
                entry.against.push(format!(
                    "The {} says \u{201c}{}\u{201d} (line {lines}).",
                    first.evidence.kind.name(),
                    first.en
                ));
                entry.en_also.extend(other.found.iter().map(|f| f.en.clone()));
            }
            entry.evidence.extend(other.found.into_iter().map(|f| f.evidence));
        }
    }
}

/// Sorts and dedups the lists of an entry.
pub(super) fn finish(entry: &mut TermEntry) {
    entry.evidence.sort();
    entry.evidence.dedup();
    entry.zh_also.sort();
    entry.zh_also.dedup();
    entry.en_also.sort();
    entry.en_also.dedup();
    entry.against.sort();
    entry.against.dedup();
    let (zh, en) = (entry.zh.clone(), entry.en.clone());
    entry.zh_also.retain(|z| *z != zh && !z.is_empty());
    entry.en_also.retain(|e| *e != en && !e.is_empty());
}
