//! Loops over floats, compiled for the widest vectors of the machine that runs them.
//!
//! Each element's sum is taken in the same order whatever the width, and a product is rounded before
//! it is added, so the width changes nothing but the time.

/// Work that is compiled once more for wide vectors.
pub(super) trait Wide {
    type Output;

    /// Does the work; what it calls must be `#[inline(always)]` to be compiled along.
    fn run(self) -> Self::Output;
}

struct Call<W>(W);

impl<W: Wide> pulp::NullaryFnOnce for Call<W> {
    type Output = W::Output;

    #[inline(always)]
    fn call(self) -> W::Output {
        self.0.run()
    }
}

/// Does the work with the widest vectors there are.
pub(super) fn wide<W: Wide>(work: W) -> W::Output {
    pulp::Arch::new().dispatch(Call(work))
}

/// Sums of this many interleaved parts are taken side by side.
pub(super) const LANES: usize = 16;

/// `out += values`.
#[inline(always)]
pub(super) fn add(out: &mut [f32], values: &[f32]) {
    for (slot, value) in out.iter_mut().zip(values) {
        *slot += value;
    }
}

/// `out += values`, which are stored by half: see [`half`].
#[inline(always)]
pub(super) fn add_halves(out: &mut [f32], values: &[u16]) {
    for (slot, value) in out.iter_mut().zip(values) {
        *slot += f32::from_bits(u32::from(*value) << 16);
    }
}

/// The upper half of a float, rounded: sign, exponent and seven binary digits ("bfloat16").
pub(super) fn half(value: f32) -> u16 {
    (value.to_bits().saturating_add(0x8000) >> 16) as u16
}

/// `out += factor · values`.
#[inline(always)]
pub(super) fn add_scaled(out: &mut [f32], factor: f32, values: &[i8]) {
    for (slot, value) in out.iter_mut().zip(values) {
        *slot += factor * f32::from(*value);
    }
}

/// The sum of `f` over the values: lane by lane, then over the lanes.
#[inline(always)]
fn sum_of(values: &[f32], f: impl Fn(f32) -> f32) -> f32 {
    let mut lanes = [0.0_f32; LANES];
    let (chunks, rest) = values.as_chunks::<LANES>();
    for chunk in chunks {
        for (lane, value) in lanes.iter_mut().zip(chunk) {
            *lane += f(*value);
        }
    }
    for (lane, value) in lanes.iter_mut().zip(rest) {
        *lane += f(*value);
    }
    let mut sum = 0.0;
    for lane in lanes {
        sum += lane;
    }
    sum
}

/// Σ a·b.
#[inline(always)]
pub(super) fn dot(a: &[f32], b: &[f32]) -> f32 {
    let mut lanes = [0.0_f32; LANES];
    for (a, b) in a.as_chunks::<LANES>().0.iter().zip(b.as_chunks::<LANES>().0) {
        for ((lane, a), b) in lanes.iter_mut().zip(a).zip(b) {
            *lane += a * b;
        }
    }
    let mut sum = 0.0;
    for lane in lanes {
        sum += lane;
    }
    sum
}

/// Normalizes a layer (Ba et al. 2016): mean 0 and variance 1, then `gain` and `bias`.
#[inline(always)]
pub(super) fn normalize(values: &mut [f32], gain: &[f32], bias: &[f32], least: f32) {
    let count = values.len() as f32;
    let mean = sum_of(values, |v| v) / count;
    for value in &mut *values {
        *value -= mean;
    }
    let variance = sum_of(values, |v| v * v) / count;
    let factor = 1.0 / (variance + least).sqrt();
    for ((value, gain), bias) in values.iter_mut().zip(gain).zip(bias) {
        *value = *value * factor * gain + bias;
    }
}

/// The hyperbolic tangent by Lambert's continued fraction, cut where it reaches 1; within 1e-4.
#[inline(always)]
pub(super) fn tanh(x: f32) -> f32 {
    let x = x.clamp(-4.97, 4.97);
    let s = x * x;
    let above = x * (135_135.0 + s * (17_325.0 + s * (378.0 + s)));
    let below = 135_135.0 + s * (62_370.0 + s * (3_150.0 + s * 28.0));
    (above / below).clamp(-1.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tanh_is_close_everywhere() {
        for step in -8000..=8000 {
            let x = step as f32 / 1000.0;
            assert!((tanh(x) - libm::tanhf(x)).abs() < 1e-4, "{x}");
        }
    }

    #[test]
    fn halves_keep_seven_digits() {
        for value in [0.0, 1.0, -2.5, 3.27, -1234.567, 1.0e-9] {
            let kept = f32::from_bits(u32::from(half(value)) << 16);
            assert!((kept - value).abs() <= value.abs() / 256.0, "{value} {kept}");
        }
    }

    #[test]
    fn a_normalized_layer_has_mean_0_and_variance_1() {
        let mut values: Vec<f32> = (0..40).map(|i| (i * i) as f32).collect();
        normalize(&mut values, &[1.0; 40], &[0.0; 40], 1e-12);
        let mean: f32 = values.iter().sum::<f32>() / 40.0;
        let variance: f32 = values.iter().map(|v| v * v).sum::<f32>() / 40.0;
        assert!(mean.abs() < 1e-5 && (variance - 1.0).abs() < 1e-4);
    }
}
