use super::*;

fn found(html: &str) -> Vec<(BlockKind, String)> {
    let document = read(html.to_owned(), "UTF-8").unwrap();
    document.blocks.iter().map(|b| (b.kind, b.text.as_str().to_owned())).collect()
}

#[test]
fn paragraphs_headings_and_furniture() {
    assert_eq!(
        found(
            "<html><head><title>期刊</title><style>p{}</style></head><body><nav><ul><li>首页</ul></nav>\n\
             <h1>题名</h1><div>第一<b>段</b>，<a href=x>链接</a><br>&nbsp;&nbsp;另起</div>\n<p># 小节<p>续<footer>版权</footer>"
        ),
        [
            (BlockKind::Furniture, "期刊".to_owned()),
            (BlockKind::Furniture, "首页".to_owned()),
            (BlockKind::Heading(1), "题名".to_owned()),
            (BlockKind::Text, "第一段，链接".to_owned()),
            (BlockKind::Text, "另起".to_owned()),
            (BlockKind::Heading(1), "小节".to_owned()),
            (BlockKind::Text, "续".to_owned()),
            (BlockKind::Furniture, "版权".to_owned()),
        ]
    );
}

#[test]
fn raised_text_pinyin_and_scripts() {
    assert_eq!(
        found(
            "<p>李玲<sup>1,2</sup>说<sup>①</sup>，见<sup>[3]</sup>，<ruby>关<rp>(</rp><rt>guān</rt><rp>)</rp></ruby>系\
             <script>x</script><svg><text>图</text></svg>CO<sub>2</sub></p>"
        ),
        [(BlockKind::Text, "李玲^{1,2}说^①，见[3]，关系CO2".to_owned())]
    );
}

#[test]
fn tables_of_data_and_of_layout() {
    assert_eq!(
        found("<table><caption>表1</caption><tr><th>年<th>数<tr><td>2020<td>3</table><p>后"),
        [
            (BlockKind::Caption, "表1".to_owned()),
            (BlockKind::Table, "年\t数\n2020\t3".to_owned()),
            (BlockKind::Text, "后".to_owned()),
        ]
    );
    let long = "长".repeat(200);
    assert_eq!(
        found(&format!("<table><tr><td>栏</td><td><p>题名</p><p>{long}</p></td></tr></table>")),
        [
            (BlockKind::Text, "栏".to_owned()),
            (BlockKind::Text, "题名".to_owned()),
            (BlockKind::Text, long),
        ]
    );
}

#[test]
fn a_page_of_furniture_has_no_text() {
    assert_eq!(read("<html><title>x</title></html>".into(), "UTF-8"), Err(ReadError::NoText));
}

#[test]
fn an_element_never_closed_swallows_nothing() {
    assert_eq!(
        found("<p>前<button>按<p>后"),
        [
            (BlockKind::Text, "前".to_owned()),
            (BlockKind::Text, "按".to_owned()),
            (BlockKind::Text, "后".to_owned())
        ]
    );
}

#[test]
fn declared_encodings() {
    let meta = b"<html><meta http-equiv=\"Content-Type\" content=\"text/html; charset=GB2312\">";
    assert_eq!(declared_encoding(meta).as_deref(), Some("gb2312"));
    let xml = b"<?xml version=\"1.0\" encoding='Big5'?><article/>";
    assert_eq!(declared_encoding(xml).as_deref(), Some("big5"));
    assert_eq!(declared_encoding("用 charset=gbk 的文件".as_bytes()), None);
}
