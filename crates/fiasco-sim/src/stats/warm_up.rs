//! Where the start of a run ends.

/// Numbers in a batch: MSER-5.
const BATCH: usize = 5;

/// How many of the first numbers of a run to leave out, by MSER-5 (White, Cobb and Spratt, Winter Simulation Conference
/// 2000): of all cuts between batches of five in the first half, the one that leaves the mean of the rest least uncertain.
/// `None` says that the run is too short to tell: the best cut is the last, or there is next to nothing to cut.
///
/// Of one run of a queue it cuts off whatever high tide the run happened to begin with, and so leaves a mean that is too low
/// (Wang and Glynn, TOMACS 26, 2016). Give it the mean of many replications, number by number, and cut all of them alike:
/// [`tides`] makes it.
#[must_use]
pub fn warm_up(values: &[f64]) -> Option<usize> {
    let batches: Vec<f64> = values
        .chunks_exact(BATCH)
        .map(|batch| batch.iter().sum::<f64>() / BATCH as f64)
        .collect();
    let n = batches.len();
    if n < 4 {
        return None;
    }
    // From the back, so that each cut takes one step: sums of what is left, off a fixed number against cancellation.
    let base = batches.last().copied()?;
    let (mut sum, mut squares) = (0.0, 0.0);
    let mut best: Option<(f64, usize)> = None;
    for (cut, batch) in batches.iter().enumerate().rev() {
        let off = batch - base;
        sum += off;
        squares += off * off;
        let left = (n - cut) as f64;
        let spread = (squares - sum * sum / left).max(0.0) / (left * left);
        // The longest of equal ones: what need not be left out is kept.
        if cut <= n / 2 && best.is_none_or(|(least, _)| spread <= least) {
            best = Some((spread, cut));
        }
    }
    let (_, cut) = best?;
    (cut < n / 2).then_some(cut * BATCH)
}

/// The mean of replications, number by number, as far as all of them go.
#[must_use]
pub fn tides(runs: &[Vec<f64>]) -> Vec<f64> {
    let length = runs.iter().map(Vec::len).min().unwrap_or(0);
    let mut sums = vec![0.0; length];
    for run in runs {
        for (sum, value) in sums.iter_mut().zip(run) {
            *sum += value / runs.len() as f64;
        }
    }
    sums
}
