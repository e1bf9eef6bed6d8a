//! Whether a sentence without counterpart may be said by what stands beside it.

use std::collections::BTreeSet;

use crate::{domain::Side, text::count_han};

use super::{
    context::{BeadText, Context},
    lexical::Lexical,
};

/// How much longer than the abstract's other pairs an English side is that holds a sentence more.
const OVERLONG: f64 = 1.5;
/// Characters of English for one of Chinese in abstracts of journals, where nothing else says it.
const LETTERS_PER_HAN: f64 = 3.2;
/// Share of a Chinese sentence's words that the English beside it says where it says the sentence.
const SAID: f64 = 0.6;

/// The nearest bead before `lone` that has what is wanted, and the nearest after it.
fn nearest<'b, 'a>(
    beads: &'b [BeadText<'a>],
    lone: &BeadText<'_>,
    wanted: impl Fn(&&'b BeadText<'a>) -> bool + Copy,
) -> impl Iterator<Item = &'b BeadText<'a>> {
    let at = beads.iter().position(|b| std::ptr::eq(b.bead, lone.bead)).unwrap_or(beads.len());
    let before = beads.get(..at).unwrap_or_default().iter().rev().find(wanted);
    let after = beads.get(at + 1..).unwrap_or_default().iter().find(wanted);
    before.into_iter().chain(after)
}

/// Whether an English sentence beside a Chinese one without counterpart is longer than its own
/// Chinese accounts for, and says the words of the lone one: a full stop was lost in it.
pub(super) fn is_in_long_english(
    context: &Context<'_>,
    beads: &[BeadText<'_>],
    lone: &BeadText<'_>,
) -> bool {
    let paired = |b: &&BeadText<'_>| !b.zh.is_empty() && !b.en.is_empty();
    let lengths = |b: &BeadText<'_>| (b.text(Side::Zh).chars().count(), b.text(Side::En).len());
    nearest(beads, lone, paired).any(|beside| {
        let (zh, en) = lengths(beside);
        let others = beads.iter().filter(paired).filter(|b| !std::ptr::eq(b.bead, beside.bead));
        let (zh_others, en_others) =
            others.map(lengths).fold((0, 0), |(zh, en), (z, e)| (zh + z, en + e));
        let usual =
            if zh_others > 0 { en_others as f64 / zh_others as f64 } else { LETTERS_PER_HAN };
        en as f64 > OVERLONG * usual * zh as f64
            && said(context, &lone.text(Side::Zh), &beside.text(Side::En)) >= SAID
    })
}

/// Share of an English sentence that a Chinese one beside it accounts for, from which it may be a
/// clause of it. Of two sentences of one abstract that say different things it is below .45.
const ACCOUNTED: f64 = 0.5;

/// Whether a Chinese sentence beside an English one without counterpart accounts for its words: a
/// Chinese abstract may be one long sentence of many clauses.
pub(super) fn is_in_chinese(
    context: &Context<'_>,
    beads: &[BeadText<'_>],
    lone: &BeadText<'_>,
) -> bool {
    let words = context.lexical.english(&lone.text(Side::En));
    nearest(beads, lone, |b| !b.zh.is_empty()).any(|beside| {
        let meaning = context.lexical.meaning(&beside.text(Side::Zh));
        Lexical::coverage(&meaning, &words).is_some_and(|c| c >= ACCOUNTED)
    })
}

/// Share of the words of a Chinese text of which an English text says a sense, 0..=1.
fn said(context: &Context<'_>, zh: &str, en: &str) -> f64 {
    let lexicon = context.lexical.lexicon;
    let stems: BTreeSet<_> = context
        .lexical
        .english(en)
        .into_iter()
        .filter(|w| !w.is_stop)
        .filter_map(|w| w.id)
        .collect();
    let (mut words, mut met) = (0_u32, 0_u32);
    for word in lexicon.known_words(zh) {
        let Some(id) = word.id.filter(|_| count_han(word.span.of(zh)) > 1) else { continue };
        words += 1;
        met += u32::from(lexicon.glosses(id).any(|(stem, _)| stems.contains(&stem)));
    }
    f64::from(met) / f64::from(words.max(1))
}

#[cfg(test)]
mod tests {
    use super::super::examples::Example;
    use crate::domain::Severity::{self, Note, Warning};

    fn severity_of(notation: &str, rule: &str) -> Option<Severity> {
        let findings = Example::new(notation).findings();
        findings.iter().find(|f| f.rule == rule).map(|f| f.severity)
    }

    #[test]
    fn a_sentence_that_the_one_beside_it_says_is_only_noted() {
        let severity = |en: &str| {
            let notation =
                format!("摘要: 海缆故障逐年增加。|维修能力明显不足。\nAbstract: {en}|-\n");
            severity_of(&notation, "omission-sentence")
        };
        let glued = "1) cable faults increase year by year 2)repair capability is obviously \
                     insufficient in all of these waters.";
        assert_eq!(severity(glued), Some(Note));
        assert_eq!(severity("Cable faults increase year by year."), Some(Warning));
        let other = "Cable faults, which we counted from the notices of three operators, increase \
                     year by year.";
        assert_eq!(severity(other), Some(Warning));
    }

    #[test]
    fn a_clause_of_the_chinese_beside_it_is_no_sure_addition() {
        let severity = |en: &str| {
            let notation = format!(
                "摘要: 海缆故障逐年增加，维修能力明显不足，沿岸各国应加强合作。|-\n\
                 Abstract: Cable faults increase year by year.|{en}\n"
            );
            severity_of(&notation, "addition-sentence")
        };
        assert_eq!(severity("Repair capability is obviously insufficient."), Some(Note));
        assert_eq!(severity("Tourism brings the islands most of their income."), Some(Warning));
    }
}
