//! The kinds of quantity an estate is described in, and how messages name them.

/// A kind of quantity. Values of a dimension are held in its base unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Dimension {
    /// Electrical or thermal power, in watts. Volt-amperes count here too: sizing takes the power factor as 1.
    Power,
    /// Energy, in joules.
    Energy,
    /// A length of time, in seconds.
    Time,
    /// An amount of data, in bytes.
    Data,
    /// A rate of data, in bits per second, as networks are sold.
    DataRate,
    /// Mass, in kilograms.
    Mass,
    /// Length, in meters.
    Length,
    /// Area, in square meters.
    Area,
    /// Temperature, in kelvin; printed in degrees Celsius.
    Temperature,
    /// Frequency, in hertz.
    Frequency,
    /// A rate of requests or other events, per second.
    RequestRate,
    /// Electric current, in amperes.
    Current,
    /// Voltage, in volts.
    Voltage,
    /// A share of a whole, as a plain number (80 % is 4/5).
    Ratio,
    /// Height in a rack, in rack units (U, EIA-310: 44.45 mm each).
    RackUnits,
    /// A number of things.
    Count,
    /// Processor cores, as a plain number; 500m is one half.
    Cores,
    /// Mass that an area carries, in kilograms per square meter.
    AreaLoad,
    /// Volume, in cubic meters.
    Volume,
    /// Volume of air that flows, in cubic meters per second.
    Airflow,
}

impl Dimension {
    /// Every dimension, in the order of declaration.
    pub const ALL: [Self; 20] = [
        Self::Power,
        Self::Energy,
        Self::Time,
        Self::Data,
        Self::DataRate,
        Self::Mass,
        Self::Length,
        Self::Area,
        Self::Temperature,
        Self::Frequency,
        Self::RequestRate,
        Self::Current,
        Self::Voltage,
        Self::Ratio,
        Self::RackUnits,
        Self::Count,
        Self::Cores,
        Self::AreaLoad,
        Self::Volume,
        Self::Airflow,
    ];

    /// The symbol of the base unit; empty for plain numbers.
    #[must_use]
    pub const fn base_symbol(self) -> &'static str {
        match self {
            Self::Power => "W",
            Self::Energy => "J",
            Self::Time => "s",
            Self::Data => "B",
            Self::DataRate => "bit/s",
            Self::Mass => "kg",
            Self::Length => "m",
            Self::Area => "m²",
            Self::Temperature => "K",
            Self::Frequency => "Hz",
            Self::RequestRate => "/s",
            Self::Current => "A",
            Self::Voltage => "V",
            Self::Ratio | Self::Count => "",
            Self::RackUnits => "U",
            Self::Cores => "cores",
            Self::AreaLoad => "kg/m²",
            Self::Volume => "m³",
            Self::Airflow => "m³/s",
        }
    }

    /// The name used in messages, in lower case and without an article.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Power => "power",
            Self::Energy => "energy",
            Self::Time => "time",
            Self::Data => "data size",
            Self::DataRate => "data rate",
            Self::Mass => "mass",
            Self::Length => "length",
            Self::Area => "area",
            Self::Temperature => "temperature",
            Self::Frequency => "frequency",
            Self::RequestRate => "request rate",
            Self::Current => "current",
            Self::Voltage => "voltage",
            Self::Ratio => "ratio",
            Self::RackUnits => "height in rack units",
            Self::Count => "count",
            Self::Cores => "number of cores",
            Self::AreaLoad => "mass per area",
            Self::Volume => "volume",
            Self::Airflow => "airflow",
        }
    }

    /// The name with its article: "a power", "an area".
    #[must_use]
    pub fn noun(self) -> String {
        let article = if matches!(self, Self::Energy | Self::Area | Self::Airflow) {
            "an"
        } else {
            "a"
        };
        format!("{article} {}", self.name())
    }

    /// A value of this dimension as a person would type it, for messages.
    #[must_use]
    pub const fn example(self) -> &'static str {
        match self {
            Self::Power => "350 W",
            Self::Energy => "12 kWh",
            Self::Time => "2 s",
            Self::Data => "512 MiB",
            Self::DataRate => "10 Gbit/s",
            Self::Mass => "25 kg",
            Self::Length => "80 cm",
            Self::Area => "12 m²",
            Self::Temperature => "27 °C",
            Self::Frequency => "50 Hz",
            Self::RequestRate => "40/s",
            Self::Current => "16 A",
            Self::Voltage => "230 V",
            Self::Ratio => "80 %",
            Self::RackUnits => "42 U",
            Self::Count => "1500",
            Self::Cores => "4 cores",
            Self::AreaLoad => "500 kg/m²",
            Self::Volume => "50 m³",
            Self::Airflow => "2000 m³/h",
        }
    }

    /// Whether a number without a unit is already complete.
    #[must_use]
    pub const fn accepts_bare(self) -> bool {
        matches!(self, Self::Ratio | Self::Count | Self::Cores)
    }

    /// "a power such as `350 W`", for messages.
    pub(super) fn such_as(self) -> String {
        format!("{} such as `{}`", self.noun(), self.example())
    }

    /// What to write after a number that lacks its unit: " W", "/s", " °C".
    pub(super) const fn missing_suffix(self) -> &'static str {
        match self {
            Self::Power => " W",
            Self::Energy => " J",
            Self::Time => " s",
            Self::Data => " B",
            Self::DataRate => " bit/s",
            Self::Mass => " kg",
            Self::Length => " m",
            Self::Area => " m²",
            Self::Temperature => " °C",
            Self::Frequency => " Hz",
            Self::RequestRate => "/s",
            Self::Current => " A",
            Self::Voltage => " V",
            Self::RackUnits => " U",
            Self::AreaLoad => " kg/m²",
            Self::Volume => " m³",
            Self::Airflow => " m³/s",
            Self::Ratio | Self::Count | Self::Cores => "",
        }
    }
}
