//! The rules as a document: `docs/CHECKS.md` is what this gives.

use super::rules::{Rule, rules};

const HEAD: &str = include_str!("data/checks-head.md");

/// Families in the order of the document, with their titles.
const FAMILIES: &[(&str, &str)] = &[
    ("keywords", "Keywords"),
    ("terms", "Terms"),
    ("numbers", "Numbers"),
    ("acronyms", "Acronyms"),
    ("names", "Names"),
    ("omission", "Omission and addition"),
    ("typography", "Typography and OCR"),
];

/// The rules as Markdown: each with its id, severity, what it looks for, a wrong and a right
/// example.
pub fn documentation() -> String {
    let mut out = HEAD.to_owned();
    out.push_str("\n## All rules\n\n| rule | severity | what |\n|---|---|---|\n");
    for rule in rules() {
        let what = rule.what.replace('|', "\\|");
        let row = format!("| [`{0}`](#{0}) | {1} | {what} |\n", rule.id, rule.severity.name());
        out.push_str(&row);
    }
    for (family, title) in FAMILIES {
        let head = format!("\n## {title}\n");
        out.push_str(&head);
        for rule in rules().iter().filter(|r| r.family == *family) {
            one(&mut out, rule);
        }
    }
    out
}

fn one(out: &mut String, rule: &Rule) {
    let Rule { id, severity, what, wrong, right, .. } = rule;
    let severity = severity.name();
    let text = format!(
        "\n### {id}\n\n{severity}. {what}\n\nWrong:\n\n```text\n{}\n```\n\nRight:\n\n```text\n{}\n```\n",
        wrong.trim(),
        right.trim()
    );
    out.push_str(&text);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_has_its_chapter() {
        let document = documentation();
        for rule in rules() {
            assert!(document.contains(&format!("\n### {}\n", rule.id)), "{}", rule.id);
        }
    }
}
