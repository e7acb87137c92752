//! What growth has to find in the machine room for what it makes: so far, a place in a rack.

pub mod pack;
pub mod placing;
