//! Rows of bits, one row a character and one bit a unit, and how many of a query's rows have each
//! unit's bit set.
//!
//! A row is cut into blocks of 16,384 units. In each it is a list of positions where few units have
//! the character, else bits. To count, the rows of a block are added up as numbers of one bit, 512
//! units at a time: seven rows make three bits by full adders, and these are added to the planes of
//! a counter whose plane p has bit p of each unit's count.

/// Units a block.
pub(super) const BLOCK: usize = 16_384;
const WORDS: usize = BLOCK / 64;
/// Words that are counted together: 512 units.
const STEP: usize = 8;
/// Steps a block.
pub(super) const STEPS: usize = WORDS / STEP;
/// Units a step.
pub(super) const STEP_UNITS: usize = 64 * STEP;
/// From this many on, bits take less time than a list (they take less room from 1,024 on).
const DENSE_FROM: usize = 513;
/// Planes of a counter: it counts to 4,095.
const PLANES: usize = 12;
/// The most rows that can be counted at a time.
pub(super) const MOST_ROWS: usize = (1 << PLANES) - 1;

enum Part {
    Empty,
    List { from: usize, to: usize },
    Bits { from: usize },
}

/// One character's row in a segment.
pub(super) struct Row {
    parts: Vec<Part>,
    lists: Vec<u16>,
    bits: Vec<u64>,
}

/// Writes a row of ascending positions, `units` long: for each block a count, then positions or bits.
pub(super) fn encode(positions: &[u32], units: usize, out: &mut Vec<u8>) {
    let mut rest = positions;
    for block in 0..units.div_ceil(BLOCK) {
        let end = rest.partition_point(|at| (*at as usize) < (block + 1) * BLOCK);
        let (here, after) = rest.split_at(end);
        rest = after;
        out.extend((here.len() as u16).to_le_bytes());
        if here.len() < DENSE_FROM {
            for at in here {
                out.extend(((*at as usize % BLOCK) as u16).to_le_bytes());
            }
        } else {
            let mut bits = [0_u64; WORDS];
            for at in here {
                let at = *at as usize % BLOCK;
                bits[at / 64] |= 1 << (at % 64);
            }
            for word in bits {
                out.extend(word.to_le_bytes());
            }
        }
    }
}

impl Row {
    /// Reads what [`encode`] wrote; `None` where the bytes are no such thing.
    pub(super) fn decode(units: usize, mut bytes: &[u8]) -> Option<Self> {
        let mut row = Self { parts: Vec::new(), lists: Vec::new(), bits: Vec::new() };
        for _ in 0..units.div_ceil(BLOCK) {
            let (count, rest) = bytes.split_first_chunk::<2>()?;
            let count = usize::from(u16::from_le_bytes(*count));
            let size = if count < DENSE_FROM { count * 2 } else { WORDS * 8 };
            let (part, rest) = rest.split_at_checked(size)?;
            bytes = rest;
            row.parts.push(if count == 0 {
                Part::Empty
            } else if count < DENSE_FROM {
                let from = row.lists.len();
                for at in part.as_chunks::<2>().0 {
                    let at = u16::from_le_bytes(*at);
                    if usize::from(at) >= BLOCK {
                        return None;
                    }
                    row.lists.push(at);
                }
                Part::List { from, to: row.lists.len() }
            } else {
                let from = row.bits.len();
                row.bits.extend(part.as_chunks::<8>().0.iter().map(|b| u64::from_le_bytes(*b)));
                Part::Bits { from }
            });
        }
        bytes.is_empty().then_some(row)
    }

    /// All positions, ascending.
    pub(super) fn positions(&self) -> Vec<u32> {
        let mut out = Vec::new();
        for (block, part) in self.parts.iter().enumerate() {
            let start = (block * BLOCK) as u32;
            match part {
                Part::Empty => {}
                Part::List { from, to } => out.extend(
                    self.lists
                        .get(*from..*to)
                        .unwrap_or_default()
                        .iter()
                        .map(|at| start + u32::from(*at)),
                ),
                Part::Bits { from } => {
                    for (word, bits) in
                        self.bits.get(*from..from + WORDS).unwrap_or_default().iter().enumerate()
                    {
                        let mut bits = *bits;
                        while bits != 0 {
                            out.push(start + (word * 64) as u32 + bits.trailing_zeros());
                            bits &= bits - 1;
                        }
                    }
                }
            }
        }
        out
    }
}

/// Counts, block by block.
#[derive(Default)]
pub(super) struct Counter {
    /// Lists made bits.
    scratch: Vec<[u64; WORDS]>,
    planes: Vec<[u64; WORDS]>,
    masks: Vec<u64>,
}

impl Counter {
    /// Calls `found` with each position of the block (0 to 16,383) that at least `least[its step]` of
    /// the rows have, and with how many have it. A step whose `least` is `None` is left out.
    pub(super) fn count(
        &mut self,
        rows: &[impl AsRef<Row>],
        block: usize,
        least: &[Option<usize>; STEPS],
        mut found: impl FnMut(usize, usize),
    ) {
        let lists = |row: &Row| matches!(row.parts.get(block), Some(Part::List { .. }));
        let needed = rows.iter().filter(|row| lists((*row).as_ref())).count();
        if self.scratch.len() < needed {
            self.scratch.resize(needed, [0; WORDS]);
        }
        let mut free = self.scratch.iter_mut();
        let mut all: Vec<&[u64; WORDS]> = Vec::with_capacity(rows.len() + 6);
        for row in rows {
            let row = row.as_ref();
            match row.parts.get(block) {
                None | Some(Part::Empty) => {}
                Some(Part::List { from, to }) => {
                    let Some(bits) = free.next() else { continue };
                    bits.fill(0);
                    for at in row.lists.get(*from..*to).unwrap_or_default() {
                        bits[usize::from(at / 64) % WORDS] |= 1 << (at % 64);
                    }
                    all.push(bits);
                }
                Some(Part::Bits { from }) => {
                    all.extend(row.bits.get(*from..).and_then(|bits| bits.first_chunk::<WORDS>()));
                }
            }
        }
        let planes = (usize::BITS - all.len().leading_zeros()).max(1) as usize;
        let planes = planes.min(PLANES);
        while !all.len().is_multiple_of(7) {
            all.push(&[0; WORDS]);
        }
        self.planes.resize(PLANES, [0; WORDS]);
        self.masks.resize(WORDS, 0);
        pulp::Arch::new().dispatch(Count {
            rows: &all,
            least,
            planes: &mut self.planes[..planes],
            masks: &mut self.masks,
        });
        for (word, mask) in self.masks.iter().enumerate() {
            let mut mask = *mask;
            while mask != 0 {
                let bit = mask.trailing_zeros();
                mask &= mask - 1;
                let mut count = 0;
                for (p, plane) in self.planes[..planes].iter().enumerate() {
                    count |= (((plane[word] >> bit) & 1) as usize) << p;
                }
                found(word * 64 + bit as usize, count);
            }
        }
    }
}

/// Work that is compiled once more for wide vectors.
struct Count<'c> {
    rows: &'c [&'c [u64; WORDS]],
    least: &'c [Option<usize>; STEPS],
    planes: &'c mut [[u64; WORDS]],
    masks: &'c mut [u64],
}

type Lanes = [u64; STEP];

#[inline(always)]
fn load(row: &[u64; WORDS], step: usize) -> Lanes {
    let mut lanes = [0; STEP];
    if let Some(words) = row.as_chunks::<STEP>().0.get(step) {
        lanes = *words;
    }
    lanes
}

/// Sum and carry of three bits.
#[inline(always)]
fn add(a: Lanes, b: Lanes, c: Lanes) -> (Lanes, Lanes) {
    let (mut sum, mut carry) = ([0; STEP], [0; STEP]);
    for lane in 0..STEP {
        let half = a[lane] ^ b[lane];
        sum[lane] = half ^ c[lane];
        carry[lane] = (a[lane] & b[lane]) | (half & c[lane]);
    }
    (sum, carry)
}

impl pulp::NullaryFnOnce for Count<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let count = self.planes.len();
        for (step, least) in self.least.iter().enumerate() {
            let out = step * STEP..(step + 1) * STEP;
            let Some(least) = *least else {
                self.masks[out].fill(0);
                continue;
            };
            // Three more than are kept: the top ones stay zero.
            let mut planes = [[0_u64; STEP]; PLANES + 3];
            for seven in self.rows.as_chunks::<7>().0 {
                let rows = seven.map(|row| load(row, step));
                let (abc, twos_1) = add(rows[0], rows[1], rows[2]);
                let (def, twos_2) = add(rows[3], rows[4], rows[5]);
                let (ones, twos_3) = add(abc, def, rows[6]);
                let (twos, fours) = add(twos_1, twos_2, twos_3);
                let mut carry = [0; STEP];
                for (plane, more) in planes.iter_mut().zip([ones, twos, fours]) {
                    (*plane, carry) = add(*plane, more, carry);
                }
                for plane in planes.iter_mut().take(count).skip(3) {
                    for lane in 0..STEP {
                        let both = plane[lane] & carry[lane];
                        plane[lane] ^= carry[lane];
                        carry[lane] = both;
                    }
                }
            }
            // count >= least, from the lowest bit up: where the bits differ, the higher one decides.
            let mut enough = [if least >> count == 0 { u64::MAX } else { 0 }; STEP];
            for (p, plane) in planes.iter().enumerate().take(count) {
                for lane in 0..STEP {
                    enough[lane] = if (least >> p) & 1 == 1 {
                        enough[lane] & plane[lane]
                    } else {
                        enough[lane] | plane[lane]
                    };
                }
            }
            if least >> count != 0 {
                enough = [0; STEP];
            }
            for (kept, plane) in self.planes.iter_mut().zip(&planes) {
                kept[out.clone()].copy_from_slice(plane);
            }
            self.masks[out].copy_from_slice(&enough);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use super::*;

    /// Positions that look thrown, always the same.
    fn thrown(seed: u64, units: usize, one_in: u64) -> Vec<u32> {
        let mut state = seed;
        (0..units as u32)
            .filter(|_| {
                state = state
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1_442_695_040_888_963_407);
                (state >> 33).is_multiple_of(one_in)
            })
            .collect()
    }

    #[test]
    fn counts_lists_and_bits_alike() {
        let units = BLOCK + 777;
        let rows: Vec<Vec<u32>> =
            (0..40).map(|n| thrown(n, units, [1, 2, 9, 200, 5000][n as usize % 5])).collect();
        let coded: Vec<Rc<Row>> = rows
            .iter()
            .map(|row| {
                let mut bytes = Vec::new();
                encode(row, units, &mut bytes);
                let decoded = Row::decode(units, &bytes).unwrap();
                assert_eq!(&decoded.positions(), row);
                assert!(Row::decode(units, &bytes[..bytes.len() - 1]).is_none());
                Rc::new(decoded)
            })
            .collect();
        for (used, least) in [(40, 17), (40, 0), (3, 2), (1, 1), (8, 9), (0, 1)] {
            let mut right = vec![0_usize; 2 * BLOCK];
            for row in &rows[..used] {
                for at in row {
                    right[*at as usize] += 1;
                }
            }
            let mut counter = Counter::default();
            for block in 0..2 {
                let mut steps = [Some(least); STEPS];
                steps[1] = None;
                let mut found = Vec::new();
                counter.count(&coded[..used], block, &steps, |at, n| found.push((at, n)));
                let want: Vec<(usize, usize)> = (0..BLOCK)
                    .filter(|at| at / STEP_UNITS != 1)
                    .map(|at| (at, right[block * BLOCK + at]))
                    .filter(|(_, n)| *n >= least)
                    .collect();
                assert_eq!(found, want, "{used} {least} {block}");
            }
        }
    }
}
