//! Names that nothing parts from one another, or from the title before them.

use super::{is_mark, is_separator, zh::is_name_zh};
use crate::{
    domain::{Byte, Span},
    lexicon::Lexicon,
    text::is_han,
};

/// Names run together without a blank: a way to cut all of `word` into names, two characters first
/// where both fit.
pub(super) fn split_run(word: &str) -> Option<Vec<Span<Byte>>> {
    let bounds: Vec<usize> =
        word.char_indices().map(|c| c.0).chain(std::iter::once(word.len())).collect();
    let count = bounds.len() - 1;
    // best[i]: the cuts that reach character i with fewest names.
    let mut best: Vec<Option<(usize, usize)>> = vec![None; count + 1];
    *best.first_mut()? = Some((0, 0));
    for from in 0..count {
        let Some((names, _)) = best.get(from).copied().flatten() else { continue };
        for take in [3, 2] {
            let to = from + take;
            let Some(name) = bounds.get(to).and_then(|end| word.get(*bounds.get(from)?..*end))
            else {
                continue;
            };
            if is_name_zh(name)
                && best.get(to).is_some_and(|b| b.is_none_or(|(n, _)| names + 1 < n))
                && let Some(slot) = best.get_mut(to)
            {
                *slot = Some((names + 1, from));
            }
        }
    }
    let mut cuts = Vec::new();
    let mut at = count;
    while at > 0 {
        let (_, from) = best.get(at).copied().flatten()?;
        cuts.push(Span::new(*bounds.get(from)?, *bounds.get(at)?));
        at = from;
    }
    cuts.reverse();
    Some(cuts)
}

/// A title with the names of its authors glued to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::structure) struct GluedNames {
    /// Where the title ends.
    pub(in crate::structure) title_end: usize,
    /// The names, in order.
    pub(in crate::structure) names: Vec<Span<Byte>>,
    /// Where what follows the names begins: a bracket with the affiliations, or the end.
    pub(in crate::structure) rest: usize,
}

/// No line with title, names and affiliations is longer than this many bytes.
const LONGEST_LINE_BYTES: usize = 4_000;
/// Fewest characters of a title.
const FEWEST_TITLE_CHARS: usize = 6;

/// The names at the end of a line that begins with a title: `…的影响胡明丽 唐千禾 宋泽（云州大学）`. Two
/// names at least must stand apart from one another, before the bracket of an affiliation or the end.
pub(in crate::structure) fn glued_names(line: &str, lexicon: &Lexicon) -> Option<GluedNames> {
    if line.len() > LONGEST_LINE_BYTES {
        return None;
    }
    let bracket = line.char_indices().filter(|(_, c)| matches!(c, '(' | '（')).find(|(at, _)| {
        let inside: String = line.get(*at..).unwrap_or("").chars().take(160).collect();
        super::super::lines::names_institution(&inside)
    });
    let rest = bracket.map_or(line.len(), |(at, _)| at);
    let mut names: Vec<Span<Byte>> = Vec::new();
    let mut end = rest;
    let mut title_end = None;
    while let Some(head) = line.get(..end) {
        let kept = without_marks(head);
        if kept.is_empty() {
            return None;
        }
        let start = kept.char_indices().rev().find(|(_, c)| !is_han(*c));
        let start = start.map_or(0, |(at, c)| at + c.len_utf8());
        let run = kept.get(start..)?;
        if run.is_empty() {
            title_end = Some(kept.len());
            break;
        }
        if let Some(found) = whole_names(kept, start, run) {
            end = found.first()?.start();
            names.splice(0..0, found);
            continue;
        }
        if let Some(at) = parted_surname(kept, start, run, lexicon) {
            names.insert(0, Span::new(at, kept.len()));
            title_end = Some(at);
            break;
        }
        if is_rare_name(kept, start, run, &names, lexicon) {
            names.insert(0, Span::new(start, kept.len()));
            end = start;
            continue;
        }
        let cut = glued_name(run, lexicon).map(|at| start + at);
        if let Some(at) = cut {
            names.insert(0, Span::new(at, kept.len()));
        }
        title_end = Some(cut.unwrap_or(kept.len()));
        break;
    }
    let title_end = title_end?;
    let title = line.get(..title_end)?;
    let enough = names.len() >= 3 || names.len() == 2 && bracket.is_some();
    (enough && crate::text::count_han(title) >= FEWEST_TITLE_CHARS).then_some(GluedNames {
        title_end,
        names,
        rest,
    })
}

/// Without separators and marks at the end; a raised 1 that OCR took for an l is one.
fn without_marks(head: &str) -> &str {
    let kept = head.trim_end_matches(|c: char| is_separator(c) || is_mark(c) || c == '！');
    match kept.strip_suffix(['l', 'I']) {
        Some(more) if more.ends_with(is_han) => without_marks(more),
        _ => kept,
    }
}

/// The names that all of `run` is, which ends at the end of `kept`: one, several run together, or the
/// given name of one with a blank inside (贺 喜).
fn whole_names(kept: &str, start: usize, run: &str) -> Option<Vec<Span<Byte>>> {
    let count = run.chars().count();
    if count == 1 || count == 2 && !is_name_zh(run) {
        let head = kept.get(..start)?;
        let before = head.trim_end_matches(char::is_whitespace);
        let (at, surname) = before.char_indices().next_back()?;
        let alone = before.get(..at).and_then(|t| t.chars().next_back()).is_none_or(|c| !is_han(c));
        return (before.len() < head.len() && alone && is_name_zh(&format!("{surname}{run}")))
            .then(|| vec![Span::new(at, kept.len())]);
    }
    if count <= 4 && is_name_zh(run) {
        return Some(vec![Span::new(start, kept.len())]);
    }
    let cuts = (4..=12).contains(&count).then(|| split_run(run)).flatten()?;
    Some(cuts.into_iter().map(|s| s.shifted(start)).collect())
}

/// Where the surname stands that is glued to the title, its given name of one character apart: `…的影响张 霞`.
fn parted_surname(kept: &str, start: usize, run: &str, lexicon: &Lexicon) -> Option<usize> {
    let head = kept.get(..start)?;
    let before = head.trim_end_matches(char::is_whitespace);
    let (at, surname) = before.char_indices().next_back()?;
    let title = before.get(..at)?;
    let tail: String = {
        let chars: Vec<char> = title.chars().rev().take(2).collect();
        chars.into_iter().rev().collect()
    };
    (run.chars().count() == 1
        && before.len() < head.len()
        && is_name_zh(&format!("{surname}{run}"))
        && tail.chars().all(is_han)
        && lexicon.contains(&lexicon.simplified(&tail)))
    .then_some(at)
}

/// Whether a word of two or three characters that stands apart between names is one too, its surname a rare
/// one: 职安民 after 黄志宁 and before 冯定舟.
fn is_rare_name(
    kept: &str,
    start: usize,
    run: &str,
    after: &[Span<Byte>],
    lexicon: &Lexicon,
) -> bool {
    let before = without_marks(kept.get(..start).unwrap_or(""));
    let name = before.char_indices().rev().take_while(|(_, c)| is_han(*c)).last();
    (2..=3).contains(&run.chars().count())
        && !after.is_empty()
        && before.len() < start
        && !is_common_word(run, lexicon)
        && name.is_some_and(|(at, _)| {
            before.get(at..).is_some_and(|n| is_name_zh(n) && !is_common_word(n, lexicon))
        })
}

/// Whether a word has a meaning that is no name: 应用, and not 王明.
fn is_common_word(word: &str, lexicon: &Lexicon) -> bool {
    let senses = lexicon.senses(&lexicon.simplified(word));
    senses.iter().any(|sense| sense.trim_start().starts_with(char::is_lowercase))
}

/// Where the name begins that is glued to the end of a title's last words.
fn glued_name(run: &str, lexicon: &Lexicon) -> Option<usize> {
    let at = |take: usize| run.char_indices().rev().nth(take - 1).map(|c| c.0);
    let name = |take: usize| {
        at(take).filter(|from| {
            run.get(*from..).is_some_and(|n| is_name_zh(n) && !is_common_word(n, lexicon))
        })
    };
    // 影响|胡明丽, not 方|向明丽: what remains must end with a word.
    let whole = |from: usize| {
        run.get(..from).is_some_and(|title| {
            let tail: String = {
                let chars: Vec<char> = title.chars().rev().take(2).collect();
                chars.into_iter().rev().collect()
            };
            lexicon.contains(&lexicon.simplified(&tail))
        })
    };
    [3, 2, 4]
        .into_iter()
        .filter_map(name)
        .find(|from| whole(*from))
        .or_else(|| [3, 2].into_iter().find_map(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parted(line: &str) -> Option<(&str, Vec<&str>)> {
        let found = glued_names(line, Lexicon::builtin())?;
        Some((line.get(..found.title_end)?, found.names.iter().map(|s| s.of(line)).collect()))
    }

    #[test]
    fn names_are_parted_from_the_title() {
        assert_eq!(
            parted(
                "夜间光照对轮班护士睡眠质量的影响胡明丽 唐千禾 宋泽 贺 喜*（云州大学护理学院，云州 410128)"
            ),
            Some(("夜间光照对轮班护士睡眠质量的影响", vec!["胡明丽", "唐千禾", "宋泽", "贺 喜"]))
        );
        assert_eq!(
            parted("海底电缆抢修的区域合作研究 马明梅」华登禾l*郭艳舟²孙研」李立"),
            Some((
                "海底电缆抢修的区域合作研究",
                vec!["马明梅", "华登禾", "郭艳舟", "孙研", "李立"]
            ))
        );
        assert_eq!(
            parted("新型电缆的发展方向王明 李舟禾（云州大学）"),
            Some(("新型电缆的发展方向", vec!["王明", "李舟禾"]))
        );
        assert_eq!(
            parted(
                "夜间光照对护士睡眠质量的影响张 禾1.2 王虎明1,2*付晓舟1,2（1.云州大学护理学院，云州 410128）"
            ),
            Some(("夜间光照对护士睡眠质量的影响", vec!["张 禾", "王虎明", "付晓舟"]))
        );
        assert_eq!(
            parted(
                "相对湿度对间歇性偏热环境下轮班护士睡眠、行为及警觉程度的影响厉秀禾 高杰　冯京舟　周莹　张敏秋*（云州大学护理学院，睡眠医学国家重点实验室，云州100193）"
            ),
            Some((
                "相对湿度对间歇性偏热环境下轮班护士睡眠、行为及警觉程度的影响",
                vec!["厉秀禾", "高杰", "冯京舟", "周莹", "张敏秋"]
            ))
        );
        assert_eq!(
            parted(
                "夜间光照与护士睡眠的发育性变化刘文禾　左建明　叶秋　黄志宁　职安民　冯定舟*（云州大学动物学院，云州510642）"
            ),
            Some((
                "夜间光照与护士睡眠的发育性变化",
                vec!["刘文禾", "左建明", "叶秋", "黄志宁", "职安民", "冯定舟"]
            ))
        );
    }

    #[test]
    fn a_title_alone_has_no_names() {
        for title in ["海底电缆治理中新技术的应用", "港口治理的路径（以云州大学图书馆为例）"]
        {
            assert_eq!(parted(title), None, "{title}");
        }
    }
}
