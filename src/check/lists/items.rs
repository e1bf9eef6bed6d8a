//! An item of a list that the English leaves out.

use crate::{
    domain::{Byte, Segment, Side, Span},
    text::is_han,
};

use super::{
    super::{
        context::{BeadText, Context},
        damage,
        lexical::{EnWord, Lexical},
    },
    chinese, english,
};

/// Support from which a Chinese item is said in the English, and below which it is not.
const SAID: f64 = 0.3;
const UNSAID: f64 = 0.02;
/// A bead less probable than this says nothing by what it lacks.
const LEAST_PROBABILITY: f64 = 0.7;

/// Tells of an item that alone of its list has no counterpart in the English sentence, where the
/// English has a list that is shorter by one.
pub(super) fn check(context: &mut Context<'_>, bead: &BeadText<'_>) {
    let en = bead.text(Side::En);
    if bead.bead.bead.probability.is_some_and(|p| p < LEAST_PROBABILITY)
        || damage::is_run_together(&context.lexical, &en)
        || damage::has_markup(&en)
    {
        return;
    }
    let words = context.lexical.english(&en);
    // A word that English does not have may be the item, misread.
    let strange = |w: &EnWord| {
        w.id.is_none()
            && w.lower.len() > 3
            && !context.lexical.lexicon.is_english_word(&w.lower)
            && w.span.of(&en).starts_with(|c: char| c.is_ascii_lowercase())
    };
    if words.iter().any(strange) {
        return;
    }
    let pair = usize::from(en.contains(" and "));
    let lengths: Vec<usize> = bead
        .en
        .iter()
        .flat_map(|s| english(s.as_str()))
        .map(|list| list.len())
        .chain((pair > 0).then_some(2))
        .collect();
    for segment in &bead.zh {
        for items in chinese(segment.as_str()) {
            if lengths.contains(&items.len()) || !lengths.contains(&(items.len() - 1)) {
                continue;
            }
            let said: Vec<Option<bool>> = items
                .iter()
                .map(|item| is_said(context, item.of(segment.as_str()), &words))
                .collect();
            tell(context, bead, segment, &items, &said);
        }
    }
}

/// Whether a Chinese item is said by the English words: `None` where it cannot be told.
fn is_said(context: &Context<'_>, item: &str, words: &[EnWord]) -> Option<bool> {
    let lexicon = context.lexical.lexicon;
    let known = lexicon.known_words(item);
    let senses = |id| lexicon.senses_of(id).next().is_some();
    let tellable = !known.is_empty()
        && known.iter().all(|w| {
            let shown = w.span.of(item);
            shown.chars().count() >= 2 && shown.chars().all(is_han) && w.id.is_some_and(senses)
        });
    // What abstracts say for the word counts too, however seldom.
    let learned = known
        .iter()
        .filter_map(|w| w.id)
        .any(|id| lexicon.trained(id).any(|(stem, _, _)| words.iter().any(|w| w.id == Some(stem))));
    let meaning = context.lexical.meaning(item);
    let best = words.iter().map(|w| Lexical::support(&meaning, w)).fold(0.0, f64::max);
    if best >= SAID {
        Some(true)
    } else if best <= UNSAID && tellable && !learned {
        Some(false)
    } else {
        None
    }
}

fn tell(
    context: &mut Context<'_>,
    bead: &BeadText<'_>,
    segment: &Segment,
    items: &[Span<Byte>],
    said: &[Option<bool>],
) {
    let unsaid: Vec<usize> =
        (0..said.len()).filter(|at| said.get(*at) == Some(&Some(false))).collect();
    let all_others = said.iter().filter(|s| **s == Some(true)).count() + 1 == said.len();
    let ([lone], true) = (unsaid.as_slice(), all_others) else { return };
    let Some(item) = items.get(*lone) else { return };
    let list = items.iter().copied().reduce(Span::cover).unwrap_or(*item);
    let shown = item.of(segment.as_str()).trim();
    let message = format!("the English does not name {shown} of this list");
    let own = context.quote(segment.side, &segment.passage, list);
    let quotes = std::iter::once(own).chain(bead.quote(Side::En)).collect();
    context.report("list-item", message, "", quotes);
}
