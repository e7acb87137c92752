//! What a team has, in numbers with units, each with the line that said it; and the [`View`] of it, grown to
//! some progress, that rules read.
//!
//! - [`quantity`]: exact quantities, read as people type them.
//! - [`fact`]: what can be known in numbers; [`confidence`]: how sure it is and who said it.
//! - [`Estate`]: the rows, as read. [`Relations`]: what follows from them. [`Grown`]: what growth made.
//! - [`View`]: all three at one point of growth.
//!
//! Nothing here reads a file, prints, or knows about progress.

pub mod addressing;
pub mod allow;
pub mod bounds;
pub mod confidence;
pub mod device;
mod estate;
pub mod fact;
pub mod flows;
mod grown;
pub mod ids;
pub mod image;
pub mod kubernetes;
pub mod note;
pub mod pool;
pub mod quantity;
pub mod rehearsed;
mod relations;
pub mod room;
pub mod script;
pub mod service;
pub mod target;
mod view;

pub use allow::{Allow, AllowScope, Date};
pub use bounds::Bounds;
pub use confidence::{Cite, Confidence, Said};
pub use estate::Estate;
pub use grown::{Birthday, Grown, NewAddress, NewDevice, NewLinks, NewReplica, NewStand, Step};
pub use ids::{
    AddressId, ApiObjectId, CallId, DeviceId, FeedId, GroupId, HardwareId, HoldingId, LinkId, NetworkId,
    OutletsId, PoolId, PortId, PowerUnitId, QuotaId, RackId, RoomId, ServiceId, TrafficId, UpsId,
};
pub use note::{Note, NoteKind};
pub use rehearsed::Rehearsed;
pub use relations::{Group, Relations, Visits};
pub use script::Script;
pub use target::{Axis, Dimension, Plan, Scope, Target, TargetError};
pub use view::{Depends, ETHERNET_MBIT, View};
