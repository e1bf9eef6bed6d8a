//! What a run is told, gathered before it starts.

use sha2::{Digest, Sha256};

use crate::{
    align::Similarity,
    check::{self, House, HouseTerm},
    lexicon::Lexicon,
    read::{PdfReader, ReadOptions},
    terms::{
        Termbase,
        termbase::{Trust, Usage},
    },
};

use super::decisions::Decisions;

/// Units below this probability stay out of `memory.tmx` (they are in `memory.csv`).
pub const DEFAULT_ACCEPT: f64 = 0.5;

/// What [`process`](super::process()) works with.
#[derive(Debug)]
pub struct Settings<'a> {
    /// The lexicon.
    pub lexicon: &'a Lexicon,
    /// Termbases: the user's first, the built-in last.
    pub termbases: Vec<Termbase>,
    /// What editors decided.
    pub decisions: Decisions,
    /// How to read the bytes.
    pub read: ReadOptions,
    /// Which program reads a PDF.
    pub pdf_reader: PdfReader,
    /// A sentence encoder that helps the aligner, where there is one.
    pub similarity: Option<Box<dyn Similarity>>,
    /// House style of the checks.
    pub check: check::Settings,
    /// Terms that the house has decided: those of its style, and of the user's termbases.
    pub house: House,
    /// The journal's name, where the user gave it.
    pub journal: Option<String>,
    /// A hash of everything outside the input that changes results: see [`Settings::identity`].
    extra: Vec<String>,
}

impl<'a> Settings<'a> {
    /// Settings with nothing but the built-in data.
    pub fn new(lexicon: &'a Lexicon) -> Self {
        Self {
            lexicon,
            termbases: Vec::new(),
            decisions: Decisions::default(),
            read: ReadOptions::default(),
            pdf_reader: PdfReader::default(),
            similarity: None,
            check: check::Settings::default(),
            house: House::default(),
            journal: None,
            extra: Vec::new(),
        }
    }

    /// Notes something that changes results (the content of a termbase file) for
    /// [`identity`](Self::identity).
    pub fn depends_on(&mut self, what: &[u8]) {
        self.extra.push(hex(&Sha256::digest(what)));
    }

    /// Sets the house's style, and takes the terms that it decides from it and from the termbases
    /// that the user gave.
    pub fn set_style(&mut self, style: check::Settings) {
        // A map of settings always has a form in JSON.
        let text = serde_json::to_vec(&style).unwrap_or_default();
        self.depends_on(&text);
        let given = self.termbases.iter().filter(|t| t.trust == Trust::Given);
        let terms = given.flat_map(Termbase::rows).map(|row| {
            let mut term = HouseTerm { zh: row.zh.clone(), ..HouseTerm::default() };
            match row.usage {
                Usage::Preferred => term.en.clone_from(&row.en),
                Usage::Admitted => term.also.push(row.en.clone()),
                Usage::Deprecated => term.deprecated.push(row.en.clone()),
                Usage::Forbidden => term.forbidden.push(row.en.clone()),
            }
            if row.usage.is_usable() {
                term.also.extend(row.acronym.clone());
            }
            term
        });
        self.house = House::new(&style, terms);
        self.check = style;
    }

    /// A hash of program version and settings: results of equal identity and equal input are equal.
    pub fn identity(&self) -> String {
        let mut hash = Sha256::new();
        for part in [
            env!("CARGO_PKG_VERSION"),
            &crate::domain::record::RECORD_SCHEMA.to_string(),
            self.read.encoding.as_deref().unwrap_or(""),
            self.journal.as_deref().unwrap_or(""),
            &self.decisions.identity(),
            if self.pdf_reader == PdfReader::Pdftotext { "pdftotext" } else { "" },
        ]
        .into_iter()
        .chain(self.extra.iter().map(String::as_str))
        {
            hash.update(part.as_bytes());
            hash.update([0]);
        }
        hex(&hash.finalize())
    }
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}
