//! UTX (Universal Terminology Exchange, 1.11 and 1.20): tab-separated, its header lines begin with
//! `#`.

use super::{Problems, TermbaseRow, Usage, header};

/// Whether a text says that it is UTX.
pub(super) fn is_utx(text: &str) -> bool {
    text.trim_start_matches('\u{feff}').to_lowercase().starts_with("#utx")
}

/// The rows of a UTX text.
pub(super) fn read(text: &str, problems: &mut Problems) -> Vec<TermbaseRow> {
    let text = text.trim_start_matches('\u{feff}');
    let first = text.lines().next().unwrap_or_default().to_lowercase();
    let Some(chinese_first) = direction(&first) else {
        problems.add(
            1,
            false,
            "the UTX header names no Chinese and English",
            "say zh-CN/en-US there",
        );
        return Vec::new();
    };
    let mut columns: Vec<String> =
        ["src", "tgt", "src:pos", "term status"].map(str::to_owned).to_vec();
    let mut rows = Vec::new();
    for (at, line) in text.lines().enumerate() {
        let number = at as u32 + 1;
        if let Some(remark) = line.strip_prefix('#') {
            let cells: Vec<String> = remark.split('\t').map(|c| c.trim().to_lowercase()).collect();
            if cells.first().is_some_and(|c| c == "src") && cells.len() > 1 {
                columns = cells;
            }
            continue;
        }
        if line.trim().is_empty() {
            continue;
        }
        let cells: Vec<&str> = line.split('\t').collect();
        let cell = |name: &str| {
            columns
                .iter()
                .position(|c| c == name)
                .and_then(|at| cells.get(at))
                .copied()
                .unwrap_or("")
        };
        let (src, tgt) = (cell("src"), cell("tgt"));
        let (zh, en) = if chinese_first { (src, tgt) } else { (tgt, src) };
        let status = cell("term status").trim();
        let usage = if status.is_empty() {
            Usage::Preferred
        } else {
            header::usage(status).unwrap_or_else(|| {
                problems.add(
                    number,
                    false,
                    format!(
                        "\u{201c}{}\u{201d} is no term status: taken as preferred",
                        super::shortened(status)
                    ),
                    "UTX has approved, provisional, non-standard, forbidden and rejected",
                );
                Usage::Preferred
            })
        };
        rows.push(TermbaseRow {
            zh: super::cell(zh),
            en: super::latin_cell(en),
            usage,
            line: number,
            ..TermbaseRow::default()
        });
    }
    rows
}

/// Whether the source side is Chinese; `None` where the header does not say.
fn direction(first: &str) -> Option<bool> {
    let pair = first.split([';', ' ', '\t']).find(|part| {
        let langs: Vec<&str> = part.split('/').collect();
        langs.len() == 2
            && langs.iter().any(|l| l.starts_with("zh"))
            && langs.iter().any(|l| l.starts_with("en"))
    })?;
    Some(pair.starts_with("zh"))
}
