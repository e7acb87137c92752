//! What makes a formula refuse: a parameter out of range, a load that no queue can bear, a chain too large to solve.
//!
//! A formula outside its domain still gives a number, and a plausible one. So every model checks before it computes
//! and names the parameter at fault.

/// Servers in one group beyond which the recursions take seconds; nobody plans that many as one queue.
pub const MAX_SERVERS: u32 = 10_000_000;

/// States of a chain of births and deaths, and customers of a closed network.
pub const MAX_STATES: usize = 1 << 22;

/// Why a model gives no answer. `model` is the model's usual name, e.g. `M/M/c`.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum AnalyticError {
    /// A parameter is outside of what the model is about.
    #[error("{model}: {parameter} is {value}, but must be {must}")]
    Parameter {
        /// The model.
        model: &'static str,
        /// The parameter at fault.
        parameter: &'static str,
        /// What it was.
        value: f64,
        /// What it must be.
        must: &'static str,
    },
    /// More work arrives than can be served: there is no steady state.
    #[error(
        "{model}: {load} servers' worth of work arrives and {limit} are there, so the queue grows without end; \
         add servers or let less arrive"
    )]
    Unstable {
        /// The model, or the station of a network.
        model: String,
        /// The work that arrives, in servers kept busy (Erlang).
        load: f64,
        /// What can be served, in the same unit.
        limit: f64,
    },
    /// Two lists that describe the same things differ in length.
    #[error("{model}: {parameter} has {found} entries, but there are {expected} {of}")]
    Length {
        /// The model.
        model: &'static str,
        /// The list at fault.
        parameter: &'static str,
        /// Its length.
        found: usize,
        /// The length it must have.
        expected: usize,
        /// What is counted.
        of: &'static str,
    },
    /// Jobs go round between some stations and never leave.
    #[error("{model}: jobs that reach station {station} never leave the network; give them a way out")]
    Trapped {
        /// The model.
        model: &'static str,
        /// A station that is never left for good, counted from 0.
        station: usize,
    },
    /// A state of a chain never leads back to the states before it.
    #[error(
        "Markov chain: no state before {state} can be reached from {state}, so its share is not determined"
    )]
    Reducible {
        /// The state, counted from 0.
        state: usize,
    },
    /// The chain would take more memory than is sensible.
    #[error("{model}: {size} numbers would have to be stored, at most {most} are; simulate instead")]
    TooLarge {
        /// The model.
        model: &'static str,
        /// What it would take.
        size: usize,
        /// The limit.
        most: usize,
    },
}

/// What every formula gives.
pub type Result<T> = std::result::Result<T, AnalyticError>;

/// An error about one parameter.
pub(crate) fn wrong(
    model: &'static str,
    parameter: &'static str,
    value: f64,
    must: &'static str,
) -> AnalyticError {
    AnalyticError::Parameter {
        model,
        parameter,
        value,
        must,
    }
}

fn check(
    holds: bool,
    model: &'static str,
    parameter: &'static str,
    value: f64,
    must: &'static str,
) -> Result<f64> {
    if holds && value.is_finite() {
        Ok(value)
    } else {
        Err(wrong(model, parameter, value, must))
    }
}

/// A finite number above zero.
pub(crate) fn positive(model: &'static str, parameter: &'static str, value: f64) -> Result<f64> {
    check(value > 0.0, model, parameter, value, "a finite number above 0")
}

/// A finite number, zero allowed.
pub(crate) fn not_negative(model: &'static str, parameter: &'static str, value: f64) -> Result<f64> {
    check(
        value >= 0.0,
        model,
        parameter,
        value,
        "a finite number of at least 0",
    )
}

/// A probability, both ends allowed.
pub(crate) fn probability(model: &'static str, parameter: &'static str, value: f64) -> Result<f64> {
    check(
        (0.0..=1.0).contains(&value),
        model,
        parameter,
        value,
        "between 0 and 1",
    )
}

/// The level of a quantile: 1 itself would be infinite.
pub(crate) fn level(model: &'static str, value: f64) -> Result<f64> {
    check(
        (0.0..1.0).contains(&value),
        model,
        "level",
        value,
        "at least 0 and below 1",
    )
}

/// A number of servers.
pub(crate) fn servers(model: &'static str, count: u32) -> Result<f64> {
    let holds = (1..=MAX_SERVERS).contains(&count);
    check(holds, model, "servers", f64::from(count), "from 1 to 10000000")
}

/// Less work than the servers can do.
pub(crate) fn stable(model: &str, load: f64, limit: f64) -> Result<()> {
    if load < limit {
        Ok(())
    } else {
        Err(AnalyticError::Unstable {
            model: model.to_owned(),
            load,
            limit,
        })
    }
}
