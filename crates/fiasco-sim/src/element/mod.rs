//! The elements that real services are made of, one file each.

pub mod adaptive;
pub mod arrivals;
pub mod autoscaler;
pub mod balancer;
pub mod battery;
pub mod breaker;
pub mod budget;
pub mod cache;
pub mod codel;
pub mod contention;
pub mod disk;
pub mod failover;
pub mod fault;
pub mod heat;
pub mod limiter;
pub mod link;
pub mod machine;
pub mod pool;
pub mod replica;
pub mod retry;
pub mod station;
pub mod trip;
