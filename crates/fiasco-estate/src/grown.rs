//! What growth made, append-only: every row has its step of birth and its origin. Counts are looked up by
//! binary search in lists of birth steps, so nothing is ever copied or summed twice.

use crate::ids::{AddressId, DeviceId, GroupId, LinkId, NetworkId, RackId, ServiceId};
use crate::quantity::Rational;
use crate::room::Stand;
use std::collections::BTreeMap;
use std::net::IpAddr;

/// Number of a step: 0 is today, and step `k` is the `k`-th point of progress at which something is born.
pub type Step = u32;

/// A point of progress at which rows are born.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Birthday {
    /// The progress above which they exist; at delivery they exist from progress 0 on.
    pub progress: Rational,
    /// Installed before anything grows (`add=NAME`).
    pub delivery: bool,
}

/// A device that growth made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewDevice {
    /// What it copies; the device itself where it was planned and is now installed.
    pub origin: DeviceId,
    /// The number its name ends in; 0 for an installed planned device, which keeps its own.
    pub number: u32,
    /// When.
    pub step: Step,
}

/// A replica that growth put on one of today's devices (those on new devices come with them).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewReplica {
    /// Of which service.
    pub service: ServiceId,
    /// Where; `None` when no host is known.
    pub host: Option<DeviceId>,
    /// When.
    pub step: Step,
}

/// A place in a network that growth took.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewAddress {
    /// In which network.
    pub network: NetworkId,
    /// Which address; `None` when none was free: the place is asked for all the same.
    pub ip: Option<IpAddr>,
    /// The place that the origin has.
    pub origin: AddressId,
    /// The new device, as a position in [`Grown::devices`].
    pub device: u32,
    /// When.
    pub step: Step,
}

/// A place in a rack that growth took.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewStand {
    /// The new device, as a position in [`Grown::devices`].
    pub device: u32,
    /// Where.
    pub stand: Stand,
}

/// Links that new devices bring to one that stands.
#[derive(Debug, Clone, Default)]
pub struct NewLinks {
    /// When each of them was plugged in, in order.
    pub steps: Vec<Step>,
    /// The link of the new device's origin that each is like, and the end of it that is the origin's.
    pub origins: Vec<(LinkId, usize)>,
}

/// Everything that growth made.
#[derive(Debug, Clone, Default)]
pub struct Grown {
    /// Birthdays by step; the first element is step 1.
    pub birthdays: Vec<Birthday>,
    /// New devices, in order of birth.
    pub devices: Vec<NewDevice>,
    /// New replicas on today's devices, in order of birth.
    pub replicas: Vec<NewReplica>,
    /// New places in networks, in order of birth.
    pub addresses: Vec<NewAddress>,
    /// Birth steps of the devices of each group.
    pub group_steps: Vec<Vec<Step>>,
    /// Birth steps of the replicas of each service, wherever they stand.
    pub service_steps: Vec<Vec<Step>>,
    /// Birth steps of the replicas that were put on one of today's devices.
    pub on_host: BTreeMap<(ServiceId, DeviceId), Vec<Step>>,
    /// Birth steps of ordinary places in each network.
    pub place_steps: Vec<Vec<Step>>,
    /// Birth steps of leases in each network.
    pub lease_steps: Vec<Vec<Step>>,
    /// Birth steps of devices of each like in a room (see [`Likes`](crate::room::Likes)), wherever they stand.
    pub like_steps: Vec<Vec<Step>>,
    /// Places that new devices took in racks, in order of birth.
    pub stands: Vec<NewStand>,
    /// Birth steps of devices of each like in a rack, those that took a place in it.
    pub rack_likes: BTreeMap<(RackId, u32), Vec<Step>>,
    /// Birth steps of what stands in each rack.
    pub rack_steps: Vec<Vec<Step>>,
    /// Birth steps of devices that asked for a place in each room.
    pub asked_steps: Vec<Vec<Step>>,
    /// Of these, the births of those that found none.
    pub refused_steps: Vec<Vec<Step>>,
    /// The first device of unknown height that asked in each room, and when: whether it fits, nobody can say.
    pub unmeasured: Vec<Option<(DeviceId, Step)>>,
    /// Whether all that asked in a room up to the first refusal would fit if they were planned together.
    pub fits_together: Vec<bool>,
    /// Birth steps of power cords that went, or would have gone, into each row of outlets.
    pub outlet_steps: Vec<Vec<Step>>,
    /// Birth steps of links that took, or asked for, a port of each group (see [`Sockets`](crate::room::Sockets)).
    pub port_steps: Vec<Vec<Step>>,
    /// Links that new devices brought to switches of which somebody asks where they lead.
    pub new_links: BTreeMap<DeviceId, NewLinks>,
    /// The progress at which growth stopped, where there was too much to be born.
    pub cut: Option<Rational>,
    /// Step at which a planned device was installed.
    pub installed: BTreeMap<DeviceId, Step>,
}

impl Grown {
    /// Nothing has grown yet.
    #[must_use]
    pub fn nothing(groups: usize, services: usize, networks: usize) -> Self {
        Self {
            group_steps: vec![Vec::new(); groups],
            service_steps: vec![Vec::new(); services],
            place_steps: vec![Vec::new(); networks],
            lease_steps: vec![Vec::new(); networks],
            ..Self::default()
        }
    }

    /// How many of these births have happened after step `born`.
    #[must_use]
    pub fn count(steps: &[Step], born: Step) -> i64 {
        i64::try_from(steps.partition_point(|step| *step <= born)).unwrap_or(i64::MAX)
    }

    /// The number of the last step.
    #[must_use]
    pub fn last_step(&self) -> Step {
        Step::try_from(self.birthdays.len()).unwrap_or(Step::MAX)
    }

    /// When step `step` happens; `None` for step 0, today.
    #[must_use]
    pub fn birthday(&self, step: Step) -> Option<&Birthday> {
        self.birthdays.get((step as usize).checked_sub(1)?)
    }

    /// Births of groups that happen at one step: what the text of a wall names.
    pub fn devices_at(&self, step: Step) -> &[NewDevice] {
        let first = self.devices.partition_point(|device| device.step < step);
        let end = self.devices.partition_point(|device| device.step <= step);
        self.devices.get(first..end).unwrap_or_default()
    }

    /// The new devices of one group, in order of birth.
    pub fn devices_of<'a>(
        &'a self,
        group: GroupId,
        group_of: &'a [Option<GroupId>],
    ) -> impl Iterator<Item = &'a NewDevice> {
        self.devices
            .iter()
            .filter(move |device| group_of.get(device.origin.index()).copied().flatten() == Some(group))
    }
}
