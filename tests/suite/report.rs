//! `report.html`: what is in it, what an article cannot put in it, and how it behaves in Chromium.

use duizhao::{
    domain::{
        Article, ArticleRecord, Bead, BeadSource, BodyLink, CleanEdit, Document, Evidence,
        EvidenceKind, Finding, Grade, LineRange, MappedText, Part, Passage, Place, Quote,
        RecordedBead, Segment, SegmentId, Severity, Side, SourceInfo, TermEntry,
        record::RECORD_SCHEMA,
    },
    export::html::{self, IndexEntry, ReportInput},
};

use crate::{browser::Browser, sandbox::Sandbox};

const TEXT: &str = "\
环湾六国海底电缆治理合作的进展与困境
The Progress and Limits of Submarine Cable Governance
海底电缆；区域治理
submarine cables; regional governance
电缆安全已上升为战略议题。六国建立互助机制，投入350亿元。合作仍停留在自愿承诺阶段。
Cable safety has become a strategic issue. The six states set up mutual aid. They invested 350 billion yuan.
六国的主要运营商约定共享三艘维修船。
";

struct Builder {
    document: Document,
}

impl Builder {
    fn passage(&self, piece: &str) -> Passage {
        let at = TEXT.find(piece).unwrap_or_else(|| panic!("no {piece}"));
        Passage::new(MappedText::verbatim(piece, at), &self.document)
    }

    fn segments(&self, side: Side, part: Part, pieces: &[&str]) -> Vec<Segment> {
        pieces
            .iter()
            .enumerate()
            .map(|(at, piece)| Segment {
                id: SegmentId(at as u32),
                side,
                part,
                passage: self.passage(piece),
            })
            .collect()
    }
}

fn bead(zh: std::ops::Range<u32>, en: std::ops::Range<u32>, probability: f64) -> RecordedBead {
    RecordedBead {
        part: Part::Abstract,
        zh: zh.clone().map(SegmentId).collect(),
        en: en.clone().map(SegmentId).collect(),
        bead: Bead {
            zh,
            en,
            score_nats: 1.0,
            probability: Some(probability),
            source: BeadSource::Search,
            crossing: false,
        },
    }
}

fn finding(severity: Severity, rule: &str, quotes: Vec<(Side, &str, u32)>) -> Finding {
    Finding {
        rule: rule.to_owned(),
        severity,
        message: format!("what {rule} says"),
        hint: "what to do".to_owned(),
        quotes: quotes
            .into_iter()
            .map(|(side, text, line)| Quote {
                side,
                text: text.to_owned(),
                lines: LineRange { first: line, last: line },
            })
            .collect(),
        fingerprint: format!("{rule:0>16}"),
        file: "cables.txt".to_owned(),
        article: "cables".to_owned(),
    }
}

fn record() -> ArticleRecord {
    let builder = Builder { document: Document::new(TEXT.to_owned(), "text", "UTF-8") };
    let p = |piece: &str| builder.passage(piece);
    let mut article = Article::default();
    article.zh.title = Some(p("环湾六国海底电缆治理合作的进展与困境"));
    article.en.title = Some(p("The Progress and Limits of Submarine Cable Governance"));
    article.zh.keywords = vec![p("海底电缆"), p("区域治理")];
    article.en.keywords = vec![p("submarine cables"), p("regional governance")];
    let zh = [
        "电缆安全已上升为战略议题。",
        "六国建立互助机制，投入350亿元。",
        "合作仍停留在自愿承诺阶段。",
    ];
    let en = [
        "Cable safety has become a strategic issue.",
        "The six states set up mutual aid.",
        "They invested 350 billion yuan.",
    ];
    let body = builder.segments(Side::Zh, Part::Body, &["六国的主要运营商约定共享三艘维修船。"]);
    let place = Place {
        file: "cables.txt".to_owned(),
        article: "cables".to_owned(),
        zh_lines: LineRange { first: 3, last: 3 },
        en_lines: LineRange { first: 4, last: 4 },
    };
    let evidence = Evidence {
        kind: EvidenceKind::Keyword,
        zh_quote: "海底电缆；区域治理".to_owned(),
        en_quote: "submarine cables; regional governance".to_owned(),
        place,
    };
    ArticleRecord {
        schema: RECORD_SCHEMA,
        id: "cables".to_owned(),
        source: SourceInfo { file: "cables.txt".to_owned(), ..SourceInfo::default() },
        article,
        segments_zh: builder.segments(Side::Zh, Part::Abstract, &zh),
        segments_en: builder.segments(Side::En, Part::Abstract, &en),
        clauses_zh: Vec::new(),
        clauses_en: Vec::new(),
        beads: vec![bead(0..1, 0..1, 0.98), bead(1..2, 1..3, 0.91), bead(2..3, 3..3, 0.8)],
        units: Vec::new(),
        terms: vec![
            TermEntry::new("海底电缆", "submarine cable", Grade::B, evidence.clone()),
            TermEntry::new("区域治理", "regional governance", Grade::D, evidence),
        ],
        links: vec![BodyLink {
            en: Some(SegmentId(1)),
            zh: Some(SegmentId(1)),
            body: body.into_iter().next().unwrap(),
            rank: 1,
            score: 0.83,
        }],
        findings: vec![
            finding(
                Severity::Error,
                "number-scale",
                vec![(Side::Zh, "投入350亿元", 5), (Side::En, "350 billion yuan", 6)],
            ),
            finding(
                Severity::Warning,
                "omission-sentence",
                vec![(Side::Zh, "合作仍停留在自愿承诺阶段。", 5)],
            ),
            finding(Severity::Note, "keyword-absent", vec![(Side::Zh, "区域治理", 3)]),
        ],
        edits: vec![CleanEdit {
            rule: "stray-blank".to_owned(),
            lines: LineRange { first: 5, last: 5 },
            source: (0, 3),
            before: "电 缆".to_owned(),
            after: "电缆".to_owned(),
        }],
    }
}

/// What an article may hold to take over the page that shows it.
const HOSTILE: &str = "</script><script>window.taken=1</script><img src=x onerror='window.taken=2'>\"'><svg/onload=window.taken=3>&lt;&#x3c;";

/// The record with hostile text wherever text goes.
fn hostile() -> ArticleRecord {
    let document = Document::new(HOSTILE.into(), "text", "UTF-8");
    let passage = Passage::new(MappedText::verbatim(HOSTILE, 0), &document);
    let mut record = record();
    record.id = HOSTILE.into();
    record.source.file = HOSTILE.into();
    record.article.zh.title = Some(passage.clone());
    record.article.en.keywords = vec![passage.clone()];
    for segment in record.segments_zh.iter_mut().chain(&mut record.segments_en) {
        segment.passage = passage.clone();
    }
    for link in &mut record.links {
        link.body.passage = passage.clone();
    }
    for finding in &mut record.findings {
        finding.rule = HOSTILE.into();
        finding.message = HOSTILE.into();
        finding.hint = HOSTILE.into();
        finding.fingerprint = HOSTILE.into();
        for quote in &mut finding.quotes {
            quote.text = HOSTILE.into();
        }
    }
    for term in &mut record.terms {
        term.zh = HOSTILE.into();
        term.en = HOSTILE.into();
        term.en_also = vec![HOSTILE.into()];
        term.acronym = Some(HOSTILE.into());
        term.against = vec![HOSTILE.into()];
        for evidence in &mut term.evidence {
            evidence.zh_quote = HOSTILE.into();
            evidence.place.file = HOSTILE.into();
        }
    }
    for edit in &mut record.edits {
        edit.rule = HOSTILE.into();
        edit.before = HOSTILE.into();
    }
    record
}

fn page(records: &[&ArticleRecord], title: &str) -> String {
    let terms: Vec<TermEntry> = records.iter().flat_map(|r| r.terms.clone()).collect();
    let mut out = Vec::new();
    html::report(&mut out, &ReportInput { records, terms: &terms, title }).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn the_page_holds_both_languages_findings_terms_and_log() {
    let page = page(&[&record()], "cables");
    for text in [
        "六国建立互助机制，投入350亿元。",
        "They invested 350 billion yuan.",
        "六国的主要运营商约定共享三艘维修船。",
        "what number-scale says",
        "submarine cable",
        "stray-blank",
        "no counterpart",
        "1-2 · 0.91",
    ] {
        assert!(page.contains(text), "no `{text}`");
    }
    // Nothing is loaded.
    for word in ["http://", "https://", "<link rel=\"stylesheet\"", "src="] {
        assert!(!page.contains(word), "{word}");
    }
}

#[test]
fn an_article_puts_no_markup_into_the_page() {
    let record = hostile();
    let page = page(&[&record], HOSTILE);
    assert_eq!(page.matches("<script").count(), 1);
    assert_eq!(page.matches("</script").count(), 1);
    assert_eq!(page.matches("<img").count(), 0);
    assert!(!page.contains("<svg/onload"));
}

#[test]
fn the_same_input_gives_the_same_page() {
    assert_eq!(page(&[&record()], "cables"), page(&[&record()], "cables"));
}

#[test]
fn a_click_on_a_bead_lights_up_its_partner() {
    let Some(mut browser) = Browser::start() else { return };
    let sandbox = Sandbox::new();
    let path = sandbox.file("report.html", page(&[&record()], "cables"));
    browser.open(&path);
    let selected =
        "Array.from(document.querySelectorAll('.half.selected')).map(h => h.textContent)";

    // The row of `350亿`, the second bead of the abstract.
    let id = browser.eval(
        "Array.from(document.querySelectorAll('.row')).find(r => r.textContent.includes('350亿')).id",
    );
    let id = id.as_str().unwrap().to_owned();
    browser.hover(&format!("#{id} .half.zh"));
    assert_eq!(browser.eval("document.querySelectorAll('.half.hover').length"), 2);
    browser.click(&format!("#{id} .half.zh"));
    let both = browser.eval(selected);
    assert_eq!(both[0], "六国建立互助机制，投入350亿元。");
    assert_eq!(both[1], "The six states set up mutual aid. They invested 350 billion yuan.");
    browser.screenshot("bead");
    // The other half, by the keyboard, lets go again.
    browser.eval(&format!("document.querySelector('#{id} .half.en').focus()"));
    browser.key("Enter");
    assert_eq!(browser.eval(selected).as_array().unwrap().len(), 0);
    browser.key("Enter");
    assert_eq!(browser.eval(selected).as_array().unwrap().len(), 2);
    browser.key("Escape");
    assert_eq!(browser.eval(selected).as_array().unwrap().len(), 0);

    // A finding marks its quotes in both languages.
    browser.click(".finding[data-rule='number-scale']");
    let marks =
        browser.eval("Array.from(document.querySelectorAll('mark')).map(m => m.textContent)");
    assert_eq!(marks, serde_json::json!(["投入350亿元", "350 billion yuan"]));
    browser.screenshot("finding");
    browser.key("j");
    let marks =
        browser.eval("Array.from(document.querySelectorAll('mark')).map(m => m.textContent)");
    assert_eq!(marks, serde_json::json!(["合作仍停留在自愿承诺阶段。"]));
    assert_eq!(browser.errors, Vec::<String>::new());
}

#[test]
fn filters_leave_what_they_name() {
    let Some(mut browser) = Browser::start() else { return };
    let sandbox = Sandbox::new();
    let path = sandbox.file("report.html", page(&[&record()], "cables"));
    browser.open(&path);
    let left = "Array.from(document.querySelectorAll('.finding')).filter(f => !f.hidden).map(f => f.dataset.rule)";
    assert_eq!(browser.eval(left).as_array().unwrap().len(), 3);
    browser.click("input[value=note]");
    assert_eq!(browser.eval(left), serde_json::json!(["number-scale", "omission-sentence"]));
    browser.key("/");
    for letter in "350".chars() {
        browser.key(&letter.to_string());
    }
    assert_eq!(browser.eval(left), serde_json::json!(["number-scale"]));
    assert_eq!(browser.eval("document.getElementById('shown').textContent"), "1 of 3 findings");
    assert_eq!(browser.errors, Vec::<String>::new());
}

#[test]
fn a_hostile_article_runs_nothing() {
    let Some(mut browser) = Browser::start() else { return };
    let sandbox = Sandbox::new();
    let record = hostile();
    let path = sandbox.file("report.html", page(&[&record], HOSTILE));
    browser.open(&path);
    assert!(browser.eval("window.taken === undefined").as_bool().unwrap());
    assert_eq!(browser.eval("document.scripts.length"), 1);
    assert_eq!(browser.eval("document.images.length"), 0);
    assert_eq!(browser.eval("document.title"), HOSTILE);
    browser.click(".finding");
    assert!(browser.eval("window.taken === undefined").as_bool().unwrap());
    assert_eq!(browser.errors, Vec::<String>::new());
}

#[test]
fn no_width_makes_the_page_scroll_sideways() {
    let Some(mut browser) = Browser::start() else { return };
    let sandbox = Sandbox::new();
    let path = sandbox.file("report.html", page(&[&record()], "cables"));
    browser.open(&path);
    for (width, scheme) in
        [(1280, "light"), (1280, "dark"), (760, "light"), (390, "light"), (390, "dark")]
    {
        browser.size(width, 900);
        browser.media("screen", scheme);
        let over = "document.documentElement.scrollWidth - document.documentElement.clientWidth";
        assert_eq!(browser.eval(over), 0, "at {width}");
        browser.eval("window.scrollTo({top: 0, behavior: 'instant'})");
        browser.screenshot(&format!("page-{width}-{scheme}"));
    }
    // Dark is dark by the system's wish and by the button.
    let paper = "getComputedStyle(document.body).backgroundColor";
    browser.media("screen", "dark");
    let dark = browser.eval(paper);
    browser.media("screen", "light");
    let light = browser.eval(paper);
    assert_ne!(dark, light);
    browser.click("#theme");
    assert_eq!(browser.eval(paper), dark);
    // On paper the filters are gone and every detail is open.
    browser.media("print", "light");
    assert_eq!(
        browser.eval("getComputedStyle(document.getElementById('filters')).display"),
        "none"
    );
    browser.eval("window.dispatchEvent(new Event('beforeprint'))");
    assert!(
        browser
            .eval("Array.from(document.querySelectorAll('details')).every(d => d.open)")
            .as_bool()
            .unwrap()
    );
}

#[test]
fn five_hundred_articles_have_a_front_page() {
    let record = record();
    let entries: Vec<IndexEntry> = (0..500)
        .map(|at| IndexEntry::new(&record, &format!("articles/a{at}/report.html")))
        .collect();
    let mut front = Vec::new();
    html::index(&mut front, "archive", &entries, entries.len(), "glossary.html").unwrap();
    let mut article = Vec::new();
    html::article_page(&mut article, &record, "../../report.html").unwrap();
    let mut glossary = Vec::new();
    let terms: Vec<TermEntry> = (0..5000).flat_map(|_| record.terms.clone()).collect();
    html::glossary_page(&mut glossary, "archive", &terms, terms.len(), "report.html").unwrap();

    let sandbox = Sandbox::new();
    sandbox.file("articles/a7/report.html", &article);
    sandbox.file("glossary.html", &glossary);
    let path = sandbox.file("report.html", &front);
    let Some(mut browser) = Browser::start() else { return };
    browser.open(&path);
    assert_eq!(browser.eval("document.querySelectorAll('#articles tbody tr').length"), 500);
    let load = "performance.getEntriesByType('navigation')[0].loadEventEnd";
    let took = browser.eval(load).as_f64().unwrap();
    eprintln!("front page of 500 articles: loaded in {took:.0} ms");
    assert!(took < 5000.0, "{took} ms");
    browser.screenshot("front");
    browser.click("a[href='articles/a7/report.html']");
    // The page of the article is loaded after the click has been answered.
    std::thread::sleep(std::time::Duration::from_secs(2));
    assert_eq!(browser.eval("document.title"), "环湾六国海底电缆治理合作的进展与困境");
    assert_eq!(browser.errors, Vec::<String>::new());
}
