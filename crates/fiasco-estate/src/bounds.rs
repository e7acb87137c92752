//! Interval arithmetic over exact numbers: what is known is a point, what is guessed an interval, what is
//! unknown `[0, infinity)`. All quantities here are non-negative, so products and quotients are monotone in
//! each operand and the ends of a result come from the ends of its parts.

use crate::quantity::{Overflow, Rational};

/// A closed interval `[lo, hi]`; `hi` of `None` is infinity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// The least it can be.
    pub lo: Rational,
    /// The most it can be; `None` when there is no such thing.
    pub hi: Option<Rational>,
}

impl Bounds {
    /// Nothing is known: `[0, infinity)`.
    pub const UNKNOWN: Self = Self {
        lo: Rational::ZERO,
        hi: None,
    };
    /// Exactly zero.
    pub const ZERO: Self = Self {
        lo: Rational::ZERO,
        hi: Some(Rational::ZERO),
    };
    /// Exactly one.
    pub const ONE: Self = Self {
        lo: Rational::ONE,
        hi: Some(Rational::ONE),
    };

    /// Exactly this number.
    #[must_use]
    pub fn exact(value: Rational) -> Self {
        Self {
            lo: value,
            hi: Some(value),
        }
    }

    /// Exactly this count.
    #[must_use]
    pub fn count(value: impl TryInto<i64>) -> Self {
        Self::exact(Rational::int(value.try_into().unwrap_or(i64::MAX)))
    }

    /// The number, where the interval is a single point.
    #[must_use]
    pub fn point(&self) -> Option<Rational> {
        self.hi.filter(|hi| *hi == self.lo)
    }

    /// Whether the interval is a single point.
    #[must_use]
    pub fn is_exact(&self) -> bool {
        self.hi == Some(self.lo)
    }

    /// `self + other`.
    ///
    /// # Errors
    /// [`Overflow`] when an end grows beyond exact computation.
    pub fn plus(self, other: Self) -> Result<Self, Overflow> {
        let lo = self.lo.plus(other.lo)?;
        let hi = match (self.hi, other.hi) {
            // Most is known exactly, and computed once.
            (Some(a), Some(b)) if a == self.lo && b == other.lo => Some(lo),
            (Some(a), Some(b)) => Some(a.plus(b)?),
            _ => None,
        };
        Ok(Self { lo, hi })
    }

    /// `self * other`, for non-negative operands; infinity times exactly zero is zero.
    ///
    /// # Errors
    /// [`Overflow`] when an end grows beyond exact computation.
    pub fn times(self, other: Self) -> Result<Self, Overflow> {
        let lo = self.lo.times(other.lo)?;
        let hi = match (self.hi, other.hi) {
            (Some(a), Some(b)) if a == self.lo && b == other.lo => Some(lo),
            (Some(a), Some(b)) => Some(a.times(b)?),
            (Some(a), None) | (None, Some(a)) if a.is_zero() => Some(Rational::ZERO),
            _ => None,
        };
        Ok(Self { lo, hi })
    }

    /// `self / other`, for non-negative operands.
    ///
    /// # Errors
    /// [`Overflow`] when an end grows beyond exact computation, or `other` is exactly zero.
    pub fn over(self, other: Self) -> Result<Self, Overflow> {
        let lo = match other.hi {
            Some(most) => self.lo.over(most)?,
            None => Rational::ZERO,
        };
        let hi = match self.hi {
            Some(hi) if !other.lo.is_zero() => Some(hi.over(other.lo)?),
            _ => None,
        };
        Ok(Self { lo, hi })
    }

    /// `max(self - other, 0)`.
    ///
    /// # Errors
    /// [`Overflow`] when an end grows beyond exact computation.
    pub fn less(self, other: Self) -> Result<Self, Overflow> {
        let lo = match other.hi {
            Some(most) => self.lo.minus(most)?.max(Rational::ZERO),
            None => Rational::ZERO,
        };
        let hi = match self.hi {
            Some(hi) => Some(hi.minus(other.lo)?.max(Rational::ZERO)),
            None => None,
        };
        Ok(Self { lo, hi })
    }

    /// The smaller of the two, end by end.
    #[must_use]
    pub fn min(self, other: Self) -> Self {
        let hi = match (self.hi, other.hi) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, None) => a,
            (None, b) => b,
        };
        Self {
            lo: self.lo.min(other.lo),
            hi,
        }
    }

    /// The larger of the two, end by end.
    #[must_use]
    pub fn max(self, other: Self) -> Self {
        let hi = match (self.hi, other.hi) {
            (Some(a), Some(b)) => Some(a.max(b)),
            _ => None,
        };
        Self {
            lo: self.lo.max(other.lo),
            hi,
        }
    }

    /// Multiplied by an exact factor.
    ///
    /// # Errors
    /// [`Overflow`] when an end grows beyond exact computation.
    pub fn scaled(self, factor: Rational) -> Result<Self, Overflow> {
        self.times(Self::exact(factor))
    }
}
