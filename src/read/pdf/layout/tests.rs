use super::*;

fn line(text: &str, x0: f32, y: f32, size: f32) -> Line {
    let width: f32 = text.chars().map(|c| if c.is_ascii() { 0.5 } else { 1.0 } * size).sum();
    Line { text: text.to_owned(), x0, x1: x0 + width, y, size, column: 0, artifact: false }
}

fn page(number: u32, lines: Vec<Line>) -> PageLines {
    PageLines { number, lines, aside: String::new() }
}

fn found(pages: &[PageLines]) -> Vec<(BlockKind, String)> {
    pieces(pages).into_iter().map(|p| (p.kind, p.text)).collect()
}

#[test]
fn paragraphs_begin_at_indents_and_after_short_lines() {
    let full = "一二三四五六七八九十一二三四五六七八九十";
    let lines = vec![
        line("题名在此", 160.0, 700.0, 18.0),
        line(full.get(..54).unwrap(), 70.0, 650.0, 10.0),
        line(full, 50.0, 635.0, 10.0),
        line("终。", 50.0, 620.0, 10.0),
        line(full.get(..54).unwrap(), 70.0, 605.0, 10.0),
        line(full, 50.0, 590.0, 10.0),
        line(full, 50.0, 575.0, 10.0),
    ];
    let kinds: Vec<(BlockKind, usize)> =
        found(&[page(1, lines)]).iter().map(|(k, t)| (*k, t.chars().count())).collect();
    assert_eq!(kinds, [(BlockKind::Heading(1), 4), (BlockKind::Text, 40), (BlockKind::Text, 58),]);
}

#[test]
fn running_lines_page_numbers_and_notes() {
    let full = "正文正文正文正文正文正文正文正文正文正文";
    let one = |number: u32| {
        let mut lines = vec![line(&format!("学报 2025年第{number}期"), 50.0, 800.0, 8.0)];
        lines.extend((0..8).map(|nth| {
            let first = char::from_u32(0x4e00 + number * 10 + nth).unwrap();
            line(&format!("{first}{full}"), 50.0, 700.0 - 15.0 * nth as f32, 10.0)
        }));
        lines.push(line("① 甲：《书》，2020年。", 50.0, 100.0, 8.0));
        lines.push(line(&format!("② 乙：《书》，{full}。"), 50.0, 90.0, 8.0));
        lines.push(line(&format!("· {number} ·"), 200.0, 40.0, 8.0));
        page(number, lines)
    };
    let found = found(&[one(11), one(12)]);
    let kinds: Vec<BlockKind> = found.iter().map(|(kind, _)| *kind).collect();
    let once = [
        BlockKind::Furniture,
        BlockKind::Text,
        BlockKind::Note,
        BlockKind::Note,
        BlockKind::Furniture,
    ];
    assert_eq!(kinds, [once, once].concat());
}

#[test]
fn words_and_characters_join_in_their_own_way() {
    let mut text = "thyroid-".to_owned();
    join(&mut text, "ectomy");
    assert_eq!(text, "thyroid- ectomy");
    let mut text = "抢修与维".to_owned();
    join(&mut text, "护规则");
    assert_eq!(text, "抢修与维护规则");
}
