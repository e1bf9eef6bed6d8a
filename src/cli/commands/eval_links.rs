//! `duizhao eval links`: body sentences found for each sentence of an abstract, against gold.

use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use super::records;
use crate::{
    cli::{
        args::ReadArgs,
        diagnostic::{Messages, Problem},
    },
    domain::ArticleRecord,
    eval::links::{GoldLinks, hits, parse_links, same},
};

/// Recall is that of the first so many.
const MOST: usize = 10;

/// The table of scores: the rank of the first right body sentence, and the recall.
///
/// # Errors
/// The gold cannot be read, or no input gives an article that has its sentences.
pub fn table(
    gold: &Path,
    inputs: &[PathBuf],
    read: &ReadArgs,
    messages: Messages,
) -> Result<String, Problem> {
    let text = fs::read_to_string(gold).map_err(|e| Problem::io("read", gold, &e))?;
    let rows = parse_links(&text).map_err(|error| {
        Problem::new(
            format!("{}: {error}", gold.display()),
            Some("gold links are tab-separated: en_id, en, body_zh, a row a link"),
        )
    })?;
    let (found, _) = records::records_of(inputs, read, messages)?;
    let mut out = String::from("sentence\tfirst right\tfound\tof\toffered\n");
    let (mut all_found, mut all_wanted, mut within_two, mut known) = (0, 0, 0, 0);
    for row in &rows {
        let Some(offered) = found.iter().find_map(|record| offered(record, row)) else {
            let _ = writeln!(
                out,
                "{}\tno such sentence in the abstract\t0\t{}\t0",
                row.id,
                row.body.len()
            );
            all_wanted += row.body.len();
            continue;
        };
        known += 1;
        let hits = hits(row, &offered, MOST);
        let first = hits.first.map_or_else(|| "-".to_owned(), |rank| rank.to_string());
        let _ =
            writeln!(out, "{}\t{first}\t{}\t{}\t{}", row.id, hits.found, hits.wanted, hits.offered);
        all_found += hits.found;
        all_wanted += hits.wanted;
        within_two += usize::from(hits.first.is_some_and(|rank| rank <= 2));
    }
    if known == 0 {
        return Err(Problem::new(
            "no input has a sentence of the gold in its abstract",
            Some("name the article that the gold is about"),
        ));
    }
    let recall = all_found as f64 / all_wanted.max(1) as f64;
    let _ = writeln!(
        out,
        "right within the first 2: {within_two} of {} sentences | recall within {MOST} {recall:.3} ({all_found} of {all_wanted})",
        rows.len()
    );
    Ok(out)
}

/// The body sentences that the record offers for the gold's sentence, best first; none where its abstract
/// has no such sentence.
fn offered<'r>(record: &'r ArticleRecord, gold: &GoldLinks) -> Option<Vec<&'r str>> {
    let is_it = |text: &str| same(text, &gold.sentence);
    let en = record.segments_en.iter().find(|segment| is_it(segment.as_str()));
    let zh = record.segments_zh.iter().find(|segment| is_it(segment.as_str()));
    let links = record.links.iter().filter(|link| match (en, zh) {
        (Some(en), _) => link.en == Some(en.id),
        (None, Some(zh)) => link.en.is_none() && link.zh == Some(zh.id),
        (None, None) => false,
    });
    let mut links: Vec<(u32, &str)> = links.map(|link| (link.rank, link.body.as_str())).collect();
    links.sort_unstable();
    (en.is_some() || zh.is_some()).then(|| links.into_iter().map(|(_, body)| body).collect())
}
