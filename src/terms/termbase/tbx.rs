//! TBX: version 2 (`martif`, `termEntry`, `langSet`) and version 3 (`tbx`, `conceptEntry`,
//! `langSec`), data categories as attributes (DCA) or as elements (DCT).

use crate::format::xml_tree::{Element, Tree, XmlFaultKind};

use super::{Problems, TermbaseRow, Usage, header};

/// A term of one language.
struct Term {
    text: String,
    usage: Usage,
    acronym: bool,
    line: u32,
}

/// The rows of a TBX text: every Chinese term of a concept with every English one.
pub(super) fn read(text: &str, problems: &mut Problems) -> Vec<TermbaseRow> {
    let line_starts: Vec<usize> =
        std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
    let line = |at: usize| line_starts.partition_point(|start| *start <= at) as u32;
    let tree = match Tree::parse(text) {
        Ok(tree) => tree,
        Err(fault) => {
            let reason = match fault.kind {
                XmlFaultKind::Malformed(what) => format!("the XML is not well-formed: {what}"),
                XmlFaultKind::Bomb(what) => format!("the XML grows beyond all bounds: {what}"),
                XmlFaultKind::External(what) => {
                    format!("the XML names another file, which is not read: {what}")
                }
            };
            problems.add(line(fault.at), true, reason, "export the termbase again as TBX-Basic");
            return Vec::new();
        }
    };
    let mut rows = Vec::new();
    let root = tree.root();
    let mut concepts = root.descendants("termEntry");
    concepts.extend(root.descendants("conceptEntry"));
    for concept in concepts {
        let mut zh: Vec<Term> = Vec::new();
        let mut en: Vec<Term> = Vec::new();
        let sections = concept.elements().filter(|e| matches!(e.name(), "langSet" | "langSec"));
        for section in sections {
            let lang = section.attribute("xml:lang").to_lowercase();
            let side = match lang.split(['-', '_']).next().unwrap_or_default() {
                "zh" | "zho" | "cmn" | "chi" => &mut zh,
                "en" | "eng" => &mut en,
                _ => continue,
            };
            for group in
                section.elements().filter(|e| matches!(e.name(), "tig" | "ntig" | "termSec"))
            {
                side.extend(term(group, &line));
            }
        }
        let at = line(concept.at());
        match (zh.is_empty(), en.is_empty()) {
            (true, true) => {}
            (false, false) => rows.extend(pairs(&zh, &en)),
            (chinese_missing, _) => {
                let side = if chinese_missing { "Chinese" } else { "English" };
                problems.add(at, true, format!("the concept has no {side} term"), "");
            }
        }
    }
    if rows.is_empty() && problems.count == 0 {
        problems.add(0, false, "the file has no concept with Chinese and English terms", "");
    }
    rows
}

fn term(group: Element<'_>, line: &dyn Fn(usize) -> u32) -> Option<Term> {
    let holder = group.child("termGrp").unwrap_or(group);
    let term = holder.child("term")?;
    let mut usage = Usage::Preferred;
    let mut acronym = false;
    for note in group.elements().chain(holder.elements()) {
        let category = match note.name() {
            "termNote" | "adminNote" | "descrip" | "admin" => note.attribute("type"),
            name => name,
        };
        let value = note.text().as_str().to_owned();
        match category {
            "administrativeStatus" | "normativeAuthorization" => {
                usage = header::usage(&value).unwrap_or(usage);
            }
            "termType" => {
                acronym = matches!(value.as_str(), "acronym" | "abbreviation" | "initialism");
            }
            _ => {}
        }
    }
    Some(Term { text: super::cell(term.text().as_str()), usage, acronym, line: line(term.at()) })
}

fn pairs(zh: &[Term], en: &[Term]) -> Vec<TermbaseRow> {
    let acronym = en.iter().find(|t| t.acronym).map(|t| t.text.clone());
    let full: Vec<&Term> = en.iter().filter(|t| !t.acronym).collect();
    let full = if full.is_empty() { en.iter().collect() } else { full };
    zh.iter()
        .flat_map(|z| full.iter().map(move |e| (z, *e)))
        .enumerate()
        .map(|(at, (z, e))| {
            // Several renderings without a word on their use: the first is meant.
            let usage = z.usage.max(e.usage);
            let later = usage == Usage::Preferred && at % full.len() > 0;
            TermbaseRow {
                zh: z.text.clone(),
                en: super::latin_cell(&e.text),
                acronym: acronym.clone(),
                usage: if later { Usage::Admitted } else { usage },
                line: e.line,
                ..TermbaseRow::default()
            }
        })
        .collect()
}
