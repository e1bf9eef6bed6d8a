//! English: units that share rare words first, then every unit whose length allows it, eight at a
//! time.

use super::{
    band::Band,
    best::Best,
    chunk::{CHUNK, Chunk},
    index::Error,
    keys::{word_key, words},
    pattern::LANES,
    search::{Part, Probe},
};

/// How many units of a segment are tried first.
const FIRST: usize = 24;
/// Rare words are taken until their rows have this many units together.
const SEED_POSITIONS: usize = 8_000;

/// Finds the best of the units of English texts.
pub(super) fn search(
    parts: &mut [&mut Part],
    probe: &mut Probe<'_>,
    best: &mut Best,
) -> Result<(), Error> {
    let keys: Vec<u64> = words(probe.text).map(word_key).collect();
    for part in &mut *parts {
        seed(part, &keys, probe, best)?;
    }
    let aside = probe.pattern.make_windows();
    for part in parts {
        scan(part, aside, probe, best)?;
    }
    Ok(())
}

/// Measures the units that have most of the query's rare words.
fn seed(
    part: &mut Part,
    keys: &[u64],
    probe: &mut Probe<'_>,
    best: &mut Best,
) -> Result<(), Error> {
    let mut rare: Vec<(usize, u64)> = Vec::with_capacity(keys.len());
    for key in keys {
        let count = part.segment.row_count(*key)?;
        if count > 0 {
            rare.push((count, *key));
        }
    }
    rare.sort_unstable();
    rare.dedup();
    let mut positions = Vec::new();
    for (count, key) in rare {
        if !positions.is_empty() && positions.len() + count > SEED_POSITIONS {
            break;
        }
        if let Some(row) = part.segment.row(key)? {
            positions.extend(row.positions());
        }
    }
    positions.sort_unstable();
    let mut counted: Vec<(usize, u32)> = Vec::new();
    for same in positions.chunk_by(|a, b| a == b) {
        counted.extend(same.first().map(|at| (same.len(), *at)));
    }
    counted.sort_unstable_by_key(|(count, at)| (std::cmp::Reverse(*count), *at));
    for (_, at) in counted.into_iter().take(FIRST) {
        let at = at as usize;
        let longest = probe.pattern.len.max(part.segment.length(at));
        let chunk = part.segment.chunk(at)?;
        probe.measure(&chunk, at, longest, &part.dead, best);
    }
    Ok(())
}

/// Measures every unit whose length allows it, the nearest lengths first.
fn scan(part: &mut Part, aside: bool, probe: &mut Probe<'_>, best: &mut Best) -> Result<(), Error> {
    let query_len = probe.pattern.len;
    let mut lengths: Vec<(usize, usize, usize)> = part.segment.lengths().collect();
    lengths.sort_by_key(|(length, ..)| length.abs_diff(query_len));
    for (length, from, to) in lengths {
        let longest = length.max(query_len);
        let mut at = from;
        while at < to {
            if Band::new(query_len, length, best.allowed(longest)).is_none() {
                break;
            }
            let chunk = part.segment.chunk(at)?;
            let stop = to.min((at / CHUNK + 1) * CHUNK);
            if aside {
                measure_aside(part, &chunk, at..stop, length, probe, best);
            } else {
                for at in at..stop {
                    probe.measure(&chunk, at, longest, &part.dead, best);
                }
            }
            at = stop;
        }
    }
    Ok(())
}

/// Measures units of one length in one chunk; those with letters beyond ASCII one by one.
fn measure_aside(
    part: &Part,
    chunk: &Chunk,
    range: std::ops::Range<usize>,
    length: usize,
    probe: &mut Probe<'_>,
    best: &mut Best,
) {
    let query_len = probe.pattern.len;
    let longest = length.max(query_len);
    let mut group: Vec<usize> = Vec::with_capacity(LANES);
    let mut others = Vec::new();
    let (pattern, windows) = (&*probe.pattern, probe.pattern.windows());
    let flush = |group: &mut Vec<usize>, others: &mut Vec<usize>, best: &mut Best| {
        let Some(first) = group.first() else { return };
        let limit = best.allowed(longest);
        let Some(band) = Band::new(pattern.len, length, limit) else {
            group.clear();
            return;
        };
        let texts: [&[u8]; LANES] = std::array::from_fn(|lane| {
            chunk.text(group.get(lane).unwrap_or(first) % CHUNK).as_bytes()
        });
        if let Some(distances) = windows.distances(&band, &texts) {
            let near = group.iter().zip(distances).filter(|(_, d)| *d as usize <= limit);
            others.extend(near.map(|(at, _)| *at));
        } else {
            others.append(group);
        }
        group.clear();
    };
    for at in range {
        if chunk.text(at % CHUNK).len() == length {
            group.push(at);
            if group.len() == LANES {
                flush(&mut group, &mut others, best);
            }
        } else {
            others.push(at);
        }
    }
    flush(&mut group, &mut others, best);
    // What is near is measured once more by itself: seldom, and so there is one place that decides.
    for at in others {
        probe.measure(chunk, at, longest, &part.dead, best);
    }
}
