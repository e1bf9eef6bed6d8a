//! Paragraphs broken across pages and lines, made whole.

use super::{
    shape::{is_chinese, is_running, is_unfinished, may_continue},
    work::Work,
};
use crate::{
    domain::{Block, BlockKind, MappedText, Span},
    lexicon::{
        headings,
        labels::{self, Field},
    },
    text::count_han,
};

/// How many blocks that are no text may stand between the halves of a paragraph.
const MOST_BETWEEN: usize = 24;
/// A joined paragraph longer than this is no paragraph, and each join would copy it.
const LONGEST_PARAGRAPH_BYTES: usize = 20_000;
/// Fewest Han characters of a full line of an abstract.
const FULL_LINE_HAN: usize = 18;
/// Longest heading with a marker, in characters.
const LONGEST_HEADING_CHARS: usize = 60;

pub(super) fn join(work: &mut Work<'_>) {
    let mut taken = vec![false; work.blocks.len()];
    let mut out: Vec<Block> = Vec::with_capacity(work.blocks.len());
    for index in 0..work.blocks.len() {
        if taken.get(index).copied().unwrap_or(true) {
            continue;
        }
        let Some(mut block) = work.blocks.get(index).cloned() else { break };
        let mut between: Vec<usize> = Vec::new();
        let mut last = index;
        while let Some(next) = continuation(work, &block, last) {
            for moved in last + 1..next {
                if !taken.get(moved).copied().unwrap_or(true) {
                    between.push(moved);
                    if let Some(slot) = taken.get_mut(moved) {
                        *slot = true;
                    }
                }
            }
            append(work, &mut block.text, next);
            if let Some(slot) = taken.get_mut(next) {
                *slot = true;
            }
            last = next;
        }
        out.push(block);
        out.extend(between.into_iter().filter_map(|i| work.blocks.get(i).cloned()));
    }
    work.blocks = out;
}

/// The block that goes on from `block`, whose last piece is number `last`.
fn continuation(work: &Work<'_>, block: &Block, last: usize) -> Option<usize> {
    let text = block.text.as_str();
    let note = block.kind == BlockKind::Note;
    if !(note || block.kind == BlockKind::Text)
        || text.len() > LONGEST_PARAGRAPH_BYTES
        || !is_unfinished(text)
    {
        return None;
    }
    // 《合作框⏎架》 and policy-⏎relevant go on, however short the line.
    let sure = leaves_open(text) || ends_in_hyphen(text);
    let label = labels::at_head(text);
    // The first line of an abstract, without any mark inside it.
    let opens_abstract = label.is_some_and(|l| {
        let rest = text.get(l.whole.end()..).unwrap_or("");
        l.field == Field::Abstract && count_han(rest) >= FULL_LINE_HAN
    });
    let running = is_running(text) || opens_abstract;
    if !note && (!(running || sure) || is_heading_line(text)) {
        return None;
    }
    if label.is_some_and(|l| !matches!(l.field, Field::Abstract | Field::Fund | Field::AuthorNote))
    {
        return None;
    }
    for next in last + 1..(last + 2 + MOST_BETWEEN).min(work.blocks.len()) {
        match work.kind(next) {
            BlockKind::Text if note => {
                let near = adjacent_lines(work, last, next);
                return (near && may_continue(work.text(next), text)).then_some(next);
            }
            BlockKind::Text => {
                let there = work.text(next);
                if is_caption(there) {
                    continue;
                }
                let closes = running
                    || leaves_open(text) && there.contains('》')
                    || ends_in_hyphen(text) && there.starts_with(|c: char| c.is_ascii_lowercase());
                let fits = closes && may_continue(there, text) && !is_indented(work, next);
                return fits.then_some(next);
            }
            BlockKind::Note | BlockKind::Furniture | BlockKind::Table | BlockKind::Caption
                if !note => {}
            _ => return None,
        }
    }
    None
}

/// Whether a title 《 is open at the end of the text.
fn leaves_open(text: &str) -> bool {
    text.rfind('《').is_some_and(|at| !text.get(at..).unwrap_or("").contains('》'))
}

/// Whether the text ends with a hyphen after a small letter.
fn ends_in_hyphen(text: &str) -> bool {
    text.trim_end()
        .strip_suffix('-')
        .is_some_and(|t| t.ends_with(|c: char| c.is_ascii_lowercase()) && t.contains(' '))
}

/// A numbered heading on its own line: nothing goes on from it.
fn is_heading_line(text: &str) -> bool {
    headings::marker(text).is_some()
        && !text.contains('。')
        && text.chars().count() <= LONGEST_HEADING_CHARS
}

/// Whether block `next` begins on the line after the one where `last` ends.
fn adjacent_lines(work: &Work<'_>, last: usize, next: usize) -> bool {
    let line = |index: usize, end: bool| {
        let source = work.blocks.get(index).map(|b| b.text.source())?;
        let lines = work.document.lines_of(source);
        Some(if end { lines.last } else { lines.first })
    };
    matches!((line(last, true), line(next, false)), (Some(a), Some(b)) if b == a + 1)
}

/// Whether the block is indented as a new paragraph: two ideographic blanks.
fn is_indented(work: &Work<'_>, index: usize) -> bool {
    let Some(block) = work.blocks.get(index) else { return false };
    let start = block.text.source().start();
    let before = work.document.text().get(..start).unwrap_or("");
    block.text.as_str().starts_with("\u{3000}\u{3000}") || before.ends_with("\u{3000}\u{3000}")
}

/// `图1 …`, `表 2 …`, `Fig. 3 …`: a caption between the halves.
fn is_caption(text: &str) -> bool {
    let head = text.trim_start();
    let rest = ["图", "表", "圖", "Fig.", "Figure", "Table", "Tab."]
        .iter()
        .find_map(|word| head.strip_prefix(word));
    rest.is_some_and(|rest| rest.trim_start().starts_with(|c: char| c.is_ascii_digit()))
        && text.chars().count() <= 80
        && is_unfinished(text)
}

/// Appends block `next` to `text`: with nothing between in Chinese, with a blank in English.
fn append(work: &mut Work<'_>, text: &mut MappedText, next: usize) {
    let Some(block) = work.blocks.get(next) else { return };
    let more = block.text.trimmed();
    let kept = text.trimmed();
    let latin_edge =
        kept.as_str().ends_with(|c: char| c.is_ascii_alphanumeric() || ",;.)".contains(c))
            && more.as_str().starts_with(|c: char| c.is_ascii_alphanumeric() || c == '(');
    let cut = cuts_a_word(work, kept.as_str(), more.as_str());
    let blank = !cut && !is_chinese(kept.as_str()) && !kept.as_str().ends_with('-')
        || !cut
            && latin_edge
            && kept.as_str().ends_with(|c: char| c.is_ascii_alphabetic())
            && more.as_str().starts_with(|c: char| c.is_ascii_alphabetic());
    let gap = Span::new(kept.source().end(), more.source().start());
    let before = tail_and_head(kept.as_str(), more.as_str());
    let after = before.replace('⏎', if blank { " " } else { "" });
    *text = kept;
    if blank {
        text.push_standing_for(" ", gap);
    } else if text.as_str().ends_with('-') {
        // The hyphen rule sees the break as a blank after the hyphen.
        text.push_standing_for(" ", gap);
    }
    text.push(&more);
    work.log("paragraph-join", gap, before, after);
}

/// Whether a line break cuts an English word without a hyphen (`capa⏎city`): the two pieces make a word of
/// the lexicon, and one of them is none.
fn cuts_a_word(work: &Work<'_>, left: &str, right: &str) -> bool {
    let letter = |c: char| c.is_ascii_alphabetic();
    let tail_start = left.rfind(|c: char| !letter(c)).map_or(0, |at| {
        at + left.get(at..).and_then(|t| t.chars().next()).map_or(1, char::len_utf8)
    });
    let tail = left.get(tail_start..).unwrap_or("").to_ascii_lowercase();
    let head_end = right.find(|c: char| !letter(c)).unwrap_or(right.len());
    let head = right.get(..head_end).unwrap_or("");
    if tail.is_empty() || head.is_empty() || head.starts_with(char::is_uppercase) {
        return false;
    }
    let known = |word: &str| work.lexicon.is_english_word(word) && (word.len() > 1 || word == "a");
    known(&format!("{tail}{head}")) && !(known(&tail) && known(head))
}

/// A few characters on both sides of a break, which `⏎` shows.
fn tail_and_head(left: &str, right: &str) -> String {
    let tail: Vec<char> = left.chars().rev().take(4).collect();
    let head: String = right.chars().take(4).collect();
    format!("{}⏎{head}", tail.iter().rev().collect::<String>())
}
