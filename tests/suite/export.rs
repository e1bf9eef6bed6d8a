//! What the exporters write, read back by readers that share no code with them.

use std::collections::BTreeMap;

use duizhao::{
    domain::{Part, TranslationUnit},
    export::{
        Admission, Duplicates, ExportError, GlossaryOptions, MemoryCsv, MemoryOptions, MemoryXlsx,
        Tally, Tmx, UnitExporter, Xliff, glossary_csv, glossary_json, glossary_tbx,
        glossary_tbx_v2, glossary_termlist, glossary_txt, glossary_utx, glossary_xlsx,
    },
    format::{csv::unguarded, tbx_basic::lint_tbx_basic, xml::xml_chars},
};
use proptest::prelude::*;
use quick_xml::{Reader, events::Event};

use crate::export_sample::{terms, unit, units};

fn write<'a, E: UnitExporter + 'a>(
    units: &[TranslationUnit],
    exporter: Result<E, ExportError>,
) -> Tally {
    let mut exporter = Box::new(exporter.unwrap());
    for unit in units {
        exporter.unit(unit).unwrap();
    }
    exporter.finish().unwrap()
}

fn tmx_with(units: &[TranslationUnit], options: &MemoryOptions) -> (String, Tally) {
    let mut out = Vec::new();
    let tally = write(units, Tmx::new(&mut out, options));
    (String::from_utf8(out).unwrap(), tally)
}

fn tmx(units: &[TranslationUnit]) -> String {
    tmx_with(units, &MemoryOptions::default()).0
}

/// The `tu`s of a TMX as `xml:lang` to text, with the properties under their types.
pub fn read_tmx(xml: &str) -> Vec<BTreeMap<String, String>> {
    let mut reader = Reader::from_str(xml);
    let mut units = Vec::new();
    let mut unit = BTreeMap::new();
    let (mut key, mut text) = (String::new(), String::new());
    loop {
        match reader.read_event().unwrap() {
            Event::Start(start) => {
                let attribute = start
                    .attributes()
                    .map(Result::unwrap)
                    .find(|a| matches!(a.key.as_ref(), "type" | "xml:lang"));
                if let Some(attribute) = attribute {
                    key = attribute.value.into_owned();
                }
                text.clear();
            }
            Event::Text(piece) => text.push_str(&piece),
            Event::GeneralRef(name) => match &*name {
                "amp" => text.push('&'),
                "lt" => text.push('<'),
                "gt" => text.push('>'),
                "#13" => text.push('\r'),
                other => panic!("{other}"),
            },
            Event::End(end) => match end.name().as_ref() {
                "prop" | "seg" => {
                    assert!(unit.insert(key.clone(), text.clone()).is_none(), "{key} twice");
                }
                "tu" => units.push(std::mem::take(&mut unit)),
                _ => {}
            },
            Event::Eof => return units,
            _ => {}
        }
    }
}

#[test]
fn a_memory_holds_what_its_options_admit_and_nothing_twice() {
    let (xml, tally) = tmx_with(&units(), &MemoryOptions::default());
    let read = read_tmx(&xml);
    assert_eq!(tally, Tally { written: 16, duplicates: 1, refused: 4 });
    // The printed form of one unit is a unit too.
    assert_eq!(read.len(), 17);
    assert!(read.iter().all(|u| u.keys().filter(|k| !k.starts_with("x-")).count() == 2));
    assert!(!xml.contains("丝绸之路"), "a term carries no grade and is no unit");
    assert!(!xml.contains("备忘录"), "comparable");
    assert!(!xml.contains("Moreover"), "improbable");
    assert!(!xml.contains("<seg></seg>") && !xml.contains("未来走势"), "no English");
    let printed = read.iter().find(|u| u.get("x-form").is_some()).unwrap();
    assert_eq!(printed["zh-CN"], "跨境数 据流动");
    assert_eq!(printed["x-flags"], "numbers missing-half");
    assert_eq!(printed["x-lines-en"], "240-241");
    assert_eq!(read.iter().find(|u| u.contains_key("zh-TW")).unwrap()["zh-TW"], "數位貿易");
}

#[test]
fn options_change_what_a_memory_holds() {
    let options = MemoryOptions {
        admission: Admission { accept: 0.1, comparable: true },
        duplicates: Duplicates::Keep,
        zh_tag: Some("zh-Hans".to_owned()),
        en_tag: "en-GB".to_owned(),
        ..MemoryOptions::default()
    };
    let (xml, tally) = tmx_with(&units(), &options);
    assert_eq!(tally, Tally { written: 19, duplicates: 0, refused: 2 });
    assert!(xml.contains("srclang=\"zh-Hans\"") && xml.contains("xml:lang=\"en-GB\""));
    assert!(!xml.contains("zh-CN"));
    assert!(xml.contains("备忘录") && xml.contains("Moreover"));
}

#[test]
fn a_probability_that_is_no_number_is_refused() {
    let odd = TranslationUnit { probability: f64::NAN, ..unit(Part::Title, "甲", "a") };
    assert_eq!(tmx_with(&[odd], &MemoryOptions::default()).1.refused, 1);
}

#[test]
fn the_same_units_give_the_same_bytes() {
    assert_eq!(tmx(&units()), tmx(&units()));
    let ids: Vec<String> = tmx(&units())
        .match_indices("tuid=\"")
        .map(|(at, _)| tmx(&units())[at + 6..at + 22].to_owned())
        .collect();
    let distinct: std::collections::BTreeSet<&String> = ids.iter().collect();
    assert_eq!((ids.len(), distinct.len()), (17, 17));
}

fn memory_csv(units: &[TranslationUnit]) -> String {
    let mut out = Vec::new();
    write(units, MemoryCsv::new(&mut out, &MemoryOptions::default()));
    String::from_utf8(out).unwrap()
}

/// The rows of a CSV file, header included, byte order mark taken off, cells as written.
fn rows(csv: &str) -> Vec<Vec<String>> {
    let text = csv.strip_prefix('\u{feff}').expect("a byte order mark");
    csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(text.as_bytes())
        .records()
        .map(|r| r.unwrap().iter().map(str::to_owned).collect())
        .collect()
}

/// Cells that a spreadsheet would run.
fn formulas(rows: &[Vec<String>]) -> Vec<&String> {
    rows.iter()
        .flatten()
        .filter(|c| {
            c.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠', '\t', '\r'])
        })
        .filter(|c| c.parse::<f64>().is_err())
        .collect()
}

#[test]
fn memory_csv_has_every_unit_once_and_says_which_are_in_the_memory() {
    let text = memory_csv(&units());
    assert!(!text.replace("\r\n", "").contains('\r'));
    let rows = rows(&text);
    assert_eq!(rows[0][..2], ["zh", "en"]);
    assert_eq!(rows.len(), 1 + units().len() - 1);
    let column = |name: &str| rows[0].iter().position(|h| h == name).unwrap();
    let of = |zh: &str| rows.iter().find(|r| r[0] == zh).unwrap();
    assert_eq!(of("数字贸易")[column("in_memory")], "yes");
    assert_eq!(of("两国签署了谅解备忘录。")[column("in_memory")], "no: comparable");
    assert_eq!(of("此外。")[column("in_memory")], "no: improbable");
    assert_eq!(of("未来走势尚不明朗。")[column("in_memory")], "no: empty");
    assert_eq!(of("数字丝绸之路伙伴网络")[column("in_memory")], "no: term");
    assert_eq!(of("数字贸易")[column("shape")], "1→1");
    assert_eq!(of("数字贸易")[column("en_last_line")], "241");
    assert_eq!(of("跨境数据流动")[column("zh_printed")], "跨境数 据流动");
    assert!(formulas(&rows).is_empty());
    assert_eq!(rows[0].len(), 17);
}

fn glossary(
    writer: impl Fn(&mut dyn std::io::Write, &GlossaryOptions) -> Result<(), ExportError>,
    suggestions: bool,
) -> String {
    let mut out = Vec::new();
    writer(&mut out, &GlossaryOptions { suggestions, ..GlossaryOptions::default() }).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn glossary_csv_has_every_entry_with_grade_status_and_evidence() {
    let mut out = Vec::new();
    glossary_csv(&mut out, terms()).unwrap();
    let rows = rows(&String::from_utf8(out).unwrap());
    assert_eq!(rows.len(), 1 + terms().len());
    assert!(formulas(&rows).is_empty(), "{:?}", formulas(&rows));
    let column = |name: &str| rows[0].iter().position(|h| h == name).unwrap();
    let of = |zh: &str| rows.iter().find(|r| r[0] == zh).unwrap();
    let agreement = of("数字经济伙伴关系协定");
    assert_eq!(agreement[column("acronym")], "DEPA");
    assert_eq!(agreement[column("evidence")], "keyword gloss");
    assert_eq!(
        agreement[column("all_evidence")],
        "keyword: 数字经济伙伴关系协定 = Digital Economy Partnership Agreement \
         [2025-03/issue.txt, zh 7, en 250] | \
         gloss: 《数字经济伙伴关系协定》（Digital Economy Partnership Agreement，DEPA） = \
         Digital Economy Partnership Agreement [2025-03/issue.txt, zh 7, en 250]"
    );
    let network = of("数字丝绸之路伙伴网络");
    assert_eq!((&*network[column("grade")], &*network[column("status")]), ("D", "suggested"));
    let flow = of("跨境数据流动");
    assert_eq!(flow[column("grade")], "!");
    assert_eq!(
        flow[column("renderings")],
        "cross-border data flow (2) | cross-border data transfer (1)"
    );
    assert_eq!(unguarded(&of("#标签")[column("en")]), "\t=tag\n\u{0}&<");
}

#[test]
fn glossaries_for_cat_tools_hold_no_suggestion_unless_asked() {
    type Writer = fn(
        &mut dyn std::io::Write,
        &[duizhao::domain::TermEntry],
        &GlossaryOptions,
    ) -> Result<(), ExportError>;
    let writers: [(&str, Writer); 5] = [
        ("txt", |w, terms, options| glossary_txt(w, terms, options)),
        ("tbx", |w, terms, options| glossary_tbx(w, terms, options)),
        ("v2", |w, terms, options| glossary_tbx_v2(w, terms, options)),
        ("utx", glossary_utx),
        ("termlist", glossary_termlist),
    ];
    for (name, writer) in writers {
        let usual = glossary(|w, o| writer(w, &terms(), o), false);
        let asked = glossary(|w, o| writer(w, &terms(), o), true);
        for text in [&usual, &asked] {
            assert!(!text.contains("open-up"), "{name}: rejected");
            assert!(!text.contains("未译名"), "{name}: no English");
            assert!(text.contains("cross-border data transfer"), "{name}: every rendering");
            assert!(text.contains("conflict"), "{name}: marked");
            assert!(text.contains("DEPA"), "{name}");
        }
        assert!(!usual.contains("Silk Road"), "{name}: suggestion");
        assert!(asked.contains("Silk Road") && asked.contains("suggested"), "{name}: marked");
    }
}

#[test]
fn glossary_txt_is_three_columns_and_nothing_else() {
    let text = glossary(|w, o| glossary_txt(w, terms(), o), true);
    assert!(!text.starts_with('\u{feff}') && !text.contains('\r'));
    for line in text.lines() {
        assert_eq!(line.split('\t').count(), 3, "{line:?}");
        assert!(!line.starts_with('#'));
    }
    assert!(text.contains("标签\t=tag &<\tgrade B"), "{text}");
}

#[test]
fn glossary_utx_has_its_header_and_six_columns() {
    let text = glossary(|w, o| glossary_utx(w, &terms(), o), false);
    assert!(text.starts_with("#UTX 1.11; zh-CN/en-US; creator: duizhao"));
    assert!(text.ends_with("\r\n"));
    for line in text.split_terminator("\r\n").skip(1) {
        assert_eq!(line.split('\t').count(), 6, "{line:?}");
    }
    assert!(text.contains("数字贸易\tdigital trade\t-\tapproved\tC2\t"));
}

#[test]
fn the_json_glossary_reads_back() {
    let mut out = Vec::new();
    glossary_json(&mut out, &terms()).unwrap();
    let value: serde_json::Value = serde_json::from_slice(&out).unwrap();
    assert_eq!(value["schema"], 1);
    let read: Vec<duizhao::domain::TermEntry> =
        serde_json::from_value(value["entries"].clone()).unwrap();
    assert_eq!(read, terms());
}

#[test]
fn tbx_follows_the_rules_of_its_dialect() {
    for suggestions in [false, true] {
        let text = glossary(|w, o| glossary_tbx(w, terms(), o), suggestions);
        assert_eq!(lint_tbx_basic(&text), []);
        assert!(text.contains("preferredTerm-admn-sts"));
    }
    let conflict = glossary(|w, o| glossary_tbx(w, terms(), o), false);
    let at = conflict.find("cross-border data flow").unwrap();
    let section = &conflict[at..at + conflict[at..].find("</termSec>").unwrap()];
    assert!(!section.contains("administrativeStatus"), "no rendering of a conflict is blessed");
}

#[test]
fn xliff_holds_one_script_and_keeps_every_character() {
    let mut out = Vec::new();
    let tally = write(&units(), Xliff::new(&mut out, &MemoryOptions::default()));
    let text = String::from_utf8(out).unwrap();
    assert_eq!(tally, Tally { written: 15, duplicates: 1, refused: 5 });
    assert!(!text.contains("數位"));
    assert!(
        text.contains("A&amp;B&lt;C&gt;<cp hex=\"0000\"/><cp hex=\"000B\"/><cp hex=\"FFFF\"/>")
    );
    assert_eq!(text.matches("<file ").count(), 1);
    assert!(text.contains("original=\"2025-03/issue.txt\""));
}

#[test]
fn spreadsheets_have_the_rows_of_the_tables() {
    let (mut book, mut glossary) = (Vec::new(), Vec::new());
    write(&units(), MemoryXlsx::new(&mut book, &MemoryOptions::default()));
    glossary_xlsx(&mut glossary, terms()).unwrap();
    for (bytes, rows, text) in [
        (book, units().len(), "=\"A\" &amp; &lt;B&gt;_x0001_"),
        (glossary, terms().len() + 1, "two renderings &amp; no majority &lt;see&gt;"),
    ] {
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
        let mut sheet = String::new();
        let mut file = archive.by_name("xl/worksheets/sheet1.xml").unwrap();
        std::io::Read::read_to_string(&mut file, &mut sheet).unwrap();
        assert_eq!(sheet.matches("<row ").count(), rows);
        assert!(sheet.contains(text), "{sheet}");
        assert!(!sheet.contains("<f>"));
    }
}

#[test]
fn a_writer_that_fails_is_an_error() {
    struct Full;
    impl std::io::Write for Full {
        fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
            Err(std::io::Error::other("disk full"))
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let mut full = Full;
    let tmx = Box::new(Tmx::new(&mut full, &MemoryOptions::default()).unwrap());
    assert_eq!(UnitExporter::finish(tmx).unwrap_err().to_string(), "could not write: disk full");
    assert!(glossary_csv(&mut full, terms()).is_err());
    assert!(glossary_txt(&mut full, terms(), &GlossaryOptions::default()).is_err());
}

/// Text with the characters that break files: markup, controls, blanks, formula signs, non-characters.
fn awkward() -> impl Strategy<Value = String> {
    prop::collection::vec(
        prop_oneof![
            4 => any::<char>(),
            3 => prop::sample::select("&<>\"'\r\n\t\u{0}\u{b}\u{7f}\u{85}\u{fffe}\u{ffff}\u{feff}=+-@,;|　]".chars().collect::<Vec<_>>()),
            3 => prop::sample::select("人工智能。，；A1 ".chars().collect::<Vec<_>>()),
        ],
        0..24,
    )
    .prop_map(|chars| chars.into_iter().collect())
}

proptest! {
    #[test]
    fn any_text_comes_back_from_a_tmx(zh in awkward(), en in awkward(), file in awkward()) {
        let mut odd = unit(Part::Abstract, &zh, &en);
        odd.place.file.clone_from(&file);
        let read = read_tmx(&tmx(&[odd]));
        let (zh, en) = (xml_chars(&zh), xml_chars(&en));
        if zh.trim().is_empty() || en.trim().is_empty() {
            prop_assert!(read.is_empty());
        } else {
            // A parser makes one line feed of a carriage return and a line feed that stand there as
            // such; ours stand there as a reference and a line feed.
            prop_assert_eq!(&read[0]["zh-CN"], zh.trim());
            prop_assert_eq!(&read[0]["en-US"], en.trim());
            prop_assert_eq!(read[0].get("x-file").map_or("", String::as_str), &*xml_chars(&file));
        }
    }

    #[test]
    fn any_text_comes_back_from_a_csv_and_is_no_formula(zh in awkward(), en in awkward()) {
        let rows = rows(&memory_csv(&[unit(Part::Abstract, &zh, &en)]));
        prop_assert_eq!(rows.len(), 2);
        prop_assert_eq!(unguarded(&rows[1][0]), zh);
        prop_assert_eq!(unguarded(&rows[1][1]), en);
        prop_assert!(formulas(&rows).is_empty());
    }

    #[test]
    fn any_term_gives_a_sound_tbx_and_text_glossary(zh in awkward(), en in awkward()) {
        let mut entries = terms();
        entries[0].zh.clone_from(&zh);
        entries[0].en.clone_from(&en);
        entries[0].evidence[0].zh_quote.clone_from(&zh);
        let tbx = glossary(|w, o| glossary_tbx(w, &entries, o), true);
        prop_assert_eq!(lint_tbx_basic(&tbx), []);
        prop_assert!(!tbx.contains("<term></term>"));
        for line in glossary(|w, o| glossary_txt(w, &entries, o), true).lines() {
            let cells: Vec<&str> = line.split('\t').collect();
            prop_assert_eq!(cells.len(), 3);
            prop_assert!(!cells[0].trim().is_empty() && !cells[1].trim().is_empty());
        }
    }
}
