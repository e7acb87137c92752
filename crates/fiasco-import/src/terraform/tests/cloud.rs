//! What resources of each cloud become.

use super::{fact, import, machines, notes, plan, row};
use fiasco_estate::confidence::Confidence;
use fiasco_estate::fact::FactKind;
use fiasco_estate::pool::PoolKind;

#[test]
fn instances_of_one_block_are_a_pool() {
    let part = plan(&[
        row("aws_subnet.a", r#"{"id": "subnet-1", "cidr_block": "10.0.0.0/24", "vpc_id": "vpc-1", "tags": {"Name": "front"}}"#),
        row("aws_instance.web[0]", r#"{"instance_type": "t3.medium", "subnet_id": "subnet-1", "private_ip": "10.0.0.10"}"#),
        row("aws_instance.web[1]", r#"{"instance_type": "t3.medium", "subnet_id": "subnet-1", "tags": {"Name": "second"}}"#),
        row("aws_instance.big", r#"{"instance_type": "m5.4xlarge"}"#),
    ].join(","));
    let name = |text: &str| text.to_owned();
    assert_eq!(
        machines(&part),
        [
            (
                name("aws_instance.web[0]"),
                name("aws/t3.medium"),
                2,
                name("aws_instance.web"),
                vec![name("front")]
            ),
            (
                name("second"),
                name("aws/t3.medium"),
                2,
                name("aws_instance.web"),
                vec![name("front")]
            ),
            (
                name("aws_instance.big"),
                name("aws/m5.4xlarge"),
                16,
                name("aws_instance.big"),
                vec![]
            ),
        ]
    );
    assert_eq!(
        part.devices[0].places[0].ip,
        Some("10.0.0.10".parse().expect("an address"))
    );
    assert_eq!(
        (part.networks[0].scope.as_str(), notes(&part).len()),
        ("vpc-1", 0)
    );
    let kept = part.networks[0]
        .facts
        .raw(FactKind::ReservedAddresses)
        .expect("kept");
    assert_eq!((kept.lo.floor(), kept.confidence), (5, Confidence::Default));
}

#[test]
fn names_that_several_have_are_not_used() {
    let part = plan(
        &[
            row("aws_instance.a", r#"{"tags": {"Name": "same"}}"#),
            row("aws_instance.b", r#"{"tags": {"Name": "same"}}"#),
        ]
        .join(","),
    );
    let names: Vec<&str> = part.devices.iter().map(|row| row.name.value.as_str()).collect();
    assert_eq!(names, ["aws_instance.a", "aws_instance.b"]);
}

#[test]
fn one_block_of_two_types_is_two_pools() {
    let part = plan(
        &[
            row(r#"aws_instance.n["a"]"#, r#"{"instance_type": "t3.small"}"#),
            row(r#"aws_instance.n["b"]"#, r#"{"instance_type": "t3.large"}"#),
        ]
        .join(","),
    );
    let pools: Vec<&str> = part.pools.iter().map(|pool| pool.name.value.as_str()).collect();
    assert_eq!(pools, ["aws_instance.n t3.small", "aws_instance.n t3.large"]);
}

#[test]
fn groups_have_as_many_machines_as_are_desired() {
    for (values, machines, min, max) in [
        (
            r#"{"name": "g", "desired_capacity": 4, "min_size": 2, "max_size": 9}"#,
            4,
            Some(2),
            Some(9),
        ),
        // Known after apply: the group starts with its minimum.
        (
            r#"{"name": "g", "desired_capacity": null, "min_size": 2, "max_size": 9}"#,
            2,
            Some(2),
            Some(9),
        ),
        (
            r#"{"name": "g", "desired_capacity": 0, "min_size": 0, "max_size": 9}"#,
            0,
            Some(0),
            Some(9),
        ),
        (r#"{"name": "g"}"#, 1, None, None),
        (
            r#"{"name": "g", "desired_capacity": -3, "min_size": "many", "max_size": 1.5}"#,
            1,
            None,
            None,
        ),
    ] {
        let part = plan(&row("aws_autoscaling_group.g", values));
        let pool = &part.pools[0];
        let bound = |kind| pool.facts.raw(kind).map(|fact| fact.lo.floor());
        assert_eq!(
            (
                part.devices.len(),
                bound(FactKind::MinReplicas),
                bound(FactKind::MaxReplicas)
            ),
            (machines, min, max),
            "{values}"
        );
        assert_eq!(pool.kind, PoolKind::Autoscaled);
    }
    let part = plan(&row(
        "aws_autoscaling_group.g",
        r#"{"name": "g", "desired_capacity": 2000000}"#,
    ));
    assert_eq!(part.devices.len(), 10_000);
    assert_eq!(notes(&part), ["g has 2000000 machines: 10000 are laid out"]);
}

#[test]
fn machines_are_placed_only_where_they_are_spread_evenly() {
    let subnets = [
        row("aws_subnet.a", r#"{"id": "s-a", "cidr_block": "10.0.0.0/24"}"#),
        row("aws_subnet.b", r#"{"id": "s-b", "cidr_block": "10.0.1.0/24"}"#),
    ]
    .join(",");
    for (desired, places) in [(2, 2), (3, 0), (4, 4)] {
        let group = row(
            "aws_autoscaling_group.g",
            &format!(r#"{{"desired_capacity": {desired}, "vpc_zone_identifier": ["s-a", "s-b"]}}"#),
        );
        let part = plan(&format!("{subnets},{group}"));
        let placed: usize = part.devices.iter().map(|device| device.places.len()).sum();
        assert_eq!(placed, places, "{desired} in 2 subnets");
    }
}

#[test]
fn nodes_of_a_cluster() {
    let part = plan(&[
        row("aws_eks_cluster.c", r#"{"name": "c", "version": "1.31"}"#),
        row("aws_eks_node_group.n", r#"{"node_group_name": "n", "instance_types": ["m6i.large"], "scaling_config": [{"desired_size": 3, "min_size": 1, "max_size": 6}]}"#),
    ].join(","));
    assert_eq!((part.devices.len(), part.pools[0].kind), (3, PoolKind::Nodes));
    assert_eq!(part.devices[2].name.value, "n-3");
    let version = part.cluster.version.expect("a version").0.value;
    assert_eq!(version, (1, 31));
}

#[test]
fn databases_accept_what_their_class_allows() {
    for (values, image, connections, reserved) in [
        // 4 GiB / 9,531,392 is 450; nine tenths less 256 MiB are 377.
        (
            r#"{"engine": "postgres", "engine_version": "15.4", "instance_class": "db.t3.medium"}"#,
            "postgres:15.4",
            (377, 450),
            Some((5, 5)),
        ),
        // 60 and 64 were seen on 1 GiB.
        (
            r#"{"engine": "mysql", "engine_version": "8.0", "instance_class": "db.t4g.micro"}"#,
            "mysql:8.0",
            (55, 85),
            None,
        ),
        // 1,024 GiB would be 115,360: 5,000 is the most.
        (
            r#"{"engine": "postgres", "instance_class": "db.r6g.32xlarge"}"#,
            "postgres",
            (5000, 5000),
            Some((5, 5)),
        ),
        (
            r#"{"engine": "postgres", "instance_class": "db.x9.giant"}"#,
            "postgres",
            (40, 5000),
            Some((5, 5)),
        ),
        (
            r#"{"engine": "mariadb", "engine_version": "10.11"}"#,
            "mariadb:10.11",
            (40, 16_000),
            None,
        ),
    ] {
        let part = plan(&row("aws_db_instance.d", values));
        let row = &part.services[0];
        let found = row.image.as_ref().map(|image| image.value.reference.as_str());
        assert_eq!(found, Some(image), "{values}");
        let name = "aws_db_instance.d";
        assert_eq!(
            fact(&part, name, FactKind::MaxConnections),
            Some(connections),
            "{values}"
        );
        assert_eq!(
            fact(&part, name, FactKind::ReservedConnections),
            reserved,
            "{values}"
        );
    }
}

#[test]
fn the_parameter_group_wins_where_it_says_a_number() {
    for (value, connections) in [
        ("\"200\"", (200, 200)),
        ("\"{DBInstanceClassMemory/9531392}\"", (377, 450)),
        ("\"0\"", (377, 450)),
    ] {
        let part = plan(&[
            row("aws_db_parameter_group.p", &format!(r#"{{"name": "tuned", "parameter": [{{"name": "work_mem", "value": "7"}}, {{"name": "max_connections", "value": {value}}}]}}"#)),
            row("aws_db_instance.d", r#"{"identifier": "d", "engine": "postgres", "instance_class": "db.t3.medium", "parameter_group_name": "tuned"}"#),
        ].join(","));
        assert_eq!(
            fact(&part, "d", FactKind::MaxConnections),
            Some(connections),
            "{value}"
        );
    }
}

#[test]
fn caches_and_clusters() {
    let part = plan(
        &[
            row(
                "aws_rds_cluster.a",
                r#"{"cluster_identifier": "a", "engine": "aurora-postgresql", "engine_version": "15.4"}"#,
            ),
            row(
                "aws_rds_cluster_instance.a[0]",
                r#"{"cluster_identifier": "a", "id": "a-0", "instance_class": "db.r6g.large"}"#,
            ),
            row(
                "aws_elasticache_replication_group.r",
                r#"{"replication_group_id": "r", "engine_version": "7.1", "node_type": "cache.r6g.large"}"#,
            ),
            row(
                "aws_elasticache_cluster.m",
                r#"{"cluster_id": "m", "engine": "memcached", "node_type": "cache.t3.micro"}"#,
            ),
            row(
                "aws_elasticache_cluster.t",
                r#"{"cluster_id": "t", "engine": "redis", "node_type": "cache.t3.micro"}"#,
            ),
        ]
        .join(","),
    );
    let names: Vec<&str> = part.services.iter().map(|row| row.name.value.as_str()).collect();
    assert_eq!(names, ["a", "r", "t"]);
    assert_eq!(fact(&part, "r", FactKind::MaxConnections), Some((65_000, 65_000)));
    assert_eq!(fact(&part, "t", FactKind::MaxConnections), Some((20_000, 65_000)));
}

#[test]
fn services_of_aws() {
    let part = plan(&[
        row("aws_ecs_task_definition.t", r#"{"arn": "arn:t", "cpu": "512", "memory": "1024", "container_definitions": "[{\"environment\":[{\"name\":\"TOKEN\",\"value\":\"hunter2\"}]}]"}"#),
        row("aws_ecs_service.s", r#"{"name": "api", "desired_count": 3, "task_definition": "arn:t"}"#),
        row("aws_appautoscaling_target.s", r#"{"resource_id": "service/c/api", "min_capacity": 2, "max_capacity": 12}"#),
        row("aws_lambda_function.l", r#"{"function_name": "thumb", "reserved_concurrent_executions": 50, "memory_size": 256}"#),
        row("aws_lambda_function.m", r#"{"function_name": "mail", "reserved_concurrent_executions": -1}"#),
    ].join(","));
    assert_eq!(fact(&part, "api", FactKind::Replicas), Some((3, 3)));
    assert_eq!(fact(&part, "api", FactKind::MaxReplicas), Some((12, 12)));
    assert_eq!(fact(&part, "api", FactKind::Memory), Some((1 << 30, 1 << 30)));
    let cores = part.services[0].facts.raw(FactKind::CpuLimit).expect("cores").lo;
    assert_eq!(cores.decimal(2), "0.5");
    assert_eq!(fact(&part, "thumb", FactKind::MaxReplicas), Some((50, 50)));
    assert_eq!(fact(&part, "mail", FactKind::MaxReplicas), None);
    assert!(!format!("{part:?}").contains("hunter2"));
}

#[test]
fn google_and_azure() {
    let part = plan(&[
        row("google_compute_subnetwork.s", r#"{"self_link": "u/s", "name": "front", "ip_cidr_range": "10.1.0.0/28", "network": "default"}"#),
        row("google_compute_instance_template.t", r#"{"id": "t", "machine_type": "e2-medium", "network_interface": [{"subnetwork": "u/s"}]}"#),
        row("google_compute_instance_group_manager.m", r#"{"name": "web", "id": "m", "target_size": 2, "version": [{"instance_template": "t"}]}"#),
        row("google_compute_autoscaler.a", r#"{"target": "m", "autoscaling_policy": [{"min_replicas": 2, "max_replicas": 8}]}"#),
        row("google_sql_database_instance.d", r#"{"name": "d", "database_version": "POSTGRES_15", "settings": [{"database_flags": [{"name": "max_connections", "value": "300"}]}]}"#),
        row("google_cloud_run_v2_service.r", r#"{"name": "r", "template": [{"scaling": [{"max_instance_count": 20}]}]}"#),
        row("google_cloud_run_service.o", r#"{"name": "o", "template": [{"metadata": [{"annotations": {"autoscaling.knative.dev/maxScale": "7"}}]}]}"#),
        row("azurerm_subnet.z", r#"{"id": "z", "name": "back", "address_prefixes": ["10.2.0.0/28"], "virtual_network_name": "v"}"#),
        row("azurerm_linux_virtual_machine_scale_set.x", r#"{"name": "x", "sku": "Standard_D2s_v5", "instances": 3, "network_interface": [{"ip_configuration": [{"subnet_id": "z"}]}]}"#),
        row("azurerm_postgresql_flexible_server.p", r#"{"name": "p", "version": "16", "sku_name": "GP_Standard_D4s_v3"}"#),
    ].join(","));
    let pools: Vec<(&str, PoolKind)> = part
        .pools
        .iter()
        .map(|pool| (pool.name.value.as_str(), pool.kind))
        .collect();
    assert_eq!(pools, [("web", PoolKind::Autoscaled), ("x", PoolKind::Instances)]);
    let placed: Vec<usize> = part.devices.iter().map(|device| device.places.len()).collect();
    assert_eq!(placed, [1, 1, 1, 1, 1]);
    let kept: Vec<i128> = part
        .networks
        .iter()
        .map(|network| {
            network
                .facts
                .raw(FactKind::ReservedAddresses)
                .expect("kept")
                .lo
                .floor()
        })
        .collect();
    assert_eq!(kept, [4, 5]);
    assert_eq!(fact(&part, "d", FactKind::MaxConnections), Some((300, 300)));
    assert_eq!(fact(&part, "r", FactKind::MaxReplicas), Some((20, 20)));
    assert_eq!(fact(&part, "o", FactKind::MaxReplicas), Some((7, 7)));
    assert_eq!(fact(&part, "p", FactKind::MaxConnections), Some((1718, 1718)));
    assert_eq!(fact(&part, "p", FactKind::ReservedConnections), Some((15, 15)));
    assert!(part.holdings.is_empty(), "{:?}", part.holdings);
}

#[test]
fn states_files_and_changes_say_the_same() {
    let values = r#"{"instance_type": "t3.small", "tags": {"Name": "box"}}"#;
    let state = format!(
        r#"{{"format_version": "1.0", "values": {{"root_module": {{"child_modules": [{{"address": "module.m", "resources": [{{"address": "module.m.aws_instance.b", "mode": "managed", "type": "aws_instance", "values": {values}}}]}}]}}}}}}"#
    );
    let file = format!(
        r#"{{"version": 4, "terraform_version": "1.9.8", "serial": 3, "lineage": "x", "outputs": {{}}, "resources": [{{"module": "module.m", "mode": "managed", "type": "aws_instance", "name": "b", "provider": "p", "instances": [{{"schema_version": 1, "attributes": {values}}}]}}], "check_results": null}}"#
    );
    let changes = format!(
        r#"{{"format_version": "0.1", "resource_changes": [
        {{"address": "module.m.aws_instance.b", "type": "aws_instance", "change": {{"actions": ["delete", "create"], "after": {values}}}}},
        {{"address": "aws_instance.old", "type": "aws_instance", "change": {{"actions": ["delete"], "before": {values}, "after": null}}}}]}}"#
    );
    for text in [&state, &file, &changes] {
        let part = import(text);
        let name = |text: &str| text.to_owned();
        assert_eq!(
            machines(&part),
            [(
                name("box"),
                name("aws/t3.small"),
                2,
                name("module.m.aws_instance.b"),
                vec![]
            )],
            "{text}"
        );
        assert_eq!(notes(&part), Vec::<&str>::new(), "{text}");
    }
}

#[test]
fn sensitive_values_are_as_good_as_unknown() {
    let plan = |sensitive: &str| {
        import(&format!(
            r#"{{"format_version": "1.2", "planned_values": {{"root_module": {{"resources": [
            {{"address": "aws_db_instance.d", "type": "aws_db_instance", "values": {{"identifier": "hunter2", "engine": "postgres"}}, "sensitive_values": {sensitive}}},
            {{"address": "aws_instance.i", "type": "aws_instance", "values": {{"tags": {{"Name": "hunter2"}}}}, "sensitive_values": {sensitive}}}]}}}}}}"#
        ))
    };
    assert!(format!("{:?}", plan("{}")).contains("hunter2"));
    for sensitive in [r#"{"identifier": true, "tags": {"Name": true}}"#, "true"] {
        let text = format!("{:?}", plan(sensitive));
        assert!(!text.contains("hunter2"), "{text}");
    }
    let file = r#"{"version": 4, "terraform_version": "1", "resources": [{"type": "aws_db_instance", "name": "d", "mode": "managed", "instances": [
        {"attributes": {"identifier": "hunter2", "engine": "postgres"}, "sensitive_attributes": [[{"type": "get_attr", "value": "identifier"}]]}]}]}"#;
    assert!(!format!("{:?}", import(file)).contains("hunter2"));
}
