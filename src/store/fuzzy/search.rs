//! A search over the segments of an index.

use std::{collections::BTreeSet, rc::Rc};

use super::{
    best::{Best, Hit},
    chunk::{CHUNK, Chunk},
    fold::{ScriptFolding, fold, simplified},
    index::Error,
    keys::{MOST_REPEATS, character_key},
    pattern::Pattern,
    rows::{BLOCK, Counter, MOST_ROWS, Row, STEP_UNITS, STEPS},
    scan,
    segment::Segment,
};
use crate::domain::Side;

/// What to search for.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// The language that is searched.
    pub side: Side,
    /// The lowest score that is a hit, 0 to 100.
    pub threshold: f64,
    /// How many hits are wanted at most.
    pub limit: usize,
    /// Whether Traditional and Simplified characters are the same.
    pub scripts: ScriptFolding,
}

/// A segment, and which of its units are no longer in the memory.
pub(super) struct Part {
    pub(super) side: Side,
    pub(super) segment: Segment,
    pub(super) dead: BTreeSet<i64>,
}

/// Searches an index; keeps what it has read of it.
pub struct Searcher {
    parts: Vec<Part>,
    pattern: Pattern,
    counter: Counter,
    rows: Vec<u16>,
}

/// A query and what is needed to measure a unit against it.
pub(super) struct Probe<'s> {
    /// Folded.
    pub(super) text: &'s str,
    pub(super) pattern: &'s mut Pattern,
    scripts: ScriptFolding,
    rows: &'s mut Vec<u16>,
}

impl Probe<'_> {
    /// Measures the unit at a place of a segment and offers it.
    pub(super) fn measure(
        &mut self,
        chunk: &Chunk,
        at: usize,
        longest: usize,
        dead: &BTreeSet<i64>,
        best: &mut Best,
    ) {
        let unit = chunk.unit(at % CHUNK);
        if dead.contains(&unit) {
            return;
        }
        self.rows.clear();
        let pattern = &*self.pattern;
        let text = chunk.text(at % CHUNK).chars();
        match self.scripts {
            ScriptFolding::Apart => self.rows.extend(text.map(|c| pattern.row(c))),
            ScriptFolding::Folded => self.rows.extend(text.map(|c| pattern.row(simplified(c)))),
        }
        if let Some(distance) = pattern.distance(self.rows, best.allowed(longest)) {
            best.offer(Hit { unit, distance: distance as u32, longest: longest as u32 });
        }
    }
}

impl Searcher {
    pub(super) fn new(parts: Vec<Part>) -> Self {
        Self { parts, pattern: Pattern::default(), counter: Counter::default(), rows: Vec::new() }
    }

    /// The best hits, best first: by score, then by the unit's number. A text of which folding
    /// leaves nothing has none.
    ///
    /// # Errors
    ///
    /// [`Error::Damaged`] where a part of the index is not what was written: it must be built again.
    pub fn search(&mut self, text: &str, options: &Options) -> Result<Vec<Hit>, Error> {
        let text = fold(text);
        let query: Vec<char> = match options.scripts {
            ScriptFolding::Apart => text.chars().collect(),
            ScriptFolding::Folded => text.chars().map(simplified).collect(),
        };
        let mut best = Best::new(options.threshold, options.limit);
        if query.is_empty() || options.limit == 0 {
            return Ok(best.into_hits());
        }
        self.pattern.set(&query);
        let mut probe = Probe {
            text: &text,
            pattern: &mut self.pattern,
            scripts: options.scripts,
            rows: &mut self.rows,
        };
        let mut parts: Vec<&mut Part> =
            self.parts.iter_mut().filter(|part| part.side == options.side).collect();
        for part in &mut parts {
            part.segment.trim();
        }
        match options.side {
            Side::Zh => by_bags(&mut parts, &query, &mut self.counter, &mut probe, &mut best)?,
            Side::En => scan::search(&mut parts, &mut probe, &mut best)?,
        }
        Ok(best.into_hits())
    }
}

/// The query's rows in one segment.
struct Bag {
    rows: Vec<Rc<Row>>,
    /// Characters that are not counted, and so are taken for common to the query and every unit.
    uncounted: usize,
}

impl AsRef<Row> for Row {
    fn as_ref(&self) -> &Row {
        self
    }
}

fn bag(segment: &mut Segment, query: &[char]) -> Result<Bag, Error> {
    let mut chars: Vec<char> = query.iter().map(|c| simplified(*c)).collect();
    chars.sort_unstable();
    let mut bag = Bag { rows: Vec::new(), uncounted: 0 };
    for same in chars.chunk_by(|a, b| a == b) {
        for (c, n) in same.iter().zip(1_u32..) {
            if n > MOST_REPEATS || bag.rows.len() >= MOST_ROWS {
                bag.uncounted += 1;
            } else if let Some(row) = segment.row(character_key(*c, n))? {
                bag.rows.push(row);
            }
        }
    }
    Ok(bag)
}

/// A block of a segment, and how far its lengths are from the query's.
struct Block {
    apart: usize,
    part: usize,
    number: usize,
}

/// Finds the best of the units whose bags of characters allow it, the nearest lengths first.
fn by_bags(
    parts: &mut [&mut Part],
    query: &[char],
    counter: &mut Counter,
    probe: &mut Probe<'_>,
    best: &mut Best,
) -> Result<(), Error> {
    let mut bags = Vec::with_capacity(parts.len());
    let mut blocks = Vec::new();
    for (number, part) in parts.iter_mut().enumerate() {
        bags.push(bag(&mut part.segment, query)?);
        for block in 0..part.segment.units().div_ceil(BLOCK) {
            let (from, to) = (block * BLOCK, ((block + 1) * BLOCK).min(part.segment.units()));
            let (low, high) = (part.segment.length(from), part.segment.length(to - 1));
            let apart = low.saturating_sub(query.len()).max(query.len().saturating_sub(high));
            blocks.push(Block { apart, part: number, number: block });
        }
    }
    blocks.sort_by_key(|block| (block.apart, block.part, block.number));
    let mut found = Vec::new();
    for Block { part, number: block, .. } in blocks {
        let (Some(part), Some(bag)) = (parts.get_mut(part), bags.get(part)) else { continue };
        let least = least_common(&part.segment, block, query.len(), bag.uncounted, best);
        if least.iter().all(Option::is_none) {
            continue;
        }
        found.clear();
        counter.count(&bag.rows, block, &least, |at, common| {
            let at = block * BLOCK + at;
            if at < part.segment.units() {
                let length = part.segment.length(at);
                let longest = length.max(query.len());
                let common = (common + bag.uncounted).min(length).min(query.len());
                let distance = longest - common;
                if distance <= best.allowed(longest) {
                    found.push((distance as f64 / longest as f64, distance, longest, at));
                }
            }
        });
        // The most alike first, to raise the bar.
        found.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.3.cmp(&b.3)));
        for (_, distance, longest, at) in &found {
            if *distance > best.allowed(*longest) {
                continue;
            }
            let chunk = part.segment.chunk(*at)?;
            probe.measure(&chunk, *at, *longest, &part.dead, best);
        }
    }
    Ok(())
}

/// For each step of a block how many characters a unit must have in common with the query, at the
/// least of its lengths; `None` where no length allows a hit.
fn least_common(
    segment: &Segment,
    block: usize,
    query_len: usize,
    uncounted: usize,
    best: &Best,
) -> [Option<usize>; STEPS] {
    let mut least = [None; STEPS];
    for (step, least) in least.iter_mut().enumerate() {
        let from = block * BLOCK + step * STEP_UNITS;
        if from >= segment.units() {
            break;
        }
        let to = (from + STEP_UNITS).min(segment.units());
        let (low, high) = (segment.length(from), segment.length(to - 1));
        // What a unit must have in common never falls with its length, and the shortest that
        // allows a hit at all decides.
        let low = low.max(query_len - best.allowed(query_len));
        let longest = low.max(query_len);
        let allowed = best.allowed(longest);
        if low <= high && longest - query_len <= allowed {
            *least = Some((longest - allowed).saturating_sub(uncounted));
        }
    }
    least
}
