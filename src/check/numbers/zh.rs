//! Numbers in Chinese text: digits with 万 and 亿, Chinese numerals, per cent, dates.

use crate::{
    domain::{Byte, Span},
    text::chars::is_han,
};

use super::{
    decimal::Decimal,
    figure::{
        Figure, Kind, Read, digits, has_prefix_unit, is_beside_data, parts, scan, share_scale,
    },
};

const NUMERALS: &str = "〇零一二三四五六七八九十百千万亿两";

/// The numbers of folded Chinese text, in order.
pub(super) fn figures(text: &str) -> Vec<Figure> {
    let mut found = scan(text, |at, c| {
        if c.is_ascii_digit() {
            in_digits(text, at)
        } else if NUMERALS.contains(c)
            || text.get(at..).is_some_and(|rest| rest.starts_with("百分之"))
        {
            in_numerals(text, at)
        } else {
            None
        }
    });
    let is_range = |t: &str| matches!(t.trim(), "~" | "～" | "-" | "–" | "—" | "至" | "到");
    share_scale(text, &mut found, |_, between| is_range(between));
    found
}

fn in_digits(text: &str, at: usize) -> Read {
    let rest = text.get(at..)?;
    let Some((mut value, len, whole)) = digits(rest) else {
        // More digits than a number has: passed over as one.
        let len = rest.bytes().take_while(u8::is_ascii_digit).count().max(1);
        return Some((None, at + len));
    };
    let before = text.get(..at).and_then(|t| t.chars().next_back());
    let mut end = at + len;
    let mut after = text.get(end..)?;
    let mut scale = 0;
    // 350多亿, 20余万
    let about = after.trim_start().strip_prefix(['多', '余', '几']);
    let scale_from = about.filter(|a| a.trim_start().starts_with(['万', '亿', '千', '百']));
    let mut scales = scale_from.unwrap_or(after).trim_start();
    while let Some((power, c)) = scales.chars().next().and_then(|c| Some((power(c)?, c))) {
        // 3千米, 5千克, 5百万: 千 before a unit is the unit's.
        if c == '千'
            && scales
                .get(3..)
                .is_some_and(|t| t.starts_with(['米', '克', '瓦', '卡', '焦', '伏', '赫']))
        {
            break;
        }
        value = value.scaled(power);
        scale += power;
        scales = scales.get(c.len_utf8()..)?;
        end = text.len() - scales.len();
    }
    if scale > 0 {
        after = text.get(end..)?;
    }
    let in_name = before.is_some_and(|c| c.is_ascii_alphabetic() || c == '_')
        || (matches!(before, Some('-' | '–')) && {
            let two_before = text.get(..at).and_then(|t| t.chars().rev().nth(1));
            two_before.is_some_and(|c| c.is_ascii_alphabetic())
        })
        || is_name_tail(after);
    if let Some(tenths) = tenths(text, end)
        && whole == 1
        && scale == 0
        && !in_name
    {
        let figure = Figure::new(value.scaled(1), Kind::Percent, Span::new(at, tenths));
        return Some((Some(figure), tenths));
    }
    let (kind, end) = kind_after(text, end, value, whole, scale > 0);
    let ordinal = before == Some('第');
    let kind = if ordinal { Kind::Position } else { kind };
    let small = scale == 0 && value.whole().is_some_and(|v| v <= 10);
    let figure = Figure {
        is_data: !ordinal
            && !in_name
            && kind != Kind::Position
            && value != Decimal::new(0, 0)
            && !is_beside_data(text, at, at + len)
            && !is_stray(before, after, whole, len)
            && !is_broken(before, after),
        scale,
        is_small_count: small && after.trim_start().starts_with(COUNTERS),
        parts: parts(Span::<Byte>::new(at, at + len).of(text), after),
        has_prefix_unit: has_prefix_unit(after),
        ..Figure::new(value, kind, Span::new(at, end))
    };
    Some((Some(figure), end))
}

/// Classifiers of things that English names or counts in words.
const COUNTERS: &[char] = &[
    '个', '种', '类', '项', '条', '方', '部', '点', '次', '组', '大', '层', '阶', '家', '名', '位',
    '篇', '级', '维', '步', '期', '段', '对', '座', '处', '国', '省', '市', '县', '区', '年', '月',
];

/// What may follow a number directly: classifiers and units.
const MEASURES: &str = "个种类项条方部点次组大层阶家名位篇级维步期段对座处国省市县区年月日时分秒天周岁代届\
                        份例只头匹株棵粒颗块片人村户所校院间架辆艘台套件张幅本册卷页字句词元角万亿千百十多余几\
                        成倍度米克吨升斤亩公里厘毫微纳平立小世季集轮场起宗笔批道型号科属目门纲亚折门尾羽窝胎\
                        眼耳根枚支瓶袋箱车船线路站口井孔穴样行列排环股桶盒通封丈尺寸英美欧日韩新港";

/// Whether one or two digits are no amount but the number of a line or a note that OCR set into the
/// text: between Chinese words without classifier or unit (辨9析), or behind the end of a sentence.
fn is_stray(before: Option<char>, after: &str, whole: usize, len: usize) -> bool {
    let next = after.trim_start().chars().next();
    let is_apart = after.starts_with(' ');
    let joins = |c: char| "和与及、到至为是".contains(c);
    let no_measure =
        next.is_some_and(|c| is_han(c) && !MEASURES.contains(c) && (is_apart || !joins(c)));
    let is_after_end = matches!(before, Some('。' | '；')) && next.is_none_or(|c| !is_han(c));
    let within = before.is_some_and(|c| is_han(c) || matches!(c, '，' | ',' | '。'));
    whole <= 2 && len == whole && (within && no_measure || is_after_end)
}

/// Whether digits are parted by a mark that no number has (`1000'90`).
fn is_broken(before: Option<char>, after: &str) -> bool {
    let is_mark = |c: char| matches!(c, '\'' | '’' | '`');
    before.is_some_and(is_mark)
        || after.starts_with(is_mark) && after.chars().nth(1).is_some_and(|c| c.is_ascii_digit())
}

/// Whether a name goes on after digits: `3D`, `5G`, `2型`.
fn is_name_tail(after: &str) -> bool {
    let mut chars = after.chars();
    match (chars.next(), chars.next()) {
        (Some('型' | '号' | '维' | '价' | '期' | '级'), _) => true,
        (Some('D' | 'G'), next) => next.is_none_or(|c| !c.is_ascii_alphabetic()),
        (Some('-'), Some(c)) => c.is_ascii_alphabetic(),
        _ => false,
    }
}

fn power(c: char) -> Option<i32> {
    match c {
        '百' => Some(2),
        '千' => Some(3),
        '万' => Some(4),
        '亿' => Some(8),
        _ => None,
    }
}

/// What the number counts, and where it ends with its sign.
fn kind_after(
    text: &str,
    end: usize,
    value: Decimal,
    whole: usize,
    is_scaled: bool,
) -> (Kind, usize) {
    let after = text.get(end..).unwrap_or_default();
    let trimmed = after.trim_start();
    let read = |mark: &str| text.len() - trimmed.len() + mark.len();
    for (mark, kind) in [("%", Kind::Percent), ("个百分点", Kind::Points), ("百分点", Kind::Points)]
    {
        if trimmed.starts_with(mark) {
            return (kind, read(mark));
        }
    }
    let is_year = whole == 4 && value.whole().is_some_and(|v| (1000..=2100).contains(&v));
    if is_scaled {
        return (Kind::Plain, end);
    }
    if trimmed.starts_with("年代") || (trimmed.starts_with('年') && is_year) {
        return (Kind::Year, end);
    }
    // 6—8月: June to August.
    let last = trimmed.trim_start_matches(['—', '-', '–', '~', '～', '至']);
    let last = if last.len() < trimmed.len() {
        last.trim_start_matches(|c: char| c.is_ascii_digit())
    } else {
        trimmed
    };
    if trimmed.starts_with("世纪") || last.starts_with(['月', '日']) {
        return (Kind::Position, end);
    }
    // 2010—2015年: the first year has no 年.
    let ranged = trimmed.starts_with(['—', '-', '–', '~', '至', '、']);
    if is_year
        && (ranged || value.whole().is_some_and(|v| (1900..=2100).contains(&v)) && is_bare(trimmed))
    {
        return (Kind::Year, end);
    }
    (Kind::Plain, end)
}

fn is_bare(after: &str) -> bool {
    after.chars().next().is_none_or(|c| !is_han(c) && !c.is_ascii_alphanumeric())
}

fn in_numerals(text: &str, at: usize) -> Read {
    let rest = text.get(at..)?;
    if let Some(after) = rest.strip_prefix("百分之") {
        let run = numeral_run(after);
        let end = text.len() - after.len() + run.len();
        if run.is_empty() {
            // 百分之30: the digits are read next, as plain ones.
            return Some((None, text.len() - after.len()));
        }
        let figure =
            value_of(run).map(|value| Figure::new(value, Kind::Percent, Span::new(at, end)));
        return Some((figure, end));
    }
    let run = numeral_run(rest);
    let end = at + run.len();
    let before = text.get(..at).and_then(|t| t.chars().next_back());
    let after = text.get(end..).unwrap_or_default();
    let Some(value) = value_of(run) else { return Some((None, end)) };
    if let Some(tenths) = tenths(text, end)
        && value.whole().is_some_and(|v| (1..10).contains(&v))
    {
        // 九成 is 90 per cent, but English may say it in words: it need not be found there.
        let figure = Figure {
            is_data: false,
            ..Figure::new(value.scaled(1), Kind::Percent, Span::new(at, tenths))
        };
        return Some((Some(figure), tenths));
    }
    let ordinal = before == Some('第');
    let date = after.starts_with(['月', '日']) || after.starts_with("世纪");
    let year =
        after.starts_with('年') && run.chars().count() == 4 && !run.contains(['十', '百', '千']);
    let kind = match () {
        () if year || after.starts_with("年代") => Kind::Year,
        () if ordinal || date => Kind::Position,
        () => Kind::Plain,
    };
    // 十九大, 三十六计 and the like are told from amounts by what follows: a classifier or a unit
    // cannot be known for sure, so numerals count as data from 100 on, or as a year.
    let large = value.whole().is_none_or(|v| v >= 100);
    let figure = Figure {
        is_data: kind == Kind::Year && year || kind == Kind::Plain && large && is_amount(run),
        scale: run.chars().filter_map(power).filter(|p| *p >= 4).max().unwrap_or(0),
        has_prefix_unit: has_prefix_unit(after),
        ..Figure::new(value, kind, Span::new(at, end))
    };
    Some((Some(figure), end))
}

/// The end of 成 (tenths) behind a digit that ends at `end`, unless 成 begins a word (三成员, 一成立).
fn tenths(text: &str, end: usize) -> Option<usize> {
    let after = text.get(end..)?.strip_prefix('成')?;
    let begins_word =
        after.starts_with(['员', '立', '功', '果', '就', '本', '长', '效', '熟', '不']);
    (!begins_word).then_some(text.len() - after.len())
}

fn numeral_run(text: &str) -> &str {
    let end = text.find(|c| !NUMERALS.contains(c)).unwrap_or(text.len());
    Span::<Byte>::new(0, end).of(text)
}

/// Whether a run of numerals says an amount exactly: more than one digit (六百, 一百 and 一万 are
/// mostly said roundly).
fn is_amount(run: &str) -> bool {
    run.chars().filter(|c| "二三四五六七八九".contains(*c)).count() >= 2
}

/// The value of Chinese numerals: 三十五, 二〇二一, 四百五十. `None` where they say no number
/// (十四五, 四五十, 一一).
fn value_of(run: &str) -> Option<Decimal> {
    let digit = |c: char| match c {
        '〇' | '零' => Some(0),
        '两' => Some(2),
        c => "一二三四五六七八九".chars().position(|d| d == c).map(|at| at as u64 + 1),
    };
    let all: Vec<char> = run.chars().collect();
    if all.len() >= 2 && all.iter().all(|c| digit(*c).is_some()) {
        // 二〇二一: place by place. Two or three (五一, 九一八) are names of days.
        let number = all.iter().filter_map(|c| digit(*c)).fold(0, |sum, d| sum * 10 + d);
        return (all.len() == 4).then(|| Decimal::new(u128::from(number), 0));
    }
    let (mut total, mut section, mut pending): (u64, u64, Option<u64>) = (0, 0, None);
    let mut last_unit = u64::MAX;
    for c in all {
        if let Some(d) = digit(c) {
            if pending.is_some_and(|p| p != 0) {
                return None;
            }
            pending = Some(d);
            continue;
        }
        let unit: u64 = match c {
            '十' => 10,
            '百' => 100,
            '千' => 1000,
            '万' => 10_000,
            '亿' => 100_000_000,
            _ => return None,
        };
        if unit < 10_000 {
            if unit >= last_unit {
                return None;
            }
            let count = match pending.take() {
                Some(d) if d > 0 => d,
                None if unit == 10 && section == 0 => 1,
                _ => return None,
            };
            section += count * unit;
            last_unit = unit;
        } else {
            section += pending.take().unwrap_or(0);
            if section == 0 {
                return None;
            }
            total = total.checked_add(section)?.checked_mul(if total == 0 { unit } else { 1 })?;
            if total < unit {
                return None;
            }
            section = 0;
            last_unit = u64::MAX;
        }
    }
    if let Some(d) = pending {
        // 十四五 is a plan: a digit after a digit was refused above; 三百五 is 350.
        section += if d > 0 && last_unit > 10 && last_unit != u64::MAX && !run.contains('零') {
            d * last_unit / 10
        } else {
            d
        };
    }
    Some(Decimal::new(u128::from(total.checked_add(section)?), 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Vec<(String, Kind, bool)> {
        figures(text).into_iter().map(|f| (f.span.of(text).to_owned(), f.kind, f.is_data)).collect()
    }

    fn value(text: &str) -> Decimal {
        figures(text).first().unwrap().value
    }

    #[test]
    fn scales_are_powers_of_ten() {
        let d = |t: &str| Decimal::parse(t).unwrap();
        assert_eq!(value("斥资350亿元"), d("35000000000"));
        assert_eq!(value("1.2万亿"), d("1200000000000"));
        assert_eq!(value("20余万人"), d("200000"));
        assert_eq!(value("5千米"), d("5"));
        assert_eq!(value("3千人"), d("3000"));
        assert_eq!(value("1,234人"), d("1234"));
    }

    #[test]
    fn numerals_say_numbers_or_names() {
        let d = |t: &str| Some(Decimal::parse(t).unwrap());
        assert_eq!(value_of("三十五"), d("35"));
        assert_eq!(value_of("二〇二一"), d("2021"));
        assert_eq!(value_of("四百五十"), d("450"));
        assert_eq!(value_of("三百五"), d("350"));
        assert_eq!(value_of("一千零五"), d("1005"));
        assert_eq!(value_of("三万五千"), d("35000"));
        assert_eq!(value_of("十"), d("10"));
        for name in ["十四五", "四五十", "九一八", "千", "万", "百万"] {
            assert_eq!(value_of(name), None, "{name}");
        }
    }

    #[test]
    fn classifiers_and_ordinals_are_no_data() {
        for text in [
            "一个问题",
            "三项措施",
            "第一步",
            "第14次会议",
            "两国",
            "第三，",
            "PM2.5",
            "5G网络",
            "2型糖尿病",
            "IL-6",
            "十四五规划",
            "十九大",
            "开放程度。1000'90",
        ] {
            assert!(told(text).iter().all(|(_, _, data)| !data), "{text}: {:?}", told(text));
        }
    }

    #[test]
    fn percent_points_and_years() {
        let of = |text: &str| told(text).into_iter().next().unwrap();
        assert_eq!(of("增长12.5%"), ("12.5%".into(), Kind::Percent, true));
        assert_eq!(of("下降3个百分点"), ("3个百分点".into(), Kind::Points, true));
        assert_eq!(of("百分之四十一"), ("百分之四十一".into(), Kind::Percent, true));
        assert_eq!(of("有九成以上"), ("九成".into(), Kind::Percent, false));
        assert_eq!(of("近6成的企业"), ("6成".into(), Kind::Percent, true));
        assert_eq!(value("九成以上"), value("90%"));
        assert_ne!(of("三成员国").1, Kind::Percent);
        assert_eq!(of("自2019年起"), ("2019".into(), Kind::Year, true));
        assert_eq!(of("二〇二一年"), ("二〇二一".into(), Kind::Year, true));
        assert_eq!(of("11月"), ("11".into(), Kind::Position, false));
    }
}
