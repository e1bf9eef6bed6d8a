//! The programs that users open our files with, run on our files. Each is skipped where it is not
//! installed, but never where `CI` is set.

use std::{
    collections::BTreeMap,
    ffi::OsStr,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use duizhao::format::tbx_basic::lint_tbx_basic;
use duizhao::{
    domain::TranslationUnit,
    export::{
        GlossaryOptions, MemoryOptions, Tmx, UnitExporter, Xliff, cat_units, glossary_tbx,
        glossary_tbx_v2, glossary_txt, segmentation::omegat_segments,
    },
};
use serde_json::Value;

use crate::{
    export::read_tmx,
    export_sample::{ABSTRACT, abstract_units, terms, units},
    sandbox::{Sandbox, checkout, client, shared, stderr, stdout},
};

const OMEGAT: &str = "/usr/share/omegat/OmegaT.jar";

/// Whether a client's file is there; with `CI` set its absence fails.
fn file_of_client(path: &str) -> bool {
    let there = Path::new(path).is_file();
    assert!(there || std::env::var_os("CI").is_none(), "{path} is absent, and CI must not skip");
    if !there {
        eprintln!("skipped: {path} is absent");
    }
    there
}

/// Whether OmegaT and a Java runtime are there.
pub fn omegat() -> bool {
    client("java") && file_of_client(OMEGAT)
}

pub fn tmx(units: &[TranslationUnit]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut tmx = Box::new(Tmx::new(&mut out, &MemoryOptions::default()).unwrap());
    for unit in units {
        tmx.unit(unit).unwrap();
    }
    UnitExporter::finish(tmx).unwrap();
    out
}

fn xliff(units: &[TranslationUnit]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut xliff = Box::new(Xliff::new(&mut out, &MemoryOptions::default()).unwrap());
    for unit in units {
        xliff.unit(unit).unwrap();
    }
    xliff.finish().unwrap();
    out
}

fn run(command: &mut Command) -> Output {
    command.output().unwrap()
}

fn assert_success(output: &Output) {
    assert!(output.status.success(), "{}\n{}", stdout(output), stderr(output));
}

/// The TMX DTD that comes with OmegaT.
fn dtd(sandbox: &Sandbox) -> PathBuf {
    let output = run(Command::new("unzip").args(["-p", OMEGAT, "schemas/tmx14.dtd"]));
    assert_success(&output);
    sandbox.file("tmx14.dtd", output.stdout)
}

pub fn assert_valid_tmx(sandbox: &Sandbox, path: &Path) {
    let dtd = dtd(sandbox);
    assert_success(&run(Command::new("xmllint")
        .args(["--noout", "--nonet", "--dtdvalid"])
        .args([&dtd, path])));
}

#[test]
fn xmllint_finds_the_memory_valid() {
    if !omegat() || !client("xmllint") || !client("unzip") {
        return;
    }
    let sandbox = Sandbox::new();
    for (name, units) in [("full.tmx", units()), ("empty.tmx", Vec::new())] {
        let path = sandbox.file(name, tmx(&units));
        assert_valid_tmx(&sandbox, &path);
    }
    // And it would find a fault.
    let wrong =
        String::from_utf8(tmx(&units())).unwrap().replace("version=\"1.4\"", "version=\"1.4b\"");
    let path = sandbox.file("wrong.tmx", wrong);
    let output = run(Command::new("xmllint")
        .args(["--noout", "--nonet", "--dtdvalid"])
        .args([&sandbox.path("tmx14.dtd"), &path]));
    assert!(!output.status.success());
}

#[test]
fn jing_finds_the_glossary_valid() {
    let Some(schema) = shared("schemas/TBXcoreStructV03.rng") else { return };
    if !client("jing") {
        return;
    }
    let sandbox = Sandbox::new();
    for (name, entries, suggestions) in
        [("full", terms(), true), ("usual", terms(), false), ("empty", Vec::new(), false)]
    {
        let mut out = Vec::new();
        let options = GlossaryOptions { suggestions, ..GlossaryOptions::default() };
        glossary_tbx(&mut out, &entries, &options).unwrap();
        let path = sandbox.file(&format!("{name}.tbx"), out);
        assert_success(&run(Command::new("jing").args([&schema, &path])));
    }
}

const SAXON: &str = "/usr/share/java/Saxon-HE.jar";

/// The published Schematron rules of TBX-Basic, run by Saxon, and our own lint say the same of every
/// file: of ours, of ours with one fault each, and of one from elsewhere.
#[test]
fn the_schematron_rules_and_our_lint_agree() {
    let Some(rules) = shared("schemas/TBX-Basic_DCA.sch") else { return };
    let Some(foreign) = shared("tmx/34_tbx3_dca_astronomy.tbx") else { return };
    if !client("java") || !file_of_client(SAXON) {
        return;
    }
    let mut out = Vec::new();
    let options = GlossaryOptions { suggestions: true, ..GlossaryOptions::default() };
    glossary_tbx(&mut out, terms(), &options).unwrap();
    let good = String::from_utf8(out).unwrap();
    let sandbox = Sandbox::new();
    let mut files = vec![("good".to_owned(), good.clone())];
    files.push(("foreign".to_owned(), std::fs::read_to_string(foreign).unwrap()));
    let faults = [
        ("type=\"TBX-Basic\"", "type=\"TBX-Min\""),
        ("style=\"dca\"", "style=\"dct\""),
        ("type=\"context\"", "type=\"definition\""),
        ("type=\"context\"", "type=\"subjectField\""),
        ("type=\"context\"", "type=\"reliabilityCode\""),
        ("type=\"context\"", "type=\"\""),
        ("type=\"source\"", "type=\"origin\""),
        ("admittedTerm-admn-sts", "admitted"),
        (">variant<", ">synonym<"),
        (">acronym<", "> acronym<"),
        ("\"termType\"", "\"partOfSpeech\""),
        ("<note>", "<note target=\"c99\">"),
        ("<note>", "<note target=\"c1\">"),
        ("<note>", "<note target=\"https://example.org/\">"),
        ("<note>", "<x:note xmlns:x=\"urn:x\"/><note>"),
        ("<note>", "<admin type=\"customerSubset\">x</admin><note>"),
        ("<note>", "<termNote type=\"partOfSpeech\">noun</termNote><note>"),
        ("<note>", "<xref type=\"xGraphic\" target=\"http://a\">x</xref><note>"),
        (
            "<note>",
            "<transacGrp><transac type=\"transactionType\">origination</transac></transacGrp><note>",
        ),
        ("<note>", "<descripGrp><descrip type=\"context\">x</descrip></descripGrp><note>"),
        ("<note>", "<note><sc id=\"s1\"/>a<ec startRef=\"s1\"/></note><note>"),
        ("<note>", "<note><sc id=\"s1\" isolated=\"yes\"/>a<ec/></note><note>"),
        ("<note>", "<note><ec isolated=\"yes\"/></note><note>"),
    ];
    for (number, (from, to)) in faults.iter().enumerate() {
        let wrong = good.replacen(from, to, 1);
        assert_ne!(wrong, good, "{from}");
        files.push((format!("fault-{number}"), wrong));
    }
    for (name, text) in &files {
        sandbox.file(&format!("tbx/{name}.xml"), text);
    }
    std::fs::create_dir_all(sandbox.path("out")).unwrap();
    let saxon = |arguments: [(&str, &Path); 3]| {
        let arguments = arguments.map(|(flag, path)| format!("{flag}{}", path.display()));
        let output = run(Command::new("java")
            .args(["-Dfile.encoding=UTF-8", "-cp", SAXON, "net.sf.saxon.Transform"])
            .args(arguments));
        assert_success(&output);
    };
    let program = checkout("tests/suite/clients/schematron.xsl");
    let compiled = sandbox.path("rules.xsl");
    saxon([("-s:", &rules), ("-xsl:", &program), ("-o:", &compiled)]);
    saxon([("-s:", &sandbox.path("tbx")), ("-xsl:", &compiled), ("-o:", &sandbox.path("out"))]);
    for (name, text) in &files {
        let theirs = std::fs::read_dir(sandbox.path("out"))
            .unwrap()
            .map(|e| e.unwrap().path())
            .find(|p| p.file_stem().is_some_and(|s| s == name.as_str()))
            .map(|p| std::fs::read_to_string(p).unwrap())
            .unwrap();
        let ours = lint_tbx_basic(text);
        assert_eq!(theirs.trim().is_empty(), ours.is_empty(), "{name}\n{theirs}\n{ours:#?}");
    }
    assert!(lint_tbx_basic(&good).is_empty());
    // Here we are the stricter: the schema has two rules for one context in one pattern, and the
    // second, which says the values of transactionType, never gets its turn.
    let birth = "<transacGrp><transac type=\"transactionType\">birth</transac></transacGrp><note>";
    assert_eq!(lint_tbx_basic(&good.replacen("<note>", birth, 1)).len(), 1);
}

#[test]
fn xmllint_finds_the_xliff_valid() {
    let Some(schema) = shared("schemas/xliff2.1/xliff_core_2.0.xsd") else { return };
    if !client("xmllint") {
        return;
    }
    let sandbox = Sandbox::new();
    for (name, units) in [("full.xlf", units()), ("empty.xlf", Vec::new())] {
        let path = sandbox.file(name, xliff(&units));
        let output = run(Command::new("xmllint")
            .args(["--noout", "--nonet", "--schema"])
            .args([&schema, &path]));
        assert_success(&output);
    }
}

/// What OmegaT makes of a project.
#[derive(Debug, Default)]
pub struct Opened {
    /// Its segments, in order, with what the memory fills in.
    pub segments: Vec<(String, Option<String>)>,
    /// Glossary entries by file: source, target, comment.
    pub glossaries: BTreeMap<String, Vec<(String, String, String)>>,
    /// Its segments of each text to split.
    pub split: Vec<Vec<String>>,
}

/// Opens in OmegaT a project whose source is `text`, whose memory is `memory` and whose glossary
/// folder holds `glossaries`, and has the lines of `split` segmented.
pub fn open(
    sandbox: &Sandbox,
    text: &str,
    memory: &[u8],
    glossaries: &[(&str, &[u8])],
    split: &str,
) -> Opened {
    sandbox.file("project/omegat.project", PROJECT);
    sandbox.file("project/source/text.txt", text);
    sandbox.file("project/tm/enforce/memory.tmx", memory);
    for folder in ["target", "omegat", "glossary", "dictionary"] {
        std::fs::create_dir_all(sandbox.path("project").join(folder)).unwrap();
    }
    for (name, bytes) in glossaries {
        sandbox.file(&format!("project/glossary/{name}"), bytes);
    }
    std::fs::create_dir_all(sandbox.path("settings")).unwrap();
    let lines = sandbox.file("split.txt", split);
    let output = run(Command::new("java")
        .env_remove("DISPLAY")
        .args(["-Djava.awt.headless=true", "-Dfile.encoding=UTF-8", "-cp", OMEGAT])
        .arg("groovy.ui.GroovyMain")
        .args([
            &checkout("tests/suite/clients/omegat.groovy"),
            &sandbox.path("project"),
            &sandbox.path("settings"),
            &lines,
        ]));
    assert_success(&output);
    // OmegaT goes on when a memory does not load, and only logs it.
    let log = format!("{}{}", stdout(&output), stderr(&output));
    for fault in ["TF_TM_LOAD_ERROR", "TMXR_ERROR", "TMXR_FATAL", "Exception"] {
        assert!(!log.contains(fault), "{log}");
    }
    let mut opened = Opened::default();
    for line in std::fs::read_to_string(sandbox.path("settings/driver.jsonl")).unwrap().lines() {
        let value: Value = serde_json::from_str(line).unwrap();
        let text = |key: &str| value[key].as_str().map(str::to_owned);
        if let Some(segment) = text("segment") {
            opened.segments.push((segment, text("translation")));
        } else if let Some(file) = text("glossary") {
            let entry = (
                text("source").unwrap(),
                text("target").unwrap(),
                text("comment").unwrap_or_default(),
            );
            opened.glossaries.entry(file).or_default().push(entry);
        } else {
            let segments = value["segments"].as_array().unwrap();
            opened.split.push(segments.iter().map(|s| s.as_str().unwrap().to_owned()).collect());
        }
    }
    opened
}

const PROJECT: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<omegat><project version="1.0">
<source_dir>__DEFAULT__</source_dir><target_dir>__DEFAULT__</target_dir>
<tm_dir>__DEFAULT__</tm_dir><glossary_dir>__DEFAULT__</glossary_dir>
<glossary_file>__DEFAULT__</glossary_file><dictionary_dir>__DEFAULT__</dictionary_dir>
<source_lang>ZH-CN</source_lang><target_lang>EN-US</target_lang>
<source_tok>org.omegat.tokenizer.LuceneSmartChineseTokenizer</source_tok>
<target_tok>org.omegat.tokenizer.LuceneEnglishTokenizer</target_tok>
<sentence_seg>true</sentence_seg>
<support_default_translations>true</support_default_translations>
<remove_tags>false</remove_tags><external_command></external_command>
</project></omegat>
"#;

#[test]
fn omegat_fills_every_sentence_that_has_a_counterpart_and_reads_the_glossaries() {
    if !omegat() {
        return;
    }
    let sandbox = Sandbox::new();
    let mut all = units();
    all.extend(cat_units(ABSTRACT, &abstract_units()));
    let (mut txt, mut tbx) = (Vec::new(), Vec::new());
    glossary_txt(&mut txt, terms(), &GlossaryOptions::default()).unwrap();
    glossary_tbx_v2(&mut tbx, terms(), &GlossaryOptions::default()).unwrap();
    let lines = lines_to_split();
    let source = format!("数字贸易规则的竞争与协调\n\n欧阳明\n\n{ABSTRACT}\n\n跨境数 据流动\n");
    let opened = open(
        &sandbox,
        &source,
        &tmx(&all),
        &[("glossary.txt", &txt), ("glossary-v2.tbx", &tbx)],
        &lines.join("\n"),
    );

    let unfilled: Vec<&str> =
        opened.segments.iter().filter(|(_, t)| t.is_none()).map(|(s, _)| s.as_str()).collect();
    assert_eq!(unfilled, ["未来走势尚不明朗。"], "{:#?}", opened.segments);
    assert_eq!(opened.segments.len(), 11, "{:#?}", opened.segments);
    let quoted = &opened.segments[5];
    assert_eq!(quoted.0, "有学者指出:“规则先行,市场随之。”这一判断有待检验。");
    assert!(quoted.1.as_deref().unwrap().ends_with("This judgement has yet to be tested."));

    for (file, entries) in &opened.glossaries {
        let pair = |zh: &str, en: &str| entries.iter().any(|(s, t, _)| s == zh && t.contains(en));
        assert!(pair("数字经济伙伴关系协定", "Digital Economy Partnership Agreement"), "{file}");
        assert!(pair("数字经济协定", "DEPA"), "{file}");
        assert!(pair("跨境数据流动", "cross-border data transfer"), "{file}");
        assert!(!entries.iter().any(|(s, ..)| s.contains("丝绸") || s == "开放" || s == "未译名"));
        let comment = &entries.iter().find(|(s, ..)| s == "数据主权").unwrap().2;
        assert!(comment.contains("grade B; keyword; 1 article"), "{file}: {comment}");
    }
    assert_eq!(opened.glossaries.len(), 2);

    assert_eq!(opened.split.len(), lines.len());
    for (line, theirs) in lines.iter().zip(&opened.split) {
        let theirs: Vec<&String> = theirs.iter().filter(|s| !s.is_empty()).collect();
        assert_eq!(split_by_us(line).iter().collect::<Vec<_>>(), theirs, "{line}");
    }
}

/// [`SPLIT`], and lines of marks and letters in any order (a fixed sequence of numbers).
fn lines_to_split() -> Vec<String> {
    let marks: Vec<char> = "甲乙A a1　。。？！?!.．、,…—’”\"」）』)；;：:".chars().collect();
    let mut state = 7_u64;
    let mut next = |below: usize| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    let random = (0..2_000).map(|n| {
        // Every second line may have a number at its head.
        let head =
            if n % 2 == 0 { ["1. ", "11 ", "1", " 1)] ", "\u{3000}1. "][next(5)] } else { "" };
        let length = 1 + next(14);
        let tail = (0..length).map(|_| marks[next(marks.len())]).collect::<String>();
        format!("{head}{tail}")
    });
    SPLIT.iter().map(|line| (*line).to_owned()).chain(random).collect()
}

/// Text with every mark that OmegaT's rules name, in the places where rules meet.
const SPLIT: &[&str] = &[
    ABSTRACT,
    "甲说：“好。”乙说：‘不。’丙？！丁！戊。。己……庚",
    "甲。）乙。)丙。」丁。』戊。—己？——庚。\"辛",
    "Is it? Yes! 真的? 是的! no.Dot. A.B. 甲. 乙.丙．丁．戊",
    "1. 引言 2) 方法 3.1 Result",
    "1. Introduction. Next",
    " 12 A",
    "1 A",
    "1) 2. B",
    "2.1)] Éa",
    "甲。 乙。　丙！ 丁？　 戊",
    "甲;乙；丙:丁：戊、己,庚，辛",
    "。。。甲",
];

fn split_by_us(line: &str) -> Vec<String> {
    omegat_segments(line)
        .into_iter()
        .map(|span| span.of(line).trim().to_owned())
        .filter(|s| !s.is_empty())
        .collect()
}

/// Builds `input` into `out` of the sandbox; the exit code says whether all went well.
fn build(sandbox: &Sandbox, input: &Path) -> PathBuf {
    let out = sandbox.path("out");
    let output =
        sandbox.run(&[OsStr::new("build"), input.as_os_str(), "-o".as_ref(), out.as_ref()]);
    assert!(matches!(output.status.code(), Some(0 | 1)), "{}", stderr(&output));
    out
}

/// Every memory and glossary below `out`, by its ending.
fn files(out: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = walkdir::WalkDir::new(out)
        .into_iter()
        .map(|entry| entry.unwrap().into_path())
        .filter(|path| path.to_string_lossy().ends_with(ending))
        .collect();
    found.sort();
    assert!(!found.is_empty(), "no {ending}");
    found
}

fn assert_all_valid(sandbox: &Sandbox, out: &Path) {
    for path in files(out, ".tmx") {
        assert_valid_tmx(sandbox, &path);
    }
    let glossary = out.join("glossary.tbx");
    assert_eq!(lint_tbx_basic(&std::fs::read_to_string(&glossary).unwrap()), []);
    if let Some(schema) = shared("schemas/TBXcoreStructV03.rng") {
        assert_success(&run(Command::new("jing").args([&schema, &glossary])));
    }
}

/// Opens a project with what is in `out` and `text` as its source.
fn open_with(sandbox: &Sandbox, out: &Path, text: &str) -> Opened {
    let read = |name: &str| std::fs::read(out.join(name)).unwrap();
    let glossaries = [("glossary.txt", read("glossary.txt")), ("v2.tbx", read("glossary-v2.tbx"))];
    let glossaries: Vec<(&str, &[u8])> = glossaries.iter().map(|(n, b)| (*n, &**b)).collect();
    open(sandbox, text, &read("memory.tmx"), &glossaries, "")
}

fn clients_of_a_build() -> bool {
    omegat() && client("xmllint") && client("unzip") && client("jing")
}

#[test]
fn omegat_fills_the_abstract_of_the_real_article() {
    let Some(article) = shared("article/xdgjgx-2025-10-zhao.txt") else { return };
    if !clients_of_a_build() {
        return;
    }
    let sandbox = Sandbox::new();
    let out = build(&sandbox, &article);
    assert_all_valid(&sandbox, &out);
    let text = std::fs::read_to_string(&article).unwrap();
    let line = |n: usize| text.lines().nth(n - 1).unwrap();
    let (label, abstract_zh) = line(5).split_once("] ").unwrap();
    assert_eq!(label, "[内容提要");
    let opened =
        open_with(&sandbox, &out, &format!("{}\n\n{}\n\n{abstract_zh}\n", line(1), line(3)));
    let unfilled: Vec<&str> =
        opened.segments.iter().filter(|(_, t)| t.is_none()).map(|(s, _)| s.as_str()).collect();
    assert_eq!(opened.segments.len(), 7);
    // The last sentence has no English in the journal.
    assert!(matches!(unfilled[..], [only] if only.starts_with("就当前形势看")), "{unfilled:?}");
    for entries in opened.glossaries.values() {
        for (zh, en) in [
            ("美日韩合作", "US-Japan-ROK cooperation"),
            ("人工智能", "artificial intelligence"),
            ("中美关系", "Sino-US relations"),
        ] {
            assert!(
                entries.iter().any(|(s, t, _)| s == zh && t.contains(en)),
                "{zh}: {entries:#?}"
            );
        }
    }
    assert_eq!(opened.glossaries.len(), 2);
}

/// Each unit's own Chinese, opened as a source, is filled wherever OmegaT keeps it in one segment.
#[test]
fn omegat_fills_the_samples_from_their_own_memory() {
    if !clients_of_a_build() {
        return;
    }
    let sandbox = Sandbox::new();
    let out = build(&sandbox, &checkout("corpora/sample"));
    assert_all_valid(&sandbox, &out);
    let memory = std::fs::read_to_string(out.join("memory.tmx")).unwrap();
    let texts: Vec<String> = read_tmx(&memory)
        .into_iter()
        .map(|unit| unit.get("zh-CN").or(unit.get("zh-TW")).unwrap().clone())
        .filter(|zh| split_by_us(zh).len() == 1)
        .collect();
    assert!(texts.len() > 20, "{}", texts.len());
    let opened = open_with(&sandbox, &out, &texts.join("\n\n"));
    let unfilled: Vec<&String> =
        opened.segments.iter().filter(|(_, t)| t.is_none()).map(|(s, _)| s).collect();
    assert_eq!(opened.segments.len(), texts.len());
    assert!(unfilled.is_empty(), "{unfilled:#?}");
}
