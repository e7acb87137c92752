//! Benchmarks: each prints the yardstick, ours and the ratio, taken in the same run.

mod estate;
pub mod ladder;
pub mod manifests;
pub mod netbox;
mod netbox_rows;
pub mod rehearse;
pub mod sim;
mod sim_yardstick;
pub mod terraform;
