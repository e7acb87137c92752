//! What resources are called: by the name people gave them where it is theirs alone, else by their address.

use super::graph::Graph;
use super::resource::Resource;
use fiasco_estate::Said;
use std::collections::HashMap;

/// Names of resources, by index.
pub(super) struct Labels(Vec<Option<Said<String>>>);

/// Names have to differ only among things of one class.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Class<'t> {
    /// Machines and pools of them, whose machines are numbered.
    Machine,
    Network,
    Service,
    /// Whatever else is named in a message, by its type.
    Other(&'t str),
}

fn class(kind: &str) -> Class<'_> {
    match kind {
        "aws_instance"
        | "aws_autoscaling_group"
        | "aws_eks_node_group"
        | "aws_nat_gateway"
        | "aws_lb"
        | "aws_alb"
        | "aws_elb"
        | "google_compute_instance"
        | "google_compute_instance_group_manager"
        | "google_compute_region_instance_group_manager"
        | "azurerm_linux_virtual_machine"
        | "azurerm_windows_virtual_machine"
        | "azurerm_linux_virtual_machine_scale_set"
        | "azurerm_windows_virtual_machine_scale_set" => Class::Machine,
        "aws_subnet" | "google_compute_subnetwork" | "azurerm_subnet" => Class::Network,
        "aws_db_instance"
        | "aws_rds_cluster"
        | "aws_elasticache_cluster"
        | "aws_elasticache_replication_group"
        | "aws_ecs_service"
        | "aws_lambda_function"
        | "google_sql_database_instance"
        | "google_cloud_run_service"
        | "google_cloud_run_v2_service"
        | "azurerm_postgresql_flexible_server" => Class::Service,
        _ => Class::Other(kind),
    }
}

/// The arguments that name a resource, the first that is known counts.
const NAMES: [&str; 8] = [
    "function_name",
    "identifier",
    "cluster_identifier",
    "replication_group_id",
    "cluster_id",
    "node_group_name",
    "name",
    "group_name",
];

fn named(row: &Resource<'_, '_>) -> Option<Said<String>> {
    // An instance and a subnet have no other name than their tag; and the id of a route table is no name.
    let by_tag = matches!(
        row.kind,
        "aws_instance" | "aws_subnet" | "aws_nat_gateway" | "aws_vpc" | "aws_route_table"
    );
    if by_tag {
        return row.name_tag();
    }
    let mut names = NAMES.iter().filter_map(|key| row.said(key));
    names.next().or_else(|| row.name_tag())
}

impl Labels {
    pub(super) fn of(graph: &Graph<'_, '_>) -> Self {
        let rows = &graph.document.resources;
        let names: Vec<Option<Said<String>>> = rows.iter().map(named).collect();
        let mut count: HashMap<(Class<'_>, &str), usize> = HashMap::new();
        for (row, name) in rows.iter().zip(&names) {
            if let Some(name) = name {
                *count.entry((class(row.kind), name.value.as_str())).or_default() += 1;
            }
        }
        let alone: Vec<bool> = rows
            .iter()
            .zip(&names)
            .map(|(row, name)| {
                name.as_ref()
                    .is_some_and(|name| count.get(&(class(row.kind), name.value.as_str())) == Some(&1))
            })
            .collect();
        Self(
            names
                .into_iter()
                .zip(alone)
                .map(|(name, alone)| name.filter(|_| alone))
                .collect(),
        )
    }

    pub(super) fn get(&self, index: usize) -> Option<&Said<String>> {
        self.0.get(index)?.as_ref()
    }
}
