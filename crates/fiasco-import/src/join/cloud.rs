//! Joining what clouds and clusters add: pools, holdings and the one cluster.

use super::Join;
use super::merge::{disagree, merge_facts};
use crate::part::PoolRow;
use fiasco_estate::confidence::Said;
use fiasco_estate::kubernetes::Cluster;
use fiasco_estate::pool::{Holding, Pool};
use fiasco_estate::{DeviceId, PoolId};

impl Join {
    /// Pools of one name are one pool.
    pub(super) fn pools(&mut self, rows: Vec<PoolRow>) {
        for row in rows {
            match self.pools.get(&row.name.value) {
                Some(id) => {
                    let name = format!("pool {}", row.name.value);
                    let known = &mut self.estate.pools[id.index()];
                    merge_facts(&mut known.facts, &row.facts, &name, &mut self.estate.notes);
                }
                None => {
                    let id = PoolId::at(self.estate.pools.len());
                    self.pools.insert(row.name.value.clone(), id);
                    self.estate.pools.push(Pool {
                        name: row.name,
                        kind: row.kind,
                        facts: row.facts,
                    });
                }
            }
        }
    }

    fn pool_names(&self) -> Vec<&str> {
        let pools = self.estate.pools.iter();
        pools.map(|pool| pool.name.value.as_str()).collect()
    }

    /// The pool of this name.
    pub(super) fn pool(&mut self, name: &Said<String>) -> Option<PoolId> {
        let found = self.pools.get(&name.value).copied();
        if found.is_none() {
            self.dangling(name, "a pool", Self::pool_names);
        }
        found
    }

    /// The machines of the pool of this name, where no device has it: a service may run on all of them.
    pub(super) fn machines(&self, name: &str) -> Option<Vec<DeviceId>> {
        if self.devices.contains_key(name) {
            return None;
        }
        let pool = *self.pools.get(name)?;
        let of_pool = |id: &DeviceId| self.estate.device(*id).pool == Some(pool);
        Some(self.estate.device_ids().filter(of_pool).collect())
    }

    /// Nodes of the cluster, in source order.
    pub(super) fn nodes(&self) -> Vec<DeviceId> {
        self.estate
            .device_ids()
            .filter(|id| self.estate.is_node(*id))
            .collect()
    }

    /// One estate has one cluster: what several sources say of it is said of the same.
    pub(super) fn cluster(&mut self, row: Cluster) {
        let notes = &mut self.estate.notes;
        let known = &mut self.estate.cluster;
        if let Some((version, confidence)) = row.version {
            if let Some((old, _)) = &known.version
                && old.value != version.value
            {
                let text = |(major, minor): (u32, u32)| format!("{major}.{minor}");
                let what = "the version of the cluster";
                disagree(
                    what,
                    &text(old.value),
                    old.at,
                    &text(version.value),
                    version.at,
                    notes,
                );
            }
            known.version = Some((version, confidence));
        }
        if let Some(pods) = row.pods {
            if let Some(old) = &known.pods
                && old.value != pods.value
            {
                let what = "the pod range of the cluster";
                disagree(
                    what,
                    &old.value.to_string(),
                    old.at,
                    &pods.value.to_string(),
                    pods.at,
                    notes,
                );
            }
            known.pods = Some(pods);
        }
        known.node_prefix = row.node_prefix.or(known.node_prefix.take());
    }

    /// Holdings, once pools and services have their ids.
    pub(super) fn holdings(&mut self) {
        for row in std::mem::take(&mut self.holding_rows) {
            let mut at_least = row.at_least;
            let mut per_machine = Vec::new();
            for (name, each) in row.per_machine {
                match self.pools.get(&name) {
                    Some(pool) => per_machine.push((*pool, each)),
                    None => at_least = true,
                }
            }
            let mut per_replica = Vec::new();
            for (name, each) in row.per_replica {
                match self.services.get(&name) {
                    Some(service) => per_replica.push((*service, each)),
                    None => at_least = true,
                }
            }
            self.estate.holdings.push(Holding {
                kind: row.kind,
                of: row.of,
                fixed: row.fixed,
                per_machine,
                per_replica,
                at_least,
                exists: row.exists,
                shows: row.shows,
            });
        }
    }
}
