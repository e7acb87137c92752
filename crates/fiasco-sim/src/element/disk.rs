//! A disk: operations in order, so many a second at most, and bytes that take their time.
//!
//! An operation of x bytes keeps one of `depth` channels busy for depth / iops + depth · x / bandwidth, so that all
//! channels together do no more than either limit allows. With one channel and equal sizes it is M/D/1: mean wait
//! ρs / (2(1 − ρ)).

use crate::model::{Model, StationId, StationSpec, Step};
use crate::random::{Law, LawError};

/// What a disk is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Disk {
    /// Operations a second, of no size.
    pub iops: f64,
    /// Bytes/s.
    pub bandwidth: f64,
    /// Operations at once.
    pub depth: u32,
    /// Operations that may wait; `None`: no bound.
    pub room: Option<u32>,
}

impl Disk {
    /// Adds the disk to a model.
    pub fn build(&self, name: &str, model: &mut Model) -> StationId {
        let spec = StationSpec {
            servers: self.depth,
            room: self.room,
            ..StationSpec::default()
        };
        model.station_of(name, spec)
    }

    /// An operation of this many bytes.
    ///
    /// # Errors
    /// A size, rate or bandwidth that makes no time.
    pub fn operation(&self, disk: StationId, bytes: f64) -> Result<Step, LawError> {
        let depth = f64::from(self.depth);
        let time = Law::constant(depth / self.iops + depth * bytes / self.bandwidth)?;
        Ok(Step::Use(disk, time))
    }
}
