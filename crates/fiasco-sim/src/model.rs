//! What a simulation is built of: stations, services that are small programs, and arrivals; checked before a run.

use crate::element::retry::Backoff;
use crate::random::Law;

/// A station of a model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StationId(pub(crate) u32);

/// A service of a model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ServiceId(pub(crate) u32);

/// One step of a service's program.
#[derive(Clone, Debug)]
pub enum Step {
    /// Queue at a station and be served; a full queue fails the program.
    Use(StationId, Law),
    /// Wait, using nothing.
    Sleep(Law),
    /// Call another service.
    Call(Call),
    /// One program with this probability, else the other.
    Branch(f64, Vec<Step>, Vec<Step>),
}

/// A call: an attempt that is given up after `timeout` is failed for its caller, while its work goes on.
#[derive(Clone, Debug)]
pub struct Call {
    /// Who is called.
    pub service: ServiceId,
    /// The patience of the caller with each attempt.
    pub timeout: Option<f64>,
    /// Attempts in all, at least 1.
    pub attempts: u32,
    /// Pauses between attempts.
    pub backoff: Backoff,
}

/// How requests come.
#[derive(Clone, Debug)]
pub enum Arrivals {
    /// Independent gaps of this law; exponential gaps make a Poisson process.
    Gaps(Law),
    /// This many users who think, ask, wait for the answer, and think again.
    Closed(u32, Law),
}

/// A station as built.
#[derive(Clone, Debug)]
pub(crate) struct StationSpec {
    pub name: String,
    pub servers: u32,
    pub room: Option<u32>,
}

/// A service as built.
#[derive(Clone, Debug)]
pub(crate) struct ServiceSpec {
    pub name: String,
    pub steps: Vec<Step>,
}

/// An arrival process as built.
#[derive(Clone, Debug)]
pub(crate) struct SourceSpec {
    pub name: String,
    pub arrivals: Arrivals,
    pub service: ServiceId,
}

/// What is wrong with a model.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ModelError {
    /// A parameter out of its range.
    #[error("{element}: {parameter} is {value}, but must be {must}")]
    Parameter {
        /// The element's name.
        element: String,
        /// The parameter.
        parameter: &'static str,
        /// What it is.
        value: f64,
        /// What it must be.
        must: &'static str,
    },
    /// An id of another model.
    #[error("{element}: names {kind} {id}, but the model has only {count}")]
    Unknown {
        /// The element's name.
        element: String,
        /// Station or service.
        kind: &'static str,
        /// The id.
        id: u32,
        /// How many there are.
        count: usize,
    },
    /// Services that call each other in a circle.
    #[error("{element}: calls itself, directly or through others; calls must not form a circle")]
    Circle {
        /// A service on the circle.
        element: String,
    },
    /// Nothing ever arrives.
    #[error("the model has no arrivals; add some, or nothing happens")]
    Silent,
}

/// A model under construction.
#[derive(Clone, Debug, Default)]
pub struct Model {
    pub(crate) stations: Vec<StationSpec>,
    pub(crate) services: Vec<ServiceSpec>,
    pub(crate) sources: Vec<SourceSpec>,
}

impl Model {
    /// An empty model.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a station; at most `room` jobs wait there (`None`: no bound).
    pub fn station(&mut self, name: &str, servers: u32, room: Option<u32>) -> StationId {
        self.stations.push(StationSpec {
            name: name.to_owned(),
            servers,
            room,
        });
        StationId(self.stations.len() as u32 - 1)
    }

    /// Adds a service.
    pub fn service(&mut self, name: &str, steps: Vec<Step>) -> ServiceId {
        self.services.push(ServiceSpec {
            name: name.to_owned(),
            steps,
        });
        ServiceId(self.services.len() as u32 - 1)
    }

    /// Adds arrivals to a service.
    pub fn arrivals(&mut self, name: &str, arrivals: Arrivals, service: ServiceId) {
        self.sources.push(SourceSpec {
            name: name.to_owned(),
            arrivals,
            service,
        });
    }

    /// Whether the model can be run.
    ///
    /// # Errors
    /// The first thing found wrong, with the element and the parameter.
    pub fn check(&self) -> Result<(), ModelError> {
        for station in &self.stations {
            range(
                &station.name,
                "servers",
                f64::from(station.servers),
                station.servers > 0,
                "1 or more",
            )?;
        }
        for service in &self.services {
            self.check_steps(&service.name, &service.steps)?;
        }
        for source in &self.sources {
            self.known(&source.name, "service", source.service.0, self.services.len())?;
            match &source.arrivals {
                Arrivals::Gaps(law) => {
                    let mean = law.mean();
                    range(
                        &source.name,
                        "mean gap",
                        mean,
                        mean > 0.0 && mean.is_finite(),
                        "above 0",
                    )?;
                }
                Arrivals::Closed(users, _) => {
                    range(&source.name, "users", f64::from(*users), *users > 0, "1 or more")?;
                }
            }
        }
        if self.sources.is_empty() {
            return Err(ModelError::Silent);
        }
        self.check_circles()
    }

    fn known(&self, element: &str, kind: &'static str, id: u32, count: usize) -> Result<(), ModelError> {
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

    fn check_steps(&self, element: &str, steps: &[Step]) -> Result<(), ModelError> {
        for step in steps {
            match step {
                Step::Use(station, _) => self.known(element, "station", station.0, self.stations.len())?,
                Step::Sleep(_) => {}
                Step::Call(call) => self.check_call(element, call)?,
                Step::Branch(probability, then, otherwise) => {
                    let holds = (0.0..=1.0).contains(probability);
                    range(element, "probability", *probability, holds, "between 0 and 1")?;
                    self.check_steps(element, then)?;
                    self.check_steps(element, otherwise)?;
                }
            }
        }
        Ok(())
    }

    fn check_call(&self, element: &str, call: &Call) -> Result<(), ModelError> {
        self.known(element, "service", call.service.0, self.services.len())?;
        range(
            element,
            "attempts",
            f64::from(call.attempts),
            call.attempts > 0,
            "1 or more",
        )?;
        if let Some(timeout) = call.timeout {
            let holds = timeout > 0.0 && timeout.is_finite();
            range(element, "timeout", timeout, holds, "above 0 and finite")?;
        }
        if let Backoff::Exponential { base, cap, .. } = call.backoff {
            let holds = base >= 0.0 && base.is_finite();
            range(element, "backoff base", base, holds, "0 or more and finite")?;
            range(
                element,
                "backoff cap",
                cap,
                cap >= base && cap.is_finite(),
                "at least the base and finite",
            )?;
        }
        Ok(())
    }

    /// Takes away services that call nobody left, until none is left (Kahn); what stays lies on or above a circle.
    fn check_circles(&self) -> Result<(), ModelError> {
        let calls: Vec<Vec<u32>> = self
            .services
            .iter()
            .map(|service| {
                let mut into = Vec::new();
                callees(&service.steps, &mut into);
                into
            })
            .collect();
        let mut done = vec![false; calls.len()];
        loop {
            let ready =
                (0..calls.len()).find(|&at| !done[at] && calls[at].iter().all(|&to| done[to as usize]));
            match ready {
                Some(at) => done[at] = true,
                None => break,
            }
        }
        match done.iter().position(|done| !done) {
            Some(at) => Err(ModelError::Circle {
                element: self.services[at].name.clone(),
            }),
            None => Ok(()),
        }
    }
}

fn callees(steps: &[Step], into: &mut Vec<u32>) {
    for step in steps {
        match step {
            Step::Call(call) => into.push(call.service.0),
            Step::Branch(_, then, otherwise) => {
                callees(then, into);
                callees(otherwise, into);
            }
            Step::Use(..) | Step::Sleep(_) => {}
        }
    }
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
