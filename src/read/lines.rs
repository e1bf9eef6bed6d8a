//! Lines with their places.

use super::ReadError;

/// The longest line that is read. The longest that a journal's file is known to have is a whole
/// article in one line, well under one megabyte.
pub(super) const MAX_LINE_BYTES: usize = 8_000_000;

/// Each line without its end (`\n` or `\r\n`), and the byte where it begins.
pub(super) fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    text.split_inclusive('\n').map(move |whole| {
        let start = at;
        at += whole.len();
        let line = whole.strip_suffix('\n').unwrap_or(whole);
        (start, line.strip_suffix('\r').unwrap_or(line))
    })
}

/// Refuses text with a line longer than any real one. It looks at bytes, before decoding: LF is LF
/// in every encoding that is read, in UTF-16 as one byte of two.
pub(super) fn refuse_long_lines(bytes: &[u8]) -> Result<(), ReadError> {
    for (line, whole) in (1..).zip(bytes.split(|b| *b == b'\n')) {
        if whole.len() <= MAX_LINE_BYTES {
            continue;
        }
        // Old Macintosh files end their lines with CR alone.
        let longest = whole.split(|b| *b == b'\r').map(<[u8]>::len).max().unwrap_or(0);
        if longest > MAX_LINE_BYTES {
            return Err(ReadError::LineTooLong {
                line,
                len_bytes: longest,
                limit_bytes: MAX_LINE_BYTES,
            });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_with_places() {
        let found: Vec<(usize, &str)> = lines("a\r\n\nb").collect();
        assert_eq!(found, [(0, "a"), (3, ""), (4, "b")]);
    }

    #[test]
    fn a_line_past_the_limit_is_named() {
        let mut bytes = b"first\r\nsecond\r\n".to_vec();
        bytes.resize(bytes.len() + MAX_LINE_BYTES + 1, b'x');
        let error = refuse_long_lines(&bytes).unwrap_err();
        assert_eq!(error.line(), Some(3));
        assert_eq!(refuse_long_lines(b"short\nlines\n"), Ok(()));
    }
}
