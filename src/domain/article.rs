//! An article and its parts, in both languages.

use serde::{Deserialize, Serialize};

use super::{
    document::{Document, LineRange},
    lang::{Lang, Script, Side},
    mapped::MappedText,
    span::{Byte, Span},
};

/// A piece of text and the lines it was printed on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passage {
    /// The text after clean-up, mapped to the document.
    pub text: MappedText,
    /// Where it stands.
    pub lines: LineRange,
    /// Page, 1-based, where known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<u32>,
}

impl Passage {
    /// A passage of `document`.
    pub fn new(text: MappedText, document: &Document) -> Self {
        let lines = document.lines_of(text.source());
        Self { text, lines, page: None }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        self.text.as_str()
    }

    /// The part of it in `span`, with its own lines.
    #[must_use]
    pub fn part(&self, span: Span<Byte>, document: &Document) -> Self {
        Self { page: self.page, ..Self::new(self.text.slice(span), document) }
    }
}

/// One labelled part of a structured abstract (目的, 方法, 结果, 结论 …).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AbstractPart {
    /// The label as printed, without its brackets: `目的/意义`, `Purpose/significance`.
    pub label: String,
    /// Byte span of the label with its brackets in the abstract's joined text
    /// (see [`Front::abstract_text`]).
    pub label_span: Span<Byte>,
}

/// What is known to be wrong with the front matter in one language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum FrontFlag {
    /// The separators of the keyword list are lost, and no split of it is certain.
    KeywordsUnsplit,
    /// The abstract breaks off in mid-sentence.
    AbstractCut,
}

/// The front matter in one language.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Front {
    /// Title.
    pub title: Option<Passage>,
    /// Subtitle.
    pub subtitle: Option<Passage>,
    /// Author names, one each, in printed order.
    pub authors: Vec<Passage>,
    /// Affiliations, one each.
    pub affiliations: Vec<Passage>,
    /// The abstract without its label; paragraphs are joined by nothing (Chinese) or a blank.
    pub abstract_text: Option<Passage>,
    /// Labels inside a structured abstract, in order.
    pub abstract_parts: Vec<AbstractPart>,
    /// Keywords, one each, in printed order.
    pub keywords: Vec<Passage>,
    /// The whole keyword line without its label, as printed.
    pub keyword_line: Option<Passage>,
    /// What is known to be wrong with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub flags: Vec<FrontFlag>,
}

/// Separators that are printed between keywords; blanks are another matter.
pub const KEYWORD_SEPARATORS: &[char] = &['；', ';', '，', ',', '、'];

impl Front {
    /// How many pieces the separators in the printed keyword line make, `others` taken as separators
    /// too; `None` where there is no such line.
    pub fn printed_keywords(&self, others: &[char]) -> Option<usize> {
        let is_separator = |c: char| KEYWORD_SEPARATORS.contains(&c) || others.contains(&c);
        let line = self.keyword_line.as_ref()?.as_str();
        Some(line.split(is_separator).filter(|piece| !piece.trim().is_empty()).count())
    }
}

/// How a heading is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SectionForm {
    /// On a line of its own.
    Line,
    /// At the head of a paragraph, up to the first 。
    RunIn,
}

/// A section heading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    /// 1 to 3: 一、 / （一） / 第一，
    pub level: u8,
    /// The marker as printed (`一、`), or empty.
    pub marker: String,
    /// The heading without its marker.
    pub title: Passage,
    /// How it is set.
    pub form: SectionForm,
    /// Index into [`Article::body`] of the paragraph that it heads or stands in.
    pub paragraph: usize,
}

/// A footnote or endnote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// The marker as printed: `①`, `^①`, `³`, `⁽⁵⁾`.
    pub marker: String,
    /// Its number, where the marker could be read.
    pub number: Option<u32>,
    /// The text without the marker.
    pub text: Passage,
    /// Language of the text.
    pub lang: Lang,
    /// Where the body refers to it: byte position in the document, line.
    pub reference: Option<(usize, u32)>,
}

/// Text in the file that belongs to no article found in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ForeignMaterial {
    /// The text.
    pub text: Passage,
    /// Why it is thought foreign.
    pub reason: String,
}

/// Fields of the article as a whole.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArticleParts {
    /// Chinese Library Classification number (中图分类号).
    pub clc: Option<String>,
    /// Document code (文献标识码).
    pub document_code: Option<String>,
    /// Article number (文章编号).
    pub article_number: Option<String>,
    /// DOI.
    pub doi: Option<String>,
    /// Dates as printed, with their labels (收稿日期：2020-01-01).
    pub dates: Vec<Passage>,
    /// Fund note (基金项目).
    pub fund: Option<Passage>,
    /// Author note (作者简介).
    pub author_note: Option<Passage>,
    /// Responsible editor (责任编辑).
    pub editor: Option<Passage>,
    /// Journal name, where a header or masthead tells.
    pub journal: Option<String>,
}

/// An article found in a document.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Article {
    /// Simplified or Traditional.
    pub script: Script,
    /// Chinese front matter.
    pub zh: Front,
    /// English front matter.
    pub en: Front,
    /// Other fields.
    pub parts: ArticleParts,
    /// Headings in order.
    pub sections: Vec<Section>,
    /// Body paragraphs without page furniture, note texts and note markers; a paragraph broken
    /// across pages is whole. Run-in headings stay in their paragraph.
    pub body: Vec<Passage>,
    /// Footnotes and endnotes in order.
    pub notes: Vec<Note>,
    /// References (参考文献), one each.
    pub references: Vec<Passage>,
    /// Captions and tables, out of the body.
    pub apart: Vec<Passage>,
    /// What the file holds that is not of this article; each piece is told once, with the
    /// article nearest before or after it.
    pub foreign: Vec<ForeignMaterial>,
}

impl Article {
    /// Front matter of a side.
    pub fn front(&self, side: Side) -> &Front {
        match side {
            Side::Zh => &self.zh,
            Side::En => &self.en,
        }
    }
}
