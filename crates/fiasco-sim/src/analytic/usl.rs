//! The universal scalability law: what more nodes give when they wait for each other and have to agree.

use super::error::{Result, not_negative, positive};

const MODEL: &str = "universal scalability law";

/// C(N) = γ N / (1 + α (N − 1) + β N (N − 1)). Source: N. J. Gunther, *Guerrilla Capacity Planning*, 2007.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Usl {
    single: f64,
    contention: f64,
    coherency: f64,
}

impl Usl {
    /// The throughput of one node (1 to get ratios), the share of work that waits its turn (α), and the cost of agreement
    /// between each pair (β).
    ///
    /// # Errors
    /// For a throughput that is not above 0 and costs below 0, or an α above 1.
    pub fn new(single: f64, contention: f64, coherency: f64) -> Result<Self> {
        positive(MODEL, "throughput of one node", single)?;
        super::error::probability(MODEL, "contention", contention)?;
        not_negative(MODEL, "coherency", coherency)?;
        Ok(Self {
            single,
            contention,
            coherency,
        })
    }

    /// The throughput of so many nodes, which need not be a whole number.
    ///
    /// # Errors
    /// For less than 0 nodes.
    pub fn throughput(&self, nodes: f64) -> Result<f64> {
        not_negative(MODEL, "nodes", nodes)?;
        if nodes == 0.0 {
            return Ok(0.0);
        }
        let others = nodes - 1.0;
        let cost = 1.0 + self.contention * others + self.coherency * nodes * others;
        Ok(self.single * nodes / cost)
    }

    /// The number of nodes beyond which throughput falls: √((1 − α) / β). None where it never falls, as nothing has to
    /// agree.
    #[must_use]
    pub fn peak(&self) -> Option<f64> {
        (self.coherency > 0.0).then(|| ((1.0 - self.contention) / self.coherency).sqrt())
    }

    /// The whole number of nodes, at least 1, with the most throughput, and that throughput. None where there is none.
    #[must_use]
    pub fn best(&self) -> Option<(f64, f64)> {
        let below = self.peak()?.floor().max(1.0);
        let at = |nodes: f64| self.throughput(nodes).map(|throughput| (nodes, throughput));
        let (low, high) = (at(below).ok()?, at(below + 1.0).ok()?);
        Some(if high.1 > low.1 { high } else { low })
    }
}
