//! Fields of the article as a whole: class number, DOI, dates, fund, editor; affiliations.

use std::sync::LazyLock;

use super::pieces::{Owner, Pieces};
use crate::{
    domain::{Article, BlockKind, Byte, MappedText, Passage, Span},
    lexicon::labels::Field,
    text::is_han,
};

/// Takes the labelled pieces of `range` into the article's fields.
pub(super) fn take(pieces: &mut Pieces<'_>, range: std::ops::Range<usize>, article: &mut Article) {
    for index in range {
        let Some(piece) = pieces.get(index) else { break };
        let Some(field) = piece.field() else { continue };
        if !piece.is_line() || piece.owner != Owner::Free {
            continue;
        }
        let text = piece.as_str().trim().to_owned();
        let parts = &mut article.parts;
        let slot = match field {
            Field::Clc => Some((&mut parts.clc, clc(&text))),
            Field::DocumentCode => {
                Some((&mut parts.document_code, first_word(&text, |c| c.is_ascii_uppercase())))
            }
            Field::ArticleNumber => Some((&mut parts.article_number, article_number(&text))),
            Field::Doi => Some((&mut parts.doi, doi(&text))),
            _ => None,
        };
        if let Some((slot, value)) = slot {
            if slot.is_none() && !value.is_empty() {
                *slot = Some(value);
            }
            pieces.own(index, Owner::Taken);
            continue;
        }
        match field {
            Field::Date => {
                let dated = labelled(pieces, index);
                article.parts.dates.push(dated);
            }
            Field::Fund if article.parts.fund.is_none() && !text.is_empty() => {
                article.parts.fund = Some(pieces.whole(index));
            }
            Field::AuthorNote if article.parts.author_note.is_none() && !text.is_empty() => {
                article.parts.author_note = Some(pieces.whole(index));
            }
            Field::Editor if !text.is_empty() => {
                if article.parts.editor.is_none() {
                    article.parts.editor = Some(editor(pieces, index));
                }
            }
            Field::Fund
            | Field::AuthorNote
            | Field::Editor
            | Field::Citation
            | Field::Title
            | Field::Author
            | Field::Affiliation => {}
            _ => continue,
        }
        pieces.own(index, Owner::Taken);
    }
    if article.zh.affiliations.is_empty()
        && let Some(note) = article.parts.author_note.clone()
    {
        article.zh.affiliations = affiliation_in_note(&note, article, pieces);
    }
    journal(pieces, article);
}

/// Positions that follow the name of an institution in a note on the author.
static POSITIONS: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    let mut words: Vec<&'static str> =
        include_str!("data/positions.tsv").lines().filter(|line| !line.starts_with('#')).collect();
    words.sort_by_key(|w| (std::cmp::Reverse(w.len()), *w));
    words
});

/// `林栖舟，云州大学海洋治理研究所讲师，…`: the institution between name and position.
fn affiliation_in_note(note: &Passage, article: &Article, pieces: &Pieces<'_>) -> Vec<Passage> {
    let text = note.as_str();
    let Some(author) = article.zh.authors.first() else { return Vec::new() };
    let Some(rest) = text.trim_start().strip_prefix(author.as_str()) else { return Vec::new() };
    let base = text.len() - rest.len();
    let mut at = base;
    let mut found = Vec::new();
    for part in rest.split(['，', ',', '。', '；', ';', '：', ':']) {
        let word = part.trim();
        let end = POSITIONS
            .iter()
            .filter_map(|p| word.find(p))
            .filter(|e| *e > 0)
            .min()
            .unwrap_or(word.len());
        let name = word.get(..end).unwrap_or("").trim();
        if super::lines::is_affiliation(&format!("1{name}")) && name.chars().count() >= 4 {
            let start = at + (part.len() - part.trim_start().len());
            found.push(note.part(Span::new(start, start + name.len()), pieces.document));
        }
        at += part.len();
        at += text.get(at..).and_then(|t| t.chars().next()).map_or(0, char::len_utf8);
        if found.len() >= article.zh.authors.len() {
            break;
        }
    }
    found
}

/// Label and text together, as a date is kept.
fn labelled(pieces: &Pieces<'_>, index: usize) -> Passage {
    let Some(piece) = pieces.get(index) else { return Passage::default() };
    let mut text = MappedText::default();
    text.push(&piece.label_text);
    let content = piece.text.trimmed();
    let kept = content.as_str().trim_end_matches(['；', ';', '，', ',', '。', ' ']).len();
    let content = content.slice(Span::new(0, kept));
    text.push_standing_for("：", Span::new(text.source().end(), content.source().start()));
    text.push(&content);
    pieces.passage(index, text)
}

/// The editor's name: up to a bracket or the end.
fn editor(pieces: &Pieces<'_>, index: usize) -> Passage {
    let Some(piece) = pieces.get(index) else { return Passage::default() };
    let text = piece.as_str();
    let end = text.find([')', '）', ']', '］', '】', '\n']).unwrap_or(text.len());
    let inside = text.get(..end).unwrap_or("");
    let kept = inside.trim().trim_end_matches(['。', '.', '；', ';']);
    let start = inside.find(kept).unwrap_or(0);
    pieces.passage(index, piece.text.slice(Span::new(start, start + kept.len())))
}

fn clc(text: &str) -> String {
    text.chars()
        .take_while(|c| c.is_ascii_alphanumeric() || ".．-—+；;,，/()[]：:=\" ".contains(*c))
        .collect::<String>()
        .trim()
        .trim_end_matches(['；', ';', ',', '，', '.', '(', '['])
        .to_owned()
}

fn first_word(text: &str, keep: fn(char) -> bool) -> String {
    text.chars().take_while(|c| keep(*c)).collect()
}

fn article_number(text: &str) -> String {
    text.chars()
        .take_while(|c| c.is_ascii_digit() || "()（）-—－–xX. ".contains(*c))
        .collect::<String>()
        .trim()
        .to_owned()
}

fn doi(text: &str) -> String {
    let compact: String = text.chars().take_while(|c| c.is_ascii() && *c != '\n').collect();
    let at = compact.find("10.").unwrap_or(0);
    let mut out = String::new();
    for word in compact.get(at..).unwrap_or("").split_whitespace() {
        // OCR puts blanks into a DOI; a word without digit or stop ends it.
        if !out.is_empty() && !word.contains(|c: char| c.is_ascii_digit() || c == '.' || c == '/') {
            break;
        }
        out.push_str(word);
    }
    out.trim_end_matches(['.', ',', ';', ')']).to_owned()
}

/// The journal's name from an issue line: 《X》 or the Han before the year.
fn journal(pieces: &Pieces<'_>, article: &mut Article) {
    if article.parts.journal.is_some() {
        return;
    }
    article.parts.journal = pieces
        .list
        .iter()
        .filter(|p| p.kind == BlockKind::Furniture)
        .find_map(|p| journal_name(p.as_str()))
        .or_else(|| masthead(pieces));
}

/// Endings of journals' names.
const JOURNAL_ENDINGS: &[&str] = &[
    "学刊", "学报", "杂志", "研究", "评论", "论丛", "导刊", "通讯", "科学", "學報", "學刊", "季刊",
    "论坛", "工作", "月刊",
];

/// A masthead: one of the first lines of the file is a short name of a journal's kind.
fn masthead(pieces: &Pieces<'_>) -> Option<String> {
    let issue = pieces.list.iter().take(6).position(|p| p.kind == BlockKind::Furniture)?;
    pieces.list.iter().take(issue).find_map(|p| {
        let name: String = p.as_str().chars().filter(|c| !c.is_whitespace() && *c != '#').collect();
        let fits = name.chars().all(is_han)
            && (3..=12).contains(&name.chars().count())
            && JOURNAL_ENDINGS.iter().any(|e| name.ends_with(e));
        fits.then_some(name)
    })
}

fn journal_name(line: &str) -> Option<String> {
    if !line.contains('年') && !line.contains('期') && !line.contains('卷') {
        return None;
    }
    let clean: String = line.chars().filter(|c| !"^{}|".contains(*c)).collect();
    let name = if let Some((_, rest)) = clean.split_once('《') {
        rest.split_once('》')?.0.to_owned()
    } else {
        let head = clean.split(['第', '总']).next()?;
        head.chars().filter(|c| is_han(*c) || *c == ' ').collect::<String>()
    };
    let name: String =
        name.chars().filter(|c| !c.is_whitespace() && *c != '年' && *c != '月').collect();
    (3..=20).contains(&name.chars().count()).then_some(name)
}

/// Whether what follows a digit is a name and not the rest of a postcode that OCR spoiled (1OO190).
fn numbers_a_name(rest: &str) -> bool {
    let rest = rest.trim_start_matches(['.', '．', '、', ' ', '(', '（', '\u{3000}']);
    let word: String = rest.chars().take(4).collect();
    word.starts_with(|c: char| is_han(c) || c.is_uppercase())
        && word.chars().all(|c| !c.is_ascii_digit())
        && !word.starts_with("OO")
        && !word.starts_with("Oo")
}

/// Affiliations in `line` from byte `from` on, without numbers and outer brackets.
pub(super) fn affiliations(line: &str, from: usize) -> Vec<Span<Byte>> {
    let mut cuts = vec![from];
    let mut before = ' ';
    let mut chars = line.char_indices().filter(|(at, _)| *at >= from).peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map(|n| n.1);
        let marks = crate::text::markers::superscript(c).is_some()
            || c.is_ascii_digit()
                && !before.is_ascii_digit()
                && !before.is_alphabetic()
                && next.is_some_and(|n| !n.is_ascii_digit())
                && numbers_a_name(line.get(at + 1..).unwrap_or(""));
        if matches!(c, '；' | ';' | '\n') || marks {
            cuts.push(at);
        }
        before = c;
    }
    cuts.push(line.len());
    let edge = |c: char| {
        c.is_whitespace()
            || c.is_ascii_digit()
            || "（(；;.．、丨|，,。*\"‘’“”'".contains(c)
            || crate::text::markers::superscript(c).is_some()
    };
    let mut spans = Vec::new();
    for pair in cuts.windows(2) {
        let [a, b] = pair else { continue };
        let text = line.get(*a..*b).unwrap_or("");
        let head = text.trim_start_matches(edge);
        let kept = head.trim_end_matches(|c: char| c.is_whitespace() || "；;，,。、".contains(c));
        let opens = kept.matches(['(', '（']).count();
        let closes = kept.matches([')', '）']).count();
        let kept =
            if closes > opens { kept.trim_end_matches([')', '）']).trim_end() } else { kept };
        if kept.chars().filter(|c| c.is_alphabetic()).count() >= 4 {
            let start = a + (text.len() - head.len());
            spans.push(Span::new(start, start + kept.len()));
        }
    }
    spans
}
