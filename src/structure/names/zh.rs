//! Chinese names in a line of authors.

use std::sync::LazyLock;

use super::{is_mark, is_separator, runs::split_run};
use crate::{
    domain::{Byte, Span},
    lexicon::names::is_surname,
    text::is_han,
};

/// Whether `name` (Han only) begins with a surname and has two to four characters.
pub(in crate::structure) fn is_name_zh(name: &str) -> bool {
    let count = name.chars().count();
    let starts = |len: usize| {
        let end = name.char_indices().nth(len).map_or(name.len(), |c| c.0);
        name.get(..end).is_some_and(is_surname)
    };
    name.chars().all(is_han)
        && ((2..=3).contains(&count) && starts(1) || (3..=4).contains(&count) && starts(2))
}

/// Names at the head of a line, and the byte after the last of them; a bracket or a word that is no
/// name ends them. Inner blanks of two-character names (王 耕) are part of the span; foreign
/// names in Latin letters may stand among Chinese ones.
pub(in crate::structure) fn names_zh(line: &str) -> (Vec<Span<Byte>>, usize) {
    let mut names: Vec<Span<Byte>> = Vec::new();
    let mut end = 0;
    if line.len() > LONGEST_LINE_BYTES {
        return (names, end);
    }
    let mut at = prefix(line);
    // 雒丽，赵雪雁，王亚茹: a rare surname at the head of a list of names.
    let listed = is_listed(line.get(at..).unwrap_or(""));
    while let Some(rest) = line.get(at..).filter(|r| !r.is_empty()) {
        let skipped = rest.len() - rest.trim_start_matches(|c| is_separator(c) || is_mark(c)).len()
            + ocr_mark(rest, at > 0);
        if skipped > 0 {
            at += skipped;
            if !names.is_empty() {
                end = at;
            }
            continue;
        }
        if !names.is_empty()
            && let Some(len) = latin_name(rest)
        {
            names.push(Span::new(at, at + len));
            at += len;
            end = at;
            continue;
        }
        let word_len = rest.find(|c: char| !is_han(c) && c != '·').unwrap_or(rest.len());
        let word = rest.get(..word_len).unwrap_or("");
        let Some(found) = take_names(line, at, word, listed || !names.is_empty()) else { break };
        at = found.last().map_or(at + word_len, |s| s.end());
        let partial = found.iter().map(|s| s.len()).sum::<usize>() < word_len
            && at < line.len()
            && found.last().is_some_and(|s| {
                s.end() < line.len()
                    && line.get(s.end()..).and_then(|t| t.chars().next()).is_some_and(is_han)
            });
        names.extend(found);
        end = at;
        if partial {
            break;
        }
    }
    // Trailing marks belong to the last name; separators do not matter.
    (names, end)
}

/// No line of names, with affiliations after them, is longer than this many bytes.
const LONGEST_LINE_BYTES: usize = 20_000;

/// A raised 1 that OCR took for the letter l: `林仕梅l*`.
fn ocr_mark(rest: &str, inside: bool) -> usize {
    let mut chars = rest.chars();
    let is_one = matches!(chars.next(), Some('l' | 'I' | 'i'));
    usize::from(inside && is_one && !chars.next().is_some_and(char::is_alphabetic))
}

/// Whether three or more words of two or three Han, most of them names, stand between separators up
/// to a bracket or the end.
fn is_listed(text: &str) -> bool {
    let end = text.find(['(', '（', '[', '［', '【']).unwrap_or(text.len());
    let mut words = 0;
    let mut named = 0;
    for word in text.get(..end).unwrap_or("").split(is_separator) {
        let core: String = word.chars().filter(|c| !is_mark(*c)).collect();
        let count = core.chars().count();
        if core.is_empty() || count == 1 {
            continue;
        }
        if !(2..=4).contains(&count) || !core.chars().all(is_han) {
            return false;
        }
        words += 1;
        named += usize::from(is_name_zh(&core));
    }
    words >= 3 && named * 3 >= words * 2
}

/// The length of a name in Latin letters at the head of `rest`: two to four words with capitals, up to
/// a separator, mark or Han.
fn latin_name(rest: &str) -> Option<usize> {
    let end = rest
        .find(|c: char| is_han(c) || is_mark(c) || "，,、；;（(".contains(c))
        .unwrap_or(rest.len());
    let name = rest.get(..end)?.trim_end();
    let words = name.split_whitespace().count();
    let fits = (2..=4).contains(&words)
        && name.split_whitespace().all(|w| {
            w.starts_with(char::is_uppercase)
                && w.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '.'))
        });
    fits.then_some(name.len())
}

/// What may stand before the first name: ■, 文/, 作者：.
fn prefix(line: &str) -> usize {
    let trimmed = line.trim_start_matches(|c: char| c.is_whitespace() || "■□●◎◆·•*#".contains(c));
    let start = line.len() - trimmed.len() + doi(trimmed);
    let trimmed = line.get(start..).unwrap_or("");
    ["文/", "文／", "文 /", "/", "撰文/", "作者/"]
        .iter()
        .find(|p| trimmed.starts_with(**p))
        .map_or(start, |p| start + p.len())
}

/// The length of a DOI that stands before the names: `10.99999/j.issn.2024.0558郭栋`.
fn doi(text: &str) -> usize {
    if !text.starts_with("10.") || !text.contains('/') {
        return 0;
    }
    text.find(|c: char| !c.is_ascii_graphic()).unwrap_or(0)
}

/// Characters that names of Uyghurs, Mongols, Tibetans and others are written with in Chinese.
static TRANSLITERATION: &str = include_str!("../data/transliteration.txt");

/// Whether a word among names is one without a dot between its parts: 托乎提努尔, 车力木格.
fn is_transliterated(word: &str) -> bool {
    let count = word.chars().count();
    let written = word.chars().filter(|c| TRANSLITERATION.contains(*c)).count();
    (4..=9).contains(&count) && written * 4 >= count * 3
}

/// The names in `word`, which begins at byte `at` of `line`: one name, a name with a blank inside,
/// names run together, or a name glued to what follows.
fn take_names(line: &str, at: usize, word: &str, after_names: bool) -> Option<Vec<Span<Byte>>> {
    let count = word.chars().count();
    let width = |n: usize| word.char_indices().nth(n).map_or(word.len(), |c| c.0);
    if word.contains('·') {
        // 约翰·史密斯
        return (count <= 16 && word.chars().filter(|c| is_han(*c)).count() >= 4)
            .then(|| vec![Span::new(at, at + word.len())]);
    }
    let district = word.ends_with(['省', '市', '县', '區', '区']);
    if place_head(word) && (count <= 4 || district) {
        return None;
    }
    // A rare surname among others: 慈敦伟 after 戴良香.
    if (is_name_zh(word) || after_names) && (2..=3).contains(&count) {
        return Some(vec![Span::new(at, at + word.len())]);
    }
    if count == 1 {
        return blank_inside(line, at, word);
    }
    if after_names && is_transliterated(word) && !place_head(word) {
        return Some(vec![Span::new(at, at + word.len())]);
    }
    if count == 4 {
        let (first, second) = (word.get(..width(2))?, word.get(width(2)..)?);
        if is_name_zh(first) && is_name_zh(second) && !is_compound(word) {
            return Some(vec![
                Span::new(at, at + width(2)),
                Span::new(at + width(2), at + word.len()),
            ]);
        }
        return is_name_zh(word).then(|| vec![Span::new(at, at + word.len())]);
    }
    if (5..=LONGEST_RUN).contains(&count)
        && let Some(cuts) = split_run(word)
    {
        return Some(cuts.into_iter().map(|s| s.shifted(at)).collect());
    }
    // The last name glued to an affiliation: 周牧兰州大学海洋学院
    if after_names && count > 4 && super::super::lines::names_institution(word) && !place_head(word)
    {
        return glued_to_place(word).map(|len| vec![Span::new(at, at + len)]);
    }
    None
}

/// Most characters of names run together.
const LONGEST_RUN: usize = 40;

/// Whether a name of four characters has a compound surname.
fn is_compound(name: &str) -> bool {
    let end = name.char_indices().nth(2).map_or(name.len(), |c| c.0);
    name.get(..end).is_some_and(is_surname)
}

/// 王 耕, and 郭 鑫喇培清 where the next name is glued to it.
fn blank_inside(line: &str, at: usize, surname: &str) -> Option<Vec<Span<Byte>>> {
    let rest = line.get(at + surname.len()..)?;
    let blanks = rest.len() - rest.trim_start_matches(char::is_whitespace).len();
    let next = rest.get(blanks..)?;
    let run_len = next.find(|c: char| !is_han(c)).unwrap_or(next.len());
    let run = next.get(..run_len)?;
    let first = run.chars().next()?;
    if blanks == 0 || !is_name_zh(&format!("{surname}{first}")) {
        return None;
    }
    let name_end = at + surname.len() + blanks + first.len_utf8();
    let mut names = vec![Span::new(at, name_end)];
    let more = run.get(first.len_utf8()..)?;
    match more.chars().count() {
        0 => {}
        2 | 3 if is_name_zh(more) => names.push(Span::new(name_end, name_end + more.len())),
        // 磨 凯南方医科大学
        _ if place_head(more) && super::super::lines::names_institution(more) => {}
        4..=LONGEST_RUN => names.extend(split_run(more)?.into_iter().map(|s| s.shifted(name_end))),
        _ => return None,
    }
    Some(names)
}

/// The length of a name before the name of an institution: 周牧兰州大学海洋学院, 何清秋云州市海港医院.
fn glued_to_place(word: &str) -> Option<usize> {
    let width = |n: usize| word.char_indices().nth(n).map_or(word.len(), |c| c.0);
    before_place(word).or_else(|| {
        [3, 2].into_iter().map(width).find(|end| {
            word.get(..*end).is_some_and(is_name_zh)
                && word.get(*end..).is_some_and(|rest| !super::super::lines::is_institution(rest))
        })
    })
}

/// The same, only where a place shows that the name ends: one known, else a name of two characters
/// (东莞市) rather than of three.
pub(in crate::structure) fn before_place(word: &str) -> Option<usize> {
    let width = |n: usize| word.char_indices().nth(n).map_or(word.len(), |c| c.0);
    let placed = |rest: &str| {
        if place_head(rest) {
            return Some(0);
        }
        rest.chars().take(4).position(|c| "市省县縣区區".contains(c)).filter(|at| *at >= 2)
    };
    [2, 3]
        .into_iter()
        .map(width)
        .filter(|end| word.get(..*end).is_some_and(is_name_zh))
        .filter_map(|end| Some((placed(word.get(end..)?)?, end)))
        .min()
        .map(|(_, end)| end)
}

static PLACES: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    include_str!("../data/institution-heads.tsv")
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
        .collect()
});

/// Whether a text begins like the name of an institution.
fn place_head(text: &str) -> bool {
    PLACES.iter().any(|p| text.starts_with(p))
}

/// Whether the whole line is names (affiliation in brackets allowed after them).
pub(in crate::structure) fn is_author_line_zh(line: &str) -> bool {
    let (names, end) = names_zh(line);
    if names.is_empty() {
        return false;
    }
    let rest = line.get(end..).unwrap_or("").trim_start();
    // 王梁王 before a line break that cuts the last name; 薛 whose given name OCR lost.
    let damaged = names.len() >= 3 && rest.chars().filter(|c| c.is_alphabetic()).count() <= 1;
    rest.is_empty()
        || damaged
        || rest.starts_with(['(', '（', '[', '［', '【']) && ends_with_bracket(rest)
        || super::super::lines::is_affiliation(rest)
}

/// Whether nothing but affiliations follows a bracket: 卒中(SHRSP)大鼠的研究 is no name.
fn ends_with_bracket(rest: &str) -> bool {
    let Some(close) = rest.find([')', '）', ']', '］', '】']) else { return true };
    let inside = rest.get(..close).unwrap_or("");
    let after = rest.get(close..).unwrap_or("");
    let letters = after.chars().filter(|c| c.is_alphabetic()).count();
    letters == 0
        || super::super::lines::names_institution(inside)
        || super::super::lines::names_institution(after)
        || inside.chars().filter(|c| c.is_alphabetic()).count() == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zh(line: &str) -> Vec<&str> {
        names_zh(line).0.into_iter().map(|s| s.of(line)).collect()
    }

    #[test]
    fn chinese_names() {
        assert_eq!(zh("林栖舟"), ["林栖舟"]);
        assert_eq!(zh("骆明澈 安若谷"), ["骆明澈", "安若谷"]);
        assert_eq!(zh("温如璋12，贺知遥‘，康立2.3"), ["温如璋", "贺知遥", "康立"]);
        assert_eq!(zh("方云禾，陆明华，陆 嘉，戚梦舟"), ["方云禾", "陆明华", "陆 嘉", "戚梦舟"]);
        assert_eq!(
            zh("■沈若菡 童砚秋 李舟曾禾 顾惟远"),
            ["沈若菡", "童砚秋", "李舟", "曾禾", "顾惟远"]
        );
        assert_eq!(zh("祝平（澄海大学 公共管理学院，澄海 318065)"), ["祝平"]);
        assert_eq!(
            zh("葛素秋*，安谷，郭川兰州大学港口学院,兰州730099"),
            ["葛素秋", "安谷", "郭川"]
        );
        assert_eq!(
            zh("王舟” 张平川」 孙禾²　雷谷²1(临江学院)"),
            ["王舟", "张平川", "孙禾", "雷谷"]
        );
        assert_eq!(zh("文/殷懷瑾"), ["殷懷瑾"]);
        assert!(zh("面向边缘计算的斜拉桥异常检测方法").is_empty());
    }

    #[test]
    fn names_with_lost_separators_and_odd_marks() {
        assert_eq!(
            zh("何 晴骆秋远　李舟卢晚江 魏知遥"),
            ["何 晴", "骆秋远", "李舟", "卢晚江", "魏知遥"]
        );
        assert_eq!(zh("何　晴朱秋远王知行倪晚舟"), ["何　晴", "朱秋远", "王知行", "倪晚舟"]);
        assert_eq!(zh("雒清¹，赵知遥1，*，王晚晴}"), ["雒清", "赵知遥", "王晚晴"]);
        assert_eq!(zh("沈若菡」 童砚秋l*李舟‧曾禾"), ["沈若菡", "童砚秋", "李舟", "曾禾"]);
        assert_eq!(
            zh("张月1,2，Aisha Karim4,Li-te KUNG5, 陈芸"),
            ["张月", "Aisha Karim", "Li-te KUNG", "陈芸"]
        );
        assert_eq!(zh("秦知禾，郭晚舟，何清秋云州市海港医院外科"), ["秦知禾", "郭晚舟", "何清秋"]);
        // A rare surname, and the name of an institution glued to the last name or to its mark.
        assert_eq!(zh("秦知禾，郭晚舟，磨 秋南方港口大学护理学院"), ["秦知禾", "郭晚舟", "磨 秋"]);
        assert_eq!(zh("秦知禾¹，郭晚舟²1南方港口大学护理学院，云州 410128"), ["秦知禾", "郭晚舟"]);
        // Names that are transliterated, without a dot.
        assert_eq!(
            zh("秦知禾1，阿依努尔2，郭晚舟1，巴特木格1,2（1.云州大学，云州 410128）"),
            ["秦知禾", "阿依努尔", "郭晚舟", "巴特木格"]
        );
        assert_eq!(
            zh("10.99999/j.issn.2099-0001.2024.0558秦知禾‘，郭晚舟1*，何清秋²"),
            ["秦知禾", "郭晚舟", "何清秋"]
        );
    }

    #[test]
    fn a_title_is_no_line_of_names() {
        for title in ["易卒中高血压(SHRSP)大鼠尿液变化的研究", "马克思主义与教育"]
        {
            assert!(!is_author_line_zh(title), "{title}");
        }
        assert!(is_author_line_zh("温如璋1，贺知遥2（1.云州大学，云州 100001；2.海港学院）"));
    }
}
