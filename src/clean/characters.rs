//! Rules on single characters: what no text should hold, and what stands for something else.

use super::{
    latex, ligatures, pinyin,
    shape::is_chinese,
    work::{Edit, Work},
};
use crate::{
    domain::Span,
    lexicon::{Lexicon, names::is_surname},
    text::{is_han, is_han_punctuation},
};

/// What a character rule may ask beside the block's text.
#[derive(Clone, Copy)]
pub(super) struct Surroundings<'a> {
    pub(super) lexicon: &'a Lexicon,
    /// Whether the document has pinyin glosses inside its words.
    pub(super) pinyin_glosses: bool,
}

type Rule = fn(&str, Surroundings<'_>) -> Vec<Edit>;

/// Rules by id, in the order in which they run.
pub(super) const RULES: &[(&str, Rule)] = &[
    ("control-character", |text, _| control(text)),
    ("unread-glyph", |text, _| unread_glyphs(text)),
    ("html-entity", |text, _| entities(text)),
    ("ocr-residue", |text, _| ocr_residue(text)),
    ("latex", |text, _| latex::residue(text)),
    ("markdown-emphasis", |text, _| emphasis(text)),
    ("markdown-escape", |text, _| escapes(text)),
    ("cjk-radical", |text, _| radicals(text)),
    ("ligature", |text, around| ligatures::mend(text, around.lexicon)),
    ("full-width", |text, _| full_width(text)),
    (
        "pinyin-gloss",
        |text, around| {
            if around.pinyin_glosses { pinyin::glosses(text) } else { Vec::new() }
        },
    ),
    ("dash-run", |text, _| dash_runs(text)),
    ("moved-bracket", |text, _| moved_brackets(text)),
    ("end-mark", |text, _| end_mark(text)),
    ("english-punctuation", |text, _| english_punctuation(text)),
];

pub(super) fn mend(work: &mut Work<'_>) {
    let tones: usize = work.blocks.iter().map(|b| pinyin::toned_glosses(b.text.as_str())).sum();
    let around =
        Surroundings { lexicon: work.lexicon, pinyin_glosses: tones >= pinyin::FEWEST_TONED };
    for index in 0..work.blocks.len() {
        for (id, rule) in RULES {
            let edits = rule(work.text(index), around);
            work.edit(index, id, &edits);
        }
    }
}

/// `(cid:1234)`, which some programs write for a character that a PDF's font does not tell: the mark of
/// a character that is not known.
fn unread_glyphs(text: &str) -> Vec<Edit> {
    text.match_indices("(cid:")
        .filter_map(|(at, head)| {
            let rest = text.get(at + head.len()..)?;
            let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
            let closed = (1..=6).contains(&digits) && rest.get(digits..)?.starts_with(')');
            closed.then(|| (Span::new(at, at + head.len() + digits + 1), "\u{fffd}".to_owned()))
        })
        .collect()
}

/// `Y. T. Yan 闫( 耀庭)`: a bracket that the order of a PDF's glyphs put inside a Han name.
fn moved_brackets(text: &str) -> Vec<Edit> {
    text.match_indices("( ")
        .filter_map(|(at, open)| {
            let before = text.get(..at)?;
            let (surname_at, surname) = before.char_indices().next_back()?;
            let head = before.get(..surname_at)?;
            let latin = head.ends_with(' ')
                && head.trim_end().ends_with(|c: char| c.is_ascii_alphabetic() || c == '.');
            let rest = text.get(at + open.len()..)?;
            let close = rest.find(')')?;
            let given = rest.get(..close)?;
            let mut word = [0; 4];
            let named = is_surname(surname.encode_utf8(&mut word))
                && (1..=2).contains(&given.chars().count())
                && given.chars().all(is_han);
            (latin && named)
                .then(|| (Span::new(surname_at, at + open.len()), format!("({surname}")))
        })
        .collect()
}

/// `（204号` and `（20号`, which one OCR engine leaves after a formula: no bracket closes, and no Han
/// follows.
fn ocr_residue(text: &str) -> Vec<Edit> {
    let mut edits = numbered_residue(text);
    edits.extend(broken_references(text));
    edits.sort_by_key(|(span, _)| span.start());
    edits
}

/// What a word processor prints for a reference to nothing: `错误!未找到引用源。`.
fn broken_references(text: &str) -> Vec<Edit> {
    let mut edits = Vec::new();
    for (head, tail) in [("错误", "未找到引用源"), ("Error", "Reference source not found")]
    {
        for (at, _) in text.match_indices(head) {
            let rest = text.get(at + head.len()..).unwrap_or("");
            let mark = rest.trim_start_matches(['!', '！', ' ']);
            // A line break may stand in it.
            let mut wanted = tail.chars().filter(|c| !c.is_whitespace());
            let mut next = wanted.next();
            let mut end = None;
            for (offset, c) in mark.char_indices().take(40) {
                if c.is_whitespace() {
                    continue;
                }
                if next != Some(c) {
                    break;
                }
                next = wanted.next();
                if next.is_none() {
                    end = Some(offset + c.len_utf8());
                    break;
                }
            }
            let Some(end) = end.filter(|_| mark.len() < rest.len()) else { continue };
            let after = mark.get(end..).unwrap_or("");
            let stop = after.len() - after.trim_start_matches(['。', '.']).len();
            let to = text.len() - mark.len() + end + stop;
            edits.push((Span::new(at, to), String::new()));
        }
    }
    edits
}

fn numbered_residue(text: &str) -> Vec<Edit> {
    text.match_indices("（20")
        .filter_map(|(at, head)| {
            let rest = text.get(at + head.len()..)?;
            let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
            let after = rest.get(digits..)?.strip_prefix('号')?;
            let closed = after.chars().take(12).any(|c| matches!(c, '）' | ')'));
            let opened = after.chars().take(12).any(|c| matches!(c, '（' | '('));
            let alone = after.chars().next().is_none_or(|c| !is_han(c) || is_han_punctuation(c));
            let end = at + head.len() + digits + '号'.len_utf8();
            let blank = after.len() - after.trim_start_matches(' ').len();
            (digits <= 1 && alone && (!closed || opened))
                .then(|| (Span::new(at, end + blank), String::new()))
        })
        .collect()
}

fn each(text: &str, mut with: impl FnMut(char) -> Option<String>) -> Vec<Edit> {
    text.char_indices()
        .filter_map(|(at, c)| Some((Span::new(at, at + c.len_utf8()), with(c)?)))
        .collect()
}

/// Control and invisible characters go; U+FFFD stays: what it stood for is not known.
fn control(text: &str) -> Vec<Edit> {
    each(text, |c| {
        let drop = c.is_control() && !matches!(c, '\n' | '\t' | '\r')
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{feff}' | '\u{ad}');
        drop.then(String::new)
    })
}

const ENTITIES: &[(&str, &str)] = &[
    ("&nbsp;", " "),
    ("&quot;", "\""),
    ("&apos;", "'"),
    ("&lt;", "<"),
    ("&gt;", ">"),
    ("&amp;", "&"),
    ("&mdash;", "—"),
    ("&ndash;", "–"),
    ("&ldquo;", "“"),
    ("&rdquo;", "”"),
    ("&middot;", "·"),
    // A raised note number that swallowed the head of an entity: ^{3 &}quot;
    (" &}quot;", "}\""),
    (" &}ldquo;", "}“"),
    (" &}amp;", "}&"),
];

fn entities(text: &str) -> Vec<Edit> {
    if !text.contains('&') {
        return Vec::new();
    }
    let mut edits: Vec<Edit> = Vec::new();
    let mut at = 0;
    while let Some(found) =
        text.get(at..).and_then(|t| t.find(" &").into_iter().chain(t.find('&')).min())
    {
        let start = at + found;
        let rest = text.get(start..).unwrap_or("");
        match ENTITIES.iter().find(|(entity, _)| rest.starts_with(entity)) {
            Some((entity, with)) => {
                edits.push((Span::new(start, start + entity.len()), (*with).to_owned()));
                at = start + entity.len();
            }
            None => at = start + 1,
        }
    }
    edits
}

/// `\*` `\~` `\$` `\%` `\_` `\#`: escapes of Markdown and LaTeX left in the text.
/// Longest text that bold marks of Markdown enclose, in characters.
const LONGEST_BOLD_CHARS: usize = 80;

/// `**摘要：**`: the marks of bold type, in pairs round a text without blanks at its ends.
fn emphasis(text: &str) -> Vec<Edit> {
    let marks: Vec<usize> = text
        .match_indices("**")
        .map(|(at, _)| at)
        .filter(|at| {
            let before = text.get(..*at).and_then(|t| t.chars().next_back());
            let after = text.get(at + 2..).and_then(|t| t.chars().next());
            before != Some('\\') && before != Some('*') && after != Some('*')
        })
        .collect();
    let mut edits = Vec::new();
    let mut open: Option<usize> = None;
    for at in marks {
        let inside = open.and_then(|from| text.get(from + 2..at));
        let fits = inside.is_some_and(|t| {
            let edge = |c: Option<char>| c.is_some_and(|c| !c.is_whitespace());
            t.chars().count() <= LONGEST_BOLD_CHARS
                && edge(t.chars().next())
                && edge(t.chars().next_back())
                && t.chars().any(char::is_alphabetic)
        });
        match open {
            Some(from) if fits => {
                edits.extend([from, at].map(|at| (Span::new(at, at + 2), String::new())));
                open = None;
            }
            _ => open = Some(at),
        }
    }
    edits
}

fn escapes(text: &str) -> Vec<Edit> {
    text.match_indices('\\')
        .filter(|(at, _)| {
            text.get(at + 1..)
                .and_then(|t| t.chars().next())
                .is_some_and(|c| "*~$%_#&[]<>".contains(c))
        })
        .map(|(at, _)| (Span::new(at, at + 1), String::new()))
        .collect()
}

/// Kangxi and CJK radicals that stand for the character they look like.
fn radicals(text: &str) -> Vec<Edit> {
    use unicode_normalization::UnicodeNormalization;
    each(text, |c| match c {
        '\u{2f00}'..='\u{2fd5}' => Some(std::iter::once(c).nfkc().collect()),
        '\u{2e80}'..='\u{2eff}' => {
            SUPPLEMENT.iter().find(|(from, _)| *from == c).map(|(_, to)| to.to_string())
        }
        _ => None,
    })
}

/// Radicals of the CJK Radicals Supplement that PDF fonts put for whole characters; Unicode gives
/// them no decomposition.
const SUPPLEMENT: &[(char, char)] = &[
    ('\u{2ec5}', '见'),
    ('\u{2ec8}', '讠'),
    ('\u{2ec9}', '贝'),
    ('\u{2ecb}', '车'),
    ('\u{2ed3}', '长'),
    ('\u{2ed4}', '门'),
    ('\u{2ed8}', '青'),
    ('\u{2ed9}', '韦'),
    ('\u{2eda}', '页'),
    ('\u{2edb}', '风'),
    ('\u{2edc}', '飞'),
    ('\u{2ee0}', '饣'),
    ('\u{2ee2}', '马'),
    ('\u{2ee5}', '鱼'),
    ('\u{2ee6}', '鸟'),
    ('\u{2ee8}', '麦'),
    ('\u{2eec}', '齐'),
    ('\u{2eee}', '齿'),
    ('\u{2ef0}', '龙'),
    ('\u{2ef3}', '龟'),
    ('\u{2e9f}', '母'),
];

/// Full-width Latin letters and digits, and the stop between such digits.
fn full_width(text: &str) -> Vec<Edit> {
    let is_wide =
        |c: Option<char>| c.is_some_and(|c| matches!(c, '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ'));
    let mut edits = Vec::new();
    let mut before = None;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let after = chars.peek().map(|n| n.1);
        let fold = is_wide(Some(c))
            || matches!(c, '．' | '／' | '－' | '＠' | '＿') && is_wide(before) && is_wide(after);
        if fold && let Some(narrow) = char::from_u32(u32::from(c) - 0xfee0) {
            edits.push((Span::new(at, at + c.len_utf8()), narrow.to_string()));
        }
        before = Some(c);
    }
    edits
}

/// A run of four or more hyphens, or of box or em lines, beside Han stands for ——.
fn dash_runs(text: &str) -> Vec<Edit> {
    let mut edits = Vec::new();
    let mut run: Option<(usize, usize)> = None;
    let mut before = None;
    for (at, c) in text.char_indices().chain(std::iter::once((text.len(), '\n'))) {
        if matches!(c, '-' | '－' | '─' | '━') {
            run = Some(run.map_or((at, 1), |(start, count)| (start, count + 1)));
            continue;
        }
        if let Some((start, count)) = run.take()
            && count >= 4
            && (before.is_some_and(is_han_like) && (is_han_like(c) || before.is_some_and(is_han)))
        {
            edits.push((Span::new(start, at), "——".to_owned()));
        }
        before = Some(c);
    }
    edits
}

/// The sign that closes an article: 。■
fn end_mark(text: &str) -> Vec<Edit> {
    let kept = text.trim_end();
    let core = kept.trim_end_matches(['■', '□', '◆', '◇', '●', '▲', '★', '♦', '▇', '█']);
    let closed = core.trim_end().ends_with(['。', '！', '？', '”', '"', '）', ')']);
    if core.len() < kept.len() && closed {
        vec![(Span::new(core.trim_end().len(), text.len()), String::new())]
    } else {
        Vec::new()
    }
}

fn is_han_like(c: char) -> bool {
    is_han(c) || is_han_punctuation(c) || c.is_alphanumeric()
}

/// Full-width punctuation inside English: `size，operation` is `size, operation`.
fn english_punctuation(text: &str) -> Vec<Edit> {
    if is_chinese(text) {
        return Vec::new();
    }
    let latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_graphic());
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    let mut edits = Vec::new();
    for (index, (at, c)) in chars.iter().enumerate() {
        let narrow = match c {
            '，' | '、' => ", ",
            '；' => "; ",
            '：' => ": ",
            '．' | '。' => ". ",
            '？' => "? ",
            '！' => "! ",
            '（' => " (",
            '）' => ") ",
            _ => continue,
        };
        let blank = |c: &&(usize, char)| c.1 == ' ';
        let left = chars.iter().take(index).rev().find(|c| !blank(c)).map(|c| c.1);
        let right = chars.iter().skip(index + 1).find(|c| !blank(c)).map(|c| c.1);
        let sides = (latin(left) || left.is_some_and(|c| "）”’，".contains(c)) || left.is_none())
            && (latin(right) || right.is_none() || right.is_some_and(|c| "（“‘，；".contains(c)));
        if !sides {
            continue;
        }
        let prev = index.checked_sub(1).and_then(|i| chars.get(i)).map(|c| c.1);
        let next = chars.get(index + 1).map(|c| c.1);
        let mut with = narrow;
        if prev.is_none_or(char::is_whitespace) {
            with = with.trim_start();
        }
        if next.is_none_or(|c| {
            c.is_whitespace()
                || matches!(c, ',' | '.' | ';' | ':' | ')' | '，' | '；' | '：' | '）' | '。')
        }) {
            with = with.trim_end();
        }
        edits.push((Span::new(*at, at + c.len_utf8()), with.to_owned()));
    }
    edits
}
