//! Greatest common divisors, which keep fractions reduced; most of the time of exact arithmetic goes here.

/// The greatest common divisor of a number of any sign and a denominator.
pub(super) fn gcd_positive(any: i128, positive: i128) -> i128 {
    // A divisor of `positive` is no larger than it, so the value fits.
    gcd(any.unsigned_abs(), positive.unsigned_abs()) as i128
}

/// The greatest common divisor; `gcd(0, n)` is `n`.
pub(super) fn gcd(mut a: u128, mut b: u128) -> u128 {
    loop {
        // Nearly every figure in an estate fits 64 bits, where the work is several times faster.
        if let (Ok(a), Ok(b)) = (u64::try_from(a), u64::try_from(b)) {
            return u128::from(gcd_u64(a, b));
        }
        if b == 0 {
            return a;
        }
        (a, b) = (b, a % b);
    }
}

/// The binary algorithm: shifts and subtractions only, no division.
fn gcd_u64(mut a: u64, mut b: u64) -> u64 {
    if a == 0 || b == 0 {
        return a | b;
    }
    let shift = (a | b).trailing_zeros();
    a >>= a.trailing_zeros();
    while a != 1 && b != 0 {
        b >>= b.trailing_zeros();
        if a > b {
            (a, b) = (b, a);
        }
        b -= a;
    }
    a << shift
}
