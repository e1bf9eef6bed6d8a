//! `glossary.txt`: OmegaT's own glossary format, UTF-8, three columns between tabs.

use std::{borrow::Borrow, io::Write};

use crate::domain::TermEntry;

use super::{
    ExportError,
    cells::summary,
    concept::{GlossaryOptions, chinese, english, one_line},
};

/// Writes a row for each pair of a Chinese and an English form: Chinese, English, comment. The
/// comment says how sure the pair is. There is no header row, which OmegaT would take for an entry.
///
/// # Errors
/// The writer's.
pub fn glossary_txt<E: Borrow<TermEntry>>(
    writer: &mut dyn Write,
    entries: impl IntoIterator<Item = E>,
    options: &GlossaryOptions,
) -> Result<(), ExportError> {
    let mut out = String::new();
    for entry in entries.into_iter().filter(|e| options.holds(e.borrow())) {
        let entry = entry.borrow();
        let comment = one_line(&summary(entry));
        let (terms_zh, terms_en) = (chinese(entry), english(entry));
        for (_, zh) in &terms_zh {
            for (_, en) in &terms_en {
                // OmegaT skips a line that begins with the comment sign.
                let zh = zh.trim_start_matches('#').trim_start();
                if zh.is_empty() {
                    continue;
                }
                for part in [zh, "\t", en, "\t", &comment, "\n"] {
                    out.push_str(part);
                }
            }
        }
        if out.len() > 64 * 1024 {
            writer.write_all(out.as_bytes())?;
            out.clear();
        }
    }
    writer.write_all(out.as_bytes())?;
    writer.flush()?;
    Ok(())
}
