//! Every limit record says where its numbers come from, when they were last checked, how the real value is found
//! and what people see when it breaks; and its defaults are those of the versions it names.

use fiasco_estate::image::{Image, Product};
use fiasco_rules::RULES;
use fiasco_rules::lim::{
    lim001_postgres_connections as postgres, lim002_mysql_connections as mysql,
    lim003_redis_clients as redis, lim004_nginx_worker_connections as nginx, lim005_ephemeral_ports as ports,
    lim006_connection_tracking as tracking, lim007_open_files as files, lim008_accept_queue as queue,
    lim009_group_maximum as group, lim010_nat_gateway_ports as nat, lim011_vcpu_quota as vcpus,
    lim012_security_group_rules as rules, lim013_routes_per_table as routes, lim014_vpcs_per_region as vpcs,
    lim015_subnets_per_vpc as subnets, lim016_elastic_addresses as elastic,
    lim017_load_balancer_targets as targets,
};
use fiasco_rules::limit::Limit;

fn records() -> [&'static Limit; 17] {
    [
        &postgres::RULE,
        &mysql::RULE,
        &redis::RULE,
        &nginx::RULE,
        &ports::RULE,
        &tracking::RULE,
        &files::RULE,
        &queue::RULE,
        &group::RULE,
        &nat::RULE,
        &vcpus::RULE,
        &rules::RULE,
        &routes::RULE,
        &vpcs::RULE,
        &subnets::RULE,
        &elastic::RULE,
        &targets::RULE,
    ]
}

fn is_iso_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let digits =
        |part: &str, count: usize| part.len() == count && part.bytes().all(|byte| byte.is_ascii_digit());
    let within = |part: &str, last: u8| {
        part.parse::<u8>()
            .is_ok_and(|number| (1..=last).contains(&number))
    };
    match parts.as_slice() {
        [year, month, day] => {
            digits(year, 4) && digits(month, 2) && digits(day, 2) && within(month, 12) && within(day, 31)
        }
        _ => false,
    }
}

#[test]
fn every_limit_of_the_registry_is_looked_at_here() {
    let registered = RULES
        .iter()
        .map(|rule| rule.meta().code)
        .filter(|code| code.starts_with("LIM"));
    assert_eq!(
        registered.collect::<Vec<_>>(),
        records().map(|record| record.meta.code)
    );
}

#[test]
fn every_record_says_where_it_comes_from() {
    for record in records() {
        let code = record.meta.code;
        assert!(is_iso_date(record.as_of), "{code}: as_of is {:?}", record.as_of);
        for (field, text) in [
            ("reference", record.reference),
            ("evidence", record.evidence),
            ("found_by", record.found_by),
            ("subject", record.subject),
            ("what", record.what),
        ] {
            assert!(!text.trim().is_empty(), "{code}: {field} is empty");
        }
        for default in record.defaults {
            assert!(default.value > 0, "{code}: {default:?}");
            let ordered = default
                .from
                .zip(default.before)
                .is_none_or(|(from, before)| from < before);
            assert!(ordered, "{code}: {default:?} holds for no version");
        }
    }
}

#[test]
fn no_two_defaults_of_a_record_hold_for_one_version() {
    for record in records() {
        for (n, a) in record.defaults.iter().enumerate() {
            for b in record.defaults.iter().take(n).filter(|b| b.product == a.product) {
                let apart = |a: Option<(u32, u32)>, b: Option<(u32, u32)>| {
                    a.zip(b).is_some_and(|(end, start)| end <= start)
                };
                assert!(
                    apart(a.before, b.from) || apart(b.before, a.from),
                    "{}: {a:?} and {b:?}",
                    record.meta.code
                );
            }
        }
    }
}

#[test]
fn defaults_are_those_of_the_image() {
    for (record, image, expected) in [
        (&postgres::RULE, "postgres:18.4-alpine", Some(100)),
        (&postgres::RULE, "postgis/postgis:16-3.4", Some(100)),
        (&postgres::RULE, "postgres", Some(100)),
        (&postgres::RULE, "mysql:8.4", None),
        (&mysql::RULE, "mysql:5.5", None),
        (&mysql::RULE, "mysql:5.7.44", Some(151)),
        (&mysql::RULE, "percona:8.0", Some(151)),
        (&mysql::RULE, "mysql:8.4", Some(151)),
        (&mysql::RULE, "mysql:9.4", None),
        (&mysql::RULE, "mysql:latest", Some(151)),
        (&mysql::RULE, "mariadb:10.0", None),
        (&mysql::RULE, "mariadb:10.11", Some(151)),
        (&mysql::RULE, "mariadb:11.8", Some(151)),
        (&mysql::RULE, "mariadb:12.0", None),
        (&redis::RULE, "redis:2.6", None),
        (&redis::RULE, "redis:7.4-alpine", Some(10_000)),
        (&redis::RULE, "valkey/valkey:9.0", Some(10_000)),
        (&redis::RULE, "redis/redis-stack-server:7.4.0-v3", Some(10_000)),
        (&nginx::RULE, "nginx:1.29", Some(1024)),
        (&nginx::RULE, "openresty/openresty:1.27.1.2-alpine", Some(1024)),
        (&nginx::RULE, "haproxy:3.2", None),
        (&queue::RULE, "nginx:1.29", Some(511)),
        (&queue::RULE, "redis:7", Some(511)),
        (&queue::RULE, "valkey/valkey:9.0", Some(511)),
        (&queue::RULE, "postgres:18", None),
        (&files::RULE, "nginx:1.29", None),
        (&ports::RULE, "nginx:1.29", None),
    ] {
        let code = record.meta.code;
        assert_eq!(
            record.default_for(&Image::new(image)),
            expected,
            "{code} of {image}"
        );
    }
}

#[test]
fn defaults_of_the_kernel_belong_to_no_product() {
    let kernel = |record: &Limit| {
        record
            .defaults
            .iter()
            .find(|default| default.product.is_none())
            .map(|d| d.value)
    };
    assert_eq!(kernel(&ports::RULE), Some(60_999 - 32_768 + 1));
    assert_eq!(kernel(&queue::RULE), Some(4096));
    assert_eq!(kernel(&tracking::RULE), None);
    assert!(
        nginx::RULE
            .defaults
            .iter()
            .all(|default| default.product == Some(Product::Nginx))
    );
}
