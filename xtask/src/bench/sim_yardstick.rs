//! What this machine gives: M/M/c written out by hand, with one heap, a queue, and a lane for the timeouts; a mean and a
//! histogram are all it counts. It knows no calls, no late work, no second station: the engine is measured against it.

use fiasco_sim::events::key::{Key, pack, payload, sequence, time};
use fiasco_sim::random::{Law, Stream};
use fiasco_sim::stats::Histogram;
use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

/// A job: when it came, the number of its timer (0 for none), and the next free slot.
#[derive(Clone, Copy)]
struct Job {
    came: f64,
    timer: u64,
}

/// The payload of arrivals.
const ARRIVAL: u32 = 1 << 27;

/// Runs until this time; jobs done, and their mean sojourn.
pub fn run(servers: u32, rate: f64, timeout: Option<f64>, until: f64) -> Option<(u64, f64)> {
    let (gap, service) = (Law::exponential(1.0 / rate).ok()?, Law::exponential(1.0).ok()?);
    let (mut gaps, mut services) = (Stream::new(1, 1, 0, 0), Stream::new(1, 2, 0, 0));
    let (mut heap, mut queue, mut lane) = (BinaryHeap::new(), VecDeque::new(), VecDeque::<Key>::new());
    let (mut jobs, mut free) = (Vec::<Job>::new(), Vec::<u32>::new());
    let (mut number, mut busy, mut timeouts) = (1_u64, 0_u32, 0_u64);
    let (mut done, mut sum, mut sojourns) = (0_u64, 0.0, Histogram::new());
    heap.push(Reverse(pack(gap.sample(&mut gaps), number, ARRIVAL)));
    while let Some(&Reverse(key)) = heap.peek() {
        if let Some(&head) = lane.front()
            && head < key
        {
            lane.pop_front();
            timeouts += u64::from(jobs[payload(head) as usize].timer == sequence(head));
            continue;
        }
        let now = time(key);
        if now > until {
            break;
        }
        number += 1;
        if payload(key) == ARRIVAL {
            replace(&mut heap, pack(now + gap.sample(&mut gaps), number, ARRIVAL));
            let mut fresh = Job { came: now, timer: 0 };
            let job = free.pop().unwrap_or(jobs.len() as u32);
            if let Some(timeout) = timeout {
                number += 1;
                fresh.timer = number;
                while let Some(&head) = lane.front()
                    && jobs[payload(head) as usize].timer != sequence(head)
                {
                    lane.pop_front();
                }
                lane.push_back(pack(now + timeout, number, job));
            }
            match jobs.get_mut(job as usize) {
                Some(slot) => *slot = fresh,
                None => jobs.push(fresh),
            }
            if busy < servers {
                busy += 1;
                number += 1;
                heap.push(Reverse(pack(now + service.sample(&mut services), number, job)));
            } else {
                queue.push_back(job);
            }
            continue;
        }
        let job = payload(key);
        let past = now - jobs[job as usize].came;
        jobs[job as usize].timer = 0;
        free.push(job);
        (done, sum) = (done + 1, sum + past);
        sojourns.record(past);
        if let Some(next) = queue.pop_front() {
            replace(&mut heap, pack(now + service.sample(&mut services), number, next));
        } else {
            busy -= 1;
            heap.pop();
        }
    }
    (timeouts == 0 && sojourns.count() == done).then(|| (done, sum / done as f64))
}

/// The earliest key goes, and another comes.
fn replace(heap: &mut BinaryHeap<Reverse<Key>>, key: Key) {
    if let Some(mut first) = heap.peek_mut() {
        *first = Reverse(key);
    }
}
