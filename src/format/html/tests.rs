use super::*;
use proptest::prelude::*;

#[test]
fn soup_is_taken_as_it_comes() {
    let text = "<p class=\"a>b\">甲<br/>乙 < 丙<!-- x --><script>if (a</b) '<p>'</script>丁</P>";
    let shown: Vec<String> = Tokens::new(text)
        .map(|t| match t {
            Token::Text(s) => s.of(text).to_owned(),
            Token::Open { name, .. } => format!("<{name}>"),
            Token::Close { name } => format!("</{name}>"),
            Token::Raw(_) => "raw".to_owned(),
        })
        .collect();
    assert_eq!(
        shown,
        ["<p>", "甲", "<br>", "乙 ", "< 丙", "<script>", "raw", "</script>", "丁", "</P>"]
    );
}

#[test]
fn attributes() {
    let tag = r#" http-equiv="Content-Type" content='text/html; charset=gb2312' id=x hidden/"#;
    assert_eq!(attribute(tag, "content"), Some("text/html; charset=gb2312"));
    assert_eq!(attribute(tag, "ID"), Some("x"));
    assert_eq!(attribute(tag, "hidden"), Some(""));
    assert_eq!(attribute(tag, "none"), None);
    assert_eq!(attribute(" = = ", "x"), None);
}

#[test]
fn references_are_undone() {
    let shown = |text: &str| {
        let mut out = MappedText::default();
        let source = MappedText::verbatim(text, 0);
        push_shown(&mut out, &source, Span::new(0, text.len()));
        out.as_str().to_owned()
    };
    assert_eq!(shown("&ldquo;A&amp;B&rdquo;&#x2014;&#20013;&#151;"), "“A&B”—中—");
    assert_eq!(shown("AT&T R&D &unknown; a&nbsp b"), "AT&T R&D &unknown; a\u{a0} b");
    assert_eq!(shown("两行\n   之间  词"), "两行 之间 词");
}

#[test]
fn tables_have_tabs_and_newlines() {
    let html = "<html><body><table><tr><td>年份</td><td> 数 </td></tr>\n<tr><td></td><td>2</td></tr></table>";
    let text = table_text(&MappedText::verbatim(html, 5));
    assert_eq!(text.as_str(), "年份\t数\n\t2");
    let at = text.as_str().find('2').unwrap();
    assert_eq!(text.source_span(Span::new(at, at + 1)).start(), 5 + html.find(">2<").unwrap() + 1);
}

proptest! {
    #[test]
    fn any_text_ends(text in "[<>/a-c =\"'!&#;\\-甲乙 \\n]*") {
        for token in Tokens::new(&text) {
            if let Token::Open { attributes, .. } = token {
                let _ = attribute(attributes, "a");
            }
        }
        let _ = table_text(&MappedText::verbatim(&text, 0));
    }
}
