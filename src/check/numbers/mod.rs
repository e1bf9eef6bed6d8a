//! Numbers: what one language says in figures, the other must say too.

mod decimal;
mod en;
mod figure;
mod fold;
mod zh;

use crate::{
    domain::{Byte, Passage, Quote, Segment, Side, Span},
    text::{count_han, runs},
};

use super::{
    context::{BeadText, Context},
    damage,
};
use decimal::Decimal;
use figure::{Figure, Kind};
use fold::Folded;

/// A figure and the segment that says it.
struct Said<'a> {
    figure: Figure,
    segment: &'a Segment,
}

/// Runs the rules of numbers.
pub(super) fn check(context: &mut Context<'_>) {
    compare_beads(context);
    amounts_without_currency(context);
}

fn read(side: Side, text: &str) -> Vec<Figure> {
    let folded = Folded::new(text);
    let figures = match side {
        Side::Zh => zh::figures(&folded.text),
        Side::En => en::figures(&folded.text),
    };
    figures
        .into_iter()
        .map(|figure| Figure { span: folded.original(figure.span, text), ..figure })
        .collect()
}

/// A number that a text says, in figures or words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Amount {
    /// The same for every spelling of a value: 12万, 120000 and 120,000.
    pub value: String,
    /// Whether it is a year, a month, a day or an ordinal.
    pub is_date: bool,
    /// Whether it is a percentage.
    pub is_percent: bool,
    /// Where it stands, with its scale and unit sign.
    pub span: Span<Byte>,
}

/// All numbers of a text, in order.
pub fn amounts(side: Side, text: &str) -> Vec<Amount> {
    read(side, text)
        .into_iter()
        .map(|figure| Amount {
            value: figure.value.to_string(),
            is_date: matches!(figure.kind, Kind::Year | Kind::Position),
            is_percent: matches!(figure.kind, Kind::Percent | Kind::Points),
            span: figure.span,
        })
        .collect()
}

fn said<'a>(side: Side, segments: &[&'a Segment]) -> Vec<Said<'a>> {
    // A Chinese segment without a word is the number of a line or a page.
    let is_text = |s: &&&Segment| side == Side::En || count_han(s.as_str()) > 0;
    segments
        .iter()
        .filter(is_text)
        .flat_map(|s| read(side, s.as_str()).into_iter().map(|figure| Said { figure, segment: s }))
        .collect()
}

fn compare_beads(context: &mut Context<'_>) {
    let record = context.record;
    let everywhere = |side: Side| -> Vec<Figure> {
        let front = record.article.front(side);
        let passages = front.title.iter().chain(&front.subtitle).chain(&front.abstract_text);
        passages.chain(&front.keywords).flat_map(|p| read(side, p.as_str())).collect()
    };
    let (all_zh, all_en) = (everywhere(Side::Zh), everywhere(Side::En));
    for bead in context.sentence_beads() {
        if bead.zh.is_empty() || bead.en.is_empty() || is_doubtful(context, &bead) {
            continue;
        }
        compare(context, &bead, &all_zh, &all_en);
    }
}

/// A bead below this probability may hold sentences of different content.
const LEAST_PROBABILITY: f64 = 0.6;
/// A Chinese side of fewer Han characters is a scrap.
const LEAST_HAN: usize = 4;

/// Whether what the numbers were, or that they belong together, cannot be told.
fn is_doubtful(context: &Context<'_>, bead: &BeadText<'_>) -> bool {
    let marked = |segment: &&Segment| damage::has_markup(segment.as_str());
    bead.zh.iter().chain(&bead.en).any(marked)
        || bead.bead.bead.probability.is_some_and(|p| p < LEAST_PROBABILITY)
        || count_han(&bead.text(Side::Zh)) < LEAST_HAN
        || damage::is_run_together(&context.lexical, &bead.text(Side::En))
}

fn compare(context: &mut Context<'_>, bead: &BeadText<'_>, all_zh: &[Figure], all_en: &[Figure]) {
    let zh = said(Side::Zh, &bead.zh);
    let en = said(Side::En, &bead.en);
    let lacks = |one: &Figure, others: &[Said<'_>]| !others.iter().any(|o| agree(one, &o.figure));
    let mut only_zh: Vec<&Said<'_>> =
        zh.iter().filter(|z| z.figure.is_data && lacks(&z.figure, &en)).collect();
    let mut only_en: Vec<&Said<'_>> =
        en.iter().filter(|e| e.figure.is_data && lacks(&e.figure, &zh)).collect();

    // The surest first: the same digits with another power of ten, or another kind of per cent.
    only_zh.retain(|z| {
        let Some(at) = only_en.iter().position(|e| same_digits(&z.figure, &e.figure)) else {
            return true;
        };
        let e = only_en.remove(at);
        report_same_digits(context, z, e);
        false
    });
    // 0.65 μm and 650 nm.
    only_zh.retain(|z| {
        let Some(at) = only_en.iter().position(|e| other_unit(&z.figure, &e.figure)) else {
            return true;
        };
        only_en.remove(at);
        false
    });
    only_zh.retain(|z| !all_en.iter().any(|e| agree(&z.figure, e)));
    only_en.retain(|e| !all_zh.iter().any(|z| agree(&e.figure, z)));

    // 700,80 for 700800: the recogniser lost a digit of a number that is said.
    let (text_zh, text_en) = (bead.text(Side::Zh), bead.text(Side::En));
    only_zh.retain(|z| !has_lost_digits(&text_en, z.figure.value));
    only_en.retain(|e| !has_lost_digits(&text_zh, e.figure.value));

    // One number left on each side, alike in kind: they stand for each other.
    if let ([z], [e]) = (only_zh.as_slice(), only_en.as_slice())
        && z.figure.kind == e.figure.kind
        && zh.len().abs_diff(en.len()) <= 1
    {
        let quotes = vec![number(context, z), number(context, e)];
        let message = format!("the Chinese says {}, the English {}", shown(z), shown(e));
        context.report("number-differs", message, "check the number against the body", quotes);
        return;
    }
    for (only, other, rule) in
        [(&only_zh, Side::En, "number-missing"), (&only_en, Side::Zh, "number-added")]
    {
        // 从3个方面: English says the three things.
        let only: Vec<&&Said<'_>> =
            only.iter().filter(|said| !said.figure.is_small_count).collect();
        let mut values: Vec<&str> = only.iter().map(|said| shown(said)).collect();
        values.dedup();
        let Some(first) = only.first() else { continue };
        // One finding a sentence, however many numbers it lacks.
        let own = match only.as_slice() {
            [_] => Some(number(context, first)),
            _ => bead.quote(other.other()),
        };
        let mut quotes: Vec<Quote> = own.into_iter().chain(bead.quote(other)).collect();
        quotes.sort_by_key(|q| q.side != Side::Zh);
        let language = if other == Side::En { "English" } else { "Chinese" };
        let message = format!("the {language} does not say {}", values.join(", "));
        if damage::has_open_brackets(&bead.text(other)) {
            let hint = "a bracket has lost its partner: the text may be there in print";
            context.report_in_doubt(rule, message, hint, quotes);
        } else {
            context.report(rule, message, "", quotes);
        }
    }
}

/// Whether `text` has a number with a comma where no comma can be (`50,0`, `711,80`), whose digits
/// are some of those of `value`, in order.
fn has_lost_digits(text: &str, value: Decimal) -> bool {
    let Some(whole) = value.whole() else { return false };
    let whole = whole.to_string();
    let folded = Folded::new(text).text;
    let numbers = runs(&folded, |c| c.is_ascii_digit() || c == ',');
    numbers.into_iter().map(|span| span.of(&folded).trim_matches(',')).any(|number| {
        let Some((head, last)) = number.rsplit_once(',') else { return false };
        let digits = number.bytes().filter(u8::is_ascii_digit);
        let mut left = whole.bytes();
        last.len() != 3
            && head.len() > 1
            && digits.clone().count() * 2 > whole.len()
            && digits.into_iter().all(|d| left.any(|w| w == d))
    })
}

fn report_same_digits(context: &mut Context<'_>, z: &Said<'_>, e: &Said<'_>) {
    let quotes = vec![number(context, z), number(context, e)];
    if z.figure.value == e.figure.value {
        let message =
            format!("{} is not {}: per cent against percentage points", shown(z), shown(e));
        let hint = "个百分点 is `percentage points`, % is `per cent`";
        context.report("percent-points", message, hint, quotes);
        return;
    }
    let powers = z.figure.value.powers_to(e.figure.value);
    let factor = if powers < 0 { "smaller" } else { "larger" };
    let message = format!(
        "{} and {} have the same digits, but the English is 10^{} times {factor}",
        shown(z),
        shown(e),
        powers.abs()
    );
    let hint =
        "万 is ten thousand, 亿 is a hundred million (10 万 = 100 thousand, 10 亿 = 1 billion)";
    let rule = if z.figure.is_scaled() || e.figure.is_scaled() {
        "number-scale"
    } else {
        "number-differs"
    };
    context.report(rule, message, hint, quotes);
}

fn shown<'a>(said: &'a Said<'_>) -> &'a str {
    said.figure.span.of(said.segment.as_str()).trim()
}

fn number(context: &Context<'_>, said: &Said<'_>) -> Quote {
    context.quote_around(said.segment.side, &said.segment.passage, said.figure.span)
}

/// Whether two figures of different languages say the same.
fn agree(a: &Figure, b: &Figure) -> bool {
    use Kind::{Percent, Points, Year};
    if matches!((a.kind, b.kind), (Percent, Points) | (Points, Percent)) {
        return false;
    }
    if a.value == b.value || a.value.rounds_to(b.value) || b.value.rounds_to(a.value) {
        return true;
    }
    if a.parts.contains(&b.value)
        || b.parts.contains(&a.value)
        || a.parts.iter().any(|part| b.parts.contains(part))
    {
        return true;
    }
    // 90年代 and the 1990s.
    if a.kind == Year || b.kind == Year {
        let (Some(a), Some(b)) = (a.value.whole(), b.value.whole()) else { return false };
        let (short, long) = (a.min(b), a.max(b));
        return short < 100 && (1000..=2100).contains(&long) && long % 100 == short;
    }
    false
}

/// Whether two figures have the same digits, and units that have decimal siblings.
fn other_unit(z: &Figure, e: &Figure) -> bool {
    z.has_prefix_unit && e.has_prefix_unit && z.value.same_digits(e.value)
}

/// Whether two figures that do not agree have the same digits, and no unit accounts for it.
fn same_digits(z: &Figure, e: &Figure) -> bool {
    use Kind::{Percent, Points};
    let percents = matches!((z.kind, e.kind), (Percent, Points) | (Points, Percent));
    if percents && z.value == e.value {
        return true;
    }
    let units = z.has_prefix_unit || e.has_prefix_unit;
    let kinds = z.kind == e.kind && z.kind != Kind::Year;
    let sure = z.is_scaled() || e.is_scaled() || z.value.significant() >= 3;
    kinds && !units && sure && z.value.same_digits(e.value)
}

/// Words for money that make a bare amount worth a question: 斥资350亿.
const SPENDING: &[&str] = &["斥资", "耗资", "投资", "出资", "注资", "融资", "筹资", "拨款", "捐款"];

/// An amount of money without its currency, in the abstract or the body.
fn amounts_without_currency(context: &mut Context<'_>) {
    let article = &context.record.article;
    let passages: Vec<&Passage> = article.zh.abstract_text.iter().chain(&article.body).collect();
    for passage in passages {
        let text = passage.as_str();
        if !SPENDING.iter().any(|w| text.contains(w)) {
            continue;
        }
        for figure in read(Side::Zh, text) {
            let before = text.get(..figure.span.start()).unwrap_or_default();
            let after = text.get(figure.span.end()..).unwrap_or_default();
            let before = before
                .trim_end_matches(['约', '近', '超', '逾', '达', '过', '了', '共', '计', ' ']);
            let spent = SPENDING.iter().any(|w| before.ends_with(w));
            let measured = after.trim_start().chars().next().is_some_and(|c| {
                "元美日欧英港韩澳加新台卢法德人镑块圆币余多个家项座名万亿千百笔".contains(c)
                    || c.is_ascii_alphabetic()
            });
            if spent && figure.is_scaled() && !measured {
                let quote = context.quote_around(Side::Zh, passage, figure.span);
                let message = format!("{} has no currency", figure.span.of(text));
                context.report("currency-missing", message, "say 元, 美元, 韩元 …", vec![quote]);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(side: Side, text: &str) -> Figure {
        read(side, text).into_iter().next().unwrap()
    }

    #[test]
    fn numbers_agree_over_scale_words_and_decades() {
        let agree = |zh, en| agree(&one(Side::Zh, zh), &one(Side::En, en));
        assert!(agree("350亿元", "35 billion yuan"));
        assert!(agree("3万人", "thirty thousand people"));
        assert!(agree("90年代", "the 1990s"));
        assert!(agree("12.48%", "12.5%"));
        assert!(agree("8%", "eight percent"));
        assert!(!agree("350亿元", "350 billion yuan"));
        assert!(!agree("3%", "3 percentage points"));
        assert!(agree("12.6亿元", "1.26 billon yuan"));
        assert!(agree("3701篇", "370l papers"));
        assert!(agree("51个", "5l tools"));
        assert!(agree("420天", "after42Odays"));
    }

    #[test]
    fn a_scale_word_is_both_ends_of_a_range() {
        let values = |side, text| -> Vec<Decimal> {
            read(side, text).into_iter().map(|f| f.value).collect()
        };
        let d = |v: u128| Decimal::new(v, 0);
        assert_eq!(values(Side::Zh, "每公顷3.2~4.5万株"), [d(32_000), d(45_000)]);
        assert_eq!(values(Side::Zh, "20至30亿元"), [d(2_000_000_000), d(3_000_000_000)]);
        assert_eq!(values(Side::En, "a density of 32-45 thousand"), [d(32_000), d(45_000)]);
        assert_eq!(
            values(Side::En, "from 2 to 3 billion yuan"),
            [d(2_000_000_000), d(3_000_000_000)]
        );
        // Two things, not one range.
        assert_eq!(values(Side::Zh, "3人和5万株"), [d(3), d(50_000)]);
        assert_eq!(values(Side::En, "in 2010 and 3 million"), [d(2010), d(3_000_000)]);
    }

    #[test]
    fn what_is_no_amount_need_not_be_found() {
        let data = |text: &str| -> Vec<String> {
            let figures = read(Side::Zh, text).into_iter();
            let data = figures.filter(|f| f.is_data && !f.is_small_count);
            data.map(|f| f.span.of(text).to_owned()).collect()
        };
        // A count of things, a part's name, a line's number that OCR set into the text.
        assert_eq!(data("从3个方面分析了4类风险"), Vec::<String>::new());
        assert_eq!(data("N1-P2成分的变化"), Vec::<String>::new());
        assert_eq!(data("本文先就航道与泊位辨9析海湾风险"), Vec::<String>::new());
        assert_eq!(data("抗浪能力6 和抢修速度。17"), Vec::<String>::new());
        assert_eq!(data("6—8月平均潮位"), Vec::<String>::new());
        assert_eq!(data("分别为90和85个"), ["90", "85"]);
        assert_eq!(data("样本共276个,温度7℃,历时48h"), ["276", "7", "48"]);
    }

    #[test]
    fn a_number_that_lost_digits_is_said() {
        let lost = |text: &str, zh: &str| has_lost_digits(text, one(Side::Zh, zh).value);
        assert!(lost("the yield was 711,80 yuan", "71.18万元"));
        assert!(lost("took 50,0 messages", "50000条"));
        assert!(!lost("on days 10,20 and 30", "30000条"));
        assert!(!lost("the yield was 711,800 yuan", "71.19万元"));
        assert!(!lost("groups 1,2 and 3", "12次"));
    }

    #[test]
    fn units_account_for_powers() {
        let same = |zh, en| same_digits(&one(Side::Zh, zh), &one(Side::En, en));
        assert!(same("350亿元", "350 billion yuan"));
        assert!(!same("5万吨", "50 kt"));
        assert!(!same("1500米", "1.5 km"));
    }
}
