//! Names of authors: Chinese names in a line, names in pinyin, and whether the two agree.

use std::{collections::BTreeSet, sync::LazyLock};

use crate::{
    domain::{Byte, Span},
    lexicon::Lexicon,
    text::{is_han, runs},
};

static SURNAMES: LazyLock<BTreeSet<&'static str>> = LazyLock::new(|| {
    include_str!("data/surnames.tsv")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .flat_map(str::split_whitespace)
        .collect()
});

/// Whether `name` (Han only) begins with a surname and has two to four characters.
pub(super) fn is_name_zh(name: &str) -> bool {
    let count = name.chars().count();
    let starts = |len: usize| {
        let end = name.char_indices().nth(len).map_or(name.len(), |c| c.0);
        name.get(..end).is_some_and(|s| SURNAMES.contains(s))
    };
    name.chars().all(is_han)
        && ((2..=3).contains(&count) && starts(1) || (3..=4).contains(&count) && starts(2))
}

/// Marks that OCR and print put after a name.
fn is_mark(c: char) -> bool {
    c.is_ascii_digit()
        || crate::text::markers::superscript(c).is_some()
        || crate::text::markers::circled(c).is_some()
        || "*＊†‡§#'’‘“”\"」』}{^$~`」°.\\丨|".contains(c)
}

fn is_separator(c: char) -> bool {
    c.is_whitespace() || "，,、；;／/".contains(c)
}

/// Names at the head of a line, and the byte after the last of them; a bracket or a word that is no
/// name ends them. Inner blanks of two-character names (王 耕) are part of the span.
pub(super) fn names_zh(line: &str) -> (Vec<Span<Byte>>, usize) {
    let mut names: Vec<Span<Byte>> = Vec::new();
    let mut end = 0;
    let mut at = prefix(line);
    while let Some(rest) = line.get(at..).filter(|r| !r.is_empty()) {
        let skipped = rest.len() - rest.trim_start_matches(|c| is_separator(c) || is_mark(c)).len();
        if skipped > 0 {
            at += skipped;
            if !names.is_empty() {
                end = at;
            }
            continue;
        }
        let word_len = rest.find(|c: char| !is_han(c) && c != '·').unwrap_or(rest.len());
        let word = rest.get(..word_len).unwrap_or("");
        let Some(found) = take_names(line, at, word, !names.is_empty()) else { break };
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

/// What may stand before the first name: ■, 文/, 作者：.
fn prefix(line: &str) -> usize {
    let trimmed = line.trim_start_matches(|c: char| c.is_whitespace() || "■□●◎◆·•*#".contains(c));
    let start = line.len() - trimmed.len();
    ["文/", "文／", "文 /", "/", "撰文/", "作者/"]
        .iter()
        .find(|p| trimmed.starts_with(**p))
        .map_or(start, |p| start + p.len())
}

/// The names in `word`, which begins at byte `at` of `line`: one name, a name with a blank inside, two
/// or three names run together, or a name glued to what follows.
fn take_names(line: &str, at: usize, word: &str, after_names: bool) -> Option<Vec<Span<Byte>>> {
    let count = word.chars().count();
    let width = |n: usize| word.char_indices().nth(n).map_or(word.len(), |c| c.0);
    if word.contains('·') {
        // 约翰·史密斯
        return (count <= 16 && word.chars().filter(|c| is_han(*c)).count() >= 4)
            .then(|| vec![Span::new(at, at + word.len())]);
    }
    if place_head(word) && count <= 4 {
        return None;
    }
    // A rare surname among others: 慈敦伟 after 戴良香.
    if (is_name_zh(word) || after_names) && (2..=3).contains(&count) {
        return Some(vec![Span::new(at, at + word.len())]);
    }
    if count == 1 {
        // 王 耕
        let rest = line.get(at + word.len()..)?;
        let blanks = rest.len() - rest.trim_start_matches(char::is_whitespace).len();
        let next = rest.get(blanks..)?;
        let second: String = next.chars().take_while(|c| is_han(*c)).take(3).collect();
        let name = format!("{word}{second}");
        return (blanks > 0 && second.chars().count() == 1 && is_name_zh(&name))
            .then(|| vec![Span::new(at, at + word.len() + blanks + second.len())]);
    }
    if count == 4 {
        let (first, second) = (word.get(..width(2))?, word.get(width(2)..)?);
        if is_name_zh(word) {
            return Some(vec![Span::new(at, at + word.len())]);
        }
        if is_name_zh(first) && is_name_zh(second) {
            return Some(vec![
                Span::new(at, at + width(2)),
                Span::new(at + width(2), at + word.len()),
            ]);
        }
        return None;
    }
    if (5..=9).contains(&count)
        && let Some(cuts) = split_run(word)
    {
        return Some(cuts.into_iter().map(|s| s.shifted(at)).collect());
    }
    // The last name glued to an affiliation: 周牧兰州大学海洋学院
    if after_names && super::lines::is_affiliation(word.get(..).unwrap_or(""))
        || after_names && count > 4 && word.contains("大学")
    {
        for take in [2, 3] {
            let name = word.get(..width(take))?;
            let rest = word.get(width(take)..)?;
            if is_name_zh(name) && place_head(rest) {
                return Some(vec![Span::new(at, at + width(take))]);
            }
        }
        for take in [3, 2] {
            let name = word.get(..width(take))?;
            if is_name_zh(name) {
                return Some(vec![Span::new(at, at + width(take))]);
            }
        }
    }
    None
}

/// Whether a text begins like the name of an institution.
fn place_head(text: &str) -> bool {
    [
        "中国",
        "北京",
        "上海",
        "南京",
        "武汉",
        "兰州",
        "西安",
        "广州",
        "天津",
        "重庆",
        "浙江",
        "江苏",
        "山东",
        "河南",
        "河北",
        "湖南",
        "湖北",
        "四川",
        "云南",
        "贵州",
        "广西",
        "广东",
        "福建",
        "安徽",
        "江西",
        "山西",
        "陕西",
        "甘肃",
        "青海",
        "宁夏",
        "新疆",
        "内蒙古",
        "吉林",
        "辽宁",
        "黑龙江",
        "海南",
        "西藏",
        "清华",
        "复旦",
        "中山",
        "华东",
        "华中",
        "华南",
        "西北",
        "西南",
        "东北",
        "国家",
        "香港",
        "大连",
        "厦门",
        "青岛",
        "深圳",
        "沈阳",
        "长春",
        "哈尔滨",
        "合肥",
        "同济",
    ]
    .iter()
    .any(|p| text.starts_with(p))
}

/// Names run together without a blank: a way to cut all of `word` into names, two characters first
/// where both fit.
fn split_run(word: &str) -> Option<Vec<Span<Byte>>> {
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

/// Whether the whole line is names (affiliation in brackets allowed after them).
pub(super) fn is_author_line_zh(line: &str) -> bool {
    let (names, end) = names_zh(line);
    if names.is_empty() {
        return false;
    }
    let rest = line.get(end..).unwrap_or("").trim_start();
    rest.is_empty()
        || rest.starts_with(['(', '（', '[', '［', '【'])
        || super::lines::is_affiliation(rest)
}

/// A name in Latin letters: letters only, lower case, one word a part.
fn parts_en(name: &str) -> Vec<String> {
    name.split(|c: char| c.is_whitespace() || matches!(c, '-' | '‐' | '–' | '·' | '.' | '\''))
        .map(|w| {
            w.chars().filter(|c| c.is_alphabetic()).flat_map(char::to_lowercase).collect::<String>()
        })
        .filter(|w| !w.is_empty())
        .collect()
}

/// Whether an English name is the pinyin of a Chinese one, surname first or last.
pub(super) fn agrees(lexicon: &Lexicon, zh: &str, en: &str) -> bool {
    let letters: String = parts_en(en).concat().replace('ü', "v");
    let chars: Vec<char> = zh.chars().filter(|c| is_han(*c)).collect();
    if chars.len() < 2 || letters.is_empty() {
        return false;
    }
    let surname_last: Vec<char> =
        chars.iter().skip(1).chain(chars.iter().take(1)).copied().collect();
    reads_as(lexicon, &chars, &letters) || reads_as(lexicon, &surname_last, &letters)
}

/// Whether `letters` is a reading of all of `chars`.
fn reads_as(lexicon: &Lexicon, chars: &[char], letters: &str) -> bool {
    let Some((first, rest)) = chars.split_first() else { return letters.is_empty() };
    readings(lexicon, *first).iter().any(|reading| {
        letters.strip_prefix(reading.as_str()).is_some_and(|tail| reads_as(lexicon, rest, tail))
    })
}

/// Readings without tone, ü as v and u.
fn readings(lexicon: &Lexicon, c: char) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    let simple = lexicon.simplified(&c.to_string());
    for c in std::iter::once(c).chain(simple.chars()) {
        for reading in lexicon.readings(c) {
            let plain: String = reading
                .chars()
                .filter(|c| c.is_alphabetic())
                .map(|c| if c == 'ü' { 'v' } else { c.to_ascii_lowercase() })
                .collect();
            if plain.contains('v') {
                all.push(plain.replace('v', "u"));
                all.push(plain.replace('v', "yu"));
            }
            all.push(plain);
        }
    }
    all.sort();
    all.dedup();
    all
}

/// Words that no name has.
const NO_NAME: &[&str] = &[
    "of",
    "the",
    "for",
    "with",
    "by",
    "from",
    "its",
    "university",
    "institute",
    "college",
    "school",
    "department",
    "china",
    "research",
    "study",
    "analysis",
    "based",
    "abstracts",
    "issue",
    "contents",
    "journal",
    "key",
    "laboratory",
    "academy",
    "science",
    "abstract",
    "keywords",
];

/// Whether an institution follows a number: 1.National …, 1 Institute …
fn opens_affiliation(rest: &str) -> bool {
    let rest = rest.trim_start_matches(['.', '．', ' ']);
    let end = rest
        .find(|c: char| is_mark(c) || matches!(c, '(' | '（' | ',' | '，'))
        .unwrap_or(rest.len());
    let word = rest.get(..end).unwrap_or("");
    word.starts_with(char::is_uppercase) && super::lines::is_affiliation_en(&format!("1{word}"))
}

/// The names in an English author line (up to a bracket or an affiliation), and the byte after them.
pub(super) fn names_en(line: &str) -> (Vec<Span<Byte>>, usize) {
    let stop = line
        .char_indices()
        .skip(1)
        .find(|(at, c)| {
            matches!(c, '(' | '（' | '[' | '［')
                || c.is_ascii_digit() && line.get(at + 1..).is_some_and(opens_affiliation)
        })
        .map_or(line.len(), |(at, _)| at);
    let head = line.get(..stop).unwrap_or("");
    let mut names = Vec::new();
    let mut end = 0;
    for part in split_en(head) {
        let text = part.of(head);
        let lower = text.to_lowercase();
        if lower.trim_matches(['.', ' ']) == "et al" || lower.starts_with("et al") {
            end = part.start() + "et al.".len().min(part.len());
            return (names, end);
        }
        let words: Vec<&str> = text.split_whitespace().collect();
        let letters = text.chars().filter(|c| c.is_alphabetic()).count();
        let named = (2..=5).contains(&words.len()) && letters >= 3
            || words.len() == 1 && text.chars().filter(|c| c.is_uppercase()).count() >= 2;
        let fits = named
            && words.iter().enumerate().all(|(n, w)| {
                w.starts_with(|c: char| c.is_uppercase() || c == '-')
                    || n > 0 && words.get(n - 1) == Some(&"-")
                    || matches!(*w, "de" | "van" | "von" | "da")
            })
            && !words.iter().any(|w| NO_NAME.contains(&w.to_lowercase().as_str()))
            && letters <= 40;
        if !fits {
            break;
        }
        names.push(part);
        end = part.end();
    }
    if names.is_empty() {
        (names, 0)
    } else {
        (names, if end_of(head, end) == head.len() { stop } else { end })
    }
}

/// Skips separators after the last name.
fn end_of(head: &str, end: usize) -> usize {
    let rest = head.get(end..).unwrap_or("");
    end + rest.len() - rest.trim_start_matches(|c: char| is_separator(c) || is_mark(c)).len()
}

/// The parts of an English author line: at commas, `and`, markers; and between names that only a
/// blank parts, where the surname is in capitals (LI Ming WANG Hua) or the names have two words each.
fn split_en(head: &str) -> Vec<Span<Byte>> {
    let mut parts: Vec<Span<Byte>> = Vec::new();
    let mut start = 0;
    let push = |from: usize, to: usize, parts: &mut Vec<Span<Byte>>| {
        let text = head.get(from..to).unwrap_or("");
        let kept =
            text.trim_matches(|c: char| is_separator(c) || is_mark(c) || c == '&' || c == '-');
        if !kept.is_empty() {
            let lead = text.find(kept).unwrap_or(0);
            parts.push(Span::new(from + lead, from + lead + kept.len()));
        }
    };
    let mut chars = head.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let is_and = c == ' '
            && head.get(at..).is_some_and(|t| t.starts_with(" and ") || t.starts_with(" & "));
        if ",，;；、".contains(c) || is_mark(c) && c != '\'' && c != '.' && c != '’' || is_and
        {
            push(start, at, &mut parts);
            start = if is_and {
                at + if head.get(at..).is_some_and(|t| t.starts_with(" and ")) { 5 } else { 3 }
            } else {
                at + c.len_utf8()
            };
        } else if c == '\'' || c == '’' || c == '‘' {
            // A marker between names (Wang Ying'Zhang) and none inside one (Xi'an).
            if chars.peek().is_none_or(|n| n.1.is_uppercase() || n.1.is_whitespace()) {
                push(start, at, &mut parts);
                start = at + c.len_utf8();
            }
        } else if c.is_lowercase() && chars.peek().is_some_and(|n| n.1.is_uppercase()) {
            // JingZou: two names glued.
            let next = at + c.len_utf8();
            let word_start =
                head.get(..at).and_then(|t| t.rfind(char::is_whitespace)).map_or(0, |p| p + 1);
            if word_start > start
                && head.get(start..word_start).is_some_and(|t| !t.trim().is_empty())
            {
                push(start, next, &mut parts);
                start = next;
            }
        }
    }
    push(start, head.len(), &mut parts);
    parts.into_iter().flat_map(|part| unglue(head, part)).collect()
}

/// Several names in one part: `LI Ming WANG Hua`, `Li Ling Chen Chao`.
fn unglue(head: &str, part: Span<Byte>) -> Vec<Span<Byte>> {
    let text = part.of(head);
    let words: Vec<Span<Byte>> = runs(text, |c| !c.is_whitespace());
    if words.len() < 3 {
        return vec![part];
    }
    if words.iter().any(|w| w.of(text) == "-") {
        return vec![part];
    }
    let capital = |w: &Span<Byte>| {
        let w = w.of(text);
        w.chars().filter(|c| c.is_alphabetic()).count() >= 2 && w.chars().all(|c| !c.is_lowercase())
    };
    let caps: Vec<usize> =
        words.iter().enumerate().filter(|(_, w)| capital(w)).map(|(i, _)| i).collect();
    let cut = |starts: &[usize]| -> Vec<Span<Byte>> {
        starts
            .iter()
            .enumerate()
            .filter_map(|(n, from)| {
                let to = starts.get(n + 1).map_or(words.len(), |t| *t);
                let (first, last) = (words.get(*from)?, words.get(to.checked_sub(1)?)?);
                Some(Span::new(first.start(), last.end()).shifted(part.start()))
            })
            .collect()
    };
    if caps.first() == Some(&0)
        && caps.len() >= 2
        && caps.windows(2).all(|w| matches!(w, [a, b] if b - a >= 2))
    {
        return cut(&caps);
    }
    let ordinary = words.iter().all(|w| w.of(text).starts_with(char::is_uppercase));
    if caps.is_empty() && ordinary && words.len() >= 4 && words.len().is_multiple_of(2) {
        let starts: Vec<usize> = (0..words.len()).step_by(2).collect();
        return cut(&starts);
    }
    vec![part]
}

/// Whether the line is names in Latin letters.
pub(super) fn is_author_line_en(line: &str) -> bool {
    let (names, end) = names_en(line);
    if names.is_empty() {
        return false;
    }
    let rest =
        line.get(end..).unwrap_or("").trim_start_matches(|c: char| is_separator(c) || is_mark(c));
    rest.is_empty() || rest.starts_with(['(', '（', '[']) || super::lines::is_affiliation_en(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zh(line: &str) -> Vec<&str> {
        names_zh(line).0.into_iter().map(|s| s.of(line)).collect()
    }

    fn en(line: &str) -> Vec<&str> {
        names_en(line).0.into_iter().map(|s| s.of(line)).collect()
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
    fn english_names() {
        assert_eq!(en("Lin Qizhou"), ["Lin Qizhou"]);
        assert_eq!(en("Luo Mingche and An Ruogu"), ["Luo Mingche", "An Ruogu"]);
        assert_eq!(
            en("WEN Ru-Zhang1* HE Zhi-Yao² KANG Li-Chuan QI Meng-Zhou"),
            ["WEN Ru-Zhang", "HE Zhi-Yao", "KANG Li-Chuan", "QI Meng-Zhou"]
        );
        assert_eq!(en("Lu JiaQi MengzhouFang Yunhe"), ["Lu Jia", "Qi Mengzhou", "Fang Yunhe"]);
        assert_eq!(en("Lu Jia1 Qi Zhou1,2"), ["Lu Jia", "Qi Zhou"]);
        assert_eq!(
            en("WEN Ru-zhang1,²， HE Zhi-yao1， KANG Li2.3 (1.Bridge Science Center)"),
            ["WEN Ru-zhang", "HE Zhi-yao", "KANG Li"]
        );
        assert!(en("The Order of the Night Market in a County Town").is_empty());
    }

    #[test]
    fn pinyin_agrees() {
        let lexicon = Lexicon::builtin();
        assert!(agrees(lexicon, "林栖舟", "Lin Qizhou"));
        assert!(agrees(lexicon, "贺知遥", "HE Zhi-yao"));
        assert!(agrees(lexicon, "吕强", "Lyu Qiang") && agrees(lexicon, "吕强", "Lü Qiang"));
        assert!(!agrees(lexicon, "林栖舟", "Ge Suqiu"));
    }
}
