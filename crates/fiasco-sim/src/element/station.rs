//! A station: servers that are alike, and who waits for them.
//!
//! The service time of a job is drawn when it arrives, so the n-th job keeps its own when servers are added. Work is
//! done on a clock of the station's own, which runs at its speed: a job that asks for x ends when the clock has gone
//! on by x, so a station that slows down, stops, shares its servers evenly ([`Discipline::Sharing`]) or suffers from
//! contention only changes the speed of its clock, and no job has to be touched.
//!
//! First come first served, M/M/c (Erlang C): P(wait) = B / (1 − ρ(1 − B)) with B the Erlang-B loss, mean wait
//! P(wait) / (cμ − λ). Sharing, M/G/1: mean sojourn of a job that asks for x is x / (1 − ρ), whatever the law.
//! Priorities, M/M/1 (Cobham): mean wait of class k is R / ((1 − σ(k−1))(1 − σ(k))), σ the load of the classes up to it.
//! Last come first served has the mean of first come first served, and a larger variance.
//!
//! Conservation: arrived = waiting + in service + served + refused + gave up + shed + lost.

use super::codel::Codel;
use super::contention::Contention;
use super::pool::Admission;
use crate::events::key::{Key, NEVER, pack, sequence, time};
use crate::events::slots::Slots;
use crate::jobs::frame::Frames;
use crate::jobs::line::Line;
use crate::jobs::record::Visits;
use crate::model::{Discipline, StationSpec};
use crate::stats::Histogram;

/// The state of a station in a run.
#[derive(Clone, Debug)]
pub struct Station {
    servers: u32,
    /// Jobs in service at once: the servers, unless they are shared.
    limit: u32,
    room: u32,
    discipline: Discipline,
    contention: Contention,
    /// Whether the clock's speed depends on how many are in service.
    varies: bool,
    /// What a server does in a second, and what failures and throttling leave of it.
    full: f64,
    speed: f64,
    refuses: bool,
    silent: bool,
    /// The clock: it showed `work` at `at`, and runs at `rate`; `pace` is 1 / `rate`.
    work: f64,
    at: f64,
    rate: f64,
    pace: f64,
    /// The clock shows the time: it has never been set. Then no event waits for its arithmetic.
    steady: bool,
    /// Jobs in service, by what the clock shows when they are done.
    busy: Slots,
    /// Who waits; of several classes, those of the first.
    line: Line,
    /// Those of the others.
    others: Vec<Line>,
    waiting: u32,
    since: f64,
    /// Since when there have been this many servers.
    served_since: f64,
    codel: Option<Codel>,
    /// First come first served, and nothing is dropped.
    plain: bool,
    /// All waits, where somebody asked for them.
    waits: Option<Box<Histogram>>,
    /// What was counted.
    pub visits: Visits,
}

impl Station {
    /// An idle station, for jobs of this many classes.
    #[must_use]
    pub fn new(spec: &StationSpec, classes: u8) -> Self {
        let lines = match spec.discipline {
            Discipline::Priority | Discipline::PreemptivePriority => usize::from(classes),
            _ => 1,
        };
        let shared = matches!(spec.discipline, Discipline::Sharing(_));
        let mut station = Self {
            servers: spec.servers,
            limit: 0,
            room: spec.room.unwrap_or(u32::MAX),
            discipline: spec.discipline,
            contention: spec.contention,
            varies: shared || !spec.contention.is_none(),
            full: spec.speed,
            speed: 1.0,
            refuses: false,
            silent: spec.silent,
            work: 0.0,
            at: 0.0,
            rate: spec.speed,
            pace: 1.0 / spec.speed,
            steady: spec.speed == 1.0,
            busy: Slots::default(),
            line: Line::default(),
            others: vec![Line::default(); lines.saturating_sub(1)],
            waiting: 0,
            since: 0.0,
            served_since: 0.0,
            codel: spec.shed.map(Codel::new),
            plain: matches!(spec.discipline, Discipline::Fifo | Discipline::Sharing(_))
                && spec.shed.is_none(),
            waits: None,
            visits: Visits::default(),
        };
        station.limit = station.limit_of(spec.servers);
        station
    }

    /// From now on its waits are kept.
    pub fn keep_waits(&mut self) {
        self.waits.get_or_insert_default();
    }

    /// The waits that were kept, s.
    #[must_use]
    pub fn waits(&self) -> Option<&Histogram> {
        self.waits.as_deref()
    }

    /// One waited this long until its service began.
    #[inline(always)]
    fn waited(&mut self, wait: f64) {
        self.visits.wait.record(wait);
        if let Some(waits) = &mut self.waits {
            waits.record(wait);
        }
    }

    fn limit_of(&self, servers: u32) -> u32 {
        match self.discipline {
            Discipline::Sharing(most) => most.unwrap_or(u32::MAX),
            _ => servers,
        }
    }

    /// What the clock shows.
    #[inline(always)]
    fn clock(&self, now: f64) -> f64 {
        if self.steady {
            return now;
        }
        self.work + (now - self.at) * self.rate
    }

    /// Servers at work.
    #[inline]
    fn active(&self) -> u32 {
        self.busy.len().min(self.servers)
    }

    /// Sets the clock's speed anew, after whatever it depends on has changed.
    fn retime(&mut self, now: f64) {
        self.work = self.clock(now);
        self.at = now;
        self.steady = false;
        let inside = f64::from(self.busy.len());
        let mut rate = self.full * self.speed;
        if self.varies {
            rate *= self.contention.share(inside.min(f64::from(self.servers)));
            if matches!(self.discipline, Discipline::Sharing(_)) && inside > f64::from(self.servers) {
                rate *= f64::from(self.servers) / inside;
            }
        }
        self.rate = rate;
        self.pace = 1.0 / rate;
    }

    #[inline(always)]
    fn account(&mut self, now: f64) {
        let past = now - self.since;
        self.since = now;
        self.visits.busy_time += f64::from(self.active()) * past;
        self.visits.inside_time += f64::from(self.waiting + self.busy.len()) * past;
    }

    /// A job comes, its demand drawn. Where it starts, the key of the next completion may be another one.
    #[inline(always)]
    pub fn arrive(&mut self, job: u32, now: f64, sequence: u64, frames: &mut Frames) -> Admission {
        self.account(now);
        self.visits.arrived += 1;
        if self.refuses {
            self.visits.refused += 1;
            return Admission::Refused;
        }
        if self.busy.len() < self.limit {
            self.waited(0.0);
            self.serve(job, now, sequence, frames);
            return Admission::Started;
        }
        if self.discipline == Discipline::PreemptivePriority && self.preempt(job, now, frames) {
            self.waited(0.0);
            self.serve(job, now, sequence, frames);
            return Admission::Started;
        }
        if self.waiting >= self.room {
            self.visits.refused += 1;
            return Admission::Refused;
        }
        frames.all[job as usize].queued = now;
        self.line_of(job, frames).push_back(job, frames);
        self.waiting += 1;
        Admission::Queued
    }

    #[inline(always)]
    fn serve(&mut self, job: u32, now: f64, sequence: u64, frames: &mut Frames) {
        let frame = &mut frames.all[job as usize];
        // From here on it is when service began.
        frame.queued = now;
        let done = self.clock(now) + frame.demand;
        self.busy.push(pack(done, sequence, 0), job);
        if self.varies {
            self.retime(now);
        }
    }

    /// Puts the job of the lowest class that came last back in its line, if it gives way to this one.
    #[cold]
    fn preempt(&mut self, job: u32, now: f64, frames: &mut Frames) -> bool {
        let class = |(key, job): &(Key, u32)| (frames.all[*job as usize].priority, sequence(*key));
        let Some((last, victim)) = self.busy.iter().max_by_key(class) else {
            return false;
        };
        if frames.all[victim as usize].priority <= frames.all[job as usize].priority {
            return false;
        }
        self.busy.remove(victim);
        let left = (time(last) - self.clock(now)).max(0.0);
        let frame = &mut frames.all[victim as usize];
        (frame.demand, frame.queued) = (left, f64::NAN);
        self.line_of(victim, frames).push_front(victim, frames);
        self.waiting += 1;
        true
    }

    #[inline]
    fn line_of(&mut self, job: u32, frames: &Frames) -> &mut Line {
        if self.others.is_empty() {
            return &mut self.line;
        }
        let class = usize::from(frames.all[job as usize].priority).min(self.others.len());
        match class.checked_sub(1) {
            Some(other) => &mut self.others[other],
            None => &mut self.line,
        }
    }

    /// All lines, the class that goes first before the others.
    fn lines(&mut self) -> impl Iterator<Item = &mut Line> {
        std::iter::once(&mut self.line).chain(&mut self.others)
    }

    /// The next completion happens: the job that is served. Jobs shed on the way go to `shed`.
    #[inline(always)]
    pub fn complete(
        &mut self,
        now: f64,
        sequence: u64,
        frames: &mut Frames,
        shed: &mut Vec<u32>,
    ) -> Option<u32> {
        self.account(now);
        let done = self.busy.first_job()?;
        self.visits.served += 1;
        let next = if self.busy.len() <= self.limit {
            self.next_in_line(now, frames, shed)
        } else {
            None
        };
        match next {
            Some(job) => {
                let frame = &mut frames.all[job as usize];
                frame.queued = now;
                let key = pack(self.clock(now) + frame.demand, sequence, 0);
                self.busy.replace_first(key, job);
            }
            None => {
                self.busy.pop();
                if self.varies {
                    self.retime(now);
                }
            }
        }
        Some(done)
    }

    /// Takes the next job out of the line, in the order of the discipline.
    #[inline(always)]
    fn next_in_line(&mut self, now: f64, frames: &mut Frames, shed: &mut Vec<u32>) -> Option<u32> {
        if self.waiting == 0 {
            return None;
        }
        if !self.plain {
            return self.next_of_many(now, frames, shed);
        }
        let job = self.line.pop_front(frames)?;
        self.waiting -= 1;
        let frame = &mut frames.all[job as usize];
        frame.starts();
        let wait = now - frame.queued;
        self.waited(wait);
        Some(job)
    }

    #[inline(never)]
    fn next_of_many(&mut self, now: f64, frames: &mut Frames, shed: &mut Vec<u32>) -> Option<u32> {
        loop {
            if self.waiting == 0 {
                return None;
            }
            let discipline = self.discipline;
            let line = self.lines().find(|line| !line.is_empty())?;
            let from_the_back = match discipline {
                Discipline::Lifo => true,
                Discipline::AdaptiveLifo(length) => line.len() > length,
                _ => false,
            };
            let job = if from_the_back {
                line.pop_back(frames)
            } else {
                line.pop_front(frames)
            }?;
            self.waiting -= 1;
            let frame = &mut frames.all[job as usize];
            frame.starts();
            let wait = now - frame.queued;
            if let Some(codel) = &mut self.codel
                && codel.drops(now, wait)
            {
                self.visits.shed += 1;
                shed.push(job);
                continue;
            }
            if !wait.is_nan() {
                self.waited(wait);
            }
            return Some(job);
        }
    }

    /// Starts who can be started after the servers have changed; the job, if any. Call until it gives none.
    pub fn start(
        &mut self,
        now: f64,
        sequence: u64,
        frames: &mut Frames,
        shed: &mut Vec<u32>,
    ) -> Option<u32> {
        if self.busy.len() >= self.limit {
            return None;
        }
        self.account(now);
        let job = self.next_in_line(now, frames, shed)?;
        self.serve(job, now, sequence, frames);
        Some(job)
    }

    /// The key of the next completion, or [`NEVER`].
    #[inline]
    #[must_use]
    pub fn next(&self) -> Key {
        let key = self.busy.first();
        if self.steady {
            return key;
        }
        if self.busy.is_empty() || self.rate <= 0.0 {
            return NEVER;
        }
        let due = self.at + (time(key) - self.work) * self.pace;
        pack(due, sequence(key), 0)
    }

    /// One who waits gives up.
    pub fn leave(&mut self, job: u32, now: f64, frames: &mut Frames) {
        self.account(now);
        self.line_of(job, frames).remove(job, frames);
        self.waiting -= 1;
        self.visits.gave_up += 1;
    }

    /// From now on this many servers; those beyond finish what they do. Then call [`Self::start`].
    pub fn set_servers(&mut self, now: f64, servers: u32) {
        self.account(now);
        self.visits.server_time += f64::from(self.servers) * (now - self.served_since);
        (self.servers, self.served_since) = (servers, now);
        self.limit = self.limit_of(servers);
        self.retime(now);
    }

    /// Servers.
    #[must_use]
    pub fn servers(&self) -> u32 {
        self.servers
    }

    /// From now on it works at this share of its speed; 0 stops it, and work resumes where it stood.
    pub fn set_speed(&mut self, now: f64, speed: f64) {
        self.account(now);
        self.speed = speed;
        self.retime(now);
    }

    /// Whether it turns away all who come.
    pub fn set_refuses(&mut self, refuses: bool) {
        self.refuses = refuses;
    }

    /// Whether who is turned away never hears of it.
    #[must_use]
    pub fn is_silent(&self) -> bool {
        self.silent
    }

    /// Everything inside is lost: first the jobs in service, as they would have been done, then those who wait, class by
    /// class and as they stand in line.
    pub fn lose(&mut self, now: f64, frames: &mut Frames, lost: &mut Vec<u32>) {
        self.account(now);
        let mut jobs: Vec<(Key, u32)> = self.busy.iter().collect();
        self.busy.clear();
        jobs.sort_unstable();
        lost.extend(jobs.into_iter().map(|(_, job)| job));
        for line in self.lines() {
            while let Some(job) = line.pop_front(frames) {
                frames.all[job as usize].starts();
                lost.push(job);
            }
        }
        self.waiting = 0;
        self.visits.lost += lost.len() as u64;
        self.retime(now);
    }

    /// Who waits, and who is served.
    #[must_use]
    pub fn inside(&self) -> (u32, u32) {
        (self.waiting, self.busy.len())
    }

    /// Forgets what was counted, but for the jobs inside.
    pub fn restart(&mut self, now: f64) {
        self.account(now);
        self.served_since = now;
        if let Some(waits) = &mut self.waits {
            waits.clear();
        }
        let arrived = u64::from(self.waiting) + u64::from(self.busy.len());
        self.visits = Visits {
            arrived,
            ..Visits::default()
        };
    }

    /// The counts up to now.
    #[must_use]
    pub fn visits(&self, now: f64) -> Visits {
        let past = now - self.since;
        let mut visits = self.visits;
        visits.busy_time += f64::from(self.active()) * past;
        visits.inside_time += f64::from(self.waiting + self.busy.len()) * past;
        visits.server_time += f64::from(self.servers) * (now - self.served_since);
        visits
    }

    /// Whether every job that came is accounted for.
    #[must_use]
    pub fn conserves(&self) -> bool {
        let inside = u64::from(self.waiting) + u64::from(self.busy.len());
        let visits = &self.visits;
        let gone = visits.served + visits.refused + visits.gave_up + visits.shed + visits.lost;
        let kept = self.waits.as_ref();
        visits.arrived == inside + gone
            && kept.is_none_or(|waits| waits.count() == visits.wait.count)
            && self.line.len() + self.others.iter().map(Line::len).sum::<u32>() == self.waiting
    }
}

#[cfg(test)]
#[path = "station_tests.rs"]
mod tests;
