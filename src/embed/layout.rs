//! The arrays of the network: names and shapes as in the published weights.

/// Values of a piece's vector, and of a sentence's.
pub(super) const WIDTH: usize = 512;
/// Values of one convolution's channel vector.
pub(super) const CHANNELS: usize = 256;
/// The table of pieces comes in so many blocks: piece `i` is row `i / BLOCKS` of block `i % BLOCKS`.
pub(super) const BLOCKS: usize = 17;
/// Rows of a block.
pub(super) const BLOCK_ROWS: usize = 7530;
/// Rows of the whole table.
pub(super) const TABLE_ROWS: usize = BLOCKS * BLOCK_ROWS;
/// Values of a layer of the residual network.
pub(super) const HIDDEN: usize = 320;
/// Values of a piece after the convolutions.
pub(super) const FEATURES: usize = WIDTH + 3 * CHANNELS;

/// The three convolutions: how many pieces each sees, and how many of them before the piece itself.
pub(super) const ORDERS: [(usize, usize); 3] = [(2, 0), (3, 1), (5, 2)];

/// An array of 32-bit floats: its name and shape.
pub(super) type Shape = (&'static str, &'static [usize]);

/// Every array of floats, in the order in which a packed model stores them.
pub(super) const FLOATS: [Shape; 37] = [
    ("scale", &[BLOCKS]),
    ("lo", &[BLOCKS]),
    ("proj2", &[WIDTH, CHANNELS]),
    ("proj3", &[WIDTH, CHANNELS]),
    ("proj5", &[WIDTH, CHANNELS]),
    ("proj_b2", &[CHANNELS]),
    ("proj_b3", &[CHANNELS]),
    ("proj_b5", &[CHANNELS]),
    ("ln_g2", &[CHANNELS]),
    ("ln_g3", &[CHANNELS]),
    ("ln_g5", &[CHANNELS]),
    ("ln_b2", &[CHANNELS]),
    ("ln_b3", &[CHANNELS]),
    ("ln_b5", &[CHANNELS]),
    ("w1_2", &[2 * CHANNELS, CHANNELS]),
    ("w1_3", &[3 * CHANNELS, CHANNELS]),
    ("w1_5", &[5 * CHANNELS, CHANNELS]),
    ("b1_2", &[CHANNELS]),
    ("b1_3", &[CHANNELS]),
    ("b1_5", &[CHANNELS]),
    ("w2_2", &[2 * CHANNELS, CHANNELS]),
    ("w2_3", &[3 * CHANNELS, CHANNELS]),
    ("w2_5", &[5 * CHANNELS, CHANNELS]),
    ("b2_2", &[CHANNELS]),
    ("b2_3", &[CHANNELS]),
    ("b2_5", &[CHANNELS]),
    ("ln_g", &[FEATURES]),
    ("ln_b", &[FEATURES]),
    ("cnn_W", &[FEATURES, WIDTH]),
    ("cnn_b", &[WIDTH]),
    ("d0", &[WIDTH, HIDDEN]),
    ("d1", &[HIDDEN, HIDDEN]),
    ("p1", &[WIDTH, HIDDEN]),
    ("d2", &[HIDDEN, WIDTH]),
    ("p3", &[HIDDEN, WIDTH]),
    ("d3", &[WIDTH, WIDTH]),
    // Not an array of the published weights: the constant of the normalizations, there a double.
    ("eps", &[1]),
];
