//! Knowledge about machine rooms that holds in any of them: which plugs, inlets and network ports there are, and
//! which of them fit each other. Pure tables; no row of an estate refers to them yet.

pub mod plug;
pub mod port;
