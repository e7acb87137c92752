//! A load balancer: which of several services takes an attempt, and which of them are out.
//!
//! Two M/M/1 at a total rate of 1.6: a random choice gives each its own queue (mean sojourn 5), the shorter of the two
//! 2.956, one queue for both 2.778. Many servers, the shorter of two at random (Mitzenmacher, Vvedenskaya et al.):
//! the share with at least k jobs is ρ^(2^k − 1), so the mean sojourn is Σ ρ^(2^k − 2).
//!
//! Conservation: attempts sent = attempts ended + attempts under way, for each member.

use crate::model::ServiceId;
use crate::random::Stream;
use crate::random::stream::mix;

/// Places of a member on the ring of consistent hashing.
const PLACES: u64 = 128;

/// Who is chosen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Policy {
    /// Anyone, evenly.
    Random,
    /// One after the other.
    RoundRobin,
    /// Who has the fewest attempts under way; among equals, anyone.
    LeastOutstanding,
    /// The better of this many chosen at random.
    Choices(u32),
    /// The next on a ring, by one of this many keys, evenly asked for.
    Hash(u32),
    /// The first that is well: a leader and its standbys.
    Standby,
}

/// Members that fail in a row are left out for a while.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Eject {
    /// Failures in a row.
    pub failures: u32,
    /// How long, s.
    pub pause: f64,
}

/// Members are asked whether they are well.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Health {
    /// Time between questions, s.
    pub interval: f64,
    /// Patience with the answer, s.
    pub timeout: f64,
    /// Bad answers in a row after which it is out.
    pub fall: u32,
    /// Good answers in a row after which it is in again.
    pub rise: u32,
}

/// What a balancer is.
#[derive(Clone, Debug, PartialEq)]
pub struct BalancerSpec {
    /// Who is chosen.
    pub policy: Policy,
    /// Among whom.
    pub members: Vec<ServiceId>,
    /// Leaves out those that fail.
    pub eject: Option<Eject>,
    /// Asks them.
    pub health: Option<Health>,
}

impl BalancerSpec {
    /// A balancer that believes all its members are well.
    #[must_use]
    pub fn new(policy: Policy, members: Vec<ServiceId>) -> Self {
        Self {
            policy,
            members,
            eject: None,
            health: None,
        }
    }

    /// Whether it can be used.
    ///
    /// # Errors
    /// The parameter at fault, its value, and what it must be.
    pub fn check(&self) -> Result<(), (&'static str, f64, &'static str)> {
        let must = |holds: bool, what, value, must| if holds { Ok(()) } else { Err((what, value, must)) };
        let members = self.members.len();
        must(members > 0, "members", members as f64, "1 or more")?;
        match self.policy {
            Policy::Choices(many) => must(many > 0, "choices", f64::from(many), "1 or more")?,
            Policy::Hash(keys) => must(keys > 0, "keys", f64::from(keys), "1 or more")?,
            _ => {}
        }
        if let Some(eject) = self.eject {
            must(
                eject.failures > 0,
                "failures",
                f64::from(eject.failures),
                "1 or more",
            )?;
            let holds = eject.pause > 0.0 && eject.pause.is_finite();
            must(holds, "pause", eject.pause, "above 0 and finite")?;
        }
        if let Some(health) = self.health {
            for (what, value) in [("interval", health.interval), ("timeout", health.timeout)] {
                must(
                    value > 0.0 && value.is_finite(),
                    what,
                    value,
                    "above 0 and finite",
                )?;
            }
            must(health.fall > 0, "fall", f64::from(health.fall), "1 or more")?;
            must(health.rise > 0, "rise", f64::from(health.rise), "1 or more")?;
        }
        Ok(())
    }
}

#[derive(Clone, Debug)]
struct Member {
    outstanding: u32,
    sent: u64,
    ended: u64,
    /// Failures in a row, and until when it is left out for them.
    failures: u32,
    out_until: f64,
    /// What the questions say, and answers in a row that say the contrary.
    well: bool,
    contrary: u32,
}

/// The state of a balancer in a run.
#[derive(Clone, Debug)]
pub struct Balancer {
    policy: Policy,
    eject: Option<Eject>,
    health: Option<Health>,
    members: Vec<Member>,
    ring: Vec<(u64, u32)>,
    turn: u32,
    stream: Stream,
}

impl Balancer {
    /// A balancer at rest.
    #[must_use]
    pub fn new(spec: &BalancerSpec, stream: Stream) -> Self {
        let many = spec.members.len() as u32;
        let mut ring = Vec::new();
        if matches!(spec.policy, Policy::Hash(_)) {
            let places = (0..many).flat_map(|at| (0..PLACES).map(move |place| (at, place)));
            ring.extend(places.map(|(at, place)| (mix(mix(u64::from(at) + 1) ^ place), at)));
            ring.sort_unstable();
        }
        let member = Member {
            outstanding: 0,
            sent: 0,
            ended: 0,
            failures: 0,
            out_until: 0.0,
            well: true,
            contrary: 0,
        };
        Self {
            policy: spec.policy,
            eject: spec.eject,
            health: spec.health,
            members: vec![member; many as usize],
            ring,
            turn: 0,
            stream,
        }
    }

    #[inline]
    fn is_in(&self, member: u32, now: f64) -> bool {
        let member = &self.members[member as usize];
        member.well && now >= member.out_until
    }

    /// Who takes the next attempt; nobody when all are out.
    pub fn pick(&mut self, now: f64) -> Option<u32> {
        let many = self.members.len() as u32;
        let member = match self.policy {
            Policy::Random => self.random(now)?,
            Policy::RoundRobin => {
                let from = self.turn;
                let at = (0..many)
                    .map(|step| (from + step) % many)
                    .find(|at| self.is_in(*at, now))?;
                self.turn = (at + 1) % many;
                at
            }
            Policy::LeastOutstanding => self.least(now)?,
            Policy::Choices(choices) => {
                let mut best = self.random(now)?;
                for _ in 1..choices {
                    let other = self.random(now)?;
                    if self.outstanding(other) < self.outstanding(best) {
                        best = other;
                    }
                }
                best
            }
            Policy::Hash(keys) => {
                let spot = mix(u64::from(self.stream.below(keys)) ^ 0x5DEE_CE66_D001);
                let from = self.ring.partition_point(|(place, _)| *place < spot);
                let round = self.ring[from..].iter().chain(&self.ring[..from]);
                round.map(|(_, at)| *at).find(|at| self.is_in(*at, now))?
            }
            Policy::Standby => (0..many).find(|at| self.is_in(*at, now))?,
        };
        let chosen = &mut self.members[member as usize];
        chosen.outstanding += 1;
        chosen.sent += 1;
        Some(member)
    }

    fn outstanding(&self, member: u32) -> u32 {
        self.members[member as usize].outstanding
    }

    /// Anyone who is in. Where the first that is drawn is out, one of those who are in is drawn.
    fn random(&mut self, now: f64) -> Option<u32> {
        let many = self.members.len() as u32;
        let at = self.stream.below(many);
        if self.is_in(at, now) {
            return Some(at);
        }
        let within = (0..many).filter(|at| self.is_in(*at, now)).count() as u32;
        if within == 0 {
            return None;
        }
        let nth = self.stream.below(within) as usize;
        (0..many).filter(|at| self.is_in(*at, now)).nth(nth)
    }

    fn least(&mut self, now: f64) -> Option<u32> {
        let (mut best, mut least, mut equals) = (None, u32::MAX, 0);
        for at in 0..self.members.len() as u32 {
            let outstanding = self.outstanding(at);
            if outstanding > least || !self.is_in(at, now) {
                continue;
            }
            if outstanding < least {
                (best, least, equals) = (Some(at), outstanding, 1);
            } else {
                equals += 1;
                if self.stream.below(equals) == 0 {
                    best = Some(at);
                }
            }
        }
        best
    }

    /// The work of an attempt has ended, in time or not.
    pub fn ended(&mut self, member: u32) {
        let member = &mut self.members[member as usize];
        member.outstanding -= 1;
        member.ended += 1;
    }

    /// A caller got an answer, or gave up waiting for it.
    pub fn answered(&mut self, member: u32, now: f64, well: bool) {
        let member = &mut self.members[member as usize];
        if well {
            member.failures = 0;
            return;
        }
        member.failures += 1;
        if let Some(eject) = self.eject
            && member.failures >= eject.failures
        {
            (member.failures, member.out_until) = (0, now + eject.pause);
        }
    }

    /// A member was asked whether it is well.
    pub fn asked(&mut self, member: u32, well: bool) {
        let (Some(health), Some(member)) = (self.health, self.members.get_mut(member as usize)) else {
            return;
        };
        if member.well == well {
            member.contrary = 0;
            return;
        }
        member.contrary += 1;
        let needed = if well { health.rise } else { health.fall };
        if member.contrary >= needed {
            (member.well, member.contrary) = (well, 0);
        }
    }

    /// Somebody takes a member out, or puts it back.
    pub fn set_well(&mut self, member: u32, well: bool) {
        if let Some(member) = self.members.get_mut(member as usize) {
            (member.well, member.contrary) = (well, 0);
        }
    }

    /// How many attempts each member was sent.
    pub fn sent(&self) -> impl Iterator<Item = u64> + '_ {
        self.members.iter().map(|member| member.sent)
    }

    /// Whether every attempt is accounted for.
    #[must_use]
    pub fn conserves(&self) -> bool {
        let accounted = |member: &Member| member.sent == member.ended + u64::from(member.outstanding);
        self.members.iter().all(accounted)
    }
}
