//! The row as DesCartes components.

use crate::{Row, exponential};
use descartes_core::{Component, Execute, Executor, Key, Scheduler, SimTime, Simulation};
use std::collections::VecDeque;
use std::time::Duration;

#[derive(Debug)]
enum Event {
    Arrive(f64),
    Done(f64),
}

struct Station {
    free: u32,
    queue: VecDeque<f64>,
    random: u64,
    next: Option<Key<Event>>,
    done: u64,
    sum: f64,
}

impl Component for Station {
    type Event = Event;

    fn process_event(&mut self, own: Key<Event>, event: &Event, scheduler: &mut Scheduler) {
        match *event {
            Event::Arrive(begun) if self.free > 0 => {
                self.free -= 1;
                let service = delay(&mut self.random, 1.0);
                scheduler.schedule(service, own, Event::Done(begun));
            }
            Event::Arrive(begun) => self.queue.push_back(begun),
            Event::Done(begun) => {
                match self.queue.pop_front() {
                    Some(waited) => {
                        let service = delay(&mut self.random, 1.0);
                        scheduler.schedule(service, own, Event::Done(waited));
                    }
                    None => self.free += 1,
                }
                match self.next {
                    Some(next) => scheduler.schedule(SimTime::zero(), next, Event::Arrive(begun)),
                    None => {
                        self.done += 1;
                        self.sum += now(scheduler) - begun;
                    }
                }
            }
        }
    }
}

#[derive(Debug)]
struct Come;

struct Users {
    random: u64,
    mean: f64,
    left: u64,
    first: Key<Event>,
}

impl Component for Users {
    type Event = Come;

    fn process_event(&mut self, own: Key<Come>, _: &Come, scheduler: &mut Scheduler) {
        scheduler.schedule(SimTime::zero(), self.first, Event::Arrive(now(scheduler)));
        self.left -= 1;
        if self.left > 0 {
            let gap = delay(&mut self.random, self.mean);
            scheduler.schedule(gap, own, Come);
        }
    }
}

fn now(scheduler: &Scheduler) -> f64 {
    scheduler.time().as_duration().as_secs_f64()
}

fn delay(random: &mut u64, mean: f64) -> SimTime {
    SimTime::from_duration(Duration::from_nanos((exponential(random, mean) * 1e9) as u64))
}

/// Runs it; the mean sojourn.
pub fn run(row: Row) -> f64 {
    let mut simulation = Simulation::default();
    let mut next = None;
    let mut last = None;
    for at in 0..row.stations {
        let station = Station {
            free: row.servers,
            queue: VecDeque::new(),
            random: 0x9E37_79B9 + at as u64,
            next,
            done: 0,
            sum: 0.0,
        };
        let key = simulation.add_component(station);
        last.get_or_insert(key);
        next = Some(key);
    }
    let first = next.expect("a station");
    let users = Users {
        random: 88_172_645_463_325_252,
        mean: 1.0 / row.rate,
        left: row.jobs,
        first,
    };
    let users = simulation.add_component(users);
    simulation.schedule(SimTime::zero(), users, Come);
    Executor::unbound().execute(&mut simulation);
    let last: Station = simulation
        .remove_component(last.expect("a station"))
        .expect("the last station");
    assert_eq!(last.done, row.jobs);
    last.sum / last.done as f64
}
