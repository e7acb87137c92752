//! Quantiles of the normal and of Student's t distribution.

use std::f64::consts::{PI, SQRT_2};

/// The quantile of the standard normal distribution: Acklam's rational approximation, then one step of Halley's method
/// against [`erfc`]; better than 1e-12 in the middle.
#[must_use]
pub fn normal(p: f64) -> f64 {
    if !(p > 0.0 && p < 1.0) {
        return if p <= 0.0 {
            f64::NEG_INFINITY
        } else {
            f64::INFINITY
        };
    }
    let tail = p.min(1.0 - p);
    let rough = if tail < 0.02425 {
        let q = (-2.0 * tail.ln()).sqrt();
        poly(q, &TAIL_OVER) / poly_one(q, &TAIL_UNDER)
    } else {
        let q = tail - 0.5;
        let r = q * q;
        q * poly(r, &MIDDLE_OVER) / poly_one(r, &MIDDLE_UNDER)
    };
    let off = 0.5 * erfc(-rough / SQRT_2) - tail;
    let step = off * (2.0 * PI).sqrt() * (rough * rough / 2.0).exp();
    let lower = rough - step / (1.0 + rough * step / 2.0);
    if p <= 0.5 { lower } else { -lower }
}

const MIDDLE_OVER: [f64; 6] = [
    -3.969_683_028_665_376e1,
    2.209_460_984_245_205e2,
    -2.759_285_104_469_687e2,
    1.383_577_518_672_69e2,
    -3.066_479_806_614_716e1,
    2.506_628_277_459_239,
];
const MIDDLE_UNDER: [f64; 5] = [
    -5.447_609_879_822_406e1,
    1.615_858_368_580_409e2,
    -1.556_989_798_598_866e2,
    6.680_131_188_771_972e1,
    -1.328_068_155_288_572e1,
];
const TAIL_OVER: [f64; 6] = [
    -7.784_894_002_430_293e-3,
    -3.223_964_580_411_365e-1,
    -2.400_758_277_161_838,
    -2.549_732_539_343_734,
    4.374_664_141_464_968,
    2.938_163_982_698_783,
];
const TAIL_UNDER: [f64; 4] = [
    7.784_695_709_041_462e-3,
    3.224_671_290_700_398e-1,
    2.445_134_137_142_996,
    3.754_408_661_907_416,
];

fn poly(x: f64, from_highest: &[f64]) -> f64 {
    from_highest.iter().fold(0.0, |sum, c| sum * x + c)
}

/// A polynomial whose last coefficient is 1.
fn poly_one(x: f64, from_highest: &[f64]) -> f64 {
    poly(x, from_highest) * x + 1.0
}

/// The complementary error function, by the incomplete gamma function of one half.
#[must_use]
pub fn erfc(x: f64) -> f64 {
    let upper = gamma_upper(0.5, x * x);
    if x >= 0.0 { upper } else { 2.0 - upper }
}

/// The regularized upper incomplete gamma function Q(a, x): a series below `a + 1`, a continued fraction above it (Lentz).
#[must_use]
pub fn gamma_upper(a: f64, x: f64) -> f64 {
    if x <= 0.0 {
        return 1.0;
    }
    let front = (a * x.ln() - x - ln_gamma(a)).exp();
    if x < a + 1.0 {
        let (mut term, mut sum, mut n) = (1.0 / a, 1.0 / a, a);
        while term.abs() > sum.abs() * 1e-17 {
            n += 1.0;
            term *= x / n;
            sum += term;
        }
        return 1.0 - front * sum;
    }
    let mut b = x + 1.0 - a;
    let (mut c, mut d) = (1.0 / TINY, 1.0 / b);
    let mut h = d;
    for i in 1..500 {
        let an = -f64::from(i) * (f64::from(i) - a);
        b += 2.0;
        d = 1.0 / far(an * d + b);
        c = far(b + an / c);
        h *= d * c;
        if (d * c - 1.0).abs() < 1e-16 {
            break;
        }
    }
    front * h
}

/// The logarithm of the gamma function for positive numbers: Stirling's series, after the recurrence has carried small
/// ones up.
#[must_use]
pub fn ln_gamma(x: f64) -> f64 {
    let (mut x, mut shift) = (x, 0.0);
    while x < 15.0 {
        shift += x.ln();
        x += 1.0;
    }
    let r = 1.0 / (x * x);
    let series =
        (1.0 / 12.0 + r * (-1.0 / 360.0 + r * (1.0 / 1260.0 + r * (-1.0 / 1680.0 + r / 1188.0)))) / x;
    (x - 0.5) * x.ln() - x + 0.5 * (2.0 * PI).ln() + series - shift
}

/// The quantile of Student's t distribution with `freedom` degrees, by Newton's method on its distribution function from
/// the normal quantile on.
#[must_use]
pub fn student(p: f64, freedom: u64) -> f64 {
    if freedom == 0 || !(p > 0.0 && p < 1.0) {
        return if p <= 0.0 {
            f64::NEG_INFINITY
        } else {
            f64::INFINITY
        };
    }
    if p < 0.5 {
        return -student(1.0 - p, freedom);
    }
    let n = freedom as f64;
    // The closed forms of one and two degrees; their tails are too heavy to be found from the normal's.
    match freedom {
        1 => return (PI * (p - 0.5)).tan(),
        2 => return (2.0 * p - 1.0) / (2.0 * p * (1.0 - p)).sqrt(),
        _ => {}
    }
    let (mut low, mut high) = (0.0, 1e3);
    let mut t = normal(p);
    for _ in 0..100 {
        let off = student_cdf(t, n) - p;
        if off > 0.0 {
            high = t
        } else {
            low = t
        }
        let density = (ln_gamma((n + 1.0) / 2.0) - ln_gamma(n / 2.0)).exp() / (n * PI).sqrt()
            * (1.0 + t * t / n).powf(-(n + 1.0) / 2.0);
        let next = t - off / density;
        let next = if next > low && next < high {
            next
        } else {
            f64::midpoint(low, high)
        };
        if (next - t).abs() <= 1e-14 * next.abs() {
            return next;
        }
        t = next;
    }
    t
}

fn student_cdf(t: f64, n: f64) -> f64 {
    1.0 - 0.5 * beta(n / 2.0, 0.5, n / (n + t * t))
}

/// The regularized incomplete beta function, by its continued fraction (DLMF 8.17.22), evaluated by Lentz's method.
#[must_use]
pub fn beta(a: f64, b: f64, x: f64) -> f64 {
    if x <= 0.0 || x >= 1.0 {
        return x.clamp(0.0, 1.0);
    }
    if x > (a + 1.0) / (a + b + 2.0) {
        return 1.0 - beta(b, a, 1.0 - x);
    }
    let front = (ln_gamma(a + b) - ln_gamma(a) - ln_gamma(b) + a * x.ln() + b * (1.0 - x).ln()).exp();
    let (mut c, mut d) = (1.0, 1.0 / far(1.0 - (a + b) * x / (a + 1.0)));
    let mut h = d;
    for m in 1..500 {
        let m = f64::from(m);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        for term in [even, odd] {
            d = 1.0 / far(1.0 + term * d);
            c = far(1.0 + term / c);
            h *= d * c;
        }
        if (d * c - 1.0).abs() < 1e-16 {
            break;
        }
    }
    front * h / a
}

const TINY: f64 = 1e-300;

/// Away from 0, so that a continued fraction can go on.
fn far(value: f64) -> f64 {
    if value.abs() < TINY { TINY } else { value }
}
