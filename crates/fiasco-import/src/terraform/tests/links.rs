//! From one resource to another through the configuration, when ids are not known yet.

use super::{import, machines};

/// A plan of a VPC module with two subnets by count, and instances in it by reference through variable and output.
const MODULES: &str = r#"{"format_version": "1.2",
"variables": {"where": {"value": "eu-central-1"}},
"planned_values": {"root_module": {
  "resources": [
    {"address": "aws_instance.web[0]", "mode": "managed", "type": "aws_instance", "index": 0, "values": {"instance_type": "t3.small"}},
    {"address": "aws_instance.web[1]", "mode": "managed", "type": "aws_instance", "index": 1, "values": {"instance_type": "t3.small"}},
    {"address": "aws_instance.web[2]", "mode": "managed", "type": "aws_instance", "index": 2, "values": {"instance_type": "t3.small"}}],
  "child_modules": [
    {"address": "module.net", "resources": [
      {"address": "module.net.aws_vpc.this", "mode": "managed", "type": "aws_vpc", "values": {"cidr_block": "10.0.0.0/16"}},
      {"address": "module.net.aws_subnet.s[0]", "mode": "managed", "type": "aws_subnet", "index": 0, "values": {"cidr_block": "10.0.0.0/24"}},
      {"address": "module.net.aws_subnet.s[1]", "mode": "managed", "type": "aws_subnet", "index": 1, "values": {"cidr_block": "10.0.1.0/24"}}]},
    {"address": "module.app[\"a\"]", "resources": [
      {"address": "module.app[\"a\"].aws_instance.i", "mode": "managed", "type": "aws_instance", "values": {"instance_type": "t3.micro"}}]}]}},
"configuration": {
  "provider_config": {"aws": {"name": "aws", "expressions": {"region": {"references": ["var.where"]}}}},
  "root_module": {
    "resources": [{"address": "aws_instance.web", "mode": "managed", "type": "aws_instance", "provider_config_key": "aws",
      "expressions": {"subnet_id": {"references": ["module.net.subnets", "module.net", "count.index"]}}}],
    "module_calls": {
      "net": {"source": "./net", "module": {
        "outputs": {"subnets": {"expression": {"references": ["aws_subnet.s"]}}},
        "resources": [
          {"address": "aws_vpc.this", "mode": "managed", "type": "aws_vpc", "provider_config_key": "aws", "expressions": {}},
          {"address": "aws_subnet.s", "mode": "managed", "type": "aws_subnet", "provider_config_key": "aws",
           "expressions": {"vpc_id": {"references": ["aws_vpc.this.id", "aws_vpc.this"]}}}]}},
      "app": {"source": "./app", "expressions": {"subnet": {"references": ["module.net.subnets[0]", "module.net.subnets", "module.net"]}},
        "module": {"resources": [{"address": "aws_instance.i", "mode": "managed", "type": "aws_instance", "provider_config_key": "module.app:aws",
          "expressions": {"subnet_id": {"references": ["var.subnet"]}}}]}}}}}}"#;

#[test]
fn references_are_followed_through_modules() {
    let part = import(MODULES);
    let at: Vec<(String, Vec<String>)> = machines(&part).into_iter().map(|row| (row.0, row.4)).collect();
    let name = |text: &str| text.to_owned();
    let (first, second) = (
        name("module.net.aws_subnet.s[0]"),
        name("module.net.aws_subnet.s[1]"),
    );
    assert_eq!(
        at,
        [
            (name("aws_instance.web[0]"), vec![first.clone()]),
            (name("aws_instance.web[1]"), vec![second]),
            // `element` goes around.
            (name("aws_instance.web[2]"), vec![first]),
            // Which of two subnets the module got is not said by the reference alone.
            (name(r#"module.app["a"].aws_instance.i"#), vec![]),
        ]
    );
    assert_eq!(part.networks[1].scope, "module.net.aws_vpc.this");
    // The region comes from a variable, a module's provider from the one that was passed in.
    let regions: Vec<&str> = part.holdings.iter().map(|row| row.of.value.as_str()).collect();
    assert_eq!(
        regions,
        ["eu-central-1", "module.net.aws_vpc.this", "eu-central-1"]
    );
}

#[test]
fn references_that_go_around_end() {
    let text = r#"{"format_version": "1.2", "planned_values": {"root_module": {"child_modules": [{"resources": [
        {"address": "module.a.aws_instance.i", "type": "aws_instance", "values": {}}]}]}},
      "configuration": {"root_module": {"module_calls": {"a": {"expressions": {"s": {"references": ["module.a.out"]}},
        "module": {"outputs": {"out": {"expression": {"references": ["var.s"]}}},
          "resources": [{"address": "aws_instance.i", "type": "aws_instance", "expressions": {"subnet_id": {"references": ["var.s"]}}}]}}}}}}"#;
    assert_eq!(machines(&import(text)).len(), 1);
}
