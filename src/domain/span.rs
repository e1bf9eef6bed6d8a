//! Half-open ranges that know their unit: bytes and characters never mix.

use std::{fmt, marker::PhantomData, ops::Range};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Bytes of a UTF-8 string.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Byte;

/// Unicode scalar values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Char;

/// A half-open range `start..end` counted in `U` ([`Byte`] or [`Char`]); `start <= end` always.
#[derive(PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span<U> {
    start: usize,
    end: usize,
    unit: PhantomData<U>,
}

// By hand: a derive would ask `U: Copy`, and a generic `self` would then be no copy.
impl<U> Clone for Span<U> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<U> Copy for Span<U> {}

impl<U> Span<U> {
    /// The range `start..end`; an `end` before `start` gives the empty range at `start`.
    pub fn new(start: usize, end: usize) -> Self {
        Self { start, end: end.max(start), unit: PhantomData }
    }

    /// The first position.
    pub fn start(self) -> usize {
        self.start
    }

    /// The position after the last.
    pub fn end(self) -> usize {
        self.end
    }

    /// How many units it covers.
    pub fn len(self) -> usize {
        self.end - self.start
    }

    /// Whether it covers nothing.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// The same range shifted right by `by`.
    #[must_use]
    pub fn shifted(self, by: usize) -> Self {
        Self::new(self.start + by, self.end + by)
    }

    /// The smallest range that covers both.
    #[must_use]
    pub fn cover(self, other: Self) -> Self {
        Self::new(self.start.min(other.start), self.end.max(other.end))
    }

    /// Whether `other` lies inside.
    pub fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// As a standard range.
    pub fn range(self) -> Range<usize> {
        self.start..self.end
    }
}

impl Span<Byte> {
    /// The text of the span, or `""` where it is out of bounds or cuts a character.
    pub fn of(self, text: &str) -> &str {
        text.get(self.range()).unwrap_or("")
    }
}

impl<U> fmt::Debug for Span<U> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..{}", self.start, self.end)
    }
}

impl<U> Serialize for Span<U> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (self.start, self.end).serialize(serializer)
    }
}

impl<'de, U> Deserialize<'de> for Span<U> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (start, end) = <(usize, usize)>::deserialize(deserializer)?;
        Ok(Self::new(start, end))
    }
}
