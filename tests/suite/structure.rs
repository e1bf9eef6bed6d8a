//! Structure on whole documents.

use std::path::Path;

use duizhao::{
    clean,
    domain::{Article, Cleaned, Document, Front, Passage, SectionForm, Side},
    lexicon::Lexicon,
    read, segment, structure,
};
use serde_json::Value;

use crate::sandbox::shared;

/// A document, its cleaned form and its articles.
pub struct Parsed {
    pub document: Document,
    pub cleaned: Cleaned,
    pub articles: Vec<Article>,
}

pub fn parse(bytes: &[u8], name: &str) -> Parsed {
    let lexicon = Lexicon::builtin();
    let document = read::read(bytes, name, &read::ReadOptions::default()).unwrap();
    let cleaned = clean::clean(&document, lexicon);
    let articles = structure::articles(&document, &cleaned, lexicon);
    Parsed { document, cleaned, articles }
}

pub fn parse_file(path: &Path) -> Parsed {
    let name = path.file_name().unwrap().to_str().unwrap();
    parse(&std::fs::read(path).unwrap(), name)
}

pub fn text(passage: Option<&Passage>) -> &str {
    passage.map_or("", |p| p.as_str())
}

pub fn texts(passages: &[Passage]) -> Vec<&str> {
    passages.iter().map(Passage::as_str).collect()
}

pub fn sentence_count(side: Side, front: &Front) -> usize {
    front
        .abstract_text
        .as_ref()
        .map_or(0, |a| segment::abstract_sentences(side, a.as_str(), &front.abstract_parts).len())
}

fn strings(value: &Value) -> Vec<&str> {
    value.as_array().into_iter().flatten().filter_map(Value::as_str).collect()
}

fn real_article() -> Option<(Parsed, Value)> {
    let article = shared("article/xdgjgx-2025-10-zhao.txt")?;
    let gold = std::fs::read_to_string(shared("gold/gold_structure.json")?).unwrap();
    Some((parse_file(&article), serde_json::from_str(&gold).unwrap()))
}

#[test]
fn real_article_front_matter() {
    let Some((parsed, gold)) = real_article() else { return };
    assert_eq!(parsed.articles.len(), 1);
    let article = &parsed.articles[0];
    assert_eq!(text(article.zh.title.as_ref()), gold["title"]["zh"]);
    assert_eq!(text(article.en.title.as_ref()), gold["title"]["en"]);
    assert_eq!(texts(&article.zh.authors), [gold["author"]["zh"].as_str().unwrap()]);
    assert_eq!(texts(&article.en.authors), [gold["author"]["en"].as_str().unwrap()]);
    assert_eq!(texts(&article.zh.affiliations), [gold["affiliation"]["zh"].as_str().unwrap()]);
    assert_eq!(text(article.zh.abstract_text.as_ref()), gold["abstract_zh"]["text"]);
    assert_eq!(text(article.en.abstract_text.as_ref()), gold["abstract_en"]["text"]);
    assert_eq!(texts(&article.zh.keywords), strings(&gold["keywords_zh"]));
    assert_eq!(texts(&article.en.keywords), strings(&gold["keywords_en"]));
    assert_eq!(sentence_count(Side::Zh, &article.zh), 5);
    assert_eq!(sentence_count(Side::En, &article.en), 7);
    assert_eq!(text(article.parts.editor.as_ref()), gold["responsible_editor"]["zh"]);
    assert_eq!(article.parts.journal.as_deref(), gold["journal"]["zh"].as_str());
    let first = |p: Option<&Passage>| u64::from(p.unwrap().lines.first);
    assert_eq!(first(article.zh.title.as_ref()), gold["title"]["line_zh"]);
    assert_eq!(first(article.en.title.as_ref()), gold["title"]["line_en"]);
    assert_eq!(first(article.en.abstract_text.as_ref()), gold["abstract_en"]["line"]);
    assert_eq!(first(article.en.keywords.first()), gold["keywords_en_line"]);
    assert_eq!(first(article.zh.keywords.last()), gold["keywords_zh_line"]);
    assert_eq!(first(article.zh.affiliations.first()), gold["affiliation"]["line"]);
}

#[test]
fn real_article_sections() {
    let Some((parsed, gold)) = real_article() else { return };
    let found: Vec<String> = parsed.articles[0]
        .sections
        .iter()
        .map(|s| {
            let form = if s.form == SectionForm::Line { "line" } else { "run-in" };
            format!("{} {} {} {form} {}", s.level, s.marker, s.title.as_str(), s.title.lines.first)
        })
        .collect();
    let wanted: Vec<String> = gold["sections"]
        .as_array()
        .unwrap()
        .iter()
        .map(|s| {
            let form = s["form"].as_str().unwrap().split(',').next().unwrap();
            let word = |key: &str| s[key].as_str().unwrap().to_owned();
            format!("{} {} {} {form} {}", s["level"], word("marker"), word("title_zh"), s["line"])
        })
        .collect();
    assert_eq!(found, wanted);
    let article = &parsed.articles[0];
    for section in article.sections.iter().filter(|s| s.form == SectionForm::RunIn) {
        let paragraph = article.body[section.paragraph].as_str();
        assert!(paragraph.contains(section.title.as_str()), "{}", section.title.as_str());
    }
    assert_eq!(article.body[0].lines.first, 11);
    assert_eq!(article.body[0].lines.last, 13);
}

#[test]
fn real_article_notes() {
    let Some((parsed, gold)) = real_article() else { return };
    let items = gold["footnotes"]["items"].as_array().unwrap();
    let notes = &parsed.articles[0].notes;
    assert_eq!(notes.len(), items.len());
    for (note, item) in notes.iter().zip(items) {
        let seq = &item["seq"];
        assert_eq!(u64::from(note.number.unwrap()), item["number_on_page"], "note {seq}");
        assert_eq!(u64::from(note.text.lines.first), item["line"], "note {seq}");
        assert!(
            item["marker_as_ocr"].as_str().unwrap() == note.marker,
            "note {seq}: {}",
            note.marker
        );
        let (at, line) = note.reference.unwrap_or_else(|| panic!("note {seq} has no reference"));
        assert_eq!(u64::from(line), item["ref_line"], "note {seq}");
        let marker = item["ref_marker_as_ocr"].as_str().unwrap();
        assert!(parsed.document.text()[at..].starts_with(marker), "note {seq}");
        // The text without its marker, blanks and escapes apart.
        let plain = |t: &str| t.replace([' ', '\\'], "");
        let printed = plain(item["text"].as_str().unwrap());
        let tail = printed.strip_prefix(&plain(&note.marker)).unwrap();
        assert!(plain(note.text.as_str()).ends_with(tail), "note {seq}: {}", note.text.as_str());
    }
}

#[test]
fn real_article_clean_up() {
    let Some((parsed, gold)) = real_article() else { return };
    let article = &parsed.articles[0];
    for join in gold["paragraph_joins"].as_array().unwrap() {
        let joined = join["joined"].as_str().unwrap();
        let paragraph = article
            .body
            .iter()
            .find(|p| p.as_str().contains(joined))
            .unwrap_or_else(|| panic!("{joined}"));
        assert_eq!(u64::from(paragraph.lines.first), join["first_line"], "{joined}");
        assert_eq!(u64::from(paragraph.lines.last), join["last_line"], "{joined}");
    }
    assert_eq!(
        parsed.cleaned.edits.iter().filter(|e| e.rule == "paragraph-join").count(),
        gold["paragraph_joins"].as_array().unwrap().len()
    );
    for item in gold["stray_spaces"]["items"].as_array().unwrap() {
        let context = item["context"].as_str().unwrap();
        let whole: String = context.chars().filter(|c| *c != ' ').collect();
        let edit = parsed.cleaned.edits.iter().find(|e| {
            e.rule == "stray-blank"
                && u64::from(e.lines.first) == item["line"]
                && parsed.document.text()[..e.source.1]
                    .ends_with(&context[..=context.find(' ').unwrap()])
        });
        assert!(edit.is_some(), "{context} is not in the log");
        let texts = article.body.iter().chain(article.notes.iter().map(|n| &n.text));
        let core: String = whole.chars().skip(2).take(8).collect();
        assert!(texts.into_iter().any(|p| p.as_str().contains(&core)), "{core}");
    }
    for drop in gold["drop_lines"].as_array().unwrap() {
        assert!(
            parsed
                .cleaned
                .edits
                .iter()
                .any(|e| { e.rule == "page-header" && u64::from(e.lines.first) == drop["line"] }),
            "{drop}"
        );
    }
    for paragraph in &article.body {
        let text = paragraph.as_str();
        for sign in ["①", "②", "③", "④", "⑤", "^", "年第10期", "2025 年第", "■", "http", "《}"]
        {
            assert!(!text.contains(sign), "{sign} in {text}");
        }
    }
}

#[test]
fn real_article_foreign_material() {
    let Some((parsed, gold)) = real_article() else { return };
    let foreign = &parsed.articles[0].foreign;
    assert_eq!(foreign.len(), 1, "{foreign:?}");
    let lines = foreign[0].text.lines;
    assert_eq!((lines.first, lines.last), (193, 197));
    assert!(
        foreign[0]
            .text
            .as_str()
            .starts_with(gold["foreign_material"]["first_words"].as_str().unwrap())
    );
    for keyword in strings(&gold["foreign_material"]["keywords_en"]) {
        assert!(!texts(&parsed.articles[0].en.keywords).contains(&keyword));
    }
    // Every character of the file is in a part, in the foreign material, or in the log.
    let article = &parsed.articles[0];
    let kept: usize = article.body.iter().map(|p| p.as_str().chars().count()).sum();
    assert!(kept > 9000, "{kept}");
}
