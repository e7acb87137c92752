//! Every law against its moments and, where it has a closed form, its distribution function.

use super::*;

fn laws() -> Vec<(&'static str, Law)> {
    let built = [
        ("constant", Law::constant(0.7)),
        ("exponential", Law::exponential(2.5)),
        ("Erlang 4", Law::erlang(4, 3.0)),
        ("Erlang 40", Law::erlang(40, 3.0)),
        ("hyper-exponential", Law::hyper_exponential_cv2(1.5, 4.0)),
        ("log-normal cv2", Law::log_normal(2.0, 1.5)),
        ("log-normal p99", Law::log_normal_p99(2.0, 8.0)),
        ("gamma 2.3", Law::gamma(1.2, 2.3)),
        ("gamma .4", Law::gamma(1.2, 0.4)),
        ("Weibull 1.7", Law::weibull(1.7, 2.0)),
        ("Weibull .8", Law::weibull(0.8, 2.0)),
        ("Pareto 1.5", Law::truncated_pareto(1.5, 1.0, 100.0)),
        ("Pareto 1", Law::truncated_pareto(1.0, 0.5, 20.0)),
        ("uniform", Law::uniform(0.5, 1.5)),
        (
            "empirical",
            Law::empirical(&[0.0, 1.0, 3.0, 10.0], &[5.0, 0.0, 2.0]),
        ),
    ];
    built.map(|(name, law)| (name, law.expect(name))).to_vec()
}

#[test]
fn a_million_draws_have_the_moments_that_theory_says() {
    let n = 1_000_000;
    for (name, law) in laws() {
        let mut stream = Stream::new(11, super::super::stream::name(name), 0, 0);
        let mut sums = [0.0; 4];
        for _ in 0..n {
            let x = law.sample(&mut stream);
            assert!(x >= 0.0 && x.is_finite(), "{name} drew {x}");
            for (power, sum) in (1..).zip(&mut sums) {
                *sum += x.powi(power);
            }
        }
        let [m1, m2, _, m4] = sums.map(|sum| sum / f64::from(n));
        for (moment, got, theory, variance) in [
            ("mean", m1, law.mean(), m2 - m1 * m1),
            ("square", m2, law.second_moment(), m4 - m2 * m2),
        ] {
            let error = (variance.max(0.0) / f64::from(n)).sqrt() + 1e-9;
            let z = (got - theory) / error;
            assert!(z.abs() < 5.0, "{name}: {moment} {got} instead of {theory}, z {z}");
        }
    }
}

/// Φ(x) by the series of the error function.
fn normal_cdf(x: f64) -> f64 {
    let (mut sum, mut term, mut n) = (x, x, 0.0);
    while term.abs() > 1e-17 && n < 400.0 {
        n += 1.0;
        term *= x * x / (2.0 * n + 1.0);
        sum += term;
    }
    0.5 + sum * (-0.5 * x * x).exp() / (2.0 * std::f64::consts::PI).sqrt()
}

#[test]
fn draws_follow_the_distribution_function() {
    type Cdf = Box<dyn Fn(f64) -> f64>;
    type Draw = Box<dyn FnMut(&mut Stream) -> f64>;
    let of = |law: Result<Law, LawError>| -> Draw {
        let law = law.expect("a law");
        Box::new(move |stream| law.sample(stream))
    };
    let cases: Vec<(&str, Draw, Cdf)> = vec![
        (
            "exponential",
            of(Law::exponential(2.0)),
            Box::new(|x| 1.0 - (-x / 2.0).exp()),
        ),
        ("normal", Box::new(normal), Box::new(normal_cdf)),
        (
            "uniform",
            of(Law::uniform(1.0, 3.0)),
            Box::new(|x| (x - 1.0) / 2.0),
        ),
        (
            "Weibull",
            of(Law::weibull(1.7, 2.0)),
            Box::new(|x| 1.0 - (-(x / 2.0).powf(1.7)).exp()),
        ),
        ("log-normal", of(Law::log_normal(1.0, 1.0)), {
            let variance = 2.0_f64.ln();
            Box::new(move |x| normal_cdf((x.ln() + 0.5 * variance) / variance.sqrt()))
        }),
        (
            "Pareto",
            of(Law::truncated_pareto(1.5, 1.0, 50.0)),
            Box::new(|x| (1.0 - x.powf(-1.5)) / (1.0 - 50.0_f64.powf(-1.5))),
        ),
        (
            "Erlang 2",
            of(Law::erlang(2, 2.0)),
            Box::new(|x| 1.0 - (1.0 + x) * (-x).exp()),
        ),
        (
            "gamma 2",
            of(Law::gamma(2.0, 2.0)),
            Box::new(|x| 1.0 - (1.0 + x) * (-x).exp()),
        ),
        (
            "hyper-exponential",
            of(Law::hyper_exponential(0.3, [1.0, 4.0])),
            Box::new(|x| 1.0 - 0.3 * (-x).exp() - 0.7 * (-x / 4.0).exp()),
        ),
    ];
    let n = 200_000;
    for (name, mut draw, cdf) in cases {
        let mut stream = Stream::new(3, super::super::stream::name(name), 1, 0);
        let mut draws: Vec<f64> = (0..n).map(|_| draw(&mut stream)).collect();
        draws.sort_by(f64::total_cmp);
        let mut distance: f64 = 0.0;
        for (rank, x) in draws.iter().enumerate() {
            let theory = cdf(*x);
            let (below, above) = (rank as f64 / n as f64, (rank + 1) as f64 / n as f64);
            distance = distance.max((theory - below).abs()).max((theory - above).abs());
        }
        // Kolmogorov: P(√n D > 2.23) = 1e-4.
        let scaled = distance * (n as f64).sqrt();
        assert!(scaled < 2.23, "{name}: √n·D is {scaled}");
    }
}

#[test]
fn p99_of_a_log_normal_is_the_one_asked_for() {
    let law = Law::log_normal_p99(10.0, 80.0).expect("a law");
    assert!((law.mean() - 10.0).abs() < 1e-9);
    let mut stream = Stream::new(1, 2, 3, 4);
    let n = 400_000;
    let above = (0..n).filter(|_| law.sample(&mut stream) > 80.0).count() as f64 / f64::from(n);
    assert!(
        (above - 0.01).abs() < 5.0 * (0.0099 / f64::from(n)).sqrt(),
        "{above}"
    );
}

#[test]
fn laws_that_make_no_sense_are_refused_by_name() {
    let nan = f64::NAN;
    let table = [
        (Law::constant(-1.0), "constant: value is -1"),
        (Law::constant(f64::INFINITY), "constant: value is inf"),
        (Law::exponential(0.0), "exponential: mean is 0"),
        (Law::exponential(nan), "exponential: mean is NaN"),
        (Law::erlang(0, 1.0), "Erlang: phases is 0"),
        (Law::erlang(2, -1.0), "Erlang: mean is -1"),
        (
            Law::hyper_exponential(1.5, [1.0, 1.0]),
            "hyper-exponential: probability is 1.5",
        ),
        (
            Law::hyper_exponential(0.5, [1.0, 0.0]),
            "hyper-exponential: second mean is 0",
        ),
        (
            Law::hyper_exponential_cv2(1.0, 0.5),
            "hyper-exponential: cv² is 0.5",
        ),
        (Law::log_normal(1.0, -0.1), "log-normal: cv² is -0.1"),
        (Law::log_normal_p99(1.0, 15.1), "log-normal: p99 is 15.1"),
        (Law::log_normal_p99(1.0, 0.5), "log-normal: p99 is 0.5"),
        (Law::gamma(1.0, 0.0), "gamma: shape is 0"),
        (Law::weibull(0.0, 1.0), "Weibull: shape is 0"),
        (
            Law::truncated_pareto(1.0, 2.0, 1.0),
            "truncated Pareto: high is 1",
        ),
        (Law::uniform(2.0, 1.0), "uniform: high is 1"),
        (Law::uniform(-2.0, 1.0), "uniform: low is -2"),
        (Law::empirical(&[], &[]), "empirical: number of weights is 0"),
        (
            Law::empirical(&[0.0, 1.0], &[1.0, 1.0]),
            "empirical: number of edges is 2",
        ),
        (
            Law::empirical(&[0.0, 2.0, 1.0], &[1.0, 1.0]),
            "empirical: edge is 1",
        ),
        (
            Law::empirical(&[0.0, 1.0], &[0.0]),
            "empirical: sum of the weights is 0",
        ),
        (Law::empirical(&[0.0, 1.0], &[nan]), "empirical: weight is NaN"),
    ];
    for (built, says) in table {
        let message = built.expect_err(says).to_string();
        assert!(message.starts_with(&format!("{says}, but must be ")), "{message}");
    }
}
