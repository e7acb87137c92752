//! Resource types that are read; all others say nothing of what breaks.

/// Types that are read, sorted.
const KNOWN: &[&str] = &[
    "aws_alb",
    "aws_alb_target_group",
    "aws_alb_target_group_attachment",
    "aws_appautoscaling_target",
    "aws_autoscaling_attachment",
    "aws_autoscaling_group",
    "aws_db_instance",
    "aws_db_parameter_group",
    "aws_ec2_managed_prefix_list",
    "aws_ecs_service",
    "aws_ecs_task_definition",
    "aws_eip",
    "aws_eks_cluster",
    "aws_eks_node_group",
    "aws_elasticache_cluster",
    "aws_elasticache_replication_group",
    "aws_elb",
    "aws_elb_attachment",
    "aws_instance",
    "aws_lambda_function",
    "aws_launch_configuration",
    "aws_launch_template",
    "aws_lb",
    "aws_lb_target_group",
    "aws_lb_target_group_attachment",
    "aws_nat_gateway",
    "aws_rds_cluster",
    "aws_rds_cluster_instance",
    "aws_rds_cluster_parameter_group",
    "aws_route",
    "aws_route_table",
    "aws_security_group",
    "aws_security_group_rule",
    "aws_subnet",
    "aws_vpc",
    "aws_vpc_security_group_egress_rule",
    "aws_vpc_security_group_ingress_rule",
    "azurerm_linux_virtual_machine",
    "azurerm_linux_virtual_machine_scale_set",
    "azurerm_network_interface",
    "azurerm_postgresql_flexible_server",
    "azurerm_subnet",
    "azurerm_virtual_network",
    "azurerm_windows_virtual_machine",
    "azurerm_windows_virtual_machine_scale_set",
    "google_cloud_run_service",
    "google_cloud_run_v2_service",
    "google_compute_autoscaler",
    "google_compute_instance",
    "google_compute_instance_group_manager",
    "google_compute_instance_template",
    "google_compute_network",
    "google_compute_region_autoscaler",
    "google_compute_region_instance_group_manager",
    "google_compute_region_instance_template",
    "google_compute_subnetwork",
    "google_sql_database_instance",
];

/// Whether a resource type is read.
pub(super) fn is_known(kind: &str) -> bool {
    KNOWN.binary_search(&kind).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_sorted() {
        assert!(KNOWN.is_sorted());
        assert!(is_known("aws_subnet") && !is_known("aws_s3_bucket") && !is_known(""));
    }
}
