//! The frame of a page: head, style and script inside, and a policy that lets nothing else in.

use sha2::{Digest, Sha256};

use super::markup::Markup;

const STYLE: &str = include_str!("assets/report.css");
const SCRIPT: &str = include_str!("assets/report.js");

/// A link of the top bar: where to, what it says, and how many of it there are.
pub(super) struct Link {
    pub(super) href: String,
    pub(super) text: &'static str,
    pub(super) count: Option<usize>,
}

/// Appends everything up to the page's content.
pub(super) fn head(out: &mut Markup, title: &str, links: &[Link]) {
    out.raw("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    out.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    out.raw("<meta name=\"color-scheme\" content=\"light dark\">\n");
    // No script but the page's own runs, and nothing is loaded from anywhere.
    out.raw("<meta http-equiv=\"Content-Security-Policy\"");
    let policy = format!(
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src 'sha256-{}'; \
         base-uri 'none'; form-action 'none'",
        base64(&Sha256::digest(SCRIPT.as_bytes()))
    );
    out.attribute("content", &policy).raw(">\n<link rel=\"icon\" href=\"data:,\">\n<title>");
    out.text(title).raw("</title>\n<style>").raw(STYLE).raw("</style>\n</head>\n<body>\n");
    out.raw("<a class=\"skip\" href=\"#main\">Skip to content</a>\n<header class=\"top\">");
    out.element("h1", "", title).raw("<nav aria-label=\"Parts of the page\">");
    for link in links {
        out.begin("a", "").attribute("href", &link.href).raw(">").text(link.text);
        if let Some(count) = link.count {
            out.raw(" ").element("span", "count", &count.to_string());
        }
        out.close("a");
    }
    out.raw("</nav><button type=\"button\" id=\"theme\" title=\"Light or dark (t)\">Light/dark</button></header>\n<main id=\"main\">\n");
}

/// Appends the end of the page.
pub(super) fn foot(out: &mut Markup) {
    out.raw("</main>\n<footer class=\"keys\">Keys: <kbd>j</kbd> <kbd>k</kbd> next and previous finding, ");
    out.raw("<kbd>Enter</kbd> link a sentence with its partner, <kbd>/</kbd> search, <kbd>Esc</kbd> clear, <kbd>t</kbd> light or dark. ");
    out.raw("Made by duizhao ").text(env!("CARGO_PKG_VERSION")).raw(".</footer>\n<script>");
    out.raw(SCRIPT).raw("</script>\n</body>\n</html>\n");
}

/// Base64 (RFC 4648, section 4), as a content security policy names a hash.
fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for group in bytes.chunks(3) {
        let bits =
            group.iter().chain([0, 0].iter()).take(3).fold(0_u32, |b, x| b << 8 | u32::from(*x));
        for at in 0..4 {
            let index = (bits >> (18 - 6 * at)) & 63;
            let letter = ALPHABET.get(index as usize).map_or('=', |l| char::from(*l));
            out.push(if at > group.len() { '=' } else { letter });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_has_the_standard_s_own_examples() {
        for (plain, coded) in
            [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")]
        {
            assert_eq!(base64(plain.as_bytes()), coded);
        }
    }

    #[test]
    fn the_script_can_stand_in_a_page() {
        assert!(!SCRIPT.contains("</script") && !STYLE.contains("</style"));
        // Nothing is loaded: no address, no import.
        for word in ["http:", "https:", "@import", "fetch(", "XMLHttpRequest", "innerHTML", "eval("]
        {
            assert!(!SCRIPT.contains(word) && !STYLE.contains(word), "{word}");
        }
    }
}
