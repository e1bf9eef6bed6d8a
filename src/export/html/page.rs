//! The frame of a page: head, style and script inside, and a policy that lets nothing else in.

use std::sync::LazyLock;

use sha2::{Digest, Sha256};

use super::markup::Markup;
use crate::format::base64;

const STYLE: &str = include_str!("assets/report.css");
const SCRIPT: &str = include_str!("assets/report.js");

/// No script but the page's own runs, and nothing is loaded from anywhere.
static POLICY: LazyLock<String> = LazyLock::new(|| {
    format!(
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src 'sha256-{}'; \
         base-uri 'none'; form-action 'none'",
        base64::encode(&Sha256::digest(SCRIPT.as_bytes()))
    )
});

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
    out.raw("<meta http-equiv=\"Content-Security-Policy\"");
    out.attribute("content", &POLICY).raw(">\n<link rel=\"icon\" href=\"data:,\">\n<title>");
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

#[cfg(test)]
mod tests {
    use super::*;

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
