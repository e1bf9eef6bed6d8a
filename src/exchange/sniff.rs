//! What kind of file bytes are.

use super::{ExchangeError, table::TableKind};

/// A kind of file that memories are exchanged in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum FileFormat {
    /// TMX.
    Tmx,
    /// XLIFF 1.2 or 2.
    Xliff,
    /// A table.
    Table(TableKind),
}

/// Bytes at the head of a file that say what it is.
const HEAD_BYTES: usize = 64 * 1024;

/// Tells the format of a file from its first bytes (unpacked) and its name.
///
/// # Errors
/// It is empty or binary, or of another kind.
pub fn sniff(head: &[u8], name: &str) -> Result<FileFormat, ExchangeError> {
    if head.is_empty() {
        return Err(ExchangeError::Empty);
    }
    if crate::format::sheet::is_package(head) {
        return Ok(FileFormat::Table(TableKind::Xlsx));
    }
    let head = head.get(..head.len().min(HEAD_BYTES)).unwrap_or(head);
    // Enough of UTF-16 and UTF-32 is seen without its NULs to find an ASCII word in it.
    let text: String = head.iter().filter(|b| **b != 0).map(|b| char::from(*b)).collect();
    let nuls = head.len() - text.len().min(head.len());
    let ending = name.rsplit('.').next().unwrap_or_default().to_lowercase();
    match root(&text) {
        Some("tmx") => return Ok(FileFormat::Tmx),
        Some("xliff") => return Ok(FileFormat::Xliff),
        Some(found) => {
            let line =
                text.split(found).next().unwrap_or_default().matches('\n').count() as u32 + 1;
            let found = found.to_owned();
            return Err(ExchangeError::WrongRoot { found, wanted: "tmx", line });
        }
        None => {}
    }
    let is_wide = encoding_rs::Encoding::for_bom(head).is_some() || nuls * 3 > head.len();
    let binary = head.iter().filter(|b| matches!(b, 0..=8 | 14..=26)).count() > head.len() / 100;
    if binary && !is_wide || head.starts_with(b"SQLite format 3\0") {
        return Err(ExchangeError::Binary("TMX, XLIFF or a table"));
    }
    match ending.as_str() {
        "tmx" => Err(ExchangeError::NoRoot("tmx")),
        "xlf" | "xliff" | "sdlxliff" | "mqxliff" | "mxliff" => Err(ExchangeError::NoRoot("xliff")),
        "tsv" | "tab" => Ok(FileFormat::Table(TableKind::Tsv)),
        "csv" => Ok(FileFormat::Table(TableKind::Csv)),
        _ => match text.lines().next() {
            Some(line) if line.contains('\t') => Ok(FileFormat::Table(TableKind::Tsv)),
            Some(line) if line.contains(',') => Ok(FileFormat::Table(TableKind::Csv)),
            _ => Err(ExchangeError::Unknown),
        },
    }
}

/// The name of the first element of an XML text, without its prefix.
fn root(text: &str) -> Option<&str> {
    // A byte order mark read byte by byte stands before the first tag.
    let mut rest = text.trim_start_matches(|c: char| !c.is_ascii() || c.is_ascii_whitespace());
    loop {
        rest = rest.trim_start().strip_prefix('<')?;
        let end = match rest.chars().next()? {
            '?' => rest.find("?>")? + 2,
            '!' if rest.starts_with("!--") => rest.find("-->")? + 3,
            '!' => {
                let open = rest.find('[').unwrap_or(usize::MAX);
                let close = rest.find('>')?;
                if open < close {
                    rest.find("]>").or_else(|| rest.find("] >"))? + 2
                } else {
                    close + 1
                }
            }
            _ => {
                let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '>' | '/'))?;
                let name = rest.get(..end)?;
                return Some(name.rsplit(':').next().unwrap_or(name));
            }
        };
        rest = rest.get(end..)?.trim_start_matches('>');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_told_by_what_they_hold() {
        let of = |head: &[u8], name: &str| sniff(head, name).ok();
        let tmx = "\u{feff}<?xml version='1.0'?>\n<!-- a --><!DOCTYPE tmx [<!ENTITY a '>'>]>\n<tmx version='1.4'>";
        assert_eq!(of(tmx.as_bytes(), "x.csv"), Some(FileFormat::Tmx));
        let wide: Vec<u8> = tmx.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(of(&wide, ""), Some(FileFormat::Tmx));
        assert_eq!(of(b"<x:xliff version='2.1'>", ""), Some(FileFormat::Xliff));
        assert_eq!(
            of("zh\ten\n甲\tA".as_bytes(), "a.txt"),
            Some(FileFormat::Table(TableKind::Tsv))
        );
        assert_eq!(of("中文,英文\n".as_bytes(), "a.csv"), Some(FileFormat::Table(TableKind::Csv)));
        let wrong = sniff(b"<?xml version='1.0'?>\n<martif>", "a.tmx").unwrap_err();
        assert_eq!(wrong.to_string(), "line 2: the root element is <martif>, not <tmx>");
        assert!(matches!(sniff(b"", "a.tmx"), Err(ExchangeError::Empty)));
        assert!(matches!(sniff(b"SQLite format 3\0aaaa", "a"), Err(ExchangeError::Binary(_))));
        assert!(matches!(sniff(&[0, 1, 2, 3, 255, 254], "a.tmx"), Err(ExchangeError::Binary(_))));
        assert!(matches!(sniff(b"hello", "a.tmx"), Err(ExchangeError::NoRoot(_))));
    }
}
