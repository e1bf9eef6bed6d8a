//! Rules that drop or mend, each with an id.
//!
//! The rules run in this order: single characters (`characters`), line numbers and line breaks, page furniture, notes and their
//! markers, stray blanks, paragraph joins, English hyphens. Each edit is logged with its rule; each
//! rule has examples in `data/examples.tsv`.
#![deny(clippy::disallowed_methods)]

mod blanks;
mod characters;
mod furniture;
mod hyphens;
mod inline_notes;
mod joins;
mod latex;
mod ligatures;
mod line_breaks;
mod line_numbers;
mod notes;
mod number_runs;
mod pinyin;
mod shape;
mod work;

use crate::{
    domain::{Byte, Cleaned, Document, Span},
    lexicon::Lexicon,
};

use work::Work;

/// Cleans a document: marks furniture and notes, joins broken paragraphs, mends characters, and
/// logs every edit.
pub fn clean(document: &Document, lexicon: &Lexicon) -> Cleaned {
    let mut work = Work::new(document, lexicon);
    characters::mend(&mut work);
    line_numbers::mend(&mut work);
    number_runs::mend(&mut work);
    line_breaks::mend(&mut work);
    furniture::mark(&mut work);
    notes::mark(&mut work);
    blanks::mend(&mut work);
    joins::join(&mut work);
    hyphens::mend(&mut work);
    let mut cleaned = work.finish();
    for edit in &mut cleaned.edits {
        // An earlier rule may have mended what a later one drops: the log quotes what was printed.
        let printed = Span::<Byte>::new(edit.source.0, edit.source.1).of(document.text());
        if !printed.is_empty() && !edit.before.contains('⏎') {
            printed.clone_into(&mut edit.before);
        }
    }
    cleaned
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::domain::{Block, BlockKind, MappedText};

    /// A document with one block a line.
    pub(super) fn of_lines(text: &str) -> Document {
        let mut document = Document::new(text.to_owned(), "text", "UTF-8");
        let mut at = 0;
        for line in text.split('\n') {
            document.blocks.push(Block {
                kind: BlockKind::Text,
                text: MappedText::verbatim(line, at),
                page: None,
            });
            at += line.len() + 1;
        }
        document
    }

    /// The cleaned lines of a document with one block a line, furniture left out; the rules used.
    fn cleaned(text: &str) -> (String, BTreeSet<String>) {
        let document = of_lines(text);
        let cleaned = clean(&document, Lexicon::builtin());
        let lines: Vec<&str> = cleaned
            .blocks
            .iter()
            .filter(|b| b.kind != BlockKind::Furniture)
            .map(|b| b.text.as_str())
            .collect();
        (lines.join("⏎"), cleaned.edits.into_iter().map(|e| e.rule).collect())
    }

    #[test]
    fn every_rule_does_what_its_examples_say() {
        let mut wrong = Vec::new();
        let mut proved = BTreeSet::new();
        for line in include_str!("data/examples.tsv").lines().filter(|l| !l.starts_with('#')) {
            let columns: Vec<&str> = line.split('\t').collect();
            let [rule, before, after] = columns.as_slice() else { panic!("{line}") };
            let (found, rules) = cleaned(&before.replace('⏎', "\n"));
            let changed = before != after;
            if found != *after || changed != rules.contains(*rule) {
                wrong.push(format!("{rule}: {before}\n  gives {found} by {rules:?}"));
            }
            if changed {
                proved.insert((*rule).to_owned());
            }
        }
        for (id, _) in characters::RULES {
            assert!(proved.contains(*id), "no example for {id}");
        }
        assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    }
}
