//! Scores of links between the sentences of an abstract and the body.

use std::collections::BTreeMap;

use thiserror::Error;

/// A sentence of the abstract and the body sentences that say the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoldLinks {
    /// As the gold names it.
    pub id: String,
    /// The sentence.
    pub sentence: String,
    /// Body sentences, in the gold's order.
    pub body: Vec<String>,
}

/// Why a gold file could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("line {line}: {reason}")]
pub struct LinksError {
    /// 1-based.
    pub line: usize,
    /// What is wrong.
    pub reason: &'static str,
}

/// Reads gold links: tab-separated, with a head that names the columns `en_id`, `en` and `body_zh` (others
/// may be there); one row a link.
///
/// # Errors
/// A column is missing, or a row is short.
pub fn parse_links(text: &str) -> Result<Vec<GoldLinks>, LinksError> {
    let mut lines = (1..).zip(text.lines()).filter(|(_, line)| !line.starts_with('#'));
    let head: Vec<&str> = lines.next().map_or("", |(_, line)| line).split('\t').collect();
    let column = |name: &str| head.iter().position(|column| *column == name);
    let (Some(id), Some(sentence), Some(body)) = (column("en_id"), column("en"), column("body_zh"))
    else {
        let reason = "the head must name the columns en_id, en and body_zh";
        return Err(LinksError { line: 1, reason });
    };
    let mut all: Vec<GoldLinks> = Vec::new();
    let mut known: BTreeMap<String, usize> = BTreeMap::new();
    for (line, row) in lines.filter(|(_, row)| !row.trim().is_empty()) {
        let cells: Vec<&str> = row.split('\t').collect();
        let (Some(id), Some(sentence), Some(body)) =
            (cells.get(id), cells.get(sentence), cells.get(body))
        else {
            return Err(LinksError { line, reason: "the row has too few columns" });
        };
        let at = *known.entry((*id).to_owned()).or_insert_with(|| {
            all.push(GoldLinks {
                id: (*id).to_owned(),
                sentence: (*sentence).to_owned(),
                body: Vec::new(),
            });
            all.len() - 1
        });
        if let Some(links) = all.get_mut(at) {
            links.body.push((*body).to_owned());
        }
    }
    Ok(all)
}

/// What was found for one sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentenceHits {
    /// Rank of the first right body sentence, from 1.
    pub first: Option<usize>,
    /// How many of the gold's body sentences were found.
    pub found: usize,
    /// How many there are.
    pub wanted: usize,
    /// How many were offered.
    pub offered: usize,
}

/// Scores what was offered, best first, the first `most` of it.
pub fn hits(gold: &GoldLinks, offered: &[&str], most: usize) -> SentenceHits {
    let offered = offered.get(..most).unwrap_or(offered);
    let is_right = |found: &&&str| gold.body.iter().any(|body| same(found, body));
    SentenceHits {
        first: offered.iter().position(|found| is_right(&found)).map(|at| at + 1),
        found: gold.body.iter().filter(|body| offered.iter().any(|o| same(o, body))).count(),
        wanted: gold.body.len(),
        offered: offered.len(),
    }
}

/// How many characters at its head tell a sentence from the others.
const HEAD_CHARS: usize = 14;
/// A piece of a sentence counts as the sentence from so many characters on.
const LEAST_PIECE_CHARS: usize = 10;

/// Whether two are one sentence, but for marks, blanks, and where it was cut.
pub fn same(found: &str, gold: &str) -> bool {
    let core = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let (found, gold) = (core(found), core(gold));
    let head: String = gold.chars().take(HEAD_CHARS).collect();
    found.contains(&head) || gold.contains(&found) && found.chars().count() > LEAST_PIECE_CHARS
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOLD: &str = "en_id\ten\trank\tbody_zh\n\
        E1\tThe port grows.\t1\t港口不断扩大，航线逐年增加。\n\
        E1\tThe port grows.\t2\t十年来港口吞吐量翻了一番。\n\
        E2\tFog stops it.\t1\t雾天停航的日子越来越多。\n";

    #[test]
    fn rows_are_gathered_by_sentence() {
        let gold = parse_links(GOLD).unwrap();
        assert_eq!(gold.iter().map(|g| g.body.len()).collect::<Vec<_>>(), [2, 1]);
        assert_eq!(parse_links("a\tb\n").unwrap_err().line, 1);
        assert_eq!(parse_links("en_id\ten\tbody_zh\nE1\tx\n").unwrap_err().line, 2);
    }

    #[test]
    fn first_rank_and_recall_are_counted() {
        let gold = &parse_links(GOLD).unwrap()[0];
        let offered = ["雾天停航的日子越来越多。", "港口 不断扩大,航线逐年增加。"];
        let hits = hits(gold, &offered, 10);
        assert_eq!((hits.first, hits.found, hits.wanted, hits.offered), (Some(2), 1, 2, 2));
        assert_eq!(super::hits(gold, &offered, 1).first, None);
        assert_eq!(super::hits(gold, &[], 10).found, 0);
    }
}
