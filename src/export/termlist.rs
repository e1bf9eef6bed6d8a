//! A term list for the import of MultiTerm, memoQ and Trados: one row a pair, columns named by
//! language as those programs name them.

use std::io::Write;

use crate::{
    domain::{Grade, TermEntry, TermStatus},
    format::csv::{Cell, CsvWriter},
};

use super::{
    ExportError,
    cells::{contexts, main_evidence, place, summary},
    concept::{GlossaryOptions, chinese, english},
};

/// Writes the list. Rows of one entry have the same `Entry_ID`.
///
/// # Errors
/// The writer's.
pub fn glossary_termlist(
    writer: &mut dyn Write,
    entries: &[TermEntry],
    options: &GlossaryOptions,
) -> Result<(), ExportError> {
    let header = [
        "Entry_ID",
        language_name(&options.zh_tag),
        language_name(&options.en_tag),
        "Status",
        "Note",
        "Context_zh",
        "Context_en",
        "Source",
    ];
    let mut csv = CsvWriter::new(writer, &header)?;
    let held = entries.iter().filter(|e| options.holds(e));
    for (number, entry) in (1_u64..).zip(held) {
        let status = match (entry.status, entry.grade) {
            (TermStatus::Approved, _) | (TermStatus::Proposed, Grade::S) => "preferred",
            (TermStatus::Suggested, _) | (_, Grade::D) => "suggested",
            _ => "admitted",
        };
        let note = summary(entry);
        let source = main_evidence(entry).map(|e| place(&e.place)).unwrap_or_default();
        let (context_zh, context_en) = contexts(entry);
        let (terms_zh, terms_en) = (chinese(entry), english(entry));
        for (_, zh) in &terms_zh {
            for (_, en) in &terms_en {
                csv.row(&[
                    Cell::Count(number),
                    Cell::Text(zh),
                    Cell::Text(en),
                    Cell::Text(status),
                    Cell::Text(&note),
                    Cell::Text(context_zh),
                    Cell::Text(context_en),
                    Cell::Text(&source),
                ])?;
            }
        }
    }
    csv.finish()?;
    Ok(())
}

/// The name that MultiTerm and memoQ have for a language tag; the tag itself where it is another.
fn language_name(tag: &str) -> &str {
    match tag {
        "zh-CN" => "Chinese (PRC)",
        "zh-TW" => "Chinese (Taiwan)",
        "zh-HK" => "Chinese (Hong Kong SAR)",
        "en-US" => "English (United States)",
        "en-GB" => "English (United Kingdom)",
        "zh" | "zh-Hans" | "zh-Hant" => "Chinese",
        "en" => "English",
        other => other,
    }
}
