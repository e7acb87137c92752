//! Statistics against published tables, closed forms, and queues whose means are known.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test says what it expects"
)]

use fiasco_sim::stats::quantile::{beta, erfc, normal, student};
use fiasco_sim::stats::{
    Estimate, Histogram, Mean, Precision, Share, Sprt, SprtError, TimeMean, Verdict, controlled, paired,
    replicate, tides, until, warm_up,
};
use proptest::prelude::*;

/// SplitMix64: numbers for tests, of no relation to the crate's own.
struct Numbers(u64);

impl Numbers {
    fn unit(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn exponential(&mut self, mean: f64) -> f64 {
        -mean * (1.0 - self.unit()).ln()
    }

    fn normal(&mut self) -> f64 {
        (-2.0 * (1.0 - self.unit()).ln()).sqrt() * (std::f64::consts::TAU * self.unit()).cos()
    }
}

/// Waits of the first `jobs` of an M/M/1 with mean service 1, by Lindley's recursion; the mean gap between arrivals too.
fn lindley(numbers: &mut Numbers, load: f64, jobs: usize) -> (Vec<f64>, f64) {
    let (mut wait, mut waits, mut gaps) = (0.0_f64, Vec::with_capacity(jobs), 0.0);
    for _ in 0..jobs {
        waits.push(wait);
        let gap = numbers.exponential(1.0 / load);
        gaps += gap;
        wait = (wait + numbers.exponential(1.0) - gap).max(0.0);
    }
    (waits, gaps / jobs as f64)
}

fn close(left: f64, right: f64, share: f64) {
    assert!(
        (left - right).abs() <= share * right.abs().max(1e-300),
        "{left} is not {right}"
    );
}

#[test]
fn quantiles_are_those_of_the_tables() {
    // The NIST/SEMATECH e-Handbook's table of Student's t; more digits from the closed form of 4 degrees.
    for (p, freedom, expected) in [
        (0.975, 1, 12.706),
        (0.975, 2, 4.303),
        (0.975, 5, 2.571),
        (0.975, 9, 2.262),
        (0.975, 30, 2.042),
        (0.975, 100, 1.984),
        (0.995, 3, 5.841),
        (0.995, 10, 3.169),
        (0.95, 7, 1.895),
        (0.999, 20, 3.552),
    ] {
        assert!(
            (student(p, freedom) - expected).abs() < 6e-4,
            "{p} {freedom}: {}",
            student(p, freedom)
        );
        close(student(1.0 - p, freedom), -student(p, freedom), 1e-12);
    }
    for p in [0.6, 0.9, 0.975, 0.9999] {
        let a = (4.0_f64 * p * (1.0 - p)).sqrt();
        close(
            student(p, 4),
            2.0 * ((a.acos() / 3.0).cos() / a - 1.0).sqrt(),
            1e-9,
        );
    }
    close(normal(0.975), 1.959_963_984_540_054, 1e-12);
    close(normal(0.999_9), 3.719_016_485_455_709, 1e-11);
    close(normal(1e-9), -5.997_807_015_008_182, 1e-9);
    close(student(0.975, 1_000_000), 1.959_966_356_822_5, 1e-9);
    assert!(normal(0.5).abs() < 1e-15);
    assert!(normal(0.0).is_infinite() && student(1.0, 3).is_infinite());
}

#[test]
fn intervals_of_a_queue_hold_its_mean_as_often_as_they_say() {
    // Case 1: M/M/1 at 0.8 waits 4 in the mean. 30 replications an interval, 1,000 intervals; those of one are cut alike.
    let covered = replicate(1_000, |index| {
        let mut numbers = Numbers(index * 7_919 + 5);
        let runs: Vec<Vec<f64>> = (0..30).map(|_| lindley(&mut numbers, 0.8, 8_000).0).collect();
        let cut = warm_up(&tides(&runs)).unwrap_or(4_000);
        let means = runs
            .iter()
            .map(|run| run[cut..].iter().copied().collect::<Mean>().mean());
        Estimate::of(&means.collect::<Vec<_>>(), 0.95).unwrap().holds(4.0)
    });
    let share = covered.iter().filter(|covered| **covered).count();
    assert!((930..=970).contains(&share), "{share} of 1,000");
}

#[test]
fn intervals_of_normal_numbers_hold_their_mean_as_often_as_they_say() {
    for (count, level) in [(2, 0.95), (5, 0.95), (10, 0.9), (40, 0.99)] {
        let mut numbers = Numbers(42);
        let held = (0..20_000).filter(|_| {
            let values: Vec<f64> = (0..count).map(|_| 3.0 + 2.0 * numbers.normal()).collect();
            Estimate::of(&values, level).unwrap().holds(3.0)
        });
        let share = held.count() as f64 / 20_000.0;
        assert!((share - level).abs() < 0.006, "{count} at {level}: {share}");
    }
    assert_eq!(Estimate::of(&[1.0], 0.95), None);
    assert_eq!(Estimate::of(&[1.0, f64::NAN], 0.95), None);
}

#[test]
fn the_start_of_a_run_is_cut_where_it_ends() {
    // Numbers that fall from 100 to 0 over 200, then noise.
    let mut numbers = Numbers(1);
    let mut values: Vec<f64> = (0..200).map(|n| 100.0 - f64::from(n) / 2.0).collect();
    values.extend((0..2_000).map(|_| numbers.normal()));
    let cut = warm_up(&values).unwrap();
    assert!((190..=215).contains(&cut), "{cut}");
    assert_eq!(warm_up(&values[..210]), None, "too short to tell");
    assert_eq!(warm_up(&[1.0; 100]), Some(0), "nothing to cut");
    assert_eq!(warm_up(&[1.0; 10]), None);
}

#[test]
fn common_streams_and_controls_narrow_the_interval() {
    let wait = |seed: u64, load: f64| {
        let (waits, gap) = lindley(&mut Numbers(seed), load, 20_000);
        (waits.iter().copied().collect::<Mean>().mean(), gap)
    };
    let runs = |first: u64, load: f64| replicate(40, move |index| wait(first + 1_000_003 * index, load));
    let first = |runs: &[(f64, f64)]| runs.iter().map(|run| run.0).collect::<Vec<_>>();
    let (a, b, other) = (runs(1, 0.8), runs(1, 0.82), runs(77, 0.82));
    let common = paired(&first(&a), &first(&b), 0.95).unwrap();
    let apart = paired(&first(&a), &first(&other), 0.95).unwrap();
    assert!(common.half_width * 3.0 < apart.half_width, "{common:?} {apart:?}");
    // 0.82 / 0.18 - 4.
    assert!(common.holds(0.555_555_555), "{common:?}");
    assert_eq!(paired(&[1.0], &[1.0, 2.0], 0.95), None);

    let gaps: Vec<f64> = a.iter().map(|run| run.1).collect();
    let better = controlled(&first(&a), &gaps, 1.25, 0.95).unwrap();
    let plain = Estimate::of(&first(&a), 0.95).unwrap();
    assert!(
        better.gain > 1.1 && better.estimate.half_width < plain.half_width,
        "{better:?} {plain:?}"
    );
    assert!(better.estimate.holds(4.0), "{better:?}");
    // A control that is the answer itself leaves no doubt; one that never moves says nothing.
    let exact = controlled(&[1.0, 2.0, 4.0], &[1.0, 2.0, 4.0], 2.0, 0.95).unwrap();
    assert!((exact.estimate.mean - 2.0).abs() < 1e-12 && exact.estimate.half_width < 1e-6);
    assert!(controlled(&[1.0, 2.0, 4.0], &[1.0, 1.0, 1.0], 2.0, 0.95).is_none());
}

#[test]
fn replication_stops_when_it_is_sure_enough() {
    let precision = Precision {
        relative: 0.01,
        level: 0.95,
        least: 10,
        most: 5_000,
    };
    let run = |index: u64| 10.0 + Numbers(index * 31 + 9).normal();
    let stopped = until(precision, run).unwrap();
    // z² σ² / (0.01 μ)² = 384.
    assert!(
        stopped.reached && (250..800).contains(&stopped.estimate.replications),
        "{stopped:?}"
    );
    assert!(stopped.estimate.relative() <= 0.01 && stopped.estimate.holds(10.0));
    let cut = until(
        Precision {
            most: 20,
            ..precision
        },
        run,
    )
    .unwrap();
    assert!(!cut.reached && cut.estimate.replications == 20);
    let on = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        pool.install(|| until(precision, run).unwrap())
    };
    assert_eq!(on(1).estimate.mean.to_bits(), on(2).estimate.mean.to_bits());
    assert_eq!(on(1), on(2));
    let constant = until(precision, |_| 0.0).unwrap();
    assert!(constant.reached && constant.estimate.replications == 10);
}

#[test]
fn a_sequential_test_keeps_its_risks() {
    let wrong = |share: f64, wrong: Verdict| {
        let mut numbers = Numbers(3);
        let mut asked = 0;
        let mut errors = 0;
        for _ in 0..4_000 {
            let mut test = Sprt::new(0.4, 0.6, 0.05, 0.02).unwrap();
            while test.add(numbers.unit() < share) == Verdict::Open {}
            asked += test.asked();
            errors += u32::from(test.verdict() == wrong);
        }
        (f64::from(errors) / 4_000.0, asked as f64 / 4_000.0)
    };
    let (false_high, asked_low) = wrong(0.4, Verdict::High);
    let (false_low, asked_high) = wrong(0.6, Verdict::Low);
    // Overshoot makes the real risks smaller than those asked for.
    assert!(false_high < 0.055 && false_high > 0.015, "{false_high}");
    assert!(false_low < 0.023 && false_low > 0.004, "{false_low}");
    // Wald's approximation of how many questions it takes, 44 and 33; overshoot adds a few.
    assert!(
        (35.0..55.0).contains(&asked_low) && (28.0..45.0).contains(&asked_high),
        "{asked_low} {asked_high}"
    );
    let mut decided = Sprt::new(0.4, 0.6, 0.05, 0.05).unwrap();
    while decided.add(true) == Verdict::Open {}
    let asked = decided.asked();
    assert_eq!(
        (decided.add(false), decided.asked()),
        (Verdict::High, asked),
        "it stays decided"
    );
    assert_eq!(
        Sprt::new(0.6, 0.4, 0.1, 0.1),
        Err(SprtError::Shares { low: 0.6, high: 0.4 })
    );
    assert_eq!(Sprt::new(0.4, 0.6, 0.0, 0.1), Err(SprtError::Risk(0.0)));
    assert!(Sprt::new(f64::NAN, 0.6, 0.1, 0.1).is_err());
}

#[test]
fn shares_have_wilsons_interval() {
    // Newcombe, Statistics in Medicine 17 (1998), table I, method 3.
    for (yes, all, low, high) in [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ] {
        let share = Share::of(yes, all, 0.95).unwrap();
        assert!(
            (share.low - low).abs() < 6e-5 && (share.high - high).abs() < 6e-5,
            "{share:?}"
        );
    }
    assert!((Share::of(3, 3, 0.95).unwrap().high - 1.0).abs() < 1e-15);
    assert_eq!((Share::of(0, 0, 0.95), Share::of(2, 1, 0.95)), (None, None));
}

#[test]
fn means_over_time_weigh_by_time() {
    let mut mean = TimeMean::from(10.0, 2.0);
    close(mean.mean(10.0), 2.0, 1e-15);
    mean.set(11.0, 6.0);
    mean.set(11.0, 4.0);
    close(mean.mean(13.0), (2.0 + 4.0 * 2.0) / 3.0, 1e-15);
    mean.restart(13.0);
    mean.set(14.0, 0.0);
    close(mean.mean(15.0), 2.0, 1e-15);
}

#[test]
fn large_numbers_lose_no_variance() {
    let values = [4.0, 7.0, 13.0, 16.0].map(|value| value + 1e9);
    let mean: Mean = values.into_iter().collect();
    close(mean.mean(), 1e9 + 10.0, 1e-15);
    close(mean.variance(), 30.0, 1e-12);
    assert!(Mean::default().variance().abs() < 1e-300);
}

#[test]
fn a_histogram_of_nothing_and_of_odd_numbers() {
    let mut histogram = Histogram::new();
    assert_eq!((histogram.quantile(0.5), histogram.share_above(1.0)), (None, 0.0));
    for value in [f64::NAN, -1.0, 0.0, f64::INFINITY, 1e300, 1.0] {
        histogram.record(value);
    }
    assert_eq!((histogram.count(), histogram.quantile(0.5)), (6, Some(0.0)));
    assert!(histogram.quantile(1.0).unwrap() > 1e11);
    assert_eq!(histogram.filled().map(|(_, _, count)| count).sum::<u64>(), 6);
    close(histogram.share_above(0.5), 0.5, 1e-15);
    histogram.clear();
    assert_eq!(histogram, Histogram::new());
}

#[test]
fn a_control_by_hand() {
    // Means 3 and 1.5, sums of squares 10 and 5, of products 7: slope 1.4, and 10 − 49/5 = 0.2 is left for two degrees.
    let found = controlled(&[1.0, 2.0, 4.0, 5.0], &[0.0, 1.0, 2.0, 3.0], 2.5, 0.95).unwrap();
    close(found.estimate.mean, 4.4, 1e-12);
    let variance: f64 = 0.1 * (0.25 + 0.2);
    close(found.estimate.half_width, 4.302_652_73 * variance.sqrt(), 1e-8);
    close(found.gain, 10.0 / 3.0 / 4.0 / variance, 1e-9);
    // Below 0 too, what is relative is a width.
    close(
        Estimate::of(&[-1.0, -3.0], 0.95).unwrap().relative(),
        12.706_204_7 / 2.0,
        1e-8,
    );
}

#[test]
fn a_histogram_by_hand() {
    let of = |values: &[f64]| {
        let mut histogram = Histogram::new();
        values.iter().for_each(|value| histogram.record(*value));
        histogram
    };
    let least = 1.0 / (1_u64 << 40) as f64;
    let filled: Vec<_> = of(&[0.0, 1.0]).filled().collect();
    assert_eq!(filled, [(0.0, least, 1), (1.0, 1.0 + 1.0 / 128.0, 1)]);
    close(of(&[1.5 * least]).quantile(0.5).unwrap(), 1.5 * least, 0.004);
    close(of(&[1.501, 1.0]).share_above(1.5), 0.5, 1e-15);
    let mut both = of(&[0.0, 2.0]);
    both.merge(&of(&[0.0]));
    assert_eq!((both.count(), both.quantile(0.6)), (3, Some(0.0)));
    // What came since is what came alone.
    let before = both.clone();
    both.merge(&of(&[0.0, 2.0, 5.0]));
    assert_eq!(both.since(&before), of(&[0.0, 2.0, 5.0]));
}

#[test]
fn functions_at_their_ends() {
    close(erfc(-1.0), 1.842_700_792_949_715, 1e-12);
    assert_eq!((beta(1.0, 1.0, 0.0), beta(1.0, 1.0, 1.0)), (0.0, 1.0));
    assert_eq!((normal(0.0), normal(1.0)), (f64::NEG_INFINITY, f64::INFINITY));
}

#[test]
fn looks_come_when_there_are_half_as_many_again() {
    // 9 and 11 by turns: half of the width is near 1.97 / √(n − 1), 1 % of ten from 388 on. Looks at 10, 15, 23, 35, 53, 80,
    // 120, 180, 270, 405.
    let precision = Precision {
        relative: 0.01,
        level: 0.95,
        least: 10,
        most: 5_000,
    };
    let stopped = until(precision, |index| 9.0 + 2.0 * (index % 2) as f64).unwrap();
    assert_eq!((stopped.reached, stopped.estimate.replications), (true, 405));
    // One number has no interval: two are run where fewer are asked for.
    let least = Precision {
        least: 0,
        relative: 0.0,
        ..precision
    };
    let sure = until(least, |_| 7.0).unwrap();
    assert_eq!((sure.reached, sure.estimate.replications), (true, 2));
}

#[test]
fn what_cannot_be_told_is_refused() {
    for (low, high) in [(0.0, 0.5), (0.5, 1.0), (0.5, 0.5)] {
        assert_eq!(
            Sprt::new(low, high, 0.1, 0.1),
            Err(SprtError::Shares { low, high })
        );
    }
    assert_eq!(Sprt::new(0.4, 0.6, 0.1, 0.5), Err(SprtError::Risk(0.5)));
    assert_eq!(warm_up(&[1.0; 19]), None, "three batches");
    assert_eq!(warm_up(&[1.0; 20]), Some(0));
    assert_eq!(tides(&[vec![1.0, 2.0, 9.0], vec![3.0, 4.0]]), [2.0, 3.0]);
}

proptest! {
    #[test]
    fn quantiles_are_off_by_less_than_half_a_percent(
        mut values in prop::collection::vec(1e-9_f64..1e9, 1..300),
        q in 0.0..=1.0_f64,
    ) {
        let mut histogram = Histogram::new();
        values.iter().for_each(|value| histogram.record(*value));
        values.sort_by(f64::total_cmp);
        let rank = ((q * values.len() as f64).ceil() as usize).max(1);
        let exact = values[rank - 1];
        let found = histogram.quantile(q).unwrap();
        prop_assert!((found / exact - 1.0).abs() <= 1.0 / 255.0, "{found} for {exact}");
    }

    #[test]
    fn parts_merge_into_the_whole(values in prop::collection::vec(0.0_f64..1e6, 0..200), at in 0_usize..200) {
        let at = at.min(values.len());
        let (mut left, mut right, mut all) = (Histogram::new(), Histogram::new(), Histogram::new());
        values[..at].iter().for_each(|value| left.record(*value));
        values[at..].iter().for_each(|value| right.record(*value));
        values.iter().for_each(|value| all.record(*value));
        left.merge(&right);
        prop_assert_eq!(&left, &all);
        let mut mean: Mean = values[..at].iter().copied().collect();
        mean.merge(&values[at..].iter().copied().collect());
        let whole: Mean = values.iter().copied().collect();
        prop_assert_eq!(mean.count(), whole.count());
        prop_assert!((mean.mean() - whole.mean()).abs() <= 1e-9 * whole.mean().abs() + 1e-12);
        prop_assert!((mean.variance() - whole.variance()).abs() <= 1e-7 * whole.variance() + 1e-9);
    }
}
