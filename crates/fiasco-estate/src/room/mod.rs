//! The machine room: what stands where, what feeds and cools it, and what plugs and ports fit what.

pub mod cable;
mod legs;
pub mod likes;
mod model;
pub mod plug;
pub mod port;
mod port_names;
mod sockets;
mod supplies;
mod switching;
mod units;

pub use legs::Legs;
pub use likes::{Like, Likes};
pub use model::{
    Airflow, Cabling, CoolingUnit, Face, Feed, FeedUse, HALF_UNITS, Hardware, Leg, Opening, Outlets,
    PortGroup, PowerUnit, Rack, Room, Stand, Ups, unit_name,
};
pub use sockets::{Ports, SamePort, Sockets, together};
pub use supplies::{ByPlace, Plugging, Supplies, Supply};
pub use switching::{Lost, Reach, Switching, Uplinks, may_carry, vlan_of};
pub use units::{OnUnit, Plugged, UnitLoads};
