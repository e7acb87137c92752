//! The estate: everything the team has, in tables of rows with typed ids.

use crate::allow::Allow;
use crate::confidence::Said;
use crate::device::{Address, Device, Link, Network};
use crate::fact::{Fact, FactKey};
use crate::ids::{
    AddressId, ApiObjectId, CallId, DeviceId, FeedId, HardwareId, HoldingId, LinkId, NetworkId, OutletsId,
    PoolId, PortId, PowerUnitId, QuotaId, RackId, RoomId, ServiceId, TrafficId, UpsId,
};
use crate::kubernetes::{ApiObject, Cluster, Quota};
use crate::note::Note;
use crate::pool::{Grant, Holding, Pool, PoolKind};
use crate::room::{Feed, Hardware, Outlets, PowerUnit, Rack, Room, Ups};
use crate::script::Script;
use crate::service::{Call, HostPort, Service, Traffic};
use crate::target::Target;

/// Everything the team has, as read from its files. Nothing here is grown: see [`View`](crate::View).
#[derive(Debug, Clone, Default)]
pub struct Estate {
    /// Its name: what the files call it, or the folder they stand in.
    pub name: String,
    /// Devices, in source order.
    pub devices: Vec<Device>,
    /// Networks, in source order.
    pub networks: Vec<Network>,
    /// Places in networks.
    pub addresses: Vec<Address>,
    /// Links.
    pub links: Vec<Link>,
    /// Services, in source order.
    pub services: Vec<Service>,
    /// Calls between services.
    pub calls: Vec<Call>,
    /// Published host ports.
    pub ports: Vec<HostPort>,
    /// Arrivals.
    pub traffic: Vec<Traffic>,
    /// Rooms, in source order.
    pub rooms: Vec<Room>,
    /// Racks, in source order: those of one room stand side by side.
    pub racks: Vec<Rack>,
    /// Feeds, in source order.
    pub feeds: Vec<Feed>,
    /// UPSs.
    pub ups: Vec<Ups>,
    /// Power distribution units.
    pub power_units: Vec<PowerUnit>,
    /// Outlets of power distribution units.
    pub outlets: Vec<Outlets>,
    /// What devices of one type have in common.
    pub hardware: Vec<Hardware>,
    /// Pools of like machines.
    pub pools: Vec<Pool>,
    /// What cloud accounts hold against their quotas.
    pub holdings: Vec<Holding>,
    /// Quotas of cloud accounts, where somebody says what they are.
    pub grants: Vec<Grant>,
    /// The Kubernetes cluster, where there is one.
    pub cluster: Cluster,
    /// Quotas of Kubernetes namespaces.
    pub quotas: Vec<Quota>,
    /// Kubernetes objects with their interface versions.
    pub api_objects: Vec<ApiObject>,
    /// What was measured and belongs to nothing here, such as containers of other projects.
    pub unmatched: Vec<Said<String>>,
    /// Names that lie outside.
    pub outside: Vec<Said<String>>,
    /// The target the files state.
    pub target: Target,
    /// What a rehearsal of it goes through, where the files say so.
    pub script: Script,
    /// What reading and joining the files brought up.
    pub notes: Vec<Note>,
    /// What the files say may break.
    pub allows: Vec<Allow>,
    /// Areas the files speak of that no rule looks at yet, such as `racks`.
    pub not_looked_at: Vec<&'static str>,
}

macro_rules! tables {
    ($($(#[$doc:meta])* $get:ident, $ids:ident: $table:ident [$id:ident] -> $row:ident;)*) => {
        impl Estate {
            $(
                $(#[$doc])*
                #[must_use]
                pub fn $get(&self, id: $id) -> &$row {
                    &self.$table[id.index()]
                }

                /// The ids of that table, in order.
                pub fn $ids(&self) -> impl DoubleEndedIterator<Item = $id> + use<> {
                    (0..self.$table.len()).map($id::at)
                }
            )*
        }
    };
}

tables! {
    /// The device of this id.
    device, device_ids: devices[DeviceId] -> Device;
    /// The network of this id.
    network, network_ids: networks[NetworkId] -> Network;
    /// The address of this id.
    address, address_ids: addresses[AddressId] -> Address;
    /// The link of this id.
    link, link_ids: links[LinkId] -> Link;
    /// The service of this id.
    service, service_ids: services[ServiceId] -> Service;
    /// The call of this id.
    call, call_ids: calls[CallId] -> Call;
    /// The host port of this id.
    port, port_ids: ports[PortId] -> HostPort;
    /// The arrivals of this id.
    arrivals, traffic_ids: traffic[TrafficId] -> Traffic;
    /// The room of this id.
    room, room_ids: rooms[RoomId] -> Room;
    /// The rack of this id.
    rack, rack_ids: racks[RackId] -> Rack;
    /// The feed of this id.
    feed, feed_ids: feeds[FeedId] -> Feed;
    /// The UPS of this id.
    one_ups, ups_ids: ups[UpsId] -> Ups;
    /// The power distribution unit of this id.
    power_unit, power_unit_ids: power_units[PowerUnitId] -> PowerUnit;
    /// The outlets of this id.
    outlets_of, outlets_ids: outlets[OutletsId] -> Outlets;
    /// The hardware of this id.
    one_hardware, hardware_ids: hardware[HardwareId] -> Hardware;
    /// The pool of this id.
    pool, pool_ids: pools[PoolId] -> Pool;
    /// The quota line of this id.
    quota, quota_ids: quotas[QuotaId] -> Quota;
    /// The holding of this id.
    holding, holding_ids: holdings[HoldingId] -> Holding;
    /// The Kubernetes object of this id.
    api_object, api_object_ids: api_objects[ApiObjectId] -> ApiObject;
}

impl Estate {
    /// How many entities there are: what the summary counts.
    #[must_use]
    pub fn entities(&self) -> usize {
        self.devices.iter().filter(|device| !device.assumed).count()
            + self.networks.len()
            + self.links.len()
            + self.services.len()
            + self.traffic.len()
    }

    /// Whether a device is a node of the Kubernetes cluster.
    #[must_use]
    pub fn is_node(&self, id: DeviceId) -> bool {
        self.device(id)
            .pool
            .is_some_and(|pool| self.pool(pool).kind == PoolKind::Nodes)
    }

    /// What is known of a device in numbers: what it states itself, else what its type has.
    #[must_use]
    pub fn device_fact<K: FactKey>(&self, id: DeviceId, key: K) -> Fact<K::Dim> {
        let device = self.device(id);
        let own = device.facts.get(key);
        match device.hardware {
            Some(hardware) if !own.is_known() => self.one_hardware(hardware).facts.get(key),
            _ => own,
        }
    }

    /// A device's name.
    #[must_use]
    pub fn device_name(&self, id: DeviceId) -> &str {
        &self.device(id).name.value
    }

    /// A service's name.
    #[must_use]
    pub fn service_name(&self, id: ServiceId) -> &str {
        &self.service(id).name.value
    }
}
