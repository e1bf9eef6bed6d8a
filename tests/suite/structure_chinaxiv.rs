//! Three hundred open-access articles: how often each field is found, and the same from both forms.

use std::collections::BTreeMap;

use duizhao::domain::{Article, Front};

use crate::{
    sandbox::shared,
    structure::{parse_file, text, texts},
};

/// Share of the articles in which a field must be found at least, in percent. Not every article
/// prints every field: seven of 299 have no English abstract.
const FLOORS: &[(&str, usize)] = &[
    ("abstract zh", 99),
    ("abstract en", 97),
    ("keywords zh", 97),
    ("keywords en", 96),
    ("title zh", 96),
    ("title en", 93),
    ("authors zh", 96),
    ("authors en", 94),
];

fn fields(article: &Article) -> BTreeMap<String, bool> {
    let mut found = BTreeMap::new();
    for (side, front) in [("zh", &article.zh), ("en", &article.en)] {
        found.insert(format!("title {side}"), front.title.is_some());
        found.insert(format!("authors {side}"), !front.authors.is_empty());
        found.insert(format!("affiliations {side}"), !front.affiliations.is_empty());
        found.insert(format!("abstract {side}"), front.abstract_text.is_some());
        found.insert(format!("keywords {side}"), !front.keywords.is_empty());
    }
    found.insert("class number".to_owned(), article.parts.clc.is_some());
    found.insert("doi".to_owned(), article.parts.doi.is_some());
    found.insert("sections".to_owned(), !article.sections.is_empty());
    found.insert("references".to_owned(), !article.references.is_empty());
    found
}

#[test]
fn fields_are_found_in_the_archive() {
    let Some(folder) = shared("chinaxiv/json") else { return };
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    files.sort();
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let mut several = Vec::new();
    for file in &files {
        let parsed = parse_file(file);
        if parsed.articles.len() != 1 {
            several.push(file.display().to_string());
        }
        let Some(article) = parsed.articles.first() else { continue };
        for (field, found) in fields(article) {
            *counts.entry(field).or_default() += usize::from(found);
        }
    }
    eprintln!("of {} articles: {counts:#?}", files.len());
    assert!(several.is_empty(), "not one article: {several:?}");
    for (field, floor) in FLOORS {
        let found = counts[*field];
        assert!(found * 100 >= floor * files.len(), "{field}: {found} of {}", files.len());
    }
}

fn front(front: &Front) -> Vec<String> {
    let mut all =
        vec![text(front.title.as_ref()).to_owned(), text(front.subtitle.as_ref()).to_owned()];
    all.push(text(front.abstract_text.as_ref()).to_owned());
    for list in [&front.authors, &front.affiliations, &front.keywords] {
        all.push(texts(list).join("|"));
    }
    all
}

#[test]
fn markdown_and_json_give_the_same_fields() {
    let (Some(markdown), Some(json)) = (shared("chinaxiv/md"), shared("chinaxiv/json")) else {
        return;
    };
    let mut compared = 0;
    for entry in std::fs::read_dir(markdown).unwrap() {
        let path = entry.unwrap().path();
        let twin = json.join(path.with_extension("json").file_name().unwrap());
        if path.extension().is_none_or(|e| e != "md") || !twin.exists() {
            continue;
        }
        compared += 1;
        let (a, b) = (parse_file(&path), parse_file(&twin));
        for (a, b) in a.articles.iter().zip(&b.articles) {
            assert_eq!(front(&a.zh), front(&b.zh), "{}", path.display());
            assert_eq!(front(&a.en), front(&b.en), "{}", path.display());
        }
    }
    assert!(compared >= 50, "{compared}");
}
