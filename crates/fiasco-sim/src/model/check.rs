//! Whether a model can be run: every parameter in its range, every name known, no circle of calls.

use super::{Arrivals, Call, Effect, Model, ModelError, Named, Step, Target};
use crate::element::retry::Backoff;
use crate::random::Law;

/// A parameter that is out of its range: its name, what it is, what it must be.
type Fault = (&'static str, f64, &'static str);
/// Branches of one fan-out, attempts of one balancer's members, classes: more is a mistake, not a model.
const MANY: usize = 100_000;

impl Model {
    /// Whether the model can be run.
    ///
    /// # Errors
    /// The first thing found wrong, with the element and the parameter.
    pub fn check(&self) -> Result<(), ModelError> {
        self.check_stations()?;
        for pool in &self.pools {
            let size = pool.spec.size;
            range(&pool.name, "size", f64::from(size), size > 0, "1 or more")?;
        }
        for limiter in &self.limiters {
            named(&limiter.name, limiter.spec.check())?;
        }
        for cache in &self.caches {
            named(&cache.name, cache.spec.check())?;
        }
        for service in &self.services {
            self.check_steps(&service.name, &service.spec)?;
        }
        self.check_balancers()?;
        self.check_sources()?;
        self.check_controls()?;
        self.check_circles()
    }

    fn check_stations(&self) -> Result<(), ModelError> {
        for Named { name, spec } in &self.stations {
            range(
                name,
                "servers",
                f64::from(spec.servers),
                spec.servers > 0,
                "1 or more",
            )?;
            if let super::Discipline::Sharing(Some(most)) = spec.discipline {
                range(name, "jobs inside", f64::from(most), most > 0, "1 or more")?;
            }
            let holds = spec.speed > 0.0 && spec.speed.is_finite();
            range(name, "speed", spec.speed, holds, "above 0 and finite")?;
            let terms = [
                ("contention", spec.contention.alone),
                ("coherency", spec.contention.pairs),
            ];
            for (what, term) in terms {
                range(
                    name,
                    what,
                    term,
                    term >= 0.0 && term.is_finite(),
                    "0 or more and finite",
                )?;
            }
            if let Some(shed) = &spec.shed {
                named(name, shed.check())?;
            }
        }
        Ok(())
    }

    fn check_balancers(&self) -> Result<(), ModelError> {
        for Named { name, spec } in &self.balancers {
            named(name, spec.check())?;
            for member in &spec.members {
                known(name, "service", member.0, self.services.len())?;
            }
        }
        Ok(())
    }

    fn check_sources(&self) -> Result<(), ModelError> {
        for Named { name, spec } in &self.sources {
            known(name, "service", spec.service.0, self.services.len())?;
            match &spec.arrivals {
                Arrivals::Gaps(gap) => {
                    law(name, "gap", gap)?;
                    range(name, "mean gap", gap.mean(), gap.mean() > 0.0, "above 0")?;
                }
                Arrivals::Closed(users, think) => {
                    range(name, "users", f64::from(*users), *users > 0, "1 or more")?;
                    law(name, "think time", think)?;
                    let idle = think.is_zero() && !self.reaches_time(spec.service.0);
                    range(
                        name,
                        "think time",
                        0.0,
                        !idle,
                        "above 0, because the service takes no time either",
                    )?;
                }
                Arrivals::Process(process) => named(name, process.check())?,
            }
        }
        if self.sources.is_empty() {
            return Err(ModelError::Silent);
        }
        Ok(())
    }

    fn check_controls(&self) -> Result<(), ModelError> {
        for station in &self.waits {
            known("kept waits", "station", station.0, self.stations.len())?;
        }
        for Named { name, spec } in &self.autoscalers {
            known(name, "station", spec.0.0, self.stations.len())?;
            named(name, spec.1.check())?;
        }
        for Named { name, spec } in &self.faults {
            known(name, "station", spec.0.0, self.stations.len())?;
            law(name, "time to failure", &spec.1.up)?;
            law(name, "time to repair", &spec.1.down)?;
            let cycle = spec.1.up.mean() + spec.1.down.mean();
            range(
                name,
                "mean time from failure to failure",
                cycle,
                cycle > 0.0,
                "above 0",
            )?;
        }
        for (at, effect) in &self.changes {
            let name = "a change";
            range(
                name,
                "time",
                *at,
                *at >= 0.0 && at.is_finite(),
                "0 or more and finite",
            )?;
            match *effect {
                Effect::Servers(station, _) | Effect::Refuses(station, _) | Effect::Lose(station) => {
                    known(name, "station", station.0, self.stations.len())?;
                }
                Effect::Speed(station, speed) => {
                    known(name, "station", station.0, self.stations.len())?;
                    let holds = speed >= 0.0 && speed.is_finite();
                    range(name, "speed", speed, holds, "0 or more and finite")?;
                }
                Effect::Size(pool, _) => known(name, "pool", pool.0, self.pools.len())?,
                Effect::Clear(cache) => known(name, "cache", cache.0, self.caches.len())?,
                Effect::Out(balancer, member, _) => {
                    known(name, "balancer", balancer.0, self.balancers.len())?;
                    let members = self.balancers[balancer.index()].spec.members.len();
                    known(name, "member", member, members)?;
                }
                Effect::Silence(source) => known(name, "arrivals", source.0, self.sources.len())?,
            }
        }
        Ok(())
    }

    fn check_steps(&self, element: &str, steps: &[Step]) -> Result<(), ModelError> {
        for step in steps {
            match step {
                Step::Use(station, service) => {
                    known(element, "station", station.0, self.stations.len())?;
                    law(element, "service time", service)?;
                }
                Step::UseWithin(station, service, patience) => {
                    known(element, "station", station.0, self.stations.len())?;
                    law(element, "service time", service)?;
                    law(element, "patience", patience)?;
                }
                Step::Sleep(sleep) => law(element, "sleep", sleep)?,
                Step::Call(call) => self.check_call(element, call)?,
                Step::Branch(probability, then, otherwise) => {
                    let holds = (0.0..=1.0).contains(probability);
                    range(element, "probability", *probability, holds, "between 0 and 1")?;
                    self.check_steps(element, then)?;
                    self.check_steps(element, otherwise)?;
                }
                Step::Repeat(probability, steps) => {
                    let holds = (0.0..=0.9999).contains(probability);
                    range(
                        element,
                        "probability to repeat",
                        *probability,
                        holds,
                        "between 0 and 0.9999",
                    )?;
                    self.check_steps(element, steps)?;
                }
                Step::Hold(hold, steps) => {
                    known(element, "pool", hold.pool.0, self.pools.len())?;
                    if let Some(patience) = hold.patience {
                        let holds = patience > 0.0 && patience.is_finite();
                        range(element, "patience", patience, holds, "above 0 and finite")?;
                    }
                    self.check_steps(element, steps)?;
                }
                Step::Parallel(need, branches) => {
                    let many = branches.len();
                    let holds = (1..=MANY).contains(&many);
                    range(element, "branches", many as f64, holds, "between 1 and 100,000")?;
                    let holds = (1..=many).contains(&(*need as usize));
                    range(
                        element,
                        "branches needed",
                        f64::from(*need),
                        holds,
                        "between 1 and the branches",
                    )?;
                    for branch in branches {
                        self.check_steps(element, branch)?;
                    }
                }
                Step::Spawn(steps) => self.check_steps(element, steps)?,
                Step::Limit(limiter) => known(element, "limiter", limiter.0, self.limiters.len())?,
                Step::Cached(cache, steps) => {
                    known(element, "cache", cache.0, self.caches.len())?;
                    self.check_steps(element, steps)?;
                }
                Step::Fail => {}
            }
        }
        Ok(())
    }

    fn check_call(&self, element: &str, call: &Call) -> Result<(), ModelError> {
        match call.to {
            Target::Service(service) => known(element, "service", service.0, self.services.len())?,
            Target::Balancer(balancer) => known(element, "balancer", balancer.0, self.balancers.len())?,
        }
        let attempts = call.attempts;
        range(
            element,
            "attempts",
            f64::from(attempts),
            attempts > 0,
            "1 or more",
        )?;
        for (what, delay) in [("timeout", call.timeout), ("hedge delay", call.hedge)] {
            if let Some(delay) = delay {
                let holds = delay > 0.0 && delay.is_finite();
                range(element, what, delay, holds, "above 0 and finite")?;
            }
        }
        if let Some(budget) = &call.budget {
            named(element, budget.check())?;
        }
        if let Some(breaker) = &call.breaker {
            named(element, breaker.check())?;
        }
        if let Some(adaptive) = &call.adaptive {
            named(element, adaptive.check())?;
        }
        check_backoff(element, &call.backoff)
    }

    /// Whether a service can take time at all. On a circle of calls, which is refused later, it does not go round for ever.
    fn reaches_time(&self, service: u32) -> bool {
        let mut seen = vec![false; self.services.len()];
        let mut open = vec![service];
        while let Some(at) = open.pop() {
            if std::mem::replace(&mut seen[at as usize], true) {
                continue;
            }
            let steps = &self.services[at as usize].spec;
            if uses_time(steps) {
                return true;
            }
            self.callees(steps, &mut open);
        }
        false
    }

    /// Takes away services that call nobody left, until none is left (Kahn); what stays lies on or above a circle.
    fn check_circles(&self) -> Result<(), ModelError> {
        let mut calls: Vec<Vec<u32>> = Vec::new();
        for service in &self.services {
            let mut into = Vec::new();
            self.callees(&service.spec, &mut into);
            calls.push(into);
        }
        let mut callers: Vec<Vec<u32>> = vec![Vec::new(); calls.len()];
        for (at, into) in calls.iter().enumerate() {
            for to in into {
                callers[*to as usize].push(at as u32);
            }
        }
        let mut left: Vec<usize> = calls.iter().map(Vec::len).collect();
        let mut ready: Vec<usize> = (0..calls.len()).filter(|at| left[*at] == 0).collect();
        while let Some(at) = ready.pop() {
            for &caller in &callers[at] {
                left[caller as usize] -= 1;
                if left[caller as usize] == 0 {
                    ready.push(caller as usize);
                }
            }
        }
        match left.iter().position(|left| *left > 0) {
            Some(at) => Err(ModelError::Circle {
                element: self.services[at].name.clone(),
            }),
            None => Ok(()),
        }
    }

    fn callees(&self, steps: &[Step], into: &mut Vec<u32>) {
        for step in steps {
            match step {
                Step::Call(call) => match call.to {
                    Target::Service(service) => into.push(service.0),
                    Target::Balancer(balancer) => {
                        let members = &self.balancers.get(balancer.index());
                        let members = members.iter().flat_map(|balancer| &balancer.spec.members);
                        into.extend(members.map(|member| member.0));
                    }
                },
                Step::Branch(_, then, otherwise) => {
                    self.callees(then, into);
                    self.callees(otherwise, into);
                }
                Step::Repeat(_, steps)
                | Step::Hold(_, steps)
                | Step::Spawn(steps)
                | Step::Cached(_, steps) => {
                    self.callees(steps, into);
                }
                Step::Parallel(_, branches) => {
                    for steps in branches {
                        self.callees(steps, into);
                    }
                }
                Step::Use(..) | Step::UseWithin(..) | Step::Sleep(_) | Step::Limit(_) | Step::Fail => {}
            }
        }
    }
}

/// Whether a program takes time without its calls.
fn uses_time(steps: &[Step]) -> bool {
    steps.iter().any(|step| match step {
        Step::Use(_, law) | Step::UseWithin(_, law, _) | Step::Sleep(law) => !law.is_zero(),
        Step::Branch(_, a, b) => uses_time(a) || uses_time(b),
        Step::Repeat(_, steps) | Step::Hold(_, steps) | Step::Cached(_, steps) => uses_time(steps),
        Step::Parallel(_, branches) => branches.iter().any(|steps| uses_time(steps)),
        Step::Call(_) | Step::Spawn(_) | Step::Limit(_) | Step::Fail => false,
    })
}

fn check_backoff(element: &str, backoff: &Backoff) -> Result<(), ModelError> {
    match backoff {
        Backoff::Immediate => Ok(()),
        Backoff::Drawn(pause) => law(element, "backoff", pause),
        Backoff::Exponential { base, cap, .. } | Backoff::Decorrelated { base, cap } => {
            let holds = *base >= 0.0 && base.is_finite();
            range(element, "backoff base", *base, holds, "0 or more and finite")?;
            let holds = cap >= base && cap.is_finite();
            range(
                element,
                "backoff cap",
                *cap,
                holds,
                "at least the base and finite",
            )
        }
    }
}

/// A law that somebody put together by hand: its mean must be a number, not below 0.
fn law(element: &str, parameter: &'static str, law: &Law) -> Result<(), ModelError> {
    let mean = law.mean();
    range(
        element,
        parameter,
        mean,
        mean >= 0.0 && mean.is_finite(),
        "0 or more and finite on average",
    )
}

fn known(element: &str, kind: &'static str, id: u32, count: usize) -> Result<(), ModelError> {
    if (id as usize) < count {
        return Ok(());
    }
    Err(ModelError::Unknown {
        element: element.to_owned(),
        kind,
        id,
        count,
    })
}

fn named(element: &str, checked: Result<(), Fault>) -> Result<(), ModelError> {
    checked.or_else(|(parameter, value, must)| range(element, parameter, value, false, must))
}

fn range(
    element: &str,
    parameter: &'static str,
    value: f64,
    holds: bool,
    must: &'static str,
) -> Result<(), ModelError> {
    if holds {
        return Ok(());
    }
    Err(ModelError::Parameter {
        element: element.to_owned(),
        parameter,
        value,
        must,
    })
}
