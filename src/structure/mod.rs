//! A document to articles and their parts.
//!
//! Blocks are cut at their labels into `pieces`; labelled abstracts and keywords are grouped into
//! `chunks`, one a language and article; Chinese chunks found articles, English ones are given to
//! them by `assign`; what stands between is `body`.
#![deny(clippy::disallowed_methods)]

mod abstracts;
mod assign;
mod body;
mod chunks;
mod english;
mod english_authors;
mod english_titles;
mod fields;
mod flags;
mod foreign;
mod headings;
mod keyword_english;
mod keyword_evidence;
mod keyword_pairs;
mod keywords;
mod lines;
mod names;
mod notes;
mod pieces;
mod references;
mod title_page;
mod unlabelled;
mod zh;
mod zh_titles;

use crate::{
    domain::{Article, Cleaned, Document, Script, Side},
    lexicon::Lexicon,
};

use pieces::Pieces;

/// Finds the articles of a cleaned document, in order, each English part with its article.
pub fn articles(document: &Document, cleaned: &Cleaned, lexicon: &Lexicon) -> Vec<Article> {
    let mut pieces = Pieces::new(document, cleaned, lexicon);
    if pieces.is_empty() {
        return Vec::new();
    }
    let chunks = chunks::find(&mut pieces);
    let fronts = zh::fronts(&mut pieces, &chunks);
    let fronts = if fronts.is_empty() { unlabelled::fronts(&mut pieces, &chunks) } else { fronts };
    let english = english::fronts(&mut pieces, &chunks, &fronts);
    let given = assign::english_to_articles(&pieces, &fronts, &english);
    let mut found = body::articles(&mut pieces, fronts, &english, given);
    foreign::report(&pieces, &mut found);
    for article in &mut found {
        article.script = script(article, lexicon);
        flags::set(Side::Zh, &mut article.zh);
        flags::set(Side::En, &mut article.en);
    }
    found
}

/// Traditional where more characters change when made Simplified than not: a few do in any text
/// (乾, 著), so one in twenty is asked for.
fn script(article: &Article, lexicon: &Lexicon) -> Script {
    let mut sample = String::new();
    for passage in article.zh.title.iter().chain(&article.zh.abstract_text).chain(&article.body) {
        sample.push_str(passage.as_str());
        if sample.len() > 6000 {
            break;
        }
    }
    let simple = lexicon.simplified(&sample);
    let han = crate::text::count_han(&sample);
    let changed = sample.chars().zip(simple.chars()).filter(|(a, b)| a != b).count();
    if changed * 20 > han { Script::Hant } else { Script::Hans }
}
