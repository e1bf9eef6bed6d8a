//! What structure finds in a folder of articles: counts by field, and articles drawn at random, their
//! front matter as printed with the found fields marked in it.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, bail};
use duizhao::{
    clean,
    domain::{Article, Block, Cleaned, Document, Front, Passage},
    lexicon::Lexicon,
    read, structure,
};

struct Parsed {
    document: Document,
    cleaned: Cleaned,
    articles: Vec<Article>,
}

fn parse(path: &Path) -> anyhow::Result<Parsed> {
    let lexicon = Lexicon::builtin();
    let name = path.file_name().and_then(|n| n.to_str()).unwrap_or("-");
    let bytes = std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    let document = read::read(&bytes, name, &read::ReadOptions::default())
        .with_context(|| format!("cannot read {}", path.display()))?;
    let cleaned = clean::clean(&document, lexicon);
    let articles = structure::articles(&document, &cleaned, lexicon);
    Ok(Parsed { document, cleaned, articles })
}

fn files(folder: &str) -> anyhow::Result<Vec<PathBuf>> {
    let entries = std::fs::read_dir(folder).with_context(|| format!("cannot list {folder}"))?;
    let mut files: Vec<PathBuf> = entries.flatten().map(|e| e.path()).collect();
    files.retain(|p| p.is_file());
    files.sort();
    if files.is_empty() {
        bail!("{folder} has no files");
    }
    Ok(files)
}

/// Prints in how many articles each field was found, as a table.
pub(crate) fn count(folder: &str) -> anyhow::Result<()> {
    let files = files(folder)?;
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let mut articles: u32 = 0;
    for file in &files {
        for article in &parse(file)?.articles {
            articles += 1;
            for (field, found) in fields(article) {
                *counts.entry(field).or_default() += usize::from(found);
            }
        }
    }
    println!("{} files, {articles} articles\n", files.len());
    println!("| field | found | share |\n|---|---|---|");
    for (field, found) in counts {
        let share = 100.0 * found as f64 / f64::from(articles.max(1));
        println!("| {field} | {found} | {share:.1} % |");
    }
    Ok(())
}

fn fields(article: &Article) -> Vec<(String, bool)> {
    let mut found = Vec::new();
    for (side, front) in [("zh", &article.zh), ("en", &article.en)] {
        found.push((format!("title {side}"), front.title.is_some()));
        found.push((format!("subtitle {side}"), front.subtitle.is_some()));
        found.push((format!("authors {side}"), !front.authors.is_empty()));
        found.push((format!("affiliations {side}"), !front.affiliations.is_empty()));
        found.push((format!("abstract {side}"), front.abstract_text.is_some()));
        found.push((format!("parts of the abstract {side}"), !front.abstract_parts.is_empty()));
        found.push((format!("keywords {side}"), !front.keywords.is_empty()));
    }
    let parts = &article.parts;
    for (name, there) in [
        ("class number", parts.clc.is_some()),
        ("document code", parts.document_code.is_some()),
        ("article number", parts.article_number.is_some()),
        ("doi", parts.doi.is_some()),
        ("dates", !parts.dates.is_empty()),
        ("fund", parts.fund.is_some()),
        ("author note", parts.author_note.is_some()),
        ("editor", parts.editor.is_some()),
        ("journal", parts.journal.is_some()),
        ("sections", !article.sections.is_empty()),
        ("notes", !article.notes.is_empty()),
        ("references", !article.references.is_empty()),
    ] {
        found.push((name.to_owned(), there));
    }
    found
}

/// Prints `count` articles of a folder, drawn at random by `seed`; all where `count` is 0.
pub(crate) fn show(folder: &str, seed: u64, count: usize) -> anyhow::Result<()> {
    let mut files = if Path::new(folder).is_file() { vec![folder.into()] } else { files(folder)? };
    if count > 0 {
        shuffle(&mut files, seed);
        files.truncate(count);
    }
    for file in files {
        println!("\n######## {}", file.file_name().unwrap_or_default().display());
        let parsed = parse(&file)?;
        for article in &parsed.articles {
            show_article(&parsed, article);
        }
    }
    Ok(())
}

/// Fisher and Yates, with the numbers of splitmix64.
fn shuffle<T>(items: &mut [T], seed: u64) {
    let mut state = seed;
    for last in (1..items.len()).rev() {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^= z >> 31;
        items.swap(last, (z % (last as u64 + 1)) as usize);
    }
}

/// Names of the found fields with their passages.
fn marks(article: &Article) -> Vec<(String, &Passage)> {
    let mut all = Vec::new();
    for (side, front) in [("zh", &article.zh), ("en", &article.en)] {
        let Front { title, subtitle, authors, affiliations, abstract_text, keywords, .. } = front;
        all.extend(title.iter().map(|p| (format!("T{side}"), p)));
        all.extend(subtitle.iter().map(|p| (format!("S{side}"), p)));
        all.extend(authors.iter().map(|p| (format!("a{side}"), p)));
        all.extend(affiliations.iter().map(|p| (format!("f{side}"), p)));
        all.extend(abstract_text.iter().map(|p| (format!("A{side}"), p)));
        all.extend(keywords.iter().map(|p| (format!("k{side}"), p)));
    }
    all
}

fn show_article(parsed: &Parsed, article: &Article) {
    let marks = marks(article);
    let blocks = &parsed.document.blocks;
    let mut shown = vec![false; blocks.len()];
    for (at, block) in blocks.iter().enumerate() {
        let source = block.text.source();
        let touched = marks.iter().any(|(_, p)| {
            let other = p.text.source();
            other.start() < source.end() && source.start() < other.end()
        });
        let head: String = block.text.as_str().chars().take(40).collect::<String>().to_lowercase();
        let named = ["abstract", "摘要", "关键词", "key words", "keywords"]
            .iter()
            .any(|w| head.replace(' ', "").contains(&w.replace(' ', "")));
        if touched || named {
            for near in at.saturating_sub(2)..(at + 3).min(blocks.len()) {
                if let Some(slot) = shown.get_mut(near) {
                    *slot = true;
                }
            }
        }
    }
    for ((at, block), shown) in blocks.iter().enumerate().zip(shown) {
        if shown {
            let text = marked(block, &marks);
            let long = text.chars().count() > 240 && !text.contains('⟦');
            let text =
                if long { text.chars().take(160).collect::<String>() + " …" } else { text };
            println!("{at:>4} {text}");
        }
    }
    for (name, passage) in &marks {
        let source = passage.text.source();
        for edit in &parsed.cleaned.edits {
            if name.starts_with(['A', 'k', 'T'])
                && source.start() <= edit.source.0
                && edit.source.1 <= source.end()
                && !edit.before.trim().is_empty()
            {
                println!("     edit {name} {}: {:?} -> {:?}", edit.rule, edit.before, edit.after);
            }
        }
    }
}

/// A block's text with the found fields in double brackets.
fn marked(block: &Block, marks: &[(String, &Passage)]) -> String {
    let text = block.text.as_str();
    let mut out = String::new();
    let mut open: Vec<usize> = Vec::new();
    for (at, c) in text.char_indices() {
        let source = block.text.source_span(duizhao::domain::Span::new(at, at + c.len_utf8()));
        for (number, (name, passage)) in marks.iter().enumerate() {
            let whole = passage.text.source();
            let begins = whole.start() <= source.start() && source.start() < whole.end();
            if begins && !open.contains(&number) {
                open.push(number);
                out.push('⟦');
                out.push_str(name);
                out.push(':');
            }
        }
        out.push(c);
        open.retain(|number| {
            let goes_on =
                marks.get(*number).is_some_and(|m| source.end() < m.1.text.source().end());
            if !goes_on {
                out.push('⟧');
            }
            goes_on
        });
    }
    out.extend(open.iter().map(|_| '…'));
    out
}
