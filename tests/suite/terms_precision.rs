//! What reads like a pair and is none: each kind was met in articles, here in our own words.

use duizhao::{
    domain::{Grade, TermEntry},
    lexicon::Lexicon,
    pipeline::{Settings, process},
    terms::{self, Termbase},
};

/// The entries of an article with this body, its keywords and English keywords.
fn entries(body: &str, keywords: &str, english: &str) -> Vec<TermEntry> {
    let text = format!(
        "沿海盐沼的管护\n[摘　要] 本文讨论沿海盐沼的管护办法与公众参与。\n[关键词] {keywords}\n\
         Stewardship of Coastal Salt Marshes\n[Abstract] The paper discusses how coastal salt \
         marshes are cared for, and public participation.\n[Keywords] {english}\n一、引言\n{body}\n"
    );
    let mut settings = Settings::new(Lexicon::builtin());
    settings.termbases.push(Termbase::starter());
    let outcome = process("a.txt", text.as_bytes(), &settings).unwrap();
    terms::merge(outcome.records.into_iter().flat_map(|r| r.terms).collect())
}

fn of_body(body: &str) -> Vec<TermEntry> {
    entries(body, "盐沼；公众参与", "salt marsh; public participation")
}

/// The stated entries of a body (grades A and B), without those of the front matter.
fn stated(body: &str) -> Vec<String> {
    of_body(body)
        .into_iter()
        .filter(|e| matches!(e.grade, Grade::A | Grade::B))
        .filter(|e| e.evidence.iter().any(|v| matches!(v.kind.name(), "gloss" | "acronym")))
        .map(|e| format!("{} = {}", e.zh, e.en))
        .collect()
}

#[test]
fn brackets_that_gloss_nothing_give_no_entry() {
    for body in [
        // Figures with their units, and what is measured.
        "含盐量为0.168（TON）时停止采样。",
        "每次更新的站点数不足3个（39.9K/15.7K）。",
        "酶活性采用特定活性（U/mg prot）表示。",
        "受试者舒张压（mmHg）逐日记录。",
        "潮沟间隔较短（0 ms）。",
        "用量为6mg/日（PP1M）。",
        // Numbers of grants and samples.
        "本文得到科技部基础工作专项（2015FY310100）资助。",
        "土样取自下游平原区（GBW07429-GSS15）。",
        // Tags of a table.
        "转折词 词性 zzc(转折词)，标注为情感词（zzc）。",
        // Makers and citations.
        "用土壤碳通量测量系统（Coastline Inc., Lincoln, Nebraska, USA）测定。",
        "提取液按Trizol（北京潮汐基因技术有限公司）的说明配制。",
        "前人把它归入双叶类（Lucas and Morgen, 20o8b）。",
        "上门齿有釉质带（Lambert1990）。",
        // Nothing Chinese but a verb or a particle.
        "采用EES（Engineering EquationSolver）软件计算。",
        "再用和DON（1.88μmoL/L）处理。",
        "粒径的范围采用(D90-D10)/D50表征。",
        // The number of a step.
        "第三步（enter）的系数不显著。",
        // Lists.
        "引入多种外源基因（TAL，4CL，CHS，CHI）。",
        // A single character.
        "由图可见度（PC2）与前者相反。",
    ] {
        assert_eq!(stated(body), Vec::<String>::new(), "{body}");
    }
}

#[test]
fn a_doubtful_edge_is_no_stated_pair() {
    for (body, wrong) in [
        ("其中不施磷肥（NK）的小区长势最差。", "施磷肥 = NK"),
        ("图中为盐沼拟杆120 菌门（Bacteroidetes）的丰度。", "菌门 = Bacteroidetes"),
        (
            "可用最短耗时路径（shortest duration path，SDP）巡护。",
            "短耗时路径 = shortest duration path",
        ),
        ("该酶使信号转导和转录活化蛋白（Stat）升高。", "转录活化蛋白 = Stat"),
        ("样地为TN1（感虫品种）。下文的感虫品种都是它。", "感虫品种 = TN1"),
        ("据盐沼保护总署（SMPA）统计，缓冲带已有三成。", "据盐沼保护总署 = SMPA"),
        (
            "这就是“理性滩涂”假说（the rational mudflat hypothesis）。",
            "假说 = the rational mudflat hypothesis",
        ),
        ("此后为练习环节（Block3）。", "练习环节 = Block3"),
        // What a hyphen joins, 中 at the head of a name, a ratio.
        ("测定了β-氨基丁酸（AMX）的含量。", "氨基丁酸 = AMX"),
        ("经钠－氢交换体（NHE）转运。", "氢交换体 = NHE"),
        ("盆地 中生界（Ty-Jiy）的厚度不一。", "生界 = Ty-Jiy"),
        ("代谢能转化的效率（ME/DE）较高。", "效率 = ME/DE"),
        ("采用R/S分析法（Rescaled Range Analysis）检验潮位。", "分析法 = Rescaled Range Analysis"),
    ] {
        assert!(!stated(body).contains(&wrong.to_owned()), "{body}: {:?}", stated(body));
    }
}

#[test]
fn edges_keep_what_signs_and_letters_join() {
    for (body, right) in [
        ("再用 k 近邻（k-nearest neighbor，KNN）分类。", "k 近邻 = k-nearest neighbor"),
        ("叶片的蒸腾速率Tr（transpiration rate）下降。", "蒸腾速率 = transpiration rate"),
        (
            "采用双重差分法（difference-in-differences）估计，再采用双重差分法检验。",
            "双重差分法 = difference-in-differences",
        ),
        ("并资助登陆站（cable landing station）建设。", "登陆站 = cable landing station"),
    ] {
        let all: Vec<String> =
            of_body(body).into_iter().map(|e| format!("{} = {}", e.zh, e.en)).collect();
        assert!(all.contains(&right.to_owned()), "{body}: {all:?}");
    }
}

#[test]
fn keywords_shed_what_was_glued_to_them() {
    let found = entries(
        "正文。",
        "盐沼；氮排泄18；计数率中图分类号TP73",
        "salt marsh; nitrogen excretion; counting rate",
    );
    for zh in ["氮排泄", "计数率"] {
        assert!(found.iter().any(|e| e.zh == zh), "{zh}: {found:#?}");
    }
}

#[test]
fn keyword_lists_that_do_not_go_together_are_not_stated() {
    let found = entries(
        "正文。",
        "土壤；涂层；小麦；公众参与",
        "coastal erosion; soil; paint; public participation",
    );
    let by = |zh: &str| found.iter().find(|e| e.zh == zh).unwrap();
    assert_eq!(by("公众参与").grade, Grade::A);
    assert!(by("小麦").grade > Grade::B || by("小麦").en == "wheat", "{:?}", by("小麦"));
}

#[test]
fn a_gloss_and_an_acronym_of_one_term_are_one_kind_of_evidence() {
    let found =
        of_body("潮位监测网（Tide Monitoring Network，TMN）建成。潮位监测网（TMN）有十站。");
    let entry = found.iter().find(|e| e.zh == "潮位监测网").unwrap();
    assert_eq!(entry.grade, Grade::B, "{entry:?}");
}

#[test]
fn titles_in_notes_document_the_names_before_their_marks() {
    let body = "该国《国家湿地安全战略》明确提出扩大缓冲带，国家湿地安全委员会也发表了意见。①\n\
                ① National Wetland Security Strategy: 2031 Update, National Wetland Security \
                Committee, May 2031, p. 8.\n";
    let found = of_body(body);
    let strategy = found.iter().find(|e| e.zh == "国家湿地安全战略").unwrap();
    assert_eq!(strategy.en, "National Wetland Security Strategy", "{strategy:?}");
    let note = strategy.evidence.iter().find(|e| e.kind.name() == "footnote").unwrap();
    assert!(note.place.zh_lines.first > 0 && note.place.en_lines.first > note.place.zh_lines.first);
    assert!(note.en_quote.starts_with("National Wetland"), "{note:?}");
}
