//! In-text glosses and acronyms as evidence.

use crate::domain::{Article, Byte, Evidence, EvidenceKind, Grade, Passage, Span};

use super::{
    bracket::{self, Beside, GlossSite, Stated},
    edge::EdgeFinder,
    ledger::Found,
    place::{Locator, sentence_around},
};

/// An edge less probable than this is not certain: on glosses of journal articles those above it are
/// right in 98.8 of 100 cases.
const SURE: f64 = 0.9;
/// As [`SURE`], where nothing but letters says where the term begins.
const SURE_OF_ACRONYM: f64 = 0.96;
/// Ends of the names of firms: in brackets after a product they say who makes it.
const FIRM_ENDS: [&str; 4] = ["有限公司", "股份公司", "试剂公司", "厂"];
/// Measure words and units of one character.
const MEASURES: &str = "个只头尾株次种类年月日天时分秒组例人名项条家位处块片粒米克吨升倍成度元";

/// The passages in which the author may gloss a term: abstract, body, captions, Chinese notes.
pub(super) fn passages(article: &Article) -> impl Iterator<Item = &Passage> {
    article
        .zh
        .abstract_text
        .iter()
        .chain(&article.body)
        .chain(&article.apart)
        .chain(article.notes.iter().map(|n| &n.text).filter(|p| mostly_chinese(p.as_str())))
}

fn mostly_chinese(text: &str) -> bool {
    let latin = text.chars().filter(char::is_ascii_alphabetic).count();
    crate::text::count_han(text) * 2 > latin
}

/// Every gloss of the article.
pub(super) fn glosses(
    article: &Article,
    locator: &Locator<'_>,
    edges: &EdgeFinder<'_>,
) -> Vec<Found> {
    let mut out = Vec::new();
    for passage in passages(article) {
        let text = passage.as_str();
        for site in bracket::sites(text) {
            out.extend(found(passage, &site, locator, edges));
        }
    }
    out
}

fn found(
    passage: &Passage,
    site: &GlossSite,
    locator: &Locator<'_>,
    edges: &EdgeFinder<'_>,
) -> Option<Found> {
    let text = passage.as_str();
    let (zh, doubt) = match &site.beside {
        Beside::Quoted(span) => (*span, None),
        Beside::Inside(span) => {
            let zh = span.of(text);
            if FIRM_ENDS.iter().any(|end| zh.ends_with(end)) {
                return None;
            }
            let known = edges.is_known(zh, &site.stated.en);
            (*span, (!known).then_some("The Chinese stands in the brackets: it may be a remark."))
        }
        Beside::Run(run) => {
            let edge = edges.edge(run.of(text), &site.stated);
            let wanted = if site.stated.is_acronym_only() { SURE_OF_ACRONYM } else { SURE };
            let term = edge.term.shifted(run.start());
            let headed = site.stated.is_acronym_only() && edges.begins_with_cue(term.of(text));
            let numbered = ends_in_number(&site.stated.en)
                && !term.of(text).chars().any(|c| c.is_ascii_digit());
            let cut = edge.probability < 1.0 && (is_cut(text, *run, term) || headed || numbered)
                || is_ordinal(term.of(text))
                || is_joined(text, *run, term)
                || is_ratio(&site.stated);
            let sure = edge.probability >= wanted && !cut;
            (term, (!sure).then_some("Where the Chinese term begins is not certain."))
        }
    };
    let only_cues = edges.is_all_cues(zh.of(text), site.stated.is_acronym_only());
    if !is_term(zh.of(text).trim(), &site.stated) || only_cues {
        return None;
    }
    let whole = Span::new(zh.start().min(site.whole.start()).max(zh.start()), site.whole.end());
    let whole = if whole.contains(zh) { whole } else { site.whole };
    let kind =
        if site.stated.is_acronym_only() { EvidenceKind::Acronym } else { EvidenceKind::Gloss };
    let lines = locator.lines(passage, whole);
    let evidence = Evidence {
        kind,
        zh_quote: sentence_around(text, whole),
        en_quote: site.stated.en.clone(),
        place: locator.place(lines, lines),
    };
    let grade = if doubt.is_none() { Grade::B } else { Grade::C };
    let mut found = Found::new(zh.of(text).trim(), &site.stated.en, grade, evidence);
    found.acronym.clone_from(&site.stated.acronym);
    split_letters(&mut found);
    found.against.extend(doubt.map(str::to_owned));
    Some(found)
}

/// Whether something before the term belongs to it: a negation, 最, or the Latin letters or digits right
/// before its run (拟杆120 菌门, where a page number stands inside the name).
fn is_cut(text: &str, run: Span<Byte>, term: Span<Byte>) -> bool {
    let before = text.get(..term.start()).unwrap_or_default();
    let Some(last) = before.trim_end().chars().next_back() else { return false };
    let negated = term.start() > run.start() && matches!(last, '不' | '非' | '无' | '未' | '最');
    // R/S分析法: letters right before a term are mostly part of it.
    let letters = !before.ends_with(' ') && last.is_ascii_alphabetic();
    negated || letters || term.start() == run.start() && last.is_ascii_alphanumeric()
}

/// Whether a mark stands right before the term that joins it to what is before: closing quotation marks
/// (“理性滩涂”假说), a hyphen or a point (β-氨基酸, 钠－氢交换). 中 at the head of a run is no `in`, but the first
/// character of the name (中生界).
fn is_joined(text: &str, run: Span<Byte>, term: Span<Byte>) -> bool {
    const JOINTS: [char; 12] = ['”', '》', '」', '』', '’', '-', '－', '‐', '–', '·', '.', '．'];
    let before = text.get(..term.start()).unwrap_or_default();
    let dropped = text.get(run.start()..term.start()).unwrap_or_default();
    before.ends_with(JOINTS) || dropped == "中"
}

/// Whether letters are a ratio of two quantities (ME/DE) rather than a name.
fn is_ratio(stated: &Stated) -> bool {
    stated.is_acronym_only() && stated.en.contains('/')
}

/// Whether a term is the number of a thing (第三步), which tells nothing of its English.
fn is_ordinal(zh: &str) -> bool {
    let mut chars = zh.chars();
    let numbered = chars.next() == Some('第')
        && chars.next().is_some_and(|c| c.is_ascii_digit() || "一二三四五六七八九十".contains(c));
    numbered && zh.chars().count() <= 4
}

/// Whether an English word of a gloss is numbered: `Block3`.
fn ends_in_number(en: &str) -> bool {
    let head = en.trim_end_matches(|c: char| c.is_ascii_digit());
    head.len() < en.len() && head.chars().last().is_some_and(|c| c.is_ascii_lowercase())
}

/// Takes the letters off that stand behind a Chinese term and are short for its English:
/// 蒸腾速率Tr（transpiration rate）.
fn split_letters(found: &mut Found) {
    let zh = found.zh.trim_end_matches(|c: char| c.is_ascii_alphanumeric() || c == '-').to_owned();
    let letters = found.zh.get(zh.len()..).unwrap_or_default().to_owned();
    let short = letters.len() >= 2
        && crate::text::count_han(&zh) >= 2
        && (super::acronym::matches_initials(&letters, &found.en)
            || super::acronym::is_short_for(&letters, &found.en));
    if short && found.acronym.is_none() {
        found.zh_also.push(std::mem::replace(&mut found.zh, zh));
        found.acronym = Some(letters);
    }
}

/// Whether a bracket can gloss these words: not a figure with its unit, nor one character beside
/// letters.
fn is_term(zh: &str, stated: &Stated) -> bool {
    let mut chars = zh.chars().rev();
    let Some(last) = chars.next() else { return false };
    let english = stated.en.to_lowercase();
    // The Latin letters or digits that end the term have to be met in the English.
    let tail: String = zh
        .chars()
        .rev()
        .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | ' '))
        .collect();
    let tail: String = tail.chars().rev().collect();
    let digits = tail.chars().any(|c| c.is_ascii_digit());
    let repeated = tail.split(' ').any(|w| !w.is_empty() && english.contains(&w.to_lowercase()));
    if digits && !repeated {
        return false;
    }
    // 不足3个: a number and a measure word.
    let measured = crate::text::is_han(last) && chars.next().is_some_and(|c| c.is_ascii_digit());
    if measured && MEASURES.contains(last) && !english.chars().any(|c| c.is_ascii_digit()) {
        return false;
    }
    if super::latin::is_firm(&stated.en)
        && !["公司", "集团", "企业"].iter().any(|end| zh.ends_with(end))
    {
        return false;
    }
    let han = crate::text::count_han(zh);
    // 的QDC, 使用Ribo: what is Chinese about it is no term.
    if han < 2 && zh.chars().count() > 1 && zh.chars().next().is_some_and(crate::text::is_han) {
        return false;
    }
    let one_character = zh.chars().count() == 1;
    let formula = stated.en.chars().any(|c| matches!(u32::from(c), 0x2080..=0x2089));
    !(one_character && stated.is_acronym_only() && !formula)
}
