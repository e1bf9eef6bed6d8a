use super::*;

fn found(xml: &str) -> Vec<(BlockKind, String)> {
    let document = read(xml.to_owned(), "UTF-8").unwrap();
    document.blocks.iter().map(|b| (b.kind, b.text.as_str().to_owned())).collect()
}

fn body(inside: &str) -> Vec<(BlockKind, String)> {
    found(&format!("<article>\n<body>\n{inside}\n</body>\n</article>"))
}

#[test]
fn sections_notes_and_inline_elements() {
    assert_eq!(
        body(
            "<sec><title>引言</title>\n<p>正文<italic>斜</italic>一句<xref ref-type=\"fn\"><sup>①</sup></xref>，\
             见<xref ref-type=\"bibr\">[3]</xref>，10<sup>3</sup>。<fn><label>②</label><p>注。</p></fn>续</p>\n\
             <sec><title>小节</title></sec></sec>"
        ),
        [
            (BlockKind::Heading(2), "引言".to_owned()),
            (BlockKind::Text, "正文斜一句^①，见[3]，10^{3}。^②续".to_owned()),
            (BlockKind::Note, "② 注。".to_owned()),
            (BlockKind::Heading(3), "小节".to_owned()),
        ]
    );
}

#[test]
fn what_stands_in_a_paragraph_breaks_it() {
    assert_eq!(
        body(
            "<p>前<disp-formula><tex-math>x=1</tex-math></disp-formula>后\
             <table-wrap><label>表1</label><caption><title>名</title></caption><table><tr><td>甲</td><td>乙</td></tr></table></table-wrap></p>\n\
             <list><list-item><p>其一</p></list-item></list>"
        ),
        [
            (BlockKind::Text, "前".to_owned()),
            (BlockKind::Formula, "x=1".to_owned()),
            (BlockKind::Text, "后".to_owned()),
            (BlockKind::Caption, "表1 名".to_owned()),
            (BlockKind::Table, "甲\t乙".to_owned()),
            (BlockKind::Text, "其一".to_owned()),
        ]
    );
}

#[test]
fn references() {
    assert_eq!(
        body(
            "<ref-list><ref><label>[1]</label><mixed-citation>甲：《书》，2020年。</mixed-citation></ref>\n\
             <ref><label>[2]</label><element-citation><source>Book</source><year>2020</year></element-citation></ref></ref-list>"
        )
        .iter()
        .map(|(_, text)| text.as_str())
        .collect::<Vec<_>>(),
        ["参考文献", "[1] 甲：《书》，2020年。", "[2] Book. 2020"]
    );
}

#[test]
fn other_xml_and_bombs_are_refused() {
    let other = read("<tmx><body/></tmx>".to_owned(), "UTF-8").unwrap_err();
    assert_eq!(
        other.to_string(),
        "this is an XML file with the root element <tmx>, not an article"
    );
    let bomb = format!(
        "<!DOCTYPE article [<!ENTITY a '{}'>{}]>\n<article>&g;</article>",
        "x".repeat(100),
        ('b'..='g')
            .zip('a'..)
            .map(|(name, inner)| format!("<!ENTITY {name} '{}'>", format!("&{inner};").repeat(20)))
            .collect::<String>()
    );
    let error = read(bomb, "UTF-8").unwrap_err();
    assert!(error.to_string().starts_with("XML entity bomb: "), "{error}");
    assert_eq!(error.line(), Some(2));
}
