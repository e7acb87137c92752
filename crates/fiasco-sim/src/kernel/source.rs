//! Where requests come from in a run.

use super::program::Program;
use crate::element::arrivals::Process;
use crate::events::key::{Key, NEVER, pack};
use crate::jobs::record::Requests;
use crate::model::{Arrivals, Model};
use crate::random::{Law, Stream, stream};

/// When a source's next request comes.
#[derive(Clone, Debug)]
pub(super) enum Rhythm {
    /// After a gap of this law.
    Gaps(Law),
    /// When this many users have thought.
    Closed(u32, Law),
    /// When this process says.
    Process(Process),
}

/// An arrival process in a run, or the questions of a balancer, and what became of its requests.
#[derive(Clone, Debug)]
pub(super) struct Source {
    pub rhythm: Rhythm,
    pub stream: Stream,
    pub entry: u32,
    pub class: u8,
    pub requests: Requests,
}

impl Source {
    /// The key of its next arrival.
    #[inline(always)]
    pub fn next(&mut self, now: f64, sequence: u64) -> Key {
        let next = match &mut self.rhythm {
            Rhythm::Gaps(law) => Some(now + law.sample(&mut self.stream)),
            Rhythm::Process(process) => process.next(now, &mut self.stream).map(|next| next.max(now)),
            Rhythm::Closed(..) => None,
        };
        next.map_or(NEVER, |next| pack(next, sequence, 0))
    }
}

/// The arrival processes of a model, then the questions of its balancers.
pub(super) fn sources(model: &Model, program: &Program, seed: u64, replication: u64) -> Vec<Source> {
    let asked = model.sources.iter().map(|source| {
        let rhythm = match &source.spec.arrivals {
            Arrivals::Gaps(law) => Rhythm::Gaps(law.clone()),
            Arrivals::Closed(users, law) => Rhythm::Closed(*users, law.clone()),
            Arrivals::Process(spec) => Rhythm::Process(Process::new(spec)),
        };
        Source {
            rhythm,
            stream: Stream::new(
                seed,
                stream::name(&source.name),
                stream::name("arrivals"),
                replication,
            ),
            entry: program.entry[source.spec.service.index()],
            class: source.spec.class,
            requests: Requests::default(),
        }
    });
    let probes = program.probes.iter().map(|probe| Source {
        rhythm: Rhythm::Gaps(Law::Constant(probe.interval)),
        stream: Stream::new(seed, 0, 0, replication),
        entry: probe.entry,
        class: 0,
        requests: Requests::default(),
    });
    asked.chain(probes).collect()
}
