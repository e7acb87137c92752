//! The table of device types that fiasco ships: what a row has, and who wrote what was read.
//!
//! The figures are in two files: [`super::own_proven`] has the types of which every figure was read in a document of
//! the maker, [`super::own_mixed`] the others. Figures are decimals as text, or `lo..hi` where the document gives a
//! choice; an empty one is unknown. To add a type, add a row with a document you have read, and say which figures it
//! gave: a figure without a document fails the tests.

use super::{own_mixed, own_proven};
use fiasco_estate::room::Airflow;

/// Who wrote the document a figure was read in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum By {
    /// The maker of the device: a datasheet, a manual, a page of its support. The address may be that of a copy.
    Maker,
    /// Who sells the device or builds on it: a shop's table, a catalog of appliances.
    Dealer,
    /// A collection of device types that many write.
    Library,
    /// Somebody who has one.
    Owner,
}

/// Where figures were read.
#[derive(Debug)]
pub struct Source {
    /// What the document is called.
    pub title: &'static str,
    /// Its date, `YYYY-MM-DD`, or `undated`.
    pub date: &'static str,
    /// Its address.
    pub at: &'static str,
    /// Who wrote it.
    pub by: By,
}

/// What a row may say: one for each of its fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Figure {
    /// `Row::units`.
    Units,
    /// `Row::width_mm`.
    Width,
    /// `Row::depth_mm`.
    Depth,
    /// `Row::mass_kg`.
    Mass,
    /// `Row::psus`.
    Psus,
    /// `Row::psu_w`.
    PsuRating,
    /// `Row::typical_w`.
    Typical,
    /// `Row::most_w`.
    Most,
    /// `Row::inlets`.
    Inlets,
    /// `Row::full_depth`.
    FullDepth,
    /// `Row::airflow`.
    Cooling,
    /// `Row::ports`.
    Ports,
}

/// Which figures were read in which document.
pub type ReadIn = &'static [(&'static [Figure], &'static Source)];

/// A device type.
#[derive(Debug)]
pub struct Row {
    /// `maker/model`: the usual name first, then others it goes by.
    pub names: &'static [&'static str],
    /// Height in rack units.
    pub units: &'static str,
    /// Width in millimeters.
    pub width_mm: &'static str,
    /// Depth in millimeters.
    pub depth_mm: &'static str,
    /// Mass in kilograms; documents give that of the heaviest build, so that of a server is anything up to it.
    pub mass_kg: &'static str,
    /// How many power supplies it has.
    pub psus: &'static str,
    /// What one supply delivers, in watts.
    pub psu_w: &'static str,
    /// What it draws in normal operation, in watts.
    pub typical_w: &'static str,
    /// What it draws at most, in watts, devices fed through its ports included.
    pub most_w: &'static str,
    /// Power inlets: kind and number.
    pub inlets: &'static [(&'static str, u32)],
    /// Whether it takes front and rear of its place.
    pub full_depth: Option<bool>,
    /// Which way it blows.
    pub airflow: Option<Airflow>,
    /// Network ports: kind, number, only for management. Those of servers are chosen when they are ordered, so a type
    /// of server has none here.
    pub ports: &'static [(&'static str, u32, bool)],
    /// Which figures were read where; each figure the row has, once.
    pub read_in: ReadIn,
}

/// A row of which nothing is known.
pub(super) const BLANK: Row = Row {
    names: &[],
    units: "",
    width_mm: "",
    depth_mm: "",
    mass_kg: "",
    psus: "",
    psu_w: "",
    typical_w: "",
    most_w: "",
    inlets: &[],
    full_depth: None,
    airflow: None,
    ports: &[],
    read_in: &[],
};

/// Every type, those proven by their maker first.
pub(super) fn rows() -> impl Iterator<Item = &'static Row> {
    own_proven::ROWS.iter().chain(own_mixed::ROWS)
}
