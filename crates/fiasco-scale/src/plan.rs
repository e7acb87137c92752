//! From what was asked to what moves: a target's words resolved against an estate.

use fiasco_estate::fact::{FactKind, key};
use fiasco_estate::kubernetes::Workload;
use fiasco_estate::quantity::{Overflow, Rational};
use fiasco_estate::target::{Amount, Ask};
use fiasco_estate::{
    Axis, Bounds, DeviceId, Dimension, Estate, GroupId, Plan, Relations, Scope, ServiceId, Target,
};
use fiasco_source::nearest;
use thiserror::Error;

/// The factor that every dimension runs to when no target is given.
pub const DEFAULT_FACTOR: i64 = 4;

/// Why a target cannot be met by this estate, whatever it has.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PlanError {
    /// A name leads nowhere.
    #[error("`{name}` in the target is not {kind} here{}", hint(nearest))]
    UnknownName {
        /// What was written.
        name: String,
        /// What it should have been.
        kind: &'static str,
        /// The nearest name there is.
        nearest: Option<String>,
    },
    /// A dimension moves nothing.
    #[error("{dimension} would move nothing: {why}. {}", would_move(movable))]
    MovesNothing {
        /// The dimension.
        dimension: &'static str,
        /// Why.
        why: &'static str,
        /// Dimensions that would move something.
        movable: Vec<&'static str>,
    },
    /// An absolute amount without a known amount today.
    #[error("{dimension} is asked for as a number, but {why}: give a factor such as x3, or state it")]
    NoToday {
        /// The dimension.
        dimension: &'static str,
        /// What is missing.
        why: &'static str,
    },
    /// An absolute amount below today's.
    #[error("{dimension} would shrink from {today} to {asked}: only growth can be judged for now")]
    Shrinks {
        /// The dimension.
        dimension: &'static str,
        /// What there is today.
        today: String,
        /// What was asked.
        asked: String,
    },
    /// A dimension that cannot be asked for of one thing.
    #[error("{dimension} cannot be asked of `{name}` alone: write {dimension}=x3")]
    NotAlone {
        /// The dimension.
        dimension: &'static str,
        /// The thing.
        name: String,
    },
    /// Replicas of something that has one on each node.
    #[error("`{0}` is a DaemonSet, which has one pod on each node: ask for servers, not for replicas")]
    FollowsNodes(String),
    /// `add=` of a device that stands already.
    #[error("`{0}` is installed already: `add` installs a device that says `planned: true`")]
    NotPlanned(String),
    /// Numbers too large.
    #[error("the target cannot be computed: {0}")]
    Overflow(#[from] Overflow),
}

fn hint(nearest: &Option<String>) -> String {
    nearest
        .as_ref()
        .map(|name| format!(": did you mean `{name}`?"))
        .unwrap_or_default()
}

fn would_move(movable: &[&str]) -> String {
    if movable.is_empty() {
        "Nothing here can grow yet: describe services or devices".to_owned()
    } else {
        format!("These would: {}", movable.join(", "))
    }
}

/// Resolves a target; without wishes, every dimension the estate has runs to [`DEFAULT_FACTOR`].
///
/// # Errors
/// [`PlanError`] for the first wish that cannot be met.
pub fn resolve(target: &Target, estate: &Estate, relations: &Relations) -> Result<Plan, PlanError> {
    let resolver = Resolver { estate, relations };
    if target.is_empty() {
        return Ok(resolver.everything());
    }
    let mut plan = Plan {
        asked: true,
        ..Plan::default()
    };
    for ask in &target.asks {
        plan.axes.push(resolver.axis(ask)?);
    }
    for (name, _) in &target.adds {
        let device = resolver.device(name)?;
        if estate.device(device).planned.is_none() {
            return Err(PlanError::NotPlanned(name.clone()));
        }
        plan.adds.push(device);
    }
    Ok(plan)
}

struct Resolver<'a> {
    estate: &'a Estate,
    relations: &'a Relations,
}

impl Resolver<'_> {
    fn everything(&self) -> Plan {
        // Servers bring the replicas of their services with them; only where there are no servers to clone
        // do replicas grow by themselves.
        let dimensions = Dimension::ALL.into_iter().filter(|dimension| match dimension {
            Dimension::Capacity => false,
            Dimension::Replicas => self.cannot_move(Dimension::Servers).is_some(),
            _ => true,
        });
        let axes = dimensions
            .filter(|dimension| self.cannot_move(*dimension).is_none())
            .map(|dimension| Axis {
                dimension,
                scope: Scope::All,
                factor: Rational::int(DEFAULT_FACTOR),
                with: None,
            })
            .collect();
        Plan {
            axes,
            adds: Vec::new(),
            asked: false,
        }
    }

    /// Why a dimension moves nothing here; `None` when it does.
    fn cannot_move(&self, dimension: Dimension) -> Option<&'static str> {
        let real_group = || {
            self.relations
                .groups
                .iter()
                .any(|group| !self.estate.device(group.members[0]).assumed)
        };
        let (moves, why) = match dimension {
            Dimension::Servers => (real_group(), "no device here is said to run a service"),
            Dimension::Capacity => (
                self.estate.devices.iter().any(|device| device.planned.is_some()),
                "no planned device type to add",
            ),
            Dimension::Replicas => (
                self.estate
                    .services
                    .iter()
                    .any(|service| service.workload() != Some(Workload::DaemonSet)),
                "there is no service here that has replicas of its own",
            ),
            Dimension::Traffic => (!self.estate.services.is_empty(), "there are no services here"),
            Dimension::Bandwidth => (!self.estate.links.is_empty(), "there are no links here"),
            Dimension::Data => (
                self.estate
                    .services
                    .iter()
                    .any(|service| service.facts.has(FactKind::Data)),
                "no service states its `data`",
            ),
        };
        (!moves).then_some(why)
    }

    fn axis(&self, ask: &Ask) -> Result<Axis, PlanError> {
        let dimension = ask.dimension;
        if let Some(why) = self.cannot_move(dimension) {
            let movable = Dimension::ALL
                .into_iter()
                .filter(|d| self.cannot_move(*d).is_none());
            return Err(PlanError::MovesNothing {
                dimension: dimension.word(),
                why,
                movable: movable.map(Dimension::word).collect(),
            });
        }
        let all_or_nothing = matches!(dimension, Dimension::Bandwidth | Dimension::Capacity);
        let scope = match &ask.scope {
            Some(name) if all_or_nothing => {
                return Err(PlanError::NotAlone {
                    dimension: dimension.word(),
                    name: name.clone(),
                });
            }
            None => Scope::All,
            Some(name) if dimension == Dimension::Servers => Scope::Group(self.group(name)?),
            Some(name) => {
                let service = self.service(name)?;
                let workload = self.estate.service(service).workload();
                if dimension == Dimension::Replicas && workload == Some(Workload::DaemonSet) {
                    return Err(PlanError::FollowsNodes(name.clone()));
                }
                Scope::Service(service)
            }
        };
        let with = ask.with.as_ref().map(|name| self.device(name)).transpose()?;
        let factor = match ask.amount {
            Amount::Factor(factor) => factor,
            Amount::Absolute(amount) => {
                let today = self.today(dimension, scope)?;
                let factor = amount.over(today)?;
                if factor < Rational::ONE {
                    return Err(PlanError::Shrinks {
                        dimension: dimension.word(),
                        today: today.decimal(2),
                        asked: amount.decimal(2),
                    });
                }
                factor
            }
        };
        Ok(Axis {
            dimension,
            scope,
            factor,
            with,
        })
    }

    /// The amount of a dimension today, in base units.
    fn today(&self, dimension: Dimension, scope: Scope) -> Result<Rational, PlanError> {
        let no_today = |why| PlanError::NoToday {
            dimension: dimension.word(),
            why,
        };
        let servers = |group: GroupId| self.relations.groups[group.index()].members.len();
        let count = |n: usize| Rational::int(i64::try_from(n).unwrap_or(i64::MAX));
        match (dimension, scope) {
            (Dimension::Replicas, Scope::Service(service)) => {
                Ok(Rational::int(self.relations.replicas[service.index()].max(1)))
            }
            (Dimension::Replicas, _) => Err(no_today("it is not said of which service (web.replicas=6)")),
            (Dimension::Servers, Scope::Group(group)) => Ok(count(servers(group))),
            (Dimension::Servers, _) => Ok(count(
                self.relations
                    .groups
                    .iter()
                    .map(|group| group.members.len())
                    .sum(),
            )),
            (Dimension::Traffic, scope) => {
                let rates = self.estate.traffic.iter().filter(|traffic| match scope {
                    Scope::Service(service) => traffic.service == service,
                    _ => true,
                });
                let sum = rates
                    .map(|traffic| traffic.rate)
                    .try_fold(Bounds::ZERO, Bounds::plus)?;
                sum.point()
                    .filter(|rate| !rate.is_zero())
                    .ok_or_else(|| no_today("no `traffic:` is stated"))
            }
            (Dimension::Data, scope) => {
                let mut sum = Bounds::ZERO;
                for id in self.estate.service_ids() {
                    let data = self.estate.service(id).facts.get(key::Data);
                    if data.is_known() && (scope == Scope::All || scope == Scope::Service(id)) {
                        sum = sum.plus(data.bounds())?;
                    }
                }
                sum.point()
                    .filter(|data| !data.is_zero())
                    .ok_or_else(|| no_today("no `data` is stated"))
            }
            (Dimension::Bandwidth | Dimension::Capacity, _) => Err(no_today("it needs a factor")),
        }
    }

    fn service(&self, name: &str) -> Result<ServiceId, PlanError> {
        self.estate
            .service_ids()
            .find(|id| self.estate.service_name(*id) == name)
            .ok_or_else(|| {
                let names = self
                    .estate
                    .services
                    .iter()
                    .map(|service| service.name.value.as_str());
                unknown(name, "a service", nearest(name, names))
            })
    }

    fn device(&self, name: &str) -> Result<DeviceId, PlanError> {
        self.estate
            .device_ids()
            .find(|id| self.estate.device_name(*id) == name)
            .ok_or_else(|| {
                let names = self
                    .estate
                    .devices
                    .iter()
                    .map(|device| device.name.value.as_str());
                unknown(name, "a device", nearest(name, names))
            })
    }

    fn group(&self, name: &str) -> Result<GroupId, PlanError> {
        let device = self.device(name)?;
        self.relations.group_of[device.index()]
            .ok_or_else(|| unknown(name, "a device that runs services", None))
    }
}

fn unknown(name: &str, kind: &'static str, nearest: Option<&str>) -> PlanError {
    PlanError::UnknownName {
        name: name.to_owned(),
        kind,
        nearest: nearest.map(str::to_owned),
    }
}
