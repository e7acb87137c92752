//! No document, however broken, makes the importer panic; what cannot be read is said.

use super::{import, notes};
use crate::terraform::{needs_plan, recognizes_text};
use proptest::prelude::*;

/// The sample that ships with the project.
const SAMPLE: &str = include_str!("../../../../../examples/cloud/plan.json");

#[test]
fn plans_and_states_are_recognized() {
    for (text, is) in [
        (SAMPLE, true),
        (
            r#"{"format_version":"1.2","terraform_version":"1.9.8","planned_values":{}}"#,
            true,
        ),
        (
            r#"{"version": 4, "terraform_version": "1.9.8", "serial": 1, "lineage": "x"}"#,
            true,
        ),
        (
            "\u{feff}{\"format_version\":\"1.0\",\"terraform_version\":\"1\"}",
            true,
        ),
        ("{}", false),
        ("", false),
        (r#"{"kind": "List", "items": []}"#, false),
        ("format_version: 1\nplanned_values: {}", false),
        (r#"["format_version", "terraform_version"]"#, false),
    ] {
        assert_eq!(
            recognizes_text(text),
            is,
            "{}",
            text.chars().take(60).collect::<String>()
        );
    }
    // Keys in order of the alphabet: what tells comes late.
    let sorted = format!(
        r#"{{"configuration": {{"x": "{}"}}, "format_version": "1.2", "resource_changes": []}}"#,
        "y".repeat(9000)
    );
    assert!(recognizes_text(&sorted));
    assert!(needs_plan(&["main.tf"]).is_some() && needs_plan(&["main.yaml"]).is_none());
}

#[test]
fn the_sample_is_understood_whole() {
    assert_eq!(notes(&import(SAMPLE)), Vec::<&str>::new());
}

#[test]
fn what_is_wrong_is_said() {
    for (text, expected) in [
        ("{}", "there is nothing in this plan or state"),
        (
            r#"{"format_version": "1.0"}"#,
            "there is nothing in this plan or state",
        ),
        ("[]", "expected what `terraform show -json` prints"),
        ("3", "expected what `terraform show -json` prints"),
        (
            r#"{"format_version": "2.0", "planned_values": {}}"#,
            "format_version 2.0 is not known",
        ),
        (r#"{"version": 3, "resources": []}"#, "a state file of version 3"),
        (r#"{"format_version": "1.2", "planned_values": NaN}"#, ""),
        (
            r#"{"format_version": "1.2", "planned_values": {"root_module": {"resources": [{"addr"#,
            "",
        ),
        (
            r#"{"format_version": "1.2", "planned_values": {"root_module": {"resources": [{"address": "aws_subnet.s", "type": "aws_subnet", "values": {"cidr_block": "10.0.0"}}]}}}"#,
            "expected a prefix",
        ),
        (
            r#"{"format_version": "1.2", "planned_values": {"root_module": {"resources": [{"address": "aws_eks_cluster.c", "type": "aws_eks_cluster", "values": {"version": "latest"}}]}}}"#,
            "expected a version of Kubernetes",
        ),
        (
            r#"{"format_version": "1.2", "planed_values": {}, "planned_values": {}}"#,
            "`planed_values` is not understood",
        ),
    ] {
        let part = import(text);
        let notes = notes(&part);
        assert!(
            notes.iter().any(|note| note.contains(expected)),
            "{text}: {notes:?}"
        );
    }
    assert!(import("").devices.is_empty());
}

#[test]
fn a_plan_that_breaks_off_keeps_what_was_complete() {
    let cut = SAMPLE
        .find("aws_route_table.app")
        .expect("the sample has a route table");
    let part = import(&SAMPLE[..cut]);
    assert_eq!((part.networks.len(), notes(&part).is_empty()), (2, false));
}

/// The sample with its n-th number, word or list replaced.
fn mutated(at: usize, with: &str) -> String {
    let at = SAMPLE.floor_char_boundary(at % SAMPLE.len());
    let end = SAMPLE[at..]
        .find(['\n', ','])
        .map_or(SAMPLE.len(), |length| at + length);
    format!("{}{with}{}", &SAMPLE[..at], &SAMPLE[end..])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn no_mutation_panics(at in any::<usize>(), with in prop::sample::select(vec![
        "", "null", "-1", "99999999999999999999999", "1e999", "NaN", "{}", "[]", "[[[]]]", "\"\"", "\"\\u0000\"",
        "\"10.0.0.0/33\"", "true", "{\"references\": [\"var.x\", 3, null]}", "]", "}", "\"${", "\u{fffd}",
    ])) {
        drop(import(&mutated(at, with)));
    }

    #[test]
    fn no_cut_panics(at in 0..SAMPLE.len()) {
        drop(import(&SAMPLE[..SAMPLE.floor_char_boundary(at)]));
    }

    #[test]
    fn no_text_panics(text in "[\\PC]{0,200}") {
        let _ = recognizes_text(&text);
        drop(import(&text));
    }

    #[test]
    fn sizes_never_panic(name in "[a-zA-Z0-9._-]{0,24}") {
        let _ = super::super::sizes::aws(&name);
        let _ = super::super::sizes::google(&name);
        let _ = super::super::sizes::azure(&name);
        drop(super::super::resource::parts(&name));
    }
}
