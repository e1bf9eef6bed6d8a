//! The network: from numbers of pieces to vectors of sentences.
//!
//! A piece's vector is projected to three times [`CHANNELS`] values and normalized. Each third passes
//! two convolutions with residual connections, over two, three or five pieces. The piece's vector and
//! the three results are normalized together, summed over the sentence, projected, divided by the
//! square root of the number of pieces, and passed through a residual network of three layers and tanh.
//!
//! What depends on the piece alone, the projection and the linear part of both convolutions, is the same
//! wherever the piece stands: a [`Profile`] of it is worked out once and kept. What the first
//! convolution's threshold lets through is sparse (one value in thirty), so that the rest of the second
//! convolution costs little.

use super::{
    kernel::{LANES, Wide, add, add_halves, add_scaled, dot, half, normalize, tanh, wide},
    layout::{BLOCKS, CHANNELS, FEATURES, HIDDEN, ORDERS, TABLE_ROWS, WIDTH},
    matrix::Matrix,
};

/// What a piece brings wherever it stands.
#[derive(Debug, Clone, Default)]
pub(super) struct Profile {
    /// The projection.
    own: Vec<f32>,
    /// For each convolution what the piece gives to each place it is seen from, by the first and by the
    /// second; by half, for room.
    given: Vec<u16>,
}

/// Values that a piece gives.
const GIVEN: usize = 2 * CHANNELS * (2 + 3 + 5);

/// The longest row of pieces that is worked on in one piece; a longer one is cut, which only the
/// convolutions over the cut notice.
pub(super) const MOST_PIECES: usize = 512;

/// One of the three convolutions.
#[derive(Debug)]
struct Branch {
    order: usize,
    /// Pieces seen before the piece itself.
    left: usize,
    /// Where its part of what a piece gives begins.
    start: usize,
    /// The linear part of both convolutions, side by side.
    linear: Matrix,
    /// The second convolution, a row a channel, each in steps of a size of its own (the published
    /// weights come from one byte a value too).
    second: Vec<i8>,
    steps: Vec<f32>,
    first_bias: Vec<f32>,
    second_bias: Vec<f32>,
}

/// Gain and bias of a normalized layer.
#[derive(Debug)]
struct Layer {
    gain: Vec<f32>,
    bias: Vec<f32>,
}

/// The weights.
#[derive(Debug)]
pub(super) struct Network {
    scale: Vec<f32>,
    low: Vec<f32>,
    least: f32,
    project: Matrix,
    project_bias: Vec<f32>,
    projected: Layer,
    branches: [Branch; 3],
    features: Layer,
    sum: Matrix,
    sum_bias: Vec<f32>,
    d0: Matrix,
    d1: Matrix,
    p1: Matrix,
    d2: Matrix,
    p3: Matrix,
    d3: Matrix,
}

impl Network {
    /// The network whose arrays `array` gives by name, in the shapes of
    /// [`FLOATS`](super::layout::FLOATS).
    pub(super) fn new(array: impl Fn(&str) -> Vec<f32>) -> Self {
        let joined = |names: [&str; 3]| names.map(&array).concat();
        let matrix = |name: &str, rows: usize, columns: usize| {
            let values = array(name);
            Matrix::new(rows, columns, |row, column| values[row * columns + column])
        };
        let thirds = ["proj2", "proj3", "proj5"].map(&array);
        let mut start = 0;
        let branches = ORDERS.map(|(order, left)| {
            let (w1, w2) = (array(&format!("w1_{order}")), array(&format!("w2_{order}")));
            // The furthest place that sees a piece comes first: that places ascend.
            let value = |w: &[f32], channel: usize, column: usize| {
                let back = order - 1 - column / CHANNELS;
                w[(back * CHANNELS + channel) * CHANNELS + column % CHANNELS]
            };
            let width = order * CHANNELS;
            let linear = Matrix::new(CHANNELS, 2 * width, |channel, column| {
                let w = if column < width { &w1 } else { &w2 };
                value(w, channel, column % width)
            });
            let second: Vec<f32> =
                (0..CHANNELS * width).map(|at| value(&w2, at / width, at % width)).collect();
            let steps: Vec<f32> = second
                .chunks_exact(width)
                .map(|row| row.iter().fold(f32::MIN_POSITIVE, |most, w| most.max(w.abs())) / 127.0)
                .collect();
            let second = second.iter().enumerate();
            let branch = Branch {
                order,
                left,
                start,
                linear,
                second: second.map(|(at, w)| (w / steps[at / width]).round() as i8).collect(),
                steps,
                first_bias: array(&format!("b1_{order}")),
                second_bias: array(&format!("b2_{order}")),
            };
            start += 2 * width;
            branch
        });
        Self {
            scale: array("scale"),
            low: array("lo"),
            least: array("eps")[0],
            project: Matrix::new(WIDTH, 3 * CHANNELS, |row, column| {
                thirds[column / CHANNELS][row * CHANNELS + column % CHANNELS]
            }),
            project_bias: joined(["proj_b2", "proj_b3", "proj_b5"]),
            projected: Layer {
                gain: joined(["ln_g2", "ln_g3", "ln_g5"]),
                bias: joined(["ln_b2", "ln_b3", "ln_b5"]),
            },
            branches,
            features: Layer { gain: array("ln_g"), bias: array("ln_b") },
            sum: matrix("cnn_W", FEATURES, WIDTH),
            sum_bias: array("cnn_b"),
            d0: matrix("d0", WIDTH, HIDDEN),
            d1: matrix("d1", HIDDEN, HIDDEN),
            p1: matrix("p1", WIDTH, HIDDEN),
            d2: matrix("d2", HIDDEN, WIDTH),
            p3: matrix("p3", HIDDEN, WIDTH),
            d3: matrix("d3", WIDTH, WIDTH),
        }
    }

    /// The vector of a piece, from its row of the `table`.
    #[inline(always)]
    fn embed(&self, table: &[u8], piece: u32, out: &mut [f32]) {
        let at = piece as usize % TABLE_ROWS;
        let (scale, low) = (self.scale[at % BLOCKS], self.low[at % BLOCKS]);
        for (slot, value) in out.iter_mut().zip(&table[at * WIDTH..(at + 1) * WIDTH]) {
            *slot = f32::from(*value) * scale + low;
        }
    }

    /// The profiles of `pieces`.
    pub(super) fn profiles(&self, table: &[u8], pieces: &[u32]) -> Vec<Profile> {
        let count = pieces.len();
        let mut vectors = vec![0.0; count * WIDTH];
        for (slot, piece) in vectors.chunks_exact_mut(WIDTH).zip(pieces) {
            self.embed(table, *piece, slot);
        }
        let mut projected = self.project_bias.repeat(count);
        self.project.add_product(&vectors, &mut projected);
        for values in projected.chunks_exact_mut(3 * CHANNELS) {
            normalize(values, &self.projected.gain, &self.projected.bias, self.least);
        }
        let mut profiles: Vec<Profile> = projected
            .chunks_exact(3 * CHANNELS)
            .map(|own| Profile { own: own.to_vec(), given: Vec::with_capacity(GIVEN) })
            .collect();
        for (third, branch) in self.branches.iter().enumerate() {
            let input: Vec<f32> = projected
                .chunks_exact(3 * CHANNELS)
                .flat_map(|values| &values[third * CHANNELS..(third + 1) * CHANNELS])
                .copied()
                .collect();
            let width = branch.linear.columns();
            let mut given = vec![0.0; count * width];
            branch.linear.add_product(&input, &mut given);
            for (profile, values) in profiles.iter_mut().zip(given.chunks_exact(width)) {
                profile.given.extend(values.iter().map(|value| half(*value)));
            }
        }
        profiles
    }

    /// Adds the normalized features of a row of at most [`MOST_PIECES`] pieces to `sum`; `profiles` are
    /// those of the pieces.
    pub(super) fn add_features(
        &self,
        table: &[u8],
        pieces: &[u32],
        profiles: &[&Profile],
        scratch: &mut Scratch,
        sum: &mut [f32],
    ) {
        wide(Row { network: self, table, pieces, profiles, scratch, sum });
    }

    /// Sums over sentences, projected: `sums` has [`FEATURES`] values a sentence, the result
    /// [`WIDTH`].
    pub(super) fn project_sums(&self, sums: &[f32], counts: &[f32]) -> Vec<f32> {
        let mut out: Vec<f32> =
            counts.iter().flat_map(|n| self.sum_bias.iter().map(move |b| n * b)).collect();
        self.sum.add_product(sums, &mut out);
        out
    }

    /// Unit vectors from projected sums and numbers of pieces.
    pub(super) fn vectors(&self, sums: &[f32], counts: &[f32]) -> Vec<f32> {
        let rows = counts.len();
        let means: Vec<f32> = sums
            .chunks_exact(WIDTH)
            .zip(counts)
            .flat_map(|(sum, count)| {
                let factor = 1.0 / count.max(1.0).sqrt();
                sum.iter().map(move |value| value * factor)
            })
            .collect();
        let mut y0 = vec![0.0; rows * HIDDEN];
        self.d0.add_product(&means, &mut y0);
        threshold(&mut y0);
        let mut y1 = vec![0.0; rows * HIDDEN];
        self.p1.add_product(&means, &mut y1);
        self.d1.add_product(&y0, &mut y1);
        threshold(&mut y1);
        let mut y2 = vec![0.0; rows * WIDTH];
        self.d2.add_product(&y1, &mut y2);
        threshold(&mut y2);
        let mut out = vec![0.0; rows * WIDTH];
        self.p3.add_product(&y1, &mut out);
        self.d3.add_product(&y2, &mut out);
        wide(Finish { vectors: &mut out, least: self.least });
        out
    }
}

fn threshold(values: &mut [f32]) {
    for value in values {
        *value = value.max(0.0);
    }
}

/// Tanh, and length 1.
struct Finish<'a> {
    vectors: &'a mut [f32],
    least: f32,
}

impl Wide for Finish<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        for vector in self.vectors.chunks_exact_mut(WIDTH) {
            for value in &mut *vector {
                *value = tanh(*value);
            }
            let factor = 1.0 / dot(vector, vector).max(self.least).sqrt();
            for value in vector {
                *value *= factor;
            }
        }
    }
}

/// Room to work in, kept from sentence to sentence.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    features: Vec<f32>,
    first: Vec<f32>,
    second: Vec<f32>,
}

/// A row of pieces whose features are summed up.
struct Row<'a> {
    network: &'a Network,
    table: &'a [u8],
    pieces: &'a [u32],
    profiles: &'a [&'a Profile],
    scratch: &'a mut Scratch,
    sum: &'a mut [f32],
}

impl Wide for Row<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let Self { network, table, pieces, profiles, scratch, sum } = self;
        let Scratch { features, first, second } = scratch;
        features.clear();
        features.resize(pieces.len() * FEATURES, 0.0);
        for (slot, piece) in features.chunks_exact_mut(FEATURES).zip(pieces) {
            network.embed(table, *piece, &mut slot[..WIDTH]);
        }
        for (third, branch) in network.branches.iter().enumerate() {
            convolve(branch, third, profiles, features, first, second);
        }
        let Layer { gain, bias } = &network.features;
        for values in features.chunks_exact_mut(FEATURES) {
            normalize(values, gain, bias, network.least);
            add(sum, values);
        }
    }
}

/// Both convolutions of a branch. `first` and `second` gather what each place is given; they begin
/// and end with places outside the row, which nobody reads.
#[inline(always)]
fn convolve(
    branch: &Branch,
    third: usize,
    profiles: &[&Profile],
    features: &mut [f32],
    first: &mut Vec<f32>,
    second: &mut Vec<f32>,
) {
    let width = branch.order * CHANNELS;
    let places = (profiles.len() + branch.order - 1) * CHANNELS;
    first.clear();
    first.resize(places, 0.0);
    second.clear();
    second.resize(places, 0.0);
    for (at, profile) in profiles.iter().enumerate() {
        let given = &profile.given[branch.start..branch.start + 2 * width];
        let (to_first, to_second) = given.split_at(width);
        let seen_from = at * CHANNELS..at * CHANNELS + width;
        add_halves(&mut first[seen_from.clone()], to_first);
        add_halves(&mut second[seen_from], to_second);
    }
    // Places before the row: as many as a piece is seen from ahead of it.
    let before = branch.order - 1 - branch.left;
    let from = WIDTH + third * CHANNELS;
    for (at, profile) in profiles.iter().enumerate() {
        let place = (at + before) * CHANNELS;
        let values = &mut first[place..place + CHANNELS];
        for (value, bias) in values.iter_mut().zip(&branch.first_bias) {
            *value = (*value + bias).max(0.0);
        }
        let own = &profile.own[third * CHANNELS..(third + 1) * CHANNELS];
        let feature = &mut features[at * FEATURES + from..at * FEATURES + from + CHANNELS];
        for ((slot, value), own) in feature.iter_mut().zip(&*values).zip(own) {
            *slot = value + own;
        }
        let seen_from = &mut second[at * CHANNELS..at * CHANNELS + width];
        for (group, values) in values.as_chunks::<LANES>().0.iter().enumerate() {
            if values.iter().fold(0.0_f32, |most, value| most.max(*value)) <= 0.0 {
                continue;
            }
            for (lane, value) in values.iter().enumerate() {
                if *value > 0.0 {
                    let channel = group * LANES + lane;
                    let weights = &branch.second[channel * width..(channel + 1) * width];
                    add_scaled(seen_from, *value * branch.steps[channel], weights);
                }
            }
        }
    }
    for at in 0..profiles.len() {
        let place = (at + before) * CHANNELS;
        let feature = &mut features[at * FEATURES + from..at * FEATURES + from + CHANNELS];
        let values = second[place..place + CHANNELS].iter().zip(&branch.second_bias);
        for (slot, (value, bias)) in feature.iter_mut().zip(values) {
            *slot += (value + bias).max(0.0);
        }
    }
}
