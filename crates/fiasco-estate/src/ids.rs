//! Typed row numbers. An id is the position of a row in its table of the [`Estate`](crate::Estate), so a
//! lookup is an index and two kinds of row can never be confused.

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub u32);

        impl $name {
            /// The id of the row at this position of its table.
            #[must_use]
            pub fn at(index: usize) -> Self {
                Self(u32::try_from(index).unwrap_or(u32::MAX))
            }

            /// The row's position in its table.
            #[must_use]
            pub fn index(self) -> usize {
                self.0 as usize
            }
        }
    )*};
}

ids! {
    /// A device: server, switch, firewall, or the host that a compose file runs on.
    DeviceId,
    /// A group of like servers (see [`Group`](crate::Group)).
    GroupId,
    /// A network: one prefix in one routing scope.
    NetworkId,
    /// An address that something claims.
    AddressId,
    /// A link between two devices, or a device and the outside.
    LinkId,
    /// A service.
    ServiceId,
    /// A call edge from one service to another.
    CallId,
    /// A published host port of a service.
    PortId,
    /// A stream of requests arriving from outside.
    TrafficId,
    /// A pool of like machines.
    PoolId,
    /// A line of a Kubernetes ResourceQuota.
    QuotaId,
    /// Something a cloud account holds against a quota.
    HoldingId,
    /// A Kubernetes object with its interface version.
    ApiObjectId,
    /// A room with racks in it.
    RoomId,
    /// A rack.
    RackId,
    /// A circuit that comes into a room.
    FeedId,
    /// A UPS.
    UpsId,
    /// A power distribution unit.
    PowerUnitId,
    /// Like outlets of one power distribution unit.
    OutletsId,
    /// What devices of one type have in common.
    HardwareId,
}
