//! Units and terms written by hand, of every kind that exporters treat apart.

use duizhao::domain::{
    Evidence, EvidenceKind, Grade, LineRange, Part, Place, Relation, Rendering, Script, TermEntry,
    TermStatus, TranslationUnit, UnitFlag,
};

/// A Chinese abstract as a journal of the field prints it; the sentence before the last has no
/// English, 。” stands inside the fourth, and the third has a half-width semicolon.
pub const ABSTRACT: &str = concat!(
    "数字贸易规则正在成为大国竞争的新焦点。",
    "在双边层面,两国就跨境数据流动达成谅解；在区域层面,各方推动电子签名互认；在多边层面,谈判仍在继续。",
    "这一进程既有利益驱动,也有规范分歧;前者推动合作,后者限制合作。",
    "有学者指出:“规则先行,市场随之。”这一判断有待检验。",
    "监管主权能否与开放并存？答案取决于国内改革。",
    "未来走势尚不明朗。",
    "本文认为,渐进开放是现实选择。",
);

pub fn place(zh: (u32, u32), en: (u32, u32)) -> Place {
    Place {
        file: "2025-03/issue.txt".to_owned(),
        article: "issue-1".to_owned(),
        zh_lines: LineRange { first: zh.0, last: zh.1 },
        en_lines: LineRange { first: en.0, last: en.1 },
    }
}

pub fn unit(part: Part, zh: &str, en: &str) -> TranslationUnit {
    TranslationUnit {
        zh: zh.to_owned(),
        en: en.to_owned(),
        zh_printed: None,
        part,
        relation: Relation::Parallel,
        shape: "1-1".to_owned(),
        score_nats: -0.731,
        probability: 0.93,
        flags: Vec::new(),
        script: Script::Hans,
        place: place((5, 5), (240, 241)),
    }
}

/// The sentences of [`ABSTRACT`] that have English, as they are aligned.
pub fn abstract_units() -> Vec<TranslationUnit> {
    let sentence = |zh: &str, en: &str, shape: &str| TranslationUnit {
        shape: shape.to_owned(),
        ..unit(Part::Abstract, zh, en)
    };
    vec![
        sentence(
            "数字贸易规则正在成为大国竞争的新焦点。",
            "Digital trade rules are becoming a new focus of great-power competition.",
            "1-1",
        ),
        sentence(
            "在双边层面,两国就跨境数据流动达成谅解；在区域层面,各方推动电子签名互认；在多边层面,谈判仍在继续。",
            "Bilaterally, the two countries have reached an understanding on cross-border data flows. \
             Regionally, the parties promote mutual recognition of electronic signatures. \
             Multilaterally, negotiations continue.",
            "1-3",
        ),
        sentence(
            "这一进程既有利益驱动,也有规范分歧;前者推动合作,后者限制合作。",
            "The process is driven by interests & marked by normative differences: the former \
             further cooperation, the latter limit it.",
            "1-1",
        ),
        sentence(
            "有学者指出:“规则先行,市场随之。”",
            "Some scholars argue that \"rules come first, and markets follow.\"",
            "1-1",
        ),
        sentence("这一判断有待检验。", "This judgement has yet to be tested.", "1-1"),
        sentence(
            "监管主权能否与开放并存？",
            "Can regulatory sovereignty coexist with openness?",
            "1-1",
        ),
        sentence("答案取决于国内改革。", "The answer depends on domestic reform.", "1-1"),
        sentence("未来走势尚不明朗。", "", "1-0"),
        sentence(
            "本文认为,渐进开放是现实选择。",
            "The article holds that gradual opening is the realistic choice.",
            "1-1",
        ),
    ]
}

/// Units of all parts and relations, with a repeated one, a hopeless one and awkward characters.
pub fn units() -> Vec<TranslationUnit> {
    let mut units = vec![
        unit(
            Part::Title,
            "数字贸易规则的竞争与协调",
            "Competition and Coordination in Digital Trade Rules",
        ),
        unit(Part::Author, "欧阳明", "Ouyang Ming"),
        unit(Part::Keyword, "数字贸易", "digital trade"),
        unit(Part::Keyword, "数据主权", "data sovereignty"),
    ];
    units.extend(abstract_units());
    units.push(unit(
        Part::Clause,
        "在区域层面,各方推动电子签名互认；",
        "Regionally, the parties promote mutual recognition of electronic signatures.",
    ));
    units.push(unit(Part::Keyword, "数字贸易", "digital trade"));
    units.push(TranslationUnit {
        zh_printed: Some("跨境数 据流动".to_owned()),
        flags: vec![UnitFlag::Numbers, UnitFlag::MissingHalf],
        ..unit(Part::Keyword, "跨境数据流动", "cross-border data flow")
    });
    units.push(TranslationUnit {
        relation: Relation::Comparable,
        ..unit(Part::Body, "两国签署了谅解备忘录。", "The two countries reached an understanding.")
    });
    units.push(TranslationUnit {
        probability: 0.2,
        ..unit(Part::Abstract, "此外。", "Moreover, it is so.")
    });
    units.push(unit(Part::Term, "数字丝绸之路伙伴网络", "Digital Silk Road Partner Network"));
    units.push(unit(Part::Keyword, "  A&B<C>\u{0}\u{b}\u{ffff}  ", "=\"A\" & <B>\u{1}"));
    units.push(TranslationUnit {
        script: Script::Hant,
        ..unit(Part::Keyword, "數位貿易", "digital trade")
    });
    units
}

pub fn evidence(kind: EvidenceKind, zh: &str, en: &str) -> Evidence {
    Evidence {
        kind,
        zh_quote: zh.to_owned(),
        en_quote: en.to_owned(),
        place: place((7, 7), (250, 250)),
    }
}

/// Entries of every grade and status.
pub fn terms() -> Vec<TermEntry> {
    let keyword = |zh: &str, en: &str| evidence(EvidenceKind::Keyword, zh, en);
    vec![
        TermEntry {
            acronym: Some("DEPA".to_owned()),
            zh_also: vec!["数字经济协定".to_owned()],
            evidence: vec![
                keyword("数字经济伙伴关系协定", "Digital Economy Partnership Agreement"),
                evidence(
                    EvidenceKind::Gloss,
                    "《数字经济伙伴关系协定》（Digital Economy Partnership Agreement，DEPA）",
                    "Digital Economy Partnership Agreement",
                ),
            ],
            articles: 2,
            ..TermEntry::new(
                "数字经济伙伴关系协定",
                "Digital Economy Partnership Agreement",
                Grade::A,
                keyword("", ""),
            )
        },
        TermEntry {
            status: TermStatus::Approved,
            ..TermEntry::new(
                "数字贸易",
                "digital trade",
                Grade::S,
                keyword("数字贸易", "digital trade"),
            )
        },
        TermEntry::new(
            "数据主权",
            "data sovereignty",
            Grade::B,
            keyword("数据主权", "data sovereignty"),
        ),
        TermEntry::new(
            "规范分歧",
            "normative differences",
            Grade::C,
            evidence(EvidenceKind::Aligned, "也有规范分歧", "marked by normative differences"),
        ),
        TermEntry::new(
            "数字丝绸之路伙伴网络",
            "Digital Silk Road Partner Network",
            Grade::D,
            evidence(EvidenceKind::Composed, "数字丝绸之路伙伴网络", "数字 digital + 网络 network"),
        ),
        TermEntry {
            en_also: vec!["cross-border data transfer".to_owned()],
            against: vec!["two renderings & no majority <see>".to_owned()],
            articles: 3,
            renderings: vec![
                Rendering {
                    en: "cross-border data flow".to_owned(),
                    articles: 2,
                    grade: Grade::B,
                    kinds: Vec::new(),
                },
                Rendering {
                    en: "cross-border data transfer".to_owned(),
                    articles: 1,
                    grade: Grade::B,
                    kinds: Vec::new(),
                },
            ],
            ..TermEntry::new(
                "跨境数据流动",
                "cross-border data flow",
                Grade::Conflict,
                keyword("跨境数据流动", "cross-border data flow"),
            )
        },
        TermEntry {
            status: TermStatus::Rejected,
            ..TermEntry::new("开放", "open-up", Grade::B, keyword("开放", "open-up"))
        },
        TermEntry::new("未译名", "", Grade::D, evidence(EvidenceKind::Composed, "未译名", "")),
        TermEntry::new("#标签", "\t=tag\n\u{0}&<", Grade::B, keyword("#标签", "=tag")),
    ]
}
