//! What differs between a query and a unit, piece by piece.

use super::{fold::fold, words::tokens};
use crate::domain::Side;

/// A piece of a comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Both have it (but for what folding makes the same); as the unit has it.
    Same(String),
    /// Only the query has it.
    Query(String),
    /// Only the unit has it.
    Unit(String),
}

/// Cells of the table of a comparison; larger ones are not made.
const MOST_CELLS: usize = 4_000_000;

/// Compares a query with the text of a unit: Chinese by characters, English by words. Texts so long
/// that this would take more than a few milliseconds are only compared at both ends: what is between
/// differs as a whole.
pub fn difference(side: Side, query: &str, unit: &str) -> Vec<Piece> {
    let (a, b) = (split(side, query), split(side, unit));
    let same = |x: &Token<'_>, y: &Token<'_>| x.key == y.key;
    let head = a.iter().zip(&b).take_while(|(x, y)| same(x, y)).count();
    let (a_rest, b_rest) = (a.get(head..).unwrap_or_default(), b.get(head..).unwrap_or_default());
    let tail = a_rest.iter().rev().zip(b_rest.iter().rev()).take_while(|(x, y)| same(x, y)).count();
    let a_mid = a_rest.get(..a_rest.len() - tail).unwrap_or_default();
    let b_mid = b_rest.get(..b_rest.len() - tail).unwrap_or_default();
    let mut out = Pieces::default();
    for token in b.iter().take(head) {
        out.same(token.text);
    }
    if a_mid.len().saturating_mul(b_mid.len()) > MOST_CELLS {
        for token in a_mid {
            out.query(token.text);
        }
        for token in b_mid {
            out.unit(token.text);
        }
    } else {
        middle(a_mid, b_mid, &mut out);
    }
    for token in b.iter().skip(b.len() - tail) {
        out.same(token.text);
    }
    out.finish()
}

/// A character, or a word with the blanks behind it, and what it is compared by.
struct Token<'t> {
    text: &'t str,
    key: String,
}

fn split(side: Side, text: &str) -> Vec<Token<'_>> {
    let ends: Vec<usize> = match side {
        Side::Zh => text.char_indices().map(|(at, c)| at + c.len_utf8()).collect(),
        Side::En => {
            // A word takes the blanks behind it along, so that the pieces make up the text again.
            let starts = tokens(text).into_iter().map(|span| span.start).skip(1);
            starts.chain([text.len()]).collect()
        }
    };
    let mut from = 0;
    let mut out = Vec::with_capacity(ends.len());
    for end in ends {
        let text = text.get(from..end).unwrap_or_default();
        if !text.is_empty() {
            out.push(Token { text, key: fold(text) });
        }
        from = end;
    }
    out
}

/// The longest common subsequence of what lies between the common ends; where there are several, the
/// one that keeps the query's tokens early.
fn middle(a: &[Token<'_>], b: &[Token<'_>], out: &mut Pieces) {
    let width = b.len() + 1;
    let mut table = vec![0_u32; (a.len() + 1) * width];
    for i in (0..a.len()).rev() {
        for j in (0..b.len()).rev() {
            table[i * width + j] = if a[i].key == b[j].key {
                table[(i + 1) * width + j + 1] + 1
            } else {
                table[(i + 1) * width + j].max(table[i * width + j + 1])
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    while i < a.len() || j < b.len() {
        if i < a.len() && j < b.len() && a[i].key == b[j].key {
            out.same(b[j].text);
            (i, j) = (i + 1, j + 1);
        } else if j == b.len()
            || i < a.len() && table[(i + 1) * width + j] >= table[i * width + j + 1]
        {
            out.query(a[i].text);
            i += 1;
        } else {
            out.unit(b[j].text);
            j += 1;
        }
    }
}

/// Pieces under way: within a difference, what the query has comes before what the unit has.
#[derive(Default)]
struct Pieces {
    done: Vec<Piece>,
    same: String,
    query: String,
    unit: String,
}

impl Pieces {
    fn same(&mut self, text: &str) {
        if !self.query.is_empty() || !self.unit.is_empty() {
            self.flush();
        }
        self.same.push_str(text);
    }

    fn query(&mut self, text: &str) {
        self.query.push_str(text);
    }

    fn unit(&mut self, text: &str) {
        self.unit.push_str(text);
    }

    fn flush(&mut self) {
        let parts = [
            (Piece::Same as fn(String) -> Piece, &mut self.same),
            (Piece::Query, &mut self.query),
            (Piece::Unit, &mut self.unit),
        ];
        for (make, text) in parts {
            if !text.is_empty() {
                self.done.push(make(std::mem::take(text)));
            }
        }
    }

    fn finish(mut self) -> Vec<Piece> {
        self.flush();
        self.done
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(side: Side, query: &str, unit: &str) -> String {
        difference(side, query, unit)
            .iter()
            .map(|piece| match piece {
                Piece::Same(text) => text.clone(),
                Piece::Query(text) => format!("[+{text}]"),
                Piece::Unit(text) => format!("[-{text}]"),
            })
            .collect()
    }

    #[test]
    fn chinese_differs_by_characters_and_english_by_words() {
        assert_eq!(
            shown(Side::Zh, "六国没有签署公约。", "七国签署了公约。"),
            "[+六][-七]国[+没有]签署[-了]公约。"
        );
        assert_eq!(
            shown(Side::En, "Six states have signed.", "Seven states signed it."),
            "[+Six ][-Seven ]states [+have ]signed [-it]."
        );
        assert_eq!(shown(Side::Zh, "", "电缆"), "[-电缆]");
        assert_eq!(shown(Side::En, "a b", "a b"), "a b");
        // What folding makes the same is no difference.
        assert_eq!(shown(Side::Zh, "Ａ，“电缆”", "a,\"电缆\""), "a,\"电缆\"");
    }

    proptest! {
        #[test]
        fn pieces_make_up_the_unit(a in "[ab是 ,]{0,20}", b in "[ab是 ,]{0,20}") {
            for side in [Side::Zh, Side::En] {
                let pieces = difference(side, &a, &b);
                let unit: String = pieces.iter().filter_map(|p| match p {
                    Piece::Same(t) | Piece::Unit(t) => Some(t.as_str()),
                    Piece::Query(_) => None,
                }).collect();
                prop_assert_eq!(unit, b.clone());
            }
        }
    }
}
