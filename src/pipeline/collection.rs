//! What the articles of a run become together: their rows are sorted and merged, so that memory does
//! not grow with them, and the outputs are the same in whatever order and from whatever parts they
//! come.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::Write,
    path::{Path, PathBuf},
};

use super::{
    build::BuildSummary,
    contribution::{ArticleUnits, Contribution, parts_of_units},
    decisions::Decisions,
    error::Error,
    files,
    glossary::Glossary,
    outputs,
    repeats::{Counter, Repeats},
    report,
    settings::Settings,
    sort::{Sorted, Sorter},
    told::{Across, Told},
};
use crate::{
    check,
    domain::TermEntry,
    export::{
        self, ExportError, GlossaryOptions, MemoryCsv, MemoryOptions, Tally, Tmx, UnitExporter as _,
    },
    lexicon::Lexicon,
};

/// The rows of a run.
#[derive(Debug)]
pub struct Collection<'s> {
    folder: PathBuf,
    threads: usize,
    options: MemoryOptions,
    journal: Option<&'s str>,
    decisions: &'s Decisions,
    lexicon: &'s Lexicon,
    style: &'s check::Settings,
    manifest: Sorter,
    summaries: Sorter,
    units: Sorter,
    glossary: Glossary,
    /// Hashes of the ids.
    ids: BTreeSet<[u8; 16]>,
    failures: BTreeMap<String, usize>,
}

impl<'s> Collection<'s> {
    /// An empty collection; units below `accept` stay out of its `memory.tmx`. The settings say the
    /// journal, the style of the checks, and what editors decided. What does not fit into memory is
    /// kept in files without names in `folder`; the merge is done on `threads` threads.
    pub fn new(folder: &Path, accept: f64, threads: usize, settings: &'s Settings<'_>) -> Self {
        Self {
            folder: folder.to_owned(),
            threads,
            options: outputs::memory_options(accept, settings.journal.as_deref()),
            journal: settings.journal.as_deref(),
            decisions: &settings.decisions,
            lexicon: settings.lexicon,
            style: &settings.check,
            manifest: Sorter::new(folder),
            summaries: Sorter::new(folder),
            units: Sorter::new(folder),
            glossary: Glossary::new(folder),
            ids: BTreeSet::new(),
            failures: BTreeMap::new(),
        }
    }

    /// Adds what a file gave.
    ///
    /// # Errors
    /// What does not fit into memory cannot be written.
    pub fn add(&mut self, contribution: &Contribution) -> Result<(), Error> {
        self.manifest.push(contribution.name.as_bytes(), &contribution.manifest)?;
        for article in &contribution.articles {
            self.summaries.push(&article.key, &article.summary)?;
            self.units.push(&article.key, &article.units)?;
            self.glossary.add(&article.glossary)?;
            self.ids.insert(id_hash(&article.id));
        }
        if let Some(failure) = &contribution.failure {
            *self.failures.entry(failure.kind.clone()).or_default() += 1;
        }
        Ok(())
    }

    /// Merges all rows and writes the outputs below `out`, where the articles' own are. Where no
    /// input gave an article, only the manifest is written: a mistyped path must not empty the memory
    /// of an earlier run. `pages_written` says that articles have their pages already, as far as they
    /// can be written without the collection.
    ///
    /// # Errors
    /// A file cannot be written; two files of one name gave different things.
    pub fn write(self, out: &Path, pages_written: bool) -> Result<Merged, Error> {
        let mut manifest = self.manifest.finish()?;
        write_manifest(&mut manifest, out)?;
        let mut summary = BuildSummary {
            files: manifest.len() as usize,
            failures: self.failures,
            ..BuildSummary::default()
        };
        let mut summaries = self.summaries.finish()?;
        let mut units = self.units.finish()?;
        if summaries.is_empty() {
            return Ok(Merged { summary, ids: self.ids, units });
        }
        summary.articles = summaries.len() as usize;
        let title = match self.journal {
            Some(journal) => journal.to_owned(),
            None if manifest.len() == 1 => first_key(&mut manifest)?,
            None => format!("{} files", manifest.len()),
        };
        let (folder, options) = (&self.folder, &self.options);
        let tally = std::thread::scope(|scope| {
            // The tables of units have nothing to do with the glossary.
            let mut last = Some(&mut units);
            let beside = last.take_if(|_| self.threads > 1);
            let tables =
                beside.map(|units| scope.spawn(move || write_memory(units, out, folder, options)));
            let mut across = Across::new(folder, self.lexicon, self.style);
            let mut entries = self.glossary.merge(
                self.lexicon,
                &self.decisions.terms,
                self.threads,
                &mut |entry| across.see(entry),
            )?;
            summary.terms = entries.len() as usize;
            write_glossary(&mut entries, out)?;
            let mut told = Told::of(
                &mut summaries,
                &mut across.finish()?,
                &self.decisions.findings,
                folder,
                pages_written,
            )?;
            told.write(out, self.style, &self.decisions.findings)?;
            summary.findings.clone_from(&told.by_severity);
            summary.dismissed = told.dismissed as usize;
            self.decisions.keep(out)?;
            report::write(out, &mut told, &mut entries, &title, self.threads)?;
            if let Some(units) = last {
                return write_memory(units, out, folder, options);
            }
            match tables.map(std::thread::ScopedJoinHandle::join) {
                Some(Ok(tally)) => tally,
                Some(Err(panic)) => std::panic::resume_unwind(panic),
                None => Ok(Tally::default()),
            }
        })?;
        summary.units = tally.written as usize;
        Ok(Merged { summary, ids: self.ids, units })
    }
}

/// A hash of an article's id.
pub(super) fn id_hash(id: &str) -> [u8; 16] {
    export::digest(&[id])
}

/// What was merged.
#[derive(Debug)]
pub struct Merged {
    /// What there is to tell.
    pub summary: BuildSummary,
    /// Hashes of the articles' ids.
    pub(super) ids: BTreeSet<[u8; 16]>,
    /// The units of all articles, for a memory.
    pub(super) units: Sorted,
}

fn first_key(rows: &mut Sorted) -> Result<String, Error> {
    let mut rows = rows.rows()?;
    let row = rows.next_row()?;
    Ok(row.map(|row| String::from_utf8_lossy(row.key).into_owned()).unwrap_or_default())
}

fn write_manifest(manifest: &mut Sorted, out: &Path) -> Result<(), Error> {
    let mut rows = manifest.rows()?;
    let mut last: Option<Vec<u8>> = None;
    let mut twice = None;
    files::write_file(&out.join("manifest.jsonl"), |w| {
        while let Some(row) = rows.next_row().map_err(other)? {
            if last.as_deref() == Some(row.key) {
                twice = Some(String::from_utf8_lossy(row.key).into_owned());
                return Err(ExportError::Io(std::io::Error::other("an input is there twice")));
            }
            last = Some(row.key.to_vec());
            w.write_all(row.value)?;
        }
        Ok(())
    })
    .map_err(|error| match twice {
        Some(place) => Error::Results { place, reason: "there are two results of it".to_owned() },
        None => error,
    })
}

/// A fault of the run as one of an exporter.
fn other(error: Error) -> ExportError {
    ExportError::Io(std::io::Error::other(error))
}

/// Writes `memory.tmx` and `memory.csv`.
fn write_memory(
    units: &mut Sorted,
    out: &Path,
    folder: &Path,
    options: &MemoryOptions,
) -> Result<Tally, Error> {
    let [mut of_tmx, mut of_csv] = repeats(units, folder)?;
    let mut tally = Tally::default();
    let (seen_tmx, fault_tmx) = of_tmx.seen()?;
    let (seen_csv, fault_csv) = of_csv.seen()?;
    let mut rows = units.rows()?;
    files::write_two_files([&out.join("memory.tmx"), &out.join("memory.csv")], |tmx, csv| {
        let mut tmx = Tmx::with_seen(tmx, options, seen_tmx);
        let mut csv = MemoryCsv::with_seen(csv, options, seen_csv)?;
        while let Some(row) = rows.next_row().map_err(other)? {
            let article: ArticleUnits = serde_json::from_slice(parts_of_units(row.value).1)?;
            for unit in &article.units {
                tmx.unit(unit)?;
                csv.unit(unit)?;
            }
        }
        tally = tmx.finish()?;
        Box::new(csv).finish()?;
        fault_tmx.check()?;
        fault_csv.check()
    })?;
    Ok(tally)
}

/// The repeats of both tables of units.
fn repeats(units: &mut Sorted, folder: &Path) -> Result<[Repeats; 2], Error> {
    let mut counters = [Counter::new(folder), Counter::new(folder)];
    let mut rows = units.rows()?;
    while let Some(row) = rows.next_row()? {
        for (counter, keys) in counters.iter_mut().zip(parts_of_units(row.value).0) {
            keys.iter().try_for_each(|key| counter.add(key))?;
        }
    }
    let [of_tmx, of_csv] = counters;
    Ok([of_tmx.repeats(folder)?, of_csv.repeats(folder)?])
}

/// Writes the files of the glossary.
fn write_glossary(entries: &mut Sorted, out: &Path) -> Result<(), Error> {
    type Entries<'e> = &'e mut dyn Iterator<Item = TermEntry>;
    type Writer = fn(&mut dyn Write, Entries<'_>, &GlossaryOptions) -> Result<(), ExportError>;
    let writers: [(&str, Writer); 5] = [
        ("glossary.csv", |w, entries, _| export::glossary_csv(w, entries)),
        ("glossary.tbx", |w, entries, options| export::glossary_tbx(w, entries, options)),
        ("glossary-v2.tbx", |w, entries, options| export::glossary_tbx_v2(w, entries, options)),
        ("glossary.txt", |w, entries, options| export::glossary_txt(w, entries, options)),
        ("glossary.xlsx", |w, entries, _| export::glossary_xlsx(w, entries)),
    ];
    let options = GlossaryOptions::default();
    for (name, writer) in writers {
        let mut values = entries.values::<TermEntry>()?;
        files::write_file(&out.join(name), |w| {
            writer(w, &mut values, &options)?;
            values.end()
        })?;
    }
    Ok(())
}
