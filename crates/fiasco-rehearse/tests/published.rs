//! Behavior that others have published, brought out by rehearsals: retries that amplify, an autoscaler that starts too
//! late, a look-aside cache that stays cold, a collapse behind a hump. Each is an estate.

#![allow(clippy::expect_used, reason = "a test says what it expects")]

use fiasco_estate::script::{Script, read};
use fiasco_estate::{Estate, Grown, Plan, Relations, Said, View};
use fiasco_import::{join, native};
use fiasco_rehearse::faults;
use fiasco_rehearse::lower::{Lowered, lower};
use fiasco_rehearse::play::{Limits, Play, play};
use fiasco_rehearse::stage::Stage;
use fiasco_source::{Files, yaml};

fn estate(text: &str) -> Estate {
    let mut files = Files::new();
    let id = files.add("estate.yaml", text.as_bytes().to_vec()).expect("text");
    let (tree, problems) = yaml::read(&files, id);
    assert!(problems.is_empty(), "{problems:?}");
    let part = native::import(&files, &tree);
    drop(tree);
    let estate = join("case", vec![part]);
    assert!(estate.notes.is_empty(), "{:?}", estate.notes);
    estate
}

/// Rehearses an estate as it stands.
fn rehearse(text: &str, acts: &[&str], replication: u64) -> (Lowered, Play) {
    let estate = estate(text);
    let relations = Relations::of(&estate);
    let (plan, grown) = (
        Plan::default(),
        Grown::nothing(
            relations.groups.len(),
            estate.services.len(),
            estate.networks.len(),
        ),
    );
    let view = View {
        estate: &estate,
        relations: &relations,
        plan: &plan,
        grown: &grown,
        born: 0,
        factors: &[],
        seen: None,
        rehearsed: None,
    };
    let acts = acts.iter().map(|act| Said::assumed(read(act).expect("an act")));
    let low = lower(&view, Stage::of(&Script(acts.collect())), &[]).expect("a model");
    let (planned, unknown) = faults::find(&view, &low, &low.stage);
    assert!(unknown.is_empty(), "{unknown:?}");
    let limits = Limits {
        seed: 1,
        replication,
        events: 100_000_000,
        room_until: 0.0,
    };
    let run = play(&low, &planned, limits);
    assert!(!run.cut);
    (low, run)
}

/// A system whose latency is 1 s and 0.01 s more for each request inside, whose callers wait 3 s and try 3 times: the
/// widely cited small simulators of retries (M. Brooker). At 50/s it settles at 1 / (1 - 0.5) = 2 s. With all three
/// attempts under way it would need 1 / (1 - 1.5) s, which is never: a spike is enough to keep it down.
#[test]
fn latency_that_grows_with_concurrency_collapses_by_retries() {
    let at_the_end = |retries: u32, spike: &str| {
        // 0.99 s x (1 + c (N - 1)) = 1 s + 0.01 s x N, but for the last digits, with c = 1/99.
        let text = format!(
            "services:\n  client: {{calls: system, timeout: 3 s, retries: {retries}, backoff: 0 s, replicas: 1, \
             cpu: 0 s}}\n  system: {{replicas: 1, cpu: 990 ms, cpu_p99: 991 ms, contention: 1.0101 %}}\n\
             traffic: {{client: 50/s}}\n"
        );
        let (_, run) = rehearse(&text, &["hold 60 s", spike, "hold 4 min"], 0);
        let last = run
            .tides
            .iter()
            .filter(|tide| tide.at > 240.0)
            .map(|tide| tide.doors[0]);
        let (done, failed) = last.fold((0, 0), |(done, failed), door| {
            (done + door.done, failed + door.failed)
        });
        let hold = run.hold.expect("a hold").requests[0].sojourn.mean();
        (done as f64 / (done + failed).max(1) as f64, hold)
    };
    let (calm, latency) = at_the_end(2, "hold 5 s");
    assert!(calm > 0.99 && (latency - 2.0).abs() < 0.1, "{calm} {latency}");
    let (down, _) = at_the_end(2, "spike x7 5 s");
    assert!(down < 0.1, "{down}");
    let (without, _) = at_the_end(0, "spike x7 5 s");
    assert!(without > 0.99, "{without}");
}

/// How fast the number inside grows where work is shared and more comes than is served: with a rate of arrivals λ, c
/// processors and a service time S, the number grows by α a second, α = λ (1 - E exp(-S α / c)). For exponential times
/// that is λ - c / E S; where times vary less, more pile up, since all are slowed down alike.
fn growth(rate: f64, cores: f64, mean: f64, p99: f64) -> f64 {
    // Log-normal: p99 / mean = exp(z s - s² / 2) with z the 99th percentile of the normal law.
    let z = fiasco_sim::stats::quantile::normal(0.99);
    let sigma = z - (z * z - 2.0 * (p99 / mean).ln()).sqrt();
    let at = |share: f64| {
        (mean.ln() - sigma * sigma / 2.0 + sigma * fiasco_sim::stats::quantile::normal(share)).exp()
    };
    let sizes: Vec<f64> = (0..20_000).map(|n| at((f64::from(n) + 0.5) / 20_000.0)).collect();
    let mut alpha = rate;
    for _ in 0..200 {
        let left: f64 = sizes
            .iter()
            .map(|size| (-size * alpha / cores).exp())
            .sum::<f64>()
            / sizes.len() as f64;
        alpha = rate * (1.0 - left);
    }
    alpha
}

/// Case 31 of the simulator's reference list: 150/s meet 100/s for the minute that new replicas take. First come, first
/// served, that leaves 50/s x 60 s = 3,000; on processors that are shared somewhat more.
#[test]
fn an_autoscaler_that_starts_too_late_leaves_three_thousand_waiting() {
    let text = "services: {web: {replicas: 10, cpu_limit: 1, cpu: 100 ms, cpu_p99: 400 ms, min_replicas: 10, \
        max_replicas: 40, boot: 60 s}}\ntraffic: {web: 150/s}\n";
    let (low, run) = rehearse(text, &["ramp 1 s", "hold 10 min"], 0);
    assert!(low.tiers[0].scaled);
    let inside = |at: f64| {
        run.tides
            .iter()
            .find(|tide| tide.at >= at)
            .map_or(0.0, |tide| tide.tiers[0].inside)
    };
    assert!((growth(150.0, 10.0, 0.1, 0.46) - 50.0).abs() < 10.0);
    let expected = 60.0 * growth(150.0, 10.0, 0.1, 0.4);
    assert!(
        (inside(60.0) / expected - 1.0).abs() < 0.05,
        "{} {expected}",
        inside(60.0)
    );
    // Orders go out every 15 s, for a quarter more each time, and serve a minute later: it goes on rising for a while, and
    // then drains.
    let worst = run
        .tides
        .iter()
        .map(|tide| tide.tiers[0].inside)
        .fold(0.0, f64::max);
    assert!((expected..2.0 * expected).contains(&worst), "{worst}");
    assert!(inside(595.0) < 100.0, "{}", inside(595.0));
}

/// The look-aside cache of *Metastable Failures in the Wild* (OSDI 2022): it answers nine in ten, the store behind can
/// carry that and not the rest. Emptied, answers come too late to be kept, and it stays empty; with more patience it
/// fills again.
#[test]
fn a_look_aside_cache_stays_cold() {
    let case = |timeout: &str| {
        let text = format!(
            "services:\n  web: {{runs: box, cpu: 1 ms, cpu_p99: 4 ms, hits: 90 %, keys: 20000, calls: db, \
             timeout: {timeout}, backoff: 0 s}}\n  db: {{runs: store, cpu: 10 ms, cpu_p99: 40 ms, grows: \"no\", \
             max_connections: 5000}}\ndevices: {{box: {{cores: 8}}, store: {{cores: 1}}}}\ntraffic: {{web: 400/s}}\n"
        );
        let (_, run) = rehearse(&text, &["ramp 1 s", "hold 10 min", "forget web at 60 s"], 0);
        let before: f64 = run
            .tides
            .iter()
            .filter(|tide| tide.at > 30.0 && tide.at < 60.0)
            .map(|t| t.doors[0].failed as f64)
            .sum();
        (before, run.after.expect("it goes on").share, run.calm)
    };
    let (before, cold, calm) = case("200 ms");
    assert!(before < 100.0, "a warm cache answers: {before} failed");
    assert!(cold < 0.5, "{cold}");
    assert!(calm.is_some_and(|calm| calm > 0.9), "{calm:?}");
    let (_, patient, _) = case("60 s");
    assert!(patient > 0.9, "{patient}");
}

/// A collection that takes longer the more there is to look through: throughput falls behind a hump (the coherency term
/// of the Universal Scalability Law), so that one load has two states. 80 % of the peak is carried from an empty system,
/// and not from a full one (the spiral of *Metastable Failures in the Wild*, OSDI 2022).
#[test]
fn a_garbage_collection_spiral_has_two_states() {
    // X(N) = N / (1 + 0.02 (N - 1) + 0.002 N (N - 1)) for a service time of 1 s: 8.97/s at most, at N = 22.
    let (sigma, kappa): (f64, f64) = (0.02, 0.002);
    let carries = |n: f64| n / (1.0 + sigma * (n - 1.0) + kappa * n * (n - 1.0));
    let peak = (1..200).map(|n| carries(f64::from(n))).fold(0.0, f64::max);
    let inside_at_the_end = |spike: &str| {
        let text = format!(
            "services: {{heap: {{replicas: 1, cpu: 1 s, cpu_p99: 4 s, contention: 2 %, coherency: 0.2 %}}}}\n\
             traffic: {{heap: {:.3}/s}}\n",
            0.8 * peak
        );
        let (_, run) = rehearse(&text, &["hold 100 s", spike, "hold 5 min"], 0);
        run.tides.last().expect("windows").tiers[0].inside
    };
    assert!(
        inside_at_the_end("hold 10 s") < 60.0,
        "{}",
        inside_at_the_end("hold 10 s")
    );
    let full = inside_at_the_end("spike x11 10 s");
    assert!(full > 1000.0, "{full}");
}

/// Utilization and waiting of a lowered queue against their formulas: 8 of 10 processors' worth of work on hosts that
/// share, whose mean answer does not depend on the law of service times.
#[test]
fn a_lowered_host_is_a_queue_that_shares() {
    let text = "services: {web: {runs: box, cpu: 10 ms, cpu_p99: 60 ms}}\ndevices: {box: {cores: 1}}\ntraffic: {web: 80/s}\n";
    let mut means = Vec::new();
    for replication in 0..8 {
        let (_, run) = rehearse(text, &["ramp 1 s", "hold 10 min"], replication);
        let hold = run.hold.expect("a hold");
        means.push(hold.requests[0].sojourn.mean());
        assert!(
            (hold.visits[0].utilization() - 0.8).abs() < 0.03,
            "{}",
            hold.visits[0].utilization()
        );
    }
    // M/G/1 with sharing: 10 ms / (1 - 0.8).
    let answer = fiasco_sim::stats::Estimate::of(&means, 0.99).expect("numbers");
    assert!(
        (answer.mean - 0.05).abs() < answer.half_width.max(0.004),
        "{answer:?}"
    );
}

/// A tree of services on shared hosts, without retries or limits, against the product form of queueing theory: any gap
/// beyond chance would be an error of one of the two.
#[test]
fn networks_agree_with_the_product_form() {
    for (cores, rate, web, app, db) in [
        (1, 20, 8, 12, 9),
        (2, 60, 10, 14, 7),
        (4, 100, 8, 20, 11),
        (3, 90, 3, 18, 2),
    ] {
        let text = format!(
            "services:\n  web: {{runs: \"a-[1-2]\", cpu: {web} ms, calls: [app, db]}}\n  \
             app: {{runs: \"a-[1-2]\", cpu: {app} ms, calls: db x 2}}\n  db: {{runs: b, cpu: {db} ms}}\n\
             devices: {{\"a-[1-2]\": {{cores: {cores}}}, b: {{cores: {cores}}}}}\ntraffic: {{web: {rate}/s}}\n"
        );
        let (mut means, mut theory) = (Vec::new(), None);
        for replication in 0..6 {
            let (low, run) = rehearse(&text, &["ramp 1 s", "hold 10 min"], replication);
            theory = fiasco_rehearse::theory::mean(&low, &low.doors[0]);
            assert_eq!(fiasco_rehearse::theory::gap(&low, &run), None);
            // A run that takes twice as long as theory has it would be told.
            let mut wrong = run.clone();
            let sums = &mut wrong.hold.as_mut().expect("a hold").requests[0].sojourn;
            sums.sum *= 2.0;
            assert!(fiasco_rehearse::theory::gap(&low, &wrong).is_some());
            means.push(run.hold.expect("a hold").requests[0].sojourn.mean());
        }
        let found = fiasco_sim::stats::Estimate::of(&means, 0.999).expect("numbers");
        let theory = theory.expect("it is stable");
        // Load that is dealt in turn comes more evenly than theory has it: a little less waiting is allowed.
        let least = theory * 0.9 - found.half_width;
        assert!(
            (least..theory * 1.02 + found.half_width).contains(&found.mean),
            "{found:?} {theory}"
        );
    }
}
