//! What CAT tools would reject or mangle, in a file or a memory.

use std::{collections::BTreeMap, ops::ControlFlow, path::Path};

use super::import::{FileSink, read_any};
use crate::{
    domain::CarriedVariant,
    exchange::{
        Columns, ExchangeError, FileInfo, Notice, Pairing, Record, Sink, Variant,
        lint::{Lint, rule},
        pair,
    },
    store::{Filter, Memory, StoreError, StoredUnit},
};

/// How often each rule was broken.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LintTally {
    /// Units looked at.
    pub units: u64,
    /// Rules by name, with the number of notices.
    pub rules: BTreeMap<&'static str, u64>,
}

struct Looking<'l> {
    lint: Lint,
    tally: LintTally,
    each: &'l mut dyn FnMut(&Notice),
}

impl Looking<'_> {
    fn tell(&mut self, notice: &Notice) {
        // What has no rule is no matter for another tool.
        if rule(notice.rule).is_some() {
            *self.tally.rules.entry(notice.rule).or_default() += 1;
            (self.each)(notice);
        }
    }
}

impl Sink for Looking<'_> {
    fn record(&mut self, record: Record, info: &FileInfo) -> ControlFlow<()> {
        self.tally.units += 1;
        let mut found = self.lint.unit(&record);
        for notice in pair(record, info, &Pairing::default()).notices {
            if !found.iter().any(|known| known.rule == notice.rule) {
                found.push(notice);
            }
        }
        for notice in &found {
            self.tell(notice);
        }
        ControlFlow::Continue(())
    }

    fn notice(&mut self, notice: Notice) {
        self.tell(&notice);
    }
}

impl FileSink for Looking<'_> {
    fn begin(&mut self, _: u64) {}
}

/// Looks at a TMX (or XLIFF, or table); `each` is given what is the matter.
///
/// # Errors
/// The file gives no unit at all.
pub fn lint_file(path: &Path, each: &mut dyn FnMut(&Notice)) -> Result<LintTally, ExchangeError> {
    let mut looking = Looking { lint: Lint::default(), tally: LintTally::default(), each };
    read_any(path, &Columns::default(), None, &mut looking)?;
    Ok(looking.tally)
}

/// Looks at the units of a memory that are in use; the number of a notice's unit is its id.
///
/// # Errors
/// The memory cannot be read.
pub fn lint_memory(
    memory: &Memory,
    each: &mut dyn FnMut(&Notice),
) -> Result<LintTally, StoreError> {
    let mut looking = Looking { lint: Lint::default(), tally: LintTally::default(), each };
    memory.units(&Filter::default(), |stored| {
        looking.tally.units += 1;
        for notice in looking.lint.unit(&record_of(&stored)) {
            looking.tell(&notice);
        }
        Ok::<_, StoreError>(())
    })?;
    Ok(looking.tally)
}

fn record_of(stored: &StoredUnit) -> Record {
    let carried = stored.history.carried.as_deref();
    let variant = |lang: &str, text: &str, carried: Option<&CarriedVariant>| Variant {
        lang: lang.to_owned(),
        text: text.to_owned(),
        carried: carried.cloned().unwrap_or_default(),
    };
    Record {
        number: stored.id.0.cast_unsigned(),
        tuid: carried.map(|c| c.tuid.clone()).unwrap_or_default(),
        variants: vec![
            variant(&stored.history.zh_tag, &stored.unit.zh, carried.map(|c| &c.zh)),
            variant(&stored.history.en_tag, &stored.unit.en, carried.map(|c| &c.en)),
        ],
        ..Record::default()
    }
}
