//! A checked model as flat operations: what the kernel executes.

use crate::element::retry::Backoff;
use crate::model::{Model, Step};
use crate::random::{Law, stream};

/// One operation; programs lie behind each other in one array.
#[derive(Clone, Copy, Debug)]
pub enum Op {
    /// Be served: station, draw.
    Use(u32, u32),
    /// Wait: draw.
    Sleep(u32),
    /// Call number.
    Call(u32),
    /// Go on with this probability, drawn from this stream, else go there.
    Branch(f64, u32, u32),
    /// Go there.
    Goto(u32),
    /// The program ends well.
    End,
}

/// A call as executed.
#[derive(Clone, Debug)]
pub struct CallOp {
    /// The service called.
    pub service: u32,
    /// Its timeout's lane.
    pub lane: Option<u32>,
    /// Attempts in all.
    pub attempts: u32,
    /// Pauses between them.
    pub backoff: Backoff,
    /// The stream of the pauses.
    pub draw: u32,
}

/// The compiled model.
#[derive(Clone, Debug, Default)]
pub struct Program {
    /// Operations.
    pub ops: Vec<Op>,
    /// Where each service begins.
    pub entry: Vec<u32>,
    /// Calls.
    pub calls: Vec<CallOp>,
    /// Laws, and the name of the stream each is drawn from.
    pub draws: Vec<(Law, u64, u64)>,
    /// Lengths of the lanes.
    pub lanes: Vec<f64>,
}

impl Program {
    /// Compiles a checked model.
    #[must_use]
    pub fn of(model: &Model) -> Self {
        let mut program = Self::default();
        for service in &model.services {
            program.entry.push(program.ops.len() as u32);
            program.steps(model, stream::name(&service.name), &service.steps, &mut 0);
            program.ops.push(Op::End);
        }
        program
    }

    fn draw(&mut self, law: &Law, entity: u64, purpose: u64) -> u32 {
        self.draws.push((law.clone(), entity, purpose));
        self.draws.len() as u32 - 1
    }

    fn steps(&mut self, model: &Model, service: u64, steps: &[Step], count: &mut u64) {
        for step in steps {
            *count += 1;
            let purpose = *count;
            match step {
                Step::Use(station, law) => {
                    let station_name = stream::name(&model.stations[station.0 as usize].name);
                    let draw = self.draw(law, service, stream::mix(station_name ^ purpose));
                    self.ops.push(Op::Use(station.0, draw));
                }
                Step::Sleep(law) => {
                    let draw = self.draw(law, service, purpose);
                    self.ops.push(Op::Sleep(draw));
                }
                Step::Call(call) => {
                    let draw = self.draw(&Law::Constant(0.0), service, purpose);
                    let lane = call.timeout.map(|timeout| self.lane(timeout));
                    let (attempts, backoff) = (call.attempts, call.backoff.clone());
                    self.calls.push(CallOp {
                        service: call.service.0,
                        lane,
                        attempts,
                        backoff,
                        draw,
                    });
                    self.ops.push(Op::Call(self.calls.len() as u32 - 1));
                }
                Step::Branch(probability, then, otherwise) => {
                    let draw = self.draw(&Law::Constant(0.0), service, purpose);
                    let branch = self.ops.len();
                    self.ops.push(Op::End);
                    self.steps(model, service, then, count);
                    let skip = self.ops.len();
                    self.ops.push(Op::End);
                    self.ops[branch] = Op::Branch(*probability, draw, self.ops.len() as u32);
                    self.steps(model, service, otherwise, count);
                    self.ops[skip] = Op::Goto(self.ops.len() as u32);
                }
            }
        }
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
