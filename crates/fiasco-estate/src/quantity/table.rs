//! Every unit that is understood, with its exact size in base units.
//!
//! SI prefixes and accepted units follow the SI Brochure (9th edition), binary prefixes IEC 80000-13. The BTU is
//! the International Table BTU of ISO 31-4, 1055.05585262 J; the pound (0.45359237 kg), foot (0.3048 m) and
//! inch (0.0254 m) are those of the international agreement of 1959. When a spelling serves two dimensions, the
//! earlier row names what was found where neither is due.

use super::dimension::Dimension;
use super::dimension::Dimension::{
    Airflow, Area, AreaLoad, Cores, Count, Current, Data, DataRate, Energy, Frequency, Length, Mass, Power,
    RackUnits, Ratio, RequestRate, Time, Voltage, Volume,
};
use super::units::Unit;

const KILO: i128 = 1_000;
const MEGA: i128 = 1_000_000;
const GIGA: i128 = 1_000_000_000;
const TERA: i128 = 1_000_000_000_000;
const PETA: i128 = 1_000_000_000_000_000;

/// Shortens the rows below.
const fn u(dimension: Dimension, spellings: &'static [&'static str], num: i128, den: i128) -> Unit {
    Unit::new(dimension, spellings, num, den)
}

/// Shortens the rows of units that are understood only where their dimension is due.
const fn local(dimension: Dimension, spellings: &'static [&'static str], num: i128, den: i128) -> Unit {
    Unit::local(dimension, spellings, num, den)
}

/// The table; the first spelling of a row is the one suggested.
#[rustfmt::skip] // One row a line, so that factors can be checked by eye.
pub(super) static TABLE: &[Unit] = &[
    u(Power, &["W", "watt", "watts", "VA", "volt-ampere", "volt-amperes"], 1, 1),
    u(Power, &["kW", "kilowatt", "kilowatts", "kVA", "KVA", "KW"], KILO, 1),
    u(Power, &["MW", "megawatt", "megawatts", "MVA"], MEGA, 1),
    u(Power, &["GW", "gigawatt", "gigawatts"], GIGA, 1),
    u(Power, &["mW", "milliwatt", "milliwatts"], 1, KILO),
    u(Power, &["BTU/h", "BTU/hr", "Btu/h", "Btu/hr", "btu/h", "BTUh", "BTU/hour"],
        105_505_585_262, 3_600 * 100_000_000),
    // A ton of refrigeration is 12,000 BTU/h.
    u(Power, &["TR", "tons of refrigeration", "ton of refrigeration"],
        105_505_585_262 * 12_000, 3_600 * 100_000_000),
    // Mechanical horsepower: 550 ft·lbf/s with standard gravity (9.80665 m/s², CGPM 1901).
    u(Power, &["hp", "HP", "horsepower"], 550 * 3_048 * 45_359_237 * 980_665, 10_000 * 100_000_000 * 100_000),
    u(Energy, &["J", "joule", "joules", "Ws"], 1, 1),
    u(Energy, &["kJ", "kilojoule", "kilojoules"], KILO, 1),
    u(Energy, &["MJ", "megajoule", "megajoules"], MEGA, 1),
    u(Energy, &["GJ", "gigajoule", "gigajoules"], GIGA, 1),
    u(Energy, &["Wh", "watt-hour", "watt-hours", "VAh"], 3_600, 1),
    u(Energy, &["kWh", "kilowatt-hour", "kilowatt-hours", "kVAh"], 3_600 * KILO, 1),
    u(Energy, &["MWh", "megawatt-hour", "megawatt-hours"], 3_600 * MEGA, 1),
    u(Energy, &["GWh", "gigawatt-hour", "gigawatt-hours"], 3_600 * GIGA, 1),
    u(Energy, &["BTU", "Btu", "BTUs"], 105_505_585_262, 100_000_000),
    u(Length, &["m", "meter", "meters", "metre", "metres"], 1, 1),
    u(Length, &["mm", "millimeter", "millimeters", "millimetre", "millimetres"], 1, KILO),
    u(Length, &["cm", "centimeter", "centimeters", "centimetre", "centimetres"], 1, 100),
    u(Length, &["km", "kilometer", "kilometers", "kilometre", "kilometres"], KILO, 1),
    u(Length, &["in", "inch", "inches", "\"", "″"], 254, 10_000),
    u(Length, &["ft", "foot", "feet", "'", "′"], 3_048, 10_000),
    u(Length, &["yd", "yard", "yards"], 3 * 3_048, 10_000),
    u(Length, &["mi", "mile", "miles"], 5_280 * 3_048, 10_000),
    u(Time, &["s", "sec", "secs", "second", "seconds"], 1, 1),
    u(Time, &["ms", "msec", "millisecond", "milliseconds"], 1, KILO),
    // Unicode has two letters mu.
    u(Time, &["µs", "μs", "us", "usec", "microsecond", "microseconds"], 1, MEGA),
    u(Time, &["ns", "nsec", "nanosecond", "nanoseconds"], 1, GIGA),
    u(Time, &["min", "mins", "minute", "minutes"], 60, 1),
    local(Time, &["m"], 60, 1),
    u(Time, &["h", "hr", "hrs", "hour", "hours"], 3_600, 1),
    u(Time, &["d", "day", "days"], 86_400, 1),
    u(Time, &["w", "week", "weeks"], 604_800, 1),
    u(Data, &["B", "byte", "bytes"], 1, 1),
    u(Data, &["kB", "KB", "kilobyte", "kilobytes"], KILO, 1),
    u(Data, &["MB", "megabyte", "megabytes"], MEGA, 1),
    u(Data, &["GB", "gigabyte", "gigabytes"], GIGA, 1),
    u(Data, &["TB", "terabyte", "terabytes"], TERA, 1),
    u(Data, &["PB", "petabyte", "petabytes"], PETA, 1),
    u(Data, &["KiB", "Ki", "kiB", "kibibyte", "kibibytes"], 1 << 10, 1),
    u(Data, &["MiB", "Mi", "mebibyte", "mebibytes"], 1 << 20, 1),
    u(Data, &["GiB", "Gi", "gibibyte", "gibibytes"], 1 << 30, 1),
    u(Data, &["TiB", "Ti", "tebibyte", "tebibytes"], 1 << 40, 1),
    u(Data, &["PiB", "Pi", "pebibyte", "pebibytes"], 1 << 50, 1),
    // Kubernetes' decimal suffixes.
    local(Data, &["k"], KILO, 1),
    local(Data, &["M"], MEGA, 1),
    local(Data, &["G"], GIGA, 1),
    local(Data, &["T"], TERA, 1),
    local(Data, &["P"], PETA, 1),
    u(Data, &["bit", "bits"], 1, 8),
    u(Data, &["kbit", "Kbit", "kbits", "kilobit", "kilobits"], KILO, 8),
    u(Data, &["Mbit", "Mbits", "megabit", "megabits"], MEGA, 8),
    u(Data, &["Gbit", "Gbits", "gigabit", "gigabits"], GIGA, 8),
    u(Data, &["Tbit", "Tbits", "terabit", "terabits"], TERA, 8),
    u(DataRate, &["bit/s", "bps", "b/s", "bits/s"], 1, 1),
    u(DataRate, &["kbit/s", "kbps", "kb/s", "Kbit/s", "Kbps", "Kb/s", "kbits/s"], KILO, 1),
    u(DataRate, &["Mbit/s", "Mbps", "Mb/s", "mbps", "Mbits/s"], MEGA, 1),
    u(DataRate, &["Gbit/s", "Gbps", "Gb/s", "gbps", "Gbits/s"], GIGA, 1),
    u(DataRate, &["Tbit/s", "Tbps", "Tb/s", "tbps", "Tbits/s"], TERA, 1),
    u(DataRate, &["B/s", "byte/s", "bytes/s", "Bps"], 8, 1),
    u(DataRate, &["kB/s", "KB/s", "kBps", "KBps"], 8 * KILO, 1),
    u(DataRate, &["MB/s", "MBps"], 8 * MEGA, 1),
    u(DataRate, &["GB/s", "GBps"], 8 * GIGA, 1),
    u(DataRate, &["TB/s", "TBps"], 8 * TERA, 1),
    u(DataRate, &["KiB/s", "kiB/s"], 8 << 10, 1),
    u(DataRate, &["MiB/s"], 8 << 20, 1),
    u(DataRate, &["GiB/s"], 8 << 30, 1),
    u(DataRate, &["TiB/s"], 8 << 40, 1),
    // Where a data rate is due, network people leave out the "per second", and the "bit" too.
    local(DataRate, &["bit", "bits"], 1, 1),
    local(DataRate, &["kbit", "kbits", "k", "K", "kilobit"], KILO, 1),
    local(DataRate, &["Mbit", "Mbits", "M", "megabit"], MEGA, 1),
    local(DataRate, &["Gbit", "Gbits", "G", "Gig", "gig", "gigabit"], GIGA, 1),
    local(DataRate, &["Tbit", "Tbits", "T", "terabit"], TERA, 1),
    u(Mass, &["kg", "kilogram", "kilograms", "kilo", "kilos"], 1, 1),
    u(Mass, &["g", "gram", "grams"], 1, KILO),
    // Neither the short nor the long ton, which the spelling "ton" leaves open.
    u(Mass, &["t", "tonne", "tonnes"], KILO, 1),
    u(Mass, &["lb", "lbs", "pound", "pounds"], 45_359_237, 100_000_000),
    u(Mass, &["oz", "ounce", "ounces"], 45_359_237, 1_600_000_000),
    u(Area, &["m²", "m2", "m^2", "sqm", "sq m", "square meters", "square metres"], 1, 1),
    u(Area, &["cm²", "cm2", "cm^2"], 1, 10_000),
    u(Area, &["mm²", "mm2", "mm^2"], 1, MEGA),
    u(Area, &["ft²", "ft2", "ft^2", "sqft", "sq ft", "square feet"], 3_048 * 3_048, 100_000_000),
    u(Area, &["in²", "in2", "in^2", "sq in", "square inches"], 254 * 254, 100_000_000),
    u(AreaLoad, &["kg/m²", "kg/m2", "kg/m^2", "kg/sqm"], 1, 1),
    u(AreaLoad, &["t/m²", "t/m2", "t/m^2"], KILO, 1),
    u(AreaLoad, &["lb/ft²", "lb/ft2", "lb/ft^2", "lb/sqft", "lbs/ft²", "lbs/ft2", "psf"],
        45_359_237 * 100_000_000, 100_000_000 * 3_048 * 3_048),
    u(Volume, &["m³", "m3", "m^3", "cubic meters", "cubic metres"], 1, 1),
    u(Volume, &["ft³", "ft3", "ft^3", "cubic feet"], 3_048 * 3_048 * 3_048, 1_000_000_000_000),
    u(Volume, &["l", "L", "liter", "liters", "litre", "litres"], 1, KILO),
    u(Airflow, &["m³/h", "m3/h", "m^3/h"], 1, 3_600),
    u(Airflow, &["m³/s", "m3/s", "m^3/s"], 1, 1),
    u(Airflow, &["l/s", "L/s"], 1, KILO),
    u(Airflow, &["CFM", "cfm", "ft³/min", "ft3/min"], 3_048 * 3_048 * 3_048, 60 * 1_000_000_000_000),
    Unit::scale(&["°C", "C", "℃", "degC", "deg C", "celsius", "Celsius"], 27_315, 1, 1),
    Unit::scale(&["°F", "F", "℉", "degF", "deg F", "fahrenheit", "Fahrenheit"], 45_967, 5, 9),
    Unit::scale(&["K", "kelvin", "Kelvin", "kelvins"], 0, 1, 1),
    u(Frequency, &["Hz", "hertz", "Hertz"], 1, 1),
    u(Frequency, &["kHz", "kilohertz"], KILO, 1),
    u(Frequency, &["MHz", "megahertz"], MEGA, 1),
    u(Frequency, &["GHz", "gigahertz"], GIGA, 1),
    // Revolutions of a fan or a disk.
    u(Frequency, &["rpm", "RPM"], 1, 60),
    u(RequestRate, &["/s", "req/s", "reqs/s", "r/s", "requests/s", "/sec", "rps", "qps", "tps", "/second"],
        1, 1),
    u(RequestRate, &["requests per second", "per second", "ops/s", "queries/s", "hits/s", "events/s"], 1, 1),
    u(RequestRate, &["k/s", "k req/s", "kreq/s", "krps", "k rps", "kqps"], KILO, 1),
    u(RequestRate, &["M/s", "M req/s", "Mreq/s", "Mrps", "M rps"], MEGA, 1),
    u(RequestRate, &["/min", "req/min", "requests/min", "per minute", "/minute", "requests per minute"],
        1, 60),
    u(RequestRate, &["k/min", "k req/min"], KILO, 60),
    u(RequestRate, &["/h", "req/h", "requests/h", "per hour", "/hour", "requests per hour"], 1, 3_600),
    u(RequestRate, &["/day", "/d", "req/day", "requests/day", "per day", "requests per day"], 1, 86_400),
    u(Current, &["A", "amp", "amps", "ampere", "amperes"], 1, 1),
    u(Current, &["mA", "milliamp", "milliamps"], 1, KILO),
    u(Current, &["kA", "kiloamp", "kiloamps"], KILO, 1),
    u(Voltage, &["V", "volt", "volts", "VAC", "VDC"], 1, 1),
    u(Voltage, &["kV", "kilovolt", "kilovolts"], KILO, 1),
    u(Voltage, &["mV", "millivolt", "millivolts"], 1, KILO),
    u(Ratio, &["%", "percent", "per cent", "pct"], 1, 100),
    u(Ratio, &["‰", "permille"], 1, 1_000),
    u(Ratio, &["ppm"], 1, MEGA),
    u(RackUnits, &["U", "RU", "HE", "rack units", "rack unit"], 1, 1),
    local(RackUnits, &["u", "ru"], 1, 1),
    local(Count, &["k", "K", "thousand"], KILO, 1),
    local(Count, &["M", "million"], MEGA, 1),
    local(Count, &["G", "billion"], GIGA, 1),
    u(Cores, &["cores", "core", "vCPU", "vCPUs", "vcpu", "vcpus", "CPU", "CPUs", "cpu", "cpus"], 1, 1),
    u(Cores, &["mcores", "millicores", "millicore", "mCPU"], 1, KILO),
    // Kubernetes' milli-suffix.
    local(Cores, &["m"], 1, KILO),
];
