//! Coordinated items: do both languages list the same things, in the same order?

mod items;

use crate::domain::{Byte, Passage, Side, Span};

use super::{
    context::{BeadText, Context, whole},
    lexical::Lexical,
};

/// Lists longer than this are not compared: assignments are tried one by one.
const LONGEST: usize = 6;
/// Mean support that makes two items the same.
const SAME: f64 = 0.3;
/// How much better another order must be.
const BETTER: f64 = 0.25;

/// Runs the rules of lists.
pub(super) fn check(context: &mut Context<'_>) {
    title(context);
    for bead in context.sentence_beads() {
        if !bead.zh.is_empty() && !bead.en.is_empty() {
            compare(context, &bead);
            items::check(context, &bead);
        }
    }
}

/// The things that a title names: `Dynamics, Motivations, and Limitations` against 推进与局限.
fn title(context: &mut Context<'_>) {
    let article = &context.record.article;
    let (Some(zh), Some(en)) = (&article.zh.title, &article.en.title) else { return };
    let with = |subtitle: &Option<Passage>| {
        subtitle.as_ref().map_or_else(String::new, |s| format!(" {}", s.as_str()))
    };
    let zh_text = format!("{}{}", zh.as_str(), with(&article.zh.subtitle));
    let en_text = format!("{}{}", en.as_str(), with(&article.en.subtitle));
    let longest = |lists: Vec<Vec<Span<Byte>>>| lists.iter().map(Vec::len).max().unwrap_or(0);
    let zh_count = longest(chinese(&zh_text)).max(coordinators(&zh_text) + 1);
    let en_count = longest(english(&en_text));
    let en_joined = en_text.split_whitespace().filter(|w| matches!(*w, "and" | "And" | "&" | "or"));
    let en_all = en_count.max(en_joined.count() + en_text.matches(',').count() + 1);
    let zh_list = longest(chinese(&zh_text));
    if en_count >= 3 && zh_count < en_count || zh_list >= 3 && en_all < zh_list {
        let (zh_told, en_told) =
            if en_count >= 3 { (zh_count, en_count) } else { (zh_list, en_all) };
        let message = format!("the Chinese title names {zh_told} things, the English {en_told}");
        let quotes = vec![whole(Side::Zh, zh), whole(Side::En, en)];
        context.report("title-count", message, "", quotes);
    }
}

/// How often a Chinese text joins: 、 和 与 及 暨.
fn coordinators(text: &str) -> usize {
    text.replace("以及", "及")
        .chars()
        .filter(|c| matches!(c, '、' | '和' | '与' | '及' | '暨'))
        .count()
}

fn compare(context: &mut Context<'_>, bead: &BeadText<'_>) {
    let zh_lists: Vec<_> = bead
        .zh
        .iter()
        .flat_map(|s| chinese(s.as_str()).into_iter().map(move |l| (*s, l)))
        .collect();
    let en_lists: Vec<_> = bead
        .en
        .iter()
        .flat_map(|s| english(s.as_str()).into_iter().map(move |l| (*s, l)))
        .collect();
    for (zh, zh_items) in &zh_lists {
        let mut best: Option<Compared> = None;
        let mut partner = None;
        for (en, en_items) in &en_lists {
            if zh_items.len() != en_items.len() || zh_items.len() > LONGEST {
                continue;
            }
            let zh_texts: Vec<&str> = zh_items.iter().map(|i| i.of(zh.as_str())).collect();
            let en_texts: Vec<&str> = en_items.iter().map(|i| i.of(en.as_str())).collect();
            let compared = assign(&context.lexical, &zh_texts, &en_texts);
            if best.as_ref().is_none_or(|b| compared.score > b.score) {
                best = Some(compared);
                partner = Some((*en, en_items));
            }
        }
        let (Some(best), Some((en, en_items))) = (best, partner) else { continue };
        if best.weakest < SAME || !best.is_moved() || best.score - best.in_order < BETTER {
            continue;
        }
        let cover = |items: &[Span<Byte>]| items.iter().copied().reduce(Span::cover);
        let (Some(zh_span), Some(en_span)) = (cover(zh_items), cover(en_items)) else { continue };
        let order: Vec<&str> = best
            .zh_by_en()
            .iter()
            .filter_map(|at| zh_items.get(*at))
            .map(|i| i.of(zh.as_str()))
            .collect();
        let message = format!("the English lists in another order: {}", order.join(", "));
        let quotes = vec![
            context.quote(Side::Zh, &zh.passage, zh_span),
            context.quote(Side::En, &en.passage, en_span),
        ];
        context.report("list-order", message, "keep the order where it carries meaning", quotes);
    }
}

/// The best way to set items of a list against those of another.
struct Compared {
    /// English item of each Chinese one.
    en_of_zh: Vec<usize>,
    /// Mean support of the pairs.
    score: f64,
    /// Mean support in the order in which they stand.
    in_order: f64,
    /// Support of the weakest pair.
    weakest: f64,
}

impl Compared {
    fn is_moved(&self) -> bool {
        self.en_of_zh.iter().enumerate().any(|(zh, en)| zh != *en)
    }

    /// Chinese item of each English one.
    fn zh_by_en(&self) -> Vec<usize> {
        let mut pairs: Vec<(usize, usize)> =
            self.en_of_zh.iter().enumerate().map(|(zh, en)| (*en, zh)).collect();
        pairs.sort_unstable();
        pairs.into_iter().map(|(_, zh)| zh).collect()
    }
}

fn assign(lexical: &Lexical<'_>, zh: &[&str], en: &[&str]) -> Compared {
    let words: Vec<_> = en.iter().map(|e| lexical.english(e)).collect();
    let support: Vec<Vec<f64>> = zh
        .iter()
        .map(|z| {
            let meaning = lexical.meaning(z);
            words.iter().map(|w| Lexical::coverage(&meaning, w).unwrap_or_default()).collect()
        })
        .collect();
    let at = |z: usize, e: usize| {
        support.get(z).and_then(|row: &Vec<f64>| row.get(e)).copied().unwrap_or_default()
    };
    let len = zh.len();
    let total = |order: &[usize]| {
        order.iter().enumerate().map(|(z, e)| at(z, *e)).sum::<f64>() / len.max(1) as f64
    };
    let identity: Vec<usize> = (0..len).collect();
    let mut best = (total(&identity), identity.clone());
    permutations(len, &mut |order| {
        let score = total(order);
        if score > best.0 + 1e-9 {
            best = (score, order.to_vec());
        }
    });
    let weakest = best.1.iter().enumerate().map(|(z, e)| at(z, *e)).fold(f64::INFINITY, f64::min);
    Compared { score: best.0, in_order: total(&identity), weakest, en_of_zh: best.1 }
}

/// Calls `visit` with every order of `0..len`, in the order of the alphabet.
fn permutations(len: usize, visit: &mut impl FnMut(&[usize])) {
    fn go(len: usize, chosen: &mut Vec<usize>, visit: &mut impl FnMut(&[usize])) {
        if chosen.len() == len {
            visit(chosen);
            return;
        }
        for next in 0..len {
            if !chosen.contains(&next) {
                chosen.push(next);
                go(len, chosen, visit);
                chosen.pop();
            }
        }
    }
    go(len, &mut Vec::with_capacity(len), visit);
}

/// Lists of three and more in Chinese text: items parted by 、 (the last joined by 和, 与, 及), or
/// by — inside quotation marks.
fn chinese(text: &str) -> Vec<Vec<Span<Byte>>> {
    let mut lists = Vec::new();
    for (from, to) in runs(text, |c| {
        c.is_alphanumeric() && !is_boundary(c) || matches!(c, '、' | '—' | '－' | '―')
    }) {
        let run = Span::<Byte>::new(from, to).of(text);
        for mark in ['、', '—'] {
            if run.matches(mark).count() < 1 {
                continue;
            }
            let mut items = Vec::new();
            let mut at = from;
            for piece in run.split(mark) {
                if !piece.is_empty() {
                    items.push(Span::new(at, at + piece.len()));
                }
                at += piece.len() + mark.len_utf8();
            }
            // 甲、乙和丙: the last piece holds two items.
            if mark == '、'
                && let Some(last) = items.last().copied()
                && let Some((head, joiner)) = ["以及", "和", "与", "及"]
                    .iter()
                    .filter_map(|j| last.of(text).find(j).map(|at| (at, j.len())))
                    .filter(|(at, _)| *at > 0)
                    .min()
                && last.start() + head + joiner < last.end()
            {
                items.pop();
                items.push(Span::new(last.start(), last.start() + head));
                items.push(Span::new(last.start() + head + joiner, last.end()));
            }
            if items.len() >= 3 {
                lists.push(items);
            }
        }
    }
    lists
}

fn is_boundary(c: char) -> bool {
    matches!(c, '，' | '。' | '；' | '：')
}

fn runs(text: &str, inside: impl Fn(char) -> bool) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), '\n')]) {
        match (start, inside(c)) {
            (None, true) => start = Some(at),
            (Some(from), false) => {
                found.push((from, at));
                start = None;
            }
            _ => {}
        }
    }
    found
}

/// How many words an item at either end of a list keeps: what stands before the first item and
/// after the last belongs to the sentence.
const EDGE_WORDS: usize = 3;

/// Lists of three and more in English text: `A, B, and C` or `A, B and C`.
fn english(text: &str) -> Vec<Vec<Span<Byte>>> {
    let mut lists = Vec::new();
    for (from, to) in runs(text, |c| !matches!(c, '.' | ';' | ':' | '(' | ')' | '?' | '!' | '\n')) {
        let clause = Span::<Byte>::new(from, to).of(text);
        let mut pieces = Vec::new();
        let mut at = from;
        for piece in clause.split(',') {
            pieces.push(Span::<Byte>::new(at, at + piece.len()));
            at += piece.len() + 1;
        }
        for last in 1..pieces.len() {
            let Some(piece) = pieces.get(last).copied() else { continue };
            let shown = piece.of(text);
            let trimmed = shown.trim_start();
            let (mut items, tail) = if let Some(rest) = trimmed.strip_prefix("and ") {
                (Vec::new(), Span::new(piece.end() - rest.len(), piece.end()))
            } else if let Some(joint) = shown.find(" and ") {
                let head = Span::new(piece.start(), piece.start() + joint);
                let tail = Span::new(piece.start() + joint + " and ".len(), piece.end());
                if head.of(text).split_whitespace().count() > 5 {
                    continue;
                }
                (vec![head], tail)
            } else {
                continue;
            };
            // Backwards over short pieces.
            let mut first = last;
            while first > 0 {
                let Some(before) = pieces.get(first - 1).copied() else { break };
                first -= 1;
                items.insert(0, before);
                if before.of(text).split_whitespace().count() > 5 {
                    break;
                }
            }
            items.push(tail);
            if items.len() < 3 {
                continue;
            }
            let count = items.len();
            for (at, item) in items.iter_mut().enumerate() {
                *item = trimmed_item(text, *item, at == 0, at + 1 == count);
            }
            if items.iter().all(|i| !i.is_empty()) {
                lists.push(items);
            }
        }
    }
    lists
}

/// An item without blanks; at the edges only the words next to the list.
fn trimmed_item(text: &str, span: Span<Byte>, is_first: bool, is_last: bool) -> Span<Byte> {
    let shown = span.of(text);
    let start = span.start() + shown.len() - shown.trim_start().len();
    let end = span.end() - (shown.len() - shown.trim_end().len());
    let span = Span::<Byte>::new(start, end);
    let shown = span.of(text);
    let words = runs(shown, |c| !c.is_whitespace());
    if is_first && words.len() > EDGE_WORDS {
        let from = words.get(words.len() - EDGE_WORDS).map_or(0, |(from, _)| *from);
        return Span::new(start + from, end);
    }
    if is_last && words.len() > EDGE_WORDS {
        let to = words.get(EDGE_WORDS - 1).map_or(shown.len(), |(_, to)| *to);
        return Span::new(start, start + to);
    }
    span
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::Lexicon;

    fn shown(text: &str, lists: Vec<Vec<Span<Byte>>>) -> Vec<Vec<&str>> {
        lists.into_iter().map(|l| l.into_iter().map(|i| i.of(text)).collect()).collect()
    }

    #[test]
    fn chinese_lists() {
        let text = "覆盖港口设施、海缆网络和登陆站点,通过\"信息通报—联合巡查—应急抢修\"架构";
        assert_eq!(
            shown(text, chinese(text)),
            [
                vec!["覆盖港口设施", "海缆网络", "登陆站点"],
                vec!["信息通报", "联合巡查", "应急抢修"]
            ]
        );
    }

    #[test]
    fn english_lists() {
        let text =
            "a framework of policy coordination, defense collaboration, and industrial linkage.";
        assert_eq!(
            shown(text, english(text)),
            [vec!["of policy coordination", "defense collaboration", "industrial linkage"]]
        );
        let text = "apples, pears and plums";
        assert_eq!(shown(text, english(text)), [vec!["apples", "pears", "plums"]]);
    }

    #[test]
    fn another_order_is_seen() {
        let lexical = Lexical::new(Lexicon::builtin());
        let zh = ["政策协调", "产业联动", "防务协同"];
        let en = ["of policy coordination", "defense collaboration", "industrial linkage"];
        let compared = assign(&lexical, &zh, &en);
        assert_eq!(compared.en_of_zh, [0, 2, 1], "{} {}", compared.score, compared.in_order);
    }
}
