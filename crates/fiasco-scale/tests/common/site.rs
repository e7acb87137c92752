//! The room of a random estate: racks with places, doors and floors, switches with ports, cables, and a planned
//! device.

use proptest::prelude::*;
use std::fmt::Write as _;

/// What the room of an estate is like. Numbers choose from short lists, so that a failure shrinks to a small one.
#[derive(Debug, Clone)]
pub struct Site {
    racks: u32,
    units: u32,
    reserved: bool,
    /// Of the room: where it is odd, a door and tiles; where it is large, floor and cooling.
    room: u32,
    /// Ports of the switch: how many of copper, and how many cages.
    ports: (u32, u32),
    /// Whether ports have names and links name them.
    named: bool,
    /// The cable of the first tier, of the second, and so on.
    cables: [(usize, u32); 3],
    /// The height of a server in half units of the first tier, and whether it is half as deep; 0 where it is unsaid.
    height: u32,
    shallow: bool,
    /// How heavy a server is.
    weight: u32,
    mtu: usize,
    redundant: usize,
    giant: u32,
}

pub fn site() -> impl Strategy<Value = Site> {
    (
        (1_u32..4, 2_u32..14, proptest::bool::ANY, 0_u32..8),
        (
            (1_u32..14, 0_u32..4),
            proptest::bool::weighted(0.3),
            proptest::array::uniform3((0_usize..KINDS.len(), 0_u32..130)),
        ),
        (0_u32..5, proptest::bool::ANY, 1_u32..40, 0_usize..4),
        (0_usize..6, 0_u32..9),
    )
        .prop_map(
            |(
                (racks, units, reserved, room),
                (ports, named, cables),
                (height, shallow, weight, mtu),
                (redundant, giant),
            )| {
                Site {
                    racks,
                    units,
                    reserved,
                    room,
                    ports,
                    named,
                    cables,
                    height,
                    shallow,
                    weight,
                    mtu,
                    redundant,
                    giant,
                }
            },
        )
}

const KINDS: &[&str] = &[
    "",
    "cat5e",
    "cat6",
    "cat6a",
    "cat8",
    "om1",
    "om3",
    "dac-passive",
    "power",
];

impl Site {
    /// What follows in `room:`.
    pub fn room(&self) -> String {
        let mut out = String::new();
        if self.room % 2 == 1 {
            let door = 30 + 10 * self.room;
            let _ = writeln!(out, "  door: {door} cm x 40 cm\n  tile: {} kg", 10 * self.room);
        }
        if self.room >= 4 {
            let _ = writeln!(
                out,
                "  floor: {} kg/m2\n  supply: 18 C\n  cooling: {{a: {{power: {} kW, air: 200 CFM}}, b: 2 kW}}",
                50 * self.room,
                self.room - 3
            );
        }
        out
    }

    /// The racks, each with a PDU where there are feeds.
    pub fn racks(&self, feeds: bool) -> String {
        let reserved = if self.reserved { ", reserved: 2" } else { "" };
        let pdus = if feeds { ", pdus: {near: A 4 x C13}" } else { "" };
        format!(
            "racks:\n  \"r[1-{}]\": {{units: {}, depth: 70 cm, max_weight: {} kg, weight: 20 kg, area: 0.5 m2{reserved}{pdus}}}\n",
            self.racks,
            self.units,
            20 * self.units
        )
    }

    /// The switches and the planned device.
    pub fn devices(&self, feeds: bool) -> String {
        let (copper, cages) = self.ports;
        let ports = if self.named {
            format!("{{\"P[1-{copper}]\": 1000base-t}}")
        } else if cages > 0 {
            format!("{copper} x 1000base-t + {cages} x 10gbase-x-sfpp")
        } else {
            format!("{copper} x 1000base-t")
        };
        let giant = self.giant;
        // The outlets of feed A take no cord of a C20.
        let hangs = match (feeds, giant % 2) {
            (true, 0) => ", psus: 2, psu: 300 W, inlet: C20, feeds: A",
            (true, _) => ", psus: 2, psu: 300 W, inlet: C20, feeds: A+B",
            (false, _) => "",
        };
        let place = match giant % 3 {
            0 => ", rack: r1 @ 2",
            1 => ", rack: r1",
            _ => "",
        };
        let (height, deep) = (giant / 2 + 1, 60 + 5 * giant);
        let airflow = ["rear-to-front", "front-to-rear"][usize::from(self.shallow)];
        let sold = match giant {
            0..4 => String::new(),
            _ => format!("oversubscription: {}, ", f64::from(giant) / 2.0),
        };
        format!(
            "  switch: {{{sold}rack: r1 @ 1, size: 1 U, full_depth: no, airflow: front-to-rear, ports: {ports}}}\n  \
             sw2: {{rack: r{} @ {} rear, size: 1 U, full_depth: no, ports: 2 x 1000base-t}}\n  \
             giant: {{planned: true, cores: 8, memory: 16 GiB, network: lan, power: {}..600 W, weight: {} kg, mtu: 9000, nic: 10G SFP+, \
             size: {height} U x 48 cm x {deep} cm, airflow: {airflow}{place}{hangs}{}}}\n",
            self.racks,
            self.units,
            300 + giant,
            30 + giant,
            self.set(3)
        )
    }

    fn set(&self, n: usize) -> &'static str {
        if self.redundant == n || self.redundant == 4 {
            ", redundant: pair"
        } else {
            ""
        }
    }

    /// What a server of tier `n` is as a thing, the `number`-th of all.
    pub fn server(&self, n: usize, number: u32) -> String {
        let mut out = String::new();
        let height = if n == 0 { self.height } else { 1 + self.height % 3 };
        if height > 0 {
            let units = [".5", "1", "1.5", "2"][height as usize - 1];
            let units = units
                .strip_prefix('.')
                .map_or(units.to_owned(), |half| format!("0.{half}"));
            let _ = write!(out, ", size: {units} U x 48 cm x {} cm", 60 + self.weight);
        }
        // From the bottom up, two units each; what finds no unit is in no rack.
        let at = 2 + 2 * (number / self.racks);
        if at < self.units {
            let _ = write!(out, ", rack: r{} @ {at}", 1 + number % self.racks);
        }
        if self.shallow {
            out.push_str(", full_depth: no");
        }
        if n != 1 {
            let _ = write!(out, ", weight: {}..{} kg", self.weight, self.weight + 3);
        }
        let mtu = [1500, 9000][usize::from(n == self.mtu)];
        let nic = ["1000base-t", "10gbase-t", "10G SFP+"][(n + self.mtu) % 3];
        let window = 16 * self.weight;
        let _ = write!(
            out,
            ", mtu: {mtu}, window: {window} KiB, nic: {nic}{}",
            self.set(n)
        );
        out
    }

    /// The end of tier `n`'s links at the switch, and what their cable is.
    pub fn cable(&self, n: usize, hosts: usize) -> (String, String) {
        let end = match n {
            0 if self.named => format!("switch:P[1-{hosts}]"),
            1 if self.named => "switch:P1".to_owned(),
            _ if n == 2 => "sw2".to_owned(),
            _ => "switch".to_owned(),
        };
        let (kind, length) = self.cables[n % 3];
        let kind = KINDS[kind];
        let mut out = String::new();
        if !kind.is_empty() {
            let _ = write!(out, ", {kind}");
        }
        if length > 20 {
            let _ = write!(out, ", {length} m, 1 ms");
        }
        if self.redundant == 5 {
            out.push_str(", redundant up, mtu 1500");
        }
        (end, out)
    }

    /// Links that are there besides those of servers.
    pub fn links(&self) -> String {
        let vlan = ["", ", vlan 20", ", vlan 10"][(self.room % 3) as usize];
        let port = match (self.named, self.giant % 2) {
            (true, 0) => ":P1",
            (true, _) => ":P99",
            _ => "",
        };
        format!(
            "  - switch -- sw2: 1 Gbit/s, redundant up{vlan}\n  - sw2 -- switch: 1 Gbit/s, redundant up{vlan}\n  \
             - switch{port} -- giant: 10 Gbit/s, dac-passive, 4 m\n"
        )
    }
}
