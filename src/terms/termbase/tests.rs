//! Every format, good and bad.

use std::{fmt::Write as _, io::Write as _};

use super::*;

fn shown(reading: &TermbaseReading) -> Vec<String> {
    reading
        .termbase
        .rows()
        .map(|r| {
            let acronym = r.acronym.as_deref().unwrap_or("-");
            format!("{} = {} [{acronym}] {} {}", r.zh, r.en, r.usage.name(), r.line)
        })
        .collect()
}

fn problems(reading: &TermbaseReading) -> Vec<(u32, &str)> {
    reading.problems.iter().map(|p| (p.line, p.reason.as_str())).collect()
}

#[test]
fn tables_are_read_by_header_or_by_content() {
    let headed = "# remark\nid;English;中文;Status\n1;trade war;贸易战;preferred\n2;tariff war;贸易战;禁用\n";
    assert_eq!(
        shown(&Termbase::parse("t", headed.as_bytes())),
        ["贸易战 = trade war [-] preferred 3", "贸易战 = tariff war [-] forbidden 4"]
    );
    let omegat = "# glossary\ntrade war\t贸易战\ta note\n# more\nexport\t出口\n";
    assert_eq!(
        shown(&Termbase::parse("t", omegat.as_bytes())),
        ["出口 = export [-] preferred 4", "贸易战 = trade war [-] preferred 2"]
    );
    let (gbk, _, _) = encoding_rs::GB18030.encode("中文,英文\n关税,tariff\n");
    assert_eq!(shown(&Termbase::parse("t", &gbk)), ["关税 = tariff [-] preferred 2"]);
}

#[test]
fn utx_is_read() {
    let utx = "#UTX 1.11; en-US/zh-CN; 2020-01-01T00:00:00Z; copyright: x\n\
               #src\ttgt\tsrc:pos\tterm status\n\
               trade war\t贸易战\tnoun\tapproved\ntariff war\t贸易战\tnoun\tforbidden\n";
    assert_eq!(
        shown(&Termbase::parse("t", utx.as_bytes())),
        ["贸易战 = trade war [-] preferred 3", "贸易战 = tariff war [-] forbidden 4"]
    );
}

#[test]
fn tbx_of_both_versions_is_read() {
    let v2 = "<?xml version=\"1.0\"?><martif type=\"TBX\"><text><body>\n<termEntry>\n\
              <langSet xml:lang=\"zh-CN\"><tig><term>世界贸易组织</term></tig></langSet>\n\
              <langSet xml:lang=\"en\"><tig><term>World Trade Organization</term></tig>\n\
              <ntig><termGrp><term>WTO</term><termNote type=\"termType\">acronym</termNote></termGrp></ntig>\
              </langSet></termEntry></body></text></martif>";
    assert_eq!(
        shown(&Termbase::parse("t", v2.as_bytes())),
        ["世界贸易组织 = World Trade Organization [WTO] preferred 4"]
    );
    let v3 = "<tbx style=\"dct\" xmlns:min=\"m\"><text><body><conceptEntry>\n\
              <langSec xml:lang=\"zh-Hans\"><termSec><term>贸易战</term></termSec></langSec>\n\
              <langSec xml:lang=\"en-US\"><termSec><term>trade war</term></termSec>\n\
              <termSec><term>tariff war</term>\
              <min:administrativeStatus>deprecatedTerm-admn-sts</min:administrativeStatus></termSec>\
              </langSec></conceptEntry></body></text></tbx>";
    assert_eq!(
        shown(&Termbase::parse("t", v3.as_bytes())),
        ["贸易战 = trade war [-] preferred 3", "贸易战 = tariff war [-] deprecated 4"]
    );
}

#[test]
fn xml_that_names_other_files_or_explodes_is_refused() {
    let external = "<?xml version=\"1.0\"?><!DOCTYPE t [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>\
                    <tbx><text><body><conceptEntry><langSec xml:lang=\"zh\"><termSec><term>&x;</term>\
                    </termSec></langSec></conceptEntry></body></text></tbx>";
    let reading = Termbase::parse("t", external.as_bytes());
    assert!(reading.termbase.is_empty() && reading.problem_count > 0);
    let broken = Termbase::parse("t", b"<tbx><text>\n<body></text></tbx>");
    assert!(broken.termbase.is_empty());
    assert_eq!(broken.problems[0].line, 2);
}

#[test]
fn a_spreadsheet_is_read_and_its_formulas_are_not() {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    let mut add = |name: &str, text: &str| {
        zip.start_file(name, options).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    };
    add(
        "xl/sharedStrings.xml",
        "<sst><si><t>zh</t></si><si><t>en</t></si><si><r><t>贸易</t></r><r><t>战</t></r></si></sst>",
    );
    add(
        "xl/worksheets/sheet1.xml",
        "<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"C1\" t=\"s\"><v>1</v></c></row>\
         <row r=\"2\"><c r=\"A2\" t=\"s\"><v>2</v></c><c r=\"C2\" t=\"inlineStr\"><is><t>trade war</t></is></c></row>\
         <row r=\"3\"><c r=\"A3\" t=\"s\"><v>2</v></c><c r=\"C3\"><f>HYPERLINK(\"x\")</f><v>1</v></c></row>\
         </sheetData></worksheet>",
    );
    let bytes = zip.finish().unwrap().into_inner();
    let reading = Termbase::parse("t", &bytes);
    assert_eq!(shown(&reading), ["贸易战 = trade war [-] preferred 2"]);
    assert_eq!(problems(&reading), [(3, "a cell of the row is a formula, not a term")]);
}

#[test]
fn bad_rows_are_named_by_line_and_good_ones_used() {
    let text = "zh,en,status\n贸易战,trade war,\n,trade,\n出口,,\nimport,进口,\n\
                关税,\"=HYPERLINK(\"\"x\"\")\",\n贸易战,Trade Wars,\n贸易战,tariff war,\n贸易战,trade war,forbidden\n\
                市场,market,great\n";
    let reading = Termbase::parse("t", text.as_bytes());
    assert_eq!(
        shown(&reading),
        [
            "市场 = market [-] preferred 10",
            "贸易战 = tariff war [-] admitted 8",
            "贸易战 = trade war [-] forbidden 2"
        ]
    );
    let lines: Vec<u32> = reading.problems.iter().map(|p| p.line).collect();
    assert_eq!(lines, [10, 3, 4, 5, 6, 7, 8, 9]);
    let missing = Termbase::parse("t", "zh,note\n贸易战,x\n".as_bytes());
    assert_eq!(problems(&missing), [(1, "the header names no English column")]);
    assert!(Termbase::parse("t", b"").problem_count > 0);
}

#[test]
fn the_longest_term_is_matched() {
    let text =
        "zh,en\n贸易,trade\n贸易战,trade war\n世界贸易组织,World Trade Organization\nAI,AI\n";
    let termbase = Termbase::parse("t", text.as_bytes()).termbase;
    let line = "世界贸易组织与贸易战,贸易。AI AIS";
    let found: Vec<&str> = termbase.matches(line).iter().map(|m| m.span.of(line)).collect();
    assert_eq!(found, ["世界贸易组织", "贸易战", "贸易", "AI"]);
}

#[test]
fn the_starter_termbase_is_sound() {
    let reading = Termbase::parse("starter", STARTER.as_bytes());
    assert_eq!(problems(&reading), []);
    assert!(reading.termbase.len() >= 150);
}

#[test]
fn a_hundred_thousand_rows_of_one_term_take_no_longer_than_of_many() {
    let mut text = String::from("zh,en\n");
    for number in 0..100_000 {
        writeln!(text, "贸易战,trade war {number}").unwrap();
    }
    let reading = Termbase::parse("t", text.as_bytes());
    assert_eq!(reading.termbase.len(), 100_000);
    let first = reading.termbase.find("贸易战")[0];
    assert_eq!((first.en.as_str(), first.usage), ("trade war 0", Usage::Preferred));
    assert_eq!((reading.problems.len(), reading.problem_count), (MAX_PROBLEMS, 99_999));
}

#[test]
fn names_are_looked_up_in_a_memory_and_sentences_are_not() {
    let tmx = "<?xml version=\"1.0\"?>\n<tmx version=\"1.4\"><header/><body>\n\
               <tu><tuv xml:lang=\"zh-CN\"><seg>潮汐观测联盟</seg></tuv>\
               <tuv xml:lang=\"en-US\"><seg>Tide Observation Alliance</seg></tuv></tu>\n\
               <tu><tuv lang=\"ZH-CN\"><seg>联盟去年成立，共有六国。</seg></tuv>\
               <tuv lang=\"EN-US\"><seg>The alliance was founded last year.</seg></tuv></tu>\
               </body></tmx>";
    let reading = Termbase::parse("old.tmx", tmx.as_bytes());
    let rows: Vec<&TermbaseRow> = reading.termbase.rows().collect();
    assert_eq!(rows.len(), 1, "{rows:?}");
    assert_eq!((rows[0].en.as_str(), rows[0].unverified), ("Tide Observation Alliance", true));
}

#[test]
fn other_forms_of_a_glossary_are_rows_of_their_own() {
    let text = "zh,en,zh_also,en_also\n贸易战,trade war,贸易战争 | 商战,tariff war\n";
    assert_eq!(
        shown(&Termbase::parse("t", text.as_bytes())),
        [
            "商战 = trade war [-] preferred 2",
            "贸易战 = trade war [-] preferred 2",
            "贸易战 = tariff war [-] admitted 2",
            "贸易战争 = trade war [-] preferred 2"
        ]
    );
}
