//! One file through all stages.

use std::panic::{AssertUnwindSafe, catch_unwind};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{
    beads,
    error::Failure,
    links, pdftotext,
    settings::{Settings, hex},
    units,
};
use crate::{
    align::LexicalAligner,
    check, clean,
    domain::{Article, ArticleRecord, Document, Side, SourceInfo, record::RECORD_SCHEMA},
    read::{self, PdfReader},
    structure, terms, text,
};

/// What one file gave.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FileOutcome {
    /// Name in all outputs.
    pub name: String,
    /// SHA-256 of the bytes, hex.
    pub sha256: String,
    /// Encoding label.
    pub encoding: String,
    /// Format id.
    pub format: String,
    /// One record an article.
    pub records: Vec<ArticleRecord>,
    /// What the reader had to say: line and message.
    pub warnings: Vec<(u32, String)>,
}

/// Takes the bytes of one file through all stages. A fault of the program itself becomes a
/// [`Failure`] of kind `internal`, so that a batch goes on.
///
/// # Errors
/// The file gives no article: it is empty, no text, or holds no Chinese.
pub fn process(
    name: &str,
    bytes: &[u8],
    settings: &Settings<'_>,
) -> Result<FileOutcome, Box<Failure>> {
    catch_unwind(AssertUnwindSafe(|| stages(name, bytes, settings))).unwrap_or_else(|_| {
        Err(Box::new(Failure::new(
            "internal",
            "the program failed on this file",
            Some("please report it with the file"),
        )))
    })
}

fn stages(name: &str, bytes: &[u8], settings: &Settings<'_>) -> Result<FileOutcome, Box<Failure>> {
    let document = if settings.pdf_reader == PdfReader::Pdftotext && read::is_pdf(bytes) {
        pdftotext::read(bytes)?
    } else {
        read::read(bytes, name, &settings.read).map_err(|error| Box::new(error.into()))?
    };
    if text::count_han(document.text()) == 0 {
        return Err(Box::new(Failure {
            line: Some(1),
            ..Failure::new(
                "no-chinese",
                "no Chinese text in the file",
                Some("duizhao works on Chinese journal articles; `duizhao align` takes two texts"),
            )
        }));
    }
    let cleaned = clean::clean(&document, settings.lexicon);
    let articles = structure::articles(&document, &cleaned, settings.lexicon);
    if articles.is_empty() {
        return Err(Box::new(Failure {
            line: Some(1),
            ..Failure::new(
                "no-article",
                "no article found: neither a title nor an abstract nor running text",
                Some("is this a table of contents or a cover?"),
            )
        }));
    }
    let sha256 = hex(&Sha256::digest(bytes));
    let several = articles.len() > 1;
    let base = article_id(name);
    let mut records = Vec::new();
    for (ordinal, article) in articles.into_iter().enumerate() {
        let id = if several { format!("{base}-{}", ordinal + 1) } else { base.clone() };
        let source = SourceInfo {
            file: name.to_owned(),
            sha256: sha256.clone(),
            encoding: document.encoding.clone(),
            format: document.format.clone(),
            place_unit: document.place_unit,
            ordinal: ordinal as u32,
        };
        records.push(record(id, source, article, &document, settings));
    }
    let lines = article_lines(&records, document.line_count());
    for edit in cleaned.edits {
        let owner = lines.partition_point(|first| *first <= edit.lines.first).saturating_sub(1);
        if let Some(record) = records.get_mut(owner) {
            record.edits.push(edit);
        }
    }
    Ok(FileOutcome {
        name: name.to_owned(),
        sha256,
        encoding: document.encoding.clone(),
        format: document.format.clone(),
        records,
        warnings: document.warnings,
    })
}

/// The line at which each article's share of the clean-up log begins; the first begins at 0.
fn article_lines(records: &[ArticleRecord], line_count: usize) -> Vec<u32> {
    let mut lines: Vec<u32> = records
        .iter()
        .map(|record| {
            let article = &record.article;
            let fronts = [&article.zh.title, &article.zh.abstract_text];
            let body = article.body.first().map(|p| p.lines.first);
            fronts
                .into_iter()
                .filter_map(|p| p.as_ref().map(|p| p.lines.first))
                .chain(body)
                .min()
                .unwrap_or(line_count as u32)
        })
        .collect();
    if let Some(first) = lines.first_mut() {
        *first = 0;
    }
    for at in 1..lines.len() {
        let floor = lines.get(at - 1).copied().unwrap_or(0);
        if let Some(line) = lines.get_mut(at) {
            *line = (*line).max(floor);
        }
    }
    lines
}

/// An id for the articles of a file: a readable form of its name, and eight hex digits of the
/// name's hash, so that files of one name in two folders stay apart.
pub fn article_id(name: &str) -> String {
    let file = name.rsplit('/').next().unwrap_or(name);
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let mut slug = String::new();
    for c in stem.chars().take(60) {
        if c.is_alphanumeric() || c == '_' {
            slug.push(c);
        } else if !slug.ends_with('-') && !slug.is_empty() {
            slug.push('-');
        }
    }
    let hash = hex(&Sha256::digest(name.as_bytes()));
    let short = hash.get(..8).unwrap_or_default();
    format!("{}-{short}", slug.trim_end_matches('-'))
}

fn record(
    id: String,
    source: SourceInfo,
    article: Article,
    document: &Document,
    settings: &Settings<'_>,
) -> ArticleRecord {
    let aligner =
        LexicalAligner::new(settings.lexicon).with_similarity(settings.similarity.as_deref());
    let zh = beads::sentences(Side::Zh, &article, document);
    let en = beads::sentences(Side::En, &article, document);
    let mut made = ArticleRecord {
        schema: RECORD_SCHEMA,
        id,
        source,
        article,
        segments_zh: zh,
        segments_en: en,
        clauses_zh: Vec::new(),
        clauses_en: Vec::new(),
        beads: Vec::new(),
        units: Vec::new(),
        terms: Vec::new(),
        links: Vec::new(),
        findings: Vec::new(),
        edits: Vec::new(),
    };
    beads::align_abstracts(&mut made, &aligner, document);
    links::link_body(&mut made, &aligner, document);
    made.terms = terms::mine(&terms::TermInput {
        article: &made.article,
        document,
        file: &made.source.file,
        id: &made.id,
        zh: &made.segments_zh,
        en: &made.segments_en,
        beads: &made.beads,
        lexicon: settings.lexicon,
        termbases: &settings.termbases,
        decisions: &settings.decisions.terms,
    });
    made.units = units::of_record(&made, document);
    made.findings =
        check::check_with(&made, document, settings.lexicon, &settings.check, &settings.house);
    made
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_readable_and_apart() {
        let one = article_id("2025/第10期 (1).txt");
        let two = article_id("2024/第10期 (1).txt");
        assert!(one.starts_with("第10期-1-"), "{one}");
        assert_ne!(one, two);
        assert!(article_id(&"长".repeat(300)).chars().count() < 80);
    }
}
