//! The row as NeXosim models, on one thread.

use crate::{Row, exponential};
use nexosim::model::{Context, Model, schedulable};
use nexosim::ports::{EventSinkReader, EventSource, Output, SinkState, event_slot};
use nexosim::simulation::{Mailbox, SimInit};
use nexosim::time::MonotonicTime;
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;
use std::time::Duration;

#[derive(Serialize, Deserialize)]
struct Station {
    done: Output<f64>,
    free: u32,
    queue: VecDeque<f64>,
    random: u64,
}

#[Model]
impl Station {
    pub fn arrive(&mut self, begun: f64, context: &Context<Self>) {
        if self.free == 0 {
            self.queue.push_back(begun);
            return;
        }
        self.free -= 1;
        let service = delay(&mut self.random, 1.0);
        context
            .schedule_event(service, schedulable!(Self::complete), begun)
            .expect("a time to come");
    }

    #[nexosim(schedulable)]
    async fn complete(&mut self, begun: f64, context: &Context<Self>) {
        match self.queue.pop_front() {
            Some(waited) => {
                let service = delay(&mut self.random, 1.0);
                context
                    .schedule_event(service, schedulable!(Self::complete), waited)
                    .expect("a time to come");
            }
            None => self.free += 1,
        }
        self.done.send(begun).await;
    }
}

#[derive(Serialize, Deserialize)]
struct Users {
    come: Output<f64>,
    random: u64,
    mean: f64,
    left: u64,
}

#[Model]
impl Users {
    pub fn begin(&mut self, _: (), context: &Context<Self>) {
        let gap = delay(&mut self.random, self.mean);
        context
            .schedule_event(gap, schedulable!(Self::come), ())
            .expect("a time to come");
    }

    #[nexosim(schedulable)]
    async fn come(&mut self, _: (), context: &Context<Self>) {
        self.left -= 1;
        if self.left > 0 {
            let gap = delay(&mut self.random, self.mean);
            context
                .schedule_event(gap, schedulable!(Self::come), ())
                .expect("a time to come");
        }
        self.come.send(now(context.time())).await;
    }
}

#[derive(Serialize, Deserialize)]
struct Door {
    count: u64,
    sum: f64,
    total: Output<(u64, f64)>,
    jobs: u64,
}

#[Model]
impl Door {
    pub async fn leave(&mut self, begun: f64, context: &Context<Self>) {
        self.count += 1;
        self.sum += now(context.time()) - begun;
        if self.count == self.jobs {
            self.total.send((self.count, self.sum)).await;
        }
    }
}

fn now(time: MonotonicTime) -> f64 {
    time.duration_since(MonotonicTime::EPOCH).as_secs_f64()
}

/// A nanosecond at least: what is scheduled must lie ahead.
fn delay(random: &mut u64, mean: f64) -> Duration {
    Duration::from_nanos(((exponential(random, mean) * 1e9) as u64).max(1))
}

/// Runs it; the mean sojourn.
pub fn run(row: Row) -> f64 {
    let mut bench = SimInit::with_num_threads(1);
    let (sink, mut total) = event_slot(SinkState::Enabled);
    let door_box = Mailbox::new();
    let mut door = Door {
        count: 0,
        sum: 0.0,
        total: Output::default(),
        jobs: row.jobs,
    };
    door.total.connect_sink(sink);
    let boxes: Vec<Mailbox<Station>> = (0..row.stations).map(|_| Mailbox::new()).collect();
    let mut users = Users {
        come: Output::default(),
        random: 88_172_645_463_325_252,
        mean: 1.0 / row.rate,
        left: row.jobs,
    };
    users.come.connect(Station::arrive, &boxes[0]);
    let mut stations = Vec::new();
    for at in 0..row.stations {
        let mut station = Station {
            done: Output::default(),
            free: row.servers,
            queue: VecDeque::new(),
            random: 0x9E37_79B9 + at as u64,
        };
        match boxes.get(at + 1) {
            Some(next) => station.done.connect(Station::arrive, next),
            None => station.done.connect(Door::leave, &door_box),
        };
        stations.push(station);
    }
    let users_box = Mailbox::new();
    let begin = EventSource::new()
        .connect(Users::begin, &users_box)
        .register(&mut bench);
    for (station, mailbox) in stations.into_iter().zip(boxes) {
        bench = bench.add_model(station, mailbox, "station");
    }
    let mut simulation = bench
        .add_model(users, users_box, "users")
        .add_model(door, door_box, "door")
        .init(MonotonicTime::EPOCH)
        .expect("a bench");
    simulation.process_event(&begin, ()).expect("a beginning");
    loop {
        if let Some((count, sum)) = total.try_read() {
            return sum / count as f64;
        }
        for _ in 0..1000 {
            let _ = simulation.step();
        }
    }
}
