//! One thing made better than it is, to see what a problem would not exist without: the same run with the same random
//! numbers, and one difference.

use fiasco_estate::{Estate, ServiceId};

/// One relaxation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Relax {
    /// Nobody tries again.
    NoRetries,
    /// Every pool of connections, and what stores accept, is twice as large.
    Pools,
    /// Everybody waits three times as long.
    Patience,
    /// A service needs half the time.
    Faster(ServiceId),
    /// A service has as many processors again.
    Larger(ServiceId),
    /// Cooling takes out twice as much.
    Cooling,
    /// Feeds are rated for twice as much.
    Feeds,
}

impl Relax {
    /// In words that fit after "with".
    #[must_use]
    pub fn words(self, estate: &Estate) -> String {
        match self {
            Self::NoRetries => "no retries".to_owned(),
            Self::Pools => "pools twice as large".to_owned(),
            Self::Patience => "timeouts three times as long".to_owned(),
            Self::Faster(service) => format!("{} twice as fast", estate.service_name(service)),
            Self::Larger(service) => format!("twice the processors for {}", estate.service_name(service)),
            Self::Cooling => "twice the cooling".to_owned(),
            Self::Feeds => "feeds of twice the rating".to_owned(),
        }
    }
}
