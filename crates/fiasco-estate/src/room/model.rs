//! The rows of the machine room. Numbers that people state are facts; what is left is names, places and kinds.

use super::cable::CableKind;
use super::plug::Plug;
use super::port::PortKind;
use crate::bounds::Bounds;
use crate::confidence::{Confidence, Said};
use crate::fact::Facts;
use crate::ids::{FeedId, PowerUnitId, RackId, RoomId};
use crate::quantity::Rational;
use fiasco_source::Span;

/// Half rack units in a rack unit: heights and places are counted in halves, since there are devices of 0.5 U.
pub const HALF_UNITS: u32 = 2;

/// The number of the unit that a place in half units is in, as it is written on the rack: `4`, `4.5`.
#[must_use]
pub fn unit_name(at: u32) -> String {
    let half = if at.is_multiple_of(HALF_UNITS) { "" } else { ".5" };
    format!("{}{half}", at / HALF_UNITS + 1)
}

/// A room with racks in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Room {
    /// Its name.
    pub name: Said<String>,
    /// Every opening on the way in, the outermost first.
    pub openings: Vec<Opening>,
    /// Its cooling units.
    pub cooling: Vec<CoolingUnit>,
    /// Mass that the floor and a tile carry, air volume, temperature of the supplied air, the continuous share of breakers.
    pub facts: Facts,
}

/// A door, lift or corridor that everything has to pass.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opening {
    /// What it is called.
    pub name: Said<String>,
    /// Its clear width and height, in meters.
    pub clear: (Rational, Rational),
    /// Of a lift, its depth, in meters: then a box has to fit into it as a whole.
    pub depth: Option<Rational>,
}

/// Something that takes heat out of a room.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CoolingUnit {
    /// What it is called.
    pub name: Said<String>,
    /// The heat it takes out, in watts.
    pub power: Bounds,
    /// The air it moves, in cubic meters per second.
    pub air: Bounds,
}

/// A rack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rack {
    /// Its name.
    pub name: Said<String>,
    /// The room it stands in.
    pub room: Option<RoomId>,
    /// Stretches that are kept free: first place and height in half units.
    pub reserved: Vec<Said<(u32, u32)>>,
    /// Units, mounting depth, mass, the most it carries, the floor it takes.
    pub facts: Facts,
}

/// A conductor of a three-phase feed that a load is on; a load between two conductors names the first of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Leg {
    /// L1.
    One,
    /// L2.
    Two,
    /// L3.
    Three,
}

/// A circuit that comes into a room behind one breaker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feed {
    /// Its name.
    pub name: Said<String>,
    /// The room it feeds.
    pub room: Option<RoomId>,
    /// Whether it has three phases; its voltage is then that between two of them.
    pub three_phase: bool,
    /// The breaker's curve, such as `C`.
    pub curve: Option<Said<char>>,
    /// Voltage, current, continuous share.
    pub facts: Facts,
}

/// A UPS.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ups {
    /// Its name.
    pub name: Said<String>,
    /// The feeds it carries.
    pub feeds: Vec<FeedId>,
    /// The room that it carries as a whole: that of one that names no feeds, where no feeds are stated.
    pub room: Option<RoomId>,
    /// Volt-amperes, watts, how long it holds at which load, how long it has to.
    pub facts: Facts,
}

/// A power distribution unit: outlets on one feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PowerUnit {
    /// Its name.
    pub name: Said<String>,
    /// The rack it hangs in; any rack of the feed's room may use one that names none.
    pub rack: Option<RackId>,
    /// The feed behind it.
    pub feed: Option<FeedId>,
    /// Its own rating.
    pub facts: Facts,
}

/// Like outlets of one power distribution unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outlets {
    /// Whose they are.
    pub unit: PowerUnitId,
    /// What plugs in.
    pub kind: Plug,
    /// How many there are.
    pub count: u32,
    /// The leg they are on.
    pub leg: Option<Leg>,
    /// Where it is written.
    pub at: Span,
}

/// A feed that a device names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FeedUse {
    /// The feed.
    pub feed: FeedId,
    /// The leg of it, where the device names one.
    pub leg: Option<Leg>,
}

/// A side of a rack.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Face {
    /// The front.
    Front,
    /// The rear.
    Rear,
}

/// Where a device stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Stand {
    /// The rack.
    pub rack: RackId,
    /// Its lowest place in half units, 0 being the bottom; `None` where only the rack is known.
    pub at: Option<u32>,
    /// The side it is mounted from.
    pub face: Face,
}

/// Which way a device blows its air.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Airflow {
    /// In at the front, out at the rear.
    FrontToRear,
    /// In at the rear, out at the front.
    RearToFront,
    /// Through the sides, or mixed.
    Sideways,
    /// It moves no air.
    Passive,
}

impl Airflow {
    /// The airflow a NetBox slug names, or what people write for it.
    #[must_use]
    pub fn of_slug(slug: &str) -> Option<Self> {
        Some(match slug {
            "front-to-rear" => Self::FrontToRear,
            "rear-to-front" => Self::RearToFront,
            "left-to-right" | "right-to-left" | "side-to-rear" | "rear-to-side" | "bottom-to-top"
            | "top-to-bottom" | "mixed" | "side" => Self::Sideways,
            "passive" => Self::Passive,
            _ => return None,
        })
    }
}

/// What devices of one type have in common, besides what each of them states itself.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Hardware {
    /// Height, mass, draw, number of supplies and the like, as the type has them.
    pub facts: Facts,
    /// Whether it takes front and rear of its place.
    pub full_depth: Option<bool>,
    /// Which way it blows.
    pub airflow: Option<Airflow>,
    /// Its power inlets: kind and number.
    pub inlets: Vec<(Plug, u32)>,
    /// Its network ports.
    pub ports: Vec<PortGroup>,
    /// How sure what is not a fact is.
    pub confidence: Option<Confidence>,
}

/// Like network ports of a device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PortGroup {
    /// What they are.
    pub kind: PortKind,
    /// Their names, where they are known; otherwise there are `count` without one.
    pub names: Vec<String>,
    /// How many there are.
    pub count: u32,
    /// Only for management.
    pub management: bool,
}

/// What is known of a link as a cable, besides its rate and length.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Cabling {
    /// The ports it is plugged into, at either end.
    pub ports: [Option<Said<String>>; 2],
    /// What it is made of.
    pub kind: Option<Said<CableKind>>,
    /// The VLANs it carries; none stated is not none carried.
    pub vlans: Option<Said<Vec<u16>>>,
    /// The name of the set of things it is redundant with.
    pub redundant: Option<Said<String>>,
}
