//! The labels that are known, by their first character.

use std::{collections::BTreeMap, sync::LazyLock};

use crate::domain::Side;

/// What a label introduces.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Field {
    /// 题名, Title.
    Title,
    /// 作者, Author.
    Author,
    /// 作者单位, Affiliation.
    Affiliation,
    /// 摘要, 内容提要, Abstract.
    Abstract,
    /// 关键词, Keywords.
    Keywords,
    /// 作者简介.
    AuthorNote,
    /// 中图分类号.
    Clc,
    /// 文献标识码.
    DocumentCode,
    /// 文章编号.
    ArticleNumber,
    /// DOI.
    Doi,
    /// 收稿日期 and the like.
    Date,
    /// 基金项目.
    Fund,
    /// 责任编辑.
    Editor,
    /// 引用格式.
    Citation,
    /// 参考文献.
    References,
    /// 注释.
    Notes,
    /// Labelled, but of no field that is kept.
    Other,
}

impl Field {
    fn parse(name: &str) -> Self {
        match name {
            "title" => Self::Title,
            "author" => Self::Author,
            "affiliation" => Self::Affiliation,
            "abstract" => Self::Abstract,
            "keywords" => Self::Keywords,
            "author-note" => Self::AuthorNote,
            "clc" => Self::Clc,
            "document-code" => Self::DocumentCode,
            "article-number" => Self::ArticleNumber,
            "doi" => Self::Doi,
            "date" => Self::Date,
            "fund" => Self::Fund,
            "editor" => Self::Editor,
            "citation" => Self::Citation,
            "references" => Self::References,
            "notes" => Self::Notes,
            _ => Self::Other,
        }
    }

    /// Whether the label may stand inside a line before a colon, without brackets.
    pub(super) fn inside_a_line(self) -> bool {
        matches!(
            self,
            Self::Abstract
                | Self::Keywords
                | Self::Clc
                | Self::DocumentCode
                | Self::ArticleNumber
                | Self::Doi
                | Self::Date
                | Self::Fund
                | Self::Editor
                | Self::AuthorNote
                | Self::Citation
        )
    }
}

pub(super) struct Entry {
    pub(super) key: Vec<char>,
    pub(super) field: Field,
    pub(super) side: Side,
}

/// Entries by first character, longest first.
pub(super) static TABLE: LazyLock<BTreeMap<char, Vec<Entry>>> = LazyLock::new(|| {
    let mut table: BTreeMap<char, Vec<Entry>> = BTreeMap::new();
    for line in include_str!("../data/labels.tsv").lines() {
        let mut columns = line.split('\t');
        let (Some(field), Some(side), Some(label)) =
            (columns.next(), columns.next(), columns.next())
        else {
            continue;
        };
        let key: Vec<char> = label.chars().collect();
        let side = if side == "en" { Side::En } else { Side::Zh };
        if let Some(first) = key.first() {
            table.entry(*first).or_default().push(Entry { key, field: Field::parse(field), side });
        }
    }
    for entries in table.values_mut() {
        entries.sort_by(|a, b| b.key.len().cmp(&a.key.len()).then_with(|| a.key.cmp(&b.key)));
    }
    table
});
