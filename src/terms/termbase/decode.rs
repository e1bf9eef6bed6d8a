//! Bytes of a termbase to text.

use super::Problems;

/// The text of `bytes`: UTF-8, UTF-16 with a byte order mark, or else GB18030. Lines that are not
/// valid are named.
pub(super) fn text(bytes: &[u8], problems: &mut Problems) -> String {
    if let Some((encoding, _)) = encoding_rs::Encoding::for_bom(bytes) {
        let (text, _, bad) = encoding.decode(bytes);
        if bad {
            name_bad_lines(&text, encoding.name(), problems);
        }
        return text.into_owned();
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return text.to_owned();
    }
    let (chinese, _, bad) = encoding_rs::GB18030.decode(bytes);
    let utf8 = String::from_utf8_lossy(bytes);
    let damage = |text: &str| text.matches('\u{fffd}').count();
    if !bad || damage(&chinese) < damage(&utf8) {
        if bad {
            name_bad_lines(&chinese, "GB18030", problems);
        }
        chinese.into_owned()
    } else {
        name_bad_lines(&utf8, "UTF-8", problems);
        utf8.into_owned()
    }
}

fn name_bad_lines(text: &str, encoding: &str, problems: &mut Problems) {
    for (at, line) in text.lines().enumerate() {
        if line.contains('\u{fffd}') {
            problems.add(
                at as u32 + 1,
                false,
                format!("bytes that are no {encoding}"),
                "save the termbase as UTF-8",
            );
        }
    }
}
