//! The rules of TBX-Basic that its schema cannot say: which data categories there are, where each
//! may stand, which values it takes. They are those of the dialect's Schematron for DCA style.

use std::collections::BTreeSet;

use quick_xml::{
    NsReader,
    events::{BytesStart, Event},
    name::ResolveResult,
};

const NAMESPACE: &str = "urn:iso:std:iso:30042:ed-2";

/// A data category: what the table `data/tbx-basic.tsv` says of it.
struct Category {
    element: &'static str,
    kind: &'static str,
    levels: Vec<&'static str>,
    groups: Vec<&'static str>,
    values: Vec<&'static str>,
}

fn categories() -> Vec<Category> {
    include_str!("data/tbx-basic.tsv")
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
        .map(|line| {
            let mut cells = line.split('\t');
            let mut next = || cells.next().unwrap_or_default();
            let (element, kind) = (next(), next());
            let mut words = || next().split_whitespace().collect();
            Category { element, kind, levels: words(), groups: words(), values: words() }
        })
        .collect()
}

/// A breach of a rule.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct TbxFault {
    /// 1-based line of the element.
    pub line: u32,
    /// What is wrong.
    pub message: String,
}

/// An element of the file: enough of it to judge it and its neighbours.
struct Node {
    line: u32,
    name: String,
    parent: Option<usize>,
    /// Names of the children so far, in order.
    children: Vec<usize>,
    attributes: Vec<(String, String)>,
    text: String,
    in_namespace: bool,
}

impl Node {
    fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }
}

/// Checks a TBX file against the rules of TBX-Basic in DCA style. Faults are in order of line; a
/// file that is no XML has one, and one that is cut short has it last.
///
/// This is no schema validation: order and number of elements are the RELAX NG schema's matter, but
/// for `term`, which has to come first in its `termSec`, since tools take what comes first.
pub fn lint_tbx_basic(xml: &str) -> Vec<TbxFault> {
    let mut faults = Vec::new();
    let nodes = parse(xml, &mut faults);
    let categories = categories();
    let ids: BTreeSet<&str> = nodes.iter().filter_map(|n| n.attribute("id")).collect();
    for node in &nodes {
        let mut found = |message: String| faults.push(TbxFault { line: node.line, message });
        if !node.in_namespace {
            found(format!(
                "<{}> is of another namespace: DCA style has TBX elements only",
                node.name
            ));
            continue;
        }
        if node.attribute("type") == Some("") {
            found(format!("<{}> has an empty type", node.name));
        }
        if let Some(target) = node.attribute("target")
            && !ids.contains(target)
            && !is_address(target)
        {
            found(format!("target `{target}` is neither an id of this file nor an http address"));
        }
        match node.name.as_str() {
            "tbx" => root(node, &mut found),
            "termSec" => term_first(node, &nodes, &mut found),
            "sc" | "ec" => spanning_code(node, &nodes, &mut found),
            _ => {}
        }
        category(node, &nodes, &categories, &mut found);
    }
    faults.sort();
    faults
}

fn root(node: &Node, found: &mut impl FnMut(String)) {
    if node.attribute("type") != Some("TBX-Basic") {
        found("the type of <tbx> is not TBX-Basic".to_owned());
    }
    if node.attribute("style") != Some("dca") {
        found("the style of <tbx> is not dca".to_owned());
    }
}

fn is_address(target: &str) -> bool {
    ["http://", "https://"]
        .iter()
        .any(|scheme| target.find(scheme).is_some_and(|at| target.len() > at + scheme.len()))
}

fn term_first(node: &Node, nodes: &[Node], found: &mut impl FnMut(String)) {
    let names: Vec<&str> =
        node.children.iter().filter_map(|c| nodes.get(*c)).map(|n| n.name.as_str()).collect();
    if names.first() != Some(&"term") {
        found("<termSec> does not begin with <term>".to_owned());
    } else if names.iter().filter(|n| **n == "term").count() > 1 {
        found("<termSec> has more than one <term>".to_owned());
    }
}

/// The rules for `sc` and `ec`, which XLIFF lends: they belong together where both stand in one text.
fn spanning_code(node: &Node, nodes: &[Node], found: &mut impl FnMut(String)) {
    let siblings = node.parent.and_then(|p| nodes.get(p)).map_or(&[][..], |p| &p.children);
    let at = siblings.iter().position(|c| nodes.get(*c).is_some_and(|n| std::ptr::eq(n, node)));
    let at = at.unwrap_or_default();
    let named = |range: Option<&[usize]>, name: &str| {
        range.unwrap_or_default().iter().filter_map(|c| nodes.get(*c)).any(|n| n.name == name)
    };
    let is_start = node.name == "sc";
    let paired = if is_start {
        named(siblings.get(at + 1..), "ec")
    } else {
        named(siblings.get(..at), "sc")
    };
    let isolated = node.attribute("isolated");
    let wanted = if paired { "no" } else { "yes" };
    if isolated.is_some_and(|i| i != wanted) {
        found(format!("isolated of <{}> must be `{wanted}` here", node.name));
    }
    if is_start {
        return;
    }
    if paired && node.attribute("startRef").is_none() {
        found("<ec> lacks startRef".to_owned());
    }
    if (!paired || isolated == Some("yes")) && node.attribute("id").is_none_or(str::is_empty) {
        found("an isolated <ec> needs an id".to_owned());
    }
}

fn category(node: &Node, nodes: &[Node], categories: &[Category], found: &mut impl FnMut(String)) {
    let Some(kind) = node.attribute("type").filter(|k| !k.is_empty()) else { return };
    let mut known = categories.iter().filter(|c| c.element == node.name).peekable();
    if known.peek().is_none() {
        return;
    }
    let Some(category) = known.clone().find(|c| c.kind == kind) else {
        let kinds: Vec<&str> = known.map(|c| c.kind).collect();
        found(format!("<{} type=\"{kind}\"> is none of {}", node.name, kinds.join(", ")));
        return;
    };
    let name_of = |at: Option<usize>| at.and_then(|p| nodes.get(p)).map_or("", |n| &n.name);
    let parent = name_of(node.parent);
    let level = if category.groups.contains(&parent) {
        name_of(node.parent.and_then(|p| nodes.get(p)).and_then(|p| p.parent))
    } else {
        parent
    };
    if !category.levels.contains(&level) {
        found(format!("{kind} may stand in {} only", category.levels.join(", ")));
    }
    if !category.values.is_empty() && !category.values.contains(&node.text.as_str()) {
        found(format!("{kind} is `{}`, none of {}", node.text, category.values.join(", ")));
    }
}

/// The elements of `xml` in order of their start tags.
fn parse(xml: &str, faults: &mut Vec<TbxFault>) -> Vec<Node> {
    let xml = xml.strip_prefix('\u{feff}').unwrap_or(xml);
    let mut reader = NsReader::from_str(xml);
    let mut nodes: Vec<Node> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    let (mut line, mut counted) = (1, 0);
    loop {
        let before = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        line += xml.get(counted..before).unwrap_or_default().matches('\n').count() as u32;
        counted = before.max(counted);
        let (namespace, event) = match reader.read_resolved_event() {
            Ok(read) => read,
            Err(error) => {
                faults.push(TbxFault { line, message: format!("this is no XML: {error}") });
                return nodes;
            }
        };
        let in_namespace = matches!(namespace, ResolveResult::Bound(n) if n.as_ref() == NAMESPACE);
        match event {
            Event::Start(start) => {
                let at = add(&mut nodes, &open, line, &start, in_namespace);
                open.push(at);
            }
            Event::Empty(start) => {
                add(&mut nodes, &open, line, &start, in_namespace);
            }
            Event::End(_) => {
                open.pop();
            }
            Event::Text(text) => push(&mut nodes, &open, &text),
            Event::CData(text) => push(&mut nodes, &open, &text),
            Event::GeneralRef(name) => {
                push(&mut nodes, &open, &format!("&{};", &*name));
            }
            Event::Eof => break,
            _ => {}
        }
    }
    if !open.is_empty() || nodes.is_empty() {
        faults.push(TbxFault {
            line,
            message: "the file ends in the middle of an element".to_owned(),
        });
    }
    nodes
}

fn push(nodes: &mut [Node], open: &[usize], text: &str) {
    if let Some(node) = open.last().and_then(|at| nodes.get_mut(*at)) {
        node.text.push_str(text);
    }
}

fn add(
    nodes: &mut Vec<Node>,
    open: &[usize],
    line: u32,
    start: &BytesStart<'_>,
    in_namespace: bool,
) -> usize {
    let at = nodes.len();
    let parent = open.last().copied();
    if let Some(parent) = parent.and_then(|p| nodes.get_mut(p)) {
        parent.children.push(at);
    }
    let attributes = start
        .attributes()
        .flatten()
        .map(|a| (a.key.as_ref().to_owned(), a.value.into_owned()))
        .collect();
    nodes.push(Node {
        line,
        name: start.local_name().as_ref().to_owned(),
        parent,
        children: Vec::new(),
        attributes,
        text: String::new(),
        in_namespace,
    });
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<tbx type="TBX-Basic" style="dca" xml:lang="zh-CN" xmlns="urn:iso:std:iso:30042:ed-2">
<tbxHeader><fileDesc><sourceDesc><p>x</p></sourceDesc></fileDesc></tbxHeader>
<text><body><conceptEntry id="c1">
<descrip type="subjectField">trade</descrip>
<langSec xml:lang="zh-CN"><termSec>
<term>数字贸易</term>
<termNote type="administrativeStatus">preferredTerm-admn-sts</termNote>
<descripGrp><descrip type="context">x</descrip><admin type="source">a.txt</admin></descripGrp>
</termSec></langSec>
</conceptEntry></body></text></tbx>"#;

    fn first(xml: &str) -> String {
        lint_tbx_basic(xml)
            .first()
            .map(|f| format!("{}: {}", f.line, f.message))
            .unwrap_or_default()
    }

    #[test]
    fn a_good_file_has_no_fault() {
        assert_eq!(lint_tbx_basic(GOOD), []);
        assert_eq!(lint_tbx_basic(&format!("\u{feff}{GOOD}")), []);
    }

    #[test]
    fn faults_are_named_by_line() {
        for (from, to, fault) in [
            ("\"TBX-Basic\"", "\"TBX-Core\"", "2: the type of <tbx> is not TBX-Basic"),
            ("\"dca\"", "\"dct\"", "2: the style of <tbx> is not dca"),
            ("\"subjectField\"", "\"context\"", "5: context may stand in termSec only"),
            ("\"subjectField\"", "\"\"", "5: <descrip> has an empty type"),
            (
                "\"subjectField\"",
                "\"reliabilityCode\"",
                "5: <descrip type=\"reliabilityCode\"> is none of subjectField, context, definition",
            ),
            (
                "preferredTerm-admn-sts",
                "preferred",
                "8: administrativeStatus is `preferred`, none of admittedTerm-admn-sts, \
                 deprecatedTerm-admn-sts, supersededTerm-admn-sts, preferredTerm-admn-sts",
            ),
            ("<term>数字贸易</term>\n", "\n", "6: <termSec> does not begin with <term>"),
            (
                "<descrip type=\"context\">",
                "<descrip type=\"context\" target=\"c9\">",
                "9: target `c9` is neither an id of this file nor an http address",
            ),
            (
                "</body>",
                "<sc id=\"s\" isolated=\"no\"/></body>",
                "11: isolated of <sc> must be `yes` here",
            ),
            ("<term>", "<m:x xmlns:m=\"urn:x\"/><term>", "6: <termSec> does not begin with <term>"),
            ("</tbx>", "", "11: the file ends in the middle of an element"),
            ("</term>", "</trem>", "7: this is no XML: "),
        ] {
            let wrong = GOOD.replacen(from, to, 1);
            assert!(first(&wrong).starts_with(fault), "{}", first(&wrong));
        }
        assert!(first("").contains("ends"));
        assert!(!lint_tbx_basic("\u{0}<<<&").is_empty());
    }

    #[test]
    fn every_category_has_a_level() {
        assert_eq!(categories().len(), 17);
        assert!(categories().iter().all(|c| !c.levels.is_empty()));
    }
}
