//! A script put on a time line: the traffic as points that it goes through, the spikes on top of it, what fails when.

use fiasco_estate::script::{Act, Fault, Script};
use fiasco_source::Span;

/// A stretch of time, s.
pub type Stretch = (f64, f64);

/// Points that a straight line is drawn through are at least this far apart, s.
const STEP: f64 = 1e-6;
/// Hours of a day curve.
const HOURS: usize = 24;

/// A spike on top of the traffic.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spike {
    /// When.
    pub when: Stretch,
    /// What comes in addition, as a share of the traffic of the scale.
    pub share: f64,
}

/// Something that fails.
#[derive(Clone, Debug, PartialEq)]
pub struct Failure {
    /// What.
    pub fault: Fault,
    /// When, s.
    pub at: f64,
    /// When it is well again, s.
    pub until: Option<f64>,
    /// Where it is written.
    pub place: Option<Span>,
}

/// A script on a time line.
#[derive(Clone, Debug, PartialEq)]
pub struct Stage {
    /// Points of time and level; a level of 0 is today's traffic, one of 1 that of the scale that is rehearsed.
    pub levels: Vec<(f64, f64)>,
    /// Factors on the level, by points of time; 1 but in a day curve.
    pub day: Option<Vec<(f64, f64)>>,
    /// Spikes.
    pub spikes: Vec<Spike>,
    /// Failures, in order of time.
    pub failures: Vec<Failure>,
    /// The stretch in which objectives are judged: the last hold before anything is over.
    pub hold: Stretch,
    /// When the last spike or failure is over, where there is one: whether things come back is judged from there.
    pub over: Option<f64>,
    /// Its end, s.
    pub end: f64,
}

impl Stage {
    /// Puts a script on a time line.
    #[must_use]
    pub fn of(script: &Script) -> Self {
        let mut stage = Self {
            levels: vec![(0.0, 0.0)],
            day: None,
            spikes: Vec::new(),
            failures: Vec::new(),
            hold: (0.0, 0.0),
            over: None,
            end: 0.0,
        };
        let (mut now, mut level) = (0.0_f64, 0.0);
        for act in &script.0 {
            match &act.value {
                Act::Ramp(lasts) => {
                    now += lasts.to_f64();
                    level = 1.0;
                    stage.levels.push((now, level));
                }
                Act::Hold(lasts) => {
                    let from = now;
                    now += lasts.to_f64();
                    stage.levels.push((now, level));
                    if stage.over.is_none() {
                        stage.hold = (from, now);
                    }
                }
                Act::Spike(times, lasts) => {
                    let when = (now, now + lasts.to_f64());
                    now = when.1;
                    let share = (times.to_f64() - 1.0).max(0.0);
                    stage.spikes.push(Spike { when, share });
                    stage.levels.push((now, level));
                    stage.over = Some(now);
                }
                Act::Back(lasts) => {
                    level = 0.0;
                    stage.levels.push((now + STEP, level));
                    now += lasts.to_f64();
                    stage.levels.push((now, level));
                }
                Act::Day(lasts) => {
                    level = 1.0;
                    let from = now;
                    now += lasts.to_f64();
                    stage.levels = vec![(0.0, 1.0), (now, 1.0)];
                    stage.day = Some(day(from, now));
                    let length = now - from;
                    stage.hold = (from + 0.4 * length, from + 0.6 * length);
                }
                Act::Fault(fault, at, lasts) => {
                    let at = at.to_f64();
                    let until = lasts.map(|lasts| at + lasts.to_f64());
                    stage.failures.push(Failure {
                        fault: fault.clone(),
                        at,
                        until,
                        place: act.at,
                    });
                }
            }
        }
        stage.failures.sort_by(|a, b| a.at.total_cmp(&b.at));
        for failure in &stage.failures {
            let over = failure.until.unwrap_or(failure.at);
            stage.over = Some(stage.over.map_or(over, |other: f64| other.max(over)));
        }
        stage.end = now.max(
            stage
                .failures
                .iter()
                .fold(0.0, |end, failure| failure.until.unwrap_or(failure.at).max(end)),
        );
        if stage.hold.1 <= stage.hold.0 {
            stage.hold = (0.0, stage.over.unwrap_or(stage.end).min(stage.end));
        }
        stage
    }

    /// The points of a rate that is `today` at level 0 and `scale` at level 1.
    #[must_use]
    pub fn rates(&self, today: f64, scale: f64) -> Vec<(f64, f64)> {
        let between = |level: f64| today + (scale - today) * level;
        let of_day = |at: f64| self.day.as_ref().map_or(1.0, |day| along(day, at));
        let mut times: Vec<f64> = self.levels.iter().map(|(at, _)| *at).collect();
        times.extend(self.day.iter().flatten().map(|(at, _)| *at));
        times.sort_by(f64::total_cmp);
        times.dedup_by(|a, b| *a - *b < STEP / 2.0);
        let points = times.into_iter();
        points
            .map(|at| (at, between(along(&self.levels, at)) * of_day(at)))
            .collect()
    }

    /// The points of what a spike adds to a rate of `scale` at level 1.
    #[must_use]
    pub fn spike_rates(&self, scale: f64) -> Vec<(f64, f64)> {
        let mut points = vec![(0.0, 0.0)];
        for spike in &self.spikes {
            let more = spike.share * scale;
            let last = points.last().map_or(0.0, |point| point.0);
            points.push(((spike.when.0).max(last + STEP), 0.0));
            points.push((spike.when.0.max(last + STEP) + STEP, more));
            points.push((spike.when.1, more));
            points.push((spike.when.1 + STEP, 0.0));
        }
        points
    }

    /// Nothing happens: the traffic is that of the end from the first second on.
    #[must_use]
    pub fn calm(&self) -> Self {
        let level = self.levels.last().map_or(0.0, |(_, level)| *level);
        Self {
            levels: vec![(0.0, level)],
            day: None,
            spikes: Vec::new(),
            failures: Vec::new(),
            over: None,
            ..self.clone()
        }
    }
}

/// The value at a time on the line through points.
fn along(points: &[(f64, f64)], at: f64) -> f64 {
    let next = points.partition_point(|(time, _)| *time <= at);
    match (points.get(next.wrapping_sub(1)), points.get(next)) {
        (Some((t0, a)), Some((t1, b))) if t1 > t0 => a + (b - a) * (at - t0) / (t1 - t0),
        (Some((_, a)), _) => *a,
        (None, Some((_, b))) => *b,
        (None, None) => 1.0,
    }
}

/// A day: a third of the traffic at night, all of it at noon, a sine between.
fn day(from: f64, to: f64) -> Vec<(f64, f64)> {
    let points = 0..=HOURS;
    points
        .map(|hour| {
            let share = hour as f64 / HOURS as f64;
            let height = (1.0 - (share * std::f64::consts::TAU).cos()) / 2.0;
            (from + share * (to - from), 1.0 / 3.0 + 2.0 / 3.0 * height)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use fiasco_estate::Said;
    use fiasco_estate::script::{preset, read};

    fn staged(acts: &[&str]) -> Stage {
        let acts = acts.iter().map(|act| Said::assumed(read(act).expect("an act")));
        Stage::of(&Script(acts.collect()))
    }

    #[test]
    fn the_demo_goes_up_holds_spikes_and_goes_back() {
        let stage = Stage::of(&preset("demo").expect("a demo"));
        assert_eq!(
            (stage.hold, stage.over, stage.end),
            ((30.0, 120.0), Some(150.0), 630.0)
        );
        let rates = stage.rates(100.0, 500.0);
        let at = |time: f64| along(&rates, time);
        assert_eq!(
            [at(0.0), at(15.0), at(30.0), at(149.0), at(151.0)],
            [100.0, 300.0, 500.0, 500.0, 100.0]
        );
        let spike = stage.spike_rates(500.0);
        assert_eq!(
            [along(&spike, 119.0), along(&spike, 130.0), along(&spike, 151.0)],
            [0.0, 250.0, 0.0]
        );
        assert_eq!(stage.calm().rates(100.0, 500.0), [(0.0, 100.0)]);
    }

    #[test]
    fn faults_have_times_of_their_own() {
        let stage = staged(&[
            "ramp 1 s",
            "hold 60 s",
            "lose A at 70 s for 20 s",
            "kill web at 10 s",
        ]);
        assert_eq!(
            stage
                .failures
                .iter()
                .map(|failure| failure.at)
                .collect::<Vec<_>>(),
            [10.0, 70.0]
        );
        assert_eq!((stage.over, stage.end), (Some(90.0), 90.0));
    }

    #[test]
    fn a_day_is_a_third_at_night() {
        let stage = staged(&["day 24 min"]);
        let rates = stage.rates(100.0, 300.0);
        assert!((along(&rates, 0.0) - 100.0).abs() < 1e-9);
        assert!((along(&rates, 720.0) - 300.0).abs() < 1e-9);
    }
}
