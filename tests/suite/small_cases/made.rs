//! What the rows are tried on: documents, beads and files made from a row's input.

use duizhao::{
    domain::{Side, Span},
    read::{ReadError, ReadOptions, read},
    segment,
};

use crate::{
    sandbox::{Sandbox, stderr, stdout},
    structure::{Parsed, parse, text, texts},
};

pub(super) fn sentences(side: Side, text: &str) -> Vec<String> {
    segment::sentences(side, text)
        .into_iter()
        .map(|s: Span<_>| s.of(text).trim().to_owned())
        .collect()
}

pub(super) fn zh(text: &str) -> Vec<String> {
    sentences(Side::Zh, text)
}

pub(super) fn en(text: &str) -> Vec<String> {
    sentences(Side::En, text)
}

/// The text of a document after clean-up, furniture left out, blocks parted by line ends.
pub(super) fn cleaned(text: &str) -> String {
    let parsed = parse(text.as_bytes(), "a.txt");
    let kept = parsed
        .cleaned
        .blocks
        .iter()
        .filter(|b| b.kind != duizhao::domain::BlockKind::Furniture)
        .map(|b| b.text.as_str());
    kept.collect::<Vec<_>>().join("\n")
}

/// A short text in the middle of prose: what a rule does there it does in an article.
pub(super) fn in_prose(text: &str) -> String {
    let head = "三方就港口治理达成共识，并在技术研发与标准制定方面不断推进合作。";
    let all = cleaned(&format!("{head}{text}。"));
    all.strip_prefix(head).unwrap_or(&all).trim_end_matches('。').to_owned()
}

pub(super) fn read_text(bytes: &[u8]) -> Result<(String, String, String), ReadError> {
    let document = read(bytes, "a.txt", &ReadOptions::default())?;
    let warned = document.warnings.iter().map(|w| w.1.clone()).collect::<Vec<_>>().join(" ");
    Ok((document.encoding.clone(), document.text().to_owned(), warned))
}

/// What `duizhao align` prints for two texts with a sentence a line.
pub(super) fn beads(zh: &str, en: &str) -> Vec<String> {
    let sandbox = Sandbox::new();
    sandbox.file("zh", zh);
    sandbox.file("en", en);
    let output = sandbox.run(&["align", "--presegmented", "--format", "beads", "zh", "en"]);
    assert!(output.status.success(), "{}", stderr(&output));
    stdout(&output).lines().map(str::to_owned).collect()
}

/// Sentence numbers of one side in beads, in order.
pub(super) fn numbers(beads: &[String], side: usize) -> Vec<usize> {
    let mut all: Vec<usize> = beads
        .iter()
        .flat_map(|bead| {
            let part = bead.split("]:[").nth(side).unwrap().to_owned();
            let digits = part.replace(['[', ']'], "");
            digits.split(", ").filter_map(|n| n.parse().ok()).collect::<Vec<usize>>()
        })
        .collect();
    all.sort_unstable();
    all
}

/// An article of this project's own sentences with everything that `build` needs.
pub(super) const ARTICLE: &str = "环湾六国电缆治理合作的推进\n林栖舟\n\
    [内容提要] 环湾六国推动电缆治理合作。各国统一抢修规则。合作面临资金不足的问题。\n\
    [关键词] 海底电缆;区域治理;数据安全\n\
    一、引言\n环湾六国推动电缆治理合作，各国统一抢修规则。\n\
    The Progress of Cable Governance Cooperation among the Bay Six\nLin Qizhou\n\
    Abstract: The Bay Six promote cooperation on cable governance. The countries unify their rules of repair. \
    The cooperation faces a lack of funds.\n\
    Keywords: submarine cables; regional governance; data security\n";

/// A file that `build` writes for [`ARTICLE`].
pub(super) fn built(name: &str) -> Vec<u8> {
    let sandbox = Sandbox::new();
    sandbox.file("a.txt", ARTICLE);
    let output = sandbox.run(&["build", "a.txt", "-o", "out"]);
    assert!(output.status.success(), "{}", stderr(&output));
    std::fs::read(sandbox.path(&format!("out/{name}"))).unwrap()
}

pub(super) fn body(parsed: &Parsed) -> String {
    parsed.articles[0].body.iter().map(duizhao::domain::Passage::as_str).collect()
}

/// Title, first author and abstract of both languages.
pub(super) fn text_of(article: &duizhao::domain::Article) -> Vec<String> {
    [&article.zh, &article.en]
        .iter()
        .flat_map(|f| {
            [
                text(f.title.as_ref()).to_owned(),
                texts(&f.authors).first().map_or(String::new(), |a| (*a).to_owned()),
                text(f.abstract_text.as_ref()).to_owned(),
            ]
        })
        .collect()
}

/// The blocks of a Word document with that body.
pub(super) fn docx(body: &str) -> Vec<String> {
    use std::io::Write;
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    zip.start_file("word/document.xml", zip::write::SimpleFileOptions::default()).unwrap();
    write!(zip, "<w:document><w:body>{body}</w:body></w:document>").unwrap();
    let bytes = zip.finish().unwrap().into_inner();
    let document = read(&bytes, "a.docx", &ReadOptions::default()).unwrap();
    document.blocks.iter().map(|b| b.text.as_str().to_owned()).collect()
}
