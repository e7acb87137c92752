//! What somebody asked for: a factor per dimension, absolute numbers, additions.

use crate::ids::{DeviceId, GroupId, ServiceId};
use crate::quantity::{Measure, Rational, read_exact};
use fiasco_source::Span;
use thiserror::Error;

/// A direction in which an estate can grow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Dimension {
    /// Groups of like servers, and the replicas of their services with them.
    Servers,
    /// Units of a named type until cores and memory reach the factor.
    Capacity,
    /// Replicas of services alone.
    Replicas,
    /// Contracts and Ethernet links.
    Bandwidth,
    /// Arrival rates.
    Traffic,
    /// Stored bytes.
    Data,
}

impl Dimension {
    /// Every dimension, in the order messages name them.
    pub const ALL: [Self; 6] = [
        Self::Servers,
        Self::Capacity,
        Self::Replicas,
        Self::Bandwidth,
        Self::Traffic,
        Self::Data,
    ];

    /// Its name in a target.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Servers => "servers",
            Self::Capacity => "capacity",
            Self::Replicas => "replicas",
            Self::Bandwidth => "bandwidth",
            Self::Traffic => "traffic",
            Self::Data => "data",
        }
    }

    /// The dimension of this name.
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|dimension| dimension.word() == word)
    }

    /// Whether it is what is asked of the estate, rather than what the estate offers.
    #[must_use]
    pub fn is_demand(self) -> bool {
        matches!(self, Self::Traffic | Self::Data)
    }
}

/// How much of a dimension is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Amount {
    /// `x3`.
    Factor(Rational),
    /// `500/s` of traffic, `6` replicas: in base units.
    Absolute(Rational),
}

/// One wish of a target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    /// Which dimension.
    pub dimension: Dimension,
    /// Of which service or server alone: `web` in `web.replicas=6`.
    pub scope: Option<String>,
    /// How much.
    pub amount: Amount,
    /// The device type that `capacity=x3 with giant` adds.
    pub with: Option<String>,
    /// Where it is written; `None` on the command line.
    pub at: Option<Span>,
}

/// A whole target, as asked.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Target {
    /// The wishes, in the order given.
    pub asks: Vec<Ask>,
    /// Planned devices to install on delivery.
    pub adds: Vec<(String, Option<Span>)>,
}

/// Why a target cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TargetError {
    /// No `=`.
    #[error("target `{0}` has no `=`: write for example servers=x3")]
    NoValue(String),
    /// Not a dimension.
    #[error("`{word}` is not a dimension{}: expected {}", hint(nearest), words())]
    UnknownDimension {
        /// What was written.
        word: String,
        /// The nearest that exists.
        nearest: Option<String>,
    },
    /// Not an amount.
    #[error("cannot read `{value}` as an amount of {dimension}: write a factor such as x3{absolute}")]
    Amount {
        /// The dimension's name.
        dimension: &'static str,
        /// What was written.
        value: String,
        /// An example of an absolute amount, where there is one.
        absolute: &'static str,
    },
    /// Factors below 1.
    #[error("{dimension}={value} shrinks: only growth (a factor of 1 or more) can be judged for now")]
    Shrinks {
        /// The dimension's name.
        dimension: &'static str,
        /// What was written.
        value: String,
    },
    /// The same wish twice.
    #[error("{0} is asked for twice: give it once")]
    Twice(String),
    /// `capacity` without a type.
    #[error("capacity=… needs the type to add: write for example capacity=x3 with giant")]
    NoType,
}

fn hint(nearest: &Option<String>) -> String {
    nearest
        .as_ref()
        .map(|word| format!(" (did you mean `{word}`?)"))
        .unwrap_or_default()
}

fn words() -> String {
    let words: Vec<&str> = Dimension::ALL.iter().map(|d| d.word()).collect();
    format!("{} or add", words.join(", "))
}

impl Target {
    /// Reads what follows `--to`: `servers=x3,bandwidth=x4,traffic=500/s,web.replicas=6,add=giant`.
    ///
    /// # Errors
    /// [`TargetError`], naming the part that cannot be read.
    pub fn read(text: &str) -> Result<Self, TargetError> {
        let mut target = Self::default();
        for part in text.split(',').map(str::trim).filter(|part| !part.is_empty()) {
            let (key, value) = part
                .split_once('=')
                .ok_or_else(|| TargetError::NoValue(part.to_owned()))?;
            target.wish(key.trim(), value.trim(), None)?;
        }
        Ok(target)
    }

    /// Adds one wish: `servers`, `x3`.
    ///
    /// # Errors
    /// [`TargetError`], naming what cannot be read.
    pub fn wish(&mut self, key: &str, value: &str, at: Option<Span>) -> Result<(), TargetError> {
        if key == "add" {
            self.adds.push((value.to_owned(), at));
            return Ok(());
        }
        let (scope, word) = match key.rsplit_once('.') {
            Some((scope, word)) => (Some(scope.to_owned()), word),
            None => (None, key),
        };
        let dimension = Dimension::of(word).ok_or_else(|| TargetError::UnknownDimension {
            word: word.to_owned(),
            nearest: fiasco_source::nearest(word, Dimension::ALL.iter().map(|d| d.word()).chain(["add"]))
                .map(str::to_owned),
        })?;
        let (value, with) = match value.split_once(" with ") {
            Some((value, with)) => (value.trim(), Some(with.trim().to_owned())),
            None => (value, None),
        };
        if dimension == Dimension::Capacity && with.is_none() {
            return Err(TargetError::NoType);
        }
        let amount = read_amount(dimension, value)?;
        let same = |ask: &Ask| ask.dimension == dimension && ask.scope == scope;
        if self.asks.iter().any(same) {
            return Err(TargetError::Twice(key.to_owned()));
        }
        self.asks.push(Ask {
            dimension,
            scope,
            amount,
            with,
            at,
        });
        Ok(())
    }

    /// The target in a form that does not depend on the order and the units it was written in: `none`, or its
    /// wishes sorted, with exact numbers in base units.
    #[must_use]
    pub fn normal(&self) -> String {
        let asks = self.asks.iter().map(|ask| {
            let scope = ask
                .scope
                .as_ref()
                .map_or(String::new(), |scope| format!("{scope}."));
            let amount = match ask.amount {
                Amount::Factor(factor) => format!("x{factor}"),
                Amount::Absolute(amount) => amount.to_string(),
            };
            let with = ask
                .with
                .as_ref()
                .map_or(String::new(), |with| format!(" with {with}"));
            format!("{scope}{}={amount}{with}", ask.dimension.word())
        });
        let adds = self.adds.iter().map(|(name, _)| format!("add={name}"));
        let mut wishes: Vec<String> = asks.chain(adds).collect();
        wishes.sort();
        if wishes.is_empty() {
            "none".to_owned()
        } else {
            wishes.join(",")
        }
    }

    /// Whether nothing is asked for.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.asks.is_empty() && self.adds.is_empty()
    }
}

fn read_amount(dimension: Dimension, value: &str) -> Result<Amount, TargetError> {
    let (measure, absolute) = match dimension {
        Dimension::Traffic => (Some(Measure::RequestRate), ", or a rate such as 500/s"),
        Dimension::Replicas | Dimension::Servers => (Some(Measure::Count), ", or a number such as 6"),
        Dimension::Data => (Some(Measure::Data), ", or an amount such as 2 TB"),
        Dimension::Bandwidth | Dimension::Capacity => (None, ""),
    };
    let factor = value
        .strip_prefix(['x', 'X', '×'])
        .or_else(|| value.strip_suffix(['x', 'X', '×']))
        .and_then(|number| Rational::parse_decimal(number.trim()));
    let amount = match (factor, measure) {
        (Some(factor), _) => Some(Amount::Factor(factor)),
        (None, Some(measure)) => read_exact(value, measure).ok().map(Amount::Absolute),
        (None, None) => None,
    };
    match amount {
        Some(Amount::Factor(factor)) if factor < Rational::ONE => Err(TargetError::Shrinks {
            dimension: dimension.word(),
            value: value.to_owned(),
        }),
        Some(amount) => Ok(amount),
        None => Err(TargetError::Amount {
            dimension: dimension.word(),
            value: value.to_owned(),
            absolute,
        }),
    }
}

/// What a wish moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// Everything the dimension can move.
    All,
    /// One service.
    Service(ServiceId),
    /// One group of servers.
    Group(GroupId),
}

/// One resolved dimension of a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Axis {
    /// Which dimension.
    pub dimension: Dimension,
    /// What it moves.
    pub scope: Scope,
    /// Its factor at the target.
    pub factor: Rational,
    /// The planned device that `capacity` adds.
    pub with: Option<DeviceId>,
}

/// A target, resolved against an estate.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Plan {
    /// The moving dimensions, in the order asked.
    pub axes: Vec<Axis>,
    /// What is installed on delivery.
    pub adds: Vec<DeviceId>,
    /// Whether somebody asked; otherwise every dimension runs together to x4, and nothing is within.
    pub asked: bool,
}

impl Plan {
    /// Whether some axis moves along this dimension.
    #[must_use]
    pub fn moves(&self, dimension: Dimension) -> bool {
        self.axes
            .iter()
            .any(|axis| axis.dimension == dimension && axis.factor > Rational::ONE)
    }
}
