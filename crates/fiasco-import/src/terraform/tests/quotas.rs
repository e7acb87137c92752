//! What is counted against quotas.

use super::{held, import, plan, row};

#[test]
fn rules_are_counted_by_prefix_and_family() {
    let part = plan(&[
        row("aws_ec2_managed_prefix_list.l", r#"{"id": "pl-1", "max_entries": 20}"#),
        row("aws_security_group.g", r#"{"id": "sg-1", "name": "g",
            "ingress": [{"cidr_blocks": ["10.0.0.0/8", "10.1.0.0/16"], "ipv6_cidr_blocks": ["::/0"], "prefix_list_ids": [], "security_groups": [], "self": false},
                        {"cidr_blocks": [], "security_groups": ["sg-2"], "self": true},
                        {"cidr_blocks": [], "prefix_list_ids": ["pl-1"]}],
            "egress": [{"cidr_blocks": ["0.0.0.0/0"]}]}"#),
    ].join(","));
    // IPv4: 2 prefixes + 1 group + itself + 20 entries; IPv6 has one less.
    assert_eq!(held(&part, "g (inbound)"), [(24, vec![], false, false)]);
    assert_eq!(held(&part, "g (outbound)"), [(1, vec![], false, false)]);
}

#[test]
fn rules_of_their_own_are_not_counted_twice() {
    let rules: Vec<String> = (0..3)
        .map(|n| {
            row(
                &format!("aws_security_group_rule.r[{n}]"),
                r#"{"type": "ingress", "security_group_id": "sg-1", "cidr_blocks": ["10.0.0.0/8"]}"#,
            )
        })
        .collect();
    let single = row(
        "aws_vpc_security_group_ingress_rule.s",
        r#"{"security_group_id": "sg-1", "cidr_ipv4": "10.0.0.0/8"}"#,
    );
    for (inline, expected) in [
        ("[]", 4),
        (
            r#"[{"cidr_blocks": ["1.0.0.0/8", "2.0.0.0/8", "3.0.0.0/8", "4.0.0.0/8"]}]"#,
            4,
        ),
    ] {
        let group = row(
            "aws_security_group.g",
            &format!(r#"{{"id": "sg-1", "name": "g", "ingress": {inline}}}"#),
        );
        let part = plan(&format!("{group},{},{single}", rules.join(",")));
        assert_eq!(
            held(&part, "g (inbound)"),
            [(expected, vec![], false, false)],
            "{inline}"
        );
    }
    // Whom a rule lets in may be known after apply only.
    let part = plan(
        &[
            row("aws_security_group.g", r#"{"id": "sg-1", "name": "g"}"#),
            row(
                "aws_security_group_rule.r",
                r#"{"type": "ingress", "security_group_id": "sg-1"}"#,
            ),
        ]
        .join(","),
    );
    assert_eq!(held(&part, "g (inbound)"), [(1, vec![], true, false)]);
}

#[test]
fn processors_are_counted_by_region() {
    let machine = |name: &str, values: &str| row(&format!("aws_instance.{name}"), values);
    let part = plan(&[
        machine("a", r#"{"instance_type": "m5.large", "availability_zone": "eu-west-1a"}"#),
        machine("b", r#"{"instance_type": "c5.xlarge", "availability_zone": "us-east-1b"}"#),
        machine("gpu", r#"{"instance_type": "p3.2xlarge", "availability_zone": "eu-west-1a"}"#),
        machine("spot", r#"{"instance_type": "m5.large", "availability_zone": "eu-west-1a", "instance_market_options": [{"market_type": "spot"}]}"#),
        machine("odd", r#"{"availability_zone": "us-east-1b"}"#),
    ].join(","));
    assert_eq!(
        held(&part, "eu-west-1"),
        [(0, vec![("aws_instance.a".to_owned(), 2)], false, false)]
    );
    assert_eq!(
        held(&part, "us-east-1"),
        [(0, vec![("aws_instance.b".to_owned(), 4)], true, false)]
    );
}

#[test]
fn targets_come_with_their_machines() {
    let attachments: Vec<String> = (0..2)
        .map(|n| {
            row(
                &format!("aws_lb_target_group_attachment.a[{n}]"),
                &format!(r#"{{"target_group_arn": "tg", "target_id": "i-{n}"}}"#),
            )
        })
        .collect();
    let machine = |n: usize| {
        row(
            &format!("aws_instance.w[{n}]"),
            &format!(r#"{{"id": "i-{n}", "instance_type": "t3.small"}}"#),
        )
    };
    let group = row("aws_lb_target_group.g", r#"{"arn": "tg", "name": "g"}"#);
    let all = format!("{group},{},{},{}", machine(0), machine(1), attachments.join(","));
    assert_eq!(
        held(&plan(&all), "g"),
        [(0, vec![("aws_instance.w".to_owned(), 1)], false, false)]
    );
    // Only some of the block are attached: then the next one is not.
    assert_eq!(
        held(&plan(&format!("{all},{}", machine(2))), "g"),
        [(2, vec![], false, false)]
    );
}

#[test]
fn what_stands_already_is_told_apart() {
    let plan = |actions: &str| {
        import(&format!(
            r#"{{"format_version": "1.2", "planned_values": {{"root_module": {{"resources": [{}]}}}},
            "resource_changes": [{{"address": "aws_route_table.t", "type": "aws_route_table", "change": {{"actions": [{actions}]}}}}]}}"#,
            row(
                "aws_route_table.t",
                r#"{"tags": {"Name": "t"}, "route": [{}, {}]}"#
            )
        ))
    };
    for (actions, exists) in [
        (r#""no-op""#, true),
        (r#""update""#, true),
        (r#""create""#, false),
        (r#""delete", "create""#, false),
    ] {
        assert_eq!(
            held(&plan(actions), "t"),
            [(2, vec![], false, exists)],
            "{actions}"
        );
    }
}
