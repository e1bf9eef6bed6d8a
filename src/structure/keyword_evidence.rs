//! Keyword lists whose separators were lost: split by what the article and the other language say.
//!
//! A list is split only where the evidence is certain: every piece stands in the article's own text or
//! is a word of the lexicon, or the pieces are as many as the other language has. What stays one piece
//! is for the editor.

use super::{keyword_english, keyword_pairs, pieces::Pieces};
use crate::{
    domain::{Byte, Front, Passage, Span},
    lexicon::Lexicon,
    text::is_han,
};

/// Shortest run of Han that may be two keywords.
const FEWEST_HAN: usize = 6;
/// Longest keyword that a split gives, in words of the lexicon.
pub(super) const MOST_WORDS: usize = 6;

/// Splits again the lists of both fronts where their counts differ; `text` is the article's Chinese.
pub(super) fn reconcile(pieces: &Pieces<'_>, text: &str, zh: &mut Front, en: &mut Front) {
    let english_separated = separated(en);
    let wanted = (english_separated && en.keywords.len() > 1).then_some(en.keywords.len());
    chinese(pieces, text, wanted, zh);
    keyword_english::split(pieces, zh, en);
    if zh.keywords.len() < en.keywords.len() && (english_separated || !separated(zh)) {
        keyword_pairs::beside_english(pieces, text, zh, en);
    }
    if !separated(zh) && !english_separated {
        keyword_pairs::both(pieces, text, zh, en);
    }
}

/// Whether the printed line has separators.
fn separated(front: &Front) -> bool {
    front.keyword_line.as_ref().is_none_or(|l| {
        l.as_str().contains(['；', ';', '，', ',', '、', '\n']) || front.keywords.len() > 2
    })
}

fn chinese(pieces: &Pieces<'_>, text: &str, wanted: Option<usize>, front: &mut Front) {
    let Some(line) = front.keyword_line.clone() else { return };
    let marked = line.as_str().contains(['；', ';', '，', ',', '、', '\n']);
    if marked {
        blanks_inside(pieces, text, wanted, front);
        return;
    }
    if wanted.is_some_and(|w| w <= front.keywords.len()) {
        if wanted.is_some_and(|w| w < front.keywords.len()) {
            broken_words(pieces, text, wanted.unwrap_or(0), &line, front);
        }
        return;
    }
    let single = front.keywords.len() == 1;
    let long_items = front
        .keywords
        .iter()
        .filter(|k| k.as_str().chars().filter(|c| is_han(*c)).count() >= FEWEST_HAN)
        .count();
    // One item holds all that is missing.
    let exact =
        if single || long_items == 1 { wanted.map(|w| w + 1 - front.keywords.len()) } else { None };
    let mut out: Vec<Passage> = Vec::new();
    for item in &front.keywords {
        let word = item.as_str();
        let long = word.chars().filter(|c| is_han(*c)).count() >= FEWEST_HAN;
        let split = if long && !text.contains(word) {
            split_han(word, text, exact, pieces.lexicon)
        } else {
            None
        };
        let certain = |spans: &Vec<Span<Byte>>| {
            exact.is_some() || spans.iter().all(|s| is_certain(s.of(word), text, single))
        };
        // Where the other language has a keyword more or less: each piece stands in the text more than
        // once, and no two stand together.
        let surely = |spans: &Vec<Span<Byte>>| {
            apart(word, spans, text)
                && spans.iter().all(|s| {
                    let piece = s.of(word);
                    piece.chars().count() >= 3 && text.matches(piece).take(2).count() == 2
                })
        };
        let split = split.filter(certain).or_else(|| {
            let other = single && exact.is_some() && long && !text.contains(word);
            other.then(|| split_han(word, text, None, pieces.lexicon)).flatten().filter(surely)
        });
        match split {
            Some(spans) => out.extend(spans.into_iter().map(|s| item.part(s, pieces.document))),
            None => out.push(item.clone()),
        }
    }
    front.keywords = out;
}

/// Blanks between Han inside the items of a list with separators: a separator lost (`港口 治理，海事`) where
/// the other language has so many keywords more, else a line break (`紧密连接 蛋白`).
fn blanks_inside(pieces: &Pieces<'_>, text: &str, wanted: Option<usize>, front: &mut Front) {
    let blanks = |item: &Passage| -> Vec<Span<Byte>> {
        let word = item.as_str();
        word.char_indices()
            .filter(|(at, c)| {
                let before = word.get(..*at).and_then(|t| t.chars().next_back());
                let after = word.get(at + c.len_utf8()..).and_then(|t| t.chars().next());
                c.is_whitespace() && before.is_some_and(is_han) && after.is_some_and(is_han)
            })
            .map(|(at, c)| Span::new(at, at + c.len_utf8()))
            .collect()
    };
    let count = front.keywords.len();
    let all: usize = front.keywords.iter().map(|k| blanks(k).len()).sum();
    if all == 0 {
        return;
    }
    let split = wanted == Some(count + all);
    let mut out: Vec<Passage> = Vec::new();
    for item in &front.keywords {
        let gaps = blanks(item);
        let word = item.as_str();
        let joined: String = word.chars().filter(|c| !c.is_whitespace()).collect();
        if split {
            let mut start = 0;
            for gap in gaps.iter().copied().chain([Span::new(word.len(), word.len())]) {
                out.push(item.part(Span::new(start, gap.start()), pieces.document));
                start = gap.end();
            }
        } else if !gaps.is_empty() && (wanted == Some(count) || text.contains(&joined)) {
            let edits: Vec<_> = gaps.into_iter().map(|gap| (gap, String::new())).collect();
            out.push(Passage { text: item.text.replaced(&edits), ..item.clone() });
        } else {
            out.push(item.clone());
        }
    }
    front.keywords = out;
}

/// A keyword that a line break cut in two (`人工智能 中美⏎关系`): neighbours that the article has as one word
/// are joined, where just so many are too many.
fn broken_words(pieces: &Pieces<'_>, text: &str, wanted: usize, line: &Passage, front: &mut Front) {
    let joined = |a: &Passage, b: &Passage| {
        let word = format!("{}{}", a.as_str(), b.as_str());
        word.chars().all(is_han) && text.contains(&word)
    };
    let breaks: Vec<usize> = front
        .keywords
        .windows(2)
        .enumerate()
        .filter(|(_, pair)| matches!(pair, [a, b] if joined(a, b)))
        .map(|(at, _)| at)
        .collect();
    if breaks.len() != front.keywords.len() - wanted {
        return;
    }
    let mut out: Vec<Passage> = Vec::new();
    for (at, item) in front.keywords.iter().enumerate() {
        let goes_on = at > 0 && breaks.contains(&(at - 1));
        match out.last_mut() {
            Some(last) if goes_on => {
                last.text.push(&item.text);
                *last =
                    Passage { page: line.page, ..Passage::new(last.text.clone(), pieces.document) };
            }
            _ => out.push(item.clone()),
        }
    }
    front.keywords = out;
}

/// The split of a run of Han with least cost; `exact` asks for so many pieces.
pub(super) fn split_han(
    word: &str,
    text: &str,
    exact: Option<usize>,
    lexicon: &Lexicon,
) -> Option<Vec<Span<Byte>>> {
    let simple = lexicon.simplified(word);
    // As many characters as before: bounds of words in characters, then in bytes of `word`.
    let mut bounds = vec![0_usize];
    let mut count = 0;
    for span in lexicon.words(&simple) {
        count += span.of(&simple).chars().count();
        bounds.push(count);
    }
    let bytes: Vec<usize> =
        word.char_indices().map(|c| c.0).chain(std::iter::once(word.len())).collect();
    let at = |b: usize| bounds.get(b).and_then(|c| bytes.get(*c)).copied();
    let words = bounds.len() - 1;
    let most = exact.unwrap_or(10).min(16);
    // best[k][b]: least cost of k pieces up to word bound b, and where the last begins.
    let mut best = vec![vec![None::<(f64, usize)>; words + 1]; most + 1];
    *best.first_mut()?.first_mut()? = Some((0.0, 0));
    for k in 1..=most {
        for to in 1..=words {
            for from in to.saturating_sub(MOST_WORDS)..to {
                let Some((so_far, _)) =
                    best.get(k - 1).and_then(|r| r.get(from)).copied().flatten()
                else {
                    continue;
                };
                let (Some(a), Some(b)) = (at(from), at(to)) else { continue };
                let piece = word.get(a..b).unwrap_or("");
                let Some(cost) = piece_cost(piece, text, lexicon) else { continue };
                let total = so_far + cost;
                if let Some(slot) = best.get_mut(k).and_then(|r| r.get_mut(to))
                    && slot.is_none_or(|(c, _)| total < c)
                {
                    *slot = Some((total, from));
                }
            }
        }
    }
    let ends = |k: usize| best.get(k).and_then(|r| r.get(words)).copied().flatten();
    let chosen = match exact {
        Some(k) => (k <= most && ends(k).is_some()).then_some(k)?,
        None => (2..=most)
            .filter_map(|k| ends(k).map(|(cost, _)| (k, cost)))
            .min_by(|a, b| a.1.total_cmp(&b.1))
            .map(|(k, _)| k)?,
    };
    let mut spans = Vec::new();
    let mut to = words;
    for k in (1..=chosen).rev() {
        let (_, from) = best.get(k).and_then(|r| r.get(to)).copied().flatten()?;
        spans.push(Span::new(at(from)?, at(to)?));
        to = from;
    }
    spans.reverse();
    Some(spans)
}

/// Whether the article shows a piece to be a keyword: in a list without any separator it has three
/// characters or more and stands in the text; where blanks part others, it is an item of an
/// enumeration, or a short word met often.
fn is_certain(piece: &str, text: &str, single: bool) -> bool {
    let count = piece.chars().count();
    if single {
        return count >= 3 && text.contains(piece);
    }
    let mut met = 0;
    for (at, _) in text.match_indices(piece) {
        met += 1;
        let before = text.get(..at).and_then(|t| t.chars().next_back());
        let after = text.get(at + piece.len()..).and_then(|t| t.chars().next());
        if [before, after].into_iter().flatten().any(|c| "、，；,;。".contains(c)) {
            return true;
        }
    }
    count <= 3 && met >= 2
}

/// Whether no two neighbours stand together anywhere in the text: 战略政策 is no word of it.
fn apart(word: &str, spans: &[Span<Byte>], text: &str) -> bool {
    spans.windows(2).all(|pair| match pair {
        [a, b] => word.get(a.start()..b.end()).is_some_and(|joined| !text.contains(joined)),
        _ => true,
    })
}

/// What a piece costs: little where the article has it, more where only the lexicon does, most where
/// nobody does. One character is no keyword.
pub(super) fn piece_cost(piece: &str, text: &str, lexicon: &Lexicon) -> Option<f64> {
    let count = piece.chars().count();
    if count < 2 {
        return None;
    }
    Some(if text.contains(piece) {
        1.0
    } else if lexicon.contains(&lexicon.simplified(piece)) {
        1.4
    } else {
        3.0 + 0.2 * count as f64
    })
}
