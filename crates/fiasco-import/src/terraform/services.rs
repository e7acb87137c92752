//! Services that AWS runs: ECS services and Lambda functions.

use super::Reader;
use super::compute::counted;
use super::sizes::mib;
use super::stores::hosted;
use crate::part::{ServiceRow, declared};
use fiasco_estate::fact::FactKind;
use fiasco_estate::quantity::{Rational, Reading};
use std::collections::HashMap;

/// CPU units of ECS that are one processor.
const UNITS: i64 = 1024;

impl<'t, 'a> Reader<'_, 't, 'a> {
    pub(super) fn services(&mut self) {
        for index in self.graph.of_kind(&["aws_ecs_service"]) {
            self.ecs(index);
        }
        for index in self.graph.of_kind(&["aws_lambda_function"]) {
            let mut row = hosted(self.label(index));
            let from = self.graph.row(index);
            // -1 says that none is reserved: then the account's is shared.
            if let Some(most) = from
                .count("reserved_concurrent_executions")
                .filter(|(n, _)| *n > 0)
            {
                row.facts.set(counted(FactKind::MaxReplicas, most));
            }
            if let Some((memory, at)) = from.count("memory_size") {
                let value = mib(memory);
                let reading = Reading { lo: value, hi: value };
                row.facts.set(declared(FactKind::Memory, reading, at));
            }
            self.services.insert(index, row.name.value.clone());
            self.part.services.push(row);
        }
        let rows = self.part.services.iter().enumerate();
        let rows: HashMap<String, usize> = rows.map(|(at, row)| (row.name.value.clone(), at)).collect();
        for index in self.graph.of_kind(&["aws_appautoscaling_target"]) {
            self.scaled(index, &rows);
        }
    }

    fn ecs(&mut self, index: usize) {
        let mut row = hosted(self.label(index));
        if let Some(desired) = self
            .graph
            .row(index)
            .count("desired_count")
            .filter(|(n, _)| *n > 0)
        {
            row.facts.set(counted(FactKind::Replicas, desired));
        }
        if let Some(task) = self
            .graph
            .link(index, "task_definition", &["aws_ecs_task_definition"])
        {
            self.task(task, &mut row);
        }
        // Each task in a network of its own takes an address; of several subnets nobody can say which.
        let subnets = self.subnets_of(index, "network_configuration");
        if let [subnet] = subnets.as_slice() {
            row.networks.push(subnet.clone());
        }
        self.services.insert(index, row.name.value.clone());
        self.part.services.push(row);
    }

    /// What a task may use, where the whole task says it.
    fn task(&self, index: usize, row: &mut ServiceRow) {
        let from = self.graph.row(index);
        if let Some((units, at)) = from.count("cpu").filter(|(n, _)| *n > 0)
            && let Ok(cores) = Rational::int(units).over(Rational::int(UNITS))
        {
            let reading = Reading { lo: cores, hi: cores };
            row.facts.set(declared(FactKind::CpuLimit, reading, at));
        }
        if let Some((memory, at)) = from.count("memory").filter(|(n, _)| *n > 0) {
            let value = mib(memory);
            let reading = Reading { lo: value, hi: value };
            row.facts.set(declared(FactKind::Memory, reading, at));
        }
    }

    /// The bounds an autoscaler keeps a service in.
    fn scaled(&mut self, index: usize, rows: &HashMap<String, usize>) {
        let from = self.graph.row(index);
        let linked = self.graph.link(index, "resource_id", &["aws_ecs_service"]);
        // `service/CLUSTER/NAME`.
        let named = from
            .text("resource_id")
            .and_then(|id| id.rsplit('/').next())
            .map(str::to_owned);
        let name = linked
            .and_then(|service| self.services.get(&service).cloned())
            .or(named);
        let bounds = [
            (FactKind::MinReplicas, from.count("min_capacity")),
            (FactKind::MaxReplicas, from.count("max_capacity")),
        ];
        let row = name.and_then(|name| self.part.services.get_mut(*rows.get(&name)?));
        if let Some(row) = row {
            for (kind, bound) in bounds {
                if let Some(bound) = bound {
                    row.facts.set(counted(kind, bound));
                }
            }
        }
    }
}
