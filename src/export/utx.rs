//! UTX 1.11 (AAMT's Universal Terminology eXchange): UTF-8 without a byte order mark, CRLF, tabs.

use std::io::Write;

use crate::domain::{Grade, TermEntry, TermStatus};

use super::{
    ExportError,
    cells::summary,
    concept::{GlossaryOptions, chinese, english, one_line},
};

/// Writes a row for each pair of a Chinese and an English form, with the concept's number.
///
/// Part of speech is `-`, not known. An approved entry and one of a termbase are `approved`, any
/// other is `provisional`.
///
/// # Errors
/// The writer's.
pub fn glossary_utx(
    writer: &mut dyn Write,
    entries: &[TermEntry],
    options: &GlossaryOptions,
) -> Result<(), ExportError> {
    write!(
        writer,
        "#UTX 1.11; {}/{}; creator: duizhao {}\r\n\
         #src\ttgt\tsrc:pos\tterm status\tconcept ID\tcomment\r\n",
        options.zh_tag,
        options.en_tag,
        env!("CARGO_PKG_VERSION"),
    )?;
    let held = entries.iter().filter(|e| options.holds(e));
    for (number, entry) in (1_u64..).zip(held) {
        let status = match (entry.status, entry.grade) {
            (TermStatus::Approved, _) | (TermStatus::Proposed, Grade::S) => "approved",
            _ => "provisional",
        };
        let comment = one_line(&summary(entry));
        let (terms_zh, terms_en) = (chinese(entry), english(entry));
        for (_, zh) in &terms_zh {
            for (_, en) in &terms_en {
                // A line that begins with # is a comment.
                let zh = zh.trim_start_matches('#').trim_start();
                if !zh.is_empty() {
                    write!(writer, "{zh}\t{en}\t-\t{status}\tC{number}\t{comment}\r\n")?;
                }
            }
        }
    }
    writer.flush()?;
    Ok(())
}
