//! What can be wrong with a model.

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
