//! Bytes to text: which encoding a file is in.
//!
//! Order: what the user forces; a byte order mark; UTF-16 without one; strict UTF-8; UTF-8 with a
//! few damaged bytes; what the file declares of itself; and last GB18030, Big5 and Windows-1252,
//! each decoded and scored by how common its characters are.

use encoding_rs::{BIG5, Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::{ReadError, score};

/// So many lines are named when bytes are no characters; the rest are only counted.
const NAMED_LINES: usize = 20;

/// Decoded text.
#[derive(Debug)]
pub(super) struct Decoded {
    /// The text, without byte order mark and NULs, its lines ended by `\n` or `\r\n`.
    pub(super) text: String,
    /// Label as of WHATWG.
    pub(super) encoding: &'static str,
    /// What was mended or is doubtful, with its 1-based line.
    pub(super) warnings: Vec<(u32, String)>,
}

/// Decodes `bytes`. `forced` is the user's label; `declared` what the file says of itself.
pub(super) fn decode(
    bytes: &[u8],
    forced: Option<&str>,
    declared: Option<&str>,
) -> Result<Decoded, ReadError> {
    let decoded = match forced {
        Some(label) => decode_forced(bytes, label)?,
        None => decode_unforced(bytes, declared)?,
    };
    Ok(without_nuls(decoded))
}

/// GB2312 and GBK are read as GB18030, which holds both: files that say `gb2312` rarely keep to it.
fn for_label(label: &str) -> Option<&'static Encoding> {
    let encoding = Encoding::for_label_no_replacement(label.as_bytes())?;
    Some(if encoding == encoding_rs::GBK { GB18030 } else { encoding })
}

fn decode_forced(bytes: &[u8], label: &str) -> Result<Decoded, ReadError> {
    let encoding =
        for_label(label).ok_or_else(|| ReadError::UnknownEncoding { label: label.to_owned() })?;
    let (marked, mark_len) = byte_order_mark(bytes);
    let body =
        if marked == Some(encoding) { bytes.get(mark_len..).unwrap_or_default() } else { bytes };
    decode_as(body, encoding, encoding.name())
}

fn decode_unforced(bytes: &[u8], declared: Option<&str>) -> Result<Decoded, ReadError> {
    if let Some(text) = utf32(bytes) {
        return Ok(Decoded { text, encoding: "UTF-32", warnings: Vec::new() });
    }
    if let (Some(encoding), mark_len) = byte_order_mark(bytes) {
        let body = bytes.get(mark_len..).unwrap_or_default();
        return decode_as(body, encoding, encoding.name());
    }
    if let Some(encoding) = utf16_without_mark(bytes) {
        return decode_as(bytes, encoding, encoding.name());
    }
    refuse_binary(bytes)?;
    if is_utf8(bytes) {
        return decode_as(bytes, UTF_8, UTF_8.name());
    }
    if let Some(encoding) = declared.and_then(for_label)
        && encoding != UTF_8
        && let Some(text) = encoding.decode_without_bom_handling_and_without_replacement(bytes)
    {
        return Ok(Decoded {
            text: text.into_owned(),
            encoding: encoding.name(),
            warnings: Vec::new(),
        });
    }
    decode_scored(bytes)
}

/// The encoding that a byte order mark names, and the mark's length.
fn byte_order_mark(bytes: &[u8]) -> (Option<&'static Encoding>, usize) {
    if bytes.starts_with(b"\x84\x31\x95\x33") {
        return (Some(GB18030), 4);
    }
    match Encoding::for_bom(bytes) {
        Some((encoding, len)) => (Some(encoding), len),
        None => (None, 0),
    }
}

/// UTF-32 with a byte order mark, which `encoding_rs` leaves out as the web has none.
fn utf32(bytes: &[u8]) -> Option<String> {
    let little = match bytes.get(..4)? {
        [0xff, 0xfe, 0, 0] => true,
        [0, 0, 0xfe, 0xff] => false,
        _ => return None,
    };
    if !bytes.len().is_multiple_of(4) {
        return None;
    }
    let unit = |four: &[u8]| {
        let array = <[u8; 4]>::try_from(four).unwrap_or_default();
        if little { u32::from_le_bytes(array) } else { u32::from_be_bytes(array) }
    };
    let text: String = bytes
        .chunks_exact(4)
        .skip(1)
        .map(|four| char::from_u32(unit(four)).unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect();
    Some(text)
}

/// UTF-16 shows by its units: nearly all are ASCII, Han or their punctuation in one byte order.
fn utf16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = bytes.get(..bytes.len().min(65_536))?;
    if bytes.len() < 4 || !bytes.len().is_multiple_of(2) {
        return None;
    }
    let units = sample.len() / 2;
    let count = |high: usize| {
        let mut plausible = 0;
        let mut nuls = 0;
        for pair in sample.chunks_exact(2) {
            let (Some(&high), Some(&low)) = (pair.get(high), pair.get(1 - high)) else { continue };
            plausible += usize::from(plausible_unit(u16::from(high) << 8 | u16::from(low)));
            nuls += usize::from(high == 0);
        }
        (plausible, nuls)
    };
    // ASCII pairs look like Han units, so Han alone proves nothing: there must be bytes no ASCII
    // has, or the NULs of ASCII units.
    let high_bits = sample.iter().filter(|b| **b >= 0x80).count();
    let ((le, le_nuls), (be, be_nuls)) = (count(1), count(0));
    let (best, nuls, other_nuls, encoding) =
        if le >= be { (le, le_nuls, be_nuls, UTF_16LE) } else { (be, be_nuls, le_nuls, UTF_16BE) };
    let shows = nuls > 4 * other_nuls && nuls * 50 >= units || high_bits * 8 >= sample.len();
    let valid_utf8 = is_utf8(sample) && nuls == 0;
    (best * 100 >= units * 95 && shows && !valid_utf8).then_some(encoding)
}

fn plausible_unit(unit: u16) -> bool {
    matches!(unit,
        0x09 | 0x0a | 0x0d | 0x20..=0x7e | 0xa0..=0xff | 0x2010..=0x2027 | 0x2030..=0x203b
        | 0x2460..=0x2473 | 0x3000..=0x301f | 0x4e00..=0x9fa5 | 0xff01..=0xff5e)
}

/// Control bytes in a share that no damaged text has: of random bytes they are 10 %, of programs
/// more.
fn refuse_binary(bytes: &[u8]) -> Result<(), ReadError> {
    let controls = bytes
        .iter()
        .filter(|b| **b < 0x20 && !matches!(**b, b'\t' | b'\n' | b'\r' | 0x0b | 0x0c | 0x1a | 0x1b))
        .count();
    if controls > 4 && controls * 12 > bytes.len() {
        return Err(ReadError::Binary {
            kind: "a binary file of a kind that is not known".to_owned(),
            hint: Some("give text, Markdown, JSON, PDF, DOCX, HTML or JATS XML".to_owned()),
        });
    }
    Ok(())
}

/// Whether the bytes are UTF-8, at most with so few damaged places as no other encoding leaves:
/// GB18030 and Big5 form a valid sequence by chance in one character of four.
fn is_utf8(bytes: &[u8]) -> bool {
    let mut good = 0;
    let mut bad = 0;
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().bytes().filter(|b| *b >= 0xc0).count();
        bad += usize::from(!chunk.invalid().is_empty());
        if bad > 1000 && bad * 4 > good {
            return false;
        }
    }
    bad == 0 || good >= 4 * bad
}

fn decode_as(
    bytes: &[u8],
    encoding: &'static Encoding,
    label: &'static str,
) -> Result<Decoded, ReadError> {
    let (text, damaged) = encoding.decode_without_bom_handling(bytes);
    let text = text.into_owned();
    let mut warnings = Vec::new();
    if damaged {
        // A text may hold U+FFFD of its own; where it does, its lines are named as well, which is
        // what the reader of a warning wants.
        let (mut bad, mut lines, mut line) = (0_usize, Vec::new(), 1_u32);
        for c in text.chars() {
            match c {
                '\n' => line += 1,
                char::REPLACEMENT_CHARACTER => {
                    bad += 1;
                    if lines.last() != Some(&line) {
                        lines.push(line);
                    }
                }
                _ => {}
            }
        }
        let first = lines.first().copied().unwrap_or(1);
        let wide = text.chars().filter(|c| !c.is_ascii()).count();
        if bad > 4 && bad * 4 > wide {
            return Err(ReadError::Undecodable { tried: label.to_owned(), line: first });
        }
        name_lines(&mut warnings, &lines, &format!("bytes that are no {label} became \u{fffd}"));
    }
    Ok(Decoded { text, encoding: label, warnings })
}

fn name_lines(warnings: &mut Vec<(u32, String)>, lines: &[u32], what: &str) {
    for line in lines.iter().take(NAMED_LINES) {
        warnings.push((*line, what.to_owned()));
    }
    if let Some(next) = lines.get(NAMED_LINES) {
        let more = lines.len() - NAMED_LINES;
        warnings.push((*next, format!("{what}: so in {more} more line(s) from here on")));
    }
}

fn decode_scored(bytes: &[u8]) -> Result<Decoded, ReadError> {
    let sample = score::sample(bytes);
    let mut ranked: Vec<(f64, &'static Encoding)> = [GB18030, BIG5, WINDOWS_1252]
        .into_iter()
        .map(|encoding| {
            let (text, _) = encoding.decode_without_bom_handling(&sample);
            (score::commonness(&text), encoding)
        })
        .collect();
    // A stable sort: where scores tie, GB18030 stands before Big5.
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0));
    let [(best, encoding), (second, runner_up), _] = ranked.as_slice() else {
        return Err(ReadError::Undecodable { tried: String::new(), line: 1 });
    };
    let mut decoded = decode_as(bytes, encoding, encoding.name()).map_err(|error| match error {
        ReadError::Undecodable { line, .. } => ReadError::Undecodable {
            tried: "UTF-8, UTF-16, GB18030, Big5 and Windows-1252".to_owned(),
            line,
        },
        other => other,
    })?;
    let wide = decoded.text.chars().filter(|c| !c.is_ascii()).take(score::SURE_CHARS).count();
    // A label decides, however few the characters, unless the other reading has one as well.
    let (other, _) = runner_up.decode_without_bom_handling(&sample);
    let labelled = score::has_label(&decoded.text) && !score::has_label(&other);
    if !labelled && (best - second < score::SURE_MARGIN || wide < score::SURE_CHARS) {
        let line = first_wide_line(&decoded.text);
        decoded.warnings.push((
            line,
            format!(
                "the encoding is not certain: read as {}, could be {}; --encoding decides it",
                encoding.name(),
                runner_up.name()
            ),
        ));
    }
    Ok(decoded)
}

fn first_wide_line(text: &str) -> u32 {
    let at = text.find(|c: char| !c.is_ascii()).unwrap_or(0);
    1 + text.bytes().take(at).filter(|b| *b == b'\n').count() as u32
}

/// Drops NULs and a stray byte order mark, and gives old Macintosh line ends (`\r` alone) as `\n`.
fn without_nuls(mut decoded: Decoded) -> Decoded {
    if decoded.text.starts_with('\u{feff}') {
        decoded.text.remove(0);
    }
    if decoded.text.contains('\0') {
        let lines: Vec<u32> = (1..)
            .zip(decoded.text.split('\n'))
            .filter(|(_, line)| line.contains('\0'))
            .map(|(number, _)| number)
            .collect();
        name_lines(&mut decoded.warnings, &lines, "NUL characters dropped");
        decoded.text.retain(|c| c != '\0');
    }
    if decoded.text.contains('\r') && !decoded.text.contains('\n') {
        decoded.text = decoded.text.replace('\r', "\n");
    }
    decoded.warnings.sort();
    decoded
}

#[cfg(test)]
mod tests;
