//! Section headings: on lines of their own, run into a paragraph, or in its middle.

use crate::{
    domain::{Byte, Section, SectionForm, Span},
    lexicon::headings::{self, HeadingMarker, Series},
    text::is_han,
};

/// Longest heading, in characters.
const LONGEST_CHARS: usize = 48;

/// A heading found in a text: marker and title.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Heading {
    pub(super) series: Series,
    pub(super) number: u32,
    pub(super) marker: Span<Byte>,
    pub(super) title: Span<Byte>,
    pub(super) form: SectionForm,
}

/// The heading that the whole line is. `marked` says that the reader knows it for one.
pub(super) fn line(text: &str, marked: bool) -> Option<Heading> {
    let trimmed = text.trim();
    if trimmed.is_empty() || trimmed.chars().count() > LONGEST_CHARS + 12 {
        return None;
    }
    if trimmed.ends_with(['。', '；', '，', ';', ',', '、', '：']) && !headings::is_bare(trimmed)
    {
        return None;
    }
    if let Some(marker) = headings::marker(text) {
        let title = trimmed_span(text, Span::new(marker.span.end(), text.len()));
        if fits_line(text, marker, title, marked) {
            let marker_span = trimmed_span(text, marker.span);
            return Some(Heading {
                series: marker.series,
                number: marker.number,
                marker: marker_span,
                title,
                form: SectionForm::Line,
            });
        }
        return None;
    }
    (headings::is_bare(text) || marked && trimmed.chars().count() <= LONGEST_CHARS).then(|| {
        Heading {
            series: Series::Bare,
            number: 0,
            marker: Span::new(0, 0),
            title: trimmed_span(text, Span::new(0, text.len())),
            form: SectionForm::Line,
        }
    })
}

/// Whether a marked line is a heading and not a list item, a quantity or a sentence.
fn fits_line(text: &str, marker: HeadingMarker, title: Span<Byte>, marked: bool) -> bool {
    let title = title.of(text);
    let Some(first) = title.chars().next() else { return false };
    if title.contains('。') {
        return false;
    }
    match marker.series {
        Series::Han | Series::HanBracketed | Series::Chapter => true,
        Series::Ordinal => marked || !title.contains(['，', ',']),
        Series::Number | Series::NumberTwo | Series::NumberThree => {
            let after = text.get(marker.span.end()..).unwrap_or("");
            let parted = after.starts_with(char::is_whitespace)
                || marker.span.of(text).ends_with(['.', '．', '、']);
            let word = is_han(first) || first.is_alphabetic() && (parted || marked);
            let quantity = is_han(first)
                && !parted
                && !marked
                && "年月日个名次位项种条人家国万亿倍元米克度例组期章".contains(first)
                && title.chars().count() > 12;
            word && !quantity && (marked || !title.contains(['，', ',', '；', '|', '\t']))
        }
        Series::NumberBracketed => marked,
        Series::Bare => true,
    }
}

/// The heading at the head of a paragraph: up to the first 。, with text after it.
pub(super) fn run_in(text: &str) -> Option<Heading> {
    let marker = headings::marker(text)?;
    if !matches!(marker.series, Series::Han | Series::HanBracketed | Series::Ordinal) {
        return None;
    }
    up_to_stop(text, marker, 0)
}

fn up_to_stop(text: &str, marker: HeadingMarker, offset: usize) -> Option<Heading> {
    let rest = text.get(marker.span.end()..)?;
    let stop = rest.find(['。', '？', '！', '；', ';'])?;
    let mark = rest.get(stop..)?.chars().next()?;
    let title = rest.get(..stop)?;
    let after = rest.get(stop + mark.len_utf8()..)?;
    let fits = matches!(mark, '。' | '？')
        && (2..=LONGEST_CHARS).contains(&title.trim().chars().count())
        && !after.trim().is_empty();
    fits.then(|| Heading {
        series: marker.series,
        number: marker.number,
        marker: trimmed_span(text, marker.span).shifted(offset),
        title: trimmed_span(text, Span::new(marker.span.end(), marker.span.end() + stop))
            .shifted(offset),
        form: SectionForm::RunIn,
    })
}

/// 第一， in the middle of a paragraph, right after a full stop.
pub(super) fn in_the_middle(text: &str) -> Option<Heading> {
    for (at, _) in text.match_indices("第一") {
        let before = text.get(..at).unwrap_or("").trim_end();
        if before.is_empty() || !before.ends_with(['。', '：', ':']) {
            continue;
        }
        let rest = text.get(at..)?;
        // A second marker in the same paragraph makes it an enumeration.
        if rest.contains("第二，") || rest.contains("第二,") {
            return None;
        }
        let marker = headings::marker(rest).filter(|m| m.series == Series::Ordinal)?;
        let found = up_to_stop(rest, marker, 0)?;
        return Some(Heading {
            marker: found.marker.shifted(at),
            title: found.title.shifted(at),
            ..found
        });
    }
    None
}

pub(super) fn trimmed_span(text: &str, span: Span<Byte>) -> Span<Byte> {
    let inside = span.of(text);
    let lead = inside.len() - inside.trim_start().len();
    let kept = inside.trim().len();
    Span::new(span.start() + lead, span.start() + lead + kept)
}

/// Levels of the series of one article: what stands outermost is 1.
#[derive(Debug, Clone, Copy)]
pub(super) struct Levels {
    han: bool,
    chapters: bool,
}

impl Levels {
    /// Levels for an article whose headings are of these series.
    pub(super) fn of(series: &[Series]) -> Self {
        Self { han: series.contains(&Series::Han), chapters: series.contains(&Series::Chapter) }
    }

    /// The level of a heading, 1 to 3.
    pub(super) fn level(self, series: Series) -> u8 {
        match series {
            Series::Chapter | Series::Bare => 1,
            Series::Han if self.chapters => 2,
            Series::Han => 1,
            Series::HanBracketed => 2,
            Series::Ordinal => 3,
            Series::Number if self.han => 3,
            Series::Number => 1,
            Series::NumberTwo => 2,
            Series::NumberThree | Series::NumberBracketed => 3,
        }
    }
}

/// A 第一 in the middle of a paragraph is a heading only where 第二 heads a paragraph after it.
pub(super) fn ordinals_in_order(sections: &mut Vec<Section>, series: &mut Vec<Series>) {
    let keep: Vec<bool> = sections
        .iter()
        .zip(series.iter())
        .enumerate()
        .map(|(at, (section, kind))| {
            if *kind != Series::Ordinal
                || section.form != SectionForm::RunIn
                || !section.marker.starts_with("第一")
            {
                return true;
            }
            sections.iter().zip(series.iter()).skip(at + 1).any(|(next, kind)| {
                *kind == Series::Ordinal
                    && next.marker.starts_with("第二")
                    && next.paragraph > section.paragraph
            })
        })
        .collect();
    let mut at = 0;
    sections.retain(|_| {
        at += 1;
        keep.get(at - 1).copied().unwrap_or(true)
    });
    let mut at = 0;
    series.retain(|_| {
        at += 1;
        keep.get(at - 1).copied().unwrap_or(true)
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str, heading: Heading) -> (&str, &str) {
        (heading.marker.of(text), heading.title.of(text))
    }

    #[test]
    fn headings_in_three_forms() {
        let text = "一、环湾六国电缆治理合作的进展";
        assert_eq!(parts(text, line(text, false).unwrap()), ("一、", "环湾六国电缆治理合作的进展"));
        let text = "(一) 政府层面的规则协调。六国在";
        assert_eq!(parts(text, run_in(text).unwrap()), ("(一)", "政府层面的规则协调"));
        let text = "形成互助机制。第一,抢修船队的共同管理。最常见的";
        assert_eq!(parts(text, in_the_middle(text).unwrap()), ("第一,", "抢修船队的共同管理"));
        for text in ["2019年以来合作加深", "第一,六国追求。", "1 200元", "一方面"]
        {
            assert_eq!(line(text, false).or_else(|| run_in(text)), None, "{text}");
        }
        let text = "有三点。第一,甲。第二,乙。第三,丙。";
        assert_eq!(in_the_middle(text), None);
    }
}
