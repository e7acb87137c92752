//! A checked model as flat operations: what the kernel executes.

use crate::element::adaptive::AdaptiveSpec;
use crate::element::breaker::BreakerSpec;
use crate::element::budget::BudgetSpec;
use crate::element::retry::Backoff;
use crate::jobs::frame::NONE;
use crate::model::{Call, Model, Step, Target};
use crate::random::{Law, stream};

/// One operation; programs lie behind each other in one array.
#[derive(Clone, Copy, Debug)]
pub enum Op {
    /// Be served: station, draw.
    Use(u32, u32),
    /// Be served, with patience: station, draw.
    UseWithin(u32, u32, Delay),
    /// Wait.
    Sleep(Delay),
    /// Call number.
    Call(u32),
    /// A call whose attempts are one use of a station each and of which nobody but the caller hears: call, station,
    /// draw, and the lane of its timeout or [`NONE`].
    Direct(u32, u32, u32, u32),
    /// Go on with this probability, drawn from this stream, else go there.
    Branch(f64, u32, u32),
    /// Go there.
    Goto(u32),
    /// Get what this hold names.
    Acquire(u32),
    /// Give it back.
    Release(u32),
    /// Fork number.
    Fork(u32),
    /// Begin what follows for nobody, and go on there: spawn number, where.
    Spawn(u32, u32),
    /// Pass this limiter.
    Limit(u32),
    /// Look up in this cache, drawn from this stream; where it is found, go there; else what follows loads it.
    Cached(u32, u32, u32),
    /// End unless somebody still waits.
    Waited,
    /// The program fails.
    Fail,
    /// The program ends well.
    End,
}

impl Op {
    /// The number of the call that this is.
    #[inline]
    #[must_use]
    pub fn call(&self) -> Option<u32> {
        match self {
            Self::Call(call) | Self::Direct(call, ..) => Some(*call),
            _ => None,
        }
    }
}

/// A delay: always the same, by its lane, or drawn.
#[derive(Clone, Copy, Debug)]
pub enum Delay {
    /// Lane.
    Lane(u32),
    /// Draw.
    Drawn(u32),
}

/// A call as executed.
#[derive(Clone, Debug)]
pub struct CallOp {
    /// Where the work of an attempt begins, unless a balancer says.
    pub entry: u32,
    /// The balancer, and the first of its members' entries in [`Program::members`].
    pub balancer: Option<u32>,
    /// Its timeout's lane.
    pub lane: Option<u32>,
    /// Attempts in all.
    pub attempts: u32,
    /// Pauses between them.
    pub backoff: Backoff,
    /// Whether only timeouts are retried.
    pub believes: bool,
    /// The stream of the pauses.
    pub draw: u32,
    /// Limits retries.
    pub budget: Option<BudgetSpec>,
    /// Stops calling.
    pub breaker: Option<BreakerSpec>,
    /// Bounds attempts under way.
    pub adaptive: Option<AdaptiveSpec>,
    /// For a question whether a member is well: the balancer and the member that the answer is about.
    pub about: Option<(u32, u32)>,
}

impl CallOp {
    /// Whether its attempts may be made by their callers' frames.
    #[must_use]
    pub fn inlines(&self) -> bool {
        // With decorrelated jitter the frame remembers the last pause where a station's job has its demand.
        let forgets = self.attempts <= 1 || !matches!(self.backoff, Backoff::Decorrelated { .. });
        self.adaptive.is_none() && forgets
    }

    /// The operation of this call, the only one where it may be [`Op::Direct`].
    fn op(&self, number: u32, ops: &[Op]) -> Op {
        let heard = self.budget.is_some()
            || self.breaker.is_some()
            || self.balancer.is_some()
            || self.about.is_some();
        match single(ops, self.entry) {
            Some((station, draw)) if self.inlines() && !heard => {
                Op::Direct(number, station, draw, self.lane.unwrap_or(NONE))
            }
            _ => Op::Call(number),
        }
    }
}

/// The station and the draw of a program that is one use of a station.
#[inline]
pub fn single(ops: &[Op], entry: u32) -> Option<(u32, u32)> {
    match ops.get(entry as usize..)? {
        [Op::Use(station, draw), Op::End, ..] => Some((*station, *draw)),
        _ => None,
    }
}

/// A hold as executed.
#[derive(Clone, Copy, Debug)]
pub struct HoldOp {
    /// The pool.
    pub pool: u32,
    /// The lane of the patience.
    pub lane: Option<u32>,
    /// The hold around it.
    pub outer: u32,
}

/// A fork as executed.
#[derive(Clone, Debug, Default)]
pub struct ForkOp {
    /// Where each branch begins.
    pub branches: Vec<u32>,
    /// How many must end well.
    pub need: u32,
    /// Where the program goes on.
    pub after: u32,
}

/// A question asked again and again: balancer, member, time between, program.
#[derive(Clone, Copy, Debug)]
pub struct Probe {
    /// The time between two questions, s.
    pub interval: f64,
    /// Its program.
    pub entry: u32,
}

/// The compiled model.
#[derive(Clone, Debug, Default)]
pub struct Program {
    /// Operations.
    pub ops: Vec<Op>,
    /// For each operation, the hold around it, or [`NONE`].
    pub held: Vec<u32>,
    /// Where each service begins.
    pub entry: Vec<u32>,
    /// Calls.
    pub calls: Vec<CallOp>,
    /// Holds.
    pub holds: Vec<HoldOp>,
    /// Forks.
    pub forks: Vec<ForkOp>,
    /// How many spawns there are.
    pub spawns: u32,
    /// For each balancer, the entries of its members.
    pub members: Vec<Vec<u32>>,
    /// Questions to members.
    pub probes: Vec<Probe>,
    /// Laws, and the name of the stream each is drawn from.
    pub draws: Vec<(Law, u64, u64)>,
    /// Lengths of the lanes.
    pub lanes: Vec<f64>,
}

/// Where in a service one compiles.
struct Place {
    service: u64,
    count: u64,
    hold: u32,
}

impl Program {
    /// Compiles a checked model.
    #[must_use]
    pub fn of(model: &Model) -> Self {
        let mut program = Self::default();
        for service in &model.services {
            program.entry.push(program.ops.len() as u32);
            let mut place = Place {
                service: stream::name(&service.name),
                count: 0,
                hold: NONE,
            };
            program.steps(model, &service.spec, &mut place);
            program.op(Op::End, &place);
        }
        let entry = program.entry.clone();
        // Calls were compiled with the service in place of the entry: services may be named before they are compiled.
        for call in program.calls.iter_mut().filter(|call| call.about.is_none()) {
            if call.balancer.is_none() && call.entry & HEDGED == 0 {
                call.entry = entry[call.entry as usize];
            }
            call.entry &= !HEDGED;
        }
        for (at, balancer) in model.balancers.iter().enumerate() {
            let entries = balancer.spec.members.iter().map(|member| entry[member.index()]);
            program.members.push(entries.collect());
            if let Some(health) = balancer.spec.health {
                for member in 0..balancer.spec.members.len() {
                    program.probe(at, member, health.interval, health.timeout);
                }
            }
        }
        let calls = (0..).zip(&program.calls);
        let calls: Vec<Op> = calls
            .map(|(number, call)| call.op(number, &program.ops))
            .collect();
        for op in &mut program.ops {
            if let Op::Call(number) = op {
                *op = calls[*number as usize];
            }
        }
        program
    }

    /// A program that asks a member whether it is well.
    fn probe(&mut self, balancer: usize, member: usize, interval: f64, timeout: f64) {
        let lane = Some(self.lane(timeout));
        let place = Place {
            service: 0,
            count: 0,
            hold: NONE,
        };
        let draw = self.draw(&Law::Constant(0.0), 0, 0);
        let entry = self.ops.len() as u32;
        let call = CallOp {
            entry: self.members[balancer][member],
            balancer: None,
            lane,
            attempts: 1,
            backoff: Backoff::Immediate,
            believes: false,
            draw,
            budget: None,
            breaker: None,
            adaptive: None,
            about: Some((balancer as u32, member as u32)),
        };
        self.calls.push(call);
        self.op(Op::Call(self.calls.len() as u32 - 1), &place);
        self.op(Op::End, &place);
        self.probes.push(Probe { interval, entry });
    }

    fn op(&mut self, op: Op, place: &Place) -> usize {
        self.ops.push(op);
        self.held.push(place.hold);
        self.ops.len() - 1
    }

    fn here(&self) -> u32 {
        self.ops.len() as u32
    }

    fn draw(&mut self, law: &Law, entity: u64, purpose: u64) -> u32 {
        self.draws.push((law.clone(), entity, purpose));
        self.draws.len() as u32 - 1
    }

    fn delay(&mut self, law: &Law, entity: u64, purpose: u64) -> Delay {
        match law {
            Law::Constant(delay) => Delay::Lane(self.lane(*delay)),
            law => Delay::Drawn(self.draw(law, entity, purpose)),
        }
    }

    fn steps(&mut self, model: &Model, steps: &[Step], place: &mut Place) {
        for step in steps {
            place.count += 1;
            self.step(model, step, place);
        }
    }

    fn step(&mut self, model: &Model, step: &Step, place: &mut Place) {
        let (service, purpose) = (place.service, place.count);
        match step {
            Step::Use(station, law) | Step::UseWithin(station, law, _) => {
                let name = stream::name(&model.stations[station.index()].name);
                let draw = self.draw(law, service, stream::mix(name ^ purpose));
                let op = if let Step::UseWithin(_, _, patience) = step {
                    let patience = self.delay(patience, service, stream::mix(purpose));
                    Op::UseWithin(station.0, draw, patience)
                } else {
                    Op::Use(station.0, draw)
                };
                self.op(op, place);
            }
            Step::Sleep(law) => {
                let delay = self.delay(law, service, purpose);
                self.op(Op::Sleep(delay), place);
            }
            Step::Call(call) => self.call(call, place),
            Step::Branch(probability, then, otherwise) => {
                let draw = self.draw(&Law::Constant(0.0), service, purpose);
                let branch = self.op(Op::End, place);
                self.steps(model, then, place);
                let skip = self.op(Op::End, place);
                self.ops[branch] = Op::Branch(*probability, draw, self.here());
                self.steps(model, otherwise, place);
                self.ops[skip] = Op::Goto(self.here());
            }
            Step::Repeat(probability, steps) => {
                let draw = self.draw(&Law::Constant(0.0), service, purpose);
                let again = self.here();
                self.steps(model, steps, place);
                self.op(Op::Branch(1.0 - *probability, draw, again), place);
            }
            Step::Hold(hold, steps) => {
                let lane = hold.patience.map(|patience| self.lane(patience));
                let (pool, outer) = (hold.pool.0, place.hold);
                self.holds.push(HoldOp { pool, lane, outer });
                let number = self.holds.len() as u32 - 1;
                self.op(Op::Acquire(number), place);
                place.hold = number;
                self.steps(model, steps, place);
                self.op(Op::Release(number), place);
                place.hold = outer;
            }
            Step::Parallel(need, branches) => {
                let fork = self.fork(*need, place);
                for steps in branches {
                    self.apart(model, steps, place, Some(fork));
                }
                self.forks[fork].after = self.here();
            }
            Step::Spawn(steps) => {
                let number = self.spawns;
                self.spawns += 1;
                let spawn = self.op(Op::End, place);
                self.apart(model, steps, place, None);
                self.ops[spawn] = Op::Spawn(number, self.here());
            }
            Step::Limit(limiter) => {
                self.op(Op::Limit(limiter.0), place);
            }
            Step::Cached(cache, steps) => {
                let draw = self.draw(&Law::Constant(0.0), service, purpose);
                let look = self.op(Op::End, place);
                self.apart(model, steps, place, None);
                self.ops[look] = Op::Cached(cache.0, draw, self.here());
            }
            Step::Fail => {
                self.op(Op::Fail, place);
            }
        }
    }

    fn fork(&mut self, need: u32, place: &Place) -> usize {
        self.forks.push(ForkOp {
            need,
            ..ForkOp::default()
        });
        let fork = self.forks.len() - 1;
        self.op(Op::Fork(fork as u32), place);
        fork
    }

    /// Steps that a frame of their own executes; it holds nothing of what is held around them.
    fn apart(&mut self, model: &Model, steps: &[Step], place: &mut Place, fork: Option<usize>) {
        let outer = std::mem::replace(&mut place.hold, NONE);
        if let Some(fork) = fork {
            let here = self.here();
            self.forks[fork].branches.push(here);
        }
        self.steps(model, steps, place);
        self.op(Op::End, place);
        place.hold = outer;
    }

    fn call(&mut self, call: &Call, place: &mut Place) {
        let draw = self.draw(&Law::Constant(0.0), place.service, place.count);
        let (service, balancer) = match call.to {
            Target::Service(service) => (service.0, None),
            Target::Balancer(balancer) => (0, Some(balancer.0)),
        };
        let mut what = CallOp {
            entry: service,
            balancer,
            lane: call.timeout.map(|timeout| self.lane(timeout)),
            attempts: call.attempts,
            backoff: call.backoff.clone(),
            believes: call.believes,
            draw,
            budget: call.budget,
            breaker: call.breaker,
            adaptive: call.adaptive,
            about: None,
        };
        if let Some(hedge) = call.hedge {
            (what.entry, what.balancer) = (self.hedged(service, balancer, hedge, place) | HEDGED, None);
        }
        self.calls.push(what);
        self.op(Op::Call(self.calls.len() as u32 - 1), place);
    }

    /// A program that makes an attempt twice, the second time after a delay, and ends with the first answer.
    fn hedged(&mut self, service: u32, balancer: Option<u32>, delay: f64, place: &mut Place) -> u32 {
        let outer = std::mem::replace(&mut place.hold, NONE);
        let skip = self.op(Op::End, place);
        let entry = self.here();
        let fork = self.fork(1, place);
        let draw = self.draw(&Law::Constant(0.0), place.service, place.count);
        let lane = self.lane(delay);
        for late in [false, true] {
            let here = self.here();
            self.forks[fork].branches.push(here);
            if late {
                self.op(Op::Sleep(Delay::Lane(lane)), place);
                self.op(Op::Waited, place);
            }
            self.calls.push(CallOp {
                entry: service,
                balancer,
                lane: None,
                attempts: 1,
                backoff: Backoff::Immediate,
                believes: false,
                draw,
                budget: None,
                breaker: None,
                adaptive: None,
                about: None,
            });
            self.op(Op::Call(self.calls.len() as u32 - 1), place);
            self.op(Op::End, place);
        }
        self.forks[fork].after = self.here();
        self.op(Op::End, place);
        self.ops[skip] = Op::Goto(self.here());
        place.hold = outer;
        entry
    }

    fn lane(&mut self, delay: f64) -> u32 {
        let known = self
            .lanes
            .iter()
            .position(|lane| lane.to_bits() == delay.to_bits());
        known.unwrap_or_else(|| {
            self.lanes.push(delay);
            self.lanes.len() - 1
        }) as u32
    }
}

/// Marks an entry that is one already, not yet the number of a service.
const HEDGED: u32 = 1 << 31;
