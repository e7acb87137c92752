//! `x^(1/k)` in whole numbers: the same on every machine, and rounded outwards.
//!
//! Binary logarithm by repeated squaring, division, and the product of powers `2^(2^-i)` for the way back. Every step
//! cuts off, so that each result lies a little below the true one; the sum of all that was cut off is far below
//! the `2^-30` by which the result is widened.

use fiasco_estate::Bounds;
use fiasco_estate::quantity::{Overflow, Rational};

/// Bits behind the point of a mantissa.
const MANTISSA: u32 = 62;
/// Bits behind the point of a logarithm.
const BITS: u32 = 40;
/// Logarithms beyond this are refused: nobody states a battery that lasts a million times longer.
const MOST: i128 = 20;

/// `x^(1/k)`, for positive `x` between about a millionth and a million, and `k` of at least 1.
///
/// # Errors
/// [`Overflow`] beyond that.
pub fn root(x: Rational, k: Rational) -> Result<Bounds, Overflow> {
    if x <= Rational::ZERO || k < Rational::ONE {
        return Err(Overflow);
    }
    if x == Rational::ONE || k == Rational::ONE {
        return Ok(Bounds::exact(x));
    }
    let log = logarithm(x)?;
    let scaled = Rational::new(log, 1 << BITS)?.over(k)?;
    let fixed = scaled.times(Rational::int(1 << BITS))?.floor();
    let (low, high) = (power(fixed)?, power(fixed.checked_add(3).ok_or(Overflow)?)?);
    let slack = Rational::new(1, 1 << 30)?;
    Ok(Bounds {
        lo: low.times(Rational::ONE.minus(slack)?)?,
        hi: Some(high.times(Rational::ONE.plus(slack)?)?),
    })
}

/// The binary logarithm, with [`BITS`] bits behind the point, cut off.
fn logarithm(x: Rational) -> Result<i128, Overflow> {
    let two = Rational::int(2);
    let (mut mantissa, mut whole) = (x, 0_i128);
    while mantissa >= two {
        mantissa = mantissa.over(two)?;
        whole += 1;
    }
    while mantissa < Rational::ONE {
        mantissa = mantissa.times(two)?;
        whole -= 1;
    }
    if whole.abs() > MOST {
        return Err(Overflow);
    }
    let fixed = mantissa.times(Rational::int(1 << 61))?.times(two)?.floor();
    let mut fixed = u128::try_from(fixed).map_err(|_| Overflow)?;
    let mut log = whole;
    for _ in 0..BITS {
        // Below 2^63 each, so that the square stays below 2^126.
        fixed = (fixed * fixed) >> MANTISSA;
        let bit = fixed >> (MANTISSA + 1);
        fixed >>= bit;
        log = log * 2 + i128::try_from(bit).map_err(|_| Overflow)?;
    }
    Ok(log)
}

/// `2^y`, of `y` with [`BITS`] bits behind the point; with 32 bits behind the point, cut off.
fn power(y: i128) -> Result<Rational, Overflow> {
    let whole = y >> BITS;
    let rest = y - (whole << BITS);
    let mut product: u128 = 1 << MANTISSA;
    let mut step: u128 = 2 << MANTISSA;
    for bit in (0..BITS).rev() {
        step = (step << MANTISSA).isqrt();
        if rest >> bit & 1 == 1 {
            product = (product * step) >> MANTISSA;
        }
    }
    let cut = i128::try_from(product >> (MANTISSA - 32)).map_err(|_| Overflow)?;
    let shift = |by: i128| {
        u32::try_from(by)
            .ok()
            .and_then(|by| 1_i128.checked_shl(by))
            .ok_or(Overflow)
    };
    if whole >= 0 {
        Rational::new(cut.checked_mul(shift(whole)?).ok_or(Overflow)?, 1 << 32)
    } else {
        Rational::new(cut, shift(32 - whole)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roots_enclose_the_true_value() {
        // 2^(1/1.3), 2^(1/1.05), (1/2)^(1/1.15), 10^(1/1.25), 3^(1/1.1).
        for (x, k, value) in [
            ((2, 1), (13, 10), 1.704_360_792_857_1),
            ((2, 1), (21, 20), 1.935_063_557_047_8),
            ((1, 2), (23, 20), 0.547_311_768_217_4),
            ((10, 1), (5, 4), 6.309_573_444_801_9),
            ((3, 1), (11, 10), 2.714_854_726_565_8),
        ] {
            let ratio = |(num, den): (i128, i128)| Rational::new(num, den).expect("small");
            let found = root(ratio(x), ratio(k)).expect("computable");
            let (lo, hi) = (found.lo.to_f64(), found.hi.expect("bounded").to_f64());
            assert!(lo < value && value < hi, "{x:?}^(1/{k:?}): {lo} {value} {hi}");
            assert!(hi - lo < 1e-7, "{x:?}^(1/{k:?}): {lo} {hi}");
        }
        let three = Rational::int(3);
        assert_eq!(root(three, Rational::ONE), Ok(Bounds::exact(three)));
        assert_eq!(root(Rational::ONE, three), Ok(Bounds::ONE));
        assert_eq!(root(Rational::ZERO, three), Err(Overflow));
        assert_eq!(root(Rational::int(1 << 40), three), Err(Overflow));
    }
}
