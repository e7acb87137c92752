//! Growth: nothing at progress 0, exact counts everywhere, addresses that never collide.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test says what it expects, and why it was skipped"
)]

mod common;

use common::{Case, case};
use fiasco_estate::addressing::{number, usable_range};
use fiasco_estate::kubernetes::Workload;
use fiasco_estate::quantity::Rational;
use fiasco_estate::{Dimension, Scope};
use fiasco_scale::growth::{grow, new_name};
use fiasco_scale::{Course, factor_at};
use proptest::prelude::*;
use std::collections::BTreeSet;

fn end() -> Rational {
    Rational::int(3)
}

fn counts(case: &Case) -> Result<(), TestCaseError> {
    let (estate, relations, plan) = case.read();
    let grown = grow(&estate, &relations, &plan, end());
    let course = Course {
        estate: &estate,
        relations: &relations,
        plan: &plan,
        grown: &grown,
        end: end(),
    };
    for tenths in 0..=30 {
        let t = Rational::new(tenths, 10).expect("fits");
        let factors = course.factors(t).expect("small numbers");
        let view = course.view(course.step_at(t), &factors);
        for (index, group) in relations.groups.iter().enumerate() {
            let axis = plan.axes.iter().find(|axis| axis.dimension == Dimension::Servers);
            let factor = axis.map_or(Rational::ONE, |axis| {
                factor_at(axis.factor, t).expect("small numbers")
            });
            let today = Rational::int(i64::try_from(group.members.len()).expect("few"));
            let expected = today.times(factor).expect("small numbers").ceil();
            prop_assert_eq!(
                i128::from(view.servers(fiasco_estate::GroupId::at(index))),
                expected,
                "servers at {}",
                t
            );
        }
        for service in estate.service_ids() {
            // A DaemonSet follows the nodes, whatever replicas are asked for; jobs stay as they are.
            let workload = estate.service(service).workload();
            if workload.is_some_and(|workload| !workload.scales()) {
                let daemon = workload == Some(Workload::DaemonSet);
                let nodes = view.nodes().filter(|_| daemon);
                let expected = nodes.unwrap_or(relations.replicas[service.index()]);
                prop_assert_eq!(view.instances(service), expected, "pods at {}", t);
                continue;
            }
            let own = plan
                .axes
                .iter()
                .filter(|axis| axis.dimension == Dimension::Replicas);
            let own = own.filter(|axis| axis.scope == Scope::All || axis.scope == Scope::Service(service));
            if let Some(axis) = own.max_by_key(|axis| axis.scope != Scope::All) {
                let factor = factor_at(axis.factor, t).expect("small numbers");
                let today = Rational::int(relations.replicas[service.index()]);
                let expected = today.times(factor).expect("small numbers").ceil();
                prop_assert_eq!(i128::from(view.instances(service)), expected, "replicas at {}", t);
            }
        }
    }
    Ok(())
}

fn addresses(case: &Case) -> Result<(), TestCaseError> {
    let (estate, relations, plan) = case.read();
    let grown = grow(&estate, &relations, &plan, end());
    let mut taken: BTreeSet<(u32, u128)> = BTreeSet::new();
    for address in &estate.addresses {
        if let (Some(ip), Some(network)) = (address.ip, address.network) {
            prop_assert!(taken.insert((network.0, number(ip))));
        }
    }
    for address in &grown.addresses {
        if let Some(ip) = address.ip {
            prop_assert!(
                taken.insert((address.network.0, number(ip))),
                "{ip} was handed out twice"
            );
            let prefix = estate
                .network(address.network)
                .prefix
                .as_ref()
                .expect("stated")
                .value;
            let (first, last) = usable_range(&prefix);
            prop_assert!((first..=last).contains(&number(ip)));
        }
    }
    let mut names: BTreeSet<String> = estate
        .devices
        .iter()
        .map(|device| device.name.value.clone())
        .collect();
    // A planned device that is installed keeps its name.
    for device in grown.devices.iter().filter(|device| device.number > 0) {
        prop_assert!(names.insert(new_name(&estate, device)), "a name was given twice");
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn counts_are_the_ceiling_of_the_factor(case in case(false)) {
        counts(&case)?;
    }

    #[test]
    fn addresses_and_names_never_collide(case in case(false)) {
        addresses(&case)?;
    }

    #[test]
    fn nothing_has_grown_at_progress_0(case in case(false)) {
        let (estate, relations, plan) = case.read();
        let grown = grow(&estate, &relations, &plan, end());
        let course = Course { estate: &estate, relations: &relations, plan: &plan, grown: &grown, end: end() };
        let ones = course.ones();
        let view = course.view(course.step_at(Rational::ZERO), &ones);
        prop_assert_eq!(course.factors(Rational::ZERO).expect("ones"), ones.clone());
        for service in estate.service_ids() {
            prop_assert_eq!(view.instances(service), relations.replicas[service.index()]);
        }
        // What is delivered is there before anything moves.
        prop_assert_eq!(course.step_at(Rational::ZERO), course.delivered());
    }
}
