//! Ports of devices by group, and how many links are plugged into each today.

use super::port::{Form, PortKind};
use crate::estate::Estate;
use crate::ids::DeviceId;

/// Like ports of one device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ports {
    /// Whose they are.
    pub device: DeviceId,
    /// What they are.
    pub kind: PortKind,
    /// How many there are.
    pub count: u32,
    /// How many links they hold today.
    pub today: i64,
}

/// The ports of all devices of which any are known.
#[derive(Debug, Clone, Default)]
pub struct Sockets {
    /// Groups of like ports, in the order of their devices.
    pub groups: Vec<Ports>,
}

impl Sockets {
    /// Finds them.
    #[must_use]
    pub fn of(_estate: &Estate) -> Self {
        Self::default()
    }
}

impl PortKind {
    /// What people call it: `100G QSFP28`, `1G RJ45`.
    #[must_use]
    pub fn words(self) -> String {
        let form = match self.form {
            Form::Sfp => "SFP".to_owned(),
            Form::SfpPlus => "SFP+".to_owned(),
            Form::QsfpPlus => "QSFP+".to_owned(),
            Form::QsfpDd => "QSFP-DD".to_owned(),
            Form::SfpDd => "SFP-DD".to_owned(),
            Form::SinglePair => "single-pair".to_owned(),
            Form::FixedFiber => "fiber".to_owned(),
            Form::Unstated => "port".to_owned(),
            form => format!("{form:?}").to_uppercase(),
        };
        let rate = self
            .rate
            .map(|rate| match (rate / 1_000_000_000, rate % 1_000_000_000) {
                (0, rest) => format!("{}M ", rest / 1_000_000),
                (whole, 0) => format!("{whole}G "),
                (whole, rest) => format!("{whole}.{}G ", rest / 100_000_000),
            });
        format!("{}{form}", rate.unwrap_or_default())
    }
}
