//! The front matter of a JATS article, laid out as a journal prints it: Chinese title, authors,
//! affiliations, abstract, keywords and numbers, then the same in English. Labels that print would
//! have (摘要, Keywords) are put in where the file leaves them to the style sheet.

use super::element_text;
use crate::{
    domain::{Block, BlockKind, MappedText, Span},
    format::xml_tree::Element,
    text::{count_han, is_han, is_han_punctuation},
};

/// Fields in printed order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Field {
    Journal,
    Title,
    Subtitle,
    Authors,
    Affiliation,
    Abstract,
    Keywords,
    Classification,
    Doi,
    Date,
    Fund,
    AuthorNote,
}

/// One field in one language. The derived order is the printed one.
struct Entry {
    english: bool,
    field: Field,
    text: MappedText,
}

/// The blocks of a `front` or `front-stub`.
pub(super) fn blocks(front: Element<'_>) -> Vec<Block> {
    let mut entries = Vec::new();
    for title in front.descendants("journal-title") {
        add(&mut entries, Field::Journal, title.text());
    }
    let meta = front.child("article-meta").unwrap_or(front);
    for part in meta.elements() {
        match part.name() {
            "title-group" => titles(part, &mut entries),
            "contrib-group" => {
                authors(part, &mut entries);
                affiliations(part, &mut entries);
            }
            "aff" | "aff-alternatives" => affiliation(part, &mut entries),
            "abstract" | "trans-abstract" => abstract_text(part, &mut entries),
            "kwd-group" => keywords(part, &mut entries),
            "article-categories" => classification(part, &mut entries),
            "article-id" if part.attribute("pub-id-type") == "doi" => {
                add(&mut entries, Field::Doi, labelled("DOI：", part.text(), part));
            }
            "history" => dates(part, &mut entries),
            "funding-group" => funds(part, &mut entries),
            "author-notes" => {
                for note in part.elements() {
                    add(&mut entries, Field::AuthorNote, element_text(note));
                }
            }
            _ => {}
        }
    }
    // Numbers and dates have no language of their own: they stand with the Chinese.
    entries.sort_by_key(|entry| (entry.field != Field::Journal, entry.english, entry.field));
    entries
        .into_iter()
        .map(|entry| {
            let kind = match entry.field {
                Field::Journal => BlockKind::Furniture,
                Field::Title => BlockKind::Heading(1),
                Field::AuthorNote => BlockKind::Note,
                _ => BlockKind::Text,
            };
            Block { kind, text: entry.text, page: None }
        })
        .collect()
}

fn add(entries: &mut Vec<Entry>, field: Field, text: MappedText) {
    if text.is_empty() {
        return;
    }
    let bilingual = !matches!(
        field,
        Field::Classification | Field::Doi | Field::Date | Field::Fund | Field::Journal
    );
    let english = bilingual && count_han(text.as_str()) == 0;
    entries.push(Entry { english, field, text });
}

/// `text` with a label before it that the file does not have.
fn labelled(label: &str, text: MappedText, place: Element<'_>) -> MappedText {
    if text.is_empty() {
        return text;
    }
    let mut out = MappedText::standing_for(label, Span::new(place.at(), place.at()));
    out.push(&text);
    out
}

fn titles(group: Element<'_>, entries: &mut Vec<Entry>) {
    for part in group.elements() {
        match part.name() {
            "article-title" | "trans-title" => {
                add(entries, Field::Title, without_notes(part));
            }
            "subtitle" | "trans-subtitle" => add(entries, Field::Subtitle, without_notes(part)),
            "trans-title-group" => titles(part, entries),
            _ => {}
        }
    }
}

/// The text of a title: references to notes about it are no part of it.
fn without_notes(title: Element<'_>) -> MappedText {
    let mut out = MappedText::default();
    push_without_notes(title, &mut out);
    out.trimmed()
}

fn push_without_notes(element: Element<'_>, out: &mut MappedText) {
    use crate::format::xml_tree::{Node, push_text};
    for child in element.children() {
        match child {
            Node::Text(text, span) => push_text(out, text, span),
            Node::Reference(text, span) => out.push_standing_for(text, span),
            Node::Element(part) if matches!(part.name(), "xref" | "fn") => {}
            Node::Element(part) if part.name() == "break" => {
                out.push_standing_for(" ", Span::new(part.at(), part.at()));
            }
            Node::Element(part) => push_without_notes(part, out),
        }
    }
}

fn authors(group: Element<'_>, entries: &mut Vec<Entry>) {
    let mut zh = MappedText::default();
    let mut en = MappedText::default();
    for contributor in group.descendants("contrib") {
        let kind = contributor.attribute("contrib-type");
        if !matches!(kind, "" | "author") {
            continue;
        }
        for name in names(contributor) {
            let (line, between) =
                if count_han(name.as_str()) > 0 { (&mut zh, "，") } else { (&mut en, ", ") };
            if !line.is_empty() {
                let at = name.source().start();
                line.push_standing_for(between, Span::new(at, at));
            }
            line.push(&name);
        }
    }
    add(entries, Field::Authors, zh);
    add(entries, Field::Authors, en);
}

fn names(contributor: Element<'_>) -> Vec<MappedText> {
    let mut out = Vec::new();
    for part in contributor.elements() {
        match part.name() {
            "name-alternatives" | "collab-alternatives" => out.extend(names(part)),
            "name" => out.push(name(part)),
            "string-name" | "collab" => out.push(without_notes(part)),
            _ => {}
        }
    }
    out.retain(|name| !name.is_empty());
    out
}

/// Surname first, as Chinese journals print it in both languages; a blank between Latin parts.
fn name(element: Element<'_>) -> MappedText {
    let mut out = MappedText::default();
    for part in ["surname", "given-names"] {
        let Some(part) = element.child(part) else { continue };
        let text = part.text();
        if !out.is_empty() && count_han(text.as_str()) == 0 {
            out.push_standing_for(" ", Span::new(part.at(), part.at()));
        }
        out.push(&text);
    }
    out
}

fn affiliations(group: Element<'_>, entries: &mut Vec<Entry>) {
    for part in group.elements() {
        match part.name() {
            "aff" => affiliation(part, entries),
            "aff-alternatives" | "contrib" => affiliations(part, entries),
            _ => {}
        }
    }
}

fn affiliation(element: Element<'_>, entries: &mut Vec<Entry>) {
    if element.name() == "aff-alternatives" {
        return affiliations(element, entries);
    }
    add(entries, Field::Affiliation, element_text(element));
}

/// An abstract in one block, its label in front, the titles of its parts in brackets.
fn abstract_text(element: Element<'_>, entries: &mut Vec<Entry>) {
    // Graphical abstracts, highlights and the like are others than the abstract.
    if !matches!(element.attribute("abstract-type"), "" | "section" | "structured" | "full") {
        return;
    }
    let mut title = None;
    let mut text = MappedText::default();
    for part in element.elements() {
        match part.name() {
            "title" => title = Some(part.text()),
            "sec" => {
                for inner in part.elements() {
                    let piece = element_text(inner);
                    if inner.name() == "title" {
                        let bare = piece.as_str().starts_with(['[', '［', '【', '〔', '(', '（']);
                        let at = inner.at();
                        separate(&mut text, &piece, at);
                        text.push_standing_for(if bare { "" } else { "[" }, Span::new(at, at));
                        text.push(&piece);
                        text.push_standing_for(if bare { "" } else { "]" }, Span::new(at, at));
                    } else {
                        separate(&mut text, &piece, inner.at());
                        text.push(&piece);
                    }
                }
            }
            _ => {
                let piece = element_text(part);
                separate(&mut text, &piece, part.at());
                text.push(&piece);
            }
        }
    }
    if text.is_empty() {
        text = element.text();
    }
    let (label, colon) =
        if count_han(text.as_str()) > 0 { ("摘要：", "：") } else { ("Abstract: ", ": ") };
    let text = match title {
        Some(title) if !title.is_empty() => {
            let end = title.source().end();
            let mut out = title;
            if !out.as_str().ends_with([':', '：', ']', '］', '】']) {
                out.push_standing_for(colon, Span::new(end, end));
            }
            out.push(&text);
            out
        }
        _ => labelled(label, text, element),
    };
    add(entries, Field::Abstract, text);
}

/// A blank between two pieces, unless one of them is Chinese where they meet.
fn separate(text: &mut MappedText, next: &MappedText, at: usize) {
    let chinese = |c: char| is_han(c) || is_han_punctuation(c);
    let before = text.as_str().chars().next_back();
    let after = next.as_str().chars().next();
    if let (Some(before), Some(after)) = (before, after)
        && !chinese(before)
        && !chinese(after)
    {
        text.push_standing_for(" ", Span::new(at, at));
    }
}

fn keywords(group: Element<'_>, entries: &mut Vec<Entry>) {
    let chinese = count_han(group.text().as_str()) > 0;
    let mut list = MappedText::default();
    for keyword in group.descendants("kwd") {
        let text = keyword.text();
        if text.is_empty() {
            continue;
        }
        if !list.is_empty() {
            let between = if chinese { "；" } else { "; " };
            list.push_standing_for(between, Span::new(keyword.at(), keyword.at()));
        }
        list.push(&text);
    }
    let title = group.child("title").map(Element::text).unwrap_or_default();
    let kind = group.attribute("kwd-group-type").to_lowercase();
    if kind.contains("clc") || title.as_str().contains("分类号") {
        add(entries, Field::Classification, labelled("中图分类号：", list, group));
        return;
    }
    // Other groups (abbreviations, research areas) are no keywords of the author's.
    if !matches!(kind.as_str(), "" | "author" | "author-generated" | "author-keywords") {
        return;
    }
    let label = if chinese { "关键词：" } else { "Keywords: " };
    add(entries, Field::Keywords, labelled(label, list, group));
}

fn classification(categories: Element<'_>, entries: &mut Vec<Entry>) {
    for group in categories.descendants("subj-group") {
        if group.attribute("subj-group-type").to_lowercase().contains("clc")
            && let Some(subject) = group.child("subject")
        {
            add(entries, Field::Classification, labelled("中图分类号：", subject.text(), group));
        }
    }
}

fn dates(history: Element<'_>, entries: &mut Vec<Entry>) {
    for date in history.descendants("date") {
        let label = match date.attribute("date-type") {
            "received" => "收稿日期：",
            "rev-recd" => "修回日期：",
            "accepted" => "录用日期：",
            _ => continue,
        };
        let mut text = MappedText::default();
        for part in ["string-date", "year", "month", "day"] {
            let Some(part) = date.child(part) else { continue };
            if !text.is_empty() {
                text.push_standing_for("-", Span::new(part.at(), part.at()));
            }
            text.push(&part.text());
        }
        add(entries, Field::Date, labelled(label, text, date));
    }
}

fn funds(group: Element<'_>, entries: &mut Vec<Entry>) {
    let statement = group.child("funding-statement").map(Element::text).unwrap_or_default();
    let text = if statement.is_empty() {
        let mut out = MappedText::default();
        for award in group.descendants("award-group") {
            if !out.is_empty() {
                out.push_standing_for("；", Span::new(award.at(), award.at()));
            }
            out.push(&element_text(award));
        }
        out
    } else {
        statement
    };
    let named = text.as_str().contains("基金项目");
    add(entries, Field::Fund, labelled(if named { "" } else { "基金项目：" }, text, group));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::xml_tree::Tree;

    #[test]
    fn front_matter_is_laid_out_as_printed() {
        let xml = "<front><journal-meta><journal-title-group><journal-title>学报</journal-title></journal-title-group></journal-meta><article-meta>\
            <article-id pub-id-type=\"doi\">10.1/x</article-id>\
            <title-group><article-title>题名<xref ref-type=\"fn\">*</xref></article-title><subtitle>以甲为例</subtitle>\
            <trans-title-group xml:lang=\"en\"><trans-title>The Title</trans-title></trans-title-group></title-group>\
            <contrib-group><contrib contrib-type=\"author\"><name-alternatives><name><surname>朱</surname><given-names>禹</given-names></name>\
            <name><surname>Zhu</surname><given-names>Yu</given-names></name></name-alternatives><xref ref-type=\"aff\">1</xref></contrib>\
            <contrib contrib-type=\"author\"><string-name>王 耕</string-name></contrib>\
            <contrib contrib-type=\"editor\"><string-name>某编</string-name></contrib></contrib-group>\
            <aff><label>1</label>某大学</aff>\
            <history><date date-type=\"received\"><year>2020</year><month>01</month><day>02</day></date></history>\
            <trans-abstract><sec><title>Purpose</title><p>We ask.</p></sec><sec><title>Result</title><p>Yes.</p></sec></trans-abstract>\
            <abstract><title>摘要</title><p>本文。</p><p>又一段。</p></abstract>\
            <abstract abstract-type=\"graphical\"><p>图</p></abstract>\
            <kwd-group><title>Keywords</title><kwd>a</kwd><kwd>b</kwd></kwd-group>\
            <kwd-group><kwd>甲</kwd><kwd>TAM</kwd></kwd-group>\
            </article-meta></front>";
        let tree = Tree::parse(xml).unwrap();
        let found: Vec<String> =
            blocks(tree.root()).iter().map(|b| b.text.as_str().to_owned()).collect();
        assert_eq!(
            found,
            [
                "学报",
                "题名",
                "以甲为例",
                "朱禹，王 耕",
                "1某大学",
                "摘要：本文。又一段。",
                "关键词：甲；TAM",
                "DOI：10.1/x",
                "收稿日期：2020-01-02",
                "The Title",
                "Zhu Yu",
                "Abstract: [Purpose] We ask. [Result] Yes.",
                "Keywords: a; b",
            ]
        );
    }
}
