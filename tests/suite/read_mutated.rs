//! Sound files of every reader with bytes changed, cut, doubled and crossed: the bodies of `tests/fuzz` on
//! a stable toolchain. `DUIZHAO_MUTATE_SECONDS=120 cargo test --test suite read_mutated` goes on for so long
//! with each reader.

use std::time::{Duration, Instant};

use duizhao::{
    clean,
    lexicon::Lexicon,
    read::{ReadOptions, read},
    structure,
};

use crate::{sandbox::shared, small_pdf};

/// How many files each reader gets where the variable is not set.
const FEW: usize = 400;
/// Files of the material beside the checkout that are larger stay out: each run would take too long.
const LARGEST_SAMPLE_BYTES: usize = 40_000;

struct Random(u64);

impl Random {
    /// Splitmix64.
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound.max(1) as u64) as usize
    }
}

const ARTICLE: &str = "环湾六国电缆治理合作的推进\n林栖舟1，顾惟远2（1.云州大学，云州 410128）\n\
    [内容提要] 环湾六国推动电缆治理合作。各国统一抢修规则。^①\n\
    [关键词] 海底电缆;区域治理;数据安全 中图分类号：D815 文献标识码：A\n\
    一、引言\n环湾六国推动电缆治理合作，各国统一抢修规则，在技术研发、标准制定、船队互助与通\n\
    ^{| 46 | 《}港口评论》 2024 年第 3 期\n信保障等层面。①骆青岚：《港口研究》，第8页。\n\
    The Progress of Cable Governance\nLIN Qizhou1, GU Weiyuan2\n\
    Abstract: [Purpose] The Bay Six pro- mote cooperation. [Result] It works (P<0. 05) .\n\
    Keywords: submarine cables; regional governance; data security 收稿日期：2023-11-02\n\
    （责任编辑：骆青岚）\n参考文献\n[1] 骆青岚. 港口研究[J]. 港口, 2019, 5(2): 8-9.\n";

/// A package whose document is that, sound or not.
fn package(document: &[u8]) -> Vec<u8> {
    use std::io::Write;
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let stored =
        zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    zip.start_file("word/document.xml", stored).unwrap();
    zip.write_all(document).unwrap();
    zip.finish().unwrap().into_inner()
}

/// Samples by reader: the file name tells the reader.
fn samples() -> Vec<(&'static str, Vec<Vec<u8>>)> {
    let paragraphs = |open: &str, close: &str| -> String {
        ARTICLE.lines().map(|l| format!("{open}{}{close}", l.replace('<', "&lt;"))).collect()
    };
    let text = vec![
        ARTICLE.as_bytes().to_vec(),
        encoding_rs::GB18030.encode(ARTICLE).0.into_owned(),
        encoding_rs::BIG5.encode("摘要：港口治理的研究。\n關鍵詞：港口；治理\n").0.into_owned(),
        ARTICLE.encode_utf16().flat_map(u16::to_le_bytes).collect(),
    ];
    let markdown = vec![format!(
        "# {}\n\n| 年 | 数 |\n|---|---|\n| 1 | 2 |\n\n$$\na\n$$\n\n![图](a.png)\n<table><tr><td>x</td></tr></table>\n",
        ARTICLE.replace('\n', "\n\n")
    )
    .into_bytes()];
    let items: Vec<String> = ARTICLE
        .lines()
        .map(|l| format!("{{\"type\":\"text\",\"text\":{l:?},\"text_level\":1,\"page_idx\":0}}"))
        .collect();
    let mineru = vec![format!("[{}]", items.join(",\n")).into_bytes()];
    let html = vec![format!(
        "<html><head><meta charset=\"gb2312\"><title>题</title></head><body>{}<table><tr><td>年</td></tr></table><sup>1</sup>&nbsp;</body></html>",
        paragraphs("<p>", "</p>\n")
    )
    .into_bytes()];
    let jats = vec![format!(
        "<?xml version=\"1.0\"?><!DOCTYPE article [<!ENTITY a '合作'>]><article><front><article-meta><title-group><article-title>题</article-title></title-group><abstract><p>&a;</p></abstract><kwd-group><kwd>甲</kwd></kwd-group></article-meta></front><body><sec><title>引言</title>{}</sec></body></article>",
        paragraphs("<p>", "<xref>1</xref></p>\n")
    )
    .into_bytes()];
    let word =
        |body: &str| format!("<w:document><w:body>{body}</w:body></w:document>").into_bytes();
    let docx = vec![
        word(&paragraphs("<w:p><w:r><w:t>", "</w:t></w:r></w:p>")),
        word(
            "<w:p><w:ins><w:r><w:t>增</w:t></w:r></w:ins><w:del><w:r><w:delText>删</w:delText></w:r></w:del><w:smartTag><w:r><w:t>上海</w:t></w:r></w:smartTag></w:p>",
        ),
    ];
    let pdf = vec![
        small_pdf::pdf(
            &(small_pdf::line(40, 700, "环湾六国电缆治理")
                + &small_pdf::line(40, 680, "摘要：合作")),
            small_pdf::Font::GbkEucH,
        ),
        small_pdf::pdf(
            &small_pdf::encoded_line(40, 700, "环湾六国", small_pdf::Font::UniGbUcs2H),
            small_pdf::Font::UniGbUcs2H,
        ),
    ];
    let mut all = vec![
        ("a.txt", text),
        ("a.md", markdown),
        ("a.json", mineru),
        ("a.html", html),
        ("a.xml", jats),
        ("a.docx", docx),
        ("a.pdf", pdf),
    ];
    if let Some(folder) = shared("inputs") {
        let mut paths: Vec<_> =
            std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
        paths.sort();
        for path in paths {
            let ending = path.extension().map(|e| format!("a.{}", e.to_string_lossy()));
            let bytes = std::fs::read(&path).unwrap();
            if let Some((_, samples)) =
                all.iter_mut().find(|(name, _)| Some(*name) == ending.as_deref())
                && bytes.len() <= LARGEST_SAMPLE_BYTES
                && ending.as_deref() != Some("a.docx")
            {
                samples.push(bytes);
            }
        }
    }
    all
}

/// A sample with a few changes: bytes, pieces cut, doubled, moved or taken from another sample.
fn mutated(samples: &[Vec<u8>], random: &mut Random) -> Vec<u8> {
    let mut bytes = samples[random.below(samples.len())].clone();
    for _ in 0..=random.below(6) {
        if bytes.is_empty() {
            break;
        }
        let at = random.below(bytes.len());
        let most = if random.below(4) == 0 { 400 } else { 12 };
        let len = 1 + random.below(most);
        let end = (at + len).min(bytes.len());
        match random.below(7) {
            0 => bytes[at] = random.next() as u8,
            1 => bytes[at] ^= 1 << random.below(8),
            2 => drop(bytes.drain(at..end)),
            3 => {
                let piece = bytes[at..end].to_vec();
                let times = 1 + random.below(20);
                bytes.splice(at..at, piece.repeat(times));
            }
            4 => {
                let other = &samples[random.below(samples.len())];
                let from = random.below(other.len());
                let piece = other[from..(from + len).min(other.len())].to_vec();
                bytes.splice(at..end, piece);
            }
            5 => {
                let word: &[u8] = [
                    b"\n".as_slice(),
                    b"\0",
                    "。".as_bytes(),
                    "［".as_bytes(),
                    b"<",
                    b">",
                    b"&",
                    b"\"",
                    b"\\u",
                    b"99999999999",
                    b"-1",
                    b"<!--",
                    b"]]>",
                    b"/Length ",
                    b"stream",
                    b"endobj",
                    b"\xff\xfe",
                    "摘要：".as_bytes(),
                    b"Abstract: ",
                    "①".as_bytes(),
                    b"{",
                    b"[",
                ][random.below(22)];
                bytes.splice(at..at, word.iter().copied());
            }
            _ => bytes.truncate(at),
        }
    }
    bytes
}

#[test]
fn damaged_files_of_every_reader_do_no_harm() {
    let seconds: Option<u64> =
        std::env::var("DUIZHAO_MUTATE_SECONDS").ok().and_then(|s| s.parse().ok());
    let lexicon = Lexicon::builtin();
    for (name, samples) in samples() {
        let start = Instant::now();
        let mut random = Random(seconds.unwrap_or(1));
        let (mut tried, mut sound) = (0, 0);
        let mut slowest = Duration::ZERO;
        while seconds.map_or(tried < FEW, |s| start.elapsed().as_secs() < s) {
            let bytes = match name {
                // The checksums of a package refuse most changes: change what is inside, too.
                "a.docx" if tried % 4 == 0 => {
                    let packed: Vec<Vec<u8>> = samples.iter().map(|s| package(s)).collect();
                    mutated(&packed, &mut random)
                }
                "a.docx" => package(&mutated(&samples, &mut random)),
                _ => mutated(&samples, &mut random),
            };
            let begun = Instant::now();
            if let Ok(document) = read(&bytes, name, &ReadOptions::default()) {
                sound += 1;
                for block in &document.blocks {
                    assert!(block.text.source().end() <= document.text().len());
                    assert!(!block.text.is_empty());
                }
                // What follows reading must stand the same texts.
                if tried % 4 == 0 {
                    let cleaned = clean::clean(&document, lexicon);
                    let _ = structure::articles(&document, &cleaned, lexicon);
                }
            }
            slowest = slowest.max(begun.elapsed());
            tried += 1;
        }
        eprintln!("{name}: {tried} files, {sound} read, slowest {slowest:?}");
        assert!(slowest.as_secs() < 20, "{name}: {slowest:?}");
        assert!(sound > 0, "{name}: none of {tried} was read");
    }
}
