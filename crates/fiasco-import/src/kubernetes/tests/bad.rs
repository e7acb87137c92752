//! What is wrong is said where it stands, and the rest goes on.

use super::{cluster, web, workload};

#[test]
fn wrong_values_are_noted() {
    let spec = |spec: &str| workload("apps/v1", "Deployment", "x", spec);
    for (text, expected) in [
        (
            spec(", replicas: many"),
            "many | Unreadable `replicas` of Deployment `x`: expected a whole number, found `many`",
        ),
        (
            spec(", replicas: -1"),
            "-1 | Unreadable `replicas` of Deployment `x`: expected a whole number, found `-1`",
        ),
        (
            spec(", replicas: 99999999999999999999"),
            "99999999999999999999 | Unreadable `replicas` of Deployment `x`: expected a whole number, found `99999999999999999999`",
        ),
        (
            spec(", replicas: '{{ .Values.n }}'"),
            "'{{ .Values.n }}' | Unreadable `replicas` of Deployment `x`: expected a whole number, found `{{ .Values.n }}`",
        ),
        (
            spec(", replica: 3"),
            "replica | NotUnderstood `spec.replica` is not understood (did you mean `replicas`?)",
        ),
        (
            spec(", strategy: {rollingUpdate: {maxSurge: lots}}"),
            "lots | Unreadable the strategy of Deployment `x`: expected a number or a share such as 25%, found `lots`",
        ),
        (
            web(", resurces: {limits: {}}", ""),
            "resurces | NotUnderstood `spec.template.spec.containers[0].resurces` is not understood (did you mean `resources`?)",
        ),
        (
            web(", resources: {limits: {memory: 1 gig}}", ""),
            "1 gig | Unreadable `memory` of container `web` of Deployment `web`: expected a quantity such as 500m, 2 or 1.5Gi, found `1 gig`",
        ),
        (
            web(", resources: {limits: {memroy: 1Gi}}", ""),
            "memroy | NotUnderstood `spec.template.spec.containers[0].resources.limits.memroy` is not understood (did you mean `memory`?)",
        ),
        (
            web(", ports: [{containerPort: http}]", ""),
            "http | Unreadable `containerPort` in the ports of container `web` of Deployment `web`: expected a port from 1 to 65535, found `http`",
        ),
        (
            "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: x}\n".to_owned(),
            "x | Unreadable Deployment `x` has no `spec`",
        ),
        (
            "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: x}\nspec: {replicas: 1}\n".to_owned(),
            "x | Unreadable Deployment `x` has no pod template",
        ),
        (
            "apiVersion: apps/v1\nkind: Deployment\nmetadata: {labels: {}}\nspec: {}\n".to_owned(),
            "Deployment | Unreadable this Deployment has no name; it is left out",
        ),
        (
            "apiVersion: v1\nmetadata: {name: x}\n".to_owned(),
            "apiVersion | Unreadable this object has no `kind`; it is left out",
        ),
        (
            "just a text\n".to_owned(),
            "just a text | Unreadable expected a Kubernetes object: a map with `apiVersion`, `kind` and `metadata`",
        ),
    ] {
        // Whatever is wrong in one object, the next one is read.
        let read = cluster(&[&text, &workload("v1", "ReplicationController", "after", "")]);
        assert_eq!(read.told(), [expected], "{text}");
        assert!(read.names().contains(&"after"), "{text}");
    }
}

#[test]
fn documents_with_nothing_in_them() {
    let text = format!(
        "# a chart left this\n---\n---\nnull\n---\n{{}}\n---\n{}",
        web("", "")
    );
    let read = cluster(&[&text]);
    assert_eq!((read.names(), read.said()), (vec!["web"], vec![]));
}

#[test]
fn the_annotation_that_allows() {
    let text = web("", "").replace(
        "{name: web}",
        "{name: web, annotations: {fiasco.dev/allow: K8S003 drained by hand; CAP008 it is small, other: 1}}",
    );
    let read = cluster(&[&text]);
    let part = &read.part;
    let said: Vec<(&str, &str)> = part
        .allows
        .iter()
        .map(|allow| (allow.rules[0].value.as_str(), allow.reason.as_str()))
        .collect();
    assert_eq!(said, [("K8S003", "drained by hand"), ("CAP008", "it is small")]);
    assert!(part.notes.is_empty(), "{:?}", part.notes);
}
