use super::*;

const ZH: &str = "摘要：本文研究人工智能技术。\n关键词：合作；技术\n";
const HANT: &str = "本研究之目的，在於探討消費者對於智慧型手機遊戲之使用行為。\n";

fn read(bytes: &[u8]) -> Decoded {
    decode(bytes, None, None).unwrap()
}

fn utf16(text: &str, little: bool) -> Vec<u8> {
    text.encode_utf16()
        .flat_map(|u| if little { u.to_le_bytes() } else { u.to_be_bytes() })
        .collect()
}

#[test]
fn every_encoding_of_the_same_text() {
    let gb = GB18030.encode(ZH).0.into_owned();
    let gb_marked = [b"\x84\x31\x95\x33".as_slice(), &gb].concat();
    let utf8_marked = [b"\xef\xbb\xbf".as_slice(), ZH.as_bytes()].concat();
    for (bytes, label) in [
        (ZH.as_bytes().to_vec(), "UTF-8"),
        (utf8_marked, "UTF-8"),
        (gb, "gb18030"),
        (gb_marked, "gb18030"),
        (utf16(ZH, true), "UTF-16LE"),
        (utf16(ZH, false), "UTF-16BE"),
        (utf16(&format!("\u{feff}{ZH}"), true), "UTF-16LE"),
        (utf16(&format!("\u{feff}{ZH}"), false), "UTF-16BE"),
    ] {
        let decoded = read(&bytes);
        assert_eq!((decoded.text.as_str(), decoded.encoding), (ZH, label));
    }
    let big5 = read(&BIG5.encode(HANT).0);
    assert_eq!((big5.text.as_str(), big5.encoding), (HANT, "Big5"));
    assert_eq!(big5.warnings, []);
    let traditional_gbk = read(&GB18030.encode(HANT).0);
    assert_eq!((traditional_gbk.text.as_str(), traditional_gbk.encoding), (HANT, "gb18030"));
}

#[test]
fn english_in_utf16_without_a_mark() {
    let text = "Abstract: this paper is about chips.\n";
    for little in [true, false] {
        assert_eq!(read(&utf16(text, little)).text, text);
    }
}

#[test]
fn mostly_english_gb18030_is_found_by_its_label() {
    let text = "Abstract: The paper traces the diplomacy of chips.\nKeywords: diplomacy\n关键词\n";
    assert_eq!(read(&GB18030.encode(text).0).text, text);
}

#[test]
fn short_texts_are_read_with_a_doubt() {
    let gb = read(&GB18030.encode("函数声明").0);
    assert_eq!(gb.text, "函数声明");
    assert_eq!(gb.warnings.len(), 1);
    let big5 = read(&BIG5.encode("你好").0);
    assert_eq!(big5.text, "你好");
    assert_eq!(big5.warnings.len(), 1);
}

#[test]
fn quotes_of_an_old_english_word_processor() {
    let decoded = read(b"The \x93Indo-Pacific\x94 strategy \x96 a caf\xe9 reading.\n");
    assert_eq!(decoded.text, "The “Indo-Pacific” strategy – a café reading.\n");
}

#[test]
fn stray_bytes_are_named_by_line() {
    let mut bytes = "摘要：本文研究。\n第二行".as_bytes().to_vec();
    bytes.push(0xff);
    bytes.extend("，完。\n".as_bytes());
    let decoded = read(&bytes);
    assert_eq!(decoded.text, "摘要：本文研究。\n第二行\u{fffd}，完。\n");
    assert_eq!(decoded.warnings.len(), 1);
    assert_eq!(decoded.warnings[0].0, 2);
}

#[test]
fn a_nul_is_dropped_and_named() {
    let decoded = read("第一行\n第二\0行\n".as_bytes());
    assert_eq!(decoded.text, "第一行\n第二行\n");
    assert_eq!(decoded.warnings, [(2, "NUL characters dropped".to_owned())]);
}

#[test]
fn many_damaged_lines_give_few_warnings() {
    let mut bytes = Vec::new();
    for _ in 0..500 {
        bytes.extend("正常的文字\0\n".as_bytes());
    }
    assert_eq!(read(&bytes).warnings.len(), NAMED_LINES + 1);
}

#[test]
fn binary_without_a_signature_is_refused() {
    let bytes: Vec<u8> = (0..4096_u32).map(|i| (i * 97 % 251) as u8).collect();
    assert!(matches!(decode(&bytes, None, None), Err(ReadError::Binary { .. })));
}

#[test]
fn force_and_declaration() {
    let bytes = GB18030.encode("镕基").0;
    assert_eq!(decode(&bytes, Some("gb2312"), None).unwrap().text, "镕基");
    assert_eq!(decode(&bytes, None, Some("gb2312")).unwrap().encoding, "gb18030");
    assert!(matches!(
        decode(&bytes, Some("klingon"), None),
        Err(ReadError::UnknownEncoding { .. })
    ));
    // A wrong declaration does not spoil good UTF-8.
    assert_eq!(decode(ZH.as_bytes(), None, Some("gb2312")).unwrap().text, ZH);
    assert!(matches!(
        decode(&BIG5.encode(HANT).0, Some("utf-8"), None),
        Err(ReadError::Undecodable { .. })
    ));
}

#[test]
fn utf32_and_old_macintosh_lines() {
    let mut bytes = vec![0xff, 0xfe, 0, 0];
    bytes.extend("摘要\r".chars().flat_map(|c| u32::from(c).to_le_bytes()));
    assert_eq!(read(&bytes).text, "摘要\n");
}
