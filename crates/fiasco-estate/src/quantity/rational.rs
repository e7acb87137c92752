//! Exact fractions of two 128-bit integers: the only kind of number the estate computes with.
//!
//! Operations answer [`Overflow`] rather than wrap or round, because a wrong figure in a capacity report is
//! worse than none. They are named `plus`, `minus`, `times` and `over`: the operator traits cannot fail.

use std::cmp::Ordering;
use std::fmt;

use super::gcd::{gcd, gcd_positive};

/// A result (or a step on the way to it) has a numerator or denominator of more than 127 bits, or divides by
/// zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
#[error("a number grew beyond what can be computed exactly")]
pub struct Overflow;

/// An exact fraction, always reduced, with a denominator above zero; a whole number has denominator 1.
///
/// The numerator is never `i128::MIN`, so negation cannot overflow.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Rational {
    num: i128,
    den: i128,
}

impl Rational {
    /// Zero.
    pub const ZERO: Self = Self::int(0);
    /// One.
    pub const ONE: Self = Self::int(1);

    /// A whole number.
    #[must_use]
    pub const fn int(value: i64) -> Self {
        Self {
            num: value as i128,
            den: 1,
        }
    }

    /// The fraction `NUM / DEN`, reduced when the program is built.
    #[must_use]
    pub const fn ratio<const NUM: i64, const DEN: i64>() -> Self {
        const {
            assert!(DEN > 0, "a fraction of nothing");
            let (mut a, mut b) = (NUM.unsigned_abs(), DEN.unsigned_abs());
            while b > 0 {
                (a, b) = (b, a % b);
            }
            Self {
                num: NUM as i128 / a as i128,
                den: DEN as i128 / a as i128,
            }
        }
    }

    /// The fraction `num / den`, reduced.
    ///
    /// # Errors
    /// [`Overflow`] when `den` is zero, or when the reduced parts exceed `i128::MAX`.
    pub fn new(num: i128, den: i128) -> Result<Self, Overflow> {
        if den == 1 {
            return whole(Some(num));
        }
        if den == 0 {
            return Err(Overflow);
        }
        let (top, bottom) = (num.unsigned_abs(), den.unsigned_abs());
        let common = gcd(top, bottom);
        let magnitude = i128::try_from(top / common).map_err(|_| Overflow)?;
        let den_magnitude = i128::try_from(bottom / common).map_err(|_| Overflow)?;
        let negative = (num < 0) != (den < 0);
        Ok(Self {
            num: if negative { -magnitude } else { magnitude },
            den: den_magnitude,
        })
    }

    /// The numerator of the reduced form; it carries the sign.
    #[must_use]
    pub const fn num(self) -> i128 {
        self.num
    }

    /// The denominator of the reduced form, at least 1.
    #[must_use]
    pub const fn den(self) -> i128 {
        self.den
    }

    /// The sum.
    ///
    /// # Errors
    /// [`Overflow`] when the sum cannot be held exactly.
    pub fn plus(self, other: Self) -> Result<Self, Overflow> {
        if self.den == other.den {
            let sum = self.num.checked_add(other.num);
            return if self.den == 1 {
                whole(sum)
            } else {
                Self::new(sum.ok_or(Overflow)?, self.den)
            };
        }
        // Dividing by the common factor first keeps the products small, and only a factor of it can cancel in
        // the sum (Knuth, The Art of Computer Programming, volume 2, section 4.5.1).
        let common = gcd_positive(self.den, other.den);
        let left = self.num.checked_mul(divided(other.den, common)).ok_or(Overflow)?;
        let right = other.num.checked_mul(divided(self.den, common)).ok_or(Overflow)?;
        let sum = whole(left.checked_add(right))?.num;
        let cancel = gcd_positive(sum, common);
        let den = divided(self.den, common)
            .checked_mul(divided(other.den, cancel))
            .ok_or(Overflow)?;
        Ok(Self {
            num: divided(sum, cancel),
            den,
        })
    }

    /// The difference.
    ///
    /// # Errors
    /// [`Overflow`] when the difference cannot be held exactly.
    pub fn minus(self, other: Self) -> Result<Self, Overflow> {
        self.plus(other.negated())
    }

    /// The product.
    ///
    /// # Errors
    /// [`Overflow`] when the product cannot be held exactly.
    #[inline]
    pub fn times(self, other: Self) -> Result<Self, Overflow> {
        if self.den == 1 && other.den == 1 {
            return whole(self.num.checked_mul(other.num));
        }
        self.times_fraction(other)
    }

    fn times_fraction(self, other: Self) -> Result<Self, Overflow> {
        // Both are reduced, so only crosswise factors can cancel; cancelling first leaves the result reduced.
        let (first, second) = (
            gcd_positive(self.num, other.den),
            gcd_positive(other.num, self.den),
        );
        let num = whole(divided(self.num, first).checked_mul(divided(other.num, second)))?.num;
        let den = divided(self.den, second)
            .checked_mul(divided(other.den, first))
            .ok_or(Overflow)?;
        Ok(Self { num, den })
    }

    /// The quotient.
    ///
    /// # Errors
    /// [`Overflow`] when `other` is zero or the quotient cannot be held exactly.
    pub fn over(self, other: Self) -> Result<Self, Overflow> {
        if self.den == 1 && other.den == 1 {
            return Self::new(self.num, other.num);
        }
        let reciprocal = match other.num.cmp(&0) {
            Ordering::Equal => return Err(Overflow),
            Ordering::Greater => Self {
                num: other.den,
                den: other.num,
            },
            Ordering::Less => Self {
                num: -other.den,
                den: -other.num,
            },
        };
        self.times(reciprocal)
    }

    /// The same magnitude with the other sign.
    #[must_use]
    pub const fn negated(self) -> Self {
        Self {
            num: -self.num,
            den: self.den,
        }
    }

    /// The largest whole number not above this one.
    #[must_use]
    pub const fn floor(self) -> i128 {
        self.num.div_euclid(self.den)
    }

    /// The smallest whole number not below this one.
    #[must_use]
    pub const fn ceil(self) -> i128 {
        -(-self.num).div_euclid(self.den)
    }

    /// Whether this is a whole number.
    #[must_use]
    pub const fn is_integer(self) -> bool {
        self.den == 1
    }

    /// Whether this is below zero.
    #[must_use]
    pub const fn is_negative(self) -> bool {
        self.num < 0
    }

    /// Whether this is zero.
    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.num == 0
    }

    /// The nearest floating-point number, give or take one rounding step: for charts, never for verdicts.
    #[must_use]
    pub fn to_f64(self) -> f64 {
        self.num as f64 / self.den as f64
    }
}

/// A number divided by one of its divisors: mostly by 1, and seldom beyond 64 bits, where dividing is dear.
#[inline]
fn divided(number: i128, by: i128) -> i128 {
    if by == 1 {
        return number;
    }
    match (i64::try_from(number), i64::try_from(by)) {
        // The one quotient that would not fit is that of the least number and -1, and a divisor is above zero.
        (Ok(number), Ok(by)) => i128::from(number / by),
        _ => number / by,
    }
}

/// A whole number from a checked operation; refuses `i128::MIN`, which could not be negated.
#[inline]
fn whole(num: Option<i128>) -> Result<Rational, Overflow> {
    match num {
        Some(num) if num != i128::MIN => Ok(Rational { num, den: 1 }),
        _ => Err(Overflow),
    }
}

impl fmt::Display for Rational {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.den == 1 {
            write!(f, "{}", self.num)
        } else {
            write!(f, "{}/{}", self.num, self.den)
        }
    }
}

impl fmt::Debug for Rational {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Default for Rational {
    fn default() -> Self {
        Self::ZERO
    }
}
