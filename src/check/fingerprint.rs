//! Fingerprints: a finding keeps its name while its text stands, wherever it moves.

use sha2::{Digest, Sha256};

use crate::domain::Quote;

/// How many bytes of the digest make the fingerprint: 64 bits tell apart all findings of an
/// archive of millions.
const LEN_BYTES: usize = 8;

/// A hash of rule and quotes: free of line numbers and of how the text was wrapped (blanks do not
/// count), so that a dismissed finding stays dismissed when lines move and comes back when the text
/// changes.
pub(super) fn fingerprint(rule: &str, quotes: &[Quote], file_scope: &str) -> String {
    let mut digest = Sha256::new();
    let mut field = |text: &str| {
        let mut buffer = [0; 4];
        for c in text.chars().filter(|c| !c.is_whitespace()) {
            digest.update(c.encode_utf8(&mut buffer).as_bytes());
        }
        digest.update([0]);
    };
    field(rule);
    field(file_scope);
    for quote in quotes {
        field(quote.side.code());
        field(&quote.text);
    }
    digest.finalize().iter().take(LEN_BYTES).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{LineRange, Side};

    fn quote(text: &str, line: u32) -> Quote {
        let lines = LineRange { first: line, last: line };
        Quote { side: Side::Zh, text: text.to_owned(), lines }
    }

    #[test]
    fn lines_and_blanks_do_not_count_but_words_do() {
        let one = fingerprint("r", &[quote("人工智能", 3)], "");
        assert_eq!(one, fingerprint("r", &[quote("人工 智能", 99)], ""));
        assert_ne!(one, fingerprint("r", &[quote("人工智慧", 3)], ""));
        assert_ne!(one, fingerprint("s", &[quote("人工智能", 3)], ""));
        assert_eq!(one.len(), 2 * LEN_BYTES);
    }
}
