use super::*;

const TEXT: &str = "海底电缆的区域治理需要数据安全与备件调配的规则，电缆检测采用超声探头。";

#[test]
fn both_lists_are_split_where_their_pieces_translate_one_another() {
    let lexicon = Lexicon::builtin();
    let zh = "海底电缆区域治理数据安全备件调配";
    let en = "Submarine CablesRegional GovernanceData Security Spare Parts Allocation";
    let words = words(en, "", lexicon);
    let (_, chinese, english) = pair(zh, en, &words, TEXT, 4, lexicon).unwrap();
    let of = |spans: &[Span<Byte>], line: &str| {
        spans.iter().map(|s| s.of(line).to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(of(&chinese, zh), ["海底电缆", "区域治理", "数据安全", "备件调配"]);
    assert_eq!(
        of(&english, en),
        ["Submarine Cables", "Regional Governance", "Data Security", "Spare Parts Allocation"]
    );
}

#[test]
fn a_line_is_split_beside_the_other_language() {
    let lexicon = Lexicon::builtin();
    let stems = Stems::new();
    let english: Vec<BTreeSet<String>> =
        ["submarine cables", "SCADA", "regional governance", "data security"]
            .iter()
            .map(|k| stems_of(k, &stems))
            .collect();
    for line in ["海底电缆SCADA 区域治理数据安全", "海底电缆 SCADA区域治理 数据安全"]
    {
        let found = split(line, TEXT, &english, lexicon).unwrap_or_else(|| panic!("{line}"));
        let found: Vec<&str> = found.iter().map(|s| s.of(line)).collect();
        assert_eq!(found, ["海底电缆", "SCADA", "区域治理", "数据安全"], "{line}");
    }
    // Nothing of it is known.
    assert!(split("墨子兼爱非攻节用", TEXT, english.get(..2).unwrap(), lexicon).is_none());
}
