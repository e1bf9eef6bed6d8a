//! One term, one rendering across the articles of an archive, in both directions.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::{
    Evidence, EvidenceKind, Finding, Grade, KEYWORD_SEPARATORS, Quote, Rendering, Side, TermEntry,
};
use crate::lexicon::Lexicon;

use super::{
    context::Context, fingerprint::fingerprint, lexical::Lexical, rules::rule, settings::Settings,
    terms::distinct,
};

/// Most articles whose Chinese is named beside one English term.
const MOST_NAMED: usize = 4;

/// What the merged entries of an archive disagree about: a term that most articles render one way
/// and some another, and one English that stands for several Chinese terms. Variants of one
/// rendering (case, plural, hyphen, spelling, acronym) have been folded by the merge; a rendering
/// counts where a keyword list states it and the lexicon sees the Chinese in it. Each finding is of
/// the article that it quotes. Sorted by file, line and rule.
pub fn archive(entries: &[TermEntry], lexicon: &Lexicon, settings: &Settings) -> Vec<Finding> {
    let check = ArchiveCheck::new(lexicon, settings);
    let mut findings: Vec<Finding> = entries.iter().flat_map(|e| check.of_entry(e)).collect();
    let mut by_en: BTreeMap<String, Vec<&TermEntry>> = BTreeMap::new();
    for entry in entries {
        if let Some(key) = check.english_key(entry) {
            by_en.entry(key).or_default().push(entry);
        }
    }
    findings.extend(by_en.into_values().flat_map(|group| check.of_english(group)));
    findings.sort_by(by_place);
    findings
}

/// The order of an archive's findings: by file, line and rule.
pub fn by_place(a: &Finding, b: &Finding) -> std::cmp::Ordering {
    (&a.file, a.first_line(), &a.rule, &a.quotes).cmp(&(
        &b.file,
        b.first_line(),
        &b.rule,
        &b.quotes,
    ))
}

/// The checks of [`archive`], an entry at a time, for a glossary of any size.
pub struct ArchiveCheck<'a> {
    lexical: Lexical<'a>,
    settings: &'a Settings,
}

impl std::fmt::Debug for ArchiveCheck<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ArchiveCheck").field("settings", &self.settings).finish_non_exhaustive()
    }
}

impl<'a> ArchiveCheck<'a> {
    /// Checks under these settings.
    pub fn new(lexicon: &'a Lexicon, settings: &'a Settings) -> Self {
        Self { lexical: Lexical::new(lexicon), settings }
    }

    /// What the articles that share a term disagree about.
    pub fn of_entry(&self, entry: &TermEntry) -> Vec<Finding> {
        let mut findings = Vec::new();
        if entry.grade == Grade::Conflict && entry.articles > 1 {
            renderings(entry, &self.lexical, self.settings, &mut findings);
        }
        findings
    }

    /// The key of the entry's English, where keyword lists have it: entries of one key go to
    /// [`of_english`](Self::of_english) together.
    pub fn english_key(&self, entry: &TermEntry) -> Option<String> {
        is_by_keyword(entry).then(|| folded(&entry.en))
    }

    /// What entries of one English disagree about, in whatever order they come.
    pub fn of_english(&self, group: Vec<&TermEntry>) -> Vec<Finding> {
        let mut findings = Vec::new();
        if let Some((first, apart)) = apart_from_first(group) {
            sources(first, &apart, self.settings, &mut findings);
        }
        findings
    }
}

fn renderings(
    entry: &TermEntry,
    lexical: &Lexical<'_>,
    settings: &Settings,
    findings: &mut Vec<Finding>,
) {
    let stated_forms: Vec<&Rendering> =
        entry.renderings.iter().filter(|r| stated(entry, &r.en).is_some()).collect();
    let forms: Vec<&str> = stated_forms.iter().map(|r| r.en.as_str()).collect();
    let distinct = distinct(lexical, &entry.zh, &forms);
    let apart: Vec<&Rendering> =
        stated_forms.into_iter().filter(|r| distinct.contains(&r.en.as_str())).collect();
    let Some((first, others)) = apart.split_first() else { return };
    for other in others {
        let Some(evidence) = stated(entry, &other.en) else { continue };
        // Within one article it has been told already.
        if stated(entry, &first.en).is_some_and(|e| e.place.article == evidence.place.article)
            && first.articles < 2
        {
            continue;
        }
        let message = format!(
            "{} is `{}` here, and `{}` in {}",
            entry.zh,
            other.en,
            first.en,
            articles(first)
        );
        let hint = "keep to one rendering, or put the preferred one into the termbase";
        findings.extend(finding("term-archive", message, hint, evidence, settings));
    }
}

fn articles(rendering: &Rendering) -> String {
    match rendering.articles {
        1 => "another article".to_owned(),
        count => format!("{count} others"),
    }
}

/// Evidence in which keyword lists state the rendering: the term and the rendering are each a whole
/// item of their list. In a list that lost its separators nobody sees where an item ends.
fn stated<'a>(entry: &'a TermEntry, en: &str) -> Option<&'a Evidence> {
    let mut keywords = entry
        .evidence
        .iter()
        .filter(|e| e.kind == EvidenceKind::Keyword && !e.place.article.is_empty());
    keywords.find(|e| is_item(&e.en_quote, en) && is_item(&e.zh_quote, &entry.zh))
}

/// The letters and digits of a term, small: blanks, hyphens and quotation marks do not count.
fn folded(term: &str) -> String {
    term.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Whether `term` is a whole item of a keyword list, but for an article before it.
fn is_item(list: &str, term: &str) -> bool {
    let bare = |text: &str| {
        let text = text.trim();
        let rest = ["the ", "The ", "a ", "A "].iter().find_map(|a| text.strip_prefix(a));
        folded(rest.unwrap_or(text))
    };
    let term = bare(term);
    let is_term = |item: &str| bare(item) == term;
    // 物联网（IoT）: the name without its bracket.
    list.split(|c| c == '\n' || KEYWORD_SEPARATORS.contains(&c))
        .any(|item| is_term(item) || item.split(['(', '（']).next().is_some_and(is_term))
}

/// One English for several Chinese terms, as the keyword lists of several articles have it.
fn sources(
    first: &TermEntry,
    apart: &[&TermEntry],
    settings: &Settings,
    findings: &mut Vec<Finding>,
) {
    for other in apart {
        let Some(evidence) = stated(other, &other.en) else { continue };
        let places: BTreeSet<&str> =
            first.evidence.iter().map(|e| e.place.article.as_str()).collect();
        if places.contains(evidence.place.article.as_str()) {
            continue;
        }
        let message =
            format!("`{}` stands for {} here, and for {} elsewhere", other.en, other.zh, first.zh);
        let hint = "readers who search by the English find both";
        findings.extend(finding("term-source", message, hint, evidence, settings));
    }
}

/// The same within one article: two of its keywords with one English.
pub(super) fn check(context: &mut Context<'_>) {
    let record = context.record;
    for (first, apart) in of_one_english(&record.terms) {
        for other in apart {
            let (Some(a), Some(b)) = (stated(first, &first.en), stated(other, &other.en)) else {
                continue;
            };
            let message = format!("`{}` stands for {} and for {}", first.en, first.zh, other.zh);
            let mut quotes = quotes(a);
            quotes.extend(self::quotes(b));
            quotes.sort_by_key(|q| q.side != Side::Zh);
            quotes.dedup();
            let hint = "readers who search by the English find both";
            context.report("term-source", message, hint, quotes);
        }
    }
}

/// Terms of the keyword lists that have one English: the most used (of equals the first by text),
/// and those of other Chinese.
fn of_one_english(entries: &[TermEntry]) -> Vec<(&TermEntry, Vec<&TermEntry>)> {
    let mut by_en: BTreeMap<String, Vec<&TermEntry>> = BTreeMap::new();
    for entry in entries.iter().filter(|e| is_by_keyword(e)) {
        by_en.entry(folded(&entry.en)).or_default().push(entry);
    }
    by_en.into_values().filter_map(apart_from_first).collect()
}

fn is_by_keyword(entry: &TermEntry) -> bool {
    entry.grade <= Grade::B && entry.evidence.iter().any(|e| e.kind == EvidenceKind::Keyword)
}

/// The most used of terms of one English (of equals the first by text), and those of other Chinese.
fn apart_from_first(mut group: Vec<&TermEntry>) -> Option<(&TermEntry, Vec<&TermEntry>)> {
    group.sort_by(|a, b| b.articles.cmp(&a.articles).then_with(|| a.zh.cmp(&b.zh)));
    let first = group.first().copied()?;
    let other = |e: &&TermEntry| !e.zh.contains(&first.zh) && !first.zh.contains(&e.zh);
    let apart: Vec<&TermEntry> =
        group.iter().skip(1).copied().filter(other).take(MOST_NAMED).collect();
    (!apart.is_empty()).then_some((first, apart))
}

/// Both sides of a piece of evidence.
fn quotes(evidence: &Evidence) -> Vec<Quote> {
    let sides = [
        (Side::Zh, &evidence.zh_quote, evidence.place.zh_lines),
        (Side::En, &evidence.en_quote, evidence.place.en_lines),
    ];
    sides
        .into_iter()
        .filter(|(_, text, _)| !text.is_empty())
        .map(|(side, text, lines)| Quote { side, text: text.clone(), lines })
        .collect()
}

fn finding(
    id: &str,
    message: String,
    hint: &str,
    evidence: &Evidence,
    settings: &Settings,
) -> Option<Finding> {
    let severity = settings.severity(rule(id)?)?;
    let quotes = quotes(evidence);
    Some(Finding {
        rule: id.to_owned(),
        severity,
        // Two articles may quote the same words: the article is a part of what is decided about.
        fingerprint: fingerprint(id, &quotes, &evidence.place.file),
        message,
        hint: hint.to_owned(),
        quotes,
        file: evidence.place.file.clone(),
        article: evidence.place.article.clone(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{LineRange, Place};

    fn evidence(article: &str, zh: &str, en: &str) -> Evidence {
        let lines = LineRange { first: 3, last: 3 };
        Evidence {
            kind: EvidenceKind::Keyword,
            zh_quote: zh.to_owned(),
            en_quote: en.to_owned(),
            place: Place {
                file: format!("{article}.txt"),
                article: article.to_owned(),
                zh_lines: lines,
                en_lines: lines,
            },
        }
    }

    fn merged(zh: &str, renderings: &[(&str, &[&str])]) -> TermEntry {
        let all: Vec<Evidence> = renderings
            .iter()
            .flat_map(|(en, articles)| articles.iter().map(|a| evidence(a, zh, en)))
            .collect();
        let grade = if renderings.len() > 1 { Grade::Conflict } else { Grade::B };
        let mut entry = TermEntry::new(zh, renderings[0].0, grade, all[0].clone());
        entry.articles = all.len() as u32;
        entry.evidence = all;
        if renderings.len() > 1 {
            entry.renderings = renderings
                .iter()
                .map(|(en, articles)| Rendering {
                    en: (*en).to_owned(),
                    articles: articles.len() as u32,
                    grade: Grade::B,
                    kinds: Vec::new(),
                })
                .collect();
        }
        entry
    }

    #[test]
    fn the_minority_is_told_with_the_majority() {
        let entries = [
            merged(
                "出口管制",
                &[("export control", &["a", "b", "c"]), ("export restrictions", &["d"])],
            ),
            merged("港口", &[("port", &["a", "b"])]),
            // What OCR ran together, and what the Chinese does not say.
            merged("水稻", &[("rice", &["a", "b"]), ("Oryzasativa", &["d"])]),
        ];
        let found = archive(&entries, Lexicon::builtin(), &Settings::default());
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(found[0].file, "d.txt");
        assert_eq!(
            found[0].message,
            "出口管制 is `export restrictions` here, and `export control` in 3 others"
        );
    }

    #[test]
    fn only_whole_items_of_a_list_state_a_rendering() {
        let of = |article: &str, zh: &str, en: &str| evidence(article, zh, en);
        let mut entry =
            merged("缺陷", &[("defect", &["a", "b"][..]), ("coating defect", &["c"][..])]);
        entry.evidence = vec![
            of("a", "港口；缺陷", "port; defect"),
            of("b", "缺陷，海缆", "Defect, cable"),
            // A list without separators, of which the term is a part.
            of("c", "腐蚀涂层缺陷检修", "corrosion, coating defect, repair"),
        ];
        let lexicon = Lexicon::builtin();
        assert!(archive(&[entry], lexicon, &Settings::default()).is_empty());
        assert!(is_item("港口；“缺陷”（defect）", "缺陷"));
        assert!(!is_item("serum biochemical indices", "serum biochemical"));
    }

    #[test]
    fn one_english_for_two_terms_is_told() {
        let entries = [
            merged("韧性", &[("resilience", &["a", "b"])]),
            merged("恢复力", &[("resilience", &["c"])]),
            // A longer name of the same.
            merged("韧性治理", &[("resilience", &["d"])]),
        ];
        let found = archive(&entries, Lexicon::builtin(), &Settings::default());
        let told: Vec<&str> = found.iter().map(|f| f.message.as_str()).collect();
        assert_eq!(told, ["`resilience` stands for 恢复力 here, and for 韧性 elsewhere"]);
    }

    #[test]
    fn a_rule_that_is_off_is_silent() {
        let entries = [merged(
            "出口管制",
            &[("export control", &["a", "b"]), ("export restrictions", &["d"])],
        )];
        let settings = Settings::from_toml("[check.rules]\nterm-archive = \"off\"\n").unwrap();
        assert!(archive(&entries, Lexicon::builtin(), &settings).is_empty());
    }
}
