use super::*;

fn glyphs(text: &str, x: f32, y: f32) -> Vec<Glyph> {
    (0..)
        .zip(text.chars())
        .map(|(nth, c)| Glyph {
            text: c.to_string(),
            x: x + 10.0 * nth as f32,
            y,
            width: 10.0,
            size: 10.0,
            turn: 0,
            artifact: false,
        })
        .collect()
}

fn ordered(glyphs: Vec<Glyph>) -> Vec<Line> {
    let (segments, _) = segments(glyphs);
    let gutter = gutter(&segments);
    in_order(segments, gutter)
}

fn texts(glyphs: Vec<Glyph>) -> Vec<String> {
    ordered(glyphs).into_iter().map(|line| line.text).collect()
}

#[test]
fn two_columns_drawn_row_by_row_are_read_column_by_column() {
    let mut page = glyphs("一二三四五六七八九十标题标题标题标题", 100.0, 800.0);
    for (nth, (left, right)) in
        ["甲", "乙", "丙", "丁", "戊"].iter().zip(["子", "丑", "寅", "卯", "辰"]).enumerate()
    {
        let y = 700.0 - 15.0 * nth as f32;
        page.extend(glyphs(&left.repeat(15), 50.0, y));
        page.extend(glyphs(&right.repeat(15), 230.0, y));
    }
    let found = texts(page);
    assert_eq!(found.len(), 11);
    let order: String = found.iter().filter_map(|t| t.chars().next()).collect();
    assert_eq!(order, "一甲乙丙丁戊子丑寅卯辰");
}

#[test]
fn a_note_across_both_columns_keeps_its_short_last_line() {
    let mut page = Vec::new();
    for nth in 0..5 {
        let y = 700.0 - 15.0 * nth as f32;
        page.extend(glyphs(&"左".repeat(15), 50.0, y));
        page.extend(glyphs(&"右".repeat(15), 230.0, y));
    }
    page.extend(glyphs(&"注".repeat(30), 50.0, 500.0));
    page.extend(glyphs("终", 50.0, 485.0));
    let lines = ordered(page);
    let columns: Vec<u8> = lines.iter().map(|line| line.column).collect();
    assert_eq!(columns, [1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 0, 0]);
}

#[test]
fn raised_marks_and_blanks() {
    let mut page = glyphs("断供", 0.0, 0.0);
    let mut mark = glyphs("①", 20.0, 4.0);
    mark[0].size = 6.0;
    page.extend(mark);
    page.extend(glyphs("在", 26.0, 0.0));
    page.extend(glyphs("芯", 50.0, 0.0));
    assert_eq!(texts(page), ["断供^①在 芯"]);
}

#[test]
fn a_mark_at_the_head_of_a_note() {
    let mut page = glyphs("1", 0.0, 4.0);
    page[0].size = 6.0;
    page[0].width = 3.0;
    page.extend(glyphs("甲：", 4.0, 0.0));
    assert_eq!(texts(page), ["^{1}甲："]);
}

#[test]
fn a_turned_page_is_read_and_a_margin_is_apart() {
    let turn = |glyphs: Vec<Glyph>| -> Vec<Glyph> {
        glyphs.into_iter().map(|g| Glyph { x: -g.y, y: g.x, turn: 1, ..g }).collect()
    };
    let mut page = turn(glyphs("正文第一行", 0.0, 100.0));
    page.extend(turn(glyphs("第二行", 0.0, 80.0)));
    page.extend(glyphs("水印", 0.0, 0.0));
    let aside = segments(page.clone()).1;
    let lines = ordered(page);
    let found: Vec<&str> = lines.iter().map(|l| l.text.as_str()).collect();
    assert_eq!((found, aside.as_str()), (vec!["正文第一行", "第二行"], "水印"));
}

#[test]
fn bold_by_overprinting_is_read_once() {
    let mut page = glyphs("题名", 0.0, 0.0);
    page.extend(glyphs("题名", 0.3, 0.0));
    assert_eq!(texts(page), ["题名"]);
}
