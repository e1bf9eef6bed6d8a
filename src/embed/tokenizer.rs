//! A text in pieces: the unigram language model of Kudo (2018), as in `SentencePiece`.
//!
//! Of all ways to write the normalized text as a row of pieces the most probable is chosen.

use super::{
    error::EmbedError,
    layout::TABLE_ROWS,
    normalizer::Normalizer,
    pieces::Trie,
    protobuf::{Fields, Value},
};

/// Text is cut into pieces in stretches of at most so many bytes: no sentence is as long, and memory
/// stays bounded where a whole book stands on one line.
const MOST_BYTES: usize = 1 << 16;

/// What a character that no piece covers costs in nats beyond the rarest piece.
const UNKNOWN_COST_NATS: f32 = 10.0;

/// Kinds of pieces, `sentencepiece_model.proto`.
const NORMAL: u64 = 1;
const UNKNOWN: u64 = 2;
const CONTROL: u64 = 3;
const USER_DEFINED: u64 = 4;

/// The pieces of a model and how probable each is.
#[derive(Debug)]
pub(super) struct Tokenizer {
    normalizer: Normalizer,
    trie: Trie,
    /// Per piece: its log-probability.
    scores: Vec<f32>,
    unknown_score: f64,
    unknown: u32,
    begin: u32,
    end: u32,
}

/// One piece of the file.
struct Piece<'a> {
    text: &'a [u8],
    score: f32,
    kind: u64,
}

impl Tokenizer {
    /// Reads a `SentencePiece` model, called `name` in messages.
    pub(super) fn new(name: &str, file: &[u8]) -> Result<Self, EmbedError> {
        let damaged = |reason: &str| EmbedError::damaged(name, reason);
        let no_model = || damaged("it is no SentencePiece model");
        let (mut pieces, mut table) = (Vec::new(), &[][..]);
        let (mut adds_blank, mut drops_blanks) = (true, true);
        for field in Fields::new(file) {
            match field.ok_or_else(no_model)? {
                (1, Value::Bytes(message)) => {
                    pieces.push(piece(message).ok_or_else(no_model)?);
                }
                // The normalizer.
                (3, Value::Bytes(message)) => {
                    for field in Fields::new(message) {
                        match field.ok_or_else(no_model)? {
                            (2, Value::Bytes(bytes)) => table = bytes,
                            (3, Value::Varint(flag)) => adds_blank = flag != 0,
                            (4, Value::Varint(flag)) => drops_blanks = flag != 0,
                            _ => {}
                        }
                    }
                }
                _ => {}
            }
        }
        if pieces.is_empty() || pieces.len() > TABLE_ROWS {
            return Err(damaged(&format!("it has {} pieces", pieces.len())));
        }
        let number = |kind: u64, text: &str| {
            let at = pieces
                .iter()
                .position(|p| p.kind == kind && (text.is_empty() || p.text == text.as_bytes()));
            at.map(|at| at as u32).ok_or_else(|| damaged("it has no pieces for beginning and end"))
        };
        let scored = |p: &&Piece<'_>| p.kind == NORMAL || p.kind == USER_DEFINED;
        let least = pieces.iter().filter(scored).map(|p| p.score).fold(0.0, f32::min);
        if !pieces.iter().all(|p| p.score.is_finite()) {
            return Err(damaged("a piece has no probability"));
        }
        let mut normalizer = Normalizer::new(table).map_err(damaged)?;
        normalizer.adds_blank = adds_blank;
        normalizer.drops_blanks = drops_blanks;
        let numbered = pieces.iter().zip(0..);
        Ok(Self {
            normalizer,
            trie: Trie::new(
                numbered.filter(|(p, _)| scored(p)).map(|(p, number)| (p.text, number)).collect(),
            ),
            scores: pieces.iter().map(|p| p.score).collect(),
            unknown_score: f64::from(least - UNKNOWN_COST_NATS),
            unknown: number(UNKNOWN, "")?,
            begin: number(CONTROL, "<s>")?,
            end: number(CONTROL, "</s>")?,
        })
    }

    /// How many pieces there are.
    pub(super) fn len(&self) -> usize {
        self.scores.len()
    }

    /// Numbers of the text's pieces, between those of the beginning and the end.
    pub(super) fn pieces(&self, text: &str) -> Vec<u32> {
        let mut all = vec![self.begin];
        let mut rest = text;
        while !rest.is_empty() {
            let (stretch, after) = rest.split_at(rest.floor_char_boundary(MOST_BYTES));
            self.best_path(&self.normalizer.normalize(stretch), &mut all);
            rest = after;
        }
        if all.len() == 1 {
            all.push(self.unknown);
        }
        all.push(self.end);
        all
    }

    /// The most probable row of pieces. Of equally probable ones the one whose last piece is longest.
    fn best_path(&self, text: &[u8], out: &mut Vec<u32>) {
        // Per place: log-probability of the best way there, where its last piece begins, and which it is.
        let mut best = vec![(f64::NEG_INFINITY, 0_u32, self.unknown); text.len() + 1];
        best[0].0 = 0.0;
        for at in 0..text.len() {
            let here = best[at].0;
            if here.is_infinite() {
                continue;
            }
            let rest = &text[at..];
            let first_char = 1 + rest.iter().skip(1).take_while(|b| **b & 0xc0 == 0x80).count();
            let mut covered = false;
            self.trie.prefixes(rest, |len, piece| {
                covered |= len == first_char;
                let score = here + f64::from(self.scores[piece as usize]);
                let slot = &mut best[at + len];
                if score > slot.0 {
                    *slot = (score, at as u32, piece);
                }
            });
            if !covered {
                let score = here + self.unknown_score;
                let slot = &mut best[at + first_char];
                if score > slot.0 {
                    *slot = (score, at as u32, self.unknown);
                }
            }
        }
        let from = out.len();
        let mut at = text.len();
        while at > 0 {
            let (_, start, piece) = best[at];
            out.push(piece);
            at = start as usize;
        }
        out[from..].reverse();
    }
}

fn piece(message: &[u8]) -> Option<Piece<'_>> {
    let mut piece = Piece { text: &[], score: 0.0, kind: NORMAL };
    for field in Fields::new(message) {
        match field? {
            (1, Value::Bytes(text)) => piece.text = text,
            (2, Value::Float(score)) => piece.score = score,
            (3, Value::Varint(kind)) => piece.kind = kind,
            _ => {}
        }
    }
    Some(piece)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    fn message(fields: &[(u8, &[u8])]) -> Vec<u8> {
        let mut out = Vec::new();
        for (number, bytes) in fields {
            out.push(number << 3 | 2);
            assert!(bytes.len() < 128);
            out.push(bytes.len() as u8);
            out.extend(*bytes);
        }
        out
    }

    /// A model of a few pieces.
    pub(in super::super) fn tiny_model() -> Vec<u8> {
        let pieces: [(&str, f32, u64); 9] = [
            ("<unk>", 0.0, UNKNOWN),
            ("<s>", 0.0, CONTROL),
            ("</s>", 0.0, CONTROL),
            ("▁", -3.0, NORMAL),
            ("海", -5.0, NORMAL),
            ("海缆", -6.0, NORMAL),
            ("▁a", -4.0, NORMAL),
            ("b", -4.0, NORMAL),
            ("▁ab", -7.5, NORMAL),
        ];
        let mut file = Vec::new();
        for (text, score, kind) in pieces {
            let mut one = message(&[(1, text.as_bytes())]);
            one.push(2 << 3 | 5);
            one.extend(score.to_le_bytes());
            one.extend([3 << 3, kind as u8]);
            file.extend(message(&[(1, &one)]));
        }
        file
    }

    fn pieces(text: &str) -> Vec<u32> {
        Tokenizer::new("sp.model", &tiny_model()).unwrap().pieces(text)
    }

    #[test]
    fn the_most_probable_pieces_are_chosen() {
        assert_eq!(pieces("ab"), [1, 8, 2]);
        assert_eq!(pieces("a b"), [1, 6, 3, 7, 2]);
        assert_eq!(pieces("海缆"), [1, 3, 5, 2]);
    }

    #[test]
    fn what_no_piece_covers_is_unknown() {
        assert_eq!(pieces("海洋"), [1, 3, 4, 0, 2]);
        assert_eq!(pieces(""), [1, 0, 2]);
        // Controls are not written in a text.
        assert_eq!(pieces("<s>"), [1, 3, 0, 0, 0, 2]);
    }

    #[test]
    fn a_line_without_end_is_cut_in_stretches() {
        let count = pieces(&"海缆".repeat(20_000)).len();
        assert_eq!(count, 20_000 + 2 + 120_000_usize.div_ceil(MOST_BYTES) + 1);
    }

    #[test]
    fn a_damaged_model_is_refused() {
        let model = tiny_model();
        for file in [&[][..], &model[..model.len() - 1], b"PK\x03\x04 and so on", &[0x0a, 200]] {
            assert!(Tokenizer::new("sp.model", file).is_err());
        }
        // Without an end of sentence.
        assert!(Tokenizer::new("sp.model", &model[..20]).is_err());
    }
}
