//! Files of other tools into a memory: those of the TMX test suites, and one of each kind of fault.

use std::{io::Write as _, ops::ControlFlow, path::PathBuf, process::Output};

use duizhao::exchange::{FileInfo, Notice, Record, Sink, read_tmx};
use serde_json::Value;

use crate::sandbox::{Sandbox, shared, stderr, stdout};

/// Everything a reader says of a file.
#[derive(Default)]
pub struct Heard {
    pub records: Vec<Record>,
    pub rules: Vec<(&'static str, u32, u64)>,
}

impl Sink for Heard {
    fn record(&mut self, record: Record, _: &FileInfo) -> ControlFlow<()> {
        self.records.push(record);
        ControlFlow::Continue(())
    }

    fn notice(&mut self, notice: Notice) {
        self.rules.push((notice.rule, notice.line, notice.unit));
    }
}

fn read(path: &str) -> Option<(Heard, FileInfo)> {
    let path = shared(&format!("tmx/{path}"))?;
    let mut heard = Heard::default();
    let info = read_tmx(std::fs::File::open(path).unwrap(), None, &mut heard).unwrap();
    Some((heard, info))
}

/// Name, version, number of units, languages of the first unit, a text of it, rules.
type Expected =
    (&'static str, &'static str, usize, &'static str, &'static str, &'static [&'static str]);

const SUITE: &[Expected] = &[
    ("01_kit_1A_utf16le.tmx", "1.4", 2, "en-US fr-CA", "", &[]),
    ("02_kit_1G_utf16be.tmx", "1.4", 3, "en-US en-GB", "à=agrave, é=eacute, æ=aelig", &[]),
    ("03_kit_1D_utf8bom.tmx", "1.4", 3, "en-US en-GB", "à=agrave, é=eacute, æ=aelig", &[]),
    ("05_kit_1C.tmx", "1.4", 3, "en-US en-GB ja-JP fr-CA es-ES", "First entry in US English", &[]),
    ("06_kit_1I.tmx", "1.4", 1, "en-US ja-JP", "English segment with [    ]", &[]),
    ("07_kit_1J_many.tmx", "1.4", 3, "en-US en-GB", "First entry in US English", &[]),
    ("09_kit_2A_level2.tmx", "1.4", 7, "en-US fr-CA", "The big black cat sleeps.", &[]),
    ("13_v11_astral_chars.tmx", "1.1", 1, "en be", "𝐀𝐁𝐂", &["lang-attribute"]),
    (
        "14_multiple_tuv_same_lang.tmx",
        "1.4",
        3,
        "en-US es es-AR es-BO fr-CA fr-CA fr de",
        "Hello World!",
        &[],
    ),
    ("15_multilingual_regions.tmx", "1.4", 1, "en-US en-GB fr sr", "XXx", &[]),
    ("17_v11_empty_body.tmx", "1.1", 0, "", "", &[]),
    ("18_v11_zhCN_ja.tmx", "1.1", 1, "zh-CN ja-JP", "太平寺中的文笔塔", &["lang-attribute"]),
    ("21_heartsome_190k.tmx", "1.4", 314, "en-US zh-CN", "test modify date", &[]),
    ("23_version_14b_no_decl.tmx", "1.4b", 1, "en fr", "Text in bold.", &[]),
    ("25_prop_without_type.tmx", "1.4", 11, "en-US fr-FR", "", &[]),
    ("26_paragraph_tm.tmx", "1.4", 7, "en-US de-DE", "", &[]),
    ("27_header_prop_note.tmx", "1.4", 1, "en-US fr", "Click  to start.", &[]),
    ("29_maxprograms_export.tmx", "1.4", 44, "en es", "", &[]),
];

#[test]
fn every_file_of_the_suites_reads_as_it_should() {
    let Some(folder) = shared("tmx") else { return };
    for (name, version, units, languages, text, rules) in SUITE {
        let Some((heard, info)) = read(name) else { return };
        assert_eq!((info.version.as_str(), heard.records.len()), (*version, *units), "{name}");
        let told: std::collections::BTreeSet<&str> = heard.rules.iter().map(|r| r.0).collect();
        let expected: std::collections::BTreeSet<&str> = rules.iter().copied().collect();
        assert_eq!(told, expected, "{name}: {:?}", heard.rules);
        let Some(first) = heard.records.first() else { continue };
        let tags: Vec<&str> = first.variants.iter().map(|v| v.lang.as_str()).collect();
        assert_eq!(tags.join(" "), *languages, "{name}");
        if !text.is_empty() {
            assert_eq!(first.variants[0].text, *text, "{name}");
        }
        assert!(heard.records.iter().all(|r| r.line > 1), "{name}: units know their lines");
    }
    // No TMX of the suites is left out here.
    let mut named: Vec<String> = SUITE.iter().map(|e| e.0.to_owned()).collect();
    named.push("22_zero_bytes.tmx".to_owned());
    for entry in std::fs::read_dir(folder).unwrap() {
        let name = entry.unwrap().file_name().to_string_lossy().into_owned();
        assert!(!name.contains(".tmx") || named.contains(&name), "{name}");
    }
}

#[test]
fn inline_codes_of_the_suites_are_kept_and_are_no_text() {
    let Some((heard, _)) = read("09_kit_2A_level2.tmx") else { return };
    let first = &heard.records[0].variants[0];
    assert!(
        first
            .carried
            .markup
            .starts_with("The big <bpt i=\"1\" x=\"1\" type=\"bold\">&lt;b&gt;</bpt>black<ept"),
        "{}",
        first.carried.markup
    );
    let Some((heard, _)) = read("27_header_prop_note.tmx") else { return };
    assert!(heard.records[0].variants[0].carried.markup.contains("<sub>Start Here!</sub>"));
    let Some((heard, _)) = read("21_heartsome_190k.tmx") else { return };
    let first = &heard.records[0];
    assert_eq!((first.tuid.as_str(), first.created.by.as_str()), ("_1219131555453", "JANET"));
    assert_eq!(first.changed.date, "20080819T073758Z");
    assert_eq!(first.prop("Txt::Text Field"), Some("TI-07196  Neroc SPC620NC"));
    assert!(heard.records[1].variants[1].text.starts_with("带'听'筒'、'线'上'麦'克'风"));
}

#[test]
fn what_has_no_chinese_and_english_is_refused_by_name() {
    let sandbox = Sandbox::new();
    for (name, code, says) in [
        ("21_heartsome_190k.tmx", 0, "314 units read: 314 added"),
        ("18_v11_zhCN_ja.tmx", 1, "no English in the unit; its languages: ja-JP, zh-CN"),
        ("14_multiple_tuv_same_lang.tmx", 1, "no Chinese in the unit; its languages: de, en-US"),
        ("22_zero_bytes.tmx", 2, "the file is empty (0 bytes)"),
        ("17_v11_empty_body.tmx", 0, "0 units read"),
        ("30_tbx2_windows1254.tbx", 2, "the root element is <martif>, not <tmx>"),
    ] {
        let Some(path) = shared(&format!("tmx/{name}")) else { return };
        let db = sandbox.path(&format!("{name}.db"));
        let output = sandbox
            .command()
            .args(["memory", "import"])
            .arg(path)
            .arg("--memory")
            .arg(&db)
            .output()
            .unwrap();
        let said = stderr(&output);
        assert!(said.contains(says), "{name}: {said}");
        assert_eq!(output.status.code(), Some(code), "{name}: {said}");
    }
}

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<tmx version=\"1.4\"><header creationtool=\"T\" creationtoolversion=\"1\" segtype=\"sentence\" o-tmf=\"T\" adminlang=\"en\" srclang=\"zh-CN\" datatype=\"plaintext\"/><body>\n";
const TAIL: &str = "</body></tmx>\n";

fn tu(zh: &str, en: &str) -> String {
    format!(
        "<tu><tuv xml:lang=\"zh-CN\"><seg>{zh}</seg></tuv><tuv xml:lang=\"en-US\"><seg>{en}</seg></tuv></tu>\n"
    )
}

pub fn tmx(units: &str) -> String {
    format!("{HEAD}{units}{TAIL}")
}

/// Imports bytes under a name; what the program said, and the units that are in the memory then.
pub fn import(sandbox: &Sandbox, name: &str, bytes: &[u8]) -> (Output, Vec<Value>) {
    let file = sandbox.file(name, bytes);
    let db = sandbox.path(&format!("{name}.db"));
    let _ = std::fs::remove_file(&db);
    let output = sandbox
        .command()
        .args(["memory", "import", "--memory"])
        .args([&db, &file])
        .output()
        .unwrap();
    (output, if db.exists() { units(sandbox, &db) } else { Vec::new() })
}

/// The units of a memory, as JSON.
pub fn units(sandbox: &Sandbox, db: &PathBuf) -> Vec<Value> {
    let output = sandbox
        .command()
        .args(["memory", "export", "--format", "jsonl", "--duplicates", "keep"])
        .args(["--min-probability", "0", "--comparable", "--status", "draft,approved,rejected"])
        .arg("--memory")
        .arg(db)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
    stdout(&output).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Name, bytes, exit code, units that come in, what is said.
type Fault = (&'static str, Vec<u8>, i32, usize, &'static [&'static str]);

fn faults() -> Vec<Fault> {
    let good = tu("海底电缆", "Submarine cables");
    let two = |bad: &str| tmx(&format!("{good}{bad}{}", tu("治理", "Governance"))).into_bytes();
    let bomb: String = (1..12)
        .map(|n| format!("<!ENTITY l{n} '{}'>", format!("&l{};", n - 1).repeat(10)))
        .collect();
    let with_doctype = |declarations: &str, text: &str| {
        tmx(&format!("{good}{}", tu(text, "X")))
            .replace("<tmx", &format!("<!DOCTYPE tmx [{declarations}]>\n<tmx"))
            .into_bytes()
    };
    let wide = |text: &str| text.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<u8>>();
    let gb = |text: &str| encoding_rs_gb(text);
    vec![
        ("empty.tmx", Vec::new(), 2, 0, &["the file is empty (0 bytes)", "nothing was imported"]),
        ("root.tmx", b"<?xml version='1.0'?>\n<html><body/></html>".to_vec(), 2, 0, &["line 2: the root element is <html>, not <tmx>"]),
        ("binary.tmx", vec![0, 159, 146, 150, 1, 2, 3, 4], 2, 0, &["binary"]),
        ("plain.tmx", b"hello".to_vec(), 2, 0, &["no <tmx> element"]),
        ("truncated.tmx", format!("{HEAD}{good}{}", "<tu tuid=\"b\"><tuv xml:lang=\"zh-CN\"><seg>治").into_bytes(), 1, 1, &["refused [truncated] unit 2", "truncated.tmx:4"]),
        ("between.tmx", format!("{HEAD}{good}").into_bytes(), 0, 1, &["the file ends without </tmx>"]),
        ("bomb.tmx", with_doctype(&format!("<!ENTITY l0 'lol'>{bomb}"), "&l11;"), 1, 1, &["refused [entity-bomb] unit 2"]),
        ("xxe.tmx", with_doctype("<!ENTITY x SYSTEM 'file:///etc/passwd'>", "&x;"), 1, 1, &["refused [external-entity] unit 2", "&x; stands for another file"]),
        ("entity.tmx", with_doctype("<!ENTITY j '学报'>", "《&j;》"), 0, 2, &[]),
        ("control.tmx", two(&tu("人\u{1}工&#x2;智能", "AI")), 0, 3, &["repaired [control-character] unit 2"]),
        ("amp.tmx", two(&tu("甲 & 乙", "A & B")), 0, 3, &[]),
        ("tags.tmx", two(&tu("甲", "A")), 0, 3, &[]),
        ("underscore.tmx", tmx(&good).replace("zh-CN\"><seg>", "zh_CN\"><seg>").into_bytes(), 0, 1, &["repaired [language-tag] unit 1", "zh_CN"]),
        ("lang.tmx", tmx(&good).replace("xml:lang", "lang").into_bytes(), 0, 1, &["repaired [lang-attribute]"]),
        ("swapped.tmx", tmx(&tu("Submarine cables", "海底电缆")).into_bytes(), 0, 1, &["repaired [swapped-languages]"]),
        ("nolang.tmx", tmx(&good).replace(" xml:lang=\"zh-CN\"", "").into_bytes(), 0, 1, &["repaired [no-language]"]),
        ("noheader.tmx", tmx(&good).replacen("<header", "<!-- <header", 1).replacen("/><body>", "/> --><body>", 1).into_bytes(), 0, 1, &["repaired [no-header]"]),
        ("version.tmx", tmx(&good).replace("version=\"1.4\"", "version=\"2.0\"").into_bytes(), 0, 1, &["repaired [version]"]),
        ("all.tmx", tmx(&good).replace("srclang=\"zh-CN\"", "srclang=\"*all*\"").into_bytes(), 0, 1, &[]),
        ("noseg.tmx", two("<tu><tuv xml:lang=\"zh-CN\"/><tuv xml:lang=\"en\"><seg>A</seg></tuv></tu>\n"), 1, 2, &["no Chinese in the unit"]),
        ("emptyseg.tmx", two(&tu("甲", "")), 1, 2, &["refused [empty-segment] unit 2", "emptyseg.tmx:4"]),
        ("unknown.tmx", two("<tu><x>y</x><tuv xml:lang=\"zh-CN\"><seg>甲<b>乙</b></seg></tuv><tuv xml:lang=\"en\"><seg>A</seg></tuv></tu>\n"), 0, 3, &["repaired [unknown-element] unit 2"]),
        ("mismatch.tmx", two("<tu><tuv xml:lang=\"zh-CN\"><seg>甲</tuv></tu>\n"), 1, 2, &["refused [malformed] unit 2"]),
        ("unclosed.tmx", two("<tu><tuv xml:lang=\"zh-CN\"><seg>甲</seg></tuv>\n"), 1, 2, &["refused [unclosed] unit 2"]),
        ("attributes.tmx", two(&tu("甲", "A").replace("<tu>", &format!("<tu{}>", (0..300_000).map(|n| format!(" a{n}=\"\"")).collect::<String>()))), 1, 2, &["refused [malformed] unit 2", "more than 32 attributes"]),
        ("doubled.tmx", two(&tu("甲", "A").replace("<tu>", "<tu tuid=\"x\" tuid=\"y\">")), 0, 3, &["repaired [attribute-twice] unit 2"]),
        ("deep.tmx", two(&tu(&format!("{}x{}", "<hi>".repeat(5000), "</hi>".repeat(5000)), "A")), 1, 2, &["refused [deep-nesting] unit 2"]),
        ("several.tmx", tmx("<tu><tuv xml:lang=\"zh-CN\"><seg>电缆</seg></tuv><tuv xml:lang=\"zh-TW\"><seg>電纜</seg></tuv><tuv xml:lang=\"en-US\"><seg>cable</seg></tuv><tuv xml:lang=\"en-GB\"><seg>cables</seg></tuv><tuv xml:lang=\"fr\"><seg>câble</seg></tuv></tu>").into_bytes(), 0, 4, &["give 4 units", "other languages are kept"]),
        ("wide.tmx", wide(&tmx(&good)), 0, 1, &[]),
        ("gb.tmx", gb(&tmx(&good).replace("UTF-8", "GBK")), 0, 1, &[]),
        ("liar.tmx", gb(&tmx(&good)), 0, 1, &["repaired [wrong-encoding]", "its bytes are gb18030"]),
        ("packed.tmx.gz", gzip(tmx(&good).as_bytes()), 0, 1, &["1 unit read: 1 added"]),
        ("cut.tmx.gz", {
            let units: String = (0..3000).map(|n| tu(&format!("第{n}条电缆"), &format!("cable {n}"))).collect();
            let packed = gzip(tmx(&units).as_bytes());
            packed[..packed.len() / 2].to_vec()
        }, 1, usize::MAX, &["refused [unreadable] unit", "the file cannot be read further"]),
        ("quote.csv", format!("zh,en\n电缆,cable\n\"治理,{}", "x".repeat(20 << 20)).into_bytes(), 1, 1, &["refused [unreadable] unit 2", "a row is longer than 8 MB"]),
        ("twice.tmx", tmx(&format!("{good}{good}")).into_bytes(), 0, 1, &["2 units read: 1 added, 1 already there"]),
        ("table.csv", "\u{feff}zh,en,comment\r\n电缆,cable,\"a, b\"\r\n,x,\r\n".into(), 1, 1, &["refused [empty-segment] unit 2", "table.csv:3"]),
        ("table.tsv", "source\ttarget\n电缆\tcable\n".into(), 0, 1, &[]),
        ("columns.csv", "甲,乙\n1,2\n".into(), 2, 0, &["no column for zh; the columns are: 甲, 乙", "--columns"]),
    ]
}

fn encoding_rs_gb(text: &str) -> Vec<u8> {
    encoding_rs::GB18030.encode(text).0.into_owned()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn every_kind_of_fault_is_mended_or_refused_by_line_and_unit() {
    let sandbox = Sandbox::new();
    for (name, bytes, code, count, says) in faults() {
        let (output, units) = import(&sandbox, name, &bytes);
        let said = stderr(&output);
        assert_eq!(output.status.code(), Some(code), "{name}: {said}");
        // How much of a packed file comes through is the packer's business.
        let enough = if count == usize::MAX { units.len() > 500 } else { units.len() == count };
        assert!(enough, "{name}: {} units: {said}", units.len());
        for words in says {
            assert!(said.contains(words), "{name}: no {words:?} in: {said}");
        }
        assert!(said.contains("read:") || code == 2, "{name}: a summary line: {said}");
    }
}

#[test]
fn units_across_the_bounds_of_a_read_keep_their_lines_and_numbers() {
    const UNITS: u64 = 4000;
    let mut text = HEAD.to_owned();
    let mut line = 3;
    let (mut whole, mut told) = (Vec::new(), Vec::new());
    for n in 1..=UNITS {
        let zh = format!("第{n}条\n{}", "海缆。".repeat(n as usize % 50));
        let unit = tu(&zh, &format!("cable {n} &amp; others"));
        match n % 97 {
            5 => {
                text.push_str(&unit.replace("</tu>", ""));
                told.push(("unclosed", line, n));
            }
            6 => {
                text.push_str(&unit.replace("</tuv><tuv", "</seg><tuv"));
                told.push(("malformed", line, n));
            }
            7 => {
                text.push_str(&unit.replacen("第", "第\u{1}", 1));
                told.push(("control-character", line, n));
                whole.push((line, n, zh));
            }
            _ => {
                text.push_str(&unit.replace("<seg>第", "<seg><!-- </tu> -->第"));
                whole.push((line, n, zh));
            }
        }
        line += unit.matches('\n').count() as u32;
    }
    text.push_str(TAIL);
    assert!(text.len() > 400_000);
    let mut heard = Heard::default();
    read_tmx(text.as_bytes(), None, &mut heard).unwrap();
    let read: Vec<_> = heard
        .records
        .iter()
        .map(|record| (record.line, record.number, record.variants[0].text.clone()))
        .collect();
    assert_eq!(read.len(), whole.len());
    for (read, whole) in read.iter().zip(&whole) {
        assert_eq!(read, whole);
    }
    assert!(heard.records.iter().all(|r| r.variants[1].text.ends_with(" & others")));
    assert_eq!(heard.rules, told);
}

#[test]
fn a_folder_and_a_missing_file_are_told_and_the_others_go_on() {
    let sandbox = Sandbox::new();
    let good = sandbox.file("good.tmx", tmx(&tu("电缆", "cable")));
    std::fs::create_dir(sandbox.path("folder")).unwrap();
    let output =
        sandbox.run(&["memory", "import", "folder", "none.tmx", "good.tmx", "--memory", "m.db"]);
    let said = stderr(&output);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("folder: cannot be read: this is a folder"), "{said}");
    assert!(said.contains("none.tmx: cannot be read"), "{said}");
    assert_eq!(units(&sandbox, &sandbox.path("m.db")).len(), 1);
    drop(good);
}

#[test]
fn a_segment_beyond_all_bounds_is_refused_by_line_in_bounded_memory() {
    let sandbox = Sandbox::new();
    let path = sandbox.path("long.tmx");
    let mut file = std::io::BufWriter::new(std::fs::File::create(&path).unwrap());
    write!(file, "{HEAD}{}", tu("电缆", "cable")).unwrap();
    write!(file, "<tu><tuv xml:lang=\"zh-CN\"><seg>").unwrap();
    for _ in 0..64 {
        file.write_all(&vec![b'x'; 1 << 20]).unwrap();
    }
    write!(file, "</seg></tuv></tu>\n{}{TAIL}", tu("治理", "governance")).unwrap();
    file.flush().unwrap();
    drop(file);
    // 200 MB of address space hold the program, and not the segment over and over.
    let command = "ulimit -v 400000; exec \"$0\" memory import long.tmx --memory m.db";
    let output = std::process::Command::new("sh")
        .args(["-c", command, env!("CARGO_BIN_EXE_duizhao")])
        .current_dir(sandbox.path(""))
        .output()
        .unwrap();
    let said = stderr(&output);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("refused [too-long] unit 2"), "{said}");
    assert!(said.contains("long.tmx:4"), "{said}");
    assert_eq!(units(&sandbox, &sandbox.path("m.db")).len(), 2);
}

#[test]
fn columns_are_named_and_a_spreadsheet_is_read() {
    let sandbox = Sandbox::new();
    sandbox.file("a.csv", "id;原句;译句\n7;电缆;cable\n");
    let output = sandbox.run(&[
        "memory",
        "import",
        "a.csv",
        "--columns",
        "zh=原句,en=3",
        "--memory",
        "a.db",
    ]);
    assert!(output.status.success(), "{}", stderr(&output));
    let found = units(&sandbox, &sandbox.path("a.db"));
    assert_eq!((found[0]["zh"].as_str(), found[0]["en"].as_str()), (Some("电缆"), Some("cable")));
    assert_eq!(found[0]["carried"]["props"][0]["text"], "7");
    let output = sandbox.run(&["memory", "export", "--memory", "a.db", "-o", "b.xlsx"]);
    assert!(output.status.success(), "{}", stderr(&output));
    let output = sandbox.run(&["memory", "import", "b.xlsx", "--memory", "b.db"]);
    assert!(output.status.success(), "{}", stderr(&output));
    let again = units(&sandbox, &sandbox.path("b.db"));
    assert_eq!((again[0]["zh"].as_str(), again[0]["en"].as_str()), (Some("电缆"), Some("cable")));
}

#[test]
fn xliff_of_both_versions_gives_its_finished_segments() {
    let sandbox = Sandbox::new();
    let old = "<?xml version='1.0'?><xliff version='1.2' xmlns='urn:oasis:names:tc:xliff:document:1.2'><file original='a.docx' source-language='zh-CN' target-language='en-US' datatype='x'><body>\n<trans-unit id='1' approved='yes'><source>电缆<x id='1'/></source><target state='final'>cable<x id='1'/></target></trans-unit>\n<trans-unit id='2'><source>空</source><target/></trans-unit>\n<trans-unit id='3'><source>甲。乙。</source><seg-source><mrk mtype='seg' mid='0'>甲。</mrk><mrk mtype='seg' mid='1'>乙。</mrk></seg-source><target><mrk mtype='seg' mid='0'>A.</mrk><mrk mtype='seg' mid='1'>B.</mrk></target></trans-unit>\n</body></file></xliff>";
    let (output, units) = import(&sandbox, "old.xlf", old.as_bytes());
    let said = stderr(&output);
    assert!(output.status.success(), "{said}");
    let pairs: Vec<(&str, &str, &str)> = units
        .iter()
        .map(|u| {
            (
                u["zh"].as_str().unwrap(),
                u["en"].as_str().unwrap(),
                u["carried"]["tuid"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(pairs, [("电缆", "cable", "1"), ("甲。", "A.", "3/0"), ("乙。", "B.", "3/1")]);
    assert_eq!(units[0]["carried"]["zh"]["markup"], "电缆<ph>&lt;x id=\"1\"&gt;&lt;/x&gt;</ph>");
    assert!(said.contains("untranslated"), "{said}");
    let new = "<?xml version='1.0'?><xliff version='2.1' xmlns='urn:oasis:names:tc:xliff:document:2.0' srcLang='zh-CN' trgLang='en-US'><file id='f'><unit id='u'><segment id='s' state='reviewed'><source>电<pc id='1'>缆</pc></source><target>cable</target></segment><ignorable><source> </source></ignorable><segment state='initial'><source>乙</source><target>B</target></segment></unit></file></xliff>";
    let (output, units) = import(&sandbox, "new.xlf", new.as_bytes());
    assert!(output.status.success(), "{}", stderr(&output));
    assert_eq!(units.len(), 1);
    assert_eq!(
        (units[0]["zh"].as_str(), units[0]["status"].as_str()),
        (Some("电缆"), Some("approved"))
    );
}

#[test]
fn a_report_lists_every_notice() {
    let sandbox = Sandbox::new();
    let many: String = (0..30).map(|n| tu(&format!("电缆{n}"), "")).collect();
    sandbox.file("a.tmx", tmx(&many));
    let output =
        sandbox.run(&["memory", "import", "a.tmx", "--memory", "m.db", "--report", "r.jsonl"]);
    let said = stderr(&output);
    assert_eq!(said.matches("refused [empty-segment]").count(), 10, "{said}");
    assert!(said.contains("20 more") && said.contains("nothing was imported"), "{said}");
    let report = std::fs::read_to_string(sandbox.path("r.jsonl")).unwrap();
    assert_eq!(report.lines().count(), 30);
    let last: Value = serde_json::from_str(report.lines().last().unwrap()).unwrap();
    assert_eq!((last["line"].as_u64(), last["unit"].as_u64()), (Some(32), Some(30)));
}

#[test]
fn lint_says_what_each_tool_would_do() {
    let sandbox = Sandbox::new();
    sandbox.file("a.tmx", tmx(&format!("{}{}", tu("电缆", ""), tu("治理", "TODO"))));
    let output = sandbox.run(&["memory", "lint", "a.tmx"]);
    assert_eq!(output.status.code(), Some(1));
    let said = stdout(&output);
    assert!(said.contains("a.tmx:3: [empty-segment] unit 1"), "{said}");
    assert!(said.contains("  OmegaT fills the sentence with nothing"), "{said}");
    assert!(said.contains("a.tmx:4: [placeholder-text] unit 2"), "{said}");
    sandbox.file("b.tmx", tmx(&tu("电缆", "cable")));
    let output = sandbox.run(&["memory", "lint", "b.tmx"]);
    assert_eq!((output.status.code(), stdout(&output).as_str()), (Some(0), ""));
    sandbox.run(&["memory", "import", "b.tmx", "--memory", "m.db"]);
    let output = sandbox.run(&["memory", "lint", "--memory", "m.db", "--format", "jsonl"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
}
