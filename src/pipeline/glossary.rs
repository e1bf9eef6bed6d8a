//! The glossary of any number of articles: their entries sorted and merged concept by concept, with
//! the pairs that only the collection shows and what editors decided.

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    ops::ControlFlow,
    path::{Path, PathBuf},
};

use super::{
    associations::{associated, row_value},
    error::Error,
    ordered::each_in_order,
    sort::{Rows, Sorted, Sorter, json},
};
use crate::{
    domain::{ArticleRecord, TermEntry},
    export::ExportError,
    lexicon::Lexicon,
    terms::{
        Concept, Decisions,
        archive::{SentenceFinder, concept_key, glossary_key, with_associated},
    },
};

/// Bytes of entries that are handed to a thread at a time.
const BATCH_BYTES: usize = 256 << 10;
/// Entries of one concept beyond this many bytes are merged as they are read.
const CONCEPT_BYTES: usize = 1 << 20;

/// What an article gives to the glossary, as rows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GlossaryRows {
    /// Key of the concept and of the article, entry.
    entries: Vec<(Vec<u8>, Vec<u8>)>,
    /// Key of the article, its aligned sentences.
    sentences: Option<(Vec<u8>, Vec<u8>)>,
}

impl GlossaryRows {
    /// The rows of a record whose place in the collection is `key`.
    pub fn of(record: &ArticleRecord, key: &[u8], finder: &SentenceFinder<'_>) -> Self {
        let entries = record.terms.iter().enumerate().map(|(at, entry)| {
            let mut row_key = concept_key(&entry.zh).into_bytes();
            row_key.push(0);
            row_key.extend_from_slice(key);
            row_key.extend_from_slice(&(at as u32).to_be_bytes());
            (row_key, json(entry))
        });
        Self {
            entries: entries.collect(),
            sentences: finder.of(record).map(|s| (key.to_vec(), row_value(&s))),
        }
    }
}

/// The place of an article in a collection: by the name of its file, then by its number there.
pub fn article_key(record: &ArticleRecord) -> Vec<u8> {
    let mut key = record.source.file.as_bytes().to_vec();
    key.push(0);
    key.extend_from_slice(&record.source.ordinal.to_be_bytes());
    key
}

/// A glossary in the making.
#[derive(Debug)]
pub struct Glossary {
    folder: PathBuf,
    entries: Sorter,
    sentences: Sorter,
}

impl Glossary {
    /// An empty glossary that keeps what does not fit into memory in files without names in `folder`.
    pub fn new(folder: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
            entries: Sorter::new(folder),
            sentences: Sorter::new(folder),
        }
    }

    /// Takes in an article.
    ///
    /// # Errors
    /// What does not fit into memory cannot be written.
    pub fn add(&mut self, rows: &GlossaryRows) -> Result<(), Error> {
        for (key, value) in &rows.entries {
            self.entries.push(key, value)?;
        }
        if let Some((key, value)) = &rows.sentences {
            self.sentences.push(key, value)?;
        }
        Ok(())
    }

    /// Merges all entries on `threads` threads and applies the decisions. Gives the entries sorted by
    /// grade, Chinese and English, as JSON; `see` is shown each of them, by concept.
    ///
    /// # Errors
    /// What does not fit into memory cannot be written or read again.
    pub fn merge(
        self,
        lexicon: &Lexicon,
        decisions: &Decisions,
        threads: usize,
        see: &mut dyn FnMut(&TermEntry) -> Result<(), Error>,
    ) -> Result<Sorted, Error> {
        let mut pairs: BTreeMap<Vec<u8>, Vec<TermEntry>> = BTreeMap::new();
        let mut sentences = self.sentences.finish()?;
        for pair in associated(&mut sentences, &self.folder, lexicon)? {
            pairs.entry(concept_key(&pair.zh).into_bytes()).or_default().push(pair);
        }
        drop(sentences);
        let mut entries = self.entries.finish()?;
        let mut groups =
            Groups { rows: entries.rows()?, pending: None, pairs, ready: VecDeque::new() };
        let mut out = Sorter::new(&self.folder);
        let mut decided: BTreeSet<String> = BTreeSet::new();
        let mut fault = None;
        each_in_order(
            threads,
            || groups.batch().transpose(),
            |batch: Result<Vec<Group>, Error>| {
                let groups = batch?;
                groups.into_iter().map(Group::merged).collect::<Result<Vec<_>, Error>>()
            },
            |merged| {
                let take = || -> Result<(), Error> {
                    for (key, mut entry) in merged?.into_iter().flatten() {
                        if decisions.is_about_concept(&key) {
                            decisions.mark_entry(&mut entry);
                            decided.insert(key);
                        }
                        see(&entry)?;
                        out.push_json(&glossary_key(&entry), &entry)?;
                    }
                    Ok(())
                };
                match take() {
                    Ok(()) => ControlFlow::Continue(()),
                    Err(error) => {
                        fault = Some(error);
                        ControlFlow::Break(())
                    }
                }
            },
        );
        if let Some(error) = fault {
            return Err(error);
        }
        for entry in decisions.entries_beside(&decided) {
            see(&entry)?;
            out.push_json(&glossary_key(&entry), &entry)?;
        }
        out.finish()
    }
}

/// The entries of one concept, and the associated pairs of it.
#[derive(Debug, Default)]
struct Group {
    key: Vec<u8>,
    concept: Concept,
    /// Entries that are not merged yet, as JSON.
    raw: Vec<Vec<u8>>,
    raw_bytes: usize,
    pairs: Vec<TermEntry>,
}

impl Group {
    fn add(&mut self, entry: &[u8]) -> Result<(), Error> {
        self.raw.push(entry.to_vec());
        self.raw_bytes += entry.len();
        if self.raw_bytes > CONCEPT_BYTES {
            self.read()?;
        }
        Ok(())
    }

    fn read(&mut self) -> Result<(), Error> {
        for entry in self.raw.drain(..) {
            self.concept.add(serde_json::from_slice(&entry).map_err(Error::damaged)?);
        }
        self.raw_bytes = 0;
        Ok(())
    }

    /// The merged entry with its key.
    fn merged(mut self) -> Result<Option<(String, TermEntry)>, Error> {
        self.read()?;
        let mut entry = self.concept.finish();
        for pair in self.pairs {
            entry = with_associated(entry, pair);
        }
        let key = String::from_utf8_lossy(&self.key).into_owned();
        Ok(entry.map(|entry| (key, entry)))
    }
}

/// Sorted rows, concept by concept.
struct Groups<'s> {
    rows: Rows<'s>,
    /// The concept that is being read.
    pending: Option<Group>,
    pairs: BTreeMap<Vec<u8>, Vec<TermEntry>>,
    ready: VecDeque<Group>,
}

impl Groups<'_> {
    /// Some concepts; `None` behind the last.
    fn batch(&mut self) -> Result<Option<Vec<Group>>, Error> {
        let mut bytes = 0;
        while bytes < BATCH_BYTES {
            let Some(row) = self.rows.next_row()? else {
                self.ready.extend(self.pending.take());
                // Pairs of which no article has an entry.
                let left = std::mem::take(&mut self.pairs);
                let alone =
                    left.into_iter().map(|(key, pairs)| Group { key, pairs, ..Group::default() });
                self.ready.extend(alone);
                break;
            };
            bytes += row.value.len();
            let key = row.key.split(|b| *b == 0).next().unwrap_or_default();
            match &mut self.pending {
                Some(group) if group.key == key => group.add(row.value)?,
                _ => {
                    let pairs = self.pairs.remove(key).unwrap_or_default();
                    let mut group = Group { key: key.to_vec(), pairs, ..Group::default() };
                    group.add(row.value)?;
                    self.ready.extend(self.pending.replace(group));
                }
            }
        }
        let batch: Vec<Group> = self.ready.drain(..).collect();
        // A concept of many articles may fill a batch and not be at its end.
        let goes_on = self.pending.is_some();
        Ok((goes_on || !batch.is_empty()).then_some(batch))
    }
}

/// All entries of a glossary.
///
/// # Errors
/// They cannot be read.
pub fn entries(sorted: &mut Sorted) -> Result<Vec<TermEntry>, Error> {
    let mut values = sorted.values::<TermEntry>()?;
    let entries = values.by_ref().collect();
    values.end().map_err(|error| match error {
        ExportError::Json(error) => Error::damaged(error),
        other => Error::damaged(other),
    })?;
    Ok(entries)
}
