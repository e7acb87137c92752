//! What happens to elements rather than to requests: failures and repairs, autoscalers, changes at a time.

use super::engine::{CONTROLS, Engine};
use super::watch::Watch;
use crate::element::autoscaler::{Autoscaler, Metric};
use crate::element::fault::{FaultKind, FaultSpec};
use crate::element::station::Station;
use crate::events::key::{NEVER, pack};
use crate::model::{Effect, Model};
use crate::random::{Stream, stream};
use std::collections::VecDeque;

/// A control, by what it does.
#[derive(Clone, Copy, Debug)]
enum Control {
    /// The next change of the list.
    Change,
    /// A station fails or is repaired.
    Fault(u32),
    /// An autoscaler looks.
    Look(u32),
    /// Servers that an autoscaler ordered are there.
    Boot(u32),
}

/// A failing station in a run.
#[derive(Clone, Debug)]
struct Fault {
    station: u32,
    spec: FaultSpec,
    stream: Stream,
    down: bool,
}

/// An autoscaler in a run.
#[derive(Clone, Debug)]
struct Scaler {
    station: u32,
    interval: f64,
    boot: f64,
    metric: Metric,
    decides: Autoscaler,
    /// Servers on their way, the first to be there first.
    booting: VecDeque<u32>,
    /// The time integrals at its last look: servers at work, and inside.
    before: (f64, f64),
}

/// All controls of a run.
#[derive(Clone, Debug)]
pub(super) struct Controls {
    all: Vec<Control>,
    faults: Vec<Fault>,
    scalers: Vec<Scaler>,
    /// In the order of their times; the last is the next.
    changes: Vec<(f64, Effect)>,
}

impl Controls {
    pub fn new(model: &Model, seed: u64, replication: u64) -> Self {
        let fault = |named: &crate::model::Named<(crate::model::StationId, FaultSpec)>| Fault {
            station: named.spec.0.0,
            spec: named.spec.1.clone(),
            stream: Stream::new(
                seed,
                stream::name(&named.name),
                stream::name("fault"),
                replication,
            ),
            down: false,
        };
        let scaler =
            |named: &crate::model::Named<(crate::model::StationId, crate::model::AutoscalerSpec)>| {
                let (station, spec) = &named.spec;
                Scaler {
                    station: station.0,
                    interval: spec.interval,
                    boot: spec.boot,
                    metric: spec.metric,
                    decides: Autoscaler::new(*spec),
                    booting: VecDeque::new(),
                    before: (0.0, 0.0),
                }
            };
        // Changes at the same time keep the order in which they were stated: the last of the list is the next.
        let mut changes: Vec<_> = model.changes.iter().rev().copied().collect();
        changes.sort_by(|a, b| b.0.total_cmp(&a.0));
        let (faults, scalers) = (model.faults.len() as u32, model.autoscalers.len() as u32);
        let mut all = vec![Control::Change];
        all.extend((0..faults).map(Control::Fault));
        all.extend((0..scalers).map(Control::Look));
        all.extend((0..scalers).map(Control::Boot));
        Self {
            all,
            faults: model.faults.iter().map(fault).collect(),
            scalers: model.autoscalers.iter().map(scaler).collect(),
            changes,
        }
    }

    /// Stations are about to count anew: what they counted since the last look still counts for the next.
    pub fn restart(&mut self, stations: &[Station], at: f64) {
        for scaler in &mut self.scalers {
            let visits = stations[scaler.station as usize].visits(at);
            scaler.before.0 -= visits.busy_time;
            scaler.before.1 -= visits.inside_time;
        }
    }
}

impl<W: Watch> Engine<'_, W> {
    /// Every control gets its first time.
    pub(super) fn open_controls(&mut self) {
        if let Some((at, _)) = self.controls.changes.last() {
            self.schedule(*at, 0);
        }
        for at in 0..self.controls.faults.len() {
            let fault = &mut self.controls.faults[at];
            let fails = fault.spec.up.sample(&mut fault.stream);
            self.schedule(fails, 1 + at as u32);
        }
        let first = 1 + self.controls.faults.len() as u32;
        for at in 0..self.controls.scalers.len() {
            let interval = self.controls.scalers[at].interval;
            self.schedule(interval, first + at as u32);
        }
    }

    fn schedule(&mut self, at: f64, control: u32) {
        let sequence = self.tick();
        self.later(pack(at, sequence, CONTROLS + control));
    }

    /// A control happens.
    pub(super) fn control(&mut self, number: u32) {
        match self.controls.all[number as usize] {
            Control::Change => {
                if let Some((_, effect)) = self.controls.changes.pop() {
                    self.apply(effect);
                }
                if let Some((at, _)) = self.controls.changes.last() {
                    self.schedule(*at, 0);
                }
            }
            Control::Fault(fault) => self.toggle(fault, number),
            Control::Look(scaler) => self.look(scaler, number),
            Control::Boot(scaler) => {
                let scaler = &mut self.controls.scalers[scaler as usize];
                let (station, more) = (scaler.station, scaler.booting.pop_front().unwrap_or(0));
                let servers = self.stations[station as usize].servers();
                self.set_servers(station, servers.saturating_add(more));
            }
        }
        self.go(super::engine::Next::Wait);
    }

    /// Something changes now; whoever can go on does.
    pub(super) fn change(&mut self, effect: Effect) {
        self.apply(effect);
        self.go(super::engine::Next::Wait);
    }

    fn apply(&mut self, effect: Effect) {
        match effect {
            Effect::Servers(station, servers) => self.set_servers(station.0, servers),
            Effect::Speed(station, speed) => {
                self.stations[station.index()].set_speed(self.now, speed);
                self.reset(station.0);
            }
            Effect::Refuses(station, refuses) => self.stations[station.index()].set_refuses(refuses),
            Effect::Lose(station) => self.lose(station.0),
            Effect::Size(pool, size) => {
                self.pools[pool.index()].resize(self.now, size);
                while let Some(next) = self.pools[pool.index()].grant(self.now, &mut self.frames) {
                    self.granted(next);
                }
            }
            Effect::Clear(cache) => self.stores[cache.index()].cache.clear(),
            Effect::Out(balancer, member, out) => self.balancers[balancer.index()].set_well(member, !out),
            Effect::Silence(source) => {
                self.agenda.set(self.leaves.sources + source.0, NEVER);
            }
        }
    }

    /// The key of a station's next completion, after what it depends on has changed.
    fn reset(&mut self, station: u32) {
        let next = self.stations[station as usize].next();
        self.agenda.set(self.leaves.stations + station, next);
    }

    fn set_servers(&mut self, station: u32, servers: u32) {
        self.stations[station as usize].set_servers(self.now, servers);
        loop {
            let sequence = self.tick();
            let at = &mut self.stations[station as usize];
            let started = at.start(self.now, sequence, &mut self.frames, &mut self.dropped);
            if started.is_none() {
                break;
            }
        }
        self.fail_dropped();
        self.reset(station);
    }

    fn lose(&mut self, station: u32) {
        self.stations[station as usize].lose(self.now, &mut self.frames, &mut self.dropped);
        self.fail_dropped();
        self.reset(station);
    }

    fn toggle(&mut self, fault: u32, number: u32) {
        let now = self.now;
        let fault = &mut self.controls.faults[fault as usize];
        fault.down = !fault.down;
        let (down, kind, station) = (fault.down, fault.spec.kind, fault.station);
        let law = if down { &fault.spec.down } else { &fault.spec.up };
        let lasts = law.sample(&mut fault.stream);
        let at = &mut self.stations[station as usize];
        at.set_speed(now, if down { 0.0 } else { 1.0 });
        at.set_refuses(down && kind != FaultKind::Pause);
        if down && kind == FaultKind::Crash {
            self.lose(station);
        }
        self.reset(station);
        self.schedule(now + lasts, number);
    }

    fn look(&mut self, number: u32, control: u32) {
        let now = self.now;
        let scaler = &mut self.controls.scalers[number as usize];
        let station = &self.stations[scaler.station as usize];
        let visits = station.visits(now);
        let servers = station.servers();
        let per_server = 1.0 / (scaler.interval * f64::from(servers.max(1)));
        let value = match scaler.metric {
            Metric::Utilization => (visits.busy_time - scaler.before.0) * per_server,
            Metric::QueuePerServer => (visits.inside_time - scaler.before.1) * per_server,
        };
        scaler.before = (visits.busy_time, visits.inside_time);
        let wanted = scaler.decides.decide(now, servers, value);
        let (interval, boot, station) = (scaler.interval, scaler.boot, scaler.station);
        if wanted > 0 {
            scaler
                .booting
                .push_back(u32::try_from(wanted).unwrap_or(u32::MAX));
            let boots = control + self.controls.scalers.len() as u32;
            self.schedule(now + boot, boots);
        } else if wanted < 0 {
            let fewer = u32::try_from(-wanted).unwrap_or(u32::MAX);
            self.set_servers(station, servers.saturating_sub(fewer).max(1));
        }
        self.schedule(now + interval, control);
    }
}
