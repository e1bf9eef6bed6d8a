//! The rules' own examples as tests: `wrong` gives a finding of the rule, `right` gives none.

use super::*;
use crate::domain::{
    Article, Bead, BeadSource, Evidence, EvidenceKind, ForeignMaterial, Front, Grade, LineRange,
    MappedText, Part, Passage, Place, RecordedBead, Segment, SegmentId, Side, SourceInfo, Span,
    TermEntry,
};

/// A small article in the notation of `data/rules.toml`.
pub(super) struct Example {
    pub(super) record: ArticleRecord,
    pub(super) document: Document,
    pub(super) settings: Settings,
    /// The merged entries of the archive that the article is of.
    pub(super) archive: Vec<TermEntry>,
}

impl Example {
    pub(super) fn new(notation: &str) -> Self {
        let document = Document::new(notation.to_owned(), "text", "UTF-8");
        let mut article = Article::default();
        let mut settings = Settings::default();
        let mut terms = Vec::new();
        let mut archive = Vec::new();
        let mut segments = [Vec::new(), Vec::new()];
        let mut at = 0;
        for line in notation.split_inclusive('\n') {
            let start = at;
            at += line.len();
            let line = line.trim_end();
            if line.is_empty() {
                continue;
            }
            let (label, text) = line.split_once(": ").unwrap();
            let from = start + label.len() + 2;
            let passage = |piece: &str| {
                let offset = text.find(piece).unwrap();
                Passage::new(MappedText::verbatim(piece, from + offset), &document)
            };
            let list = |by: char| -> Vec<Passage> {
                text.split(by).map(str::trim).filter(|p| !p.is_empty()).map(passage).collect()
            };
            match label {
                "题名" => article.zh.title = Some(passage(text)),
                "Title" => article.en.title = Some(passage(text)),
                "作者" => article.zh.authors = list('、'),
                "Authors" => article.en.authors = list(','),
                "单位" => article.zh.affiliations = list('；'),
                "Affiliations" => article.en.affiliations = list(';'),
                "关键词" => keywords(&mut article.zh, passage(text), list('；')),
                "Keywords" => keywords(&mut article.en, passage(text), list(';')),
                "摘要" | "Abstract" => {
                    let side = if label == "摘要" { Side::Zh } else { Side::En };
                    let front = if side == Side::Zh { &mut article.zh } else { &mut article.en };
                    let sentences = list('|');
                    let mut whole = MappedText::default();
                    for sentence in sentences.iter().filter(|s| s.as_str() != "-") {
                        if side == Side::En && !whole.is_empty() {
                            whole.push_standing_for(" ", Span::new(from, from));
                        }
                        whole.push(&sentence.text);
                    }
                    front.abstract_text = Some(Passage::new(whole, &document));
                    segments[usize::from(side == Side::En)] = sentences;
                }
                "正文" => article.body.push(passage(text)),
                "他文" => article.foreign.push(ForeignMaterial {
                    text: passage(text),
                    reason: "it stands before the title".to_owned(),
                }),
                "术语" => settings.terms.push(house(text)),
                "译名" => terms.push(entry(text)),
                "刊中" => archive.push(archived(text)),
                "拼写" => settings.spelling = Spelling::Us,
                _ => panic!("unknown field {label}"),
            }
        }
        let [zh, en] = segments;
        let beads = beads(&zh, &en);
        let record = ArticleRecord {
            schema: crate::domain::record::RECORD_SCHEMA,
            id: "example".to_owned(),
            source: SourceInfo { file: "example.txt".to_owned(), ..SourceInfo::default() },
            article,
            segments_zh: numbered(Side::Zh, zh),
            segments_en: numbered(Side::En, en),
            clauses_zh: Vec::new(),
            clauses_en: Vec::new(),
            beads,
            units: Vec::new(),
            terms,
            links: Vec::new(),
            findings: Vec::new(),
            edits: Vec::new(),
        };
        Self { record, document, settings, archive }
    }

    pub(super) fn findings(&self) -> Vec<Finding> {
        let house = House::new(&self.settings, []);
        let lexicon = Lexicon::builtin();
        let mut findings =
            check_with(&self.record, &self.document, lexicon, &self.settings, &house);
        findings.extend(super::archive(&self.archive, lexicon, &self.settings));
        findings
    }
}

/// `出口管制 = export control, export control, export restrictions`: the renderings of three articles.
fn archived(text: &str) -> TermEntry {
    let (zh, all) = text.split_once(" = ").unwrap();
    let mut entry: Option<TermEntry> = None;
    for (at, en) in all.split(", ").enumerate() {
        let lines = LineRange { first: 1, last: 1 };
        let article = format!("{zh}-{at}");
        let place =
            Place { file: format!("{article}.txt"), article, zh_lines: lines, en_lines: lines };
        let evidence = Evidence {
            kind: EvidenceKind::Keyword,
            zh_quote: zh.to_owned(),
            en_quote: en.to_owned(),
            place,
        };
        let there = entry.get_or_insert_with(|| TermEntry {
            evidence: Vec::new(),
            articles: 0,
            ..TermEntry::new(zh, en, Grade::B, evidence.clone())
        });
        there.evidence.push(evidence);
        there.articles += 1;
        match there.renderings.iter_mut().find(|r| r.en == en) {
            Some(rendering) => rendering.articles += 1,
            None => there.renderings.push(crate::domain::Rendering {
                en: en.to_owned(),
                articles: 1,
                grade: Grade::B,
                kinds: Vec::new(),
            }),
        }
    }
    let mut entry = entry.unwrap();
    if entry.renderings.len() > 1 {
        entry.grade = Grade::Conflict;
    }
    entry
}

fn keywords(front: &mut Front, line: Passage, list: Vec<Passage>) {
    front.keyword_line = Some(line);
    front.keywords = list;
}

fn numbered(side: Side, passages: Vec<Passage>) -> Vec<Segment> {
    passages
        .into_iter()
        .filter(|p| p.as_str() != "-")
        .enumerate()
        .map(|(at, passage)| Segment {
            id: SegmentId(at as u32),
            side,
            part: Part::Abstract,
            passage,
        })
        .collect()
}

fn beads(zh: &[Passage], en: &[Passage]) -> Vec<RecordedBead> {
    let mut beads = Vec::new();
    let (mut zh_at, mut en_at) = (0, 0);
    for at in 0..zh.len().max(en.len()) {
        let has = |side: &[Passage]| side.get(at).is_some_and(|p| p.as_str() != "-");
        let zh_end = zh_at + u32::from(has(zh));
        let en_end = en_at + u32::from(has(en));
        beads.push(RecordedBead {
            part: Part::Abstract,
            zh: (zh_at..zh_end).map(SegmentId).collect(),
            en: (en_at..en_end).map(SegmentId).collect(),
            bead: Bead {
                zh: zh_at..zh_end,
                en: en_at..en_end,
                score_nats: 0.0,
                probability: Some(0.95),
                source: BeadSource::Search,
                crossing: false,
            },
        });
        (zh_at, en_at) = (zh_end, en_end);
    }
    beads
}

/// `中文 = English ! forbidden ? deprecated`
fn house(text: &str) -> HouseTerm {
    let (zh, rest) = text.split_once(" = ").unwrap();
    let mut term = HouseTerm { zh: zh.to_owned(), ..HouseTerm::default() };
    let (rest, forbidden) = rest.split_once(" ! ").map_or((rest, None), |(r, f)| (r, Some(f)));
    let (en, deprecated) = rest.split_once(" ? ").map_or((rest, None), |(r, d)| (r, Some(d)));
    term.en = en.to_owned();
    term.forbidden.extend(forbidden.map(str::to_owned));
    term.deprecated.extend(deprecated.map(str::to_owned));
    term
}

/// `中文 = one; other`: an entry whose evidence disagrees.
fn entry(text: &str) -> TermEntry {
    let (zh, forms) = text.split_once(" = ").unwrap();
    let evidence: Vec<Evidence> = forms
        .split("; ")
        .map(|en| Evidence {
            kind: EvidenceKind::Gloss,
            zh_quote: format!("{zh}（{en}）"),
            en_quote: en.to_owned(),
            place: Place { zh_lines: LineRange { first: 1, last: 1 }, ..Place::default() },
        })
        .collect();
    let mut forms = forms.split("; ");
    let mut entry = TermEntry::new(zh, forms.next().unwrap(), Grade::Conflict, evidence[0].clone());
    entry.evidence = evidence;
    entry.en_also = forms.map(str::to_owned).collect();
    entry
}

#[test]
fn each_rule_is_shown_by_its_examples() {
    let mut bad = Vec::new();
    for rule in rules() {
        let of_rule = |notation: &str| {
            Example::new(notation)
                .findings()
                .into_iter()
                .filter(|f| f.rule == rule.id)
                .collect::<Vec<_>>()
        };
        let wrong = of_rule(&rule.wrong);
        if wrong.is_empty() {
            bad.push(format!("{}: no finding in its wrong example", rule.id));
        }
        for finding in &wrong {
            if finding.first_line() == 0 || finding.quotes.is_empty() || finding.message.is_empty()
            {
                bad.push(format!("{}: a finding without place or message: {finding:?}", rule.id));
            }
        }
        for finding in of_rule(&rule.right) {
            bad.push(format!("{}: a finding in its right example: {}", rule.id, finding.message));
        }
    }
    assert!(bad.is_empty(), "\n{}", bad.join("\n"));
}

#[test]
fn right_examples_are_free_of_anything_above_a_note() {
    let mut bad = Vec::new();
    for rule in rules() {
        for finding in Example::new(&rule.right).findings() {
            if finding.severity > crate::domain::Severity::Note {
                bad.push(format!(
                    "right example of {}: {}: {}",
                    rule.id, finding.rule, finding.message
                ));
            }
        }
    }
    assert!(bad.is_empty(), "\n{}", bad.join("\n"));
}

#[test]
fn a_finding_quotes_its_place() {
    let example = Example::new("摘要: 甲国投入350亿元。\nAbstract: A invested 350 billion yuan.\n");
    let findings = example.findings();
    let finding = findings.iter().find(|f| f.rule == "number-scale").unwrap();
    assert_eq!(finding.quotes[0].lines, LineRange { first: 1, last: 1 });
    assert!(finding.quotes[0].text.contains("350亿"));
    assert_eq!(finding.quotes[1].lines, LineRange { first: 2, last: 2 });
    assert!(finding.message.contains("10^1"), "{}", finding.message);
}

#[test]
fn a_rule_can_be_silenced_or_made_louder() {
    let mut example = Example::new(&rule("keyword-absent").unwrap().wrong);
    example.settings.set("keyword-absent", Level::Error).unwrap();
    assert!(example.findings().iter().any(|f| f.severity == crate::domain::Severity::Error));
    example.settings.set("keyword-absent", Level::Off).unwrap();
    assert!(!example.findings().iter().any(|f| f.rule == "keyword-absent"));
}
