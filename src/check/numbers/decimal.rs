//! Exact decimal numbers: what is compared is what was written, without rounding.

use std::cmp::Ordering;

/// `digits × 10^exponent`, with no zero at the end of `digits`; zero is `0 × 10^0`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Decimal {
    digits: u128,
    exponent: i32,
}

impl std::fmt::Display for Decimal {
    /// The same for every spelling of a number, and no other.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}e{}", self.digits, self.exponent)
    }
}

impl Decimal {
    /// `digits × 10^exponent`.
    pub(super) fn new(mut digits: u128, mut exponent: i32) -> Self {
        if digits == 0 {
            return Self { digits, exponent: 0 };
        }
        while digits.is_multiple_of(10) {
            digits /= 10;
            exponent += 1;
        }
        Self { digits, exponent }
    }

    /// Reads digits with at most one point; `None` for anything else or more than 30 digits.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut digits: u128 = 0;
        let mut exponent = 0;
        let mut seen_point = false;
        let mut count = 0;
        for c in text.chars() {
            match c.to_digit(10) {
                Some(digit) => {
                    digits = digits * 10 + u128::from(digit);
                    count += 1;
                    if seen_point {
                        exponent -= 1;
                    }
                }
                None if c == '.' && !seen_point => seen_point = true,
                None => return None,
            }
            if count > 30 {
                return None;
            }
        }
        (count > 0).then(|| Self::new(digits, exponent))
    }

    /// `self × 10^power`.
    #[must_use]
    pub(super) fn scaled(self, power: i32) -> Self {
        if self.digits == 0 { self } else { Self { exponent: self.exponent + power, ..self } }
    }

    /// Whether the digits are the same, whatever the power of ten.
    pub(super) fn same_digits(self, other: Self) -> bool {
        self.digits == other.digits
    }

    /// How many powers of ten `other` is larger, where the digits are the same.
    pub(super) fn powers_to(self, other: Self) -> i32 {
        other.exponent - self.exponent
    }

    /// How many digits it has without zeros at the end.
    pub(super) fn significant(self) -> usize {
        self.digits.to_string().len()
    }

    /// As a whole number below 2^64, where it is one.
    pub(super) fn whole(self) -> Option<u64> {
        let power = 10_u128.checked_pow(u32::try_from(self.exponent).ok()?)?;
        u64::try_from(self.digits.checked_mul(power)?).ok()
    }

    /// Whether `self` rounds to `other`, which has fewer digits (12.48 to 12.5).
    pub(super) fn rounds_to(self, other: Self) -> bool {
        let drop = other.exponent - self.exponent;
        if !(1..=12).contains(&drop) {
            return false;
        }
        let Some(unit) = 10_u128.checked_pow(drop.unsigned_abs()) else { return false };
        let down = self.digits / unit;
        let up = down + 1;
        match (self.digits % unit * 2).cmp(&unit) {
            Ordering::Less => down == other.digits,
            Ordering::Equal => down == other.digits || up == other.digits,
            Ordering::Greater => up == other.digits,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zeros_at_the_end_do_not_count() {
        assert_eq!(Decimal::parse("350"), Decimal::parse("350.0"));
        assert_eq!(Decimal::parse("35").unwrap().scaled(9), Decimal::parse("35000000000").unwrap());
        assert_eq!(Decimal::parse("1.2.3"), None);
        assert_eq!(Decimal::parse("0.0").unwrap().scaled(4), Decimal::new(0, 0));
    }

    #[test]
    fn powers_are_told() {
        let one = Decimal::parse("1.5").unwrap();
        assert_eq!(one.powers_to(Decimal::parse("1500").unwrap()), 3);
        assert!(one.same_digits(Decimal::parse("15").unwrap()));
    }

    #[test]
    fn rounding_is_seen() {
        let d = |t: &str| Decimal::parse(t).unwrap();
        assert!(d("12.48").rounds_to(d("12.5")));
        assert!(!d("12.48").rounds_to(d("12.4")));
        assert!(!d("12.5").rounds_to(d("12.48")));
    }
}
